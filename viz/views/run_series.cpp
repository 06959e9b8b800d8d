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

Vocabulary viewer_vocabulary(const RunInfo& info) {
  ThingFacts facts;
  for (const SystemInfo& system : info.systems) {
    facts.system.push_back(system.code);
    facts.system_name.push_back(system.name);
    facts.region.push_back(system.region);
  }
  Vocabulary v = measure_vocabulary(facts);
  v.tables[0].resize(
      measure_count);  // neither what is made of them nor single bodies of all runs are at hand
  std::erase_if(v.kinds, [](const Vocabulary::Kind& kind) { return kind.name != "systems"; });
  v.start = parse_quarter(info.quarters.empty() ? "" : info.quarters.front());
  v.quarters = static_cast<int>(info.quarters.size());
  return v;
}

std::optional<RunSeries> expression_series(RunData& data, std::string_view expression) {
  const RunInfo& info = data.info();
  const Reading<AskedMeasure> asked = ask(expression, viewer_vocabulary(info));
  RunSeries series = empty_series(data, {.key = {}, .unit = {}, .meaning = {}, .reference = {}});
  series.name = series.meaning = series.key = expression;
  series.place = country_of(info);
  if (!asked.value) return series;  // of another world
  series.unit = asked.value->unit;
  bool there = true;
  MeasuredRuns runs{.runs = static_cast<std::size_t>(data.shown_runs()),
                    .quarters = info.quarters.size(),
                    .start = parse_quarter(info.quarters.front()).value_or(Quarter{}),
                    .things = {1, info.systems.size()},
                    .values = {}};
  runs.values = [&](std::size_t table, std::size_t measure) {
    const SlicePointer slice = table == 0 ? data.national(measure) : data.systems(measure);
    there = there && slice != nullptr;
    if (slice) return slice->values;
    return std::vector<double>(runs.runs * runs.quarters * runs.things[table], std::nan(""));
  };
  const std::vector<double> values = evaluate(asked.value->expression, runs);
  if (!there) return std::nullopt;
  series.runs = static_cast<int>(runs.runs);
  // What is one number a run is the same in every quarter.
  for (std::size_t n = 0; n < runs.runs * runs.quarters; ++n)
    series.values.push_back(values[n * values.size() / (runs.runs * runs.quarters)]);
  return series;
}

std::optional<RunSeries> series_of(const Scene& scene, RunData& data) {
  const Selection& selection = scene.selection;
  if (!scene.of_system && !selection.expression.empty()) return expression_series(data, selection.expression);
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
