#pragma once
// A sweep in memory whose every value is known.

#include "sim/errors.hpp"
#include "viz/data/sweep_data.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace concord::test {

class MemorySweep : public SweepData {
 public:
  SweepSheet known;
  SlicePointer kept;    ///< trajectories of every point
  bool arrived = true;  ///< false: outcomes are still on their way
  std::string troubled;
  mutable std::size_t calls = 0;  ///< of sheet() and outcome() so far

  /// `value` of a point's coordinates and replicate; `replicates` of a point; NaN = missing.
  void fill(const std::function<int(std::size_t point)>& replicates,
            const std::function<double(const std::vector<double>& at, int replicate)>& value) {
    auto runs = std::make_shared<SweepRuns>();
    runs->first.push_back(0);
    for (std::size_t point = 0; point < known.info.points; ++point) {
      std::vector<double> at;
      for (const auto& axis : known.coordinates) at.push_back(axis[point]);
      for (int r = 0; r < replicates(point); ++r) {
        runs->values.push_back(value(at, r));
        runs->point.push_back(static_cast<std::uint32_t>(point));
        runs->replicate.push_back(static_cast<std::uint32_t>(r));
      }
      runs->first.push_back(runs->values.size());
    }
    known.info.runs = runs->values.size();
    runs_ = std::move(runs);
  }
  void add_axis(std::string name, std::vector<double> coordinates, bool list) {
    SweepAxis axis;
    axis.name = std::move(name);
    axis.list = list;
    known.axes.push_back(std::move(axis));
    std::vector<std::string> labels;
    for (const double at : coordinates) labels.push_back(fmt::format("{}", at));
    known.info.points = coordinates.size();
    known.coordinates.push_back(std::move(coordinates));
    known.labels.push_back(std::move(labels));
  }

  const SweepSheet& sheet() const override { return ++calls, known; }
  std::shared_ptr<const SweepRuns> outcome(std::size_t) override {
    return ++calls, arrived ? runs_ : nullptr;
  }
  SlicePointer trajectories(std::size_t, std::size_t) override { return kept; }
  RunPlan plan_of(std::size_t, int) const override { broken("", "nothing here is simulated again"); }
  std::string trouble() const override { return troubled; }
  std::uint64_t generation() const override { return 1; }

 private:
  std::shared_ptr<const SweepRuns> runs_ = std::make_shared<SweepRuns>();
};

/// Three levels of x by two of y, point = 3 y + x, four replicates: outcome = x + 10 y + replicate / 10. The
/// point x = 1, y = 0 is the baseline.
inline MemorySweep small_sweep() {
  MemorySweep sweep;
  sweep.known.info = {
      .title = "By hand", .version = "0.1.0", .commit = "abc", .model_digest = "12", .method = "factorial"};
  sweep.known.info.seed = 7;
  sweep.known.info.baseline = 1;
  sweep.add_axis("duty.strength", {0, 1, 2, 0, 1, 2}, true);
  sweep.add_axis("pooling.floor", {0, 0, 0, 1, 1, 1}, true);
  sweep.known.outcomes.push_back({"real", "real", "value at 2022/23 Q4", "systems", "Systems in substance."});
  sweep.known.total_runs = 24;
  sweep.fill([](std::size_t) { return 4; },
             [](const std::vector<double>& at, int r) { return at[0] + 10 * at[1] + r / 10.0; });
  return sweep;
}

}  // namespace concord::test
