#include "agents/observe.hpp"

#include "agents/state.hpp"
#include "sim/percentile.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace concord {
namespace {

using enum Measure;

/// The measure `offset` places after `first` in the enumeration.
constexpr Measure after(Measure first, std::size_t offset) {
  return static_cast<Measure>(static_cast<std::size_t>(first) + offset);
}

/// Integration index of a place from the patient's side (specification, section 8).
CONCORD_INLINE Real integration_of(const Context& c, const State& s, PlaceId place, SystemId k,
                                   Real delaying) {
  const int councils = c.world.places[place].count[2];
  const Real delays = councils > 0 ? delaying / councils : 0.0;
  return clamp(
      0.35 + 0.45 * s.place_capital[place] + 0.35 * s.capital[k] - 0.12 * s.backlog[k] - 0.10 * delays, 0.0,
      1.0);
}

struct Tercile {
  const Masks<SystemTag> State::*members;
  Measure first;  ///< of its four measures: institution share, real, cooperation, integration
};
constexpr std::array<Tercile, 4> terciles{{{&State::poor, institution_share_poor},
                                           {&State::rich, institution_share_rich},
                                           {&State::low_trust, institution_share_low_trust},
                                           {&State::high_trust, institution_share_high_trust}}};

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
      for (std::size_t a = 0; a < actions; ++a) m[after(institution_share_trusts, 3 * kind + a)] += chose[a];
      place_trust += s.trust_place[i];
      system_trust += s.trust_system[i];
      if (w.kind[i] == Kind::council) {
        delaying += chose[0];
        out += number(s.out[i]);
        continue;
      }
      for (std::size_t a = 0; a < actions; ++a) m[after(institution_share, a)] += w.budget[i] * chose[a];
      own_budget += w.budget[i] * chose[0];
      cooperation += chose[2] + 0.5 * chose[1];
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
  record(SystemMeasure::institution_share, own_budget / std::max(group.nhs, 1e-9));
  record(SystemMeasure::cooperation, cooperation / std::max(group.nhs_members(), 1));
  record(SystemMeasure::control_total, target);
  record(SystemMeasure::balance, balance);
  record(SystemMeasure::margin, s.system_margin[k]);
  record(SystemMeasure::trust_place, place_trust / group.members());
  record(SystemMeasure::trust_system, system_trust / group.members());
  record(SystemMeasure::capability, s.capability[k]);
  record(SystemMeasure::capital, s.capital[k]);
  record(SystemMeasure::place_capital, place_capital / w.system_places[k].size());
  record(SystemMeasure::integration_index, index / std::max(group.population, 1e-9));
  record(SystemMeasure::backlog, s.backlog[k]);
  record(SystemMeasure::pressure, s.pressure[k]);
  record(SystemMeasure::supported, s.supported[k]);
  record(SystemMeasure::ccgs, group.count[1] > 0 ? merged_count : 0.0);
  record(SystemMeasure::councils_out, out);
}

void observe_nation(const Context& c, State& s) {
  const World& w = c.world;
  Measures& m = s.measures;
  const Designation& rungs = c.p.designation;
  Real ccg_count = 0, arbitration_count = 0;
  for (SystemId k : w.all_systems()) {
    const Mask designated = s.designated[k], real_now = designated & (s.norm[k] >= 0.5);
    const Real pooled = m[SystemMeasure::pooled_share][k], gap = m[SystemMeasure::outturn_gap][k];
    m[Measure::maturity] += s.maturity[k];
    m[real] += number(real_now);
    m[in_name_only] += number(designated & ~real_now);
    m[Measure::mature] += number(designated & (s.maturity[k] >= rungs.maturing));
    m[thriving] += number(s.maturity[k] >= rungs.thriving);
    m[control_totals_accepted] += number(pooled > 0.0);
    m[Measure::pooled_share] += pooled;
    m[fully_pooled] += number(pooled >= 0.999);
    m[overspending] += number((pooled > 0.0) & (gap < -0.5));
    m[overspending_slightly] += number((pooled > 0.0) & (gap < -0.3));
    m[system_capital] += s.capital[k];
    m[Measure::capability] += s.capability[k];
    m[Measure::backlog] += s.backlog[k];
    ccg_count += m[SystemMeasure::ccgs][k];
    arbitration_count += m[SystemMeasure::arbitrations][k];
    for (const Tercile& tercile : terciles) {
      const Real member = number((s.*tercile.members)[k]);
      m[tercile.first] += member * m[SystemMeasure::institution_share][k];
      m[after(tercile.first, 1)] += member * number(real_now);
      m[after(tercile.first, 2)] += member * m[SystemMeasure::cooperation][k];
      m[after(tercile.first, 3)] += member * m[SystemMeasure::integration_index][k];
    }
  }
  for (const Tercile& tercile : terciles) {
    Real size = 0;
    for (SystemId k : w.all_systems()) size += number((s.*tercile.members)[k]);
    for (std::size_t n = 0; n < 4; ++n) m[after(tercile.first, n)] = m[after(tercile.first, n)] / size;
  }
  m[Measure::ccgs] = ccg_count;
  m[Measure::arbitrations] = arbitration_count;

  const auto divide = [&](std::initializer_list<Measure> sums, double by) {
    for (Measure which : sums) m[which] = m[which] / by;
  };
  for (std::size_t a = 0; a < actions; ++a) {
    divide({after(institution_share, a)}, std::max(w.england.nhs, 1e-9));
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      divide({after(institution_share_trusts, 3 * kind + a)}, std::max(w.england.count[kind], 1));
    }
  }
  divide({Measure::maturity, Measure::pooled_share, system_capital, Measure::capability, Measure::backlog},
         w.system_count());
  divide({Measure::place_capital}, w.place_count());
  divide({Measure::trust_place, Measure::trust_system}, w.organisation_count());
  divide({Measure::integration_index}, std::max(w.england.population, 1e-9));
  divide({trusts_in_deficit, trusts_in_deficit_year, trusts_accepting, trusts_on_plan},
         std::max(w.england.count[0], 1));
  divide({ccgs_in_deficit}, std::max(w.england.count[1], 1));
  m[Measure::margin] = m[Measure::margin] / std::max(w.england.nhs, 1e-9) * 100.0;
  const Real none = std::numeric_limits<double>::quiet_NaN();
  m[fund_earned] = select(s.fund_stake > 0.0, s.fund_earned / max(s.fund_stake, 1e-9), none);
  m[centre_cost] = -s.outside.centre.value;
  m[ledger_residual] = s.ledger_residual;

  std::vector<Real>& sorted = s.scratch.sorted;
  const auto tenths = [&](const Reals<SystemTag>& values) {
    sort_into(sorted, values.begin(), values.end());
    return std::pair(percentile(sorted, 0.1), percentile(sorted, 0.9));
  };
  std::tie(m[maturity_p10], m[maturity_p90]) = tenths(s.maturity);
  std::tie(m[system_capital_p10], m[system_capital_p90]) = tenths(s.capital);
  const auto [index_low, index_high] = tenths(m[SystemMeasure::integration_index]);
  m[integration_gap] = index_high - index_low;
  const auto [cooperation_low, cooperation_high] = tenths(m[SystemMeasure::cooperation]);
  m[cooperation_gap] = cooperation_high - cooperation_low;
}

}  // namespace concord
