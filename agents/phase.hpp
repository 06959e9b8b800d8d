#pragma once
// What the phases of a quarter are handed; see agents/state.hpp.

#include "agents/organisation.hpp"
#include "sim/lanes.hpp"

#include <array>

namespace concord {

/// One value an option: institution, place, system.
using Options = std::array<Real, actions>;

struct Context;
struct State;
class Ledger;

}  // namespace concord
