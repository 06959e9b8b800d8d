#pragma once

#include "agents/state/phase.hpp"

namespace concord {

/// Posts a system's quarter to the ledger, in the order of docs/ODD.md, 4.19, and draws up its accounts.
void settle(const Context&, State&, SystemId, Accounts&);

}  // namespace concord
