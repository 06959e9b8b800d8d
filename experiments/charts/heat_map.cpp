#include "experiments/charts/charts.hpp"
#include "experiments/charts/shade.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr int levels = 60;  // colours in use; equal neighbours become one rectangle
constexpr std::string_view no_data = "#DDDDDD";

std::string color_of(double share) {
  return shade(viridis, std::round(std::clamp(share, 0.0, 1.0) * levels) / levels);
}

}  // namespace

double heat_map_height(const HeatMap& map) {
  return heat_head_height + heat_row_height * static_cast<double>(map.rows.size()) + heat_foot_height;
}

void draw_heat_map(Canvas& canvas, const Box& box, const HeatMap& map,
                   std::span<const std::string> quarters) {
  double low = 0, high = 0;
  bool any = false, gaps = false;
  for (const HeatRow& row : map.rows) {
    for (const double value : row.values) {
      gaps = gaps || std::isnan(value);
      if (std::isnan(value)) continue;
      low = any ? std::min(low, value) : value;
      high = any ? std::max(high, value) : value;
      any = true;
    }
  }
  const auto scale = ticks(low, high, 4, map.unit);
  const auto share = [&](double value) { return (value - scale.front()) / (scale.back() - scale.front()); };
  const double left = box.x + 356, top = box.y + heat_head_height, right = box.x + box.width - 46;
  const double cell = (right - left) / static_cast<double>(std::max<std::size_t>(quarters.size(), 1));
  const double bottom = top + heat_row_height * static_cast<double>(map.rows.size());

  // The scale, and what else there is to know.
  const double bar = 200;
  canvas.text({left, box.y + 10}, map.scale_title, {.size = 11.5, .color = palette::muted});
  canvas.begin_group("", true);
  for (int n = 0; n < levels; ++n)
    canvas.rect(left + bar * n / levels, box.y + 16, bar / levels, 12, color_of((n + 0.5) / levels));
  canvas.end_group();
  for (const double level : scale)
    canvas.text({left + bar * share(level), box.y + 41}, label_of(level, map.unit),
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  double key = left + bar + 34;
  if (std::ranges::any_of(map.rows, [](const HeatRow& row) { return row.marked >= 0; })) {
    canvas.rect(key, box.y + 15, 5, 14, "#ffffff");
    canvas.rect(key + 1, box.y + 15, 3, 14, "#000000");
    canvas.text({key + 11, box.y + 26}, map.mark_title, {.size = 11.5, .color = palette::muted});
  }
  if (gaps) {
    canvas.rect(key, box.y + 34, 12, 10, no_data);
    canvas.text({key + 17, box.y + 43}, "no value", {.size = 11.5, .color = palette::muted});
  }
  if (!quarters.empty()) canvas.text({right + 6, top - 6}, "end", {.size = 11, .color = palette::muted});

  double y = top;
  for (const HeatRow& row : map.rows) {
    const std::string last = row.values.empty() ? "-" : label_of(row.values.back(), map.unit);
    canvas.begin_group(row.label + ": " + last + " at the end", true);
    canvas.text({left - 8, y + 11.5}, shortened(row.label, 58), {.size = 11, .anchor = Anchor::end});
    const auto color = [&](std::size_t t) {
      return std::isnan(row.values[t]) ? std::string(no_data) : color_of(share(row.values[t]));
    };
    for (std::size_t t = 0; t < row.values.size();) {
      std::size_t next = t + 1;
      const std::string fill = color(t);
      while (next < row.values.size() && color(next) == fill) ++next;
      canvas.rect(left + cell * static_cast<double>(t), y, cell * static_cast<double>(next - t),
                  heat_row_height - 1, fill);
      t = next;
    }
    if (row.marked >= 0) {
      const double at = left + cell * row.marked;
      canvas.rect(at - 0.5, y, 4.5, heat_row_height - 1, "#ffffff");
      canvas.rect(at + 0.5, y, 2.5, heat_row_height - 1, "#000000");
    }
    canvas.text({right + 6, y + 11.5}, last, {.size = 11});
    canvas.end_group();
    y += heat_row_height;
  }
  for (const YearTick& tick : year_ticks(quarters, cell, 11)) {
    const double at = left + cell * (tick.quarter + 0.5);
    canvas.line({at, bottom + 1}, {at, bottom + 6}, {palette::muted, 1});
    canvas.text({at, bottom + 18}, tick.label,
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  canvas.text({left, bottom + 36}, "financial quarters; a year stands under its Q1, April to June",
              {.size = 11, .color = palette::muted});
}

}  // namespace concord
