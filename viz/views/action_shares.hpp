#pragma once
// What organisations of each type chose in a quarter, as shares.

#include "viz/views/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

/// Choices of the run compared with, [organisation] of its own.
struct ActionPartner {
  const RunInfo* info;
  std::vector<double> choices;
  ShownRuns runs;
};
/// `choices`: 0, 1, 2 as in Action; NaN = missing.
Figure action_shares_figure(const Scene& scene, const std::vector<double>& choices,
                            const std::optional<ActionPartner>& before, const std::string& quarter);

}  // namespace concord
