#pragma once
// Remembers what was drawn: words, targets, and whether all of it is finite and within the picture.

#include "experiments/canvas.hpp"

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
  std::vector<std::string> words, titles, text_colors;
  std::set<std::string> targets;
  bool finite = true;
  int depth = 0, circles = 0, lines = 0;
  double left = std::numeric_limits<double>::infinity(), right = -left, top = left, bottom = -left;

  void rect(double x, double y, double width, double height, std::string_view) override {
    see({x, y});
    see({x + width, y + height});
  }
  void line(Point from, Point to, const Pen&) override {
    ++lines;
    see(from);
    see(to);
  }
  void polyline(std::span<const Point> points, const Pen&) override { see_all(points); }
  void polygon(std::span<const Point> points, std::string_view, double, const Pen&) override {
    see_all(points);
  }
  void circle(Point centre, double radius, std::string_view) override {
    ++circles;
    see({centre.x - radius, centre.y - radius});
    see({centre.x + radius, centre.y + radius});
  }
  void text(Point at, std::string_view text, const TextStyle& style) override {
    words.emplace_back(text);
    text_colors.emplace_back(style.color);
    const double width = text_width(text, style.size);
    const double x = style.anchor == Anchor::start ? at.x
                     : style.anchor == Anchor::end ? at.x - width
                                                   : at.x - width / 2;
    see({x, at.y - 0.8 * style.size});
    see({x + width, at.y});
  }
  void begin_group(const Group& group) override {
    ++depth;
    if (!group.target.empty()) targets.emplace(group.target);
    if (!group.title.empty()) titles.emplace_back(group.title);
  }
  void end_group() override { --depth; }

  bool says(std::string_view what) const { return std::ranges::find(words, what) != words.end(); }

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

}  // namespace concord::test
