#pragma once
// Which runs of a plan are simulated side by side: runs of any points, if these agree in dates, switches and
// whole numbers (docs/adr/0023-a-value-per-lane.md). What a run gives does not depend on it.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace concord {

/// Groups of at most `lanes` runs.
struct RunGroups {
  std::vector<std::int64_t> runs;  ///< numbers, group by group
  std::vector<std::size_t> ends;   ///< [group] in `runs`

  std::size_t count() const { return ends.size(); }
  std::span<const std::int64_t> operator[](std::size_t group) const {
    const std::size_t first = group == 0 ? 0 : ends[group - 1];
    return {&runs[first], ends[group] - first};
  }
};

/// All runs of a range of a plan with a fixed number of replicates, each once. Runs are taken out of order
/// within a few hundred only, so that early groups complete early batches.
RunGroups runs_side_by_side(const Plan& plan, const BatchRange& range);

}  // namespace concord
