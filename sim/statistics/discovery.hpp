#pragma once
// Among which settings of a model something fails: a box (PRIM) or the leaves of a tree (CART), in limits
// that can be said in words, and how far what was found holds among settings that did not help to find it.

#include "sim/statistics/decisions.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace concord {

/// What one column must be, ends included; of names, none of `without`.
struct Limit {
  std::size_t column = 0;
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  std::vector<double> without = {};
  bool holds(double value) const;
};
/// Settings in which all limits hold; without limits all of them.
struct Region {
  std::vector<Limit> limits;  ///< in order of columns, one a column
  bool holds(const SettingTable& table, std::size_t setting) const;
};

/// Failures, and the settings that are looked at.
struct Failures {
  const SettingTable& table;
  std::span<const char> failed;     ///< [setting]
  std::span<const double> weights;  ///< [setting], positive
  std::span<const char> looked_at;  ///< [setting]
};
/// Of some settings, by weight.
struct Found {
  double mass;      ///< share of the settings that lie in a region
  double coverage;  ///< share of the failures that do
  double density;   ///< share of the region's settings that fail
  double base;      ///< share of all settings that fail
  /// Weighted relative accuracy (Lavrac, Flach and Zupan, 1999): failures there beyond those that any region
  /// of that size would have.
  double accuracy() const { return mass * (density - base); }
};
/// Of settings in any of the regions.
Found found_in(const Failures& failures, std::span<const Region> regions);
/// How likely failures would lie in the regions as they do, or more so, if these had nothing to do with them:
/// one-sided, over clusters of settings.
double chance_of(const Failures& failures, std::span<const Region> regions);

/// Limits of a box at most, so that it can be said.
inline constexpr std::size_t most_limits = 4;
/// A region has at least that share of the settings it was sought in.
inline constexpr double least_mass = 0.05;

struct FailureBox {
  Region region;
  std::vector<Found> way;      ///< what was found after each step, from all settings on
  std::vector<Found> without;  ///< [limit] what there is without it
};
/// PRIM (Friedman and Fisher, 1999): from all settings on, whatever raises the density most for what it cuts
/// off, about a twentieth at a time, is cut off one end of one column. Of all boxes on the way the one with
/// the greatest accuracy is taken, and limits that do not add to it are dropped.
FailureBox prim(const Failures& failures);
/// CART (Breiman and others, 1984) three levels deep, by Gini's index: its leaves in which more fail than
/// elsewhere.
std::vector<Region> failing_leaves(const Failures& failures);

/// [setting] 1 where a third of the clusters is held out.
std::vector<char> held_out(const SettingTable& table, std::uint64_t seed);

}  // namespace concord
