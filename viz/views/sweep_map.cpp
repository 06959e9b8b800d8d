#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/pages/axis_words.hpp"
#include "viz/views/sweep_cells.hpp"
#include "viz/views/sweep_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

std::string half_text(const Interval& mean, const SweepUnit& unit) {
  const double half = mean.high - mean.estimate;
  if (!std::isfinite(half)) return "one replicate, no interval";
  return fmt::format("95% ± {}",
                     unit.unit == "pp" ? in_three_digits(half, "") : in_three_digits(half, unit.unit));
}

/// What a title must not keep to itself.
std::string averaged_title(const SweepGrid& grid) {
  if (grid.averaged() == 0) return "";
  return fmt::format(", averaged over {}", counted(grid.averaged(), "other axis", "other axes"));
}

/// More axes than anyone would average over: what is left says nothing of any of them.
constexpr std::size_t most_averaged = 10;
Figure no_cells(const SweepScene& scene, const SweepGrid& grid) {
  return sweep_message(
      scene, "This design has no cells",
      fmt::format(
          "Its points differ on {} other axes at once, so that a cell would be a mean over all of them. "
          "Effects shows what each axis does.",
          grid.averaged()));
}

/// What the runs of a cell say, in the unit of the chart; NaN without runs.
SweepCell shown_cell(const SweepRuns& runs, std::span<const std::size_t> points, double factor,
                     std::optional<std::size_t> baseline) {
  SweepCell cell = cell_of(runs, points, 0.05, baseline);
  if (cell.runs == 0) factor = std::nan("");
  for (double* value : {&cell.mean.estimate, &cell.mean.low, &cell.mean.high}) *value *= factor;
  return cell;
}

/// Columns of the sheet: levels, of one axis or two, and what stands in a cell.
std::vector<std::string> sheet_head(const SweepScene& scene) {
  const auto& axes = scene.sweep->sheet().axes;
  std::vector<std::string> head{axes[scene.x_axis].name};
  if (scene.x_axis != scene.y_axis) head.push_back(axes[scene.y_axis].name);
  const std::string mean = table_head(compares(scene) ? "difference of means" : "mean", unit_of(scene).unit);
  head.insert(head.end(), {"points", "runs", mean, "95% low", "95% high"});
  return head;
}
std::vector<std::string> sheet_row(const SweepLevel& x, const SweepLevel* y, std::size_t points,
                                   const SweepCell& cell) {
  std::vector<std::string> row{x.label};
  if (y != nullptr) row.push_back(y->label);
  row.insert(row.end(), {std::to_string(points), std::to_string(cell.runs)});
  for (const double value : {cell.mean.estimate, cell.mean.low, cell.mean.high})
    row.push_back(table_number(value));
  return row;
}

/// "Mean of the runs", or of differences.
std::string_view what_is_meant(const SweepScene& scene) {
  return compares(scene) ? "Mean difference from the baseline, paired replicate by replicate"
                         : "Mean of the runs";
}

bool includes_zero(const Interval& mean) { return mean.low <= 0 && mean.high >= 0; }

}  // namespace

std::optional<Figure> sweep_map_figure(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  const auto runs = scene.sweep->outcome(scene.outcome);
  if (!runs) return std::nullopt;
  const SweepOutcome& outcome = sheet.outcomes[scene.outcome];
  const bool one = scene.x_axis == scene.y_axis, difference = compares(scene);
  const SweepGrid grid(scene);
  if (grid.averaged() > most_averaged) return no_cells(scene, grid);
  const auto &x_levels = grid.across(), &y_levels = grid.up();
  const SweepUnit unit = unit_of(scene);
  const auto& baseline = sheet.info.baseline;
  const std::string x_words = axis_words(sheet.axes[scene.x_axis]),
                    y_words = axis_words(sheet.axes[scene.y_axis]);
  GridMap map;
  map.x_title = axis_title(sheet.axes[scene.x_axis]);
  map.y_title = one ? "" : axis_title(sheet.axes[scene.y_axis]);
  map.unit = unit.unit;
  map.diverging = difference;
  map.scale_title = fmt::format("{}{}, {}", outcome_title(outcome),
                                difference ? " less the baseline's" : ", mean of runs", unit.words);
  for (const SweepLevel& level : x_levels) map.x_labels.push_back(level.label);
  for (const SweepLevel& level : y_levels) map.y_labels.push_back(level.label);
  Figure figure;
  figure.table.head = sheet_head(scene);
  std::size_t empty = 0, unsure = 0, without = 0, cells = 0;
  struct End {
    double value = std::nan("");
    std::string where;
  } least, most;
  for (std::size_t y = 0; y < y_levels.size(); ++y) {
    auto& marks = map.cells.emplace_back();
    for (std::size_t x = 0; x < x_levels.size(); ++x) {
      const auto points = grid.points(x, y);
      const SweepCell cell =
          shown_cell(*runs, points, unit.factor, difference ? sheet.info.baseline : std::nullopt);
      const std::string where = one ? x_levels[x].label : x_levels[x].label + " and " + y_levels[y].label;
      GridCell mark;
      const std::string axes_text =
          fmt::format("{} {}{}", x_words, x_levels[x].label,
                      one ? "" : fmt::format(", {} {}", y_words, y_levels[y].label));
      if (!points.empty()) mark.target = fmt::format("point {}", points.front());
      mark.here = std::ranges::find(points, scene.point) != points.end();
      // Only a cell that shows the baseline's own value bears its mark.
      mark.baseline = baseline && points.size() == 1 && points.front() == *baseline;
      ++cells;
      if (cell.runs == 0) {
        ++empty;
        mark.tip =
            fmt::format("{}: {}", axes_text, points.empty() ? "no point of the design" : "no runs yet");
      } else {
        const bool compared = difference && !mark.baseline;
        mark.unsure = compared && includes_zero(cell.mean);
        unsure += mark.unsure ? 1 : 0;
        without += compared && !cell.mean.given() ? 1 : 0;
        mark.tip = fmt::format(
            "{}: {} ({}; {} of {})", axes_text, with_unit_of(cell.mean.estimate, unit, difference),
            half_text(cell.mean, unit),
            counted(cell.runs, difference ? "pair of runs" : "run", difference ? "pairs of runs" : "runs"),
            counted(cell.points, "point"));
        if (!(cell.mean.estimate >= least.value)) least = {cell.mean.estimate, where};
        if (!(cell.mean.estimate <= most.value)) most = {cell.mean.estimate, where};
      }
      mark.value = cell.mean.estimate;
      figure.table.rows.push_back(sheet_row(x_levels[x], one ? nullptr : &y_levels[y], points.size(), cell));
      marks.push_back(std::move(mark));
    }
  }
  if (empty == cells)
    return sweep_message(scene, "No runs to show yet", "No run of these points has a value of this outcome.");
  const auto say = [&](double value) { return with_unit_of(value, unit, difference); };
  figure.name = difference ? "heat_difference" : "heat";
  figure.title = say(least.value) == say(most.value)
                     ? fmt::format("{}: {} in every cell", outcome_title(outcome), say(least.value))
                     : fmt::format("{}{}: {}", outcome_title(outcome), difference ? " against baseline" : "",
                                   range_with_unit_of(least.value, most.value, unit, difference));
  figure.title += averaged_title(grid);
  figure.subtitle =
      fmt::format("{} {} ({}) by {}{}{}; unit: {}.", outcome.meaning, what_is_meant(scene), outcome.take,
                  x_words, one ? "" : " and " + y_words, grid.others_text(), unit.words);
  if (scene.difference && !baseline) figure.subtitle += " This sweep has no baseline: no differences.";
  figure.description = fmt::format(
      "Lowest, {}, at {}; highest, {}, at {}. {}{}", say(least.value), least.where, say(most.value),
      most.where,
      difference ? fmt::format("In {} of {} cells the 95% interval includes zero. {}", unsure, cells - empty,
                               without > 0 ? fmt::format("In {} none can be given. ", without) : "")
                 : "",
      empty > 0 ? fmt::format("{} of {} cells have no runs.", empty, cells) : "");
  figure.caption = caption_of(scene);
  figure.height = [map](double width) { return grid_map_height(map, width); };
  figure.draw = [map](Canvas& canvas, const Box& box) { draw_grid_map(canvas, box, map); };
  return figure;
}

std::optional<Figure> sweep_lines_figure(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  const auto runs = scene.sweep->outcome(scene.outcome);
  if (!runs) return std::nullopt;
  const SweepOutcome& outcome = sheet.outcomes[scene.outcome];
  const bool one = scene.x_axis == scene.y_axis, difference = compares(scene);
  const SweepUnit unit = unit_of(scene);
  const SweepGrid grid(scene);
  if (grid.averaged() > most_averaged) return no_cells(scene, grid);
  const auto &x_levels = grid.across(), &y_levels = grid.up();
  const SweepAxis& x_axis = sheet.axes[scene.x_axis];
  const std::string x_words = axis_words(x_axis), y_words = axis_words(sheet.axes[scene.y_axis]);
  std::vector<double> coordinates;
  LinePanel pattern;
  for (const SweepLevel& level : x_levels) {
    coordinates.push_back((level.low + level.high) / 2);
    pattern.x_labels.push_back(level.label);
  }
  pattern.x = positions_on(x_axis, coordinates);
  pattern.x_title = axis_title(x_axis);
  pattern.joined = x_axis.kind != AxisKind::packages;
  // Up to four lines share a panel; more levels get panels of their own.
  const bool together = y_levels.size() <= 4;
  LineChart chart{.unit = unit.unit, .series = {}, .panels = {}};
  Figure figure;
  figure.table.head = sheet_head(scene);
  std::size_t values = 0;
  double least = std::numeric_limits<double>::infinity(), most = -least;
  std::string ends;
  for (std::size_t y = 0; y < y_levels.size(); ++y) {
    const std::string name = one ? "" : fmt::format("{} {}", y_words, y_levels[y].label);
    std::vector<LinePoint> line;
    for (std::size_t x = 0; x < x_levels.size(); ++x) {
      const auto points = grid.points(x, y);
      const SweepCell cell =
          shown_cell(*runs, points, unit.factor, difference ? sheet.info.baseline : std::nullopt);
      if (cell.runs > 0) {
        ++values;
        least = std::min(least, cell.mean.estimate);
        most = std::max(most, cell.mean.estimate);
      }
      const bool interval = std::isfinite(cell.mean.low);
      line.push_back({cell.mean, interval ? cell.mean.low : cell.mean.estimate,
                      interval ? cell.mean.high : cell.mean.estimate});
      figure.table.rows.push_back(sheet_row(x_levels[x], one ? nullptr : &y_levels[y], points.size(), cell));
    }
    if (y < 4 && !line.empty())
      ends += fmt::format("{}{} at {}, {} at {}. ", one ? "" : name + ": ",
                          with_unit_of(line.front().mean.estimate, unit, difference), x_levels.front().label,
                          with_unit_of(line.back().mean.estimate, unit, difference), x_levels.back().label);
    if (chart.panels.empty() || !together) {
      chart.panels.push_back(pattern);
      chart.panels.back().title = together ? outcome_title(outcome) : name;
    }
    if (together && !one) chart.series.push_back(name);
    chart.panels.back().lines.push_back(std::move(line));
  }
  if (values == 0)
    return sweep_message(scene, "No runs to show yet", "No run of these points has a value of this outcome.");
  const auto& first = chart.panels.front().lines.front();
  const auto say = [&](double value) { return with_unit_of(value, unit, difference); };
  figure.name = difference ? "lines_difference" : "lines";
  const std::string against = difference ? " against baseline" : "";
  if (first.size() > 1 && chart.panels.size() == 1 && chart.panels[0].lines.size() == 1 &&
      std::isfinite(first.front().mean.estimate) && std::isfinite(first.back().mean.estimate)) {
    figure.title = fmt::format("{}{}: {} at {} {}, {} at {}", outcome_title(outcome), against,
                               say(first.front().mean.estimate), x_words, x_levels.front().label,
                               say(first.back().mean.estimate), x_levels.back().label);
  } else {
    figure.title = fmt::format("{}{}: between {} and {} along {}{}", outcome_title(outcome), against,
                               say(least), say(most), x_words, one ? "" : " and over " + y_words);
  }
  figure.title += averaged_title(grid);
  figure.subtitle =
      fmt::format("{} {} ({}){}; unit: {}. Bars and bands: 95% interval of the mean.{}", outcome.meaning,
                  what_is_meant(scene), outcome.take, grid.others_text(), unit.words,
                  together ? "" : fmt::format(" One panel for each level of {}.", y_words));
  figure.description = ends + (y_levels.size() > 4 ? "The table has the others." : "");
  figure.caption = caption_of(scene);
  figure.height = [chart](double width) { return line_chart_height(chart, width); };
  figure.draw = [chart](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); };
  return figure;
}

}  // namespace concord
