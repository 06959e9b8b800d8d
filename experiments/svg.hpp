#pragma once
// Writes pictures as SVG. The same calls give the same bytes: no dates, no locale, two decimals.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace concord {

/// Made fit for text and attributes of XML 1.0: markup escaped, and whatever XML forbids (control characters,
/// broken UTF-8) replaced by U+FFFD.
std::string escaped(std::string_view text);

/// At most that many characters, with an ellipsis for what is left out.
std::string shortened(std::string_view text, std::size_t most);

/// Estimate for a sans-serif font: readers differ in the fonts they have.
double text_width(std::string_view text, double size);

struct Point {
  double x, y;
};

struct Pen {
  std::string_view color;
  double width = 1;
  std::string_view dash = {};  ///< "6 3"; empty for none
};

enum class Anchor { start, middle, end };

struct TextStyle {
  double size = 12;
  Anchor anchor = Anchor::start;
  std::string_view color = "#1a1a1a";
  bool bold = false;
};

/// Coordinates in pixels, from the top left. Text stays text.
class Svg {
 public:
  /// Readers of the screen are told the title and the description.
  Svg(double width, double height, std::string_view title, std::string_view description);

  void rect(double x, double y, double width, double height, std::string_view fill);
  void line(Point from, Point to, const Pen& pen);
  void polyline(std::span<const Point> points, const Pen& pen);
  void polygon(std::span<const Point> points, std::string_view fill, double opacity, const Pen& outline = {});
  void circle(Point centre, double radius, std::string_view fill);
  void text(Point at, std::string_view text, const TextStyle& style = {});
  /// What follows until end_group() belongs together; pointing at it shows the title, if there is one.
  void begin_group(std::string_view title, bool crisp = false);
  void end_group();

  /// The whole document; nothing can be added afterwards.
  std::string finish() &&;

 private:
  std::string out_;
};

}  // namespace concord
