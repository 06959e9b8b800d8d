#include "agents/mechanisms/collaboratives.hpp"

#include "agents/state/state.hpp"

namespace concord {

Real delegated_to_trusts(const Context& c, SystemId system) {
  const bool several = c.world.systems[system].count[0] > 1;
  return c.rules.statute && several ? c.of<Collaboratives>().delegated_share : 0;
}

Real gap_of_trusts(const Context& c, SystemId system, const WorkRows<Real>& gap) {
  Real sum = 0;
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::trust) sum += c.world.budget[i] * gap[c.row(i)];
  }
  return sum / c.world.systems[system].budget[0];
}

}  // namespace concord
