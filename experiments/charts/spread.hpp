#pragma once
// How far replicates lie apart, and how such numbers are written for people.

#include "sim/statistics/statistics.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Quantiles over the runs that have a value; NaN if none has.
struct Spread {
  double low90, low50, median, high50, high90;  ///< 5th, 25th, 50th, 75th, 95th percentile
  int runs;                                     ///< that have a value
};
/// NaN = missing, left out.
Spread spread_of(std::vector<double> values);
/// Of every quarter, from [run][quarter].
std::vector<Spread> spread_by_quarter(std::span<const double> values, int quarters);
/// Middle of a course.
std::vector<double> medians_of(const std::vector<Spread>& course);

}  // namespace concord
