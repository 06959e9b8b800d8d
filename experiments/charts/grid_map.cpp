#include "experiments/charts/shades.hpp"
#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace concord {
namespace {

constexpr double grid_head = shade_key_height + 18, widest_cell = 220, highest_cell = 56, narrow_cell = 45;

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
  if (cell.baseline) draw_diamond(canvas, {box.x + 8, box.y + 8});
  if (cell.unsure) {
    const Point at{box.x + box.width - 8, box.y + 8};
    canvas.circle(at, 4.2, palette::text);
    canvas.circle(at, 2.8, "#FFFFFF");
  }
}

/// What the marks mean, in rows of `width`; returns the height. Without `canvas` it only measures.
double draw_marks_key(Canvas* canvas, const Box& box, const GridMap& map) {
  double x = box.x, y = box.y;
  bool any = false;
  const auto entry = [&](bool GridCell::*mark, std::string_view words, const Point& shift) {
    const auto marked = [&](const auto& row) { return std::ranges::any_of(row, mark); };
    if (std::ranges::none_of(map.cells, marked)) return;
    any = true;
    const double room = 28 + text_width(words, small_text);
    if (x > box.x && x + room > box.x + box.width) {
      x = box.x;
      y += 18;
    }
    if (canvas != nullptr) {
      GridCell sample;
      sample.*mark = true;
      draw_marks(*canvas, {x + shift.x, y + shift.y, 20, 13}, sample);
      canvas->text({x + 26, y + 11}, words, {.size = small_text});
    }
    x += room + 14;
  };
  entry(&GridCell::here, "you are here", {0, 0});
  entry(&GridCell::baseline, "baseline", {2, -1});
  entry(&GridCell::unsure, "95% interval includes zero", {-2, -1});
  return any ? y + 22 - box.y : 0;
}

/// A column's name in up to three lines; a short one that is too wide stays whole, for others to make room.
std::vector<std::string> column_name(const std::string& label, double cell_width) {
  if (cell_width < narrow_cell) return {label};
  if (label.find(' ') == std::string::npos && text_width(label, small_text) <= 90) return {label};
  auto lines = wrapped_lines(label, small_text, cell_width - 6);
  if (lines.size() > 3) {
    lines.resize(3);
    lines.back() = fitted(lines.back() + " …", small_text, cell_width - 6);
  }
  return lines;
}

struct MapLayout {
  double left, cell_width, cell_height, label_lines, x_title;
  std::vector<std::string> y_title;
  /// Above the cells, beyond one line of the title.
  double above() const { return 14 * (static_cast<double>(std::max<std::size_t>(y_title.size(), 1)) - 1); }
};
MapLayout layout_of(const GridMap& map, double width) {
  double names = 0;
  for (const std::string& label : map.y_labels) names = std::max(names, text_width(label, small_text));
  names = std::min(names, std::min(300.0, 0.38 * width)) + 12;
  const auto columns = static_cast<double>(std::max<std::size_t>(map.x_labels.size(), 1));
  const auto rows = static_cast<double>(std::max<std::size_t>(map.y_labels.size(), 1));
  const double cell = std::min((width - names) / columns, widest_cell);
  double lines = 1;
  for (const std::string& label : map.x_labels)
    lines = std::max(lines, static_cast<double>(column_name(label, cell).size()));
  return {.left = names,
          .cell_width = cell,
          .cell_height = std::clamp(560 / rows, 14.0, highest_cell),
          .label_lines = lines,
          .x_title = draw_axis_title(nullptr, 0, {0, 0, width - names, 0}, map.x_title),
          .y_title = wrapped_lines(map.y_title, small_text, width)};
}

/// How numbers are written so that all of them fit into their cells; size 0 if they cannot.
struct CellNumbers {
  int decimals;
  double size;
};
CellNumbers numbers_of(const GridMap& map, double low, double high, double cell_width) {
  const int decimals = decimals_between(low, high, map.unit);
  for (const CellNumbers& numbers :
       {CellNumbers{decimals, 12}, CellNumbers{decimals, 9}, CellNumbers{decimals - 1, 9}}) {
    double widest = 0;
    for (const auto& row : map.cells) {
      for (const GridCell& cell : row)
        widest =
            std::max(widest, text_width(in_decimals(cell.value, numbers.decimals, map.unit), numbers.size));
    }
    if (numbers.decimals >= 0 && widest <= cell_width - (numbers.size > 10 ? 8 : 2)) return numbers;
  }
  return {decimals, 0};
}

struct MapKey {
  ValueShades shades;
  CellNumbers numbers;
  bool gaps = false;
};
MapKey scale_of(const GridMap& map, double cell_width) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  MapKey scale;
  for (const auto& row : map.cells) {
    for (const GridCell& cell : row) {
      scale.gaps = scale.gaps || !std::isfinite(cell.value);
      if (!std::isfinite(cell.value)) continue;
      low = std::min(low, cell.value);
      high = std::max(high, cell.value);
    }
  }
  scale.numbers = numbers_of(map, low, high, cell_width);
  const double reach = std::max(std::abs(low), std::abs(high));
  if (map.diverging) low = -reach, high = reach;
  if (!(low < high)) high = low + 1;  // all alike
  scale.shades = {.low = low, .high = high, .diverging = map.diverging, .unit = map.unit};
  return scale;
}

void draw_cells(Canvas& canvas, Point corner, const GridMap& map, const MapLayout& layout,
                const MapKey& scale) {
  for (std::size_t row = 0; row < map.cells.size(); ++row) {
    const double y = corner.y - layout.cell_height * static_cast<double>(row + 1);
    const double middle = y + layout.cell_height / 2 + 4;
    canvas.text({corner.x - 8, middle}, fitted(map.y_labels[row], small_text, layout.left - 10),
                {.size = small_text, .anchor = Anchor::end});
    for (std::size_t column = 0; column < map.cells[row].size(); ++column) {
      const GridCell& cell = map.cells[row][column];
      const Box place{corner.x + layout.cell_width * static_cast<double>(column), y, layout.cell_width - 1,
                      layout.cell_height - 1};
      canvas.begin_group({.title = cell.tip, .target = cell.target});
      if (std::isfinite(cell.value)) {
        const std::string fill = fill_of(scale.shades, cell.value);
        canvas.rect(place.x, place.y, place.width, place.height, fill);
        if (scale.numbers.size > 0)
          canvas.text({place.x + layout.cell_width / 2, middle},
                      in_decimals(cell.value, scale.numbers.decimals, map.unit),
                      {.size = scale.numbers.size, .anchor = Anchor::middle, .color = text_on(fill)});
      } else {
        const double right = place.x + place.width, bottom = place.y + place.height;
        draw_hatched(canvas, std::array<Point, 4>{
                                 {{place.x, place.y}, {right, place.y}, {right, bottom}, {place.x, bottom}}});
      }
      draw_marks(canvas, place, cell);
      canvas.end_group();
    }
  }
}

void draw_columns(Canvas& canvas, Point corner, double right, const GridMap& map, const MapLayout& layout) {
  double free = corner.x - 40;
  for (std::size_t column = 0; column < map.x_labels.size(); ++column) {
    const double middle = corner.x + layout.cell_width * (static_cast<double>(column) + 0.5);
    const auto lines = column_name(map.x_labels[column], layout.cell_width);
    double half = 0;
    for (const std::string& line : lines) half = std::max(half, text_width(line, small_text) / 2);
    if (middle - half < free || middle + half > right + 20) continue;
    free = middle + half + 4;
    for (std::size_t n = 0; n < lines.size(); ++n)
      canvas.text({middle, corner.y + 14 + 14 * static_cast<double>(n)}, lines[n],
                  {.size = small_text, .anchor = Anchor::middle});
  }
  const double centre = corner.x + layout.cell_width * static_cast<double>(map.x_labels.size()) / 2;
  draw_axis_title(&canvas, centre, {corner.x, corner.y + 14 * layout.label_lines + 20, right - corner.x, 0},
                  map.x_title);
}

}  // namespace

double grid_map_height(const GridMap& map, double width) {
  const MapLayout layout = layout_of(map, width);
  return grid_head + draw_marks_key(nullptr, {0, 0, width, 0}, map) + layout.above() +
         layout.cell_height * static_cast<double>(map.y_labels.size()) + 14 * layout.label_lines + 34 +
         layout.x_title;
}

void draw_grid_map(Canvas& canvas, const Box& box, const GridMap& map) {
  const MapLayout layout = layout_of(map, box.width);
  const MapKey scale = scale_of(map, layout.cell_width);
  draw_shade_key(canvas, {box.x, box.y}, box.width, scale.shades, map.scale_title, scale.gaps);
  const double key = draw_marks_key(&canvas, {box.x, box.y + 54, box.width, 0}, map);
  const double top = box.y + grid_head + key + layout.above();
  const Point corner{box.x + layout.left,
                     top + layout.cell_height * static_cast<double>(map.y_labels.size())};
  double y = top - 6 - layout.above();
  for (const std::string& line : layout.y_title) {
    canvas.text({box.x, y}, line, {.size = small_text, .color = palette::muted});
    y += 14;
  }
  draw_cells(canvas, corner, map, layout, scale);
  draw_columns(canvas, corner, box.x + box.width, map, layout);
}

}  // namespace concord
