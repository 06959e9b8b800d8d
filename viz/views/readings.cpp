#include "viz/views/readings.hpp"

#include "sim/missing.hpp"
#include "viz/views/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

bool holds(const Slice& slice, int quarter, int thing) {
  return quarter >= 0 && quarter < slice.quarters && thing >= 0 && thing < slice.things;
}

}  // namespace

std::vector<double> values_at(const Slice& slice, std::optional<int> run, int quarter, int thing) {
  if (!holds(slice, quarter, thing) || (run && (*run < 0 || *run >= slice.runs))) return {};
  std::vector<double> values;
  for (int r = run.value_or(0); r < (run ? *run + 1 : slice.runs); ++r)
    values.push_back(slice.at(r, quarter, thing));
  return values;
}

double reading(const Slice& slice, std::optional<int> run, int quarter, int thing) {
  return median_of(values_at(slice, run, quarter, thing));
}

Spread counted_within(const Slice& slice, std::optional<int> run, int quarter,
                      const std::function<bool(double)>& holds_of) {
  std::vector<double> counts;
  for (int r = run.value_or(0); r < (run ? *run + 1 : slice.runs); ++r) {
    int known = 0, count = 0;
    for (int thing = 0; thing < slice.things; ++thing) {
      if (r < 0 || r >= slice.runs || !holds(slice, quarter, thing)) continue;
      const double value = slice.at(r, quarter, thing);
      if (std::isnan(value)) continue;
      ++known;
      count += holds_of(value) ? 1 : 0;
    }
    if (known > 0) counts.push_back(count);
  }
  return spread_of(std::move(counts));
}

std::vector<Spread> course_of(const Slice& slice, std::optional<int> run, int thing) {
  std::vector<Spread> course;
  course.reserve(static_cast<std::size_t>(slice.quarters));
  for (int t = 0; t < slice.quarters; ++t) course.push_back(spread_of(values_at(slice, run, t, thing)));
  return course;
}

std::vector<std::vector<double>> runs_of(const Slice& slice, int thing) {
  std::vector<std::vector<double>> runs(static_cast<std::size_t>(slice.runs));
  for (int r = 0; r < slice.runs; ++r) {
    for (int t = 0; t < slice.quarters; ++t)
      runs[static_cast<std::size_t>(r)].push_back(holds(slice, t, thing) ? slice.at(r, t, thing)
                                                                         : missing_value);
  }
  return runs;
}

Spread single(double value) { return spread_of({value}); }

std::string runs_words(const Scene& scene, const RunData& data) {
  if (scene.selection.run) return run_words(data, *scene.selection.run);
  const int runs = data.shown_runs();
  return runs == 1 ? std::string("1 run") : fmt::format("median of {} runs", runs);
}

std::string quarter_words(const RunInfo& info, int quarter) {
  return quarter >= 0 && quarter < static_cast<int>(info.quarters.size())
             ? info.quarters[static_cast<std::size_t>(quarter)]
             : std::string();
}

}  // namespace concord
