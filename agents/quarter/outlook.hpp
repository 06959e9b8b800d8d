#pragma once

#include "agents/state/phase.hpp"

namespace concord {

/// What members expect of their accounts and of the pool's this year (docs/ODD.md, 4.15).
void look_ahead(const Context&, const State&, SystemId, Expectation&);

}  // namespace concord
