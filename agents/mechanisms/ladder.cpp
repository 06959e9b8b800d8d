#include "agents/mechanisms/ladder.hpp"

#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

// docs/ODD.md, 4.17; all assumed.
constexpr double in_sight = 0.22;                                   ///< maturity from which a rung is felt
constexpr double prestige = 0.3;                                    ///< more push where designated already
constexpr double push_to_place = 0.4;                               ///< of a push towards the system
constexpr double council_to_place = 0.6, council_to_system = 0.35;  ///< of a push, as councils feel it

/// Earned autonomy and prestige, felt most just below the next rung; councils feel less of any push.
CONCORD_INLINE Real ladder_push(const Context& c, const State& s, SystemId k) {
  const Ladder& p = c.of<Ladder>();
  const Designation& rungs = c.of<Designation>();
  if (!c.rules.ladder || !any(p.reward > 0.0)) return 0;
  const Real maturity = s.maturity[k];
  const Real next = select(maturity < rungs.developing, rungs.developing,
                           select(maturity < rungs.maturing, rungs.maturing, rungs.thriving));
  const Real distance = (next - maturity) / p.width;
  const Real badge_value = 1.0 - p.badge_dilution * (s.designated_systems / c.world.system_count());
  const Real own_part = (1 - p.member_dilution) + p.member_dilution / c.world.systems[k].members();
  return p.reward * number(maturity > in_sight) * exp(-0.5 * distance * distance) *
         (1.0 + prestige * number(s.designated[k])) * badge_value * own_part;
}

}  // namespace

void weigh_push(const Context& c, const State& s, SystemId system, const Expectation&, Utilities& utility) {
  if (!c.of<Switches>().ladder) return;
  const Real push = ladder_push(c, s, system) + deadline_push(c, s, system) + blueprint_push(c);
  for (OrganisationId i : c.world.members(system)) {
    const bool council = c.world.kind[i] == Kind::council;
    utility[c.row(i)][1] += push_to_place * push * (council ? council_to_place : 1.0);
    utility[c.row(i)][2] += push * (council ? council_to_system : 1.0);
  }
}

}  // namespace concord
