#pragma once
// Writes pictures as SVG. The same calls give the same bytes: no dates, no locale, two decimals.

#include "experiments/charts/canvas.hpp"

#include <string>
#include <string_view>

namespace concord {

/// Made fit for text and attributes of XML 1.0: markup escaped, and whatever XML forbids (control characters,
/// broken UTF-8) replaced by U+FFFD.
std::string escaped(std::string_view text);

/// Text stays text.
class Svg final : public Canvas {
 public:
  /// Readers of the screen are told the title and the description. `ids` stands before the names of both,
  /// which must differ between pictures of one page.
  Svg(double width, double height, std::string_view title, std::string_view description,
      std::string_view ids = "");

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

  /// The whole document; nothing can be added afterwards.
  std::string finish() &&;

 private:
  std::string out_;
};

}  // namespace concord
