#pragma once
// The runs of a question's sweep, arranged so that like is compared with like: the same parameter set, the
// same circumstances, the same luck, and another level of the lever.

#include "experiments/designs/design.hpp"
#include "experiments/results/sweep_table.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// Where the points of a question's sweep stand. Levels of the lever are in the order of the design, those of
/// a context in the order of its words; the first circumstances are those that the question is about.
struct QuestionGrid {
  /// Throws FileError if the sweep is not that of the design.
  QuestionGrid(const Design& design, const SweepTable& table);

  std::size_t levels = 0, circumstances = 1, sets = 1;
  std::size_t from = 0, to = 0;                   ///< levels
  std::vector<std::vector<std::size_t>> context;  ///< [circumstances][context] level
  std::vector<std::uint32_t> points;              ///< [circumstances][level][set]
  std::optional<std::size_t> today;               ///< level that is the scenario as it stands, if one is
  bool ordered = true;                            ///< levels of the lever are more or less, not packages

  std::uint32_t point(std::size_t circumstance, std::size_t level, std::size_t set) const {
    return points[(circumstance * levels + level) * sets + set];
  }
  /// The circumstances that differ from the first in one context only.
  std::size_t with(std::size_t context_axis, std::size_t level) const;
};

/// One outcome by circumstances, level and unit. A unit is a parameter set, of which the mean over replicates
/// is taken, or a replicate if the sweep has no parameter sets. Replicates that any point of a set lacks are
/// left out at all of them, so that differences between values are means of pairs with the same luck.
struct PairedValues {
  PairedValues(const QuestionGrid& grid, const SweepTable& table, const OutcomeValues& outcome);

  std::size_t levels, units;
  bool by_set;                 ///< units are parameter sets
  std::vector<double> values;  ///< [circumstances][level][unit], NaN = missing
  KnownRange range;            ///< of a unit

  double at(std::size_t circumstance, std::size_t level, std::size_t unit) const {
    return values[(circumstance * levels + level) * units + unit];
  }
  std::vector<double> of(std::size_t circumstance, std::size_t level) const;
  /// [unit] later level less earlier one.
  std::vector<double> differences(std::size_t circumstance, std::size_t from, std::size_t to) const;
};

}  // namespace concord
