#pragma once
// What charts draw on: a document (svg.hpp) or a window of the viewer. Charts are written once for both.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace concord {

/// At most that many characters, with an ellipsis for what is left out.
std::string shortened(std::string_view text, std::size_t most);

/// Estimate for a sans-serif font: readers differ in the fonts they have.
double text_width(std::string_view text, double size);

struct Point {
  double x, y;
};

/// Part of a picture, in pixels.
struct Box {
  double x, y, width, height;
};

/// Colours are "#RRGGBB", here and everywhere.
struct Pen {
  std::string_view color;
  double width = 1;
  std::string_view dash = {};  ///< "6 3"; empty for none
};

enum class Anchor { start, middle, end };

/// Of numbers and names beside what a chart draws.
inline constexpr double small_text = 11;

struct TextStyle {
  double size = 12;
  Anchor anchor = Anchor::start;
  std::string_view color = "#1a1a1a";
  bool bold = false;
};

/// Coordinates in pixels, from the top left. All must be finite.
class Canvas {
 public:
  virtual ~Canvas() = default;

  virtual void rect(double x, double y, double width, double height, std::string_view fill) = 0;
  virtual void line(Point from, Point to, const Pen& pen) = 0;
  virtual void polyline(std::span<const Point> points, const Pen& pen) = 0;
  /// Simple, but not always convex. Without a colour the outline is not drawn.
  virtual void polygon(std::span<const Point> points, std::string_view fill, double opacity,
                       const Pen& outline) = 0;
  void polygon(std::span<const Point> points, std::string_view fill, double opacity) {
    polygon(points, fill, opacity, {});
  }
  virtual void circle(Point centre, double radius, std::string_view fill) = 0;
  /// `at` is on the base line.
  virtual void text(Point at, std::string_view text, const TextStyle& style) = 0;
  void text(Point at, std::string_view words) { text(at, words, {}); }

  struct Group {
    std::string_view title = {};   ///< shown when pointing at it, if there is one
    bool crisp = false;            ///< edges fall on whole pixels
    std::string_view target = {};  ///< what a click on it selects in the viewer: "system 12", "quarter 3"
  };
  /// What follows until end_group() belongs together. Groups may stand inside one another.
  virtual void begin_group(const Group& group) = 0;
  void begin_group(std::string_view title, bool crisp = false) {
    begin_group(Group{.title = title, .crisp = crisp});
  }
  virtual void end_group() = 0;
};

}  // namespace concord
