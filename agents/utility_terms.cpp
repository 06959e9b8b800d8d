#include "agents/utility_terms.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/collaboration_cost.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/footprint.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/state.hpp"

#include <algorithm>
#include <array>

namespace concord {
namespace {

/// A part of a term with a name of its own. `mute` takes it out, so that the rest of the term can be had
/// alone; the last part of a term is what then remains.
struct Part {
  std::string_view name;
  void (*mute)(Parameters&, Rules&) = nullptr;
};
struct Term {
  static constexpr std::size_t most_parts = 3;
  void (*add)(const Context&, State&, SystemId);
  std::array<Part, most_parts> parts;
  constexpr std::size_t size() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(parts, [](const Part& part) { return !part.name.empty(); }));
  }
};

constexpr std::array expected{
    Term{expect_activity_income,
         {{{"Income from activity", [](Parameters& p, Rules&) { p.activity_income.extra_income = 0; }},
           {"Care shifted out of hospital"}}}},
    Term{expect_commissioning,
         {{{"Challenged invoices",
            [](Parameters& p, Rules& rules) {
              p.commissioning.challenge = p.commissioning.challenge_cost = 0;
              rules.arbitration_chance = 0;
            }},
           {"Joint commissioning"}}}},
    Term{expect_council_care,
         {{{"Delayed discharges", [](Parameters& p, Rules&) { p.councils.delayed_discharge = 0; }},
           {"Joint funding of care"}}}},
    Term{expect_conditional_money, {{{"Conditional money"}}}},
    Term{expect_collaboration_cost, {{{"Cost of collaboration"}}}},
};

constexpr std::array weighed{
    Term{weigh_integration, {{{"Savings of integration"}}}},
    Term{weigh_break_even, {{{"Duty to break even"}}}},
    Term{weigh_fund, {{{"Sustainability fund"}}}},
    Term{weigh_relationships,
         {{{"Trust", [](Parameters& p, Rules&) { p.switches.relationships = false; }},
           {"Regard for others"}}}},
    Term{weigh_duty, {{{"Duty to collaborate"}}}},
    Term{weigh_sanctions,
         {{{"Sanctions by peers", [](Parameters& p, Rules&) { p.pooling.peer_sanction = 0; }},
           {"Sanctions by the board"}}}},
    Term{weigh_push,
         {{{"Earned autonomy", [](Parameters& p, Rules&) { p.ladder.reward = 0; }},
           {"Deadline", [](Parameters& p, Rules&) { p.deadline.pressure = 0; }},
           {"Blueprint"}}}},
    Term{weigh_footprint, {{{"Deficits of other places"}}}},
    Term{weigh_reluctance, {{{"Reluctance of councils"}}}},
    Term{weigh_peer_support, {{{"Helping other systems"}}}},
    Term{weigh_solidarity, {{{"Emergency solidarity"}}}},
};

constexpr std::size_t size_of(std::span<const Term> terms) {
  std::size_t sum = 0;
  for (const Term& term : terms) sum += term.size();
  return sum;
}
constexpr std::size_t direct = size_of(expected), all = direct + size_of(weighed);

Options difference(const Options& a, const Options& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

/// Where the parts of a system's members stand, from one term on.
struct Place {
  const Context& c;
  SystemId system;
  std::size_t term;
  Options& of(OrganisationId i, std::size_t part = 0) const {
    return c.parts->values[static_cast<std::size_t>(i.index) * all + term + part];
  }
};

/// Adds a term to `sum`, which begins at what it finds there, and keeps what it added, part by part.
void add_and_keep(const Term& term, Options Payoff::*sum, const Place& place, State& s) {
  const Context& c = place.c;
  const auto members = c.world.members(place.system);
  std::vector<Payoff>& payoff = s.scratch.payoff;
  for (OrganisationId i : members) place.of(i) = payoff[c.row(i)].*sum;
  const std::size_t count = term.size();
  const std::vector<Payoff> before = count > 1 ? payoff : std::vector<Payoff>();
  term.add(c, s, place.system);
  for (OrganisationId i : members) place.of(i) = difference(payoff[c.row(i)].*sum, place.of(i));
  if (count == 1) return;

  // The rest without the first part, then without the second, ...: every term is a sum.
  const std::vector<Payoff> after = payoff;
  Parameters quieter = c.p;
  Context rest{.world = c.world, .p = quieter, .rules = c.rules, .random = c.random};
  for (std::size_t part = 0; part + 1 < count; ++part) {
    term.parts[part].mute(quieter, rest.rules);
    payoff = before;
    for (OrganisationId i : members) payoff[c.row(i)].*sum = {};
    term.add(rest, s, place.system);
    for (OrganisationId i : members) {
      place.of(i, part + 1) = payoff[c.row(i)].*sum;
      place.of(i, part) = difference(place.of(i, part), place.of(i, part + 1));
    }
  }
  payoff = after;
}

}  // namespace

std::span<const std::string_view> utility_terms() {
  static constexpr auto names = [] {
    std::array<std::string_view, all> list;
    std::size_t n = 0;
    const auto append = [&](std::span<const Term> terms) {
      for (const Term& term : terms) {
        for (std::size_t part = 0; part < term.size(); ++part) list[n++] = term.parts[part].name;
      }
    };
    append(expected);
    append(weighed);
    return list;
  }();
  return names;
}

void expect_effects(const Context& c, State& s, SystemId system) {
  for (OrganisationId i : c.world.members(system)) s.scratch.payoff[c.row(i)] = {};
  Place place{c, system, 0};
  if (c.parts != nullptr) {
    c.parts->values.resize(static_cast<std::size_t>(c.world.organisation_count()) * all);
    for (OrganisationId i : c.world.members(system)) std::fill_n(&place.of(i), all, Options{});
  }
  if (!c.p.switches.finance) return;
  for (const Term& term : expected) {
    if (c.parts == nullptr) {
      term.add(c, s, system);
    } else {
      add_and_keep(term, &Payoff::own, place, s);
      place.term += term.size();
    }
  }
}

void weigh_options(const Context& c, State& s, SystemId system) {
  if (c.parts == nullptr) {
    for (const Term& term : weighed) term.add(c, s, system);
    return;
  }
  // The first of the mechanisms starts from the direct effects on the own accounts.
  for (OrganisationId i : c.world.members(system)) {
    Payoff& payoff = s.scratch.payoff[c.row(i)];
    payoff.utility = payoff.own;
  }
  Place place{c, system, direct};
  for (const Term& term : weighed) {
    add_and_keep(term, &Payoff::utility, place, s);
    place.term += term.size();
  }
}

}  // namespace concord
