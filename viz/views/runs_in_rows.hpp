#pragma once
// Runs in other rows: a part of the quarters, or the quarters, systems and organisations of the runs that
// they are compared with. Views show both without knowing.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/period.hpp"
#include "viz/data/run_data.hpp"

#include <map>
#include <vector>

namespace concord {

/// Rows of the whole by row shown; -1 = it has none, so all values are missing.
struct ShownRows {
  std::vector<int> quarter, system, organisation;
  std::vector<int> run = {};  ///< none = all; every one of these is there
};
/// The quarters of a period, everything else as it is.
ShownRows rows_of(const RunInfo& info, const Period& period);

/// For as long as the data is there.
class RunsInRows final : public RunData {
 public:
  /// With the names of `like`, whose rows they are.
  RunsInRows(RunData& whole, const RunInfo& like, ShownRows rows);
  /// A period, which lies within the quarters.
  RunsInRows(RunData& whole, const Period& period);

  const RunInfo& info() const override { return info_; }
  int shown_runs() const override {
    return rows_.run.empty() ? whole_.shown_runs() : static_cast<int>(rows_.run.size());
  }
  bool has_systems() const override { return whole_.has_systems(); }
  SlicePointer national(std::size_t measure) override;
  SlicePointer systems(std::size_t measure) override;
  std::shared_ptr<const RunDetail> detail(int run) override;
  bool has_choices() const override { return whole_.has_choices(); }
  SlicePointer choices() override;
  std::string trouble() const override { return whole_.trouble(); }
  std::uint64_t generation() const override { return whole_.generation(); }

 private:
  SlicePointer slice_of(const SlicePointer& slice, const std::vector<int>& things, SlicePointer& kept) const;

  RunData& whole_;
  RunInfo info_;
  ShownRows rows_;
  bool same_ = false;  ///< nothing moves
  std::map<std::size_t, SlicePointer> national_, systems_;
  SlicePointer choices_;
  std::map<int, std::shared_ptr<const RunDetail>> details_;
};

/// A figure of a part: what it calls quarter 0 is quarter `first` when it is clicked.
Figure with_quarters_from(int first, Figure figure);

}  // namespace concord
