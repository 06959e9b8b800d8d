#pragma once
// How often intervals cover the truth, measured: docs/intervals.md, and a test on fewer repeats.

#include "sim/statistics/intervals.hpp"
#include "sim/statistics/sampling.hpp"

#include <cstddef>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace concord::test {

struct Measured {
  std::string name, interval, units;  ///< of what; which interval; from how much
  bool exact = true;                  ///< continuous: must not cover too often either
  std::size_t repeats = 0;            ///< all that were tried
  std::size_t given = 0, covered = 0;
  double truth = 0, width = 0;  ///< the mean width of those that were given
  double deviation = 0;         ///< of the estimates over the repeats, of main effects

  double coverage() const { return static_cast<double>(covered) / static_cast<double>(given); }
};

/// Draws from one distribution.
using Drawn = std::function<double(std::mt19937_64&)>;
double uniform(std::mt19937_64& generator);
Measured coverage_of_mean(std::string name, bool exact, const Drawn& drawn, double truth,
                          const KnownRange& range, std::size_t n, std::size_t repeats);
/// Of a mean with as many replicates as a precision needs, at most `budget`.
Measured coverage_of_stop(std::string name, bool exact, const Drawn& drawn, double truth,
                          const PrecisionRule& rule, std::size_t budget, std::size_t repeats);

/// A design of drawn points; rows that are `together` are no independent ones.
struct DrawnDesign {
  std::string name, units;
  std::size_t together;
  std::function<Sample(std::size_t axes, std::uint64_t seed)> sample;
};
DrawnDesign latin_points(std::size_t points);
DrawnDesign random_points(std::size_t points);
/// An outcome [row] of the sample of a repeat.
using OfSample = std::function<std::vector<double>(std::size_t repeat, const Sample& sample)>;
/// Of the mean in the lowest fifth of an axis, or at the lower level of a switch.
Measured coverage_of_main_effect(std::string name, const DrawnDesign& design, std::size_t axes,
                                 std::size_t axis, bool level, bool exact, std::size_t repeats,
                                 const OfSample& of);

/// Means of runs, stops, main effects of drawn designs, elementary effects and Sobol' indices, of
/// distributions and functions whose truth is known.
std::vector<Measured> coverage_of_known_functions(std::size_t repeats);

}  // namespace concord::test
