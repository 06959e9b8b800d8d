#pragma once
// A record with known numbers: three runs, five quarters, two systems. Measures not named here are zero.

#include "agents/state/measures.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/runs/run_values.hpp"
#include "tests/experiments/small_plan.hpp"
#include "tests/support/folder.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord::test {

/// The file lives as long as this.
class HandMadeRecord {
 public:
  static constexpr std::size_t runs = 3, quarters = 5, systems = 2;

  explicit HandMadeRecord(Record level, std::string title = "By hand") {
    RunPlan plan = small_plan(static_cast<int>(runs), level);
    plan.title = std::move(title);
    Block block;
    block.runs = static_cast<int>(runs);
    block.quarters = static_cast<int>(quarters);
    block.systems = static_cast<int>(systems);
    block.organisations = 7;
    block.summary.assign(measure_count * runs * quarters, 0.0);
    block.digest.assign(runs, 1);
    block.system.assign(system_measure_count * runs * quarters * systems, 0.0);
    block.designated.assign(designated_count * runs * quarters, 0.0);
    for (std::size_t run = 0; run < runs; ++run) {
      const auto r = static_cast<double>(run);
      for (std::size_t t = 0; t < quarters; ++t) {
        const auto set = [&](Measure measure, double value) {
          block.summary[(static_cast<std::size_t>(measure) * runs + run) * quarters + t] = value;
        };
        set(Measure::designated, r + static_cast<double>(t));
        set(Measure::nhs_balance, 100);
        set(Measure::trusts_balance, 130 + r);
        set(Measure::institution_share_councils, 0.25);
        set(Measure::maturity_p10, 0.25);
        set(Measure::maturity_p90, 0.75);
        const auto set_system = [&](SystemMeasure measure, std::size_t k, double value) {
          block.system[((static_cast<std::size_t>(measure) * runs + run) * quarters + t) * systems + k] =
              value;
        };
        set_system(SystemMeasure::designated, 0, t < 4 ? 1 : 0);
        for (std::size_t k = 0; k < systems; ++k) {
          set_system(SystemMeasure::maturity, k, 0.3 + 0.2 * static_cast<double>(k) + 0.01 * r);
          set_system(SystemMeasure::pooled_share, k, t >= 1 ? 0.5 : 0);
          set_system(SystemMeasure::outturn_gap, k, t == 2 ? -0.4 : 0.1);
        }
        const double pooled = t >= 1 ? 0.5 : 0, gap = t == 2 ? -0.4 : 0.1;
        const auto made =
            over_designated(std::vector<SystemNow>{{t < 4 ? 1.0 : 0.0, pooled, gap}, {0, pooled, gap}});
        for (std::size_t m = 0; m < made.size(); ++m)
          block.designated[(m * runs + run) * quarters + t] = made[m];
      }
    }
    if (level == Record::summary) block.system.clear();
    RecordWriter writer(path(), plan, true);
    writer.write(block);
    writer.finish();
  }

  std::filesystem::path path() const { return folder_.path / "record.h5"; }
  const std::filesystem::path& folder() const { return folder_.path; }

 private:
  const Folder folder_;
};

}  // namespace concord::test
