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
  const auto system = &data == scene.now ? std::optional<int>(selection.system)
                                         : same_system(scene.now->info(), selection.system, data.info());
  if (!system || !data.has_systems())
    return empty_series(data, system_measure_rows[selection.system_measure]);
  return system_series(data, selection.system_measure, *system);
}

std::string country_of(const RunInfo& info) {
  return is_england(info.configuration) ? "England" : info.title;
}

std::string period_of(const std::vector<std::string>& quarters) {
  if (quarters.empty()) return "no quarters";
  return quarters.size() == 1 ? quarters.front() : quarters.front() + " to " + quarters.back();
}

SeriesDifference difference_of(const Scene& scene, const Comparison& comparison, const RunSeries& now,
                               const RunSeries& before) {
  const auto slice_of = [](const RunSeries& series) {
    return Slice{.runs = series.runs,
                 .quarters = static_cast<int>(series.quarters.size()),
                 .things = 1,
                 .values = series.values};
  };
  const Slice slice = slice_of(now), other = slice_of(before);
  SeriesDifference out{.paired = comparison.paired(), .quarters = {}};
  for (int t = 0; t < slice.quarters; ++t)
    out.quarters.push_back(difference_of(scene, comparison, {&slice, t, 0},
                                         {&other, comparison.quarter[static_cast<std::size_t>(t)], 0}));
  return out;
}

std::vector<Spread> spreads_at(const RunSeries& series, const std::vector<std::string>& quarters) {
  const auto own = series.spreads();
  std::vector<Spread> out;
  for (const std::string& quarter : quarters) {
    const auto at = quarter_named(series.quarters, quarter);
    out.push_back(at ? own[static_cast<std::size_t>(*at)] : spread_of({}));
  }
  return out;
}

}  // namespace concord
