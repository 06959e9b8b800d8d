#include "agents/mechanisms/blueprint.hpp"

#include "agents/state/state.hpp"

namespace concord {

Real blueprint_push(const Context& c) {
  return c.rules.blueprint * c.of<Blueprint>().compliance * (1 - c.rules.vagueness);
}

}  // namespace concord
