#include "agents/rules.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

// docs/ODD.md, 4.1; all assumed.
constexpr double clearer_by_statute = 0.5;  ///< vagueness that a statute leaves
constexpr double judgement_variance =
    0.04;  ///< of a year's outturn as boards judge it, beside surprises, pp squared
constexpr double known_at_year_end = 0.8;      ///< of the year's variance, growing evenly by quarter
constexpr double confused = 0.3;               ///< of the precision of choice, at full vagueness
constexpr double arbitrated_by_mandate = 0.2;  ///< more challenges arbitrated under a full mandate to agree

}  // namespace

Rules rules_in_force(const Parameters& p, Quarter start, int t) {
  const Quarter now = start + t;
  /// A political shock puts off what lies after it (M10). Before it strikes, nobody knows.
  const auto effective = [&](Quarter planned) {
    const bool put_off = now >= p.politics.shock_date && planned >= p.politics.shock_date;
    return put_off && planned < never ? planned + p.politics.delay : planned;
  };
  const auto lasts = [&](Quarter from, int quarters) { return now >= from && now < from + quarters; };

  Rules r;
  r.t = t;
  r.now = now;
  r.of_year = now.of_year();
  r.planning_round = r.of_year == 0;
  r.statute = now >= effective(p.statute.date);
  r.covid = p.shocks.covid && lasts(p.shocks.covid_date, p.shocks.covid_quarters);
  r.demand = lasts(p.shocks.demand_date, p.shocks.demand_quarters) ? p.shocks.demand_size : 0;
  r.vagueness =
      (now >= effective(p.guidance.date) ? p.guidance.vagueness_after : p.guidance.vagueness_before) *
      (r.statute ? clearer_by_statute : 1.0);
  r.duty = ((now >= p.duty.full_from ? p.duty.strength : p.duty.strength * p.duty.early_share) +
            (r.statute ? p.statute.duty : 0)) *
           (p.switches.duty ? 1 : 0);
  r.blueprint = now >= p.blueprint.from ? p.blueprint.strength : 0;
  r.relief = p.break_even.relief + (r.statute ? p.statute.relief : 0);
  r.social_care_pressure = p.councils.pressure + p.councils.pressure_growth * t -
                           (now >= effective(p.councils.settlement_date) ? p.councils.settlement_relief : 0);
  r.mandate = p.agreement_mandate.strength * p.agreement_mandate.audit;
  r.tariff = r.covid ? 0 : p.activity_income.tariff * (1 - r.mandate);
  r.break_even = p.break_even.weight * (1 - p.break_even.soft_budget);
  const double quarterly = p.surprises.quarterly_sd, yearly = p.surprises.yearly_sd;
  r.yearly_sd = p.behaviour.perceived_uncertainty *
                std::sqrt(quarterly * quarterly / 4 + yearly * yearly + judgement_variance);
  r.quarter_sd = r.yearly_sd * std::sqrt(1 - known_at_year_end * r.of_year / 4);
  r.fund = r.covid || !p.switches.fund ? 0 : p.sustainability_fund.size;
  r.place_judged = p.pooling.at_place ? 1 : (r.statute ? p.statute.delegation : 0);
  const bool floor = now >= p.pooling.floor_from && now < p.pooling.floor_until;
  r.pooled_floor = std::max(floor ? p.pooling.floor : 0, r.statute ? p.statute.pooled_share : 0);
  r.precision = p.behaviour.choice_precision * (1 - confused * r.vagueness);
  const double beta = p.integration.discount, build = p.integration.build_rate;
  r.capital_value =
      p.switches.capital ? beta * build / (1 - beta * (1 - build)) * (1 + p.integration.patient_value) : 0;
  r.trust_gain = p.relationships.gain * (1 - p.blueprint.crowding_out * r.blueprint);
  r.arbitration_chance =
      std::clamp(p.commissioning.arbitration_chance + arbitrated_by_mandate * r.mandate, 0.0, 1.0);
  r.quarters_to_deadline = effective(p.deadline.date) - now;
  r.pooling_open = now >= p.pooling.open_from;
  r.mergers_open = now >= p.mergers.earliest;
  r.running_cost_target = now >= p.mergers.running_cost_target;
  r.accelerator = now >= p.support.accelerator_from;
  r.applications_open = p.designation.applications && now >= p.designation.applications_from;
  r.blueprint_published = now >= p.blueprint.from;
  r.ladder = now >= p.ladder.from;
  r.prescribed_merger = now >= effective(p.mergers.prescribed_date);
  return r;
}

}  // namespace concord
