#pragma once

#include "agents/state/phase.hpp"

namespace concord {

/// Clears the measures of the last quarter, except those set in the planning round, which stand for the year.
void clear_measures(const Context&, State&);
/// Measures of a system, and its part in national sums.
void observe_system(const Context&, State&, SystemId);
/// Turns national sums into shares, means and percentiles.
void observe_nation(const Context&, State&);

}  // namespace concord
