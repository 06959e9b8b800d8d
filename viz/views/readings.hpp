#pragma once
// What views read out of runs: the selected run, or all of them.

#include "experiments/charts/spread.hpp"
#include "viz/views/views.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// Of the run, or of every run; none where there is no such run, quarter or thing.
std::vector<double> values_at(const Slice& slice, std::optional<int> run, int quarter, int thing = 0);
/// The value of a run, or the median over runs that have one; NaN if none has.
double reading(const Slice& slice, std::optional<int> run, int quarter, int thing = 0);
/// Things of which `holds` is true, counted within the run, or within every run and spread over them: the
/// median of counts is not the count of medians. What is missing counts for nothing; a run of nothing else is
/// left out.
Spread counted_within(const Slice& slice, std::optional<int> run, int quarter,
                      const std::function<bool(double)>& holds);
/// [quarter]; of one run all quantiles are its value.
std::vector<Spread> course_of(const Slice& slice, std::optional<int> run, int thing = 0);
/// Every run of a thing, [run][quarter].
std::vector<std::vector<double>> runs_of(const Slice& slice, int thing);
/// A spread of one number; without runs if it is NaN.
Spread single(double value);

/// "median of 100 runs", "run 3".
std::string runs_words(const Scene& scene, const RunData& data);
/// "2020/21 Q4", or nothing if there is no such quarter.
std::string quarter_words(const RunInfo& info, int quarter);

}  // namespace concord
