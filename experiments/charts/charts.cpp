#include "experiments/charts/charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

using Scale = LinearScale;

/// Calls `draw(first, last)` for every run of quarters that have values.
template <class Draw>
void each_stretch(std::span<const Spread> quarters, Draw draw) {
  std::size_t first = 0;
  while (first < quarters.size()) {
    std::size_t last = first;
    while (last < quarters.size() && quarters[last].runs > 0) ++last;
    if (last > first) draw(first, last);
    first = last + 1;
  }
}

void draw_band(Canvas& canvas, std::span<const Spread> quarters, std::string_view color, double Spread::*low,
               double Spread::*high, double opacity, std::span<const double> x, const Scale& y) {
  each_stretch(quarters, [&](std::size_t first, std::size_t last) {
    std::vector<Point> outline;
    for (std::size_t t = first; t < last; ++t) outline.push_back({x[t], y(quarters[t].*high)});
    for (std::size_t t = last; t-- > first;) outline.push_back({x[t], y(quarters[t].*low)});
    canvas.polygon(outline, color, opacity);
  });
}

}  // namespace

void draw_diamond(Canvas& canvas, Point at, double radius, std::string_view fill) {
  const std::array<Point, 4> corners{
      {{at.x, at.y - radius}, {at.x + radius, at.y}, {at.x, at.y + radius}, {at.x - radius, at.y}}};
  canvas.polygon(corners, fill, 1, {palette::text, 1.5});
}

std::vector<double> spread_labels(std::span<const double> wanted, double gap, double top, double bottom) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::size_t n) { return wanted[n]; });
  std::vector<double> at(wanted.begin(), wanted.end());
  double low = top;
  for (const std::size_t n : order) {
    at[n] = std::max(at[n], low);
    low = at[n] + gap;
  }
  std::ranges::reverse(order);
  double high = bottom;
  for (const std::size_t n : order) {
    at[n] = std::min(at[n], high);
    high = at[n] - gap;
  }
  return at;
}

void draw_bands(Canvas& canvas, const FanLine& line, std::span<const double> x, const LinearScale& y,
                bool outer) {
  if (outer) draw_band(canvas, line.quarters, line.color, &Spread::low90, &Spread::high90, 0.14, x, y);
  draw_band(canvas, line.quarters, line.color, &Spread::low50, &Spread::high50, 0.22, x, y);
}

void draw_median(Canvas& canvas, const FanLine& line, std::span<const double> x, const LinearScale& y) {
  each_stretch(line.quarters, [&](std::size_t first, std::size_t last) {
    std::vector<Point> points;
    for (std::size_t t = first; t < last; ++t) points.push_back({x[t], y(line.quarters[t].median)});
    if (points.size() == 1) {
      canvas.line({points[0].x, y(line.quarters[first].low90)}, {points[0].x, y(line.quarters[first].high90)},
                  {line.color, 1.5});
      canvas.circle(points[0], 3, line.color);
    } else {
      canvas.polyline(points, {line.color, 2.2, line.dash});
    }
  });
}

std::vector<double> ticks(double low, double high, int wanted, std::string_view unit) {
  if (!(high > low)) high = low + 1;
  const double rough = (high - low) / std::max(wanted, 1);
  double power = 1;  // by multiplication, which is the same everywhere
  while (power * 10 <= rough) power *= 10;
  while (power > rough) power /= 10;
  double step = power * 10;
  for (const double nice : {5.0, 2.5, 2.0, 1.0}) {
    if (nice * power >= rough) step = nice * power;
  }
  const bool count = unit != "share" && unit != "index" && unit != "£m";
  if (count && step < 5) step = std::ceil(step);
  std::vector<double> out;
  const auto last = static_cast<std::int64_t>(std::ceil(high / step - 1e-9));
  for (auto n = static_cast<std::int64_t>(std::floor(low / step + 1e-9)); n <= last; ++n)
    out.push_back(static_cast<double>(n) * step);
  return out;
}

std::vector<YearTick> year_ticks(std::span<const std::string> quarters, double step, double size) {
  std::vector<YearTick> all;
  for (std::size_t t = 0; t < quarters.size(); ++t) {
    if (quarters[t].ends_with("Q1"))
      all.push_back({static_cast<int>(t), quarters[t].substr(0, quarters[t].find(' '))});
  }
  const double room = 4 * step / (text_width("2019/20", size) + 8);  // labels that fit into a year
  std::size_t every = 1;
  for (const std::size_t years : {1U, 2U, 5U, 10U, 20U, 50U, 100U}) {
    every = years;
    if (room * static_cast<double>(years) >= 1) break;
  }
  std::vector<YearTick> out;
  for (std::size_t n = 0; n < all.size(); n += every) out.push_back(all[n]);
  return out;
}

double range_chart_height(std::span<const RangeRow> rows) {
  double height = range_head_height;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (n == 0 || rows[n].section != rows[n - 1].section) height += range_section_height;
    height += range_row_height;
  }
  return height;
}

void draw_ranges(Canvas& canvas, const Box& box, std::span<const RangeRow> rows) {
  const double left = box.x + 300, right = box.x + box.width - 330;
  const double figure = right + 110, simulated = right + 170, range = right + 182, note = right + 284;
  const TextStyle head{.size = 11.5, .color = palette::muted};
  TextStyle head_end = head;
  head_end.anchor = Anchor::end;
  canvas.text({left, box.y + 14}, "each row on its own scale, in its own unit", head);
  canvas.text({figure, box.y + 14}, "published", head_end);
  canvas.text({simulated, box.y + 14}, "median", head_end);
  canvas.text({range, box.y + 14}, "90% of runs", head);
  canvas.text({note, box.y + 14}, "in range?", head);
  double y = box.y + range_head_height;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    const RangeRow& row = rows[n];
    if (n == 0 || row.section != rows[n - 1].section) {
      canvas.text({box.x, y + 4}, row.section, {.size = 12.5, .bold = true});
      y += range_section_height;
    }
    const Spread& s = row.simulated;
    const std::string median = label_of(s.median, row.unit);
    std::string ends = label_of(s.low90, row.unit);
    if (const std::string high = label_of(s.high90, row.unit); high != ends) ends += " to " + high;
    const std::string published = label_of(row.published, row.unit);
    canvas.begin_group(
        fmt::format("{}: published {}, simulated {} ({})", row.label, published, median, ends));
    const auto scale =
        ticks(std::min({0.0, s.low90, row.published}), std::max({0.0, s.high90, row.published}), 4, row.unit);
    const Scale x{left, right, scale.front(), scale.back()};
    canvas.text({box.x + 12, y + 4}, row.label, {.size = 12});
    canvas.line({left, y}, {right, y}, {palette::grid, 1});
    for (const double level : scale) {
      canvas.line({x(level), y - 3}, {x(level), y + 3}, {"#B8B8B8", 1});
      if (level == scale.front() || level == scale.back() || std::abs(level) < 1e-12)
        canvas.text({x(level), y + 15}, label_of(level, row.unit),
                    {.size = 9.5, .anchor = Anchor::middle, .color = palette::muted});
    }
    canvas.line({x(s.low90), y}, {x(s.high90), y}, {palette::blue, 3});
    canvas.line({x(s.low50), y}, {x(s.high50), y}, {palette::blue, 8});
    canvas.line({x(s.median), y - 7}, {x(s.median), y + 7}, {palette::blue, 2.5});
    draw_diamond(canvas, {x(row.published), y}, 5.5, row.assumed ? "#ffffff" : palette::orange);
    canvas.text({figure, y + 4}, row.assumed ? "(" + published + ")" : published,
                {.size = 12, .anchor = Anchor::end});
    canvas.text({simulated, y + 4}, median, {.size = 12, .anchor = Anchor::end});
    canvas.text({range, y + 4}, ends, {.size = 12});
    canvas.text({note, y + 4}, row.note, {.size = 12, .bold = row.note.find("out") != std::string::npos});
    canvas.end_group();
    y += range_row_height;
  }
}

}  // namespace concord
