#include "agents/mechanisms/duty.hpp"

#include "agents/mechanisms/leaders.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/state/work.hpp"

namespace concord {

void weigh_duty(const Context& c, const State& s, SystemId system, const Expectation& expected,
                Utilities& utility) {
  const Duty& p = c.of<Duty>();
  const std::array<Real, kinds> bite{1 + p.licence, 1, p.councils};
  const Real excused = p.conflict * (1.0 - s.relief[system]);
  const Real felt = c.rules.duty * (1 - c.rules.vagueness);
  for (OrganisationId i : c.world.members(system)) {
    const Real strength = felt * bite[static_cast<std::size_t>(c.world.kind[i])];
    Real penalty = strength;
    if (c.world.kind[i] != Kind::council) {
      penalty = strength * (1.0 - excused * expected.outlook[c.row(i)].deficit_chance);
    }
    utility[c.row(i)][0] -= penalty;
  }
}

void weigh_sanctions(const Context& c, const State& s, SystemId system, const Expectation&,
                     Utilities& utility) {
  if (!c.of<Switches>().duty) return;
  const Real board = c.rules.statute ? c.of<Statute>().sanction : 0;
  const Real led = leadership(c, s, system);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::council) continue;
    Real sanction = s.pooled_share[c.world.place[i]] * c.of<Pooling>().peer_sanction * s.norm[system];
    if (c.world.kind[i] == Kind::trust) sanction += board * led;
    utility[c.row(i)][0] -= sanction;
  }
}

}  // namespace concord
