#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace concord {
namespace {

constexpr double size = 11.5, radius = 4;
constexpr std::size_t most_named_axes = 15;

bool overlap(const Box& a, const Box& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// What is drawn already: nothing may cover points and words, and lines only if there is no other way.
struct Taken {
  std::vector<Box> points, lines;
};

/// Writes a label beside a point, if there is room.
void place_label(Canvas& canvas, Point at, const std::string& label, const Box& area, Taken& taken) {
  const double width = text_width(label, size) + 4, height = size + 3;
  const std::array<Point, 6> corners{{{at.x + radius + 3, at.y - height / 2},
                                      {at.x - radius - 3 - width, at.y - height / 2},
                                      {at.x - width / 2, at.y - radius - 2 - height},
                                      {at.x - width / 2, at.y + radius + 2},
                                      {at.x + radius, at.y - radius - height},
                                      {at.x + radius, at.y + radius}}};
  for (const bool over_lines : {false, true}) {
    for (const Point& corner : corners) {
      const Box box{corner.x, corner.y, width, height};
      const auto hit = [&](const Box& other) { return overlap(box, other); };
      if (box.x < area.x || box.x + box.width > area.x + area.width || box.y < area.y ||
          box.y + box.height > area.y + area.height || std::ranges::any_of(taken.points, hit) ||
          (!over_lines && std::ranges::any_of(taken.lines, hit)))
        continue;
      const std::array<Point, 4> ground{{{box.x, box.y},
                                         {box.x + box.width, box.y},
                                         {box.x + box.width, box.y + box.height},
                                         {box.x, box.y + box.height}}};
      if (over_lines) canvas.polygon(ground, "#ffffff", 0.8);
      canvas.text({box.x + 2, box.y + size - 0.5}, label, {.size = size});
      taken.points.push_back(box);
      return;
    }
  }
}

}  // namespace

void draw_morris(Canvas& canvas, const Box& box, const MorrisChart& chart) {
  double right = 0, top = 0;
  for (const MorrisPoint& point : chart.points) {
    for (const double value : {point.mu_star.estimate, point.mu_star.high}) {
      if (std::isfinite(value)) right = std::max(right, value);
    }
    if (std::isfinite(point.sigma)) top = std::max(top, point.sigma);
  }
  ValueScale x(0, right, box.width < 700 ? 3 : 6, chart.unit), y(0, top, 6, chart.unit);
  constexpr std::string_view up =
      "σ, standard deviation of the effects: high = not linear, or depends on other axes";
  constexpr std::string_view along =
      "μ*, mean size of the effect of moving an axis from one end to the other: right = matters more";
  const auto up_lines = wrapped_lines(up, 11.5, box.width);
  x.from = box.x + y.label_width(11) + 14;
  x.to = box.x + box.width - 8;
  y.from = box.y + box.height - 46 - draw_axis_title(nullptr, 0, box, along);
  y.to = box.y + 10 + 14 * static_cast<double>(up_lines.size());
  for (std::size_t n = 0; n < up_lines.size(); ++n)
    canvas.text({box.x, box.y + 12 + 14 * static_cast<double>(n)}, up_lines[n],
                {.size = 11.5, .color = palette::muted});
  for (std::size_t n = 0; n < x.ticks.size(); ++n) {
    canvas.line({x(x.ticks[n]), y.from}, {x(x.ticks[n]), y.to}, {palette::grid, 1});
    canvas.text({x(x.ticks[n]), y.from + 16}, x.labels[n],
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  for (std::size_t n = 0; n < y.ticks.size(); ++n) {
    canvas.line({x.from, y(y.ticks[n])}, {x.to, y(y.ticks[n])}, {palette::grid, 1});
    canvas.text({x.from - 6, y(y.ticks[n]) + 4}, y.labels[n],
                {.size = 11, .anchor = Anchor::end, .color = palette::muted});
  }
  draw_axis_title(&canvas, (x.from + x.to) / 2, {box.x, y.from + 36, box.width, 0}, along);

  const Box area{x.from, y.to - 6, x.to - x.from, y.from - y.to + 6};
  Taken taken;
  // Where sigma equals mu*, in as much of the area as both scales reach.
  const double end = std::min(x.ticks.back(), y.ticks.back());
  canvas.line({x(0), y(0)}, {x(end), y(end)}, {palette::muted, 1, "4 4"});
  const std::string guide = "σ = μ*";
  const Box mark{x(end) - text_width(guide, 11) - 30, y(end) + 2, text_width(guide, 11) + 4, 14};
  canvas.text({mark.x + 2, mark.y + 10}, guide, {.size = 11, .color = palette::muted});
  taken.points.push_back(mark);
  constexpr int pieces = 60;
  for (int n = 0; n < pieces; ++n) {
    const double from = end * n / pieces, to = end * (n + 1) / pieces;
    taken.lines.push_back({x(from), y(to), x(to) - x(from), y(from) - y(to)});
  }

  std::vector<const MorrisPoint*> shown;
  for (const MorrisPoint& point : chart.points) {
    if (std::isfinite(point.mu_star.estimate) && std::isfinite(point.sigma)) shown.push_back(&point);
  }
  const auto place = [&](const MorrisPoint& point) {
    return Point{x(point.mu_star.estimate), y(point.sigma)};
  };
  // Intervals and names of the most important ones only: of hundreds, none could be told from the others.
  const std::size_t named = std::min(shown.size(), most_named_axes);
  for (std::size_t n = 0; n < named; ++n) {
    const Interval& mu = shown[n]->mu_star;
    if (!(mu.high > mu.low)) continue;
    const double from = x(std::max(mu.low, 0.0)), level = place(*shown[n]).y;
    canvas.line({from, level}, {x(mu.high), level}, {"#8FA9BF", 1.2});
    taken.lines.push_back({from, level - 1, x(mu.high) - from, 2});
  }
  for (std::size_t n = shown.size(); n-- > 0;) {  // the most important on top
    const Point at = place(*shown[n]);
    canvas.begin_group(shown[n]->label);
    if (n < named) {
      draw_marker(canvas, at, radius, 0);
    } else {
      canvas.circle(at, radius - 1, "#8A9BAA");
    }
    canvas.end_group();
    taken.points.push_back({at.x - radius, at.y - radius, 2 * radius, 2 * radius});
  }
  for (std::size_t n = 0; n < named; ++n) {
    if (shown[n]->mu_star.estimate > 0)
      place_label(canvas, place(*shown[n]), fitted(shown[n]->label, size, std::min(350.0, 0.4 * box.width)),
                  area, taken);
  }
}

}  // namespace concord
