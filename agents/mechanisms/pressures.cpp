#include "agents/mechanisms/pressures.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/state.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

// docs/ODD.md, 4.2; all assumed.
constexpr double ceiling = 3;                                  ///< of pressure and of backlog
constexpr double covid_pressure = 0.6, demand_pressure = 0.2;  ///< the latter a pp of demand
constexpr double usual_backlog = 0.15;                         ///< felt even where there is none
constexpr double backlog_kept = 0.94;                          ///< from quarter to quarter
constexpr double growth_as_usual = 0.35, covid_growth = 2.5,
                 demand_growth = 0.5;  ///< in units of backlog_growth
constexpr double council_relief = 0.6,
                 capital_relief = 0.5;         ///< the same, of councils that take part and of system capital
constexpr double shifted_from_hospital = 0.5;  ///< of care shifted, that hospitals no longer do

}  // namespace

Real starting_backlog(const Context& c, SystemId system) {
  const Pressures& p = c.of<Pressures>();
  const double waiting = c.world.waiting[system];
  return clamp(p.backlog_start + (std::isnan(waiting) ? 0 : p.waiting_effect * waiting), 0.0, ceiling);
}

void feel_pressure(const Context& c, State& s, SystemId system) {
  const Pressures& p = c.of<Pressures>();
  const Real vacancies = p.vacancies + p.vacancy_growth * c.rules.t;
  const Real shocks = covid_pressure * (c.rules.covid ? 1 : 0) + demand_pressure * c.rules.demand;
  s.pressure[system] =
      c.of<Switches>().pressure
          ? clamp(p.backlog_weight * (s.backlog[system] + usual_backlog) + vacancies + shocks, 0.0, ceiling)
          : 0.0;
}

void change_backlog(const Context& c, State& s, SystemId system) {
  const Pressures& p = c.of<Pressures>();
  const World& w = c.world;
  const World::Group& group = w.systems[system];
  const double covid = c.rules.covid ? 1 : 0;
  // Hospital activity relative to plan, pp: more under payment by results, less where care is shifted, and
  // less where payment no longer follows activity.
  Real volume = 0, councils = 0;
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] == Kind::council) {
      councils += w.budget[i] * number(s.action[i] > 0.0);
      continue;
    }
    const TypeRow& type = row_of(w.type[i]);
    if (type.shiftable == 0) continue;
    const ActivityIncome& activity = c.of<ActivityIncome>(i);
    const Real exposure = tariff_exposure(c, s, i);
    volume += w.budget[i] * type.shiftable *
              (activity.extra_income * exposure * number(s.action[i] == 0.0) -
               shifted_from_hospital * activity.shifted_care * number(s.action[i] > 0.0) -
               p.block_loss * (1.0 - exposure / type.tariff_exposure) * (1 - covid));
  }
  if (group.shiftable > 0) volume = volume / group.shiftable;
  if (group.count[2] > 0) councils = councils / group.budget[2];
  const Real growth = growth_as_usual + covid_growth * covid + demand_growth * c.rules.demand -
                      council_relief * councils - capital_relief * s.capital[system];
  s.backlog[system] =
      clamp(backlog_kept * s.backlog[system] + p.backlog_growth * growth - p.activity_effect * volume, 0.0,
            ceiling);
}

}  // namespace concord
