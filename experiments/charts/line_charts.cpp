#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace concord {
namespace {

constexpr double panel_gap = 26, line_step = 14;

struct PanelLayout {
  double columns, rows, width, height;    // of a panel
  double head = 0, labels = 0, foot = 0;  // what lines of titles and labels beyond the first need
};
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

std::vector<std::string> title_lines(const LinePanel& panel, double width) {
  return wrapped_lines(panel.title, 12.5, width / bold_width);
}

struct Across {
  double left, right;
};
Across across(double at, double width, const ValueScale& y) {
  return {at + y.label_width(small_text) + 10, at + width - 10};
}

/// A position's name in up to three lines. Where positions have an order, names that have no room are left
/// out and none is cut.
std::vector<std::string> position_name(const LinePanel& panel, std::size_t n, const Across& place) {
  const std::string& label = panel.x_labels[n];
  constexpr double at_the_end = 88;  // what the first and the last have room for
  double width = std::max((place.right - place.left) / static_cast<double>(panel.x_labels.size()) - 6, 20.0);
  if (panel.joined) {
    width = std::min(width, at_the_end);
    for (std::size_t from = 0, to = 0; from < label.size(); from = to + 1) {
      to = std::min(label.find(' ', from), label.size());
      width = std::max(width, text_width(label.substr(from, to - from), small_text));
    }
  }
  auto lines = wrapped_lines(label, small_text, width);
  if (lines.size() > 3) {
    lines.resize(3);
    lines.back() = fitted(lines.back() + " …", small_text, width);
  }
  return lines;
}

PanelLayout layout_of(const LineChart& chart, double width, const ValueScale& y) {
  const auto count = static_cast<double>(chart.panels.size());
  const double columns = std::min(count <= 1   ? 1.0
                                  : count <= 4 ? 2.0
                                               : 3.0,
                                  std::max(std::floor(width / 250), 1.0));
  PanelLayout layout{columns, std::ceil(count / columns), (width - (columns - 1) * panel_gap) / columns,
                     count <= 1     ? std::min(400.0, 0.85 * width)
                     : columns <= 2 ? 300.0
                                    : 250.0};
  for (const LinePanel& panel : chart.panels) {
    const auto beyond = [](std::size_t lines) { return line_step * (static_cast<double>(lines) - 1); };
    layout.head = std::max(layout.head, beyond(title_lines(panel, layout.width).size()));
    layout.foot = std::max(layout.foot, draw_axis_title(nullptr, 0, {0, 0, layout.width, 0}, panel.x_title));
    for (std::size_t n = 0; n < panel.x_labels.size(); ++n)
      layout.labels =
          std::max(layout.labels, beyond(position_name(panel, n, across(0, layout.width, y)).size()));
  }
  layout.height += layout.head + layout.labels + layout.foot;
  return layout;
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

/// As many labels as there is room for.
void draw_x_labels(Canvas& canvas, const LinePanel& panel, const std::vector<double>& x, const Across& place,
                   double bottom) {
  double free = place.left - 30;
  for (std::size_t n = 0; n < x.size(); ++n) {
    canvas.line({x[n], bottom}, {x[n], bottom + 4}, {palette::muted, 1});
    const auto lines = position_name(panel, n, place);
    double half = 0;
    for (const std::string& text : lines) half = std::max(half, text_width(text, small_text) / 2);
    if (x[n] - half < free || x[n] + half > place.right + panel_gap) continue;
    for (std::size_t k = 0; k < lines.size(); ++k)
      canvas.text({x[n], bottom + 17 + line_step * static_cast<double>(k)}, lines[k],
                  {.size = small_text, .anchor = Anchor::middle, .color = palette::muted});
    free = x[n] + half + 6;
  }
}

void draw_panel(Canvas& canvas, Point corner, const PanelLayout& layout, const LinePanel& panel,
                ValueScale y) {
  const Box box{corner.x, corner.y, layout.width, layout.height};
  const auto [left, right] = across(box.x, box.width, y);
  const double top = box.y + 26 + layout.head, bottom = box.y + box.height - 42 - layout.labels - layout.foot;
  y.from = bottom;
  y.to = top;
  canvas.begin_group(panel.title);
  double title = box.y + 13;
  for (const std::string& text : title_lines(panel, box.width)) {
    canvas.text({box.x, title}, text, {.size = 12.5, .bold = true});
    title += line_step;
  }
  for (std::size_t n = 0; n < y.ticks.size(); ++n) {
    canvas.line({left, y(y.ticks[n])}, {right, y(y.ticks[n])},
                {y.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    canvas.text({left - 6, y(y.ticks[n]) + 4}, y.labels[n],
                {.size = small_text, .anchor = Anchor::end, .color = palette::muted});
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
  draw_x_labels(canvas, panel, x, {left, right}, bottom);
  draw_axis_title(&canvas, (left + right) / 2, {box.x, bottom + layout.labels + 34, box.width, 0},
                  panel.x_title);
  const double opacity = panel.lines.size() > 1 ? 0.11 : 0.18;
  for (std::size_t n = 0; n < panel.lines.size() && panel.joined; ++n)
    draw_band(canvas, panel.lines[n], x, y, style_of(n).color, opacity);
  for (std::size_t n = 0; n < panel.lines.size(); ++n) draw_means(canvas, panel, n, x, y);
  canvas.end_group();
}

}  // namespace

double line_chart_height(const LineChart& chart, double width) {
  const PanelLayout layout = layout_of(chart, width, common_scale(chart));
  return draw_legend(nullptr, {0, 0}, width, chart.series) + 8 + layout.rows * (layout.height + 14);
}

void draw_lines(Canvas& canvas, const Box& box, const LineChart& chart) {
  const ValueScale y = common_scale(chart);
  const PanelLayout layout = layout_of(chart, box.width, y);
  const double top = box.y + draw_legend(&canvas, {box.x, box.y}, box.width, chart.series) + 8;
  for (std::size_t n = 0; n < chart.panels.size(); ++n) {
    const double at = static_cast<double>(n), row = std::floor(at / layout.columns);
    draw_panel(
        canvas,
        {box.x + (at - row * layout.columns) * (layout.width + panel_gap), top + row * (layout.height + 14)},
        layout, chart.panels[n], y);
  }
}

}  // namespace concord
