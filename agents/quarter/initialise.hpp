#pragma once

#include "agents/state/phase.hpp"

#include <string_view>

namespace concord {

/// Sizes the state for a world; allocates only when a world is larger than any before.
void size_state(const Context&, State&);

/// Draws the state before the first quarter (docs/ODD.md, 3.2). Starting positions given by the
/// tables carry `finance.evidence_weight` of the variance, draws the rest.
void initialise(const Context&, State&);

/// Parameters that only the state before the first quarter depends on: a change of them later does nothing.
bool decides_start_only(std::string_view parameter);

}  // namespace concord
