#pragma once
// The rules in force in one quarter: what the calendar, the law and the shocks make of the parameters.

#include "agents/world/organisation.hpp"
#include "sim/calendar.hpp"

namespace concord {

/// Same for every organisation and every replicate. Shares and pp as in the parameters they come from.
struct Rules {
  int t = 0;  ///< quarters since the start
  Quarter now;
  int of_year = 0;  ///< 0 (April to June) to 3
  bool planning_round = false;
  bool statute = false;  ///< statutory boards exist
  bool covid = false;
  double demand = 0;     ///< extra cost of a demand surge, pp
  double vagueness = 0;  ///< of guidance
  double duty = 0;       ///< to collaborate, pp
  double blueprint = 0;  ///< prescription in force
  double relief = 0;     ///< share of the break-even duty moved to the system, before earned relief
  double social_care_pressure = 0;
  double mandate = 0;          ///< to agree, as far as audited
  double tariff = 0;           ///< share of activity income paid by results
  double break_even = 0;       ///< weight of the duty after soft budgets
  double body_sd = 0;          ///< perceived uncertainty of the year's outturn without shocks of sectors, pp
  double left_sd = 0;          ///< the same, of what is left of the year
  BySector yearly_sd;          ///< perceived uncertainty of the year's outturn, pp
  BySector quarter_sd;         ///< the same, of what is left of the year
  BySector shock_variance;     ///< of it, what shocks of sectors add, pp squared
  BySector left_variance;      ///< the same, of what is left of the year
  bool sector_shocks = false;  ///< there are any
  BySector shock_growth;       ///< of their scale since the year of the estimates
  double fund = 0;             ///< scale of the sustainability fund
  double place_judged = 0;     ///< share of the pooled fund judged at place level
  double pooled_floor = 0;     ///< mandated pooled share
  double precision = 0;        ///< of choice, 1/pp
  double capital_value = 0;    ///< present value of a unit of marginal integration capital
  double trust_gain = 0;       ///< rate at which relationships grow
  double arbitration_chance = 0;
  int quarters_to_deadline = 0;
  bool pooling_open = false;  ///< ballot open to systems that are not designated
  bool mergers_open = false, running_cost_target = false, prescribed_merger = false;
  bool accelerator = false, applications_open = false, blueprint_published = false, ladder = false;
};

}  // namespace concord
