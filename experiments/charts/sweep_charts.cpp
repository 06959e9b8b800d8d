#include "experiments/charts/sweep_charts.hpp"

#include "experiments/charts/narrow.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double label_size = 12;

/// Decimals that tell multiples of a step apart.
int decimals_of(double step) {
  int decimals = 0;
  for (double scaled = step; decimals < 9 && std::abs(scaled - std::round(scaled)) > 1e-6 * scaled;
       scaled *= 10)
    ++decimals;
  return decimals;
}

void widen(double& low, double& high, double value) {
  if (!std::isfinite(value)) return;
  low = std::min(low, value);
  high = std::max(high, value);
}
void widen(double& low, double& high, const Interval& value) {
  widen(low, high, value.estimate);
  widen(low, high, value.low);
  widen(low, high, value.high);
}

/// How many there is room for.
int ticks_in(double width) { return std::clamp(static_cast<int>(width / 80), 2, 6); }

/// Lines, numbers and title of a scale that runs to the right within a box.
void draw_across(Canvas& canvas, const ValueScale& x, const Box& box, std::string_view title) {
  const double top = box.y, bottom = box.y + box.height;
  double free = -std::numeric_limits<double>::infinity();
  for (std::size_t n = 0; n < x.ticks.size(); ++n) {
    const double at = x(x.ticks[n]);
    canvas.line({at, top}, {at, bottom}, {x.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    const double half = text_width(x.labels[n], small_text) / 2;
    if (at - half < free) continue;  // no room beside the one before
    free = at + half + 4;
    canvas.text({at, bottom + 16}, x.labels[n],
                {.size = small_text, .anchor = Anchor::middle, .color = palette::muted});
  }
  draw_axis_title(&canvas, (x.from + x.to) / 2, {box.x, bottom + 34, box.width, 0}, title);
}

void draw_whisker(Canvas& canvas, const ValueScale& x, const Interval& value, double y, double reach) {
  if (!(value.high > value.low)) return;
  const Pen pen{palette::text, 1.2};
  canvas.line({x(value.low), y}, {x(value.high), y}, pen);
  for (const double end : {value.low, value.high}) canvas.line({x(end), y - reach}, {x(end), y + reach}, pen);
}

double widest_label(const auto& rows, double most) {
  double width = 0;
  for (const auto& row : rows) width = std::max(width, text_width(row.label, label_size));
  return std::min(width, most);
}

}  // namespace

std::string fitted(std::string_view text, double size, double width) {
  std::string out(text);
  for (std::size_t most = std::min<std::size_t>(text.size(), 400); most > 1 && text_width(out, size) > width;)
    out = shortened(text, --most);
  return out;
}

std::vector<std::string> wrapped_lines(std::string_view text, double size, double width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!lines.empty() && text_width(lines.back() + " " + word, size) <= width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(fitted(word, size, width));
    }
  }
  return lines;
}

double draw_axis_title(Canvas* canvas, double middle, const Box& box, std::string_view title) {
  constexpr double size = 11.5, line = 14;
  const auto lines = wrapped_lines(title, size, box.width);
  double y = box.y;
  for (const std::string& text : lines) {
    const double half = text_width(text, size) / 2;
    if (canvas != nullptr)
      canvas->text({std::clamp(middle, box.x + half, std::max(box.x + box.width - half, box.x + half)), y},
                   text, {.size = size, .anchor = Anchor::middle, .color = palette::muted});
    y += line;
  }
  return lines.empty() ? 0 : y - line - box.y;
}

void draw_title_line(Canvas& canvas, Point at, std::string_view title, double width, TextStyle style) {
  constexpr double least = 8.5;
  const double whole = text_width(title, style.size) * (style.bold ? bold_width : 1);
  if (whole > width) style.size = std::max(least, style.size * width / whole);
  canvas.text(at, fitted(title, style.size * (style.bold ? bold_width : 1), width), style);
}

Style style_of(std::size_t n) {
  static constexpr std::array<Style, most_styles> styles{{{palette::blue, ""},
                                                          {palette::orange, "7 3"},
                                                          {palette::teal, "2 2"},
                                                          {palette::plum, "10 3 2 3"},
                                                          {palette::dark, "4 4"}}};
  return styles[n % most_styles];
}

void draw_marker(Canvas& canvas, Point at, double radius, std::size_t style) {
  const auto color = style_of(style).color;
  const double x = at.x, y = at.y, r = radius, half = 0.89 * radius;
  std::vector<Point> corners;
  switch (style % most_styles) {
    case 0:
      canvas.circle(at, radius, color);
      return;
    case 1:
      corners = {{x - half, y - half}, {x + half, y - half}, {x + half, y + half}, {x - half, y + half}};
      break;
    case 2:
      corners = {{x, y - 1.25 * r}, {x + 1.25 * r, y}, {x, y + 1.25 * r}, {x - 1.25 * r, y}};
      break;
    case 3:
      corners = {{x, y - 1.2 * r}, {x + 1.1 * r, y + 0.8 * r}, {x - 1.1 * r, y + 0.8 * r}};
      break;
    default:
      corners = {{x, y + 1.2 * r}, {x + 1.1 * r, y - 0.8 * r}, {x - 1.1 * r, y - 0.8 * r}};
  }
  canvas.polygon(corners, color, 1);
}

double draw_legend(Canvas* canvas, Point at, double width, std::span<const std::string> names) {
  constexpr double sample = 34, gap = 22, line = 18;
  double x = at.x, y = at.y + 12;
  for (std::size_t n = 0; n < names.size(); ++n) {
    const std::string name = fitted(names[n], label_size, width - sample);
    const double room = sample + text_width(name, label_size);
    if (x > at.x && x + room > at.x + width) {
      x = at.x;
      y += line;
    }
    if (canvas != nullptr) {
      canvas->line({x, y - 4}, {x + sample - 6, y - 4}, {style_of(n).color, 2, style_of(n).dash});
      draw_marker(*canvas, {x + (sample - 6) / 2, y - 4}, 4, n);
      canvas->text({x + sample, y}, name, {.size = label_size});
    }
    x += room + gap;
  }
  return names.empty() ? 0 : y + 8 - at.y;
}

ValueScale::ValueScale(double low, double high, int wanted, std::string_view unit) {
  if (!(high >= low)) low = 0, high = 1;
  if (high - low <= 1e-9 * std::max(std::abs(low), std::abs(high))) {  // all alike: leave room around it
    const double room = std::max(std::abs(low), std::abs(high)) * 0.1;
    low -= room;
    high += room > 0 ? room : 1;
  }
  ticks = concord::ticks(low, high, wanted, "index");  // which may be divided as finely as need be
  const double factor = unit == "share" ? 100 : 1;
  const int decimals = decimals_of((ticks[1] - ticks[0]) * factor);
  for (const double tick : ticks) labels.push_back(in_decimals(tick, decimals, unit));
}

double ValueScale::label_width(double size) const {
  double width = 0;
  for (const std::string& label : labels) width = std::max(width, text_width(label, size));
  return width;
}

namespace {

constexpr double tornado_row = 36, tornado_head = 8, across_foot = 46;

bool to_the_right(const TornadoEnd& end) { return end.difference.estimate >= 0; }

/// "0.7 (−3.20)" in the room there is.
std::string level_text(const TornadoEnd& end, int decimals, double most_level_room) {
  const std::string value = " (" + in_decimals(end.difference.estimate, decimals, "") + ")";
  return fitted(end.level, small_text, most_level_room - 10 - text_width(value, small_text)) + value;
}

/// Every other row stands on a pale ground, which leads the eye across.
std::string_view ground_of(std::size_t row) { return row % 2 == 0 ? "#FFFFFF" : "#F5F5F5"; }
void draw_ground(Canvas& canvas, const Box& box, double row, std::size_t count) {
  for (std::size_t n = 1; n < count; n += 2)
    canvas.rect(box.x - 6, box.y + row * static_cast<double>(n), box.width + 12, row, ground_of(n));
}

}  // namespace

double tornado_height(const Tornado& chart, double width) {
  return tornado_head + tornado_row * static_cast<double>(chart.rows.size()) + across_foot +
         draw_axis_title(nullptr, 0, {0, 0, width, 0}, chart.scale_title);
}

void draw_tornado(Canvas& canvas, const Box& box, const Tornado& chart) {
  double low = 0, high = 0;
  for (const TornadoRow& row : chart.rows) {
    for (const TornadoEnd& end : row.ends) widen(low, high, end.difference);
  }
  const double names = widest_label(chart.rows, std::min(350.0, 0.36 * box.width));
  const int decimals = decimals_between(low, high, chart.unit);
  const double level_room = std::min(230.0, 0.24 * box.width);  // at the ends of bars, on each side
  double left = 0, right = 0;
  for (const TornadoRow& row : chart.rows) {
    for (const TornadoEnd& end : row.ends) {
      double& room = to_the_right(end) ? right : left;
      room = std::max(room, text_width(level_text(end, decimals, level_room), small_text) + 10);
    }
  }
  ValueScale x(low, high, box.width < 700 ? 3 : 6, chart.unit);
  x.from = box.x + names + 12 + left;
  x.to = box.x + box.width - std::max(right, 20.0);
  const double top = box.y + tornado_head,
               bottom = top + tornado_row * static_cast<double>(chart.rows.size());
  draw_ground(canvas, {box.x, top, box.width, 0}, tornado_row, chart.rows.size());
  draw_across(canvas, x, {box.x, top, box.width, bottom - top}, chart.scale_title);
  double y = top + tornado_row / 2;
  for (const TornadoRow& row : chart.rows) {
    canvas.begin_group(row.label);
    canvas.text({box.x, y + 4}, fitted(row.label, label_size, names + 2), {.size = label_size});
    const double height = row.ends.size() == 1 ? 16 : 13;
    double middle = row.ends.size() == 1 ? y : y - 7.5;
    for (const TornadoEnd& end : row.ends) {
      const Interval& d = end.difference;
      const double a = std::min(x(0), x(d.estimate)), b = std::max(x(0), x(d.estimate));
      canvas.rect(a, middle - height / 2, std::max(b - a, 1.0), height, style_of(end.style).color);
      draw_whisker(canvas, x, d, middle, 3);
      const bool after = to_the_right(end);
      const double reach = std::isfinite(d.low) ? (after ? d.high : d.low) : d.estimate;
      canvas.text({after ? std::max(x(reach), b) + 7 : std::min(x(reach), a) - 7, middle + 4},
                  level_text(end, decimals, level_room),
                  {.size = small_text, .anchor = after ? Anchor::start : Anchor::end});
      middle += 15;
    }
    canvas.end_group();
    y += tornado_row;
  }
}

namespace {
constexpr double dot_row = 24, dot_head = 26;
}

double dot_chart_height(const DotChart& chart, double width) {
  return dot_head + (dot_row + (width < narrow ? name_above : 0)) * static_cast<double>(chart.rows.size()) +
         across_foot + draw_axis_title(nullptr, 0, {0, 0, width, 0}, chart.scale_title);
}

void draw_dots(Canvas& canvas, const Box& box, const DotChart& chart) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : chart.held) widen(low, high, value);
  double least = std::numeric_limits<double>::infinity(), most = -least;  // of the numbers written
  for (const DotRow& row : chart.rows) {
    for (const Dot& dot : row.dots) {
      widen(low, high, dot.value);
      widen(least, most, dot.value.estimate);
      if (dot.range) widen(low, high, *dot.range);
    }
  }
  const bool above = box.width < narrow && box.height > dot_chart_height(chart, box.width) - 1;
  const bool bare = above && chart.series.size() > 1;
  const double row_height = dot_row + (above ? name_above : 0);
  const double names = above ? 0 : widest_label(chart.rows, std::min(380.0, 0.4 * box.width));
  const int decimals = decimals_between(least, most, chart.unit);
  double number_column = 64;
  for (const std::string& name : chart.series)
    number_column = std::max(number_column, text_width(name, small_text) + 28);
  const double columns =
      bare ? 0 : number_column * static_cast<double>(std::max<std::size_t>(chart.series.size(), 1));
  const double from = box.x + names + 24, to = box.x + box.width - columns - 24;
  ValueScale x(low, high, ticks_in(to - from), chart.unit);
  x.from = from;
  x.to = to;
  const double top = box.y + dot_head, bottom = top + row_height * static_cast<double>(chart.rows.size());
  draw_ground(canvas, {box.x, top, box.width, 0}, row_height, chart.rows.size());
  draw_across(canvas, x, {box.x, top, box.width, bottom - top}, chart.scale_title);
  const auto column = [&](std::size_t n) {
    return (bare ? box.x : x.to + 24) + number_column * static_cast<double>(n + 1);
  };
  for (std::size_t n = 0; n < chart.series.size(); ++n) {
    const std::string& name = chart.series[n];
    canvas.text({column(n), box.y + 14}, name,
                {.size = small_text, .anchor = Anchor::end, .color = palette::muted});
    draw_marker(canvas, {column(n) - text_width(name, small_text) - 10, box.y + 10}, 4, n);
  }
  double y = top + row_height - dot_row / 2;
  for (std::size_t place = 0; place < chart.rows.size(); ++place) {
    const DotRow& row = chart.rows[place];
    const std::string label = fitted(row.label, label_size, above ? box.width : names + 2);
    canvas.begin_group(row.label);
    if (above)  // no line of the scale runs through the name
      canvas.rect(box.x, y - name_above - 8, text_width(label, label_size), 16, ground_of(place));
    canvas.text({box.x, above ? y - name_above + 4 : y + 4}, label, {.size = label_size});
    for (std::size_t n = 0; n < row.dots.size(); ++n) {
      const Dot& dot = row.dots[n];
      const double at = y + (static_cast<double>(n) - static_cast<double>(row.dots.size() - 1) / 2) * 8;
      if (dot.range && dot.range->high > dot.range->low)
        canvas.line({x(dot.range->low), at}, {x(dot.range->high), at}, {"#A9C1D4", 6});
      if (std::isfinite(dot.value.estimate)) {
        draw_whisker(canvas, x, dot.value, at, 3);
        draw_marker(canvas, {x(dot.value.estimate), at}, 4, n);
      }
      if (bare) continue;
      canvas.text({column(n), y + 4}, in_decimals(dot.value.estimate, decimals, chart.unit),
                  {.size = label_size, .anchor = Anchor::end});
    }
    canvas.end_group();
    y += row_height;
  }
}

}  // namespace concord
