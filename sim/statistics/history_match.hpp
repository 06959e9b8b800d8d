#pragma once
// History matching: which points of a design are not ruled out by what was observed, and where to look next
// (Craig and others, 1997; Vernon, Goldstein and Bower, 2010; for models with luck Andrianakis and others,
// 2015). Nothing is drawn but by address, and only exactly rounded operations are used.

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
};

/// How many standard deviations a model's mean lies from what was observed. The variance is that of the
/// observation, of the discrepancy, of one run (the world ran once) and of the mean of n runs. NaN below two.
double implausibility(const Observed& observed, double mean, double variance, std::size_t n);

/// Least squares on a constant and, of every axis, its value and its square; axes lie in [-1, 1]. Axes do not
/// interact in it, so that what they do together counts as error.
class Emulator {
 public:
  /// `points` [point][axis], `values` [point]. More than 2 x axes + 1 points.
  Emulator(std::span<const double> points, std::size_t axes, std::span<const double> values);
  double at(std::span<const double> point) const;
  /// What moving one axis adds.
  double step(std::size_t axis, double from, double to) const;
  /// Variance of the values about it, with its degrees of freedom.
  double residual_variance() const { return residual_variance_; }

 private:
  std::vector<double> coefficients_;  // constant, then value and square of each axis
  double residual_variance_ = 0;
};

/// A target of a walk: what is looked for, what stands for the model, and the variance of one run.
struct Sought {
  Observed observed;
  Emulator emulator;
  double run_variance;
};
/// By the emulator; its residual variance counts as well.
double emulated_implausibility(const Sought& sought, double emulated);

/// `count` points of [-1, 1]^axes that no target rules out by the emulators, as far as they can be reached
/// from the starts [start][axis], which are used in turn. Each comes of a random walk of its own: one axis
/// after the other, `sweeps` times, gets a place anywhere on it, which is kept unless the worst
/// implausibility rises above `cutoff`, or above what it was if it has not come below that yet. So walks go
/// down first and then wander over what is not ruled out, everywhere alike. [point][axis]
std::vector<double> walk(std::span<const Sought> sought, std::span<const double> starts, std::size_t axes,
                         std::size_t count, std::size_t sweeps, double cutoff, std::uint64_t seed);

}  // namespace concord
