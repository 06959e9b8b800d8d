#pragma once
// Means, variances, quantiles and ranks; what is uncertain about them is intervals.hpp. NaN = missing, left
// out everywhere.

#include <cstddef>
#include <span>
#include <vector>

namespace concord {

/// Mean and variance of numbers that come one by one (Welford, 1962).
class Moments {
 public:
  void add(double value);                       ///< NaN changes nothing
  std::size_t count() const { return count_; }  ///< of the values that are not missing
  double mean() const;                          ///< NaN without values
  double variance() const;                      ///< of the sample, n - 1; NaN below two values
  double deviation() const;                     ///< square root of the variance

 private:
  std::size_t count_ = 0;
  double mean_ = 0, squares_ = 0;
};

/// Numbers that differ by less than this share of their size differ by rounding alone.
inline constexpr double rounding_share = 1e-12;
/// Is a spread between numbers of this size nothing but rounding?
inline bool is_rounding(double spread, double size) { return !(spread > rounding_share * size); }

/// Share `q` of the way through sorted values, interpolated linearly (type 7 of Hyndman and Fan, 1996; what
/// NumPy and R do unless told otherwise). NaN for no values.
double quantile(std::span<const double> sorted, double q);

/// The half-way quantile of values in any order, without NaN; NaN if there is none. Faster than sorting.
double median_of(std::vector<double> values);

/// Rank correlation (Spearman) over the pairs without a missing value; ties share their mean rank. Equal
/// lengths. NaN if a side does not vary by more than rounding.
double rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace concord
