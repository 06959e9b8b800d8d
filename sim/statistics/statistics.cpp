#include "sim/statistics/statistics.hpp"

#include "sim/errors.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace concord {
namespace {

bool varies_by_rounding(const std::vector<double>& values) {
  const auto [low, high] = std::ranges::minmax(values);
  return is_rounding(high - low, std::max(std::abs(low), std::abs(high)));
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

double Moments::mean() const { return count_ > 0 ? mean_ : missing_value; }
double Moments::variance() const {
  return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : missing_value;
}
double Moments::deviation() const { return std::sqrt(variance()); }

double quantile(std::span<const double> sorted, double q) {
  if (sorted.empty()) return missing_value;
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(below);
  return sorted[below] + (sorted[above] - sorted[below]) * part;
}

double median_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return missing_value;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  const double below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) * 0.5;
}

double rank_correlation(std::span<const double> a, std::span<const double> b) {
  ensure(a.size() == b.size(), "pairs have two sides");
  std::vector<double> x, y;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    x.push_back(a[i]);
    y.push_back(b[i]);
  }
  if (x.empty() || varies_by_rounding(x) || varies_by_rounding(y)) return missing_value;
  x = mean_ranks(x);
  y = mean_ranks(y);
  const double middle = static_cast<double>(x.size() + 1) / 2;
  double xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
    xy += (x[i] - middle) * (y[i] - middle);
  }
  return xx > 0 && yy > 0 ? std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0) : missing_value;
}

}  // namespace concord
