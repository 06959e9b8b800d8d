#pragma once
// A figure: one chart with everything that belongs to it, ready for the window, SVG, PNG, CSV and HTML.

#include "experiments/charts/canvas.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// What a figure draws, as text; the same numbers, none left out.
struct FigureTable {
  std::vector<std::string> head;               ///< with units: "balance (£m)"
  std::vector<std::vector<std::string>> rows;  ///< [row][column]; numbers with a full stop, empty = missing
};

struct Figure {
  std::string name;          ///< for files: "map"
  std::string title;         ///< the finding, about ten words
  std::string subtitle;      ///< measure, place, period, unit
  std::string description;   ///< in words, for those who do not see it; two or three sentences
  std::string caption;       ///< where it comes from; see experiments/platform/origin.hpp
  std::string message = {};  ///< what stands in place of a chart, if there is none
  FigureTable table;
  /// Pixels that the chart needs at a width; never 0. May be more than a window has: it scrolls.
  std::function<double(double width)> height;
  /// What it can do with where a window has less; none: it needs all of `height`.
  std::function<double(double width)> least_height;
  /// Draws the chart alone, without title and caption, and may be called often and long after: it owns
  /// everything it needs. Groups with a target (Canvas::Group) can be clicked; targets are those of
  /// viz/data/selection.hpp.
  std::function<void(Canvas&, const Box&)> draw;
};

/// A figure without a chart that says in sentences why there is none.
Figure message_figure(std::string_view name, std::string_view title, std::string_view message,
                      std::string caption);

/// Room for title, subtitle and caption above and below the chart at a width.
struct FigureFrame {
  std::vector<std::string> title, subtitle, caption;  ///< lines
  double above = 0, below = 0;                        ///< pixels
  double chart_width = 0;                             ///< what `height` is asked with
};
FigureFrame frame_of(const Figure& figure, double width);
/// Draws everything into the box: title, subtitle, chart, caption.
void draw_figure(Canvas& canvas, const Box& box, const Figure& figure);

/// Of figures in files of their own, pixels.
inline constexpr double page_width = 1000;
/// A whole document of that width, as high as it needs. `ids` as for Svg.
std::string svg_of(const Figure& figure, double width, std::string_view ids = "");
/// Writes figures as NAME.svg into a folder, which is made if its parent exists, and returns their paths.
/// Without `force` nothing is written if one of the files exists. Throws FileError.
std::vector<std::filesystem::path> write_figures(std::span<const Figure> figures,
                                                 const std::filesystem::path& folder, bool force,
                                                 double width = page_width);
/// The table as CSV (RFC 4180), after lines that begin with # and say what it is.
std::string csv_of(const Figure& figure);

}  // namespace concord
