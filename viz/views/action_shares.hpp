#pragma once
// What organisations of each type chose in a quarter, as shares.

#include "viz/views/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

/// `choices`: 0, 1, 2 as in Action; NaN = missing; `before`: those of the run compared with, if there is one.
Figure action_shares_figure(const Scene& scene, const std::vector<double>& choices,
                            const std::vector<double>& before, int run, const std::string& quarter);

}  // namespace concord
