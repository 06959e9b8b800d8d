#pragma once
// Means and their uncertainty. NaN = missing, left out everywhere. Levels `alpha` and probabilities lie
// strictly between 0 and 1; anything else is a broken invariant.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

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

/// Quantile of Student's t with `degrees` > 0 of freedom.
double student_quantile(double probability, double degrees);

/// Half-width of the two-sided confidence interval of a mean at level 1 - alpha; NaN below two values.
double half_width(const Moments& moments, double alpha);

/// An estimate with its confidence interval.
struct Interval {
  double estimate, low, high;
};
/// Mean with Student's interval; low and high are NaN below two values.
Interval mean_interval(std::span<const double> values, double alpha);
/// Of a - b pair by pair: what common random numbers are for. Equal lengths; a pair with one value missing is
/// left out.
Interval paired_difference(std::span<const double> a, std::span<const double> b, double alpha);

/// Decides how many replicates one outcome needs (Hoad, Robinson and Davies, 2010; the words are those of
/// sim-tools): the smallest n, at least `initial`, at which the half-width is within the precision and stays
/// so for the next look-ahead replicates.
struct PrecisionRule {
  double alpha = 0.05;
  double relative = 0.1, absolute = 0;  ///< of the mean's size, or of the unit; exactly one is above 0
  int initial = 3, look_ahead = 5;
};
/// The look-ahead after so many replicates: it grows above 100 (look_ahead x max(n, 100) / 100, rounded
/// down).
std::int64_t replicates_ahead(int replicates, int look_ahead);
/// That n, if the values (one a replicate, in order) reach as far as n plus the look-ahead. Nothing
/// otherwise. A missing value counts as a replicate, though not in the mean. More values never change an n
/// once found.
std::optional<int> replicates_needed(std::span<const double> values, const PrecisionRule& rule);

/// Rank correlation (Spearman) over the pairs without a missing value; ties share their mean rank. Equal
/// lengths. NaN if a side does not vary.
double rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace concord
