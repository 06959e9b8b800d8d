#pragma once
// A merged sweep beside published figures: how far every point is from each of them.

#include "experiments/charts/spread.hpp"
#include "experiments/designs/targets.hpp"
#include "experiments/results/sweep_table.hpp"

#include <span>
#include <string>
#include <vector>

namespace concord {

/// A target, and what the sweep says about it.
struct Compared {
  Target target;
  OutcomeValues values;
  std::vector<double> variance;  ///< [point] of a run
  std::vector<double> luck;      ///< [point] standard deviation of a run and of the mean of the point's runs
  std::vector<double> implausible;  ///< [point]; NaN if it cannot be said
};

/// Targets with the outcomes that bear their names, which must be the same quantities.
std::vector<Compared> compare_all(const SweepReader& sweep, const SweepTable& table,
                                  std::vector<Target> targets, Problems& problems);

/// [point] the largest implausibility of the figures that are fitted; infinite if one cannot be said.
std::vector<double> worst_implausibility(const std::vector<Compared>& all, std::size_t points);
/// How luck moves figures that are fitted together [figure][figure]: correlation of the runs of a point,
/// pooled over points.
std::vector<double> luck_correlation(const std::vector<Compared>& all, const SweepTable& table);
/// [point] log of the kernel of all figures that are fitted, normal together with the variance of a run and
/// of the mean of a point's runs; -infinity if one cannot be said.
std::vector<double> log_kernels(const std::vector<Compared>& all, const SweepTable& table);

/// Root of the mean square, over figures that are fitted or those that are not and weighted points.
double distance(const std::vector<Compared>& all, std::span<const double> weights, bool fitted);

/// Every figure beside its published one over all runs of the points, which count by `weights` [point]; for a
/// terminal or, with `marks`, for a document. Ends with how many figures lie inside.
std::string comparison(const SweepTable& table, const std::vector<Compared>& all,
                       std::span<const double> weights, bool marks);

}  // namespace concord
