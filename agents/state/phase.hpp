#pragma once
// What the phases of a quarter are handed; see agents/state/state.hpp and agents/state/work.hpp.

#include "agents/world/organisation.hpp"
#include "sim/arena.hpp"
#include "sim/lanes.hpp"

#include <array>

namespace concord {

/// One value an option: institution, place, system.
using Options = std::array<Real, actions>;

struct Context;
struct State;
class Ledger;

// Work spaces of stretches (agents/state/work.hpp).
struct Signing;
struct Payoff;
class Utilities;
struct Expectation;
struct Accounts;

}  // namespace concord
