#pragma once
// An ensemble of runs that is wholly in memory: the result of a live simulation, or made by hand in a test.

#include "experiments/runs/ensemble.hpp"
#include "viz/data/run_data.hpp"

#include <map>

namespace concord {

/// What can be said of a plan's runs before they are simulated.
RunInfo info_of(const RunPlan& plan);

class MemoryRun : public RunData {
 public:
  /// All slices hold NaN.
  explicit MemoryRun(RunInfo info);
  /// The runs of a whole plan in one block, recorded at least at the level of systems.
  MemoryRun(const RunPlan& plan, const Block& block);

  const RunInfo& info() const override { return info_; }
  SlicePointer national(std::size_t measure) override { return national_[measure]; }
  SlicePointer systems(std::size_t measure) override { return systems_[measure]; }
  std::shared_ptr<const RunDetail> detail(int run) override;
  bool has_choices() const override;
  SlicePointer choices() override;
  std::string trouble() const override { return trouble_; }
  std::uint64_t generation() const override { return generation_; }

  void set_national(Measure measure, Slice slice);
  void set_systems(SystemMeasure measure, Slice slice);
  void set_detail(RunDetail detail);
  void set_trouble(std::string trouble);

 protected:
  RunInfo info_;
  std::vector<SlicePointer> national_, systems_;  // [measure]
  std::map<int, std::shared_ptr<const RunDetail>> details_;
  SlicePointer choices_;  // made of all details
  std::string trouble_;
  std::uint64_t generation_ = 1;
};

}  // namespace concord
