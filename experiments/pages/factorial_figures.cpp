#include "experiments/pages/factorial_figures.hpp"

#include "experiments/designs/title_words.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_factor_levels = 1000, most_line_axes = 8, most_map_axes = 6, most_map_levels = 60,
                      most_factor_panels = 6, most_package_rows = 30;

/// An axis with at least two levels.
struct GridAxis {
  std::size_t axis;
  std::vector<Group> levels;
  std::string label, words;
  std::size_t usual = 0;  ///< the level of the baseline
};

std::vector<GridAxis> grid_of(const FigureSource& source) {
  const SweepTable& table = source.table;
  const auto labels = axis_labels(table.axes);
  std::vector<GridAxis> out;
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis) {
    auto levels = table.levels(axis, most_factor_levels);
    if (!levels || levels->size() < 2) continue;
    GridAxis& added =
        out.emplace_back(GridAxis{axis, std::move(*levels), labels[axis], axis_words(table.axes[axis])});
    if (!source.baseline) continue;
    const auto level =
        std::ranges::find(added.levels, table.coordinates[axis][*source.baseline], &Group::low);
    if (level != added.levels.end()) added.usual = static_cast<std::size_t>(level - added.levels.begin());
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

std::string named(const GridAxis& axis, std::size_t level) {
  return fmt::format("{}: {}", axis.label, axis.levels[level].label);
}

/// Points at the usual levels of all axes but those shown, in ascending order.
std::vector<std::uint32_t> held(const FigureSource& source, const std::vector<GridAxis>& grid,
                                std::initializer_list<const GridAxis*> shown) {
  const SweepTable& table = source.table;
  std::vector<std::uint32_t> out(table.own_points);
  std::iota(out.begin(), out.end(), 0U);
  for (const GridAxis& axis : grid) {
    if (std::ranges::find(shown, &axis) != shown.end()) continue;
    const double at = axis.levels[axis.usual].low;
    std::erase_if(out, [&](std::uint32_t point) { return table.coordinates[axis.axis][point] != at; });
  }
  return out;
}
/// And what is said of them.
std::string held_words(const std::vector<GridAxis>& grid, std::initializer_list<const GridAxis*> shown) {
  constexpr std::size_t most_said = 6;
  std::string text;
  std::size_t others = 0;
  for (const GridAxis& axis : grid) {
    if (std::ranges::find(shown, &axis) != shown.end()) continue;
    if (++others <= most_said)
      text += fmt::format("{}{} at {}", others == 1 ? "" : ", ", axis.words, axis.levels[axis.usual].label);
  }
  if (others == 0) return "";
  if (others > most_said)
    text += fmt::format(", and {} more at the baseline's or first levels", others - most_said);
  return fmt::format(" Not shown: {}.", text);
}

Figure line_chart(const FigureSource& source, const std::vector<GridAxis>& grid, std::size_t n) {
  const SweepTable& table = source.table;
  const GridAxis& x = grid[n];
  const SweepAxis& info = table.axes[x.axis];
  const GridAxis* lines = grid.size() > 1 ? &grid[(n + 1) % grid.size()] : nullptr;
  const GridAxis* panels = grid.size() > 2 ? &grid[(n + 2) % grid.size()] : nullptr;
  const auto shown = {&x, lines, panels};
  const auto there = held(source, grid, shown);
  const auto line_levels = picked(lines != nullptr ? lines->levels.size() : 1, most_styles);
  const auto panel_levels = picked(panels != nullptr ? panels->levels.size() : 1, most_factor_panels);
  LineChart chart{source.outcome.unit, {}, {}};
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const std::size_t level : line_levels) {
    if (lines != nullptr) chart.series.push_back(named(*lines, level));
  }
  for (const std::size_t panel_level : panel_levels) {
    LinePanel panel{panels != nullptr ? named(*panels, panel_level) : "", axis_title(info), {}, {}, {}};
    std::vector<double> coordinates;
    for (const Group& group : x.levels) {
      coordinates.push_back(group.low);
      panel.x_labels.push_back(group.label);
    }
    panel.x = positions_on(info, coordinates);
    for (const std::size_t level : line_levels) {
      auto& line = panel.lines.emplace_back();
      for (const Group& group : x.levels) {
        std::vector<std::uint32_t> points = common(there, group.points);
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
  Figure figure;
  const std::string along = fmt::format("{} along {}", source.words(), source.axis(x.axis)),
                    over = lines != nullptr ? " and over " + source.axis(lines->axis) : "",
                    across = panels != nullptr ? " and " + source.axis(panels->axis) : "",
                    reach = fmt::format(": {} to {}", in_three_digits(low, unit), with_unit(high, unit));
  figure.title = first_that_fits({along + over + across + reach, along + over + reach, along + reach});
  figure.subtitle = fmt::format(
      "Markers: means over replicates; whiskers: {} confidence intervals of the means; bands: 90% of the "
      "runs "
      "(5th to 95th percentile).{}",
      percent_of(1 - source.alpha), held_words(grid, shown));
  if (lines != nullptr && lines->levels.size() > line_levels.size())
    figure.subtitle +=
        fmt::format(" {} of {} levels of {}.", line_levels.size(), lines->levels.size(), lines->words);
  if (panels != nullptr && panels->levels.size() > panel_levels.size())
    figure.subtitle +=
        fmt::format(" {} of {} levels of {}.", panel_levels.size(), panels->levels.size(), panels->words);
  figure.name = "lines_" + info.name;
  figure.height = [chart](double width) { return line_chart_height(chart, width); };
  figure.draw = [chart](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); };
  return figure;
}

Figure package_chart(const FigureSource& source, const std::vector<GridAxis>& grid, const GridAxis& axis) {
  const SweepTable& table = source.table;
  const SweepAxis& info = table.axes[axis.axis];
  const std::string& unit = source.outcome.unit;
  DotChart chart{fmt::format("{}, {}", capital(source.words()), unit), unit, {"mean"}, {}, {}};
  Figure figure;
  const auto there = held(source, grid, {&axis});
  for (const std::size_t level : picked(axis.levels.size(), most_package_rows)) {
    const Group& group = axis.levels[level];
    const Cell cell = cell_of_runs(table, source.effects.values, common(there, group.points), source.alpha);
    chart.rows.push_back({group.label, {dot_of(cell)}});
    figure.description += fmt::format(" {}: {}.", group.label, in_three_digits(cell.mean.estimate, unit));
  }
  figure.title = fmt::format("{} by {}", source.words(), axis.words);
  figure.subtitle = fmt::format(
      "Marker: mean over replicates; whisker: {} confidence interval of the mean; pale bar: 90% of the "
      "runs.{}",
      percent_of(1 - source.alpha), held_words(grid, {&axis}));
  figure.name = "packages_" + info.name;
  figure.height = [chart](double width) { return dot_chart_height(chart, width); };
  figure.draw = [chart](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); };
  return figure;
}

Figure map_chart(const FigureSource& source, const std::vector<GridAxis>& grid, const GridAxis& a,
                 const GridAxis& b) {
  const SweepTable& table = source.table;
  // Packages have long names, for which there is room beside the rows.
  const bool turn =
      table.axes[a.axis].kind == AxisKind::packages && table.axes[b.axis].kind != AxisKind::packages;
  const GridAxis &x = turn ? b : a, &y = turn ? a : b;
  const std::string& unit = source.outcome.unit;
  GridMap map{.x_title = axis_title(table.axes[x.axis]),
              .y_title = axis_title(table.axes[y.axis]),
              .scale_title = fmt::format("{}, {}", capital(source.words()), unit),
              .unit = unit};
  for (const Group& group : x.levels) map.x_labels.push_back(group.label);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto there = held(source, grid, {&a, &b});
  for (const Group& row : y.levels) {
    const auto of_row = common(there, row.points);
    map.y_labels.push_back(row.label);
    auto& cells = map.cells.emplace_back();
    for (const Group& column : x.levels) {
      Moments means;
      for (const std::uint32_t point : common(of_row, column.points))
        means.add(source.effects.values.means[point]);
      const double value = means.mean();
      cells.push_back({.value = value,
                       .tip = fmt::format("{}, {}: {}", column.label, row.label, with_unit(value, unit))});
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  Figure figure;
  const std::string over =
      fmt::format("{} over {} and {}", source.words(), source.axis(x.axis), source.axis(y.axis));
  figure.title = first_that_fits(
      {fmt::format("{}: {} to {}", over, in_three_digits(low, unit), with_unit(high, unit)), over});
  figure.subtitle = fmt::format("Each cell: mean over replicates.{}", held_words(grid, {&a, &b}));
  figure.name = fmt::format("map_{}_{}", table.axes[a.axis].name, table.axes[b.axis].name);
  figure.height = [map](double width) { return grid_map_height(map, width); };
  figure.draw = [map](Canvas& canvas, const Box& box) { draw_grid_map(canvas, box, map); };
  return figure;
}

}  // namespace

std::vector<Figure> factorial_figures(const FigureSource& source) {
  const auto grid = grid_of(source);
  std::vector<Figure> out;
  for (std::size_t n = 0; n < std::min(grid.size(), most_line_axes); ++n) {
    const bool packages = source.table.axes[grid[n].axis].kind == AxisKind::packages;
    out.push_back(packages ? package_chart(source, grid, grid[n]) : line_chart(source, grid, n));
  }
  std::vector<const GridAxis*> mapped;
  for (const GridAxis& axis : grid) {
    if (axis.levels.size() <= most_map_levels && mapped.size() < most_map_axes) mapped.push_back(&axis);
  }
  for (std::size_t a = 0; a < mapped.size(); ++a) {
    for (std::size_t b = a + 1; b < mapped.size(); ++b)
      out.push_back(map_chart(source, grid, *mapped[a], *mapped[b]));
  }
  return out;
}

}  // namespace concord
