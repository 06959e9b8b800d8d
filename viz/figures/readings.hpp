#pragma once
// What views read out of runs: the selected run, or the median over runs; and what that is compared with.

#include "experiments/spread.hpp"
#include "viz/figures/views.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// The value of a run, or the median over runs that have one; NaN if none has.
double reading(const Slice& slice, std::optional<int> run, int quarter, int thing = 0);
/// [quarter]; of one run all quantiles are its value.
std::vector<Spread> course_of(const Slice& slice, std::optional<int> run, int thing = 0);
/// Every run of a thing, [run][quarter].
std::vector<std::vector<double>> runs_of(const Slice& slice, int thing);
/// Middle of a course.
std::vector<double> medians_of(const std::vector<Spread>& course);

/// Where things of one run are found in another, by code and by name of the quarter; -1 = nowhere.
struct Partner {
  std::vector<int> system, quarter;
};
Partner partner_of(const RunInfo& now, const RunInfo& before);
/// Both have the same luck, so that runs can be compared one by one.
bool paired(const RunData& now, const RunData& before);
/// Now less before at a quarter, NaN where either is missing: of paired runs the median of their differences,
/// otherwise the difference of medians.
std::vector<double> differences(const Scene& scene, const Slice& now, const Slice& before, int quarter);

/// "Integration index", "CCGs".
std::string name_of(const MeasureRow& measure);
/// "index", "£m", "points" and so on as words behind a name; empty for shares and switches.
std::string_view unit_words(std::string_view unit);
/// As readers see it: "12%", "−1.3 pp", "£25m"; "no data".
std::string value_words(double value, std::string_view unit);
/// With the sign of a difference: "+3.0 points".
std::string difference_words(double value, std::string_view unit);
/// "median of 100 runs", "run 3".
std::string runs_words(const Scene& scene, const RunData& data);
/// "2020/21 Q4", or nothing if there is no such quarter.
std::string quarter_words(const RunInfo& info, int quarter);

}  // namespace concord
