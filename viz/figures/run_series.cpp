#include "viz/figures/run_series.hpp"

#include "experiments/published.hpp"
#include "sim/calendar.hpp"
#include "viz/figures/plain_words.hpp"

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

std::optional<RunSeries> series_of(const Scene& scene, RunData& data, Subject subject) {
  const Selection& selection = scene.selection;
  if (subject == Subject::country) return national_series(data, selection.measure);
  const auto system = &data == scene.now ? std::optional<int>(selection.system)
                                         : same_system(scene.now->info(), selection.system, data.info());
  if (!system || !data.has_systems())
    return empty_series(data, system_measure_rows[selection.system_measure]);
  return system_series(data, selection.system_measure, *system);
}

std::string country_of(const RunInfo& info) {
  return is_england(info.configuration) ? "England" : info.title;
}

std::optional<int> same_system(const RunInfo& info, int system, const RunInfo& other) {
  if (system < 0 || system >= static_cast<int>(info.systems.size())) return std::nullopt;
  const std::string& code = info.systems[static_cast<std::size_t>(system)].code;
  const auto found = std::ranges::find(other.systems, code, &SystemInfo::code);
  if (found == other.systems.end()) return std::nullopt;
  return static_cast<int>(found - other.systems.begin());
}

std::string period_of(const std::vector<std::string>& quarters) {
  if (quarters.empty()) return "no quarters";
  return quarters.size() == 1 ? quarters.front() : quarters.front() + " to " + quarters.back();
}

std::optional<int> quarter_named(const std::vector<std::string>& quarters, const std::string& name) {
  const auto found = std::ranges::find(quarters, name);
  if (found == quarters.end()) return std::nullopt;
  return static_cast<int>(found - quarters.begin());
}

std::vector<RunPair> paired_runs(const RunInfo& now, int now_runs, const RunInfo& before, int before_runs) {
  std::vector<RunPair> pairs;
  if (now.seed != before.seed) return pairs;
  for (int run = 0; run < now_runs; ++run) {
    const int other = now.first_replicate + run - before.first_replicate;
    if (other >= 0 && other < before_runs) pairs.push_back({run, other});
  }
  return pairs;
}

SeriesDifference difference_of(const RunSeries& now, const RunSeries& before,
                               const std::vector<RunPair>& pairs) {
  SeriesDifference out{.paired = !pairs.empty(), .quarters = {}};
  const auto medians = out.paired ? std::vector<Spread>{} : now.spreads();
  const auto others = out.paired ? std::vector<Spread>{} : spreads_at(before, now.quarters);
  for (std::size_t t = 0; t < now.quarters.size(); ++t) {
    if (!out.paired) {
      out.quarters.push_back(single(medians[t].median - others[t].median));
      continue;
    }
    const auto other = quarter_named(before.quarters, now.quarters[t]);
    std::vector<double> differences;
    for (const RunPair& pair : pairs) {
      if (other)
        differences.push_back(now.at(pair.now, static_cast<int>(t)) - before.at(pair.before, *other));
    }
    out.quarters.push_back(spread_of(std::move(differences)));
  }
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

Spread single(double value) { return spread_of({value}); }

}  // namespace concord
