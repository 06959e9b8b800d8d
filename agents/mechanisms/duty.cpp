#include "agents/mechanisms/duty.hpp"

#include "agents/mechanisms/leaders.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {

void weigh_duty(const Context& c, const State& s, SystemId system, const Expectation& expected,
                Utilities& utility) {
  const Real own = 1.0 - s.relief[system];
  struct Felt {
    std::array<Real, kinds> strength;
    Real excused;
  };
  ByTarget felt(c, [&own](const Context& of) {
    const Duty& p = of.of<Duty>();
    const Real clear = of.rules.duty * (1 - of.rules.vagueness);
    return Felt{{clear * (1 + p.licence), clear * 1, clear * p.councils}, p.conflict * own};
  });
  for (OrganisationId i : c.world.members(system)) {
    const Felt& f = felt[i];
    const Real strength = f.strength[static_cast<std::size_t>(c.world.kind[i])];
    Real penalty = strength;
    if (c.world.kind[i] != Kind::council) {
      penalty = strength * (1.0 - f.excused * expected.outlook[c.row(i)].deficit_chance);
    }
    utility[c.row(i)][0] -= penalty;
  }
}

void weigh_sanctions(const Context& c, const State& s, SystemId system, const Expectation&,
                     Utilities& utility) {
  if (!c.of<Switches>().duty) return;
  const Real led = leadership(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    Real sanction = s.pooled_share[c.world.place[i]] * c.of<Pooling>().peer_sanction * s.norm[system];
    if (c.world.kind[i] == Kind::trust) sanction += (c.rules.statute ? c.of<Statute>(i).sanction : 0) * led;
    utility[c.row(i)][0] -= sanction;
  }
}

}  // namespace concord
