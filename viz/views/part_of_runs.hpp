#pragma once
// A part of runs in time, as if it were all of them: figures over time show it without knowing.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/period.hpp"
#include "viz/data/run_data.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// For as long as the data is there. The period lies within its quarters.
class PartOfRuns final : public RunData {
 public:
  PartOfRuns(RunData& whole, const Period& period);

  const RunInfo& info() const override { return info_; }
  int shown_runs() const override { return whole_.shown_runs(); }
  bool has_systems() const override { return whole_.has_systems(); }
  SlicePointer national(std::size_t measure) override;
  SlicePointer systems(std::size_t measure) override;
  std::shared_ptr<const RunDetail> detail(int run) override;
  bool has_choices() const override { return whole_.has_choices(); }
  SlicePointer choices() override;
  std::string trouble() const override { return whole_.trouble(); }
  std::uint64_t generation() const override { return whole_.generation(); }

 private:
  SlicePointer part_of(const SlicePointer& slice, SlicePointer& kept) const;

  RunData& whole_;
  Period period_;
  RunInfo info_;
  std::map<std::size_t, SlicePointer> national_, systems_;
  SlicePointer choices_;
  std::map<int, std::shared_ptr<const RunDetail>> details_;
};

/// The quarters of others with the names of a period of these; none if they have none of them.
std::optional<Period> same_period(const std::vector<std::string>& quarters, const Period& period,
                                  const std::vector<std::string>& others);
/// A figure of a part: what it calls quarter 0 is quarter `first` when it is clicked.
Figure with_quarters_from(int first, Figure figure);

}  // namespace concord
