#pragma once
// Draws figures in a window of Dear ImGui.

#include "experiments/charts/canvas.hpp"
#include "viz/window/fonts.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

struct ImDrawList;
struct ImVec2;

namespace concord {

class ScreenCanvas final : public Canvas {
 public:
  /// The figure's point (0, 0) stands at (x, y) of the screen; a pixel of the figure takes `scale` of it.
  ScreenCanvas(ImDrawList& list, double x, double y, double scale, const Fonts& fonts);

  using Canvas::begin_group;
  using Canvas::polygon;
  using Canvas::text;
  void rect(double x, double y, double width, double height, std::string_view fill) override;
  void line(Point from, Point to, const Pen& pen) override;
  void polyline(std::span<const Point> points, const Pen& pen) override;
  void polygon(std::span<const Point> points, std::string_view fill, double opacity,
               const Pen& outline) override;
  void circle(Point centre, double radius, std::string_view fill) override;
  void text(Point at, std::string_view text, const TextStyle& style) override;
  void begin_group(const Group& group) override;
  void end_group() override;

  /// A finished group that has a title or a target, and the box around all it drew; pixels of the figure.
  struct Hit {
    Box box;
    std::string title, target;
  };
  const std::vector<Hit>& hits() const { return hits_; }
  /// The smallest under a point, and of those of about its size the one with the nearest middle: boxes of
  /// hexagons side by side overlap. Null if there is none.
  const Hit* hit(Point at) const;

 private:
  struct Open {
    std::string title, target;
    double x0, y0, x1, y1;  // of what was drawn; x0 > x1 = nothing yet
  };
  void reach(Point at, double around = 0);
  ImVec2 on_screen(Point at) const;
  void stroke(std::span<const Point> points, const Pen& pen, bool closed);
  void fill_triangles(std::span<const Point> points, unsigned color);

  ImDrawList& list_;
  double x_, y_, scale_;
  const Fonts& fonts_;
  std::vector<Open> open_;
  std::vector<Hit> hits_;
};

/// "#RRGGBB" with an opacity, as Dear ImGui wants it.
unsigned packed_color(std::string_view color, double opacity = 1);
/// Triangles, three points each, that fill a polygon: upright slabs between its corners, cut at its sides.
/// None lies over another, and sides may touch, as those of a band do where it has no width.
std::vector<Point> triangles_of(std::span<const Point> corners);

}  // namespace concord
