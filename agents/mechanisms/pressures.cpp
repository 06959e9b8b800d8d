#include "agents/mechanisms/pressures.hpp"

#include "agents/mechanisms/activity_income.hpp"
#include "agents/state.hpp"

namespace concord {

void feel_pressure(const Context& c, State& s, SystemId system) {
  const Pressures& p = c.p.pressures;
  const double vacancies = p.vacancies + p.vacancy_growth * c.rules.t;
  const double shocks = 0.6 * (c.rules.covid ? 1 : 0) + 0.2 * c.rules.demand;
  s.pressure[system] =
      c.p.switches.pressure
          ? clamp(p.backlog_weight * (s.backlog[system] + 0.15) + vacancies + shocks, 0.0, 3.0)
          : 0.0;
}

void change_backlog(const Context& c, State& s, SystemId system) {
  const Pressures& p = c.p.pressures;
  const ActivityIncome& activity = c.p.activity_income;
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
    const Real exposure = tariff_exposure(c, s, i);
    volume += w.budget[i] * type.shiftable *
              (activity.extra_income * exposure * number(s.action[i] == 0.0) -
               0.5 * activity.shifted_care * number(s.action[i] > 0.0) -
               p.block_loss * (1.0 - exposure / type.tariff_exposure) * (1 - covid));
  }
  if (group.shiftable > 0) volume = volume / group.shiftable;
  if (group.count[2] > 0) councils = councils / group.budget[2];
  const Real growth = 0.35 + 2.5 * covid + 0.5 * c.rules.demand - 0.6 * councils - 0.5 * s.capital[system];
  s.backlog[system] =
      clamp(0.94 * s.backlog[system] + p.backlog_growth * growth - p.activity_effect * volume, 0.0, 3.0);
}

}  // namespace concord
