#include "viz/views/run_series.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/runs/published.hpp"
#include "sim/calendar.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

RunSeries empty_series(const RunData& data, const MeasureRow& row) {
  const RunInfo& info = data.info();
  RunSeries series;
  series.name = plain_name(row);
  series.meaning = plain_meaning(row);
  series.unit = row.unit;
  series.key = row.key;
  series.seed = info.seed;
  series.first_replicate = info.first_replicate;
  series.quarters = info.quarters;
  return series;
}

void fill(RunSeries& series, const Slice& slice, int thing) {
  series.runs = slice.runs;
  for (int run = 0; run < slice.runs; ++run) {
    for (int t = 0; t < slice.quarters; ++t) series.values.push_back(slice.at(run, t, thing));
  }
}

}  // namespace

std::vector<double> RunSeries::of_run(int run) const {
  if (run < 0 || run >= runs) return std::vector<double>(quarters.size(), std::nan(""));
  const auto width = static_cast<std::ptrdiff_t>(quarters.size());
  const auto first = values.begin() + run * width;
  return {first, first + width};
}

std::optional<RunSeries> national_series(RunData& data, std::size_t measure) {
  const SlicePointer slice = data.national(measure);
  if (!slice) return std::nullopt;
  RunSeries series = empty_series(data, measure_rows[measure]);
  series.place = country_of(data.info());
  fill(series, *slice, 0);
  return series;
}

std::optional<RunSeries> system_series(RunData& data, std::size_t measure, int system) {
  const SlicePointer slice = data.systems(measure);
  if (!slice) return std::nullopt;
  RunSeries series = empty_series(data, system_measure_rows[measure]);
  series.place = data.info().systems[static_cast<std::size_t>(system)].name;
  fill(series, *slice, system);
  return series;
}

std::optional<RunSeries> series_of(const Scene& scene, RunData& data) {
  const Selection& selection = scene.selection;
  if (!scene.of_system) return national_series(data, selection.measure);
  if (!data.has_systems() || selection.system >= static_cast<int>(data.info().systems.size()))
    return empty_series(data, system_measure_rows[selection.system_measure]);
  return system_series(data, selection.system_measure, selection.system);
}

std::optional<BothSeries> both_series(const Scene& scene) {
  auto now = series_of(scene, *scene.now);  // both are asked for
  auto before = scene.two() ? series_of(scene, *scene.before) : std::nullopt;
  if (!now || before.has_value() != scene.two()) return std::nullopt;
  return BothSeries{std::move(*now), std::move(before)};
}

std::string country_of(const RunInfo& info) {
  return is_england(info.configuration) ? "England" : info.title;
}

std::string period_of(const std::vector<std::string>& quarters) {
  if (quarters.empty()) return "no quarters";
  return quarters.size() == 1 ? quarters.front() : quarters.front() + " to " + quarters.back();
}

}  // namespace concord
