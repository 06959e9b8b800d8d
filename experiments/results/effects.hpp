#pragma once
// What an outcome depends on, from the runs of a merged sweep. NaN = missing, left out everywhere.

#include "experiments/results/sweep_table.hpp"
#include "sim/statistics/intervals.hpp"
#include "sim/statistics/sensitivity.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// Points taken together.
struct Cell {
  std::size_t points = 0, runs = 0;  ///< that have a value
  Interval mean;                     ///< of the points' means
  double low90, high90;              ///< 5th and 95th percentile; of what, the maker says
};
/// The percentiles are those of all runs; the interval says how far luck moves the mean. As replicate r meets
/// the same luck at every point, it is over replicates, each taken as its mean over the points;
/// replicates that not all of these points have are left out of its width.
Cell cell_of_runs(const SweepTable& table, const OutcomeValues& values, std::span<const std::uint32_t> points,
                  double alpha);
/// The percentiles are those of the points' means, and the interval says how far another sample of points
/// would move the mean. `clusters` [point]: only those are independent (SweepTable::clusters). `alone`
/// [point] of a Latin hypercube, whose points come in their order on the axis: additive_fit; empty for
/// others.
Cell cell_of_points(const OutcomeValues& values, std::span<const std::uint32_t> points,
                    std::span<const std::uint32_t> clusters, std::span<const double> alone, double alpha);

/// The mean at a level of an axis, or in a part of its range, over whatever the other axes do. In designs
/// that vary one axis at a time the others stand as in the baseline.
struct MainEffect {
  std::size_t axis;
  Group group;
  Cell cell;  ///< cell_of_runs if the points were chosen, else cell_of_points
};
std::vector<MainEffect> main_effects(const SweepTable& table, const OutcomeValues& values, double alpha);

/// A point less the baseline, over the replicates in which both have a value. The baseline less itself has no
/// interval: it is nothing for sure.
struct Difference {
  Interval mean;
  std::size_t pairs = 0;
};
/// [point]
std::vector<Difference> differences(const SweepTable& table, const OutcomeValues& values,
                                    std::size_t baseline, double alpha);

/// The farthest that moving one axis alone takes an outcome down and up from the baseline; if all of more
/// than two points move it one way, only the farthest.
struct Swing {
  std::size_t axis;
  std::uint32_t least, greatest;  ///< points; the same if there is only one
};
/// Of the axes with such points, the largest difference first.
std::vector<Swing> swings(const SweepTable& table, std::span<const Difference> differences,
                          std::size_t baseline);

/// Spearman's, over the design's own points; nothing for packages, which have no order, NaN if something does
/// not vary.
std::vector<std::optional<double>> rank_correlations(const SweepTable& table, const OutcomeValues& values);

/// Everything of one outcome that its design allows; the rest is empty.
struct OutcomeEffects {
  std::size_t outcome = 0;
  OutcomeValues values;
  std::vector<MainEffect> main;
  std::vector<Difference> differences;              ///< [point], with a baseline
  std::vector<Swing> swings;                        ///< with a baseline
  std::vector<std::optional<double>> correlations;  ///< [axis] of latin_hypercube, sobol and points
  std::vector<MorrisEffect> morris;                 ///< [axis] of morris
  std::vector<SobolIndex> sobol;                    ///< [axis] of saltelli
  std::size_t base_rows = 0, rows_used = 0;         ///< of saltelli
  std::string_view refused = {};                    ///< why there are no indices of saltelli
  std::size_t own_missing = 0;                      ///< of the design's own points, without any value
};
OutcomeEffects effects_of(const SweepReader& sweep, const SweepTable& table, std::size_t outcome,
                          std::optional<std::size_t> baseline, double alpha);
/// The same of values that are in memory.
OutcomeEffects effects_of(const SweepTable& table, OutcomeValues values, std::size_t outcome,
                          std::optional<std::size_t> baseline, double alpha);

}  // namespace concord
