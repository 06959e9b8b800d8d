#pragma once

#include "agents/state/phase.hpp"

namespace concord {

// A named body refuses, or a named system is put on the accelerator, from a date on (M27, M29). Not drawn:
// the scenario says who and when (docs/ODD.md, 4.30). Without such inputs nothing happens.

/// A council that the scenario keeps out of its system this quarter.
bool kept_out_by_name(const Context&, OrganisationId council);
/// A system that has a place on the accelerator by name this quarter.
bool accelerated_by_name(const Context&, SystemId);
/// What is named for this system and quarter, and what ends with it.
void act_as_named(const Context&, State&, SystemId);

}  // namespace concord
