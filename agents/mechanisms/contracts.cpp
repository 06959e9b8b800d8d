#include "agents/mechanisms/contracts.hpp"

#include "agents/state/state.hpp"

namespace concord {

void start_contracts(const Context& c, State& s, SystemId system) {
  const Contracts& p = c.of<Contracts>();
  if (!p.enabled) return;
  for (PlaceId place : c.world.system_places[system]) {
    Real trust = 0;
    for (OrganisationId i : c.world.members(place)) trust += s.trust_place[i];
    const Mask willing =
        (s.contract[place] == -1.0) & (trust / c.world.places[place].members() > p.trust_needed);
    if (!any(willing)) continue;
    const Mask starts =
        c.random.uniform(Purpose::contract, c.step(), c.world.address_of(place)) < p.start_rate;
    s.contract[place] = select(willing & starts, p.delay + 1.0, s.contract[place]);
  }
}

void run_contracts(const Context& c, State& s, SystemId system) {
  for (PlaceId place : c.world.system_places[system]) {
    s.contract[place] -= number(s.contract[place] > 0.0);
  }
}

}  // namespace concord
