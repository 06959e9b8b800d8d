#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace concord {
namespace {

constexpr double small = 11, gap = 26;

struct Layout {
  double columns, rows, width, height;  // of a panel
};
Layout layout_of(const LineChart& chart, double width) {
  const auto count = static_cast<double>(chart.panels.size());
  const double columns = std::min(count <= 1   ? 1.0
                                  : count <= 4 ? 2.0
                                               : 3.0,
                                  std::max(std::floor(width / 250), 1.0));
  return {columns, std::ceil(count / columns), (width - (columns - 1) * gap) / columns,
          count <= 1     ? std::min(400.0, 0.85 * width)
          : columns <= 2 ? 300.0
                         : 250.0};
}

ValueScale common_scale(const LineChart& chart) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const LinePanel& panel : chart.panels) {
    for (const auto& line : panel.lines) {
      for (const LinePoint& point : line) {
        for (const double value :
             {point.mean.estimate, point.mean.low, point.mean.high, point.low, point.high}) {
          if (!std::isfinite(value)) continue;
          low = std::min(low, value);
          high = std::max(high, value);
        }
      }
    }
  }
  return {low, high, 5, chart.unit};
}

/// Calls `draw(first, last)` for every run of points that have a mean.
template <class Draw>
void each_piece(const std::vector<LinePoint>& line, Draw draw) {
  for (std::size_t first = 0; first < line.size();) {
    std::size_t last = first;
    while (last < line.size() && std::isfinite(line[last].mean.estimate)) ++last;
    if (last > first) draw(first, last);
    first = last + 1;
  }
}

void draw_band(Canvas& canvas, const std::vector<LinePoint>& line, const std::vector<double>& x,
               const ValueScale& y, std::string_view color, double opacity) {
  each_piece(line, [&](std::size_t first, std::size_t last) {
    std::vector<Point> outline;
    for (std::size_t n = first; n < last; ++n) outline.push_back({x[n], y(line[n].high)});
    for (std::size_t n = last; n-- > first;) outline.push_back({x[n], y(line[n].low)});
    canvas.polygon(outline, color, opacity);
  });
}

void draw_means(Canvas& canvas, const LinePanel& panel, std::size_t series, const std::vector<double>& x,
                const ValueScale& y) {
  const auto& line = panel.lines[series];
  const Style style = style_of(series);
  if (panel.joined) {
    each_piece(line, [&](std::size_t first, std::size_t last) {
      std::vector<Point> points;
      for (std::size_t n = first; n < last; ++n) points.push_back({x[n], y(line[n].mean.estimate)});
      if (points.size() > 1) canvas.polyline(points, {style.color, 2, style.dash});
    });
  }
  for (std::size_t n = 0; n < line.size(); ++n) {
    const Interval& mean = line[n].mean;
    if (!std::isfinite(mean.estimate)) continue;
    if (!panel.joined && line[n].high > line[n].low)
      canvas.line({x[n], y(line[n].low)}, {x[n], y(line[n].high)}, {"#A9C1D4", 6});
    if (mean.high > mean.low) {
      canvas.line({x[n], y(mean.low)}, {x[n], y(mean.high)}, {style.color, 1.3});
      for (const double end : {mean.low, mean.high})
        canvas.line({x[n] - 4, y(end)}, {x[n] + 4, y(end)}, {style.color, 1.3});
    }
    draw_marker(canvas, {x[n], y(mean.estimate)}, 3.6, series);
  }
}

/// As many labels as there is room for, cut to their share of the width where nothing has an order.
void draw_x_labels(Canvas& canvas, const LinePanel& panel, const std::vector<double>& x, double left,
                   double right, double bottom) {
  double free = left - 30;
  const double share = (right - left) / static_cast<double>(std::max<std::size_t>(x.size(), 1)) - 6;
  for (std::size_t n = 0; n < x.size(); ++n) {
    canvas.line({x[n], bottom}, {x[n], bottom + 4}, {palette::muted, 1});
    const std::string label =
        panel.joined ? panel.x_labels[n] : fitted(panel.x_labels[n], small, std::max(share, 20.0));
    const double half = text_width(label, small) / 2;
    if (x[n] - half < free || x[n] + half > right + gap) continue;
    canvas.text({x[n], bottom + 17}, label,
                {.size = small, .anchor = Anchor::middle, .color = palette::muted});
    free = x[n] + half + 6;
  }
}

void draw_panel(Canvas& canvas, const Box& box, const LinePanel& panel, ValueScale y) {
  const double left = box.x + y.label_width(small) + 10, right = box.x + box.width - 10;
  const double top = box.y + 26, bottom = box.y + box.height - 42;
  y.from = bottom;
  y.to = top;
  canvas.begin_group(panel.title);
  canvas.text({box.x, box.y + 13}, fitted(panel.title, 12.5, box.width / bold_width),
              {.size = 12.5, .bold = true});
  for (std::size_t n = 0; n < y.ticks.size(); ++n) {
    canvas.line({left, y(y.ticks[n])}, {right, y(y.ticks[n])},
                {y.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    canvas.text({left - 6, y(y.ticks[n]) + 4}, y.labels[n],
                {.size = small, .anchor = Anchor::end, .color = palette::muted});
  }
  const double inner = 18, width = right - left - 2 * inner;
  std::vector<double> x;
  const double span = panel.x.empty() ? 0 : panel.x.back() - panel.x.front();
  for (std::size_t n = 0; n < panel.x.size(); ++n) {
    const double slots = static_cast<double>(panel.x.size());
    if (!panel.joined) {
      x.push_back(left + (right - left) * (static_cast<double>(n) + 0.5) / slots);
    } else {
      x.push_back(left + inner + width * (span > 0 ? (panel.x[n] - panel.x.front()) / span : 0.5));
    }
  }
  draw_x_labels(canvas, panel, x, left, right, bottom);
  canvas.text({(left + right) / 2, bottom + 34}, fitted(panel.x_title, 11.5, right - left + 20),
              {.size = 11.5, .anchor = Anchor::middle, .color = palette::muted});
  const double opacity = panel.lines.size() > 1 ? 0.11 : 0.18;
  for (std::size_t n = 0; n < panel.lines.size() && panel.joined; ++n)
    draw_band(canvas, panel.lines[n], x, y, style_of(n).color, opacity);
  for (std::size_t n = 0; n < panel.lines.size(); ++n) draw_means(canvas, panel, n, x, y);
  canvas.end_group();
}

}  // namespace

double line_chart_height(const LineChart& chart, double width) {
  const Layout layout = layout_of(chart, width);
  return draw_legend(nullptr, {0, 0}, width, chart.series) + 8 + layout.rows * (layout.height + 14);
}

void draw_lines(Canvas& canvas, const Box& box, const LineChart& chart) {
  const Layout layout = layout_of(chart, box.width);
  const double top = box.y + draw_legend(&canvas, {box.x, box.y}, box.width, chart.series) + 8;
  const ValueScale y = common_scale(chart);
  for (std::size_t n = 0; n < chart.panels.size(); ++n) {
    const double at = static_cast<double>(n), row = std::floor(at / layout.columns);
    draw_panel(canvas,
               {box.x + (at - row * layout.columns) * (layout.width + gap), top + row * (layout.height + 14),
                layout.width, layout.height},
               chart.panels[n], y);
  }
}

}  // namespace concord
