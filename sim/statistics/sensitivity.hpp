#pragma once
// What an outcome depends on, from designs of sampling.hpp.

#include "sim/statistics/intervals.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace concord {

/// How far a move on an axis goes: as a share of its length, or of the ratio of its ends. A move between
/// values that are no numbers (switches, packages) goes all the way.
struct MorrisAxis {
  double low = 0, high = 1;
  bool log = false, whole = false;
  double move(double from, double to) const;  ///< signed
};

/// Elementary effects of one axis: the outcome's change for a move as long as the axis. All but the counts
/// are NaN if more than most_missing of the effects are missing.
struct MorrisEffect {
  Interval mu_star;  ///< mean of their sizes (Campolongo, Cariboni and Saltelli, 2007), over trajectories
  double mu, sigma;  ///< their mean, and their standard deviation: large beside mu_star = not linear, or
                     ///< interacting
  Interval mu_interval, sigma_interval;
  std::size_t count;         ///< effects that could be computed
  std::size_t trajectories;  ///< effects that there should be
};
/// `coordinates` [row][axis] and `outcome` [row] of trajectories x (axes + 1) rows in the order of
/// morris_trajectories: a move is the one coordinate in which neighbouring rows differ. Where coordinates are
/// so coarse that rows do not differ (an axis of one level), the effect is 0. Rows without an outcome (NaN)
/// cost the two effects they touch. `range` is that of the outcome.
std::vector<MorrisEffect> morris_effects(std::span<const double> coordinates,
                                         std::span<const MorrisAxis> axes, std::span<const double> outcome,
                                         double alpha, const KnownRange& range = {});

/// Sobol' indices of one axis.
struct SobolIndex {
  Interval
      first;  ///< share of the variance that goes with fixing this axis alone (Saltelli and others, 2010)
  Interval total;  ///< share that is left while this axis alone is free (Jansen, 1999)
};
struct SobolIndices {
  std::vector<SobolIndex> axes;
  std::size_t rows = 0, used = 0;  ///< base rows, and those whose outcomes are all there
  std::string_view refused = {};   ///< why there are none (all NaN); empty if there are
};
/// `outcome` [row] of base x (axes + 2) rows in the order of saltelli_design. A base row with a missing
/// outcome is left out as a whole. None where the outcome varies by rounding alone, or too many rows are
/// missing. Estimates may lie a little outside 0 and 1. Intervals come of leaving out one after the other
/// (jackknife) of `parts` independent shifts of the sequence, which follow one another; there are none if
/// parts are fewer than fewest_units: rows of one sequence are far more even than independent ones, by how
/// much it cannot say.
SobolIndices sobol_indices(std::span<const double> outcome, std::size_t axes, std::size_t parts,
                           double alpha);

/// What axes do alone, at every point: least squares on their values and squares. `coordinates` [point][axis]
/// in
/// [-1, 1]. The rest of a value is made as large as it would be at points that were not fitted. NaN where a
/// value is missing; 0 everywhere if the points are too few.
std::vector<double> additive_fit(std::span<const double> coordinates, std::size_t axes,
                                 std::span<const double> values);

}  // namespace concord
