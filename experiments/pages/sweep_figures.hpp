#pragma once
// Figures of a merged sweep, for people who decide.

#include "experiments/charts/figure.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/pages/axis_words.hpp"
#include "experiments/results/effects.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct FigureSource {
  const SweepTable& table;
  const SweepOutcome& outcome;
  const OutcomeEffects& effects;
  std::optional<std::size_t> baseline;
  double alpha;
  /// The outcome within a sentence, and an axis in a title.
  std::string words() const { return outcome_words(outcome.name, outcome.measure); }
  std::string axis(std::size_t n) const { return axis_in_title(table.axes[n]); }
  /// Has any point a value?
  bool any() const {
    return std::ranges::any_of(effects.values.means, [](double mean) { return !std::isnan(mean); });
  }
};

/// All figures of one outcome that its design allows, by name:
///   tornado_OUTCOME              factorial, one_at_a_time, points: differences from the baseline by axis
///   morris_OUTCOME               morris: mean size and spread of elementary effects
///   sobol_OUTCOME                saltelli: first-order and total indices
///   correlation_OUTCOME          latin_hypercube, sobol, points
///   response_OUTCOME             the same, saltelli and one_at_a_time: means along the most important axes
///   points_OUTCOME               points, up to 30 of them
///   lines_OUTCOME_AXIS           factorial: along each of the first eight axes; lines and panels for the
///   next packages_OUTCOME_AXIS        factorial: each package map_OUTCOME_AXIS_AXIS        factorial: each
///   pair of the first six axes
/// The same file gives the same figures.
std::vector<Figure> sweep_figures(const FigureSource& source);
/// What a design says about its axes, in the figure made for it: mean size and spread of elementary effects
/// (morris), first-order and total indices (saltelli), differences from the baseline, axis by axis
/// (factorial, one_at_a_time), means along the most important axes (all others). Nothing without values. The
/// subtitle says how to read it, the caption is left to the caller.
std::optional<Figure> effect_figure(const FigureSource& source);
/// "Meaning. Taken as mean over 2019/20; unit: per cent."
std::string said_of(const SweepOutcome& outcome);

/// What an analysis rests on: "20 trajectories"; "1024 base rows under 8 independent shifts", and how many
/// have no outcome.
std::string trajectories_in_words(const FigureSource& source);
std::string base_rows_in_words(const FigureSource& source);
Interval scaled(const Interval& value, double factor);

}  // namespace concord
