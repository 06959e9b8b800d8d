#pragma once

#include "agents/state/parameters.hpp"
#include "agents/state/rules.hpp"

namespace concord {

/// What calendar, law and shocks make of the parameters in quarter `t` of a run.
Rules rules_in_force(const Parameters& p, Quarter start, int t);

}  // namespace concord
