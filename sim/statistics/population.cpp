#include "sim/statistics/population.hpp"

#include "sim/errors.hpp"
#include "sim/math.hpp"
#include "sim/missing.hpp"
#include "sim/statistics/random_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace concord {
namespace {

// The model's own functions, whose results do not depend on the machine.
double log_of(double x) { return log(Real{x}).lane(0); }
double exp_of(double x) { return exp(Real{x}).lane(0); }
double normal_share(double x) { return normal_cdf(Real{x}).lane(0); }
double normal_at(double share) { return normal_quantile(Real{share}).lane(0); }

/// Of an axis that is spread evenly over [-1, 1], value and square are then uncorrelated with the constant.
double square_term(double x) { return x * x - 1.0 / 3; }
constexpr double value_variance = 1.0 / 3, square_variance = 4.0 / 45;  ///< of an axis that is spread evenly

/// Lower triangle of the root of a symmetric positive definite matrix (Cholesky), in place.
void factorise(std::vector<double>& a, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[i * n + j];
      for (std::size_t k = 0; k < j; ++k) sum -= a[i * n + k] * a[j * n + k];
      if (i == j) ensure(sum > 0, "terms of an emulator, and errors of figures, are independent");
      a[i * n + j] = i == j ? std::sqrt(sum) : sum / a[j * n + j];
    }
  }
}

/// Solves root root' x = b.
void solve(const std::vector<double>& root, std::vector<double>& b) {
  const std::size_t n = b.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) b[i] -= root[i * n + k] * b[k];
    b[i] /= root[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) b[i] -= root[k * n + i] * b[k];
    b[i] /= root[i * n + i];
  }
}

}  // namespace

double luck_of(double variance_of_run, std::size_t n) {
  return std::sqrt(variance_of_run * (1 + 1 / static_cast<double>(n)));
}

double implausibility(const Observed& observed, double mean, double variance, std::size_t n) {
  if (n < 2) return missing_value;
  return std::abs(mean - observed.value) /
         std::sqrt(observed.variance() + variance * (1 + 1 / static_cast<double>(n)));
}

JointNormal::JointNormal(std::vector<double> covariance, std::size_t numbers) : root_(numbers * numbers) {
  factorise(covariance, numbers);
  for (std::size_t i = 0; i < numbers; ++i) {
    for (std::size_t j = 0; j <= i; ++j) root_[j * numbers + i] = covariance[i * numbers + j];
    log_volume_ += log_of(root_[i * numbers + i]);
  }
}

double JointNormal::log_density(std::vector<double> away) const {
  const std::size_t n = away.size();
  double squares = 0;
  for (std::size_t j = 0; j < n; ++j) {
    const double* column = &root_[j * n];
    const double whitened = away[j] / column[j];
    squares += whitened * whitened;
    for (std::size_t i = j + 1; i < n; ++i) away[i] -= column[i] * whitened;
  }
  return -0.5 * squares - log_volume_;
}

JointNormal errors_of(std::span<const Observed> observed, std::span<const double> luck,
                      std::span<const double> correlation, std::span<const double> more) {
  const std::size_t n = observed.size();
  std::vector<double> covariance(more.begin(), more.end());
  covariance.resize(n * n);
  for (std::size_t f = 0; f < n; ++f) {
    for (std::size_t g = 0; g < n; ++g) covariance[f * n + g] += luck[f] * luck[g] * correlation[f * n + g];
    covariance[f * n + f] += observed[f].variance();
  }
  return {std::move(covariance), n};
}

double Prior::log_density(double place) const {
  if (deviation == 0) return 0;
  const double away = (place - mean) / deviation;
  return -0.5 * away * away;
}

double Prior::quantile(double share) const {
  if (deviation == 0) return 2 * share - 1;
  const double below = normal_share((-1 - mean) / deviation), above = normal_share((1 - mean) / deviation);
  // A share of exactly 0 would be no place of a normal.
  const double of_normal = below + (above - below) * std::max(share, 1e-12);
  return std::clamp(mean + deviation * normal_at(of_normal), -1.0, 1.0);
}

Emulators::Emulators(std::span<const double> points, std::size_t axes,
                     std::span<const std::vector<double>> values, std::span<const double> scale,
                     std::size_t multiplied)
    : axes_(axes), with_(axes), scale_(scale.begin(), scale.end()) {
  fit(points, values);
  std::vector<std::size_t> order(axes);
  std::iota(order.begin(), order.end(), 0);
  std::vector<double> size(axes);
  for (std::size_t axis = 0; axis < axes; ++axis) {
    for (std::size_t f = 0; f < figures(); ++f) size[axis] += effect(axis, f);
  }
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t axis) { return size[axis]; });
  order.resize(std::min(multiplied, axes));
  if (order.size() < 2) return;
  for (std::size_t a = 0; a < order.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      const std::size_t term = 1 + 2 * axes + products_.size();
      products_.push_back({order[a], order[b], term});
      with_[order[a]].push_back({order[a], order[b], term});
      with_[order[b]].push_back({order[b], order[a], term});
    }
  }
  fit(points, values);
}

std::vector<double> Emulators::terms_of(std::span<const double> point) const {
  std::vector<double> terms{1};
  for (const double x : point) {
    terms.push_back(x);
    terms.push_back(square_term(x));
  }
  for (const Product& product : products_) terms.push_back(point[product.one] * point[product.other]);
  return terms;
}

void Emulators::fit(std::span<const double> points, std::span<const std::vector<double>> values) {
  const std::size_t count = points.size() / axes_, terms = 1 + 2 * axes_ + products_.size(),
                    figures = values.size();
  ensure(count > terms, "an emulator has points enough");
  // Eight columns at a time; every sum is in order of points, whatever the width.
  const std::size_t width = (terms + lanes - 1) / lanes;
  std::vector<Real> sums(terms * width, 0.0), row_in_lanes(width);
  std::vector<std::vector<double>> products(figures, std::vector<double>(terms));
  for (std::size_t p = 0; p < count; ++p) {
    const auto row = terms_of(points.subspan(p * axes_, axes_));
    for (std::size_t i = 0; i < terms; ++i)
      row_in_lanes[i / lanes].set_lane(static_cast<int>(i % lanes), row[i]);
    for (std::size_t i = 0; i < terms; ++i) {
      const Real one = row[i];
      for (std::size_t j = 0; j <= i / lanes; ++j) sums[i * width + j] += one * row_in_lanes[j];
      for (std::size_t f = 0; f < figures; ++f) products[f][i] += row[i] * values[f][p];
    }
  }
  std::vector<double> squares(terms * terms);
  for (std::size_t i = 0; i < terms; ++i) {
    for (std::size_t j = 0; j <= i; ++j)
      squares[i * terms + j] = sums[i * width + j / lanes].lane(static_cast<int>(j % lanes));
  }
  // Axes that hardly vary would leave the matrix singular; this pulls their terms to zero.
  for (std::size_t i = 1; i < terms; ++i) squares[i * terms + i] += 1e-6 * static_cast<double>(count);
  factorise(squares, terms);
  coefficients_.assign(terms * figures, 0);
  for (std::size_t f = 0; f < figures; ++f) {
    solve(squares, products[f]);
    for (std::size_t i = 0; i < terms; ++i) coefficients_[i * figures + f] = products[f][i];
  }
  residual_covariance_.assign(figures * figures, 0);
  std::vector<double> emulated(figures);
  for (std::size_t p = 0; p < count; ++p) {
    at(points.subspan(p * axes_, axes_), emulated);
    for (std::size_t f = 0; f < figures; ++f) emulated[f] = values[f][p] - emulated[f];
    for (std::size_t f = 0; f < figures; ++f) {
      for (std::size_t g = 0; g < figures; ++g)
        residual_covariance_[f * figures + g] +=
            emulated[f] * emulated[g] / static_cast<double>(count - terms);
    }
  }
}

void Emulators::at(std::span<const double> point, std::span<double> out) const {
  const auto terms = terms_of(point);
  std::ranges::fill(out, 0);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    for (std::size_t f = 0; f < out.size(); ++f) out[f] += coefficients_[i * out.size() + f] * terms[i];
  }
}

void Emulators::moved(std::span<const double> point, std::span<const double> from, std::size_t axis,
                      double to, std::span<double> out) const {
  const double by = to - point[axis], squares = square_term(to) - square_term(point[axis]);
  const std::size_t n = out.size();
  const double *value = &coefficients_[(1 + 2 * axis) * n], *square = value + n;
  for (std::size_t f = 0; f < n; ++f) out[f] = from[f] + (value[f] * by + square[f] * squares);
  for (const Product& product : with_[axis]) {
    const double change = by * point[product.other];
    for (std::size_t f = 0; f < n; ++f) out[f] += coefficients_[product.term * n + f] * change;
  }
}

double Emulators::effect(std::size_t axis, std::size_t figure) const {
  const double value = coefficients_[(1 + 2 * axis) * figures() + figure],
               square = coefficients_[(2 + 2 * axis) * figures() + figure];
  return (value * value * value_variance + square * square * square_variance) / scale_[figure];
}

double Proposal::log_kernel(std::span<const double> emulated) const {
  std::vector<double> away(emulated.begin(), emulated.end());
  for (std::size_t f = 0; f < away.size(); ++f) away[f] -= observed[f].value;
  return errors.log_density(std::move(away));
}

double Proposal::log_kernel_at(std::span<const double> point) const {
  std::vector<double> emulated(observed.size());
  emulators.at(point, emulated);
  return log_kernel(emulated);
}

namespace {

/// A point on its way through prior times emulated kernel.
class Chain {
 public:
  Chain(const Proposal& proposal, std::span<const double> start)
      : proposal_(proposal),
        point_(start.begin(), start.end()),
        emulated_(proposal.observed.size()),
        there_(emulated_.size()) {
    proposal.emulators.at(point_, emulated_);
    kernel_ = proposal.log_kernel(emulated_);
  }
  const std::vector<double>& point() const { return point_; }
  /// Draws a place on the axis from its prior, and goes there unless the kernel says no.
  void step(std::size_t axis, const RandomWords& words) {
    const double to = proposal_.priors[axis].quantile(share_of(joined(words[0], words[1])));
    proposal_.emulators.moved(point_, emulated_, axis, to, there_);
    const double kernel = proposal_.log_kernel(there_);
    if (kernel < kernel_ && share_of(joined(words[2], words[3])) >= exp_of(kernel - kernel_)) return;
    point_[axis] = to;
    emulated_.swap(there_);
    kernel_ = kernel;
  }

 private:
  const Proposal& proposal_;
  std::vector<double> point_, emulated_, there_;
  double kernel_ = 0;
};

}  // namespace

std::vector<double> propose(const Proposal& proposal, std::span<const double> starts, std::size_t count,
                            std::size_t sweeps, std::uint64_t seed) {
  const std::size_t axes = proposal.priors.size();
  ensure(axes > 0 && !starts.empty() && starts.size() % axes == 0, "a chain begins somewhere");
  std::vector<double> found;
  for (std::size_t n = 0; n < count; ++n) {
    Chain chain(proposal, starts.subspan(n % (starts.size() / axes) * axes, axes));
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
      for (std::size_t axis = 0; axis < axes; ++axis)
        chain.step(axis, random_words(seed, Draw::proposal, n, axis, sweep));
    }
    found.insert(found.end(), chain.point().begin(), chain.point().end());
  }
  return found;
}

std::vector<double> moves(const Proposal& proposal, std::span<const double> points, std::uint64_t seed) {
  constexpr std::array<std::size_t, 3> steps{30, 120, 480};
  const std::size_t axes = proposal.priors.size();
  std::vector<double> found;
  for (std::size_t n = 0; n * axes < points.size(); ++n) {
    Chain chain(proposal, points.subspan(n * axes, axes));
    const auto how_far = random_words(seed, Draw::acceptance, n, 0);
    const std::size_t count = steps[pick(steps.size(), how_far[0], how_far[1])];
    for (std::size_t step = 0; step < count; ++step) {
      const auto which = random_words(seed, Draw::axis_of_step, n, step);
      chain.step(pick(axes, which[0], which[1]), random_words(seed, Draw::proposal, n, step));
    }
    found.insert(found.end(), chain.point().begin(), chain.point().end());
  }
  return found;
}

bool accepted(double from, double to, std::size_t point, std::uint64_t seed) {
  const auto words = random_words(seed, Draw::acceptance, point, 0);
  return to >= from || share_of(joined(words[2], words[3])) < exp_of(to - from);
}

double effective_size(std::span<const double> weights) {
  double sum = 0, squares = 0;
  for (const double weight : weights) sum += weight, squares += weight * weight;
  return squares > 0 ? sum * sum / squares : 0;
}

}  // namespace concord
