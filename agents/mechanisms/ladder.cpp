#include "agents/mechanisms/ladder.hpp"

#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/state.hpp"

namespace concord {
namespace {

/// Earned autonomy and prestige, felt most just below the next rung; councils feel less of any push.
CONCORD_INLINE Real ladder_push(const Context& c, const State& s, SystemId k) {
  const Ladder& p = c.p.ladder;
  const Designation& rungs = c.p.designation;
  if (!c.rules.ladder || p.reward == 0) return 0;
  const Real maturity = s.maturity[k];
  const Real next = select(maturity < rungs.developing, rungs.developing,
                           select(maturity < rungs.maturing, rungs.maturing, rungs.thriving));
  const Real distance = (next - maturity) / p.width;
  const Real badge_value =
      1.0 - p.badge_dilution * (s.measures[Measure::designated] / c.world.system_count());
  const double own_part = (1 - p.member_dilution) + p.member_dilution / c.world.systems[k].members();
  return p.reward * number(maturity > 0.22) * exp(-0.5 * distance * distance) *
         (1.0 + 0.3 * number(s.designated[k])) * badge_value * own_part;
}

}  // namespace

void weigh_push(const Context& c, State& s, SystemId system) {
  if (!c.p.switches.ladder) return;
  const Real push = ladder_push(c, s, system) + deadline_push(c, s, system) + blueprint_push(c);
  for (OrganisationId i : c.world.members(system)) {
    const bool council = c.world.kind[i] == Kind::council;
    Options& utility = s.scratch.payoff[c.row(i)].utility;
    utility[1] += 0.4 * push * (council ? 0.6 : 1.0);
    utility[2] += push * (council ? 0.35 : 1.0);
  }
}

}  // namespace concord
