#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/charts/time_plot.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/runs_in_rows.hpp"
#include "viz/views/spc.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

/// A rule that a point is part of, and on which side; a side is no judgement.
struct Mark {
  SpcRule rule;
  bool high;  ///< above the mean, or rising
  bool operator==(const Mark&) const = default;
};

/// The shape is the rule: a square, a diamond, a wide bar, a circle with a hole; the colour is the side.
void draw_mark(Canvas& canvas, Point at, const Mark& mark) {
  const std::string_view color = mark.high ? palette::blue : palette::plum;
  const double r = 5, x = at.x, y = at.y;
  const auto block = [&](double wide, double high) {
    canvas.rect(x - wide, y - high, 2 * wide, 2 * high, color);
  };
  switch (mark.rule) {
    case SpcRule::outside:
      return block(0.89 * r, 0.89 * r);
    case SpcRule::shift:
      return canvas.polygon(
          std::array<Point, 4>{{{x, y - 1.25 * r}, {x + 1.25 * r, y}, {x, y + 1.25 * r}, {x - 1.25 * r, y}}},
          color, 1);
    case SpcRule::trend:
      return block(1.2 * r, 0.5 * r);
    case SpcRule::near_limit:
      canvas.circle(at, r, color);
      canvas.circle(at, 0.45 * r, "#FFFFFF");
  }
}
constexpr std::string_view inside_color = "#7A7A7A";

/// The values of one ensemble in a chart.
struct Charted {
  std::vector<double> values;
  Spc spc;
  std::vector<std::vector<Mark>> rules;  ///< [quarter] that its point is part of
  TimeAxes axes;  ///< `difference`: values are those of two ensembles, paired where they can be
  std::string say(double value) const {
    return axes.difference ? short_difference(value, axes.unit) : plain_value(value, axes.unit);
  }
  std::vector<std::string> all_quarters;  ///< that limits and rules are of
  std::vector<double> all_values;
  std::vector<Spread> spreads;  ///< of the same, where they are medians of runs
};

std::vector<std::vector<Mark>> rules_by_point(const Spc& spc, std::size_t count) {
  std::vector<std::vector<Mark>> out(count);
  for (const SpcSignal& signal : spc.signals) {
    const Mark mark{signal.rule, signal.high};
    for (std::size_t n = signal.first; n <= signal.last && n < count; ++n) {
      if (std::ranges::find(out[n], mark) == out[n].end()) out[n].push_back(mark);
    }
  }
  return out;
}

std::string signal_words(const SpcSignal& signal, const std::vector<std::string>& quarters) {
  const std::size_t count = signal.last - signal.first + 1;
  const std::string when =
      count == 1 ? quarters[signal.first] : quarters[signal.first] + " to " + quarters[signal.last];
  switch (signal.rule) {
    case SpcRule::outside:
      return fmt::format("{}: {}{} the {} limit", when, count > 1 ? fmt::format("{} in a row ", count) : "",
                         signal.high ? "above" : "below", signal.high ? "upper" : "lower");
    case SpcRule::shift:
      return fmt::format("{}: {} in a row {} the mean", when, count, signal.high ? "above" : "below");
    case SpcRule::trend:
      return fmt::format("{}: {} in a row {}", when, count, signal.high ? "rising" : "falling");
    case SpcRule::near_limit:
      return fmt::format("{}: two of three near the {} limit", when, signal.high ? "upper" : "lower");
  }
  return {};
}

std::vector<double> values_of(const RunSeries& series, std::optional<int> run) {
  if (run) return series.of_run(*run);
  std::vector<double> medians;
  for (const Spread& quarter : series.spreads()) medians.push_back(quarter.median);
  return medians;
}

Charted charted(const RunSeries& series, const Scene& scene, std::vector<double> values, bool difference) {
  Charted chart;
  chart.values = chart.all_values = std::move(values);
  chart.spc = spc_of(chart.values);
  chart.rules = rules_by_point(chart.spc, chart.values.size());
  TimeAxes& axes = chart.axes;
  axes.quarters = chart.all_quarters = series.quarters;
  axes.unit = series.unit;
  axes.difference = difference;
  axes.y_title = difference ? fmt::format("{}, B less A, {}", series.name, plain_difference_unit(series.unit))
                            : fmt::format("{}, {}", series.name, plain_unit(series.unit));
  axes.selected = scene.selection.quarter;
  for (std::size_t t = 0; t < chart.values.size(); ++t) {
    std::string tip = fmt::format("{}: {}", series.quarters[t], chart.say(chart.values[t]));
    if (static_cast<int>(t) == axes.selected) axes.selected_words = tip;
    for (const Mark& mark : chart.rules[t]) tip += fmt::format("\n{}", words_of(mark.rule));
    axes.tips.push_back(std::move(tip));
  }
  return chart;
}

void draw_level(Canvas& canvas, const TimePlace& place, double value, const Pen& pen) {
  if (std::isfinite(value)) canvas.line({place.left, place.y(value)}, {place.right, place.y(value)}, pen);
}

constexpr Pen limit_pen{palette::plum, 1.4, "7 4"}, mean_pen{palette::dark, 1.4};

constexpr Pen before_pen{"#6E6E6E", 1.8, "7 3"}, ghost_pen{"#B8B8B8", 2};

/// `pale`: the other ensemble in the same chart, or nothing.
void draw_chart(Canvas& canvas, const Box& box, const Charted& chart, const std::vector<double>& pale,
                const Pen& pale_pen) {
  TimeAxes axes = chart.axes;
  const Spc& spc = chart.spc;
  const bool limits = std::isfinite(spc.low);
  const std::array<std::pair<std::string, double>, 3> levels{
      {{"upper limit", spc.high}, {"mean", spc.mean}, {"lower limit", spc.low}}};
  std::vector<std::string> names;
  names.reserve(levels.size());
  for (const auto& [name, value] : levels) names.push_back(fmt::format("{} {}", name, chart.say(value)));
  if (limits) {
    for (const std::string& name : names) axes.names = std::max(axes.names, text_width(name, 11.5) + 30);
  }
  axes.names = std::min(axes.names, std::max(box.width * 0.34, 110.0));
  const TimePlace place = draw_time_axes(canvas, box, axes);
  draw_values(canvas, pale, place.x, place.y, pale_pen);
  if (limits) {
    draw_level(canvas, place, spc.high, limit_pen);
    draw_level(canvas, place, spc.low, limit_pen);
    draw_level(canvas, place, spc.mean, mean_pen);
    const std::array<LineEnd, 3> ends{{{names[0], place.y(spc.high), limit_pen},
                                       {names[1], place.y(spc.mean), mean_pen},
                                       {names[2], place.y(spc.low), limit_pen}}};
    draw_line_ends(canvas, ends, place, axes.names);
  }
  draw_values(canvas, chart.values, place.x, place.y, {"#7A7A7A", 1.4});
  for (std::size_t t = 0; t < chart.values.size(); ++t) {
    if (!std::isfinite(chart.values[t])) continue;
    const Point at{place.x[t], place.y(chart.values[t])};
    const std::string target = fmt::format("quarter {}", t);
    canvas.begin_group({.title = chart.axes.tips[t], .target = target});
    if (chart.rules[t].empty()) {
      canvas.circle(at, 3.4, inside_color);
    } else {
      draw_mark(canvas, at, *std::ranges::min_element(chart.rules[t], {}, &Mark::rule));
    }
    canvas.end_group();
  }
}

/// What the shapes mean, and the line of `before` where it is drawn; without `canvas` it only measures.
double draw_key(Canvas* canvas, const Box& box, std::string_view before, const Pen& pen) {
  double x = box.x, y = box.y + 12;
  const auto entry = [&](const std::string& words, auto sample) {
    const std::string text = fitted(words, 11.5, box.width - 20);
    const double room = 20 + text_width(text, 11.5);
    if (x > box.x && x + room > box.x + box.width) {
      x = box.x;
      y += 18;
    }
    if (canvas != nullptr) {
      sample(Point{x + 6, y - 4});
      canvas->text({x + 18, y}, text, {.size = 11.5});
    }
    x += room + 18;
  };
  entry("no rule", [&](Point at) { canvas->circle(at, 3.4, inside_color); });
  for (const SpcRule rule : {SpcRule::outside, SpcRule::shift, SpcRule::trend, SpcRule::near_limit})
    entry(std::string(words_of(rule)), [&](Point at) { draw_mark(*canvas, at, {rule, true}); });
  for (const bool high : {true, false})
    entry(high ? "blue: above the mean or rising" : "plum: below the mean or falling", [&](Point at) {
      draw_mark(*canvas, at, {SpcRule::outside, high});
    });
  if (!before.empty())
    entry(std::string(before), [&](Point at) { canvas->line({at.x - 8, at.y}, {at.x + 8, at.y}, pen); });
  return y + 10 - box.y;
}

struct Drawn {
  Charted chart;
  std::vector<double> pale;  ///< [quarter] of the other ensemble, in the same chart
  std::string pale_word;
  Pen pale_pen;
};

void keep(auto& rows, const Period& period) {
  if (rows.empty()) return;
  rows.erase(rows.begin() + period.last + 1, rows.end());
  rows.erase(rows.begin(), rows.begin() + period.first);
}

/// The scale has room for what is seen, and for the limits.
void find_scale(Drawn& drawn, const Scene& scene) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto widen = [&](double value) {
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  };
  std::ranges::for_each(drawn.pale, widen);
  std::ranges::for_each(drawn.chart.values, widen);
  for (const double limit : {drawn.chart.spc.low, drawn.chart.spc.high}) widen(limit);
  if (low > high) low = 0, high = 1;
  std::tie(drawn.chart.axes.low, drawn.chart.axes.high) = range_of(scene, "values", low, high);
}

/// Limits and rules stay those of all quarters.
void show_period(Drawn& drawn, const Period& period) {
  Charted& chart = drawn.chart;
  keep(drawn.pale, period);
  keep(chart.values, period);
  keep(chart.rules, period);
  keep(chart.axes.quarters, period);
  keep(chart.axes.tips, period);
  chart.axes.selected = period.holds(chart.axes.selected) ? chart.axes.selected - period.first : -1;
}

std::string finding(const Charted& chart, const RunSeries& series, bool whole_country) {
  const std::string what = series.name + (whole_country ? "" : " of " + series.place) +
                           (chart.axes.difference ? ", B less A" : "");
  if (!std::isfinite(chart.spc.mean)) return what + ": too few values for a control chart";
  const std::size_t all = chart.spc.points;
  if (chart.spc.signals.empty()) return fmt::format("{}: no rule is broken in {} quarters", what, all);
  // Limits of a series that moves are crossed because it moves: said as that, not as news quarter by quarter.
  std::size_t above = 0, below = 0, any = 0;
  for (const auto& marks : rules_by_point(chart.spc, chart.all_quarters.size())) {
    any += marks.empty() ? 0 : 1;
    above += std::ranges::count(marks, Mark{SpcRule::outside, true}) > 0 ? 1 : 0;
    below += std::ranges::count(marks, Mark{SpcRule::outside, false}) > 0 ? 1 : 0;
  }
  const auto known = [](double value) { return std::isfinite(value); };
  const auto& values = chart.all_values;
  const auto first = static_cast<std::size_t>(std::ranges::find_if(values, known) - values.begin()),
             last = values.size() - 1 -
                    static_cast<std::size_t>(std::ranges::find_if(values.rbegin(), values.rend(), known) -
                                             values.rbegin());
  const auto say = [&](std::size_t t) {
    return chart.spreads.empty() ? chart.say(values[t]) : with_range(chart.spreads[t], series.unit);
  };
  return fmt::format("{} went from {}{} to {}: {}, of {} quarters", what,
                     chart.spreads.empty() ? "" : "median ", say(first), say(last),
                     above + below > 0 ? fmt::format("above its limits in {}, below in {}", above, below)
                                       : fmt::format("within its limits, {} in a row or near one", any),
                     all);
}

std::string described(const Charted& chart) {
  if (!std::isfinite(chart.spc.mean))
    return "A mean moving range needs two neighbouring quarters that have values.";
  const std::string& unit = chart.axes.unit;
  std::string text =
      fmt::format("Mean {}, limits {}. ", chart.say(chart.spc.mean),
                  chart.axes.difference ? plain_difference_range(chart.spc.low, chart.spc.high, unit)
                                        : plain_range(chart.spc.low, chart.spc.high, unit));
  if (chart.spc.signals.empty()) return text + "No rule finds a signal.";
  constexpr std::size_t most = 6;
  const std::size_t count = chart.spc.signals.size();
  for (std::size_t n = 0; n < std::min(count, most); ++n)
    text += (n > 0 ? "; " : "") + signal_words(chart.spc.signals[n], chart.all_quarters);
  return count > most ? fmt::format("{}; and {} more.", text, count - most) : text + ".";
}

void add_rows(FigureTable& table, const Charted& chart) {
  for (std::size_t t = 0; t < chart.values.size(); ++t) {
    std::string rules;
    for (const Mark& mark : chart.rules[t])
      rules += fmt::format("{}{}{}", rules.empty() ? "" : "; ", words_of(mark.rule),
                           mark.high ? ", high" : ", low");
    std::vector<std::string> row{chart.axes.quarters[t]};
    for (const double value : {chart.values[t], chart.spc.mean, chart.spc.low, chart.spc.high})
      row.push_back(table_number(value));
    row.push_back(rules);
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

std::optional<Figure> control_chart_figure(const Scene& scene) {
  const bool country = !scene.of_system;
  const auto both = both_series(scene);
  if (!both) return std::nullopt;
  const RunSeries* now = &both->now;
  const std::optional<RunSeries>& before = both->before;
  if (now->runs == 0)
    return message_figure(scene, "control_chart", "No values to show",
                          "These runs were recorded without values of single systems.");
  const bool difference = scene.difference;
  Drawn drawn;
  drawn.chart = charted(*now, scene, values_of(*now, scene.selection.run), difference);
  if (!scene.selection.run && now->runs > 1 && !difference) drawn.chart.spreads = now->spreads();
  if (before) {
    drawn.pale_word = before_word(scene);
    drawn.pale_pen = scene.ghost ? ghost_pen : before_pen;
    drawn.pale = values_of(*before, scene.before_run);
  }
  const auto count = static_cast<int>(now->quarters.size());
  const auto period = scene.selection.period ? within(*scene.selection.period, count) : std::nullopt;
  if (period) show_period(drawn, *period);
  find_scale(drawn, scene);
  Figure figure;
  figure.name = country ? "control_chart_country" : "control_chart";
  figure.title = finding(drawn.chart, *now, country);
  const auto run = scene.selection.run;
  const std::string whose = difference && !run ? std::string("medians over the runs")
                            : now->runs == 1 || (run && *run < now->runs)
                                ? fmt::format("run {}", now->first_replicate + run.value_or(0))
                                : fmt::format("medians of {} runs", now->runs);
  figure.subtitle = fmt::format("{}; {}, {}; unit: {}; {}. Limits: mean ± 2.66 mean moving ranges (XmR).",
                                now->meaning, now->place, period_of(drawn.chart.axes.quarters),
                                difference ? plain_difference_unit(now->unit) : plain_unit(now->unit), whose);
  const bool moves = std::ranges::any_of(drawn.chart.spc.signals, [](const SpcSignal& signal) {
    return signal.rule == SpcRule::trend || signal.rule == SpcRule::shift;
  });
  if (!run && now->runs > 1)
    figure.subtitle += " A median varies less than one run, so its limits are narrow.";
  if (moves)
    figure.subtitle += " They are made for a series that stays where it is; one that moves crosses them.";
  if (difference) figure.subtitle += " A control chart of the differences.";
  if (period)
    figure.subtitle += fmt::format(" Limits and rules are of all quarters, {}.", period_of(now->quarters));
  figure.description = described(drawn.chart);
  figure.table.head = {"quarter"};
  for (const char* column : {difference ? "B less A" : "value", "mean", "lower limit", "upper limit"})
    figure.table.head.push_back(table_head(column, now->unit));
  figure.table.head.emplace_back("rules");
  add_rows(figure.table, drawn.chart);
  if (!drawn.pale.empty()) {
    figure.table.head.push_back(table_head(before_word(scene), now->unit));
    for (std::size_t t = 0; t < drawn.pale.size(); ++t)
      figure.table.rows[t].push_back(table_number(drawn.pale[t]));
  }
  figure.height = [drawn](double width) {
    return draw_key(nullptr, {0, 0, width, 0}, drawn.pale_word, drawn.pale_pen) +
           std::clamp(width * 0.44, 260.0, 480.0);
  };
  figure.draw = [drawn](Canvas& canvas, const Box& box) {
    const double key = draw_key(&canvas, box, drawn.pale_word, drawn.pale_pen);
    draw_chart(canvas, {box.x, box.y + key, box.width, box.height - key}, drawn.chart, drawn.pale,
               drawn.pale_pen);
  };
  return period ? with_quarters_from(period->first, std::move(figure)) : figure;
}

}  // namespace concord
