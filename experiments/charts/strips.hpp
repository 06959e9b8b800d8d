#pragma once
// Small charts over time, one above the other with one left margin.

#include "experiments/charts/canvas.hpp"
#include "experiments/charts/spread.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concord {

struct StripLine {
  std::string label;
  std::string_view color, dash;
  std::vector<Spread> quarters;
  bool bands = false;                     ///< 50% and 90% of the runs
  std::vector<std::vector<double>> runs;  ///< each a thin line; usually none
};
struct Strip {
  std::string title, unit;
  std::vector<StripLine> lines;
  std::optional<std::pair<double, double>> range{};  ///< shown at least
  bool difference = false;                           ///< values are differences
};
/// What the scale of a strip has room for.
std::pair<double, double> reach_of(const Strip& strip);
/// Ghost of an earlier result.
inline constexpr std::string_view ghost_color = "#A8A8A8";

inline constexpr double strip_margin = 52;
/// Title and samples above, pixels for `most` lines; wraps in narrow pictures.
double strip_head(const Strip& strip, double width);
/// Years below the last one.
inline constexpr double strip_foot = 20;
/// Draws into the box: head, then the plot of what is left, without foot. A line marks the quarter; clicks
/// on the plot select quarters.
void draw_strip(Canvas& canvas, const Box& box, const Strip& strip, std::span<const std::string> quarters,
                int selected);
void draw_strip_years(Canvas& canvas, const Box& box, std::span<const std::string> quarters);
/// Middle of a quarter in a strip of that width.
double strip_x(const Box& box, std::size_t quarters, std::size_t quarter);

}  // namespace concord
