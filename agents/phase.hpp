#pragma once
// What the phases of a quarter are handed; see agents/state.hpp.

#include "agents/organisation.hpp"
#include "sim/lanes.hpp"

namespace concord {

struct Context;
struct State;
class Ledger;

}  // namespace concord
