#pragma once

#include "agents/state/measures.hpp"
#include "agents/state/phase.hpp"

namespace concord {

inline constexpr double wholly = 0.999;    ///< pooled share that is the whole fund but for rounding
inline constexpr double clear_miss = 0.5;  ///< of a system control total, pp

/// Clears what mechanisms counted in the last quarter, and in the last planning round when the next one
/// begins.
void clear_counts(const Context&, State&);
/// The measures of a system, after adding the quarter to its members' year.
void observe_system(const Context&, State&, SystemId);
/// The measures of the nation, after those of all systems.
void observe_nation(const Context&, State&);
/// The columns of one organisation at the end of a quarter, one value a replicate. NaN = missing.
std::array<Real, organisation_column_count> organisation_values(const Context&, const State&, OrganisationId);

}  // namespace concord
