#pragma once

#include "agents/phase.hpp"

namespace concord {

/// Posts a system's quarter to the ledger, in the order of the specification's section 6, and draws up its
/// accounts.
void settle(const Context&, State&, SystemId);

}  // namespace concord
