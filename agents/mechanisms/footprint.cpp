#include "agents/mechanisms/footprint.hpp"

#include "agents/state.hpp"

namespace concord {

void weigh_footprint(const Context& c, State& s, SystemId system) {
  if (!c.p.switches.exposure) return;
  const Real open = 1.0 - 0.5 * s.relief[system];
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const double fenced = c.world.kind[i] == Kind::ccg ? 1 - c.p.commissioning.ringfence : 1.0;
    s.scratch.payoff[c.row(i)].utility[2] -=
        s.exposure[c.world.place[i]] * c.p.footprint.exposure * fenced * open;
  }
}

}  // namespace concord
