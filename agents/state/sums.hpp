#pragma once
// Budget-weighted means over trusts and CCGs, in order of organisations.

#include "agents/state/state.hpp"

namespace concord {

/// Mean over the NHS bodies of a place or system; 0 where it has none.
template <class GroupId>
CONCORD_INLINE Real nhs_mean(const World& world, GroupId group, const Reals<OrganisationTag>& values) {
  const World::Group& sums = [&]() -> const World::Group& {
    if constexpr (std::is_same_v<GroupId, PlaceId>) {
      return world.places[group];
    } else {
      return world.systems[group];
    }
  }();
  Real sum = 0;
  for (OrganisationId i : world.members(group)) {
    if (world.kind[i] != Kind::council) sum += world.budget[i] * values[i];
  }
  return sum / (sums.nhs > 0 ? sums.nhs : 1.0);
}

/// Mean over rows of work space instead of a column of the state.
CONCORD_INLINE Real nhs_mean(const Context& c, IdRange<OrganisationTag> members, double budget,
                             const WorkRows<Real>& rows) {
  Real sum = 0;
  for (OrganisationId i : members) {
    if (c.world.kind[i] != Kind::council) sum += c.world.budget[i] * rows[c.row(i)];
  }
  return sum / (budget > 0 ? budget : 1.0);
}

}  // namespace concord
