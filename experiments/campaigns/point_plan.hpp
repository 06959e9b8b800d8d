#pragma once
// A point of a sweep as an ensemble of its own, simulated again with whatever a view needs recorded.

#include "experiments/campaigns/plan.hpp"
#include "experiments/runs/run_plan.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// The first `replicates` runs of a point of a campaign, with organisations recorded: the scenario of its
/// folder with the point's values. Throws ConfigError.
RunPlan plan_of_point(const Plan& plan, const std::filesystem::path& folder, std::size_t point,
                      int replicates);

/// What a merged file knows of a point.
struct MergedPoint {
  std::string file;           ///< for messages
  std::string model_digest;   ///< of the file
  std::string design;         ///< /plan
  std::string configuration;  ///< /configuration
  std::vector<std::string> axes;
  std::vector<double> coordinates;  ///< [axis]
};
/// The same out of a merged file, which holds no tables: they are looked for in `homes` in turn, under the
/// name that the scenario gives them, and only those count whose fingerprint is the plan's. Throws
/// ConfigError if there are none, or if the file is of another version of the model.
RunPlan plan_of_point(const MergedPoint& point, std::span<const std::filesystem::path> homes, int replicates);

}  // namespace concord
