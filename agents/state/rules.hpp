#pragma once
// The rules in force in one quarter: what the calendar, the law and the shocks make of the parameters.

#include "agents/world/organisation.hpp"
#include "sim/calendar.hpp"
#include "sim/lanes.hpp"

namespace concord {

/// Same for every organisation; numbers are one a replicate, all else is the same for all. Shares and pp as
/// in the parameters they come from.
struct Rules {
  int t = 0;  ///< quarters since the start
  Quarter now;
  int of_year = 0;  ///< 0 (April to June) to 3
  bool planning_round = false;
  bool statute = false;  ///< statutory boards exist
  bool covid = false;
  Real demand = 0;     ///< extra cost of a demand surge, pp
  Real vagueness = 0;  ///< of guidance
  Real duty = 0;       ///< to collaborate, pp
  Real blueprint = 0;  ///< prescription in force
  Real relief = 0;     ///< share of the break-even duty moved to the system, before earned relief
  Real social_care_pressure = 0;
  Real mandate = 0;           ///< to agree, as far as audited
  Real tariff = 0;            ///< share of activity income paid by results
  Real break_even = 0;        ///< weight of the duty after soft budgets
  Real body_sd = 0;           ///< perceived uncertainty of the year's outturn without shocks of sectors, pp
  Real left_sd = 0;           ///< the same, of what is left of the year
  BySector<Real> yearly_sd;   ///< perceived uncertainty of the year's outturn, pp
  BySector<Real> quarter_sd;  ///< the same, of what is left of the year
  BySector<Real> shock_variance;  ///< of it, what shocks of sectors add, pp squared
  BySector<Real> left_variance;   ///< the same, of what is left of the year
  bool sector_shocks = false;     ///< there are any
  BySector<Real> shock_growth;    ///< of their scale since the year of the estimates
  Real fund = 0;                  ///< scale of the sustainability fund
  Real place_judged = 0;          ///< share of the pooled fund judged at place level
  Real pooled_floor = 0;          ///< mandated pooled share
  Real precision = 0;             ///< of choice, 1/pp
  Real capital_value = 0;         ///< present value of a unit of marginal integration capital
  Real trust_gain = 0;            ///< rate at which relationships grow
  Real arbitration_chance = 0;
  int quarters_to_deadline = 0;
  bool pooling_open = false;  ///< ballot open to systems that are not designated
  bool mergers_open = false, running_cost_target = false, prescribed_merger = false;
  bool accelerator = false, applications_open = false, blueprint_published = false, ladder = false;
};

}  // namespace concord
