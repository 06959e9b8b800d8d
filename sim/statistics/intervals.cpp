#include "sim/statistics/intervals.hpp"

#include "sim/errors.hpp"
#include "sim/missing.hpp"
#include "sim/statistics/chances.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace concord {
namespace {

/// The commonest value of points of a design is an atom if as large a share of them has it. Below, values
/// repeat because the outcome is coarse: among so many others none that was not seen matters.
constexpr double least_atom = 0.5;

/// How many standard errors lie between a mean and an end. Quantiles are dear, and most calls repeat a few.
double errors_aside(double alpha, std::size_t degrees) {
  thread_local std::map<std::pair<double, std::size_t>, double> known;
  const auto [place, fresh] = known.try_emplace({alpha, degrees}, 0);
  // The lower tail, because 1 - alpha / 2 would lose digits of a small alpha.
  if (fresh) place->second = -student_quantile(alpha / 2, static_cast<double>(degrees));
  return place->second;
}

/// Upper end for the mean of values that lie in [low, high], from a sample with this mean and mean square
/// (both from 0 = low to 1 = high): the values and one more at `high` share out what is to be shared at
/// random (Gaffke, 2005), whose distribution is taken for the beta one with the same mean and variance. That
/// it is if values lie at the two ends only; the bound is then that of Clopper and Pearson.
double upper_share(double mean, double square, std::size_t n, double alpha) {
  const auto all = static_cast<double>(n) + 1;
  const double middle = (mean * (all - 1) + 1) / all;
  const double variance = ((square * (all - 1) + 1) / all - middle * middle) / (all + 1);
  if (!(variance > 0)) return 1;
  const double weight = middle * (1 - middle) / variance - 1;
  if (!(weight > 0)) return 1;
  return boost::math::quantile(boost::math::complement(
      boost::math::beta_distribution(middle * weight, (1 - middle) * weight), alpha / 2));
}

double upper_bound_of(std::span<const double> sorted, double top, double alpha) {
  const double low = sorted.front(), width = top - low;
  if (!(width > 0)) return top;
  double sum = 0, squares = 0;
  for (const double value : sorted) {
    const double place = (value - low) / width;
    sum += place;
    squares += place * place;
  }
  const auto n = static_cast<double>(sorted.size());
  return low + width * upper_share(sum / n, squares / n, sorted.size(), alpha);
}

double lower_bound_of(std::span<const double> sorted, double bottom, double alpha) {
  std::vector<double> turned(sorted.size());
  std::ranges::transform(sorted, turned.rbegin(), std::negate{});
  return -upper_bound_of(turned, -bottom, alpha);
}

struct Mean {
  double mean, error;   ///< and its standard error,
  std::size_t degrees;  ///< which has so many degrees of freedom
};

Mean mean_of(const Moments& moments) {
  return {moments.mean(), moments.deviation() / std::sqrt(static_cast<double>(moments.count())),
          moments.count() - 1};
}

/// Of sorted values whose mean is known already. `atom`: values are atoms if the commonest has that share.
Interval interval_of(std::span<const double> sorted, const Mean& known, double alpha, KnownRange range,
                     double atom = 0) {
  const double mean = known.mean;
  const std::size_t n = sorted.size();
  if (n < fewest_units) return {mean, missing_value, missing_value, IntervalKind::none};
  const double size = std::max({range.size, std::abs(sorted.front()), std::abs(sorted.back())});
  const bool equal = is_rounding(sorted.back() - sorted.front(), size);
  if (sorted.front() < range.low) range.low = -std::numeric_limits<double>::infinity();  // so it is not known
  if (sorted.back() > range.high) range.high = std::numeric_limits<double>::infinity();
  if (equal && !(range.reach > 0)) return {mean, missing_value, missing_value, IntervalKind::none};
  Interval out{mean, mean, mean, IntervalKind::student};
  if (!equal) {
    const double half = errors_aside(alpha, known.degrees) * known.error;
    out.low -= half;
    out.high += half;
  }
  double gap = range.step;  // to the next value beyond the farthest
  std::size_t alike = 1, commonest = 1;
  for (std::size_t i = 1; i < n; ++i) {
    if (is_rounding(sorted[i] - sorted[i - 1], size)) {
      commonest = std::max(commonest, ++alike);
    } else {
      alike = 1;
      gap = std::max(gap, sorted[i] - sorted[i - 1]);
    }
  }
  if (commonest > 1 && static_cast<double>(commonest) >= atom * static_cast<double>(n)) {
    out.kind = IntervalKind::atoms;
    const double beyond = equal ? std::max(range.reach, range.step) : gap;
    out.low = std::min(out.low, lower_bound_of(sorted, std::max(range.low, sorted.front() - beyond), alpha));
    out.high =
        std::max(out.high, upper_bound_of(sorted, std::min(range.high, sorted.back() + beyond), alpha));
  }
  out.low = std::max(out.low, std::min(range.low, mean));
  out.high = std::min(out.high, std::max(range.high, mean));
  return out;
}

void expect_alpha(double alpha) { ensure(alpha > 0 && alpha < 1, "alpha lies between 0 and 1"); }

}  // namespace

KnownRange difference_of(const KnownRange& range) {
  const double width = range.high - range.low;
  return {range.step, -width, width, range.reach, range.size};
}

double student_quantile(double probability, double degrees) {
  ensure(probability > 0 && probability < 1, "a probability lies between 0 and 1");
  ensure(degrees > 0, "degrees of freedom are positive");
  return boost::math::quantile(boost::math::students_t(degrees), probability);
}

Interval mean_interval(std::span<const double> values, double alpha, const KnownRange& range) {
  expect_alpha(alpha);
  Moments moments;
  std::vector<double> sorted;
  for (const double value : values) {
    moments.add(value);
    if (!std::isnan(value)) sorted.push_back(value);
  }
  std::ranges::sort(sorted);
  return interval_of(sorted, mean_of(moments), alpha, range);
}

Interval paired_difference(std::span<const double> a, std::span<const double> b, double alpha,
                           const KnownRange& range) {
  ensure(a.size() == b.size(), "pairs have two sides");
  KnownRange known = difference_of(range);
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    if (std::isnan(difference)) continue;
    differences.push_back(difference);
    known.size = std::max({known.size, std::abs(a[i]), std::abs(b[i])});
  }
  return mean_interval(differences, alpha, known);
}

namespace {

/// Means of clusters, sorted, and the mean of all values with its error: that of a ratio.
struct ClusteredMeans {
  std::vector<double> means;
  Mean all;
};
ClusteredMeans clustered(std::span<const double> values, std::span<const std::uint32_t> clusters) {
  ensure(values.size() == clusters.size(), "every value is in a cluster");
  Moments all;
  std::map<std::uint32_t, Moments> parts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    all.add(values[i]);
    parts[clusters[i]].add(values[i]);
  }
  const double mean = all.mean();
  std::vector<double> means;
  double squares = 0;
  for (const auto& [cluster, part] : parts) {
    means.push_back(part.mean());
    const double residual = static_cast<double>(part.count()) * (part.mean() - mean);
    squares += residual * residual;
  }
  std::ranges::sort(means);
  const auto k = static_cast<double>(means.size()), n = static_cast<double>(all.count());
  const std::size_t degrees = means.size() - 1;
  return {std::move(means), {mean, std::sqrt(k / (k - 1) * squares) / n, degrees}};
}

}  // namespace

Interval clustered_mean(std::span<const double> values, std::span<const std::uint32_t> clusters, double alpha,
                        const KnownRange& range) {
  const ClusteredMeans found = clustered(values, clusters);
  return interval_of(found.means, found.all, alpha, range, least_atom);
}

double chance_of_mean(std::span<const double> values, std::span<const std::uint32_t> clusters) {
  const ClusteredMeans found = clustered(values, clusters);
  if (found.means.size() < fewest_units || !(found.all.error > 0)) return 1;
  return boost::math::cdf(boost::math::complement(
      boost::math::students_t(static_cast<double>(found.all.degrees)), found.all.mean / found.all.error));
}

Interval latin_part_mean(std::span<const double> values, std::span<const double> alone, double share,
                         double alpha, const KnownRange& range) {
  ensure(values.size() == alone.size(), "every value has a fit");
  const double evenly = std::sqrt(1 - std::min(share, 1.0));
  Moments moments;
  std::vector<double> sorted;
  double squares = 0, before = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const double now = values[i] - (1 - evenly) * alone[i];
    if (!sorted.empty()) squares += (now - before) * (now - before);
    before = now;
    moments.add(values[i]);
    sorted.push_back(values[i]);
  }
  std::ranges::sort(sorted);
  const auto n = static_cast<double>(sorted.size());
  return interval_of(sorted,
                     {moments.mean(), std::sqrt(squares / (2 * (n - 1) * n)), 2 * (sorted.size() - 1) / 3},
                     alpha, range, least_atom);
}

Interval deviation_interval(std::span<const double> values, double alpha, double size) {
  expect_alpha(alpha);
  Moments moments;
  for (const double value : values) moments.add(value);
  const double deviation = moments.deviation(), n = static_cast<double>(values.size());
  const Interval none{deviation, missing_value, missing_value, IntervalKind::none};
  if (values.size() < fewest_units || moments.count() < values.size() || is_rounding(deviation, size))
    return none;
  std::vector<double> without;  // logarithms, of which the spread is more even
  for (const double value : values) {
    const double aside = value - moments.mean();
    const double squares = (n - 1) * deviation * deviation - n / (n - 1) * aside * aside;
    if (is_rounding(squares, n * deviation * deviation)) return none;  // it hangs on one value
    without.push_back(std::log(squares / (n - 2)) / 2);
  }
  const boost::math::chi_squared normal(n - 1);
  const auto end = [&](double tail) {
    return deviation * std::sqrt((n - 1) / boost::math::quantile(normal, tail));
  };
  const Interval log = jackknife(std::log(deviation), without, alpha);
  Interval out{deviation, end(1 - alpha / 2), end(alpha / 2)};
  if (log.given()) {
    out.low = std::min(out.low, std::exp(log.low));
    out.high = std::max(out.high, std::exp(log.high));
  }
  return out;
}

Interval jackknife(double estimate, std::span<const double> without, double alpha) {
  expect_alpha(alpha);
  const auto n = static_cast<double>(without.size());
  Moments moments;
  for (const double value : without) moments.add(value);
  if (without.size() < fewest_units || moments.count() < without.size() || std::isnan(estimate))
    return {estimate, missing_value, missing_value, IntervalKind::none};
  const double half = errors_aside(alpha, without.size() - 1) * (n - 1) / std::sqrt(n) * moments.deviation();
  if (is_rounding(half, std::abs(estimate)))
    return {estimate, missing_value, missing_value, IntervalKind::none};
  return {estimate, estimate - half, estimate + half, IntervalKind::student};
}

double half_width(const Interval& interval) {
  return std::max(interval.high - interval.estimate, interval.estimate - interval.low);
}

double critical_rank_correlation(std::size_t n, std::size_t tests, double alpha) {
  const double degrees = static_cast<double>(n) - 2;
  const double t = student_quantile(1 - alpha / (2 * static_cast<double>(tests)), degrees);
  return t / std::sqrt(degrees + t * t);
}

std::int64_t replicates_ahead(int replicates, int look_ahead) {
  return std::int64_t{look_ahead} * std::max(replicates, 100) / 100;
}

std::optional<int> replicates_needed(std::span<const double> values, const PrecisionRule& rule) {
  ensure((rule.relative > 0) != (rule.absolute > 0), "a precision is either relative or absolute");
  expect_alpha(rule.alpha);
  ensure(rule.look_ahead >= 0, "a look-ahead is not negative");
  // Student's quantiles are dear and all larger than the normal one, which is enough to turn most n down.
  const double least = -student_quantile(rule.alpha / 2, std::numeric_limits<double>::infinity());
  Moments moments;
  std::vector<double> sorted;
  std::optional<int> within;  // since which replicate the half-width has been within the precision
  int replicates = 0;
  for (const double value : values) {
    moments.add(value);
    if (!std::isnan(value)) sorted.insert(std::ranges::upper_bound(sorted, value), value);
    if (++replicates < std::max(rule.initial, fewest_to_stop)) continue;
    const double most = rule.relative > 0 ? rule.relative * std::abs(moments.mean()) : rule.absolute;
    const Mean mean = mean_of(moments);
    if (!(least * mean.error <= most) ||
        !(half_width(interval_of(sorted, mean, rule.alpha, rule.range)) <= most)) {
      within.reset();
      continue;
    }
    if (!within) within = replicates;
    if (replicates - *within >= replicates_ahead(*within, rule.look_ahead)) return within;
  }
  return std::nullopt;
}

}  // namespace concord
