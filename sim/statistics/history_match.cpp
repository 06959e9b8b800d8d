#include "sim/statistics/history_match.hpp"

#include "sim/errors.hpp"
#include "sim/statistics/random_words.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace concord {
namespace {

/// Of an axis that is spread evenly over [-1, 1], value and square are then uncorrelated with the constant.
double square_term(double x) { return x * x - 1.0 / 3; }

/// Solves a x = b for a symmetric positive definite matrix (Cholesky); a is overwritten.
std::vector<double> solve(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i == j) ensure(sum > 0, "the terms of an emulator are independent");
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= a[i * n + k] * b[k];
    b[i] /= a[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= a[k * n + i] * b[k];
    b[i] /= a[i * n + i];
  }
  return b;
}

std::vector<double> terms_of(std::span<const double> point) {
  std::vector<double> terms{1};
  for (const double x : point) {
    terms.push_back(x);
    terms.push_back(square_term(x));
  }
  return terms;
}

double worst_of(std::span<const Sought> sought, std::span<const double> emulated) {
  double worst = 0;
  for (std::size_t n = 0; n < sought.size(); ++n)
    worst = std::max(worst, emulated_implausibility(sought[n], emulated[n]));
  return worst;
}

}  // namespace

double implausibility(const Observed& observed, double mean, double variance, std::size_t n) {
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  const double all = observed.observation * observed.observation +
                     observed.discrepancy * observed.discrepancy +
                     variance * (1 + 1 / static_cast<double>(n));
  return std::abs(mean - observed.value) / std::sqrt(all);
}

Emulator::Emulator(std::span<const double> points, std::size_t axes, std::span<const double> values) {
  const std::size_t terms = 2 * axes + 1;
  ensure(values.size() > terms && points.size() == values.size() * axes, "an emulator has points enough");
  std::vector<double> squares(terms * terms), products(terms);
  for (std::size_t p = 0; p < values.size(); ++p) {
    const auto row = terms_of(points.subspan(p * axes, axes));
    for (std::size_t i = 0; i < terms; ++i) {
      products[i] += row[i] * values[p];
      for (std::size_t j = 0; j <= i; ++j) squares[i * terms + j] += row[i] * row[j];
    }
  }
  // Axes that hardly vary would leave the matrix singular; this pulls their terms to zero.
  for (std::size_t i = 1; i < terms; ++i) squares[i * terms + i] += 1e-6 * static_cast<double>(values.size());
  coefficients_ = solve(std::move(squares), std::move(products));
  double sum = 0;
  for (std::size_t p = 0; p < values.size(); ++p) {
    const double error = values[p] - at(points.subspan(p * axes, axes));
    sum += error * error;
  }
  residual_variance_ = sum / static_cast<double>(values.size() - terms);
}

double Emulator::at(std::span<const double> point) const {
  const auto terms = terms_of(point);
  double sum = 0;
  for (std::size_t i = 0; i < terms.size(); ++i) sum += coefficients_[i] * terms[i];
  return sum;
}

double Emulator::step(std::size_t axis, double from, double to) const {
  return coefficients_[1 + 2 * axis] * (to - from) +
         coefficients_[2 + 2 * axis] * (square_term(to) - square_term(from));
}

double emulated_implausibility(const Sought& sought, double emulated) {
  const Observed& o = sought.observed;
  return std::abs(emulated - o.value) /
         std::sqrt(o.observation * o.observation + o.discrepancy * o.discrepancy + sought.run_variance +
                   sought.emulator.residual_variance());
}

std::vector<double> walk(std::span<const Sought> sought, std::span<const double> starts, std::size_t axes,
                         std::size_t count, std::size_t sweeps, double cutoff, std::uint64_t seed) {
  ensure(axes > 0 && !starts.empty() && starts.size() % axes == 0, "a walk begins somewhere");
  std::vector<double> found;
  std::vector<double> emulated(sought.size()), moved(sought.size());
  for (std::size_t n = 0; n < count; ++n) {
    const auto start = starts.subspan(n % (starts.size() / axes) * axes, axes);
    std::vector<double> point(start.begin(), start.end());
    for (std::size_t k = 0; k < sought.size(); ++k) emulated[k] = sought[k].emulator.at(point);
    double worst = worst_of(sought, emulated);
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
      for (std::size_t axis = 0; axis < axes; ++axis) {
        const auto words = random_words(seed, Draw::history_walk, n, axis, sweep);
        const double to = 2 * share_of(joined(words[0], words[1])) - 1;
        for (std::size_t k = 0; k < sought.size(); ++k)
          moved[k] = emulated[k] + sought[k].emulator.step(axis, point[axis], to);
        const double there = worst_of(sought, moved);
        if (there > std::max(cutoff, worst)) continue;
        point[axis] = to;
        emulated.swap(moved);
        worst = there;
      }
    }
    if (worst <= cutoff) found.insert(found.end(), point.begin(), point.end());
  }
  return found;
}

}  // namespace concord
