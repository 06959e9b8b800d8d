#include "experiments/statistics/statistics.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

namespace concord {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

double standard_error(const Moments& moments) {
  return moments.deviation() / std::sqrt(static_cast<double>(moments.count()));
}

Interval interval_of(const Moments& moments, double alpha) {
  const double mean = moments.mean(), half = half_width(moments, alpha);
  return {mean, mean - half, mean + half};
}

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> mean_ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    while (last < order.size() && values[order[last]] == values[order[first]]) ++last;
    const double shared = static_cast<double>(first + 1 + last) / 2;
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = shared;
  }
  return ranks;
}

}  // namespace

void Moments::add(double value) {
  if (std::isnan(value)) return;
  ++count_;
  const double off = value - mean_;
  mean_ += off / static_cast<double>(count_);
  squares_ += off * (value - mean_);
}

double Moments::mean() const { return count_ > 0 ? mean_ : missing; }
double Moments::variance() const { return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : missing; }
double Moments::deviation() const { return std::sqrt(variance()); }

double student_quantile(double probability, double degrees) {
  ensure(probability > 0 && probability < 1, "a probability lies between 0 and 1");
  ensure(degrees > 0, "degrees of freedom are positive");
  return boost::math::quantile(boost::math::students_t(degrees), probability);
}

double half_width(const Moments& moments, double alpha) {
  ensure(alpha > 0 && alpha < 1, "alpha lies between 0 and 1");
  if (moments.count() < 2) return missing;
  const auto degrees = static_cast<double>(moments.count() - 1);
  // The lower tail, because 1 - alpha / 2 would lose digits of a small alpha.
  return -student_quantile(alpha / 2, degrees) * standard_error(moments);
}

Interval mean_interval(std::span<const double> values, double alpha) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return interval_of(moments, alpha);
}

Interval paired_difference(std::span<const double> a, std::span<const double> b, double alpha) {
  ensure(a.size() == b.size(), "pairs have two sides");
  Moments moments;
  for (std::size_t i = 0; i < a.size(); ++i) moments.add(a[i] - b[i]);
  return interval_of(moments, alpha);
}

std::int64_t replicates_ahead(int replicates, int look_ahead) {
  return std::int64_t{look_ahead} * std::max(replicates, 100) / 100;
}

std::optional<int> replicates_needed(std::span<const double> values, const PrecisionRule& rule) {
  ensure((rule.relative > 0) != (rule.absolute > 0), "a precision is either relative or absolute");
  ensure(rule.alpha > 0 && rule.alpha < 1, "alpha lies between 0 and 1");
  ensure(rule.look_ahead >= 0, "a look-ahead is not negative");
  // Student's quantiles are dear and all larger than the normal one, which is enough to turn most n down.
  const double least = -student_quantile(rule.alpha / 2, std::numeric_limits<double>::infinity());
  Moments moments;
  std::optional<int> within;  // since which replicate the half-width has been within the precision
  int replicates = 0;
  for (const double value : values) {
    moments.add(value);
    if (++replicates < rule.initial) continue;
    const double most = rule.relative > 0 ? rule.relative * std::abs(moments.mean()) : rule.absolute;
    if (least * standard_error(moments) > most || !(half_width(moments, rule.alpha) <= most)) {
      within.reset();
      continue;
    }
    if (!within) within = replicates;
    if (replicates - *within >= replicates_ahead(*within, rule.look_ahead)) return within;
  }
  return std::nullopt;
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  ensure(a.size() == b.size(), "pairs have two sides");
  std::vector<double> x, y;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    x.push_back(a[i]);
    y.push_back(b[i]);
  }
  x = mean_ranks(x);
  y = mean_ranks(y);
  const double middle = static_cast<double>(x.size() + 1) / 2;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
    xy += (x[i] - middle) * (y[i] - middle);
  }
  return xx > 0 && yy > 0 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : missing;
}

}  // namespace concord
