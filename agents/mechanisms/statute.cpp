#include "agents/mechanisms/statute.hpp"

#include "agents/state/state.hpp"

namespace concord {

void fold_ccgs_into_boards(const Context& c, State& s, SystemId system) {
  if (c.rules.statute) s.merged[system] = Mask::all(true);
}

}  // namespace concord
