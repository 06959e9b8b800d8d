#pragma once

#include "agents/phase.hpp"

namespace concord {

/// What members expect of their accounts and of the pool's this year (specification, sections 5.3 and 5.4).
void look_ahead(const Context&, State&, SystemId);

}  // namespace concord
