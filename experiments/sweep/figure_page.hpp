#pragma once
// The page around a chart: what it shows above, what made it and how to read it below.

#include "experiments/sweep/sweep_charts.hpp"
#include "experiments/sweep/sweep_pictures.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct FigurePage {
  std::string finding, caption;
  std::string description;  ///< the numbers, for readers of the screen
};

inline constexpr double page_room = 952;  ///< width for a chart

/// "KIND_OUTCOME.svg" with a chart of `height` pixels.
Picture draw_page(const FigureSource& source, std::string_view kind, const FigurePage& page, double height,
                  const std::function<void(Canvas&, const Box&)>& draw, std::string_view rest = {});

/// "95%".
std::string percent_of(double share);
/// An axis in words, to stand within a sentence: the beginning of its parameter's meaning, or the name that
/// the user gave to packages.
std::string axis_words(const SweepAxis& axis);
/// Unit and kind of scale; the same after the words.
std::string unit_title(const SweepAxis& axis);
std::string axis_title(const SweepAxis& axis);
/// Where coordinates stand along an axis; side by side, in equal distances, where there is no measure of
/// distance: dates (never is far off), switches, packages, and zero among ratios.
std::vector<double> positions_on(const SweepAxis& axis, std::span<const double> coordinates);
Dot dot_of(const Cell& cell);

}  // namespace concord
