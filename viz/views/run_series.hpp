#pragma once
// One measure of the country or of a system, in all runs and quarters: what figures over time are made of.

#include "experiments/charts/spread.hpp"
#include "experiments/runs/measure_expression.hpp"
#include "viz/data/run_data.hpp"
#include "viz/views/comparison.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

struct RunSeries {
  std::string name, meaning, unit, key;
  std::string place;  ///< "England", or the name of the system
  std::int64_t seed = 0;
  int first_replicate = 0, runs = 0;
  std::vector<std::string> quarters;
  std::vector<double> values;  ///< [run][quarter]; NaN = missing
  double at(int run, int quarter) const {
    return values[static_cast<std::size_t>(run) * quarters.size() + static_cast<std::size_t>(quarter)];
  }
  /// All missing if there is no such run.
  std::vector<double> of_run(int run) const;
  std::vector<Spread> spreads() const { return spread_by_quarter(values, static_cast<int>(quarters.size())); }
};

/// What the selection asks for; nothing while it is on its way. `system` is a row of the data's systems.
std::optional<RunSeries> national_series(RunData& data, std::size_t measure);
std::optional<RunSeries> system_series(RunData& data, std::size_t measure, int system);
/// Of an expression over measures of the country and of systems that `ask` understands with this vocabulary.
Vocabulary viewer_vocabulary(const RunInfo& info);
std::optional<RunSeries> expression_series(RunData& data, std::string_view expression);
/// The selected measure of the country, or system measure of the selected system. Holds no runs if there are
/// no systems.
std::optional<RunSeries> series_of(const Scene& scene, RunData& data);

/// That of what is shown, and of `before` where there are two; nothing while either is on its way.
struct BothSeries {
  RunSeries now;
  std::optional<RunSeries> before;
};
std::optional<BothSeries> both_series(const Scene& scene);

/// The place that all runs are about: "England", or the title of the runs.
std::string country_of(const RunInfo& info);
/// "2017/18 Q1 to 2022/23 Q4".
std::string period_of(const std::vector<std::string>& quarters);
}  // namespace concord
