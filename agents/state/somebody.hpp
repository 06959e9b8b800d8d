#pragma once

#include "agents/state/state.hpp"

namespace concord {

/// Does a system see parameters that pass a test, or any of its members, where policies are aimed at bodies?
template <class Test>
bool somebody(const Context& c, SystemId system, Test test) {
  if (test(c)) return true;
  if (c.sets.empty()) return false;
  for (const OrganisationId i : c.world.members(system)) {
    if (const Context& of = c.in(i); &of != &c && test(of)) return true;
  }
  return false;
}

}  // namespace concord
