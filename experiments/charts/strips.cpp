#include "experiments/charts/strips.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/charts/time_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double strip_title_size = 12, line_height = 16, sample = 22, right_margin = 10;

/// Calls `draw(first, last)` for every stretch of quarters with values.
template <class Has, class Draw>
void each_stretch(std::size_t count, Has has, Draw draw) {
  for (std::size_t first = 0; first < count; ++first) {
    std::size_t last = first;
    while (last < count && has(last)) ++last;
    if (last > first) draw(first, last);
    first = last;
  }
}

/// Title, then samples and names of lines; returns the height. Without `canvas` it only measures.
double head_of(Canvas* canvas, Point at, double width, const Strip& strip) {
  const std::string title = fitted(strip.title, strip_title_size * bold_width, width);
  if (canvas != nullptr)
    canvas->text({at.x, at.y + 12}, title, {.size = strip_title_size, .color = palette::text, .bold = true});
  double x = text_width(title, strip_title_size * bold_width) + 18, y = 12;
  for (const StripLine& line : strip.lines) {
    if (line.label.empty()) continue;
    const std::string name = fitted(line.label, small_text, width - sample - 8);
    const double room = sample + 6 + text_width(name, small_text);
    if (x > 0 && x + room > width) {
      x = 0;
      y += line_height;
    }
    if (canvas != nullptr) {
      canvas->line({at.x + x, at.y + y - 4}, {at.x + x + sample, at.y + y - 4}, {line.color, 2.2, line.dash});
      canvas->text({at.x + x + sample + 6, at.y + y}, name, {.size = small_text});
    }
    x += room + 16;
  }
  return y + 8;
}

void draw_band(Canvas& canvas, const StripLine& line, double Spread::*low, double Spread::*high,
               double opacity, const auto& x, const auto& y) {
  each_stretch(
      line.quarters.size(), [&](std::size_t t) { return line.quarters[t].runs > 0; },
      [&](std::size_t first, std::size_t last) {
        std::vector<Point> outline;
        for (std::size_t t = first; t < last; ++t) outline.push_back({x(t), y(line.quarters[t].*high)});
        for (std::size_t t = last; t-- > first;) outline.push_back({x(t), y(line.quarters[t].*low)});
        if (last - first > 1) canvas.polygon(outline, line.color, opacity);
      });
}

void draw_path(Canvas& canvas, const std::vector<double>& values, const Pen& pen, const auto& x,
               const auto& y) {
  each_stretch(
      values.size(), [&](std::size_t t) { return std::isfinite(values[t]); },
      [&](std::size_t first, std::size_t last) {
        std::vector<Point> points;
        for (std::size_t t = first; t < last; ++t) points.push_back({x(t), y(values[t])});
        if (points.size() == 1) {
          canvas.circle(points[0], std::max(pen.width, 1.5), pen.color);
        } else {
          canvas.polyline(points, pen);
        }
      });
}

}  // namespace

std::pair<double, double> reach_of(const Strip& strip) {
  double low = 1e300, high = -1e300;
  const auto widen = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  if (strip.range) widen(strip.range->first), widen(strip.range->second);
  if (strip.difference || strip.unit == "£m" || strip.unit == "pp") widen(0);
  for (const StripLine& line : strip.lines) {
    for (const Spread& quarter : line.quarters) {
      widen(quarter.median);
      if (line.bands) widen(quarter.low90), widen(quarter.high90);
    }
    for (const auto& run : line.runs) std::ranges::for_each(run, widen);
  }
  return low <= high ? std::pair{low, high} : std::pair{0.0, 1.0};
}

double strip_head(const Strip& strip, double width) { return head_of(nullptr, {0, 0}, width, strip); }

double strip_x(const Box& box, std::size_t quarters, std::size_t quarter) {
  const double left = box.x + strip_margin, right = box.x + box.width - right_margin;
  return left + (right - left) * (static_cast<double>(quarter) + 0.5) /
                    static_cast<double>(std::max<std::size_t>(quarters, 1));
}

void draw_strip(Canvas& canvas, const Box& box, const Strip& strip, std::span<const std::string> quarters,
                int selected) {
  const double head = head_of(&canvas, {box.x, box.y}, box.width, strip);
  const double top = box.y + head + 2, bottom = box.y + box.height - 4;
  const double left = box.x + strip_margin, right = box.x + box.width - right_margin;
  const auto [low, high] = reach_of(strip);
  ValueScale y(low, high, 2, strip.unit);
  if (strip.difference) without_per_cent(y.labels);
  y.from = bottom;
  y.to = top;
  const auto x = [&](std::size_t quarter) { return strip_x(box, quarters.size(), quarter); };

  for (std::size_t n = 0; n < y.ticks.size(); ++n) {
    const double at = y(y.ticks[n]);
    const bool zero = std::abs(y.ticks[n]) < 1e-12 && low < 0;
    canvas.line({left, at}, {right, at}, {zero ? "#767676" : palette::grid, 1});
    canvas.text({left - 6, at + 4}, y.labels[n],
                {.size = small_text, .anchor = Anchor::end, .color = palette::muted});
  }
  if (selected >= 0 && selected < static_cast<int>(quarters.size())) {
    const double at = x(static_cast<std::size_t>(selected));
    canvas.line({at, top - 2}, {at, bottom + 2}, {"#767676", 1, "3 2"});
  }
  for (const StripLine& line : strip.lines) {
    for (const auto& run : line.runs) draw_path(canvas, run, {line.color, 0.5}, x, y);
    if (line.bands) {
      draw_band(canvas, line, &Spread::low90, &Spread::high90, 0.14, x, y);
      draw_band(canvas, line, &Spread::low50, &Spread::high50, 0.22, x, y);
    }
  }
  for (const StripLine& line : strip.lines)
    draw_path(canvas, medians_of(line.quarters), {line.color, 2.2, line.dash}, x, y);

  // What can be pointed at: a column a quarter, marked by a tick on the axis.
  const double step = (right - left) / static_cast<double>(std::max<std::size_t>(quarters.size(), 1));
  for (std::size_t t = 0; t < quarters.size(); ++t) {
    std::vector<TipRow> rows;
    for (const StripLine& line : strip.lines) {
      if (t >= line.quarters.size()) continue;
      const double value = line.quarters[t].median;
      rows.push_back({value, fmt::format("{}: {}",
                                         !line.label.empty()         ? line.label
                                         : line.color == ghost_color ? "last result"
                                                                     : strip.title,
                                         strip.difference ? short_difference(value, strip.unit)
                                                          : plain_value(value, strip.unit))});
    }
    const std::string words = sorted_tip(quarters[t], std::move(rows));
    const std::string target = fmt::format("quarter {}", t);
    canvas.begin_group({.title = words, .target = target});
    const double at = x(t);
    canvas.polygon(
        std::array<Point, 4>{
            {{at - step / 2, top}, {at + step / 2, top}, {at + step / 2, bottom}, {at - step / 2, bottom}}},
        "#FFFFFF", 0);
    canvas.end_group();
  }
}

void draw_strip_years(Canvas& canvas, const Box& box, std::span<const std::string> quarters) {
  const double left = box.x + strip_margin, right = box.x + box.width - right_margin;
  const double step = (right - left) / static_cast<double>(std::max<std::size_t>(quarters.size(), 1));
  for (const YearTick& tick : time_ticks(quarters, step, small_text)) {
    const double at = left + step * tick.quarter;
    canvas.line({at, box.y}, {at, box.y + 5}, {"#767676", 1});
    const double room = text_width(tick.label, small_text);
    if (at + 3 + room <= box.x + box.width)
      canvas.text({at + 3, box.y + 14}, tick.label, {.size = small_text, .color = palette::muted});
  }
}

}  // namespace concord
