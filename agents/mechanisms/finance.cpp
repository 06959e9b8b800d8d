#include "agents/mechanisms/finance.hpp"

#include "agents/mechanisms/commissioning.hpp"
#include "agents/state/sums.hpp"

namespace concord {
namespace {

/// Of a year's luck, that stays in the margin (docs/ODD.md, 4.4; assumed).
constexpr double lasting_luck = 0.3;

}  // namespace

void roll_margins_forward(const Context& c, State& s, SystemId system) {
  const Finance& p = c.of<Finance>();
  if (!c.first()) {
    for (OrganisationId i : c.world.members(system)) {
      if (c.world.kind[i] == Kind::council) continue;
      const double drift = c.world.kind[i] == Kind::trust ? p.drift : p.ccg_drift;
      s.margin[i] += p.recurrent_share * s.improvement[i] + lasting_luck * s.luck[i] - drift;
    }
    const Real mean = nhs_mean(c.world, system, s.margin);
    for (OrganisationId i : c.world.members(system)) {
      if (c.world.kind[i] == Kind::council) continue;
      const double free = c.world.kind[i] == Kind::ccg ? 1 - c.of<Commissioning>().ringfence : 1.0;
      s.margin[i] += p.convergence * free * (mean - s.margin[i]);
    }
  }
  s.system_margin[system] = nhs_mean(c.world, system, s.margin);
  for (PlaceId place : c.world.system_places[system]) {
    s.exposure[place] = max(0.0, nhs_mean(c.world, place, s.margin) - s.system_margin[system]);
  }
}

}  // namespace concord
