#pragma once
// B less A, as if it were an ensemble of runs: views of a difference are views of this.

#include "viz/views/comparison.hpp"
#include "viz/views/runs_in_rows.hpp"

#include <map>

namespace concord {

/// Run by run where runs had the same luck; otherwise one run, the difference of the medians. Has the rows of
/// B. For as long as both are there.
class RunsDifference final : public RunData {
 public:
  RunsDifference(const Scene& scene, const Comparison& comparison);

  const RunInfo& info() const override { return b_.info(); }
  int shown_runs() const override { return b_.shown_runs(); }
  bool has_systems() const override { return b_.has_systems() && a_.has_systems(); }
  SlicePointer national(std::size_t measure) override;
  SlicePointer systems(std::size_t measure) override;
  /// Columns, terms, attractions and chances less those of A; choices are B's. Without columns if either has
  /// none.
  std::shared_ptr<const RunDetail> detail(int run) override;
  std::uint64_t generation() const override { return b_.generation() + a_.generation(); }

  /// Both sides, with the same runs in the same rows.
  RunData& b() { return b_; }
  RunData& a() { return a_; }

 private:
  SlicePointer slice_of(const SlicePointer& b, const SlicePointer& a, SlicePointer& kept) const;

  RunData& whole_b_;
  RunsInRows whole_a_, b_, a_;
  bool paired_;
  std::optional<int> run_, before_run_;
  std::map<std::size_t, SlicePointer> national_, systems_;
  std::map<int, std::shared_ptr<const RunDetail>> details_;
};

}  // namespace concord
