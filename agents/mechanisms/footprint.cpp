#include "agents/mechanisms/footprint.hpp"

#include "agents/work.hpp"

namespace concord {
namespace {

/// Of the fear, that full relief from break-even takes away (docs/ODD.md, 4.17; assumed).
constexpr double covered = 0.5;

}  // namespace

void weigh_footprint(const Context& c, const State& s, SystemId system, const Expectation&,
                     Utilities& utility) {
  if (!c.p.switches.exposure) return;
  const Real open = 1.0 - covered * s.relief[system];
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    const double fenced = c.world.kind[i] == Kind::ccg ? 1 - c.p.commissioning.ringfence : 1.0;
    utility[c.row(i)][2] -= s.exposure[c.world.place[i]] * c.p.footprint.exposure * fenced * open;
  }
}

}  // namespace concord
