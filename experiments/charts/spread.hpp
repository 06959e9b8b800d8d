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

/// A value as a reader expects it: shares as per cent, £m whole with thousands separated, an index with two
/// decimals, anything else as a count, below 20 with at most one. "-" for NaN. The same text on any machine.
std::string readable(double value, std::string_view unit);
/// "8 to 12", or one number if both read the same.
std::string readable_range(double low, double high, std::string_view unit);

}  // namespace concord
