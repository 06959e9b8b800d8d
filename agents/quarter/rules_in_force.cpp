#include "agents/quarter/rules_in_force.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/guidance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/politics.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/sector_shocks.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/switches.hpp"

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
  const auto after_shock = [&](Quarter planned) {
    const bool put_off = now >= p.of<Politics>().shock_date && planned >= p.of<Politics>().shock_date;
    return put_off && planned < never ? planned + p.of<Politics>().delay : planned;
  };
  const auto effective = [&](Quarter planned) {
    return p.of<Politics>().guidance_only ? planned : after_shock(planned);
  };
  const auto lasts = [&](Quarter from, int quarters) { return now >= from && now < from + quarters; };

  Rules r;
  r.t = t;
  r.now = now;
  r.of_year = now.of_year();
  r.planning_round = r.of_year == 0;
  r.statute = now >= effective(p.of<Statute>().date);
  r.covid = p.of<Shocks>().covid && lasts(p.of<Shocks>().covid_date, p.of<Shocks>().covid_quarters);
  r.demand =
      lasts(p.of<Shocks>().demand_date, p.of<Shocks>().demand_quarters) ? p.of<Shocks>().demand_size : 0;
  r.vagueness = (now >= after_shock(p.of<Guidance>().date) ? p.of<Guidance>().vagueness_after
                                                           : p.of<Guidance>().vagueness_before) *
                (r.statute ? clearer_by_statute : 1.0);
  r.duty = ((now >= p.of<Duty>().full_from ? p.of<Duty>().strength
                                           : p.of<Duty>().strength * p.of<Duty>().early_share) +
            (r.statute ? p.of<Statute>().duty : 0)) *
           (p.of<Switches>().duty ? 1 : 0);
  r.blueprint = now >= p.of<Blueprint>().from ? p.of<Blueprint>().strength : 0;
  r.relief = p.of<BreakEven>().relief + (r.statute ? p.of<Statute>().relief : 0);
  r.social_care_pressure =
      p.of<Councils>().pressure + p.of<Councils>().pressure_growth * t -
      (now >= effective(p.of<Councils>().settlement_date) ? p.of<Councils>().settlement_relief : 0);
  r.mandate = p.of<AgreementMandate>().strength * p.of<AgreementMandate>().audit;
  r.tariff = r.covid ? 0 : p.of<ActivityIncome>().tariff * (1 - r.mandate);
  r.break_even = p.of<BreakEven>().weight * (1 - p.of<BreakEven>().soft_budget);
  const Real quarterly = p.of<Surprises>().quarterly_sd, yearly = p.of<Surprises>().yearly_sd;
  r.sector_shocks = p.of<SectorShocks>().enabled;
  r.shock_growth = growth_of_shocks(p.of<SectorShocks>(), now);
  const Real doubt = p.of<Behaviour>().perceived_uncertainty,
             usual = quarterly * quarterly / 4 + yearly * yearly + judgement_variance;
  const double left = std::sqrt(1 - known_at_year_end * r.of_year / 4);
  r.body_sd = doubt * sqrt(usual);
  r.left_sd = r.body_sd * left;
  for (Sector k : all_sectors) {
    const Real shocks = shock_variance(p.of<SectorShocks>(), k, r.shock_growth[k]);
    r.yearly_sd[k] = doubt * sqrt(usual + shocks);
    r.quarter_sd[k] = r.yearly_sd[k] * left;
    r.shock_variance[k] = doubt * doubt * shocks;
    r.left_variance[k] = r.shock_variance[k] * left * left;
  }
  r.fund = r.covid || !p.of<Switches>().fund ? 0 : p.of<SustainabilityFund>().size;
  r.place_judged = p.of<Pooling>().at_place ? 1 : (r.statute ? p.of<Statute>().delegation : 0);
  const bool floor = now >= p.of<Pooling>().floor_from && now < p.of<Pooling>().floor_until;
  r.pooled_floor = max(floor ? p.of<Pooling>().floor : 0, r.statute ? p.of<Statute>().pooled_share : 0);
  r.precision = p.of<Behaviour>().choice_precision * (1 - confused * r.vagueness);
  const Real beta = p.of<Integration>().discount, build = p.of<Integration>().build_rate;
  r.capital_value = p.of<Switches>().capital
                        ? beta * build / (1 - beta * (1 - build)) * (1 + p.of<Integration>().patient_value)
                        : 0;
  r.trust_gain = p.of<Relationships>().gain * (1 - p.of<Blueprint>().crowding_out * r.blueprint);
  r.arbitration_chance =
      clamp(p.of<Commissioning>().arbitration_chance + arbitrated_by_mandate * r.mandate, 0.0, 1.0);
  r.quarters_to_deadline = effective(p.of<Deadline>().date) - now;
  r.pooling_open = now >= p.of<Pooling>().open_from;
  r.mergers_open = now >= p.of<Mergers>().earliest;
  r.running_cost_target = now >= p.of<Mergers>().running_cost_target;
  r.accelerator = now >= p.of<Support>().accelerator_from;
  r.applications_open = p.of<Designation>().applications && now >= p.of<Designation>().applications_from;
  r.blueprint_published = now >= p.of<Blueprint>().from;
  r.ladder = now >= p.of<Ladder>().from;
  r.prescribed_merger = now >= effective(p.of<Mergers>().prescribed_date);
  return r;
}

}  // namespace concord
