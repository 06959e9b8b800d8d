#include "agents/mechanisms/finance.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/cost_growth.hpp"
#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/sector_shocks.hpp"
#include "agents/state/sums.hpp"

#include <cmath>

namespace concord {
namespace {

/// Of a year's luck, that stays in the margin (docs/ODD.md, 4.4; assumed).
constexpr double lasting_luck = 0.3;

}  // namespace

void roll_margins_forward(const Context& c, State& s, SystemId system) {
  const Finance& p = c.of<Finance>();
  const ExtraCostGrowth growth = extra_cost_growth(c);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council || (c.first() && std::isnan(c.world.outturn[i]))) continue;
    const Type type = c.world.type[i];
    const Real drift = (c.world.kind[i] == Kind::trust ? p.drift + growth.of(type) : p.ccg_drift) -
                       c.of<FundByYear>().prices(type);
    go_back_to_sector(c, s, i);
    s.margin[i] +=
        p.recurrent_share * s.improvement[i] + lasting_luck * s.luck[i] + s.lasting_shock[i] - drift;
  }
  if (!c.first()) {
    const Real mean = nhs_mean(c.world, system, s.margin);
    for (OrganisationId i : c.world.members(system)) {
      if (c.world.kind[i] == Kind::council) continue;
      const Real free = c.world.kind[i] == Kind::ccg ? 1 - c.of<Commissioning>().ringfence : 1.0;
      s.margin[i] += p.convergence * free * (mean - s.margin[i]);
    }
  }
  s.system_margin[system] = nhs_mean(c.world, system, s.margin);
  for (PlaceId place : c.world.system_places[system]) {
    s.exposure[place] = max(0.0, nhs_mean(c.world, place, s.margin) - s.system_margin[system]);
  }
}

Real projected_margin(const Context& c, const State& s, OrganisationId i) {
  const double done = c.rules.of_year / 4.0, left = 1 - done;
  const Real hope = c.of<Behaviour>().optimism * left;
  return s.year_to_date[i] * done +
         left * (s.margin[i] + s.effect[i] + s.improvement[i] + hope - s.carried[i]);
}

}  // namespace concord
