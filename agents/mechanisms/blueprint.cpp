#include "agents/mechanisms/blueprint.hpp"

#include "agents/state.hpp"

namespace concord {

Real blueprint_push(const Context& c) {
  return c.rules.blueprint * c.p.blueprint.compliance * (1 - c.rules.vagueness);
}

}  // namespace concord
