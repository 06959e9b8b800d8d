#include "experiments/charts/svg.hpp"

#include "sim/errors.hpp"

#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

/// Two decimals at most, no trailing zeros.
std::string coordinate(double value) {
  ensure(std::isfinite(value), "pictures have finite coordinates");
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string list(std::span<const Point> points) {
  std::string out;
  for (const Point& p : points) {
    if (!out.empty()) out += ' ';
    out += coordinate(p.x) + "," + coordinate(p.y);
  }
  return out;
}

std::string stroke(const Pen& pen) {
  std::string out = fmt::format("stroke=\"{}\" stroke-width=\"{}\"", pen.color, coordinate(pen.width));
  if (!pen.dash.empty()) out += fmt::format(" stroke-dasharray=\"{}\"", pen.dash);
  return out;
}

/// Bytes of the well-formed UTF-8 character at the start that XML allows; 0 if there is none.
std::size_t xml_character_at(std::string_view text) {
  const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[n]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return lead >= 0x20 || lead == '\t' || lead == '\n' ? 1 : 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  std::uint32_t code = lead & (0x7FU >> length);
  for (std::size_t n = 1; n < length; ++n) {
    if ((byte(n) & 0xC0U) != 0x80U) return 0;
    code = code << 6U | (byte(n) & 0x3FU);
  }
  constexpr std::uint32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool allowed = code >= shortest[length] && (code < 0xD800 || code > 0xDFFF) && code < 0xFFFE;
  return allowed || (code >= 0x10000 && code <= 0x10FFFF) ? length : 0;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = xml_character_at(text);
    switch (length == 0 ? '\0' : text.front()) {
      case '\0':
        out += "\xEF\xBF\xBD";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description,
         std::string_view ids) {
  out_ = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "role=\"img\" aria-labelledby=\"{4}title {4}description\" font-family=\"sans-serif\">\n"
      "<title id=\"{4}title\">{2}</title>\n<desc id=\"{4}description\">{3}</desc>\n",
      coordinate(width), coordinate(height), escaped(title), escaped(description), escaped(ids));
  rect(0, 0, width, height, "#ffffff");
}

void Svg::rect(double x, double y, double width, double height, std::string_view fill) {
  out_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\n", coordinate(x),
                      coordinate(y), coordinate(width), coordinate(height), fill);
}

void Svg::line(Point from, Point to, const Pen& pen) {
  out_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>\n", coordinate(from.x),
                      coordinate(from.y), coordinate(to.x), coordinate(to.y), stroke(pen));
}

void Svg::polyline(std::span<const Point> points, const Pen& pen) {
  out_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\" {}/>\n", list(points),
                      stroke(pen));
}

void Svg::polygon(std::span<const Point> points, std::string_view fill, double opacity, const Pen& outline) {
  out_ += fmt::format("<polygon points=\"{}\" fill=\"{}\"", list(points), fill);
  if (opacity < 1) out_ += fmt::format(" fill-opacity=\"{}\"", coordinate(opacity));
  if (!outline.color.empty()) out_ += fmt::format(" {}", stroke(outline));
  out_ += "/>\n";
}

void Svg::circle(Point centre, double radius, std::string_view fill) {
  out_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"/>\n", coordinate(centre.x),
                      coordinate(centre.y), coordinate(radius), fill);
}

void Svg::text(Point at, std::string_view text, const TextStyle& style) {
  const char* anchor = style.anchor == Anchor::start ? "" : " text-anchor=\"middle\"";
  if (style.anchor == Anchor::end) anchor = " text-anchor=\"end\"";
  out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\"{}{} fill=\"{}\">{}</text>\n",
                      coordinate(at.x), coordinate(at.y), coordinate(style.size), anchor,
                      style.bold ? " font-weight=\"bold\"" : "", style.color, escaped(text));
}

void Svg::begin_group(const Group& group) {
  out_ += group.crisp ? "<g shape-rendering=\"crispEdges\">\n" : "<g>\n";
  if (!group.title.empty()) out_ += fmt::format("<title>{}</title>\n", escaped(group.title));
}

void Svg::end_group() { out_ += "</g>\n"; }

std::string Svg::finish() && {
  out_ += "</svg>\n";
  return std::move(out_);
}

}  // namespace concord
