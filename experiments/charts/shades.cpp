#include "experiments/charts/shades.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/shade.hpp"
#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace concord {
namespace {

/// The part of the line x + y = c that lies within a convex outline.
std::vector<Point> crossing(std::span<const Point> outline, double c) {
  std::vector<Point> out;
  for (std::size_t n = 0; n < outline.size(); ++n) {
    const Point a = outline[n], b = outline[(n + 1) % outline.size()];
    const double from = a.x + a.y - c, to = b.x + b.y - c;
    if ((from < 0) == (to < 0)) continue;
    const double part = from / (from - to);
    out.push_back({a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part});
  }
  return out;
}

}  // namespace

ValueShades shades_for(std::span<const double> values, std::string_view unit, bool difference) {
  double low = 0, high = 0, least = std::numeric_limits<double>::infinity();
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
    least = std::min(least, value);
  }
  ValueShades shades{.unit = std::string(unit), .difference = difference};
  if (!difference && unit == "0/1") return shades;
  shades.diverging = difference || unit == "pp" || unit == "£m" || low < 0;
  if (!shades.diverging && (unit == "index" || unit == "share")) {  // fitted to what there is to tell apart
    if (!(least < high)) return shades;
    const auto scale = ticks(least, high, 4, unit);
    shades.low = scale.front();
    shades.high = scale.back();
    return shades;
  }
  const double reach = shades.diverging ? std::max(-low, high) : high;
  shades.high = reach > 0 ? ticks(0, reach, 3, "index").back() : 1;  // "index": may be divided finely
  shades.low = shades.diverging ? -shades.high : 0;
  return shades;
}

std::string fill_of(const ValueShades& shades, double value) {
  const double share = (value - shades.low) / (shades.high - shades.low);
  return shades.diverging ? shade(around_zero, share) : shade(viridis, share);
}

void draw_hatched(Canvas& canvas, std::span<const Point> outline) {
  canvas.polygon(outline, "#F4F4F4", 1, {"#767676", 1});
  double low = outline[0].x + outline[0].y, high = low;
  for (const Point& corner : outline) {
    low = std::min(low, corner.x + corner.y);
    high = std::max(high, corner.x + corner.y);
  }
  constexpr double gap = 8;
  const int lines = static_cast<int>(std::ceil((high - low) / gap - 0.5));
  for (int n = 0; n < lines; ++n) {
    const auto ends = crossing(outline, low + (n + 0.5) * gap);
    if (ends.size() == 2) canvas.line(ends[0], ends[1], {"#A0A0A0", 1});
  }
}

void draw_shade_key(Canvas& canvas, Point at, double width, const ValueShades& shades, std::string_view title,
                    bool gaps) {
  constexpr double size = 11, height = 12, sample = 18;
  const double gap_room = gaps ? sample + 6 + text_width("no data", size) + 16 : 0;
  const double bar = std::max(std::min(width - gap_room, 280.0), 60.0);
  draw_title_line(canvas, {at.x, at.y + 10}, title, width, {.size = size, .color = palette::muted});
  canvas.begin_group("", true);
  constexpr int steps = 56;
  for (int n = 0; n < steps; ++n) {
    const double value = shades.low + (shades.high - shades.low) * (n + 0.5) / steps;
    canvas.rect(at.x + bar * n / steps, at.y + 16, bar / steps + 0.5, height, fill_of(shades, value));
  }
  canvas.end_group();
  const auto number = [&](double value) {
    const int decimals = decimals_between(shades.low, shades.high, shades.unit);
    std::string text = in_decimals(value, std::max(decimals - 1, 0), shades.unit);
    if (shades.difference && text.ends_with('%')) text.pop_back();  // percentage points
    return shades.diverging && value > 0 ? "+" + text : text;
  };
  const double middle = (shades.low + shades.high) / 2;
  canvas.text({at.x, at.y + 40}, number(shades.low), {.size = size});
  canvas.text({at.x + bar / 2, at.y + 40}, number(middle), {.size = size, .anchor = Anchor::middle});
  canvas.text({at.x + bar, at.y + 40}, number(shades.high), {.size = size, .anchor = Anchor::end});
  if (!gaps) return;
  const double x = at.x + bar + 16;
  draw_hatched(canvas,
               std::array<Point, 4>{
                   {{x, at.y + 16}, {x + sample, at.y + 16}, {x + sample, at.y + 28}, {x, at.y + 28}}});
  canvas.text({x + sample + 6, at.y + 26}, "no data", {.size = size});
}

}  // namespace concord
