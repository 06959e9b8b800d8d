#pragma once
// The page around a chart: what it shows above, what made it and how to read it below.

#include "experiments/charts/sweep_charts.hpp"
#include "experiments/pages/sweep_pictures.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct FigurePage {
  std::string finding, caption;
  std::string description;  ///< the numbers, for readers of the screen
};

/// A chart with its words and numbers, for a page or a window. It owns what it draws.
struct SweepChart {
  std::string kind, rest;  ///< of the name of its file: "lines", "_duty.strength"
  FigurePage page;
  std::vector<std::string> head;               ///< of a table
  std::vector<std::vector<std::string>> rows;  ///< what is drawn; of differences in the chart's unit
  std::function<double(double width)> height;
  std::function<void(Canvas&, const Box&)> draw;
};

inline constexpr double page_room = 952;  ///< width for a chart

/// What a design says about its axes, in the chart made for it: mean size and spread of elementary effects
/// (morris), first-order and total indices (saltelli), differences from the baseline, axis by axis
/// (factorial, one_at_a_time), means along the most important axes (all others). Nothing without values.
std::optional<SweepChart> effect_chart(const FigureSource& source);

/// "KIND_OUTCOME_REST.svg".
Picture draw_page(const FigureSource& source, const SweepChart& chart);
/// For tables: six digits, empty for NaN.
std::string table_text(double value);

/// "95%".
std::string percent_of(double share);
/// An axis in words, to stand within a sentence: the beginning of its parameter's meaning, or the name that
/// the user gave to packages.
std::string axis_words(const SweepAxis& axis);
/// The same to stand alone, one an axis; what would read alike is told apart by its path.
std::vector<std::string> axis_labels(std::span<const SweepAxis> axes);
/// Unit and kind of scale; the same after the words.
std::string unit_title(const SweepAxis& axis);
std::string axis_title(const SweepAxis& axis);
/// Where coordinates stand along an axis; side by side, in equal distances, where there is no measure of
/// distance: dates (never is far off), switches, packages, and zero among ratios.
std::vector<double> positions_on(const SweepAxis& axis, std::span<const double> coordinates);
Dot dot_of(const Cell& cell);

}  // namespace concord
