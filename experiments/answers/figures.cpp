// Figures of an answer: the lever's levels in all circumstances, and what the effect goes with.

#include "experiments/answers/answer.hpp"
#include "experiments/answers/sentences.hpp"
#include "experiments/charts/number_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/pages/sweep_figures.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/scenarios/short_meaning.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_dependence_rows = 6;

/// A figure of an answer, with where it comes from.
template <class Chart>
Figure figure_of(const Answer& answer, std::string title, std::string subtitle, std::string description,
                 const Chart& chart) {
  Figure figure;
  figure.title = std::move(title);
  figure.subtitle = std::move(subtitle);
  figure.description = std::move(description);
  figure.caption = fmt::format("{} {} runs, seed {}, plan {}.", simulated, answer.sweep.runs,
                               answer.sweep.seed, answer.sweep.plan_digest);
  if constexpr (std::is_same_v<Chart, LineChart>) {
    figure.height = [chart](double width) { return line_chart_height(chart, width); };
    figure.draw = [chart](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); };
  } else {
    figure.height = [chart](double width) { return dot_chart_height(chart, width); };
    figure.draw = [chart](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); };
  }
  return figure;
}

/// What is drawn at a level: values of the outcome, or their differences from `from`.
enum class Drawn { values, effects };

/// Mean over units with its interval; the middle 90% of units.
struct Spot {
  Interval mean;
  double low90, high90;
};
Spot spot_of(const Answer& answer, const OutcomeFinding& f, std::size_t circumstance, std::size_t level,
             Drawn drawn) {
  std::vector<double> units = drawn == Drawn::values
                                  ? f.values.of(circumstance, level)
                                  : f.values.differences(circumstance, answer.grid.from, level);
  const bool share = answer.design.outcomes[f.asked->outcome].unit == "share";
  if (drawn == Drawn::effects && share) {
    for (double& value : units) value *= 100;  // percentage points
  }
  Interval mean = drawn == Drawn::values ? mean_interval(units, answer.sweep.alpha, f.values.range)
                                         : level_effect(answer, f, circumstance, level).mean;
  if (drawn == Drawn::effects && share) mean = scaled(mean, 100);
  const Spread spread = spread_of(std::move(units));
  return {mean, spread.low90, spread.high90};
}
std::string unit_of(const Answer& answer, const OutcomeFinding& f, Drawn drawn) {
  const std::string& unit = answer.design.outcomes[f.asked->outcome].unit;
  return drawn == Drawn::effects && unit == "share" ? "pp" : unit;
}

std::string units_of(const Answer& answer) { return answer.grid.sets > 1 ? "sets of assumptions" : "runs"; }

/// Of differences from a level: "change, percentage points".
std::string axis_title(const Answer& answer, const OutcomeFinding& f, Drawn drawn) {
  const std::string& unit = answer.design.outcomes[f.asked->outcome].unit;
  return drawn == Drawn::effects ? fmt::format("Change, {}", plain_difference_unit(unit))
                                 : capital(plain_unit(unit));
}

std::string described(const Answer& answer, const OutcomeFinding& f, Drawn drawn, std::size_t circumstances) {
  const Telling t = telling_of(answer);
  std::string text;
  for (std::size_t c = 0; c < circumstances; ++c) {
    const std::string where = circumstance_words(t, c);
    if (!where.empty()) text += fmt::format("{}: ", capital(where));
    for (std::size_t level = 0; level < answer.grid.levels; ++level) {
      const Effect e = level_effect(answer, f, c, level);
      text += fmt::format("{}{} {}", level == 0 ? "" : ", ", level_words(t, level),
                          drawn == Drawn::values ? value_text(t, *f.asked, e.after)
                                                 : signed_text(t, *f.asked, e.mean.estimate));
    }
    text += ". ";
  }
  return text;
}

/// Lines along the lever: a series for each level of the first context, a panel for those of all others.
LineChart lines_of(const Answer& answer, const OutcomeFinding& f, Drawn drawn, std::size_t circumstances) {
  const Telling t = telling_of(answer);
  const Question& question = *answer.design.question;
  const Axis& lever = answer.design.axes[question.lever.axis];
  const bool metric = lever.parameter->kind == ValueKind::number || lever.parameter->kind == ValueKind::whole;
  const std::size_t series =
      question.contexts.empty() || circumstances == 1 ? 1 : question.contexts.front().levels.size();
  const std::size_t panels = circumstances / series, drawn_series = std::min(series, most_styles);
  LineChart chart{.unit = unit_of(answer, f, drawn), .series = {}, .panels = {}};
  for (std::size_t s = 0; s < drawn_series && series > 1; ++s)
    chart.series.push_back(capital(context_words(t, 0, s)));
  for (std::size_t p = 0; p < panels; ++p) {
    LinePanel panel;
    for (std::size_t k = 1; k < question.contexts.size() && panels > 1; ++k)
      panel.title += fmt::format("{}{}", panel.title.empty() ? "" : ", ",
                                 context_words(t, k, answer.grid.context[p][k]));
    panel.title = panels > 1 ? capital(panel.title) : axis_title(answer, f, drawn);
    const std::string_view unit = level_unit(*lever.parameter);
    panel.x_title =
        capital(unit.empty() ? question.lever.name : fmt::format("{}, {}", question.lever.name, unit));
    for (std::size_t level = 0; level < answer.grid.levels; ++level) {
      panel.x.push_back(metric ? lever.levels[level] : static_cast<double>(level));
      panel.x_labels.push_back(lever.parameter->kind == ValueKind::on_off
                                   ? capital(level_words(t, level))
                                   : text_of(lever, lever.levels[level]));
    }
    for (std::size_t s = 0; s < drawn_series; ++s) {
      std::vector<LinePoint> points;
      for (std::size_t level = 0; level < answer.grid.levels; ++level) {
        const Spot spot = spot_of(answer, f, s * panels + p, level, drawn);
        points.push_back({spot.mean, spot.low90, spot.high90});
      }
      panel.lines.push_back(std::move(points));
    }
    chart.panels.push_back(std::move(panel));
  }
  return chart;
}

/// A row for each package, a column of numbers for each circumstance (the first of them, if there are many),
/// which are letters, as their words are long.
DotChart dots_of(const Answer& answer, const OutcomeFinding& f, Drawn drawn, std::size_t circumstances) {
  const Telling t = telling_of(answer);
  DotChart chart{.scale_title = axis_title(answer, f, drawn),
                 .unit = unit_of(answer, f, drawn),
                 .series = {},
                 .rows = {},
                 .held = {}};
  if (drawn == Drawn::effects) chart.held.push_back(0);
  const std::size_t series = std::min(circumstances, most_styles);
  for (std::size_t c = 0; c < series && series > 1; ++c)
    chart.series.emplace_back(1, static_cast<char>('A' + c));
  for (std::size_t level = 0; level < answer.grid.levels; ++level) {
    if (drawn == Drawn::effects && level == answer.grid.from) continue;
    DotRow row{.label = capital(level_words(t, level)), .dots = {}};
    for (std::size_t c = 0; c < series; ++c) {
      const Spot spot = spot_of(answer, f, c, level, drawn);
      row.dots.push_back({spot.mean, Interval{spot.mean.estimate, spot.low90, spot.high90}});
    }
    chart.rows.push_back(std::move(row));
  }
  return chart;
}

/// "A: if ...; B: if ...".
std::string letters_of(const Answer& answer) {
  const Telling t = telling_of(answer);
  std::string text;
  const std::size_t series = std::min(answer.grid.circumstances, most_styles);
  for (std::size_t c = 0; c < series && series > 1; ++c)
    text += fmt::format("{}{}: {}", c == 0 ? "" : "; ", static_cast<char>('A' + c), circumstance_words(t, c));
  return text.empty() ? "" : text + ". ";
}

/// What a figure has no room for.
std::string left_out(const Answer& answer) {
  const Question& question = *answer.design.question;
  const std::size_t there = !answer.grid.ordered        ? answer.grid.circumstances
                            : question.contexts.empty() ? 1
                                                        : question.contexts.front().levels.size();
  return there <= most_styles
             ? ""
             : fmt::format(" The first {} of {} circumstances are drawn.", most_styles, there);
}

/// In all circumstances, or in the first alone.
Figure lever_figure(const Answer& answer, std::size_t finding, Drawn drawn, bool first_alone = false) {
  const OutcomeFinding& f = answer.findings[finding];
  const Telling t = telling_of(answer);
  const Question& question = *answer.design.question;
  const Outcome& outcome = answer.design.outcomes[f.asked->outcome];
  const bool effects = drawn == Drawn::effects;
  const std::size_t circumstances = first_alone ? 1 : answer.grid.circumstances;
  const std::string title =
      capital(fmt::format("{}{}, by {}", effects ? "change of " : "", f.asked->as, question.lever.name));
  std::string what =
      effects ? fmt::format("Difference from {} with the same assumptions and the same luck{}; {}.",
                            level_words(t, answer.grid.from),
                            outcome.unit == "share" ? ", in percentage points" : "", text_of(outcome.take))
              : fmt::format("{} ({}).", capital(f.asked->as), text_of(outcome.take));
  what += fmt::format(" {}: means over {}, with 95% intervals; {}: the middle 90% of them.{}",
                      answer.grid.ordered ? "Lines" : "Dots", units_of(answer),
                      answer.grid.ordered ? "bands" : "pale bars", first_alone ? "" : left_out(answer));
  const std::string description = described(answer, f, drawn, circumstances);
  if (answer.grid.ordered)
    return figure_of(answer, title, what, description, lines_of(answer, f, drawn, circumstances));
  return figure_of(answer, title, (first_alone ? "" : letters_of(answer)) + what, description,
                   dots_of(answer, f, drawn, circumstances));
}

}  // namespace

Figure outcome_figure(const Answer& answer, std::size_t finding) {
  return lever_figure(answer, finding, Drawn::values);
}

Figure effect_figure(const Answer& answer, std::size_t finding) {
  return lever_figure(answer, finding, Drawn::effects);
}

Figure headline_figure(const Answer& answer) { return lever_figure(answer, 0, Drawn::effects, true); }

std::optional<Figure> dependence_figure(const Answer& answer, std::size_t finding) {
  const OutcomeFinding& f = answer.findings[finding];
  if (f.dependences.empty()) return std::nullopt;
  const Telling t = telling_of(answer);
  const Outcome& outcome = answer.design.outcomes[f.asked->outcome];
  DotChart chart{.scale_title = axis_title(answer, f, Drawn::effects),
                 .unit = unit_of(answer, f, Drawn::effects),
                 .series = {},
                 .rows = {},
                 .held = {0}};
  const double scale = outcome.unit == "share" ? 100 : 1;
  std::string description;
  for (std::size_t n = 0; n < std::min(most_dependence_rows, f.dependences.size()); ++n) {
    const Dependence& d = f.dependences[n];
    for (const bool high : {false, true}) {
      const Effect& e = high ? d.high : d.low;
      const std::string label = capital(
          high ? fmt::format("{} ≥ {}", short_meaning(*d.parameter), short_value(*d.parameter, d.high_from))
               : fmt::format("{} ≤ {}", short_meaning(*d.parameter), short_value(*d.parameter, d.low_to)));
      const double mean = scale * e.mean.estimate;
      chart.rows.push_back({label,
                            {{Interval{mean, scale * e.mean.low, scale * e.mean.high},
                              Interval{mean, scale * e.low90, scale * e.high90}}}});
      description += fmt::format("{}: {}. ", label, signed_text(t, *f.asked, e.mean.estimate));
    }
  }
  return figure_of(
      answer, capital(fmt::format("What the effect on {} goes with", f.asked->as)),
      fmt::format("Effect of {} against {} within the thirds of the sets with the least and the "
                  "most of a parameter. Dots: means with 95% intervals; pale bars: the middle 90% of sets.",
                  level_words(t, f.level), level_words(t, answer.grid.from)),
      description, chart);
}

}  // namespace concord
