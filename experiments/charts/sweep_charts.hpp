#pragma once
// Charts of effects. They draw what they are given and know no design. Whatever tells things apart by colour
// does so by shape, dash or words as well.

#include "experiments/charts/canvas.hpp"
#include "experiments/charts/charts.hpp"
#include "sim/statistics/intervals.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// As much of a text as fits into `width` pixels, with an ellipsis for what is left out.
std::string fitted(std::string_view text, double size, double width);
/// How much wider bold text is.
inline constexpr double bold_width = 1.14;
/// Words in lines of at most `width` pixels; a longer word is cut.
std::vector<std::string> wrapped_lines(std::string_view text, double size, double width);

/// The title of a scale that runs to the right, in as many lines as it needs within the box, the first at its
/// top; about `middle` as far as the box allows. Returns the height beyond one line. Without `canvas` it only
/// measures.
double draw_axis_title(Canvas* canvas, double middle, const Box& box, std::string_view title);
/// A title that has one line: smaller where it is too long, and cut only where that would be too small to
/// read.
void draw_title_line(Canvas& canvas, Point at, std::string_view title, double width, TextStyle style);

/// Up to five things in one chart.
struct Style {
  std::string_view color, dash;
};
inline constexpr std::size_t most_styles = 5;
Style style_of(std::size_t n);
/// A circle, square, diamond, or triangle up or down, in the colour of the style.
void draw_marker(Canvas& canvas, Point at, double radius, std::size_t style);
/// Samples and names in rows of `width` pixels; returns the height. Without `canvas` it only measures.
double draw_legend(Canvas* canvas, Point at, double width, std::span<const std::string> names);

/// A scale with its ticks; from and to are pixels.
struct ValueScale {
  ValueScale(double low, double high, int wanted, std::string_view unit);
  double operator()(double value) const {
    return from + (value - ticks.front()) / (ticks.back() - ticks.front()) * (to - from);
  }
  double label_width(double size) const;
  double from = 0, to = 1;
  std::vector<double> ticks;
  std::vector<std::string> labels;
};

// Differences from a baseline, an axis a row.

struct TornadoEnd {
  std::string level;
  Interval difference;
  std::size_t style;  ///< which end of the axis it is
};
struct TornadoRow {
  std::string label;
  std::vector<TornadoEnd> ends;  ///< one or two
};
struct Tornado {
  std::string scale_title, unit;
  std::vector<TornadoRow> rows;
};
double tornado_height(const Tornado& chart, double width);
void draw_tornado(Canvas& canvas, const Box& box, const Tornado& chart);

// Estimates with their intervals, a row a thing, a column of numbers a series.

struct Dot {
  Interval value;
  std::optional<Interval> range{};  ///< a thin line behind, low to high
};
struct DotRow {
  std::string label;
  std::vector<Dot> dots;  ///< [series]
};
struct DotChart {
  std::string scale_title, unit;
  std::vector<std::string> series;
  std::vector<DotRow> rows;
  std::vector<double> held;  ///< values that the scale has room for
};
/// Narrow ones have names above what they name, and the numbers of several series in their table alone.
double dot_chart_height(const DotChart& chart, double width);
void draw_dots(Canvas& canvas, const Box& box, const DotChart& chart);

// Morris's picture: the farther right, the more an axis matters; the higher, the less alike its effects are.

struct MorrisPoint {
  std::string label;
  Interval mu_star;
  double sigma;
};
struct MorrisChart {
  std::string unit;
  std::vector<MorrisPoint> points;  ///< the most important first
};
void draw_morris(Canvas& canvas, const Box& box, const MorrisChart& chart);

// An outcome along an axis.

struct LinePoint {
  Interval mean;
  double low, high;  ///< of the band
};
struct LinePanel {
  std::string title, x_title;
  std::vector<double> x;                      ///< positions in any unit, ascending
  std::vector<std::string> x_labels;          ///< left out where there is no room
  std::vector<std::vector<LinePoint>> lines;  ///< [series][x]; NaN = none
  bool joined = true;                         ///< false: things without an order
};
struct LineChart {
  std::string unit;
  std::vector<std::string> series;  ///< names for the legend; none for a single line
  std::vector<LinePanel> panels;    ///< on one scale
};
double line_chart_height(const LineChart& chart, double width);
void draw_lines(Canvas& canvas, const Box& box, const LineChart& chart);

// An outcome over two axes.

struct GridCell {
  double value = 0;         ///< NaN = none, hatched
  std::string tip, target;  ///< shown when pointing at it; what a click selects in the viewer
  bool here = false, baseline = false, unsure = false;
};
struct GridMap {
  std::string x_title, y_title, scale_title, unit;
  std::vector<std::string> x_labels, y_labels;
  std::vector<std::vector<GridCell>> cells;  ///< [y][x], the first row at the bottom
  bool diverging = false;  ///< two hues that meet at zero; otherwise viridis, from the least to the greatest
};
double grid_map_height(const GridMap& map, double width);
void draw_grid_map(Canvas& canvas, const Box& box, const GridMap& map);

}  // namespace concord
