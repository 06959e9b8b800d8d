#pragma once
// Remembers what was drawn: words and where they stand, colours, dashes, targets, and how far all of it
// reaches.

#include "experiments/charts/canvas.hpp"
#include "experiments/charts/figure.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace concord::test {

class RecordingCanvas final : public Canvas {
 public:
  using Canvas::begin_group;
  using Canvas::polygon;
  using Canvas::text;

  struct Words {
    std::string text;
    Box box;  ///< estimated
    std::string color;
  };
  std::vector<Words> words;
  std::vector<std::string> titles, targets;      ///< of groups
  std::vector<std::string> dashes, pens, fills;  ///< of lines, of lines and outlines, of everything filled
  std::vector<std::size_t> corners;              ///< of polygons
  std::vector<Box> outlines;                     ///< around polygons that have one
  bool finite = true;
  int depth = 0;
  double left = std::numeric_limits<double>::infinity(), right = -left, top = left, bottom = -left;

  void rect(double x, double y, double width, double height, std::string_view fill) override {
    see({x, y});
    see({x + width, y + height});
    fills.emplace_back(fill);
  }
  void line(Point from, Point to, const Pen& pen) override {
    see(from);
    see(to);
    dashes.emplace_back(pen.dash);
    pens.emplace_back(pen.color);
  }
  void polyline(std::span<const Point> points, const Pen& pen) override {
    see_all(points);
    dashes.emplace_back(pen.dash);
    pens.emplace_back(pen.color);
  }
  void polygon(std::span<const Point> points, std::string_view fill, double, const Pen& outline) override {
    see_all(points);
    corners.push_back(points.size());
    if (!outline.color.empty() && !points.empty()) {
      const auto [x0, x1] = std::ranges::minmax(points, {}, &Point::x);
      const auto [y0, y1] = std::ranges::minmax(points, {}, &Point::y);
      outlines.push_back({x0.x, y0.y, x1.x - x0.x, y1.y - y0.y});
    }
    fills.emplace_back(fill);
    pens.emplace_back(outline.color);
  }
  void circle(Point centre, double radius, std::string_view fill) override {
    see({centre.x - radius, centre.y - radius});
    see({centre.x + radius, centre.y + radius});
    fills.emplace_back(fill);
  }
  void text(Point at, std::string_view text, const TextStyle& style) override {
    const double width = text_width(text, style.size);
    const double x = style.anchor == Anchor::start ? at.x
                     : style.anchor == Anchor::end ? at.x - width
                                                   : at.x - width / 2;
    words.push_back(
        {std::string(text), {x, at.y - 0.7 * style.size, width, 0.7 * style.size}, std::string(style.color)});
    see({x, at.y - 0.8 * style.size});
    see({x + width, at.y});
  }
  void begin_group(const Group& group) override {
    ++depth;
    if (!group.target.empty()) targets.emplace_back(group.target);
    if (!group.title.empty()) titles.emplace_back(group.title);
  }
  void end_group() override { --depth; }

  long count(std::string_view what) const { return std::ranges::count(words, what, &Words::text); }
  bool says(std::string_view what) const { return count(what) > 0; }
  /// Something drawn can be clicked to select that.
  bool selects(std::string_view target) const { return std::ranges::find(targets, target) != targets.end(); }
  /// Without repeats, in order of the alphabet.
  std::set<std::string> all_targets() const { return {targets.begin(), targets.end()}; }

 private:
  void see(Point at) {
    finite = finite && std::isfinite(at.x) && std::isfinite(at.y);
    left = std::min(left, at.x);
    right = std::max(right, at.x);
    top = std::min(top, at.y);
    bottom = std::max(bottom, at.y);
  }
  void see_all(std::span<const Point> points) {
    for (const Point& point : points) see(point);
  }
};

/// The figure without its frame at a width, from (0, 0).
inline RecordingCanvas drawn(const Figure& figure, double width) {
  RecordingCanvas canvas;
  figure.draw(canvas, {0, 0, width, figure.height(width)});
  return canvas;
}

}  // namespace concord::test
