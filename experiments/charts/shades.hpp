#pragma once
// Colours for values: viridis for magnitudes, two hues around zero for what may be negative, hatching where
// there is nothing to show.

#include "experiments/charts/canvas.hpp"
#include "experiments/charts/shade.hpp"

#include <span>
#include <string>
#include <string_view>

namespace concord {

struct ValueShades {
  double low = 0, high = 1;
  bool diverging = false;  ///< low = -high, with a pale middle
  std::string unit;        ///< of the measure
  bool difference = false;
};
/// A scale for values of that unit that reaches round numbers. Diverging if asked to, or if some are
/// negative. Shares and switches reach from 0 to 1.
ValueShades shades_for(std::span<const double> values, std::string_view unit, bool difference);

/// "#RRGGBB"; not for NaN.
std::string fill_of(const ValueShades& shades, double value);

/// Pale with diagonal lines: no data. `outline` convex.
void draw_hatched(Canvas& canvas, std::span<const Point> outline);
/// A bar of that width with its numbers, and a sample of the hatching if `gaps`. 44 pixels high.
void draw_shade_key(Canvas& canvas, Point at, double width, const ValueShades& shades, std::string_view title,
                    bool gaps);
inline constexpr double shade_key_height = 46;

}  // namespace concord
