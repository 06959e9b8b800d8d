#pragma once
// Simulates batches of a plan on the cores of one machine. Only run_range.cpp sees the threading library
// here.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"
#include "experiments/designs/outcomes.hpp"
#include "experiments/runs/ensemble.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace concord {

/// Stands in for simulate_batch in tests of failures.
using SimulateBatch = std::function<void(const Scenario&, std::uint64_t seed, int first, int count,
                                         Workspace&, Block&, int at)>;

/// What running a range tells while it goes on; shared by threads.
struct RangeWatch {
  std::atomic<bool> waiting = false;                            ///< for other workers
  std::atomic<bool> stop = false;                               ///< set by anybody: no further batch is begun
  std::atomic<std::int64_t> batches = 0, runs = 0, failed = 0;  ///< finished since the beginning
};

/// Threads with their memory, for as many ranges as there are.
class RangeRunner {
 public:
  RangeRunner(const Plan& plan, int threads, SimulateBatch simulate = simulate_batch);
  ~RangeRunner();
  RangeRunner(const RangeRunner&) = delete;
  RangeRunner& operator=(const RangeRunner&) = delete;

  /// Begins to simulate a range in order of batches, while the caller does something else. If stopped, only
  /// the first ones are simulated. A run that throws becomes a failed row and does not touch its neighbours;
  /// running out of memory ends all.
  void start(const BatchRange& range, RangeWatch& watch);
  /// Waits for what was started: its rows, and the batches that they are of.
  std::pair<RunRows, BatchRange> finish();

 private:
  struct Threads;
  std::unique_ptr<Threads> threads_;
};

/// The rows of one batch, by the calling thread. `block` is scratch.
RunRows run_batch(const Plan& plan, const OutcomeReader& outcomes, std::int64_t batch, Workspace& workspace,
                  Block& block, const SimulateBatch& simulate = simulate_batch);

}  // namespace concord
