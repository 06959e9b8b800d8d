#pragma once
// Simulates batches of a plan on the cores of one machine.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"
#include "experiments/designs/outcomes.hpp"
#include "experiments/runs/ensemble.hpp"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <utility>

namespace concord {

/// Stands in for simulate_runs in tests of failures.
using SimulateRuns = std::function<void(const Scenario&, std::uint64_t seed, std::span<const LaneRun>,
                                        Workspace&, Block&, int at)>;

/// Of one thread, used again and again.
struct RunMemory {
  Workspace workspace;
  Block block;
  std::deque<Parameters> settings;  ///< of the points under way
};

/// What running a range tells while it goes on; shared by threads.
struct RangeWatch {
  std::atomic<bool> waiting = false;                            ///< for other workers
  std::atomic<bool> stop = false;                               ///< set by anybody: no further batch is begun
  std::atomic<std::int64_t> batches = 0, runs = 0, failed = 0;  ///< finished since the beginning
};

/// Threads with their memory, for as many ranges as there are.
class RangeRunner {
 public:
  RangeRunner(const Plan& plan, int threads, SimulateRuns simulate = simulate_runs);
  ~RangeRunner();
  RangeRunner(const RangeRunner&) = delete;
  RangeRunner& operator=(const RangeRunner&) = delete;

  /// Begins to simulate a range nearly in order of batches, while the caller does something else; runs of
  /// several points share a batch of the simulator where they can. If stopped, what is not yet begun is left.
  /// A run that throws becomes a failed row and does not touch its neighbours; running out of memory ends
  /// all.
  void start(const BatchRange& range, RangeWatch& watch);
  /// Waits for what was started: the rows of the first batches that are complete, and those batches.
  std::pair<RunRows, BatchRange> finish();

 private:
  struct Threads;
  std::unique_ptr<Threads> threads_;
};

/// The rows of a range, by the calling thread.
RunRows run_batches(const Plan& plan, const OutcomeReader& outcomes, const BatchRange& range,
                    RunMemory& memory, const SimulateRuns& simulate = simulate_runs);

}  // namespace concord
