#include "agents/mechanisms/footprint.hpp"

#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {
namespace {

/// Of the fear, that full relief from break-even takes away (docs/ODD.md, 4.17; assumed).
constexpr double covered = 0.5;

}  // namespace

void weigh_footprint(const Context& c, const State& s, SystemId system, const Expectation&,
                     Utilities& utility) {
  if (!c.of<Switches>().exposure) return;
  const Real open = 1.0 - covered * s.relief[system];
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const Real fenced = c.world.kind[i] == Kind::ccg ? 1 - c.of<Commissioning>().ringfence : 1.0;
    utility[c.row(i)][2] -= s.exposure[c.world.place[i]] * c.of<Footprint>().exposure * fenced * open;
  }
}

}  // namespace concord
