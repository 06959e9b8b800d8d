#include "agents/state/work.hpp"

#include <algorithm>

namespace concord {

std::size_t work_bytes(const World& world) {
  int most_places = 0;
  for (SystemId k : world.all_systems()) most_places = std::max(most_places, world.system_places[k].size());
  constexpr std::size_t a_member = sizeof(Outlook) + sizeof(Payoff) + 2 * sizeof(Real) + sizeof(Options);
  constexpr std::size_t a_place = sizeof(Real) + sizeof(std::array<Real, kinds>);
  constexpr std::size_t a_system = sizeof(Real) + sizeof(double) + sizeof(int);
  constexpr std::size_t alignment = 16 * alignof(Real);
  constexpr std::size_t anybody = 2 * sizeof(Real);  // who compares sectors; two sorted copies
  return static_cast<std::size_t>(world.organisation_count()) * anybody +
         static_cast<std::size_t>(world.largest_system) * a_member +
         static_cast<std::size_t>(most_places) * a_place +
         static_cast<std::size_t>(world.system_count()) * a_system + alignment;
}

}  // namespace concord
