#pragma once
// The table of settings that a file of results holds, of runs or of a sweep.

#include "experiments/runs/record_reader.hpp"

namespace concord {

/// Nothing if the scenario has no such table. Throws FileError.
std::optional<RecordedPlausible> recorded_plausible(const h5::Object& file);

}  // namespace concord
