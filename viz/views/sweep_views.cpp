#include "viz/views/sweep_views.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/sweep_cells.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace concord {

std::optional<Figure> make_figure(SweepView view, const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  if (const std::string trouble = scene.sweep->trouble(); !trouble.empty())
    return sweep_message(scene, "This cannot be shown", trouble);
  if (sheet.outcomes.empty() || sheet.axes.empty() || sheet.info.points == 0)
    return sweep_message(scene, "Nothing to show", "This sweep has no points, axes or outcomes.");
  return sweep_view_rows[static_cast<std::size_t>(view)].make(scene);
}

std::string caption_of(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  return origin_words(sheet.info, sheet.total_runs);
}

namespace {

struct PointRow {
  std::size_t point;
  SweepCell cell;
  std::string place;
};
struct PointTable {
  std::vector<PointRow> rows;
  SweepUnit unit;
  std::size_t selected = 0;
  std::optional<std::size_t> baseline;
  bool difference = false;
};
constexpr double row_height = 24, table_head_height = 24;
constexpr std::size_t most_rows = 40;

void draw_points(Canvas& canvas, const Box& box, const PointTable& table) {
  const double numbers = std::clamp(box.width * 0.36, 120.0, 260.0), right = box.x + box.width;
  canvas.text({box.x, box.y + 14}, "point", {.size = 11, .color = palette::muted});
  canvas.text({box.x + 52, box.y + 14}, "stands at", {.size = 11, .color = palette::muted});
  canvas.text({right, box.y + 14}, fitted("mean and 95% interval, runs", 11, numbers),
              {.size = 11, .anchor = Anchor::end, .color = palette::muted});
  double y = box.y + table_head_height;
  for (std::size_t n = 0; n < table.rows.size(); ++n) {
    const PointRow& row = table.rows[n];
    const bool here = row.point == table.selected;
    const Interval& mean = row.cell.mean;
    std::string value = with_unit_of(mean.estimate, table.unit, table.difference);
    if (std::isfinite(mean.low) && numbers > 180)
      value += fmt::format(" ({} to {})", in_three_digits(mean.low, table.unit.unit),
                           in_three_digits(mean.high, table.unit.unit));
    value += fmt::format(", n = {}", row.cell.runs);
    const std::string mark = table.baseline == row.point ? " (baseline)" : "";
    const std::string target = fmt::format("point {}", row.point);
    const std::string tip = fmt::format("{}. point {}{}: {}: {}", n + 1, row.point, mark, row.place, value);
    canvas.begin_group({.title = tip, .target = target});
    if (here || n % 2 == 1)
      canvas.rect(box.x - 4, y, box.width + 8, row_height, here ? "#E3EAF2" : "#F6F6F6");
    canvas.text({box.x, y + 16}, fmt::format("{}{}", here ? "▸" : "", row.point), {.size = 12, .bold = here});
    canvas.text({box.x + 52, y + 16},
                fitted(row.place + mark, 12 * (here ? bold_width : 1), box.width - 52 - numbers - 10),
                {.size = 12, .bold = here});
    canvas.text({right, y + 16}, fitted(value, 12 * (here ? bold_width : 1), numbers),
                {.size = 12, .anchor = Anchor::end, .bold = here});
    canvas.end_group();
    y += row_height;
  }
}

}  // namespace

std::optional<Figure> sweep_table_figure(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  const auto runs = scene.sweep->outcome(scene.outcome);
  if (!runs) return std::nullopt;
  const SweepOutcome& outcome = sheet.outcomes[scene.outcome];
  PointTable table{.rows = {},
                   .unit = unit_of(scene),
                   .selected = scene.point,
                   .baseline = sheet.info.baseline,
                   .difference = compares(scene)};
  for (std::size_t point = 0; point < sheet.info.points; ++point) {
    const std::vector<std::size_t> alone{point};
    SweepCell cell = cell_of(*runs, alone, 0.05, table.difference ? sheet.info.baseline : std::nullopt);
    for (double* value : {&cell.mean.estimate, &cell.mean.low, &cell.mean.high}) *value *= table.unit.factor;
    if (cell.runs > 0) table.rows.push_back({point, cell, {}});
  }
  if (table.rows.empty())
    return sweep_message(scene, "No runs to show yet", "No run has a value of this outcome.");
  std::ranges::stable_sort(table.rows, std::greater{},
                           [](const PointRow& row) { return row.cell.mean.estimate; });
  const std::size_t all = table.rows.size();
  if (all > most_rows) table.rows.resize(most_rows);
  for (PointRow& row : table.rows) row.place = place_of_point(sheet, row.point, 12);
  const auto say = [&](const PointRow& row) {
    return with_unit_of(row.cell.mean.estimate, table.unit, table.difference);
  };
  Figure figure;
  figure.name = "points";
  figure.title = fmt::format("{}: highest at point {}, {}", outcome_title(outcome), table.rows.front().point,
                             say(table.rows.front()));
  figure.subtitle =
      fmt::format("{} {} ({}); unit: {}. {}", outcome.meaning,
                  table.difference ? "Mean difference from the baseline, paired replicate by replicate"
                                   : "Mean of the runs of a point",
                  outcome.take, table.unit.words,
                  all > most_rows ? fmt::format("The first {} of {} points.", most_rows, all)
                                  : fmt::format("All {} points that have runs.", all));
  figure.description = fmt::format(
      "The highest is point {} ({}) with {}; the last shown is point {} with {}.", table.rows.front().point,
      table.rows.front().place, say(table.rows.front()), table.rows.back().point, say(table.rows.back()));
  figure.caption = caption_of(scene);
  figure.table.head = {"rank", "point"};
  for (const SweepAxis& axis : sheet.axes) figure.table.head.push_back(table_head(axis.name, axis.unit));
  for (const std::string& column :
       {std::string("runs"), table_head(table.difference ? "difference of means" : "mean", table.unit.unit),
        std::string("95% low"), std::string("95% high")})
    figure.table.head.push_back(column);
  for (std::size_t n = 0; n < table.rows.size(); ++n) {
    const PointRow& row = table.rows[n];
    std::vector<std::string> cells{std::to_string(n + 1), std::to_string(row.point)};
    for (std::size_t axis = 0; axis < sheet.axes.size(); ++axis)
      cells.push_back(sheet.labels[axis][row.point]);
    cells.push_back(std::to_string(row.cell.runs));
    for (const double value : {row.cell.mean.estimate, row.cell.mean.low, row.cell.mean.high})
      cells.push_back(table_number(value));
    figure.table.rows.push_back(std::move(cells));
  }
  const double height = table_head_height + row_height * static_cast<double>(table.rows.size()) + 6;
  figure.height = [height](double) { return height; };
  figure.draw = [table](Canvas& canvas, const Box& box) { draw_points(canvas, box, table); };
  return figure;
}

}  // namespace concord
