#include "experiments/charts/charts.hpp"
#include "experiments/charts/shades.hpp"
#include "experiments/charts/time_plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace concord {
namespace {

constexpr double row_height = 15, head_height = shade_key_height + 20, foot_height = 46;
constexpr double levels = 60;  // colours in use; equal neighbours become one rectangle

/// What a row is called and what it ends with stand beside it.
void draw_row(Canvas& canvas, const Box& box, const HeatRow& row, const ValueShades& shades) {
  const std::string last = row.values.empty() ? "-" : label_of(row.values.back(), shades.unit);
  canvas.begin_group(row.label + ": " + last + " at the end", true);
  canvas.text({box.x - 8, box.y + 11.5}, shortened(row.label, 58), {.size = 11, .anchor = Anchor::end});
  const double cell = box.width / static_cast<double>(std::max<std::size_t>(row.values.size(), 1));
  const auto level_of = [&](std::size_t t) {  // NaN where there is no value
    const double share = (row.values[t] - shades.low) / (shades.high - shades.low);
    return std::round(share * levels) / levels;
  };
  for (std::size_t t = 0; t < row.values.size();) {
    std::size_t next = t + 1;
    const double level = level_of(t);
    const auto same = [&](double other) {
      return other == level || (std::isnan(other) && std::isnan(level));
    };
    while (next < row.values.size() && same(level_of(next))) ++next;
    const double left = box.x + cell * static_cast<double>(t),
                 right = box.x + cell * static_cast<double>(next);
    const double bottom = box.y + box.height;
    if (std::isnan(level)) {
      draw_hatched(canvas,
                   std::array<Point, 4>{{{left, box.y}, {right, box.y}, {right, bottom}, {left, bottom}}});
    } else {
      canvas.rect(left, box.y, right - left, box.height,
                  fill_of(shades, shades.low + level * (shades.high - shades.low)));
    }
    t = next;
  }
  if (row.marked >= 0) {
    const double at = box.x + cell * row.marked;
    canvas.rect(at - 0.5, box.y, 4.5, box.height, "#ffffff");
    canvas.rect(at + 0.5, box.y, 2.5, box.height, "#000000");
  }
  canvas.text({box.x + box.width + 6, box.y + 11.5}, last, {.size = 11});
  canvas.end_group();
}

}  // namespace

double heat_map_height(const HeatMap& map) {
  return head_height + row_height * static_cast<double>(map.rows.size()) + foot_height;
}

void draw_heat_map(Canvas& canvas, const Box& box, const HeatMap& map,
                   std::span<const std::string> quarters) {
  std::vector<double> values;
  for (const HeatRow& row : map.rows) values.insert(values.end(), row.values.begin(), row.values.end());
  const ValueShades shades = shades_for(values, map.unit, false);
  const double left = box.x + 356, top = box.y + head_height, right = box.x + box.width - 46;
  constexpr double key_width = 300;
  draw_shade_key(canvas, {left, box.y}, key_width, shades, map.scale_title,
                 std::ranges::any_of(values, [](double value) { return std::isnan(value); }));
  if (std::ranges::any_of(map.rows, [](const HeatRow& row) { return row.marked >= 0; })) {
    const double key = left + key_width + 34;
    canvas.rect(key, box.y + 15, 5, 14, "#ffffff");
    canvas.rect(key + 1, box.y + 15, 3, 14, "#000000");
    canvas.text({key + 11, box.y + 26}, map.mark_title, {.size = 11.5, .color = palette::muted});
  }
  if (!quarters.empty()) canvas.text({right + 6, top - 6}, "end", {.size = 11, .color = palette::muted});
  double y = top;
  for (const HeatRow& row : map.rows) {
    draw_row(canvas, {left, y, right - left, row_height - 1}, row, shades);
    y += row_height;
  }
  const double cell = (right - left) / static_cast<double>(std::max<std::size_t>(quarters.size(), 1));
  std::vector<double> middles;
  for (std::size_t t = 0; t < quarters.size(); ++t)
    middles.push_back(left + cell * (static_cast<double>(t) + 0.5));
  draw_time_axis(canvas, {left, y, box.x + box.width - left, 0}, quarters, middles, y + 1);
}

}  // namespace concord
