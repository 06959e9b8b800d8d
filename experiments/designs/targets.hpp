#pragma once
// Which published figures a calibration looks at, how exactly it takes them, and which it holds out.

#include "experiments/runs/published.hpp"
#include "sim/errors.hpp"
#include "sim/statistics/population.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace concord {

struct Target {
  PublishedRow row;
  Observed observed;
  bool fitted;  ///< used to find parameters; otherwise only compared afterwards
};

/// Reads a table such as experiments/calibration/targets.csv, whose head describes it; figures come from the
/// table of England that is built in. `split` is the column that says `fit` or `predict`. What is wrong is
/// added to `problems`; the result must not be used then.
std::vector<Target> read_targets(const std::filesystem::path& file, const std::string& split,
                                 Problems& problems);

}  // namespace concord
