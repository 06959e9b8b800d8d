#include "experiments/sweep/factorial_pictures.hpp"

#include "experiments/sweep/figure_page.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_levels = 1000, most_line_axes = 8, most_map_axes = 6, most_map_levels = 60,
                      most_panels = 6, most_package_rows = 30;

/// An axis with at least two levels.
struct GridAxis {
  std::size_t axis;
  std::vector<Group> levels;
};

std::vector<GridAxis> grid_of(const SweepTable& table) {
  std::vector<GridAxis> out;
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
    if (auto levels = table.levels(axis, most_levels); levels && levels->size() > 1)
      out.push_back({axis, std::move(*levels)});
  }
  return out;
}

/// At most so many places of `count`, evenly spaced, both ends included.
std::vector<std::size_t> picked(std::size_t count, std::size_t most) {
  std::vector<std::size_t> out;
  const std::size_t wanted = std::min(count, most);
  for (std::size_t n = 0; n < wanted; ++n)
    out.push_back(wanted == 1 ? 0 : (n * (count - 1) + (wanted - 1) / 2) / (wanted - 1));
  return out;
}

/// Points that both have; each in ascending order.
std::vector<std::uint32_t> common(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::vector<std::uint32_t> out;
  std::ranges::set_intersection(a, b, std::back_inserter(out));
  return out;
}

std::string named(const SweepTable& table, const GridAxis& axis, std::size_t level) {
  return fmt::format("{}: {}", table.axes[axis.axis].name, axis.levels[level].label);
}

std::string averaged_over(std::size_t axes) {
  if (axes == 0) return "";
  return fmt::format(" Means are taken over the levels of the {}.",
                     axes == 1 ? "other axis" : fmt::format("other {} axes", axes));
}

Picture line_picture(const FigureSource& source, const std::vector<GridAxis>& grid, std::size_t n) {
  const SweepTable& table = source.table;
  const GridAxis& x = grid[n];
  const SweepAxis& info = table.axes[x.axis];
  const GridAxis* lines = grid.size() > 1 ? &grid[(n + 1) % grid.size()] : nullptr;
  const GridAxis* panels = grid.size() > 2 ? &grid[(n + 2) % grid.size()] : nullptr;
  const auto line_levels = picked(lines != nullptr ? lines->levels.size() : 1, most_styles);
  const auto panel_levels = picked(panels != nullptr ? panels->levels.size() : 1, most_panels);
  LineChart chart{source.outcome.unit, {}, {}};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const std::size_t level : line_levels) {
    if (lines != nullptr) chart.series.push_back(named(table, *lines, level));
  }
  for (const std::size_t panel_level : panel_levels) {
    LinePanel panel{
        panels != nullptr ? named(table, *panels, panel_level) : "", axis_title(info), {}, {}, {}};
    std::vector<double> coordinates;
    for (const Group& group : x.levels) {
      coordinates.push_back(group.low);
      panel.x_labels.push_back(group.label);
    }
    panel.x = positions_on(info, coordinates);
    for (const std::size_t level : line_levels) {
      auto& line = panel.lines.emplace_back();
      for (const Group& group : x.levels) {
        std::vector<std::uint32_t> points = group.points;
        if (lines != nullptr) points = common(points, lines->levels[level].points);
        if (panels != nullptr) points = common(points, panels->levels[panel_level].points);
        const Cell cell = cell_of_runs(table, source.effects.values, points, source.alpha);
        line.push_back({cell.mean, cell.low90, cell.high90});
        if (!std::isfinite(cell.mean.estimate)) continue;
        low = std::min(low, cell.mean.estimate);
        high = std::max(high, cell.mean.estimate);
      }
    }
    chart.panels.push_back(std::move(panel));
  }
  const std::string_view unit = source.outcome.unit;
  FigurePage page;
  page.finding =
      fmt::format("{} along {}: {} to {}{}", source.outcome.name, info.name, in_three_digits(low, unit),
                  with_unit(high, unit), grid.size() > 1 ? ", over all levels of the other axes" : "");
  page.caption = fmt::format(
      "Markers: means over replicates; whiskers: {} confidence intervals of the means; bands: 90% of the "
      "runs "
      "(5th to 95th percentile).{}",
      percent_of(1 - source.alpha), averaged_over(grid.size() - std::min<std::size_t>(grid.size(), 3)));
  if (lines != nullptr && lines->levels.size() > line_levels.size())
    page.caption += fmt::format(" {} of {} levels of {}.", line_levels.size(), lines->levels.size(),
                                table.axes[lines->axis].name);
  if (panels != nullptr && panels->levels.size() > panel_levels.size())
    page.caption += fmt::format(" {} of {} levels of {}.", panel_levels.size(), panels->levels.size(),
                                table.axes[panels->axis].name);
  return draw_page(
      source, "lines", page, line_chart_height(chart, page_room),
      [&](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); }, "_" + info.name);
}

Picture package_picture(const FigureSource& source, const std::vector<GridAxis>& grid, const GridAxis& axis) {
  const SweepTable& table = source.table;
  const SweepAxis& info = table.axes[axis.axis];
  const std::string& unit = source.outcome.unit;
  DotChart chart{fmt::format("{}, {}", source.outcome.name, unit), unit, {"mean"}, {}, {}};
  FigurePage page;
  for (const std::size_t level : picked(axis.levels.size(), most_package_rows)) {
    const Group& group = axis.levels[level];
    const Cell cell = cell_of_runs(table, source.effects.values, group.points, source.alpha);
    chart.rows.push_back({group.label, {dot_of(cell)}});
    page.description += fmt::format(" {}: {}.", group.label, in_three_digits(cell.mean.estimate, unit));
  }
  page.finding = fmt::format("{} by {}", source.outcome.name, info.name);
  page.caption = fmt::format(
      "Marker: mean over replicates; whisker: {} confidence interval of the mean; pale bar: 90% of the "
      "runs.{}",
      percent_of(1 - source.alpha), averaged_over(grid.size() - 1));
  return draw_page(
      source, "packages", page, dot_chart_height(chart),
      [&](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); }, "_" + info.name);
}

Picture map_picture(const FigureSource& source, const std::vector<GridAxis>& grid, const GridAxis& a,
                    const GridAxis& b) {
  const SweepTable& table = source.table;
  // Packages have long names, for which there is room beside the rows.
  const bool turn =
      table.axes[a.axis].kind == AxisKind::packages && table.axes[b.axis].kind != AxisKind::packages;
  const GridAxis &x = turn ? b : a, &y = turn ? a : b;
  const std::string& unit = source.outcome.unit;
  GridMap map{axis_title(table.axes[x.axis]),
              axis_title(table.axes[y.axis]),
              fmt::format("{}, {}", source.outcome.name, unit),
              unit,
              {},
              {},
              {}};
  for (const Group& group : x.levels) map.x_labels.push_back(group.label);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Group& row : y.levels) {
    map.y_labels.push_back(row.label);
    auto& values = map.values.emplace_back();
    for (const Group& column : x.levels) {
      Moments means;
      for (const std::uint32_t point : common(column.points, row.points))
        means.add(source.effects.values.means[point]);
      values.push_back(means.mean());
      if (!std::isfinite(values.back())) continue;
      low = std::min(low, values.back());
      high = std::max(high, values.back());
    }
  }
  FigurePage page;
  page.finding = fmt::format("{} over {} and {}: {} to {}{}", source.outcome.name, table.axes[x.axis].name,
                             table.axes[y.axis].name, in_three_digits(low, unit), with_unit(high, unit),
                             grid.size() > 2 ? ", averaged over the other axes" : "");
  page.caption = fmt::format("Each cell: mean over replicates.{}", averaged_over(grid.size() - 2));
  return draw_page(
      source, "map", page, grid_map_height(map, page_room),
      [&](Canvas& canvas, const Box& box) { draw_grid_map(canvas, box, map); },
      fmt::format("_{}_{}", table.axes[a.axis].name, table.axes[b.axis].name));
}

}  // namespace

std::vector<Picture> factorial_pictures(const FigureSource& source) {
  const auto grid = grid_of(source.table);
  std::vector<Picture> out;
  for (std::size_t n = 0; n < std::min(grid.size(), most_line_axes); ++n) {
    const bool packages = source.table.axes[grid[n].axis].kind == AxisKind::packages;
    out.push_back(packages ? package_picture(source, grid, grid[n]) : line_picture(source, grid, n));
  }
  std::vector<const GridAxis*> mapped;
  for (const GridAxis& axis : grid) {
    if (axis.levels.size() <= most_map_levels && mapped.size() < most_map_axes) mapped.push_back(&axis);
  }
  for (std::size_t a = 0; a < mapped.size(); ++a) {
    for (std::size_t b = a + 1; b < mapped.size(); ++b)
      out.push_back(map_picture(source, grid, *mapped[a], *mapped[b]));
  }
  return out;
}

}  // namespace concord
