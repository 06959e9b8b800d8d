#pragma once
// Which settings of a model agree with what was observed: a population of settings that moves by delayed
// acceptance (Christen and Fox, 2005), with a synthetic likelihood (Wood, 2010) as kernel. Emulators propose;
// what the model itself says decides. Nothing is drawn but by address.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace concord {

/// Something observed, and how far a model that is right may be from it.
struct Observed {
  double value;
  double observation;  ///< standard deviation of the observation itself
  double discrepancy;  ///< standard deviation of what the model leaves out
  double variance() const { return observation * observation + discrepancy * discrepancy; }
};

/// Standard deviation of one run (the world ran once) and of the mean of n runs together.
double luck_of(double variance_of_run, std::size_t n);
/// How many standard deviations a model's mean lies from what was observed. The variance is that of the
/// observation, of the discrepancy and of luck. NaN below two runs.
double implausibility(const Observed& observed, double mean, double variance, std::size_t n);

/// Several numbers that are normal together.
class JointNormal {
 public:
  /// `covariance` [number][number]; positive definite.
  JointNormal(std::vector<double> covariance, std::size_t numbers);
  /// Log density so far from the mean [number], without the constant of 2 pi.
  double log_density(std::vector<double> away) const;

 private:
  std::vector<double> root_;  ///< [column][row], lower triangle (Cholesky)
  double log_volume_ = 0;
};
/// Of figures whose errors are their own, while luck of standard deviation `luck` [figure] moves several of
/// them at once, as `correlation` [figure][figure] says; `more` [figure][figure] is added.
JointNormal errors_of(std::span<const Observed> observed, std::span<const double> luck,
                      std::span<const double> correlation, std::span<const double> more = {});

/// What is believed of a place on an axis, [-1, 1], beforehand: all alike, or a normal that is cut off.
struct Prior {
  double mean = 0, deviation = 0;  ///< 0: all alike
  double log_density(double place) const;
  double quantile(double share) const;
};

/// Least squares of several figures at once, on a constant, value and square of every axis, and products of
/// the axes that move the figures most. Axes lie in [-1, 1].
class Emulators {
 public:
  /// `points` [point][axis], `values` [figure][point], `scale` [figure]: a variance that figures are measured
  /// in when axes are compared. More points than terms.
  Emulators(std::span<const double> points, std::size_t axes, std::span<const std::vector<double>> values,
            std::span<const double> scale, std::size_t multiplied);
  static std::size_t terms(std::size_t axes, std::size_t multiplied) {
    return 1 + 2 * axes + multiplied * (multiplied - 1) / 2;
  }
  std::size_t figures() const { return scale_.size(); }
  /// [figure]
  void at(std::span<const double> point, std::span<double> out) const;
  /// The same of a point that differs from `point` on one axis; `from` is what at() says of `point`.
  void moved(std::span<const double> point, std::span<const double> from, std::size_t axis, double to,
             std::span<double> out) const;
  /// Covariance [figure][figure] of the values about it, with its degrees of freedom.
  const std::vector<double>& residual_covariance() const { return residual_covariance_; }
  /// Variance that an axis alone gives to a figure when it is spread evenly, over that figure's scale.
  double effect(std::size_t axis, std::size_t figure) const;

 private:
  struct Product {
    std::size_t one, other, term;
  };
  void fit(std::span<const double> points, std::span<const std::vector<double>> values);
  std::vector<double> terms_of(std::span<const double> point) const;
  std::size_t axes_;
  std::vector<Product> products_;
  std::vector<std::vector<Product>> with_;  ///< [axis] its products
  std::vector<double> coefficients_;        ///< [term][figure]
  std::vector<double> residual_covariance_, scale_;
};

/// Emulators, and what makes a posterior of them.
struct Proposal {
  Emulators emulators;
  std::vector<Observed> observed;  ///< [figure]
  JointNormal errors;              ///< [figure] of figures, of a run and of the emulators
  std::vector<Prior> priors;       ///< [axis]
  /// Log of the kernel by the emulators, up to a constant.
  double log_kernel(std::span<const double> emulated) const;
  double log_kernel_at(std::span<const double> point) const;
};

/// `count` points from prior times emulated kernel, [point][axis], each the end of a chain of its own
/// (Metropolis, Rosenbluth, Rosenbluth, Teller and Teller, 1953) that starts at one of `starts`
/// [start][axis], in turn, and draws from the prior of one axis after the other, `sweeps` times.
std::vector<double> propose(const Proposal& proposal, std::span<const double> starts, std::size_t count,
                            std::size_t sweeps, std::uint64_t seed);

/// Where each of `points` [point][axis] would move: the same steps, on axes by chance, some, more or many of
/// them. To and fro are equally likely under prior times emulated kernel.
std::vector<double> moves(const Proposal& proposal, std::span<const double> points, std::uint64_t seed);
/// Is the move accepted, of a point whose log kernel exceeds the emulated one by `from` to one where it does
/// by `to`?
bool accepted(double from, double to, std::size_t point, std::uint64_t seed);

/// How many equally weighted points tell as much (Kong, 1992).
double effective_size(std::span<const double> weights);
}  // namespace concord
