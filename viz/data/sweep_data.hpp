#pragma once
// An open sweep as views see it: a merged file, or a campaign folder that may still be growing. Like RunData
// it never blocks: null means that it was asked for and comes later.

#include "experiments/results/sweep_reader.hpp"
#include "sim/statistics/intervals.hpp"
#include "viz/data/run_data.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// A worker of a campaign at work.
struct SweepWorker {
  std::string name;
  double share = 0, runs_per_second = 0, seconds_left = 0;
  bool silent = false;  ///< no word for a while
};

/// What is known at once.
struct SweepSheet {
  std::string source;  ///< file or folder name, without the folders above
  SweepInfo info;      ///< `runs`: of rows that are there
  std::vector<SweepAxis> axes;
  std::vector<SweepOutcome> outcomes;
  std::vector<std::string> quarters;
  std::vector<std::vector<double>> coordinates;  ///< [axis][point]
  std::vector<std::vector<std::string>> labels;  ///< [axis][point]
  std::vector<std::string> trajectories;         ///< measures kept quarter by quarter
  std::string configuration;                     ///< scenario, YAML
  bool campaign = false;                         ///< a folder
  std::int64_t total_runs = 0;                   ///< most there can be
  std::vector<SweepWorker> workers;
};

/// One outcome of all runs that are there, in order of points, then of replicates. NaN = missing or failed.
struct SweepRuns {
  std::vector<double> values;
  std::vector<std::uint32_t> point, replicate;
  /// Rows of a point: [first[point], first[point + 1]).
  std::vector<std::size_t> first;
  KnownRange range = {};  ///< what is known of the outcome, for intervals
};

class SweepData {
 public:
  virtual ~SweepData() = default;
  virtual const SweepSheet& sheet() const = 0;
  virtual std::shared_ptr<const SweepRuns> outcome(std::size_t outcome) = 0;
  /// [run of the point][quarter] of sheet().trajectories[kept].
  virtual SlicePointer trajectories(std::size_t kept, std::size_t point) = 0;
  /// The runs of a point as an ensemble, simulated again by this program; the first `most` replicates. Throws
  /// ConfigError if the scenario's tables cannot be found or the model is another one.
  virtual RunPlan plan_of(std::size_t point, int most) const = 0;
  /// Something was asked for that is still on its way, or a campaign is looked at for the first time.
  virtual bool busy() const { return false; }
  virtual std::string trouble() const { return {}; }
  /// Changes whenever there is something new to see.
  virtual std::uint64_t generation() const = 0;
};

}  // namespace concord
