#include "experiments/sweep/sweep_pictures.hpp"

#include "experiments/sweep/factorial_pictures.hpp"
#include "experiments/sweep/figure_page.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_rows = 25;  ///< of a chart with a row an axis
constexpr std::size_t most_panels = 6, most_listed_points = 30;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Places in order of a number, the largest first, NaN last.
template <class Number>
std::vector<std::size_t> largest_first(std::size_t count, Number number) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t n) {
    const double value = number(n);
    return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
  });
  return order;
}

std::string left_out(std::size_t all, std::string_view file) {
  return all > most_rows ? fmt::format(" The first {} of {} axes; all are in {}.", most_rows, all, file) : "";
}

Picture tornado_picture(const FigureSource& source) {
  const SweepTable& table = source.table;
  const std::string_view unit = source.outcome.unit;
  const double factor = difference_factor(unit);
  const auto& swings = source.effects.swings;
  Tornado chart{fmt::format("difference from the baseline, {}", difference_unit(unit)),
                std::string(difference_unit(unit)),
                {}};
  FigurePage page;
  for (std::size_t n = 0; n < std::min(swings.size(), most_rows); ++n) {
    const Swing& swing = swings[n];
    const auto& at = table.coordinates[swing.axis];
    TornadoRow row{table.axes[swing.axis].name, {}};
    const auto add = [&](std::uint32_t point, std::size_t style) {
      const auto& difference = source.effects.differences[point].mean;
      row.ends.push_back({table.text.brief(swing.axis, at[point]), scaled(difference, factor), style});
    };
    std::uint32_t first = swing.least, second = swing.greatest;
    if (at[first] > at[second]) std::swap(first, second);
    add(first, first == second && at[first] > at[*source.baseline] ? 1 : 0);
    if (first != second) add(second, 1);
    page.description += fmt::format(" {}:", row.label);
    for (const TornadoEnd& end : row.ends)
      page.description +=
          fmt::format(" {} at {};", in_three_digits(end.difference.estimate, chart.unit), end.level);
    chart.rows.push_back(std::move(row));
  }
  const TornadoRow& top = chart.rows.front();
  const auto& differences = source.effects.differences;
  const double least = differences[swings.front().least].mean.estimate * factor,
               greatest = differences[swings.front().greatest].mean.estimate * factor;
  std::string reach = in_three_digits(least, chart.unit);
  if (swings.front().least != swings.front().greatest)
    reach += " to " + in_three_digits(greatest, chart.unit);
  page.finding = least == 0 && greatest == 0 ? fmt::format("No axis alone moves {}", source.outcome.name)
                                             : fmt::format("{} moves {} most: {} {}", top.label,
                                                           source.outcome.name, reach, difference_unit(unit));
  page.caption = fmt::format(
      "Each axis alone, away from the baseline (point {}): the values with the lowest and the highest "
      "outcome, "
      "or only the farthest where more than two all go one way. Bars: mean "
      "difference over replicates that meet the same luck; blue: the lower value of the axis, orange: the "
      "higher; beside them the value and, in brackets, the difference. Whiskers: {} confidence intervals.{}",
      *source.baseline, percent_of(1 - source.alpha), left_out(swings.size(), "differences.csv"));
  return draw_page(source, "tornado", page, tornado_height(chart),
                   [&](Canvas& canvas, const Box& box) { draw_tornado(canvas, box, chart); });
}

std::optional<Picture> morris_picture(const FigureSource& source) {
  const auto& effects = source.effects.morris;
  const std::string_view unit = source.outcome.unit;
  const double factor = difference_factor(unit);
  MorrisChart chart{std::string(difference_unit(unit)), {}};
  FigurePage page;
  const auto order =
      largest_first(effects.size(), [&](std::size_t n) { return effects[n].mu_star.estimate; });
  for (const std::size_t axis : order) {
    chart.points.push_back(
        {source.table.axes[axis].name, scaled(effects[axis].mu_star, factor), effects[axis].sigma * factor});
  }
  for (std::size_t n = 0; n < std::min<std::size_t>(order.size(), 10); ++n)
    page.description += fmt::format(" {}: μ* {}, σ {}.", chart.points[n].label,
                                    in_three_digits(chart.points[n].mu_star.estimate, chart.unit),
                                    in_three_digits(chart.points[n].sigma, chart.unit));
  const MorrisPoint& top = chart.points.front();
  if (std::isnan(top.mu_star.estimate)) return std::nullopt;
  page.finding = top.mu_star.estimate == 0
                     ? fmt::format("No axis moves {}", source.outcome.name)
                     : fmt::format("{} matters most for {}: {} {} on average", top.label, source.outcome.name,
                                   in_three_digits(top.mu_star.estimate, chart.unit), chart.unit);
  page.caption = fmt::format(
      "Elementary effects (Morris, 1991), {} trajectories of {} axes, in {}. Dark: the fifteen that matter "
      "most, with names where there is room and {} bootstrap intervals of μ* over trajectories; all numbers "
      "are in morris.csv.",
      source.table.info.trajectories, effects.size(), chart.unit, percent_of(1 - source.alpha));
  return draw_page(source, "morris", page, 520,
                   [&](Canvas& canvas, const Box& box) { draw_morris(canvas, box, chart); });
}

std::optional<Picture> sobol_picture(const FigureSource& source) {
  const auto& indices = source.effects.sobol;
  DotChart chart{"share of the outcome's variance", "ratio", {"first", "total"}, {}, {0}};
  FigurePage page;
  const auto order = largest_first(indices.size(), [&](std::size_t n) { return indices[n].total.estimate; });
  for (std::size_t n = 0; n < std::min(order.size(), most_rows); ++n) {
    const SobolIndex& index = indices[order[n]];
    if (std::isnan(index.total.estimate)) break;
    chart.rows.push_back({source.table.axes[order[n]].name, {{index.first}, {index.total}}});
    page.description += fmt::format(" {}: first {}, total {}.", chart.rows.back().label,
                                    in_three_digits(index.first.estimate, "ratio"),
                                    in_three_digits(index.total.estimate, "ratio"));
  }
  if (chart.rows.empty()) return std::nullopt;  // the outcome does not vary
  page.finding = fmt::format("{} matters most for {}: total index {}", chart.rows.front().label,
                             source.outcome.name, in_three_digits(indices[order[0]].total.estimate, "ratio"));
  page.caption = fmt::format(
      "Sobol' indices (Saltelli and others, 2010; Jansen, 1999), base {}. First: share of the variance that "
      "goes with this axis alone; total: with this axis and its interactions. The variance is that of the "
      "points' means over replicates, so what luck is left in them counts as variance. Whiskers: {} "
      "bootstrap "
      "intervals.{}",
      source.table.info.base, percent_of(1 - source.alpha), left_out(indices.size(), "sobol.csv"));
  return draw_page(source, "sobol", page, dot_chart_height(chart),
                   [&](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); });
}

std::optional<Picture> correlation_picture(const FigureSource& source) {
  const auto& found = source.effects.correlations;
  const auto size = [&](std::size_t n) { return std::abs(found[n].value_or(nothing)); };
  DotChart chart{"rank correlation, −1 to 1", "ratio", {"correlation"}, {}, {-1, 1}};
  FigurePage page;
  for (const std::size_t axis : largest_first(found.size(), size)) {
    if (std::isnan(size(axis)) || chart.rows.size() == most_rows) break;
    const double value = *found[axis];
    chart.rows.push_back({source.table.axes[axis].name, {{{value, nothing, nothing}}}});
    page.description += fmt::format(" {}: {}.", chart.rows.back().label, in_three_digits(value, "ratio"));
  }
  if (chart.rows.empty()) return std::nullopt;
  const DotRow& top = chart.rows.front();
  page.finding = fmt::format("{} goes most with {}: rank correlation {}", source.outcome.name, top.label,
                             in_three_digits(top.dots[0].value.estimate, "ratio"));
  page.caption = fmt::format(
      "Spearman's rank correlation of the axis with the mean over replicates, over {} points: 1 or −1 if the "
      "outcome only ever rises or falls along the axis, near 0 if it does neither.{}",
      source.table.own_points, left_out(found.size(), "rank_correlations.csv"));
  return draw_page(source, "correlation", page, dot_chart_height(chart),
                   [&](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); });
}

/// Where a group stands along its axis.
double middle_of(const Group& group, bool log) {
  if (log && group.low > 0) return std::sqrt(group.low * group.high);
  return group.low + (group.high - group.low) / 2;
}

std::optional<LinePanel> response_panel(const FigureSource& source, std::size_t axis) {
  const SweepAxis& info = source.table.axes[axis];
  std::vector<const MainEffect*> effects;
  for (const MainEffect& effect : source.effects.main) {
    if (effect.axis == axis && std::isfinite(effect.cell.mean.estimate)) effects.push_back(&effect);
  }
  if (effects.size() < 2) return std::nullopt;
  LinePanel panel{info.name, unit_title(info), {}, {}, {{}}, info.kind != AxisKind::packages};
  std::vector<double> coordinates;
  for (const MainEffect* effect : effects) {
    const Group& group = effect->group;
    const double middle = middle_of(group, info.log);
    coordinates.push_back(middle);
    panel.x_labels.push_back(group.low == group.high ? group.label : fmt::format("{:.3g}", middle));
    panel.lines[0].push_back({effect->cell.mean, effect->cell.low90, effect->cell.high90});
  }
  panel.x = positions_on(info, coordinates);
  return panel;
}

std::optional<Picture> response_picture(const FigureSource& source) {
  const SweepTable& table = source.table;
  std::vector<double> low(table.axes.size(), nothing), high(low);
  for (const MainEffect& effect : source.effects.main) {
    const double mean = effect.cell.mean.estimate;
    if (!(low[effect.axis] <= mean)) low[effect.axis] = mean;
    if (!(high[effect.axis] >= mean)) high[effect.axis] = mean;
  }
  LineChart chart{source.outcome.unit, {}, {}};
  FigurePage page;
  const auto order = largest_first(table.axes.size(), [&](std::size_t n) { return high[n] - low[n]; });
  for (const std::size_t axis : order) {
    if (chart.panels.size() == most_panels) break;
    auto panel = response_panel(source, axis);
    if (!panel) continue;
    page.description +=
        fmt::format(" {}: {} to {}.", panel->title, in_three_digits(low[axis], source.outcome.unit),
                    in_three_digits(high[axis], source.outcome.unit));
    chart.panels.push_back(std::move(*panel));
  }
  if (chart.panels.empty()) return std::nullopt;
  const std::string interval = percent_of(1 - source.alpha);
  page.finding = fmt::format("{} changes most along {}", source.outcome.name, chart.panels.front().title);
  if (table.chosen()) {
    page.caption = fmt::format(
        "{}. Whiskers: {} confidence intervals of the means over replicates; band: 90% of the runs.",
        table.info.method == "one_at_a_time" ? "Means along each axis, all others as in the baseline"
                                             : "Means over the points at each level",
        interval);
  } else {
    page.caption = fmt::format(
        "Means over the points at each level; of continuous axes, over five parts with equally many points, "
        "shown at the middle of each part. Whiskers: {} confidence intervals of these means over points; "
        "band: 90% of the points' means.",
        interval);
  }
  if (table.axes.size() > chart.panels.size())
    page.caption += fmt::format(" The {} axes with the widest range of {}; all are in main_effects.csv.",
                                chart.panels.size(), table.axes.size());
  return draw_page(source, "response", page, line_chart_height(chart, page_room),
                   [&](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); });
}

std::string settings_of(const SweepTable& table, std::size_t point) {
  std::string out = fmt::format("{}:", point);
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis)
    out += fmt::format("{} {}", axis == 0 ? "" : ",", table.text.brief(axis, table.coordinates[axis][point]));
  return out;
}

Picture points_picture(const FigureSource& source) {
  const SweepTable& table = source.table;
  DotChart chart{
      fmt::format("{}, {}", source.outcome.name, source.outcome.unit), source.outcome.unit, {"mean"}, {}, {}};
  FigurePage page;
  for (std::uint32_t point = 0; point < table.info.points; ++point) {
    const Cell cell = cell_of_runs(table, source.effects.values, std::span(&point, 1), source.alpha);
    const std::string mark = table.info.baseline == point ? " (baseline)" : "";
    chart.rows.push_back({settings_of(table, point) + mark, {dot_of(cell)}});
    page.description += fmt::format(" {}: {}.", chart.rows.back().label,
                                    in_three_digits(cell.mean.estimate, source.outcome.unit));
  }
  std::string names;
  for (const SweepAxis& axis : table.axes) names += (names.empty() ? "" : ", ") + axis.name;
  page.finding = fmt::format("{} at each of {} points", source.outcome.name, table.info.points);
  page.caption = fmt::format(
      "Each row: the point's number, then its value of {}. Marker: mean over replicates; whisker: {} "
      "confidence interval of the mean; pale bar: 90% of the runs.",
      names, percent_of(1 - source.alpha));
  return draw_page(source, "points", page, dot_chart_height(chart),
                   [&](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); });
}

}  // namespace

std::string with_unit(double value, std::string_view unit) {
  const std::string number = in_three_digits(value, unit);
  return unit.empty() || unit == "share" || unit == "index" ? number : fmt::format("{} {}", number, unit);
}
Interval scaled(const Interval& value, double factor) {
  return {value.estimate * factor, value.low * factor, value.high * factor};
}
double difference_factor(std::string_view unit) { return unit == "share" ? 100 : 1; }
std::string_view difference_unit(std::string_view unit) {
  if (unit == "share") return "percentage points";
  return unit == "index" ? "points of the index" : unit;
}

std::vector<Picture> sweep_pictures(const FigureSource& source) {
  const std::string& method = source.table.info.method;
  const auto& means = source.effects.values.means;
  std::vector<Picture> out;
  if (std::ranges::all_of(means, [](double mean) { return std::isnan(mean); })) return out;
  const auto add = [&](std::optional<Picture> picture) {
    if (picture) out.push_back(std::move(*picture));
  };
  if (source.table.chosen() && !source.effects.swings.empty()) add(tornado_picture(source));
  if (method == "morris") add(morris_picture(source));
  if (method == "saltelli") add(sobol_picture(source));
  if (method == "points" && source.table.info.points <= most_listed_points) add(points_picture(source));
  if (!source.effects.correlations.empty()) add(correlation_picture(source));
  if (method == "factorial") {
    for (Picture& picture : factorial_pictures(source)) out.push_back(std::move(picture));
  } else if (method != "morris") {
    add(response_picture(source));
  }
  return out;
}

}  // namespace concord
