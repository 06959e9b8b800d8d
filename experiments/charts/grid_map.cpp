#include "experiments/charts/shade.hpp"
#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double head = 64, small = 11;
constexpr std::string_view no_data = "#F3F3F3";
constexpr std::size_t steps = 40;

/// In steps, so that files stay small.
std::string fill_of(const GridMap& map, double share) {
  const double level = std::round(std::clamp(share, 0.0, 1.0) * steps) / steps;
  return map.diverging ? shade(around_zero, level) : shade(viridis, level);
}

/// Lines from the lower left to the upper right: no data, also without colours.
void draw_hatch(Canvas& canvas, const Box& box) {
  constexpr double gap = 7;
  const int lines = static_cast<int>(std::ceil((box.width + box.height) / gap - 0.5));
  for (int n = 0; n < lines; ++n) {
    const double at = (n + 0.5) * gap;
    const double x = std::min(at, box.width), y = std::min(at, box.height);
    canvas.line({box.x + at - y, box.y + y}, {box.x + x, box.y + at - x}, {"#8C8C8C", 1});
  }
}

void draw_outline(Canvas& canvas, const Box& box, double inset, const Pen& pen) {
  const double x = box.x + inset, y = box.y + inset, right = box.x + box.width - inset,
               bottom = box.y + box.height - inset;
  const std::array<Point, 5> corners{{{x, y}, {right, y}, {right, bottom}, {x, bottom}, {x, y}}};
  canvas.polyline(corners, pen);
}

void draw_marks(Canvas& canvas, const Box& box, const GridCell& cell) {
  if (cell.here) {
    draw_outline(canvas, box, 1, {"#FFFFFF", 4.5});
    draw_outline(canvas, box, 1, {palette::text, 2.5});
  }
  if (cell.baseline) {
    const Point at{box.x + 8, box.y + 8};
    const std::array<Point, 4> corners{
        {{at.x, at.y - 5}, {at.x + 5, at.y}, {at.x, at.y + 5}, {at.x - 5, at.y}}};
    canvas.polygon(corners, "#FFFFFF", 1, {palette::text, 1.5});
  }
  if (cell.unsure) {
    const Point at{box.x + box.width - 8, box.y + 8};
    canvas.circle(at, 4.2, palette::text);
    canvas.circle(at, 2.8, "#FFFFFF");
  }
}

/// What the marks mean, in rows of `width`; returns the height. Without `canvas` it only measures.
double draw_marks_key(Canvas* canvas, const Box& box, const GridMap& map) {
  bool here = false, baseline = false, unsure = false, gaps = false;
  for (std::size_t y = 0; y < map.cells.size(); ++y) {
    for (std::size_t x = 0; x < map.cells[y].size(); ++x) {
      const GridCell& cell = map.cells[y][x];
      here = here || cell.here;
      baseline = baseline || cell.baseline;
      unsure = unsure || cell.unsure;
      gaps = gaps || !std::isfinite(map.values[y][x]);
    }
  }
  double x = box.x, y = box.y;
  bool any = false;
  const auto entry = [&](bool shown, std::string_view words, const auto& sample) {
    if (!shown) return;
    any = true;
    const double room = 28 + text_width(words, small);
    if (x > box.x && x + room > box.x + box.width) {
      x = box.x;
      y += 18;
    }
    if (canvas != nullptr) {
      sample(Box{x, y, 20, 13});
      canvas->text({x + 26, y + 11}, words, {.size = small});
    }
    x += room + 14;
  };
  entry(here, "you are here", [&](const Box& at) { draw_marks(*canvas, at, {.here = true}); });
  entry(baseline, "baseline", [&](const Box& at) {
    draw_marks(*canvas, {at.x + 2, at.y - 1, 20, 13}, {.baseline = true});
  });
  entry(unsure, "95% interval includes zero", [&](const Box& at) {
    draw_marks(*canvas, {at.x - 2, at.y - 1, 20, 13}, {.unsure = true});
  });
  entry(gaps, "no data", [&](const Box& at) {
    canvas->rect(at.x, at.y, at.width, at.height, no_data);
    draw_hatch(*canvas, at);
  });
  return any ? y + 22 - box.y : 0;
}

/// A column's name in up to three lines; a short one that is too wide stays whole, for others to make room.
std::vector<std::string> column_name(const std::string& label, double cell_width, bool may_be_left_out) {
  if (may_be_left_out && cell_width < 45) return {label};
  if (label.find(' ') == std::string::npos && text_width(label, small) <= 90) return {label};
  auto lines = wrapped_lines(label, small, cell_width - 6);
  if (lines.size() > 3) {
    lines.resize(3);
    lines.back() = fitted(lines.back() + " …", small, cell_width - 6);
  }
  return lines;
}

struct Layout {
  double left, cell_width, cell_height, label_lines;
};
Layout layout_of(const GridMap& map, double width) {
  double names = text_width(map.y_title, small);
  for (const std::string& label : map.y_labels) names = std::max(names, text_width(label, small));
  names = std::min(names, std::min(300.0, 0.38 * width)) + 12;
  const auto columns = static_cast<double>(std::max<std::size_t>(map.x_labels.size(), 1));
  const auto rows = static_cast<double>(std::max<std::size_t>(map.y_labels.size(), 1));
  const double cell = std::min((width - names) / columns, map.cells.empty() ? 120.0 : 220.0);
  double lines = 1;
  for (const std::string& label : map.x_labels)
    lines = std::max(lines, static_cast<double>(column_name(label, cell, !map.cells.empty()).size()));
  return {names, cell, std::clamp(560 / rows, 14.0, map.cells.empty() ? 44.0 : 56.0), lines};
}

/// How numbers are written so that all of them fit into their cells; size 0 if they cannot.
struct Numbers {
  int decimals;
  double size;
};
Numbers numbers_of(const GridMap& map, double low, double high, double cell_width) {
  const int decimals = decimals_between(low, high, map.unit);
  for (const Numbers& numbers : {Numbers{decimals, 12}, Numbers{decimals, 9}, Numbers{decimals - 1, 9}}) {
    double widest = 0;
    for (const auto& row : map.values) {
      for (const double value : row)
        widest = std::max(widest, text_width(in_decimals(value, numbers.decimals, map.unit), numbers.size));
    }
    if (numbers.decimals >= 0 && widest <= cell_width - (numbers.size > 10 ? 8 : 2)) return numbers;
  }
  return {decimals, 0};
}

}  // namespace

double grid_map_height(const GridMap& map, double width) {
  const Layout layout = layout_of(map, width);
  return head + draw_marks_key(nullptr, {0, 0, width, 0}, map) +
         layout.cell_height * static_cast<double>(map.y_labels.size()) + 14 * layout.label_lines + 34;
}

void draw_grid_map(Canvas& canvas, const Box& box, const GridMap& map) {
  const Layout layout = layout_of(map, box.width);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  bool gaps = false;
  for (const auto& row : map.values) {
    for (const double value : row) {
      gaps = gaps || !std::isfinite(value);
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  const double reach = std::max(std::abs(low), std::abs(high));
  const auto paint = [&](double value) {  // zero is the middle of two hues
    if (map.diverging) return fill_of(map, reach > 0 ? (value / reach + 1) / 2 : 0.5);
    return fill_of(map, high > low ? (value - low) / (high - low) : 0.0);
  };
  const Numbers numbers = numbers_of(map, low, high, layout.cell_width);
  const double left = box.x + layout.left, key = draw_marks_key(nullptr, {0, 0, box.width, 0}, map),
               top = box.y + head + key;
  const auto rows = static_cast<double>(map.y_labels.size());
  const double bottom = top + layout.cell_height * rows;

  // The scale.
  const double bar = std::min(200.0, box.width - layout.left - 4);
  if (map.cells.empty()) {
    canvas.text({left, box.y + 12}, map.scale_title, {.size = 11.5, .color = palette::muted});
  } else {
    canvas.text({box.x, box.y + 12}, fitted(map.scale_title, 11.5, box.width),
                {.size = 11.5, .color = palette::muted});
    draw_marks_key(&canvas, {box.x, box.y + 54, box.width, 0}, map);
  }
  if (high >= low) {
    canvas.begin_group("", true);
    for (std::size_t n = 0; n < steps; ++n)
      canvas.rect(left + bar * static_cast<double>(n) / steps, box.y + 18, bar / steps + 0.4, 12,
                  fill_of(map, (static_cast<double>(n) + 0.5) / steps));
    canvas.end_group();
    if (map.diverging) {
      low = -reach;
      high = reach;
      canvas.text({left + bar / 2, box.y + 43}, "0",
                  {.size = small, .anchor = Anchor::middle, .color = palette::muted});
    }
    canvas.text({left, box.y + 43}, in_decimals(low, numbers.decimals, map.unit),
                {.size = small, .color = palette::muted});
    canvas.text({left + bar, box.y + 43}, in_decimals(high, numbers.decimals, map.unit),
                {.size = small, .anchor = Anchor::end, .color = palette::muted});
  }
  if (gaps && map.cells.empty()) {
    canvas.rect(left + bar + 30, box.y + 18, 14, 12, no_data);
    draw_hatch(canvas, {left + bar + 30, box.y + 18, 14, 12});
    canvas.text({left + bar + 50, box.y + 28}, "no data", {.size = 11.5, .color = palette::muted});
  }
  canvas.text({left - 8, top - 6}, fitted(map.y_title, small, layout.left - 8),
              {.size = small, .anchor = Anchor::end, .color = palette::muted});

  for (std::size_t row = 0; row < map.values.size(); ++row) {
    const double y = bottom - layout.cell_height * static_cast<double>(row + 1);
    const double middle = y + layout.cell_height / 2 + 4;
    canvas.text({left - 8, middle}, fitted(map.y_labels[row], small, layout.left - 10),
                {.size = small, .anchor = Anchor::end});
    for (std::size_t column = 0; column < map.values[row].size(); ++column) {
      const double x = left + layout.cell_width * static_cast<double>(column);
      const double value = map.values[row][column];
      const std::string number = in_decimals(value, numbers.decimals, map.unit);
      const bool any = std::isfinite(value);
      const std::string fill = any ? paint(value) : std::string(no_data);
      const Box place{x, y, layout.cell_width - 1, layout.cell_height - 1};
      const GridCell* cell = map.cells.empty() ? nullptr : &map.cells[row][column];
      if (cell != nullptr) {
        canvas.begin_group({.title = cell->tip, .target = cell->target});
      } else {
        canvas.begin_group(fmt::format("{}, {}: {}", map.x_labels[column], map.y_labels[row], number));
      }
      canvas.rect(place.x, place.y, place.width, place.height, fill);
      if (!any) draw_hatch(canvas, place);
      if (cell != nullptr) draw_marks(canvas, place, *cell);
      if (numbers.size > 0 && any)
        canvas.text({x + layout.cell_width / 2, middle}, number,
                    {.size = numbers.size, .anchor = Anchor::middle, .color = text_on(fill)});
      canvas.end_group();
    }
  }
  double free = left - 40;
  for (std::size_t column = 0; column < map.x_labels.size(); ++column) {
    const double middle = left + layout.cell_width * (static_cast<double>(column) + 0.5);
    const auto lines = column_name(map.x_labels[column], layout.cell_width, !map.cells.empty());
    double half = 0;
    for (const std::string& line : lines) half = std::max(half, text_width(line, small) / 2);
    if (middle - half < free) continue;
    if (!map.cells.empty() && middle + half > box.x + box.width + 20) continue;
    free = middle + half + 4;
    for (std::size_t n = 0; n < lines.size(); ++n)
      canvas.text({middle, bottom + 14 + 14 * static_cast<double>(n)}, lines[n],
                  {.size = small, .anchor = Anchor::middle});
  }
  const double columns = static_cast<double>(map.x_labels.size());
  const double centre = left + layout.cell_width * columns / 2;
  const std::string title = fitted(map.x_title, small, box.width - layout.left);
  canvas.text({std::max(centre, left + text_width(title, small) / 2), bottom + 14 * layout.label_lines + 20},
              title, {.size = small, .anchor = Anchor::middle, .color = palette::muted});
}

}  // namespace concord
