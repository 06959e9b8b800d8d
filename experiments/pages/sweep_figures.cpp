#include "experiments/pages/sweep_figures.hpp"

#include "experiments/pages/factorial_figures.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_axis_rows = 25;  ///< of a chart with a row an axis
constexpr std::size_t most_panels = 6, most_listed_points = 30;

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

/// Fit for the name of a file anywhere.
std::string file_name(std::string text) {
  std::ranges::replace_if(
      text,
      [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '_' && c != '-';
      },
      '_');
  return text.substr(0, 200);
}

std::string left_out(std::size_t all, std::string_view file) {
  return all > most_axis_rows
             ? fmt::format(" The first {} of {} axes; all are in {}.", most_axis_rows, all, file)
             : "";
}

Figure dots_of(Figure out, const DotChart& chart) {
  out.height = [chart](double width) { return dot_chart_height(chart, width); };
  out.draw = [chart](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); };
  return out;
}

Figure tornado_of(const FigureSource& source) {
  const SweepTable& table = source.table;
  const auto labels = axis_labels(table.axes);
  const std::string_view unit = source.outcome.unit;
  const double factor = difference_factor(unit);
  const auto& swings = source.effects.swings;
  Tornado chart{fmt::format("difference from the baseline, {}", difference_unit(unit)),
                std::string(difference_unit(unit)),
                {}};
  Figure out{
      .name = "tornado",
      .table = {.head = {"axis", "parameter", "at", "difference, " + chart.unit, "low", "high"}, .rows = {}}};
  for (std::size_t n = 0; n < std::min(swings.size(), most_axis_rows); ++n) {
    const Swing& swing = swings[n];
    const auto& at = table.coordinates[swing.axis];
    TornadoRow row{labels[swing.axis], {}};
    const auto add = [&](std::uint32_t point, std::size_t style) {
      const auto& difference = source.effects.differences[point].mean;
      row.ends.push_back({table.text.brief(swing.axis, at[point]), scaled(difference, factor), style});
      const Interval& drawn = row.ends.back().difference;
      out.table.rows.push_back({row.label, table.axes[swing.axis].name,
                                table.text.exact(swing.axis, at[point]), table_number(drawn.estimate),
                                table_number(drawn.low), table_number(drawn.high)});
    };
    std::uint32_t first = swing.least, second = swing.greatest;
    if (at[first] > at[second]) std::swap(first, second);
    add(first, first == second && at[first] > at[*source.baseline] ? 1 : 0);
    if (first != second) add(second, 1);
    out.description += fmt::format(" {}:", row.label);
    for (const TornadoEnd& end : row.ends)
      out.description +=
          fmt::format(" {} at {};", in_three_digits(end.difference.estimate, chart.unit), end.level);
    chart.rows.push_back(std::move(row));
  }
  // Said of the largest whose interval leaves out zero; of none, where none does.
  const auto clear = [](const TornadoRow& row) {
    return std::ranges::any_of(
        row.ends, [](const TornadoEnd& end) { return end.difference.low > 0 || end.difference.high < 0; });
  };
  const auto none_known = std::ranges::none_of(chart.rows, [](const TornadoRow& row) {
    return std::ranges::any_of(row.ends, [](auto& end) { return std::isfinite(end.difference.low); });
  });
  const auto told = none_known ? chart.rows.begin() : std::ranges::find_if(chart.rows, clear);
  const auto unmoved = [](const TornadoEnd& end) { return end.difference.estimate == 0; };
  if (std::ranges::all_of(chart.rows.front().ends, unmoved)) {
    out.title = fmt::format("No axis alone moves {}", source.words());
  } else if (told == chart.rows.end()) {
    out.title = fmt::format("No axis alone clearly moves {}: every interval includes zero", source.words());
  } else {
    double low = told->ends[0].difference.estimate, high = told->ends.back().difference.estimate;
    if (low > high) std::swap(low, high);
    std::string reach = in_three_digits(low, chart.unit);
    if (low != high) reach += " to " + in_three_digits(high, chart.unit);
    const auto row = static_cast<std::size_t>(told - chart.rows.begin());
    out.title =
        fmt::format("{} {} {}{}: {} {}", source.axis(swings[row].axis), row == 0 ? "moves" : "clearly moves",
                    source.words(), row == 0 ? " most" : "", reach, chart.unit);
  }
  out.subtitle = fmt::format(
      "Each axis alone, away from the baseline (point {}): the values with the lowest and the highest "
      "outcome, "
      "or only the farthest where more than two all go one way. Bars: mean "
      "difference over replicates that meet the same luck; blue: the lower value of the axis, orange: the "
      "higher; beside them the value and, in brackets, the difference. Whiskers: {} confidence intervals.{}",
      *source.baseline, percent_of(1 - source.alpha), left_out(swings.size(), "differences.csv"));
  out.height = [chart](double width) { return tornado_height(chart, width); };
  out.draw = [chart](Canvas& canvas, const Box& box) { draw_tornado(canvas, box, chart); };
  return out;
}

std::optional<Figure> morris_of(const FigureSource& source) {
  const auto labels = axis_labels(source.table.axes);
  const auto& effects = source.effects.morris;
  const std::string_view unit = source.outcome.unit;
  const double factor = difference_factor(unit);
  MorrisChart chart{std::string(difference_unit(unit)), {}};
  Figure out{.name = "morris",
             .table = {.head = {"axis", "parameter", "mean size, " + chart.unit, "low", "high",
                                "standard deviation"},
                       .rows = {}}};
  const auto order =
      largest_first(effects.size(), [&](std::size_t n) { return effects[n].mu_star.estimate; });
  for (const std::size_t axis : order) {
    const Interval mu_star = scaled(effects[axis].mu_star, factor);
    chart.points.push_back({labels[axis], mu_star, effects[axis].sigma * factor});
    out.table.rows.push_back({labels[axis], source.table.axes[axis].name, table_number(mu_star.estimate),
                              table_number(mu_star.low), table_number(mu_star.high),
                              table_number(effects[axis].sigma * factor)});
  }
  for (std::size_t n = 0; n < std::min<std::size_t>(order.size(), 10); ++n)
    out.description += fmt::format(" {}: μ* {}, σ {}.", chart.points[n].label,
                                   in_three_digits(chart.points[n].mu_star.estimate, chart.unit),
                                   in_three_digits(chart.points[n].sigma, chart.unit));
  const MorrisPoint& top = chart.points.front();
  if (std::isnan(top.mu_star.estimate)) return std::nullopt;
  out.title =
      top.mu_star.estimate == 0
          ? fmt::format("No axis moves {}", source.words())
          : fmt::format("{} matters most for {}: {} {} on average", source.axis(order[0]), source.words(),
                        in_three_digits(top.mu_star.estimate, chart.unit), chart.unit);
  out.subtitle = fmt::format(
      "Elementary effects (Morris, 1991), {} of {} axes, in {}. Dark: the fifteen that matter "
      "most, with names where there is room and {} intervals of μ* over trajectories; all numbers "
      "are in morris.csv.",
      trajectories_in_words(source), effects.size(), chart.unit, percent_of(1 - source.alpha));
  out.height = [](double) { return 520; };
  out.draw = [chart](Canvas& canvas, const Box& box) { draw_morris(canvas, box, chart); };
  return out;
}

std::optional<Figure> sobol_of(const FigureSource& source) {
  const auto labels = axis_labels(source.table.axes);
  Figure out{.name = "sobol",
             .table = {.head = {"axis", "parameter", "first-order index", "low", "high", "total index", "low",
                                "high"},
                       .rows = {}}};
  const auto& indices = source.effects.sobol;
  DotChart chart{"share of the outcome's variance", "ratio", {"first", "total"}, {}, {0}};
  const auto order = largest_first(indices.size(), [&](std::size_t n) { return indices[n].total.estimate; });
  for (std::size_t n = 0; n < std::min(order.size(), most_axis_rows); ++n) {
    const SobolIndex& index = indices[order[n]];
    if (std::isnan(index.total.estimate)) break;
    chart.rows.push_back({labels[order[n]], {{index.first}, {index.total}}});
    out.table.rows.push_back({labels[order[n]], source.table.axes[order[n]].name});
    for (const Interval* value : {&index.first, &index.total}) {
      for (const double end : {value->estimate, value->low, value->high})
        out.table.rows.back().push_back(table_number(end));
    }
    out.description += fmt::format(" {}: first {}, total {}.", chart.rows.back().label,
                                   in_three_digits(index.first.estimate, "ratio"),
                                   in_three_digits(index.total.estimate, "ratio"));
  }
  if (chart.rows.empty()) return std::nullopt;  // the outcome does not vary
  out.title = fmt::format("{} matters most for {}: total index {}", source.axis(order[0]), source.words(),
                          in_three_digits(indices[order[0]].total.estimate, "ratio"));
  out.subtitle = fmt::format(
      "Sobol' indices (Saltelli and others, 2010; Jansen, 1999), over {}. First: share of the variance that "
      "goes with this axis alone; total: with this axis and its interactions. The variance is that of the "
      "points' means over replicates, so what luck is left in them counts as variance.{}{}",
      base_rows_in_words(source),
      indices[order[0]].total.given() ? fmt::format(" Whiskers: {} intervals.", percent_of(1 - source.alpha))
                                      : "",
      left_out(indices.size(), "sobol.csv"));
  return dots_of(std::move(out), chart);
}

std::optional<Figure> correlation_of(const FigureSource& source) {
  const auto labels = axis_labels(source.table.axes);
  Figure out{.name = "correlation", .table = {.head = {"axis", "parameter", "rank correlation"}, .rows = {}}};
  const auto& found = source.effects.correlations;
  const auto size = [&](std::size_t n) { return std::abs(found[n].value_or(missing_value)); };
  DotChart chart{"rank correlation, −1 to 1", "ratio", {"correlation"}, {}, {-1, 1}};
  const auto order = largest_first(found.size(), size);
  for (const std::size_t axis : order) {
    if (std::isnan(size(axis)) || chart.rows.size() == most_axis_rows) break;
    const double value = *found[axis];
    chart.rows.push_back({labels[axis], {{{value, missing_value, missing_value}}}});
    out.table.rows.push_back({labels[axis], source.table.axes[axis].name, table_number(value)});
    out.description += fmt::format(" {}: {}.", chart.rows.back().label, in_three_digits(value, "ratio"));
  }
  if (chart.rows.empty()) return std::nullopt;
  out.title = fmt::format("{} goes most with {}: rank correlation {}", source.axis(order[0]), source.words(),
                          in_three_digits(*found[order[0]], "ratio"));
  out.subtitle = fmt::format(
      "Spearman's rank correlation of the axis with the mean over replicates, over {} points: 1 or −1 if the "
      "outcome only ever rises or falls along the axis, near 0 if it does neither.{}",
      source.table.own_points - source.effects.own_missing, left_out(found.size(), "rank_correlations.csv"));
  return dots_of(std::move(out), chart);
}

/// Where a group stands along its axis.
double middle_of(const Group& group, bool log) {
  if (log && group.low > 0) return std::sqrt(group.low * group.high);
  return group.low + (group.high - group.low) / 2;
}

std::optional<LinePanel> response_panel(const FigureSource& source, std::size_t axis,
                                        const std::string& label) {
  const SweepAxis& info = source.table.axes[axis];
  std::vector<const MainEffect*> effects;
  for (const MainEffect& effect : source.effects.main) {
    if (effect.axis == axis && std::isfinite(effect.cell.mean.estimate)) effects.push_back(&effect);
  }
  if (effects.size() < 2) return std::nullopt;
  LinePanel panel{label, unit_title(info), {}, {}, {{}}, info.kind != AxisKind::packages};
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

std::optional<Figure> response_of(const FigureSource& source) {
  const SweepTable& table = source.table;
  std::vector<double> low(table.axes.size(), missing_value), high(low);
  for (const MainEffect& effect : source.effects.main) {
    const double mean = effect.cell.mean.estimate;
    if (!(low[effect.axis] <= mean)) low[effect.axis] = mean;
    if (!(high[effect.axis] >= mean)) high[effect.axis] = mean;
  }
  LineChart chart{source.outcome.unit, {}, {}};
  Figure out{.name = "response",
             .table = {.head = {"axis", "at", "mean, " + source.outcome.unit, "low", "high"}, .rows = {}}};
  std::string first;  // in words
  const auto labels = axis_labels(table.axes);
  const auto order = largest_first(table.axes.size(), [&](std::size_t n) { return high[n] - low[n]; });
  for (const std::size_t axis : order) {
    if (chart.panels.size() == most_panels) break;
    auto panel = response_panel(source, axis, labels[axis]);
    if (!panel) continue;
    for (std::size_t n = 0; n < panel->x_labels.size(); ++n) {
      const Interval& mean = panel->lines[0][n].mean;
      out.table.rows.push_back({labels[axis], panel->x_labels[n], table_number(mean.estimate),
                                table_number(mean.low), table_number(mean.high)});
    }
    out.description +=
        fmt::format(" {}: {} to {}.", panel->title, in_three_digits(low[axis], source.outcome.unit),
                    in_three_digits(high[axis], source.outcome.unit));
    if (first.empty()) first = source.axis(axis);
    chart.panels.push_back(std::move(*panel));
  }
  if (chart.panels.empty()) return std::nullopt;
  const std::string interval = percent_of(1 - source.alpha);
  out.title = fmt::format("{} moves {} most", first, source.words());
  if (table.chosen()) {
    out.subtitle = fmt::format(
        "{}. Whiskers: {} confidence intervals of the means over replicates; band: 90% of the runs.",
        table.info.method == "one_at_a_time" ? "Means along each axis, all others as in the baseline"
                                             : "Means over the points at each level",
        interval);
  } else {
    out.subtitle = fmt::format(
        "Means over the points at each level; of continuous axes, over five parts with equally many points, "
        "shown at the middle of each part. Whiskers: {} confidence intervals of these means over points; "
        "band: 90% of the points' means.",
        interval);
  }
  if (table.axes.size() > chart.panels.size())
    out.subtitle += fmt::format(" The {} axes with the widest range of {}; all are in main_effects.csv.",
                                chart.panels.size(), table.axes.size());
  out.height = [chart](double width) { return line_chart_height(chart, width); };
  out.draw = [chart](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); };
  return out;
}

std::string settings_of(const SweepTable& table, std::size_t point) {
  std::string out = fmt::format("{}:", point);
  for (std::size_t axis = 0; axis < table.axes.size(); ++axis)
    out += fmt::format("{} {}", axis == 0 ? "" : ",", table.text.brief(axis, table.coordinates[axis][point]));
  return out;
}

Figure points_of(const FigureSource& source) {
  Figure out{.name = "points"};
  const SweepTable& table = source.table;
  DotChart chart{fmt::format("{}, {}", capital(source.words()), source.outcome.unit),
                 source.outcome.unit,
                 {"mean"},
                 {},
                 {}};
  for (std::uint32_t point = 0; point < table.info.points; ++point) {
    const Cell cell = cell_of_runs(table, source.effects.values, std::span(&point, 1), source.alpha);
    const std::string mark = table.info.baseline == point ? " (baseline)" : "";
    chart.rows.push_back({settings_of(table, point) + mark, {dot_of(cell)}});
    out.description += fmt::format(" {}: {}.", chart.rows.back().label,
                                   in_three_digits(cell.mean.estimate, source.outcome.unit));
  }
  std::string names;
  for (const std::string& label : axis_labels(table.axes)) names += (names.empty() ? "" : ", ") + label;
  out.title = fmt::format("{} at each of {} points", source.words(), table.info.points);
  out.subtitle = fmt::format(
      "Each row: the point's number, then its value of {}. Marker: mean over replicates; whisker: {} "
      "confidence interval of the mean; pale bar: 90% of the runs.",
      names, percent_of(1 - source.alpha));
  return dots_of(std::move(out), chart);
}

}  // namespace

std::string trajectories_in_words(const FigureSource& source) {
  std::size_t fewest = source.table.info.trajectories;
  for (const MorrisEffect& effect : source.effects.morris) fewest = std::min(fewest, effect.count);
  return fewest == source.table.info.trajectories
             ? fmt::format("{} trajectories", fewest)
             : fmt::format(
                   "{} trajectories with outcomes missing (an axis has at least {} effects; with fewer than "
                   "{} it has no numbers)",
                   source.table.info.trajectories, fewest, percent_of(1 - most_missing));
}

std::string base_rows_in_words(const FigureSource& source) {
  const OutcomeEffects& effects = source.effects;
  const std::size_t shifts = source.table.info.shifts;
  std::string text =
      effects.rows_used == effects.base_rows
          ? fmt::format("{} base rows", effects.base_rows)
          : fmt::format("{} of {} base rows, those without a missing outcome (at least {} are needed)",
                        effects.rows_used, effects.base_rows, percent_of(1 - most_missing));
  if (shifts >= fewest_units) return text + fmt::format(" under {} independent shifts", shifts);
  return text + ", all of one sequence, which gives no intervals";
}

Interval scaled(const Interval& value, double factor) {
  return {value.estimate * factor, value.low * factor, value.high * factor, value.kind};
}
std::optional<Figure> effect_figure(const FigureSource& source) {
  const std::string& method = source.table.info.method;
  if (!source.any()) return std::nullopt;
  if (method == "morris") return morris_of(source);
  if (method == "saltelli") return sobol_of(source);
  if (source.table.chosen() && method != "points" && !source.effects.swings.empty())
    return tornado_of(source);
  return response_of(source);
}

std::string said_of(const SweepOutcome& outcome) {
  return fmt::format("{} Taken as {}; unit: {}.", outcome.meaning, outcome.take, plain_unit(outcome.unit));
}

std::vector<Figure> sweep_figures(const FigureSource& source) {
  const std::string& method = source.table.info.method;
  std::vector<Figure> out;
  if (!source.any()) return out;
  const SweepInfo& info = source.table.info;
  const auto add = [&](std::optional<Figure> figure) {
    if (!figure) return;
    std::string name = figure->name;
    const std::size_t kind = std::min(name.find('_'), name.size());  // "lines_duty.strength" is named by both
    figure->name = file_name(name.insert(kind, "_" + source.outcome.name));
    figure->title = capital(std::move(figure->title));
    figure->subtitle = fmt::format("{} {}", said_of(source.outcome), figure->subtitle);
    figure->description = fmt::format("{}.{}", figure->title, figure->description);
    figure->caption = origin_words(info, static_cast<std::int64_t>(info.runs), source.table.settings);
    out.push_back(std::move(*figure));
  };
  if (source.table.chosen() && !source.effects.swings.empty()) add(tornado_of(source));
  if (method == "morris") add(morris_of(source));
  if (method == "saltelli") add(sobol_of(source));
  if (method == "points" && info.points <= most_listed_points) add(points_of(source));
  if (!source.effects.correlations.empty()) add(correlation_of(source));
  if (method == "factorial") {
    for (Figure& figure : factorial_figures(source)) add(std::move(figure));
  } else if (method != "morris") {
    add(response_of(source));
  }
  return out;
}

}  // namespace concord
