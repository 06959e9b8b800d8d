#pragma once
// The one place for confidence intervals and for the decision when there are runs enough. docs/intervals.md
// lists how often each of them was measured to cover. NaN = missing, left out everywhere.

#include "sim/statistics/statistics.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace concord {

/// Of fewer values, trajectories, base rows or shifts than this no interval is given.
inline constexpr std::size_t fewest_units = 4;
/// Nobody stops before so many runs, whatever the look-ahead says.
inline constexpr int fewest_to_stop = 10;
/// Indices are refused if a larger share of the base rows, or of an axis's effects, lacks an outcome.
inline constexpr double most_missing = 0.1;

/// How the ends of an interval were found.
enum class IntervalKind {
  none,     ///< there is none: too few values, or all of them equal and nothing known of others
  student,  ///< Student's t
  atoms,    ///< values repeat: the wider of Student's t and of a bound that allows for values not seen
};

/// An estimate with its confidence interval; low and high are NaN if there is none.
struct Interval {
  double estimate, low, high;
  IntervalKind kind = IntervalKind::student;
  bool given() const { return low <= high; }  ///< false if no interval can be given
};

/// What is known of an outcome beside its values.
struct KnownRange {
  double step = 0;  ///< what one more makes, of counts; 0 if values lie anywhere
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();  ///< no value lies beyond them
  double reach = 0;  ///< how far a run may lie from runs that are all equal; 0 if nobody knows
  double size = 0;   ///< of the numbers that were subtracted from one another, for what is rounding
};
/// Of differences between two such outcomes.
KnownRange difference_of(const KnownRange& range);

/// Quantile of Student's t with `degrees` > 0 of freedom.
double student_quantile(double probability, double degrees);

/// Of the mean, from independent values. Where values repeat (counts, shares at an end of their range) the
/// interval also allows for one value that was not seen, at the next step beyond the farthest: with the
/// values 0 and 1 these are the exact bounds of Clopper and Pearson (1934), with n equal values the rule of
/// three.
Interval mean_interval(std::span<const double> values, double alpha, const KnownRange& range = {});
/// Of a - b pair by pair: what common random numbers are for. Equal lengths; a pair with one value missing is
/// left out. `range` is that of the outcome.
Interval paired_difference(std::span<const double> a, std::span<const double> b, double alpha,
                           const KnownRange& range = {});
/// Of the mean of values of which only those in different clusters are independent (points drawn at random,
/// trajectories, shifts of a sequence): the mean is that of all values, its error that of a ratio.
Interval clustered_mean(std::span<const double> values, std::span<const std::uint32_t> clusters, double alpha,
                        const KnownRange& range = {});
/// Of the mean of some neighbouring points on an axis of a Latin hypercube, `share` of all of them, in their
/// order on it. That axis they cover evenly, so that only differences between neighbours are error. What axes
/// do `alone` (additive_fit) is spread evenly over all points, so that it varies less between parts than if
/// they were independent.
Interval latin_part_mean(std::span<const double> values, std::span<const double> alone, double share,
                         double alpha, const KnownRange& range = {});
/// Of an estimate from all of several independent parts, by what leaving out each of them does to it
/// (jackknife; Tukey, 1958).
Interval jackknife(double estimate, std::span<const double> without, double alpha);
/// Of the standard deviation of independent values: the wider of that of normal ones and of the jackknife of
/// its logarithm. The first suits values that take few places and lie far from normal on both sides, the
/// second long tails. None if it hangs on one value, or is rounding beside `size`.
Interval deviation_interval(std::span<const double> values, double alpha, double size);
/// The larger side of an interval; NaN if there is none.
double half_width(const Interval& interval);

/// Smallest rank correlation that is significant at `alpha` among `tests` tests on `n` > 2 pairs; Student's
/// approximation and Bonferroni's bound.
double critical_rank_correlation(std::size_t n, std::size_t tests, double alpha);

/// Decides how many replicates one outcome needs (Hoad, Robinson and Davies, 2010; the words are those of
/// sim-tools): the smallest n, at least `initial` and fewest_to_stop, at which the larger side of the
/// interval is within the precision and stays so for the next look-ahead replicates.
struct PrecisionRule {
  double alpha = 0.05;
  double relative = 0.1, absolute = 0;  ///< of the mean's size, or of the unit; exactly one is above 0
  int initial = 3, look_ahead = 5;
  KnownRange range = {};
};
/// The look-ahead after so many replicates: it grows above 100 (look_ahead x max(n, 100) / 100, rounded
/// down).
std::int64_t replicates_ahead(int replicates, int look_ahead);
/// That n, if the values (one a replicate, in order) reach as far as n plus the look-ahead. Nothing
/// otherwise. A missing value counts as a replicate, though not in the mean. More values never change an n
/// once found.
std::optional<int> replicates_needed(std::span<const double> values, const PrecisionRule& rule);

}  // namespace concord
