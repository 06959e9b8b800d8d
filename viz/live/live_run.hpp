#pragma once
// The result of a live simulation.

#include "viz/data/memory_run.hpp"
#include "viz/live/detail.hpp"

namespace concord {

/// Details are simulated when they are asked for, also after the Live that made the run is gone.
class LiveRun : public MemoryRun {
 public:
  /// The first `runs` of a block that holds the plan's runs and their systems. `serial` tells results apart
  /// that look alike.
  LiveRun(RunPlan plan, const Block& block, int runs, std::uint64_t serial,
          std::shared_ptr<DetailWorker> worker);

  std::shared_ptr<const RunDetail> detail(int run) override;
  std::uint64_t generation() const override { return MemoryRun::generation() + cache_->arrived; }

 private:
  std::shared_ptr<DetailCache> cache_ = std::make_shared<DetailCache>();
  std::shared_ptr<DetailWorker> worker_;
  DetailWorker::Make make_;
};

}  // namespace concord
