#pragma once
// What an outcome depends on, from designs of sampling.hpp. Intervals are bootstrapped: their ends leave
// alpha / 2 of the resamples on either side; NaN where fewer than two units are there to resample.

#include "experiments/statistics/statistics.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace concord {

inline constexpr std::size_t bootstrap_resamples = 1000;

/// Elementary effects of one axis: the outcome's change for a step as long as the axis.
struct MorrisEffect {
  Interval mu_star;  ///< mean of their sizes (Campolongo, Cariboni and Saltelli, 2007), bootstrapped over
                     ///< trajectories
  double mu,
      sigma;  ///< their mean, and their standard deviation: large beside mu_star = not linear, or interacting
  std::size_t count;  ///< effects that could be computed
};
/// `coordinates` [row][axis] and `outcome` [row] of trajectories x (axes + 1) rows in the order of
/// morris_trajectories, in any units that grow with those of the unit cube: a step is the one coordinate in
/// which neighbouring rows differ, and is morris_step(levels) of its axis long. Where units are so coarse
/// that rows do not differ (an axis of one level), the effect is 0. Rows without an outcome (NaN) cost the
/// two effects they touch.
std::vector<MorrisEffect> morris_effects(std::span<const double> coordinates, std::size_t axes,
                                         std::size_t levels, std::span<const double> outcome, double alpha,
                                         std::uint64_t seed);

/// Sobol' indices of one axis, bootstrapped over base rows.
struct SobolIndex {
  Interval
      first;  ///< share of the variance that goes with fixing this axis alone (Saltelli and others, 2010)
  Interval total;  ///< share that is left while this axis alone is free (Jansen, 1999)
};
/// `outcome` [row] of base x (axes + 2) rows in the order of saltelli_design. A base row with a missing
/// outcome is left out as a whole. NaN where the outcome does not vary. Estimates may lie a little outside 0
/// and 1.
std::vector<SobolIndex> sobol_indices(std::span<const double> outcome, std::size_t axes, double alpha,
                                      std::uint64_t seed);

}  // namespace concord
