#include "viz/figures/readings.hpp"

#include "agents/measures.hpp"
#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/plain_words.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Faster than sorting: a map asks for a thousand of them.
double median_of(std::vector<double>& values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return missing;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

bool holds(const Slice& slice, int quarter, int thing) {
  return quarter >= 0 && quarter < slice.quarters && thing >= 0 && thing < slice.things;
}

template <class Row, class Key>
int index_of(const std::vector<Row>& rows, const Key& key, auto projection) {
  const auto found = std::ranges::find(rows, key, projection);
  return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

}  // namespace

double reading(const Slice& slice, std::optional<int> run, int quarter, int thing) {
  if (!holds(slice, quarter, thing)) return missing;
  if (run) return *run >= 0 && *run < slice.runs ? slice.at(*run, quarter, thing) : missing;
  std::vector<double> values(static_cast<std::size_t>(slice.runs));
  for (int r = 0; r < slice.runs; ++r) values[static_cast<std::size_t>(r)] = slice.at(r, quarter, thing);
  return median_of(values);
}

std::vector<Spread> course_of(const Slice& slice, std::optional<int> run, int thing) {
  std::vector<Spread> course;
  for (int t = 0; t < slice.quarters; ++t) {
    std::vector<double> values;
    if (run) {
      values.push_back(reading(slice, run, t, thing));
    } else if (holds(slice, t, thing)) {
      for (int r = 0; r < slice.runs; ++r) values.push_back(slice.at(r, t, thing));
    }
    course.push_back(spread_of(std::move(values)));
  }
  return course;
}

std::vector<std::vector<double>> runs_of(const Slice& slice, int thing) {
  std::vector<std::vector<double>> runs(static_cast<std::size_t>(slice.runs));
  for (int r = 0; r < slice.runs; ++r) {
    for (int t = 0; t < slice.quarters; ++t)
      runs[static_cast<std::size_t>(r)].push_back(holds(slice, t, thing) ? slice.at(r, t, thing) : missing);
  }
  return runs;
}

std::vector<double> medians_of(const std::vector<Spread>& course) {
  std::vector<double> out;
  for (const Spread& quarter : course) out.push_back(quarter.median);
  return out;
}

Partner partner_of(const RunInfo& now, const RunInfo& before) {
  Partner partner;
  for (const SystemInfo& system : now.systems)
    partner.system.push_back(index_of(before.systems, system.code, &SystemInfo::code));
  for (const std::string& quarter : now.quarters)
    partner.quarter.push_back(index_of(before.quarters, quarter, std::identity{}));
  return partner;
}

bool paired(const RunData& now, const RunData& before) {
  return now.info().seed == before.info().seed &&
         now.info().first_replicate == before.info().first_replicate &&
         now.shown_runs() == before.shown_runs();
}

std::vector<double> differences(const Scene& scene, const Slice& now, const Slice& before, int quarter) {
  const Partner partner = partner_of(scene.now->info(), scene.before->info());
  const int then = partner.quarter[static_cast<std::size_t>(quarter)];
  const auto& run = scene.selection.run;
  const bool by_run = !run && paired(*scene.now, *scene.before) && now.runs == before.runs;
  std::vector<double> out;
  for (int k = 0; k < now.things; ++k) {
    const int other = partner.system[static_cast<std::size_t>(k)];
    if (!by_run || !holds(before, then, other)) {
      out.push_back(reading(now, run, quarter, k) - reading(before, run, then, other));
      continue;
    }
    std::vector<double> of_runs;
    for (int r = 0; r < now.runs; ++r) of_runs.push_back(now.at(r, quarter, k) - before.at(r, then, other));
    out.push_back(median_of(of_runs));
  }
  return out;
}

std::string name_of(const MeasureRow& measure) {
  if (measure.key == "ccgs") return "CCGs";
  std::string name(measure.key);
  std::ranges::replace(name, '_', ' ');
  return capital(std::move(name));
}

std::string_view unit_words(std::string_view unit) {
  if (unit == "pp") return "percentage points";
  if (unit == "0/1") return "1 = yes, 0 = no";
  if (unit == "share") return "per cent";
  if (unit == "index") return "index";
  return unit;
}

std::string value_words(double value, std::string_view unit) {
  if (!std::isfinite(value)) return "no data";
  if (unit == "0/1") return value > 0.5 ? "yes" : value < 0.5 ? "no" : "in half";
  std::string text = unit == "pp" ? in_decimals(value, 2, unit) : label_of(value, unit);
  if (unit == "pp") text += " pp";
  if (unit == "£m") {
    const bool negative = text.starts_with("−");
    text = (negative ? "−£" : "£") + text.substr(negative ? std::string_view("−").size() : 0) + "m";
  }
  return text;
}

std::string difference_words(double value, std::string_view unit) {
  if (!std::isfinite(value)) return "no data";
  std::string text;
  if (unit == "share") {
    text = in_decimals(value * 100, 1, "") + " points";
  } else if (unit == "0/1") {
    text = in_decimals(value, 1, "");
  } else if (unit == "£m" && std::abs(value) < 9.95) {
    text = fmt::format("{}£{:.1f}m", value < -0.05 ? "−" : "", std::abs(value));
  } else {
    text = value_words(value, unit);
  }
  const bool zero = text.find_first_of("123456789") == text.npos;
  return value > 0 && !zero ? "+" + text : text;
}

std::string runs_words(const Scene& scene, const RunData& data) {
  if (scene.selection.run) return fmt::format("run {}", data.info().first_replicate + *scene.selection.run);
  const int runs = data.shown_runs();
  return runs == 1 ? std::string("1 run") : fmt::format("median of {} runs", runs);
}

std::string quarter_words(const RunInfo& info, int quarter) {
  return quarter >= 0 && quarter < static_cast<int>(info.quarters.size())
             ? info.quarters[static_cast<std::size_t>(quarter)]
             : std::string();
}

}  // namespace concord
