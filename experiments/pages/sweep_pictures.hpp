#pragma once
// Figures of a merged sweep, for people who decide.

#include "experiments/pages/pictures.hpp"
#include "experiments/results/effects.hpp"

#include <optional>
#include <vector>

namespace concord {

struct FigureSource {
  const SweepTable& table;
  const SweepOutcome& outcome;
  const OutcomeEffects& effects;
  std::optional<std::size_t> baseline;
  double alpha;
};

/// All figures of one outcome that its design allows:
///   tornado_OUTCOME.svg          factorial, one_at_a_time, points: differences from the baseline, axis by
///   axis morris_OUTCOME.svg           morris: mean size and spread of elementary effects sobol_OUTCOME.svg
///   saltelli: first-order and total indices correlation_OUTCOME.svg      latin_hypercube, sobol, points
///   response_OUTCOME.svg         the same, saltelli and one_at_a_time: means along the most important axes
///   points_OUTCOME.svg           points, up to 30 of them
///   lines_OUTCOME_AXIS.svg       factorial: along each of the first eight axes, lines and panels for the
///   next packages_OUTCOME_AXIS.svg    factorial: each package map_OUTCOME_AXIS_AXIS.svg    factorial: each
///   pair of the first six axes
/// The same file gives the same bytes.
std::vector<Picture> sweep_pictures(const FigureSource& source);

/// A value with its unit: "12.3%", "0.45", "4.2 systems".
std::string with_unit(double value, std::string_view unit);
/// Differences of shares are percentage points, which are shown times 100: the factor and the unit of
/// differences. Those of an index are points of it.
double difference_factor(std::string_view unit);
/// What an analysis rests on: "20 trajectories"; "1024 base rows under 8 independent shifts", and how many
/// have no outcome.
std::string trajectories_in_words(const FigureSource& source);
std::string base_rows_in_words(const FigureSource& source);
Interval scaled(const Interval& value, double factor);
std::string_view difference_unit(std::string_view unit);

}  // namespace concord
