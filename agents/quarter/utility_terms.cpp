#include "agents/quarter/utility_terms.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/collaboration_cost.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/footprint.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

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
template <class Add>
struct Term {
  static constexpr std::size_t most_parts = 3;
  Add add;
  std::array<Part, most_parts> parts;
  constexpr std::size_t size() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(parts, [](const Part& part) { return !part.name.empty(); }));
  }
};

using ExpectTerm = Term<void (*)(const Context&, const State&, SystemId, WorkRows<Payoff>&)>;
using WeighTerm = Term<AddTerm>;

constexpr std::array expected{
    ExpectTerm{
        expect_activity_income,
        {{{"Income from activity", [](Parameters& p, Rules&) { p.of<ActivityIncome>().extra_income = 0; }},
          {"Care shifted out of hospital"}}}},
    ExpectTerm{expect_commissioning,
               {{{"Challenged invoices",
                  [](Parameters& p, Rules& rules) {
                    p.of<Commissioning>().challenge = p.of<Commissioning>().challenge_cost = 0;
                    rules.arbitration_chance = 0;
                  }},
                 {"Joint commissioning"}}}},
    ExpectTerm{
        expect_council_care,
        {{{"Delayed discharges", [](Parameters& p, Rules&) { p.of<Councils>().delayed_discharge = 0; }},
          {"Joint funding of care"}}}},
    ExpectTerm{expect_conditional_money, {{{"Conditional money"}}}},
    ExpectTerm{expect_collaboration_cost, {{{"Cost of collaboration"}}}},
};

constexpr std::array weighed{
    WeighTerm{weigh_integration, {{{"Savings of integration"}}}},
    WeighTerm{weigh_break_even, {{{"Duty to break even"}}}},
    WeighTerm{weigh_fund, {{{"Sustainability fund"}}}},
    WeighTerm{weigh_relationships,
              {{{"Trust", [](Parameters& p, Rules&) { p.of<Switches>().relationships = false; }},
                {"Regard for others"}}}},
    WeighTerm{weigh_duty, {{{"Duty to collaborate"}}}},
    WeighTerm{weigh_sanctions,
              {{{"Sanctions by peers", [](Parameters& p, Rules&) { p.of<Pooling>().peer_sanction = 0; }},
                {"Sanctions by the board"}}}},
    WeighTerm{weigh_push,
              {{{"Earned autonomy", [](Parameters& p, Rules&) { p.of<Ladder>().reward = 0; }},
                {"Deadline", [](Parameters& p, Rules&) { p.of<Deadline>().pressure = 0; }},
                {"Blueprint"}}}},
    WeighTerm{weigh_footprint, {{{"Deficits of other places"}}}},
    WeighTerm{weigh_reluctance, {{{"Reluctance of councils"}}}},
    WeighTerm{weigh_peer_support, {{{"Helping other systems"}}}},
    WeighTerm{weigh_solidarity, {{{"Emergency solidarity"}}}},
};

constexpr std::size_t size_of(const auto& terms) {
  std::size_t sum = 0;
  for (const auto& term : terms) sum += term.size();
  return sum;
}
constexpr std::size_t direct = size_of(expected), all = direct + size_of(weighed);

Options difference(const Options& a, const Options& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

/// Where the parts of a system's members stand, from one term on.
struct Kept {
  const Context& c;
  SystemId system;
  std::size_t term;
  Options& of(OrganisationId i, std::size_t part = 0) const {
    return c.parts->values[static_cast<std::size_t>(i.index) * all + term + part];
  }
};

/// What a system and its members see, to be muted part by part.
class Quieter {
 public:
  Quieter(const Context& c, SystemId system) {
    std::vector<const Context*> seen{&c};
    if (!c.sets.empty()) {
      of_body_.resize(static_cast<std::size_t>(c.world.organisation_count()));
      of_system_.resize(static_cast<std::size_t>(c.world.system_count()));
      for (const OrganisationId i : c.world.members(system)) {
        auto found = std::ranges::find(seen, &c.in(i));
        if (found == seen.end()) found = seen.insert(found, &c.in(i));
        of_body_[static_cast<std::size_t>(i.index)] = static_cast<std::uint16_t>(found - seen.begin());
      }
    }
    parameters_.reserve(seen.size());
    for (const Context* one : seen) {
      parameters_.push_back(one->p);
      contexts_.push_back(
          {.world = c.world, .p = parameters_.back(), .rules = one->rules, .random = c.random});
    }
    if (c.sets.empty()) return;
    for (Context& context : contexts_) {
      context.sets = contexts_;
      context.of_system = of_system_.data();
      context.of_body = of_body_.data();
    }
  }
  const Context& context() const { return contexts_.front(); }
  void mute(void (*by)(Parameters&, Rules&)) {
    for (std::size_t n = 0; n < contexts_.size(); ++n) by(parameters_[n], contexts_[n].rules);
  }

 private:
  std::vector<Parameters> parameters_;
  std::vector<Context> contexts_;
  std::vector<std::uint16_t> of_system_, of_body_;
};

/// Adds a term to the sums of a work space and keeps what it added, part by part. `read` and `clear` give and
/// clear the sum of a member, `add` adds a term to a work space under given rules.
template <class Add>
void add_and_keep(const Term<Add>& term, const Kept& kept, Expectation& e, auto&& read, auto&& clear,
                  auto&& add) {
  const Context& c = kept.c;
  const auto members = c.world.members(kept.system);
  const std::size_t count = term.size();
  for (OrganisationId i : members) kept.of(i) = read(e, c.row(i));
  const Expectation before = e;
  add(c, e);
  for (OrganisationId i : members) kept.of(i) = difference(read(e, c.row(i)), kept.of(i));

  // The rest without the first part, then without the second, ...: every term is a sum.
  Quieter rest(c, kept.system);
  for (std::size_t part = 0; part + 1 < count; ++part) {
    rest.mute(term.parts[part].mute);
    Expectation alone = before;
    for (OrganisationId i : members) clear(alone, c.row(i));
    add(rest.context(), alone);
    for (OrganisationId i : members) {
      kept.of(i, part + 1) = read(alone, c.row(i));
      kept.of(i, part) = difference(kept.of(i, part), kept.of(i, part + 1));
    }
  }
}

}  // namespace

std::span<const std::string_view> utility_terms() {
  static constexpr auto names = [] {
    std::array<std::string_view, all> list;
    std::size_t n = 0;
    const auto append = [&](const auto& terms) {
      for (const auto& term : terms) {
        for (std::size_t part = 0; part < term.size(); ++part) list[n++] = term.parts[part].name;
      }
    };
    append(expected);
    append(weighed);
    return list;
  }();
  return names;
}

std::span<const AddTerm> weighed_terms() {
  static constexpr auto terms = [] {
    std::array<AddTerm, weighed.size()> list{};
    std::ranges::transform(weighed, list.begin(), &WeighTerm::add);
    return list;
  }();
  return terms;
}

void expect_effects(const Context& c, const State& s, SystemId system, Expectation& e) {
  Kept kept{c, system, 0};
  if (c.parts != nullptr) {
    c.parts->values.resize(static_cast<std::size_t>(c.world.organisation_count()) * all);
    for (OrganisationId i : c.world.members(system)) std::fill_n(&kept.of(i), all, Options{});
  }
  if (c.of<Switches>().finance) {
    for (const ExpectTerm& term : expected) {
      if (c.parts == nullptr) {
        term.add(c, s, system, e.payoff);
        continue;
      }
      add_and_keep(
          term, kept, e, [](const Expectation& of, std::size_t row) { return of.payoff[row].own; },
          [](Expectation& of, std::size_t row) { of.payoff[row].own = {}; },
          [&](const Context& rules, Expectation& of) { term.add(rules, s, system, of.payoff); });
      kept.term += term.size();
    }
  }
  expect_integration(c, s, system, e.payoff);
  for (OrganisationId i : c.world.members(system)) e.utility.set(c.row(i), e.payoff[c.row(i)].own);
}

void weigh_options(const Context& c, const State& s, SystemId system, Expectation& e) {
  Kept kept{c, system, direct};
  for (const WeighTerm& term : weighed) {
    if (c.parts == nullptr) {
      term.add(c, s, system, e, e.utility);
      continue;
    }
    add_and_keep(
        term, kept, e, [](const Expectation& of, std::size_t row) { return of.utility.of(row); },
        [](Expectation& of, std::size_t row) { of.utility.set(row, {}); },
        [&](const Context& rules, Expectation& of) { term.add(rules, s, system, of, of.utility); });
    kept.term += term.size();
  }
}

}  // namespace concord
