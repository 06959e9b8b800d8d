#include "agents/quarter/observe.hpp"

#include "agents/mechanisms/designation.hpp"
#include "agents/state/state.hpp"
#include "sim/percentile.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace concord {
namespace {

constexpr double tiny = 1e-9;  ///< in place of zero, where nothing is to be divided
constexpr double lowest_tenth = 0.1, highest_tenth = 0.9;
// Definitions of measures (docs/ODD.md, 4.22); a construct of the model, weights assumed.
constexpr double index_base = 0.35, index_of_place = 0.45, index_of_system = 0.35, index_of_backlog = 0.12,
                 index_of_delays = 0.10;
constexpr double place_cooperation = 0.5;  ///< of acting for the place, where the system counts 1
constexpr double real_from = 0.5;          ///< norm: most choices are cooperative
constexpr double wholly = 0.999;           ///< pooled share that is the whole fund but for rounding
constexpr double clear_miss = 0.5, slight_miss = 0.3;  ///< of a system control total, pp

using enum Measure;

/// Shares of choices: [option], of NHS budgets and of the bodies of each kind.
constexpr std::array<Measure, actions> shares_of_budget{institution_share, place_share, system_share};
constexpr std::array<std::array<Measure, actions>, kinds> shares_of{
    {{institution_share_trusts, place_share_trusts, system_share_trusts},
     {institution_share_ccgs, place_share_ccgs, system_share_ccgs},
     {institution_share_councils, place_share_councils, system_share_councils}}};

/// Integration index of a place from the patient's side (docs/ODD.md, 4.22).
CONCORD_INLINE Real integration_of(const Context& c, const State& s, PlaceId place, SystemId k,
                                   Real delaying) {
  const int councils = c.world.places[place].count[2];
  const Real delays = councils > 0 ? delaying / councils : 0.0;
  return clamp(index_base + index_of_place * s.place_capital[place] + index_of_system * s.capital[k] -
                   index_of_backlog * s.backlog[k] - index_of_delays * delays,
               0.0, 1.0);
}

struct Tercile {
  const Masks<SystemTag> State::*members;
  Measure own_interest, real, cooperation, integration;
};
constexpr std::array<Tercile, 4> terciles{
    {{&State::poor, institution_share_poor, real_poor, cooperation_poor, integration_poor},
     {&State::rich, institution_share_rich, real_rich, cooperation_rich, integration_rich},
     {&State::low_trust, institution_share_low_trust, real_low_trust, cooperation_low_trust,
      integration_low_trust},
     {&State::high_trust, institution_share_high_trust, real_high_trust, cooperation_high_trust,
      integration_high_trust}}};

}  // namespace

void clear_measures(const Context& c, State& s) {
  std::array<Real, 4> standing{s.measures[impossible_asks], s.measures[disputes_won], s.measures[supported],
                               s.measures[needing_support]};
  if (c.rules.planning_round) standing.fill(0.0);
  s.measures.national.fill(0.0);
  s.measures[impossible_asks] = standing[0];
  s.measures[disputes_won] = standing[1];
  s.measures[supported] = standing[2];
  s.measures[needing_support] = standing[3];
  s.outside = {};
  s.fund_stake = 0;
  s.fund_earned = 0;
}

void observe_system(const Context& c, State& s, SystemId k) {
  const World& w = c.world;
  Measures& m = s.measures;
  const World::Group& group = w.systems[k];
  Real own_budget = 0, cooperation = 0, balance = 0, target = 0, out = 0, place_trust = 0, system_trust = 0;
  Real index = 0, place_capital = 0;
  for (PlaceId place : w.system_places[k]) {
    Real delaying = 0;
    for (OrganisationId i : w.members(place)) {
      const auto kind = static_cast<std::size_t>(w.kind[i]);
      const std::array<Real, actions> chose{number(s.action[i] == 0.0), number(s.action[i] == 1.0),
                                            number(s.action[i] == 2.0)};
      for (std::size_t a = 0; a < actions; ++a) m[shares_of[kind][a]] += chose[a];
      place_trust += s.trust_place[i];
      system_trust += s.trust_system[i];
      if (w.kind[i] == Kind::council) {
        delaying += chose[0];
        out += number(s.out[i]);
        continue;
      }
      for (std::size_t a = 0; a < actions; ++a) m[shares_of_budget[a]] += w.budget[i] * chose[a];
      own_budget += w.budget[i] * chose[0];
      cooperation += chose[2] + place_cooperation * chose[1];
      balance += s.balance[i];
      target += s.control_total[i] * (w.budget[i] * 4 / 100);
      s.balance_of_year[i] += s.balance[i];
      const Real deficit = number(s.balance[i] < 0.0);
      if (w.kind[i] == Kind::ccg) {
        m[ccgs_in_deficit] += deficit;
      } else {
        m[trusts_in_deficit] += deficit;
        m[trusts_in_deficit_year] += number(s.balance_of_year[i] < 0.0);
        m[trusts_balance] += s.balance[i];
        m[trusts_accepting] += number(s.accepted[i] > 0.0);
        m[trusts_on_plan] += number(s.year_to_date[i] >= s.control_total[i]);
      }
    }
    const Real place_index = integration_of(c, s, place, k, delaying);
    index += place_index * w.places[place].population;
    place_capital += s.place_capital[place];
    m[live_contracts] += number(s.contract[place] == 0.0);
  }
  m[Measure::trust_place] += place_trust;
  m[Measure::trust_system] += system_trust;
  m[Measure::place_capital] += place_capital;
  m[nhs_balance] += balance;
  m[councils_out] += out;
  m[integration_index] += index;

  const auto record = [&](SystemMeasure which, Real value) { m[which][k] = value; };
  const Real merged_count = select(s.merged[k], 1.0, group.count[1]);
  record(SystemMeasure::maturity, s.maturity[k]);
  record(SystemMeasure::designated, number(s.designated[k]));
  record(SystemMeasure::norm, s.norm[k]);
  record(SystemMeasure::institution_share, own_budget / std::max(group.nhs, tiny));
  record(SystemMeasure::cooperation, cooperation / std::max(group.nhs_members(), 1));
  record(SystemMeasure::control_total, target);
  record(SystemMeasure::balance, balance);
  record(SystemMeasure::margin, s.system_margin[k]);
  record(SystemMeasure::trust_place, place_trust / group.members());
  record(SystemMeasure::trust_system, system_trust / group.members());
  record(SystemMeasure::capability, s.capability[k]);
  record(SystemMeasure::capital, s.capital[k]);
  record(SystemMeasure::place_capital, place_capital / w.system_places[k].size());
  record(SystemMeasure::integration_index, index / std::max(group.population, tiny));
  record(SystemMeasure::backlog, s.backlog[k]);
  record(SystemMeasure::pressure, s.pressure[k]);
  record(SystemMeasure::supported, s.supported[k]);
  record(SystemMeasure::ccgs, group.count[1] > 0 ? merged_count : 0.0);
  record(SystemMeasure::councils_out, out);
}

void observe_nation(const Context& c, State& s) {
  const World& w = c.world;
  Measures& m = s.measures;
  const Designation& rungs = c.of<Designation>();
  Real ccg_count = 0, arbitration_count = 0;
  for (SystemId k : w.all_systems()) {
    const Mask designated = s.designated[k], real_now = designated & (s.norm[k] >= real_from);
    const Real pooled = m[SystemMeasure::pooled_share][k], gap = m[SystemMeasure::outturn_gap][k];
    m[Measure::maturity] += s.maturity[k];
    m[real] += number(real_now);
    m[in_name_only] += number(designated & ~real_now);
    m[Measure::mature] += number(designated & (s.maturity[k] >= rungs.maturing));
    m[thriving] += number(s.maturity[k] >= rungs.thriving);
    m[control_totals_accepted] += number(pooled > 0.0);
    m[Measure::pooled_share] += pooled;
    m[fully_pooled] += number(pooled >= wholly);
    m[overspending] += number((pooled > 0.0) & (gap < -clear_miss));
    m[overspending_slightly] += number((pooled > 0.0) & (gap < -slight_miss));
    m[system_capital] += s.capital[k];
    m[Measure::capability] += s.capability[k];
    m[Measure::backlog] += s.backlog[k];
    ccg_count += m[SystemMeasure::ccgs][k];
    arbitration_count += m[SystemMeasure::arbitrations][k];
    for (const Tercile& tercile : terciles) {
      const Real member = number((s.*tercile.members)[k]);
      m[tercile.own_interest] += member * m[SystemMeasure::institution_share][k];
      m[tercile.real] += member * number(real_now);
      m[tercile.cooperation] += member * m[SystemMeasure::cooperation][k];
      m[tercile.integration] += member * m[SystemMeasure::integration_index][k];
    }
  }
  for (const Tercile& tercile : terciles) {
    Real size = 0;
    for (SystemId k : w.all_systems()) size += number((s.*tercile.members)[k]);
    for (Measure mean : {tercile.own_interest, tercile.real, tercile.cooperation, tercile.integration})
      m[mean] = m[mean] / size;
  }
  m[Measure::ccgs] = ccg_count;
  m[Measure::arbitrations] = arbitration_count;

  const auto divide = [&](std::initializer_list<Measure> sums, double by) {
    for (Measure which : sums) m[which] = m[which] / by;
  };
  for (std::size_t a = 0; a < actions; ++a) {
    divide({shares_of_budget[a]}, std::max(w.england.nhs, tiny));
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      divide({shares_of[kind][a]}, std::max(w.england.count[kind], 1));
    }
  }
  divide({Measure::maturity, Measure::pooled_share, system_capital, Measure::capability, Measure::backlog},
         w.system_count());
  divide({Measure::place_capital}, w.place_count());
  divide({Measure::trust_place, Measure::trust_system}, w.organisation_count());
  divide({Measure::integration_index}, std::max(w.england.population, tiny));
  divide({trusts_in_deficit, trusts_in_deficit_year, trusts_accepting, trusts_on_plan},
         std::max(w.england.count[0], 1));
  divide({ccgs_in_deficit}, std::max(w.england.count[1], 1));
  m[Measure::margin] = m[Measure::margin] / std::max(w.england.nhs, tiny) * 100.0;
  const Real none = std::numeric_limits<double>::quiet_NaN();
  m[fund_earned] = select(s.fund_stake > 0.0, s.fund_earned / max(s.fund_stake, tiny), none);
  m[centre_cost] = -s.outside.centre.value;
  m[ledger_residual] = s.ledger_residual;

  Arena::Task task(s.arena);
  WorkRows<Real> sorted(static_cast<std::size_t>(w.system_count()), &task);
  const auto tenths = [&](const Reals<SystemTag>& values) {
    sort_into(sorted, values.begin(), values.end());
    return std::pair(percentile(sorted, lowest_tenth), percentile(sorted, highest_tenth));
  };
  std::tie(m[maturity_p10], m[maturity_p90]) = tenths(s.maturity);
  std::tie(m[system_capital_p10], m[system_capital_p90]) = tenths(s.capital);
  const auto [index_low, index_high] = tenths(m[SystemMeasure::integration_index]);
  m[integration_gap] = index_high - index_low;
  const auto [cooperation_low, cooperation_high] = tenths(m[SystemMeasure::cooperation]);
  m[cooperation_gap] = cooperation_high - cooperation_low;
}

}  // namespace concord
