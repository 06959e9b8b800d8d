// Figures of a decision.

#include "experiments/charts/number_words.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/decisions/decision_words.hpp"
#include "experiments/platform/origin.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_discoveries = 4;

Interval point(double value) { return {value, missing_value, missing_value, IntervalKind::none}; }

/// What charts and tables hold of an outcome: natural values, and differences in their unit.
struct MoneyScale {
  MoneyScale(const Decision& decision, const DecidedOutcome& outcome)
      : unit(decision.sweep_outcomes[outcome.outcome].unit),
        sign(outcome.sign()),
        factor(difference_factor(unit)) {}
  Interval natural(const Interval& i) const {
    return sign > 0 ? i : Interval{-i.estimate, -i.high, -i.low, i.kind};
  }
  std::string unit;
  double sign, factor;
};

FigureTable table_of(const DotChart& chart, std::string_view first) {
  FigureTable table{.head = {std::string(first)}, .rows = {}};
  const bool single = chart.series.empty();
  for (std::size_t n = 0; n < (single ? 1 : chart.series.size()); ++n)
    table.head.push_back(table_head(single ? chart.scale_title : chart.series[n], chart.unit));
  for (const DotRow& row : chart.rows) {
    table.rows.push_back({row.label});
    for (const Dot& dot : row.dots) table.rows.back().push_back(table_number(dot.value.estimate));
  }
  return table;
}

std::string described(const FigureTable& table) {
  std::string text;
  for (const auto& row : table.rows) {
    text += row.front() + ":";
    for (std::size_t n = 1; n < row.size(); ++n) text += fmt::format("{} {}", n == 1 ? "" : ",", row[n]);
    text += ". ";
  }
  return text;
}

Figure dots(const Decision& decision, std::string name, std::string title, std::string subtitle,
            std::string_view first, const DotChart& chart) {
  FigureTable table = table_of(chart, first);
  std::string description = described(table);
  return {.name = std::move(name),
          .title = std::move(title),
          .subtitle = std::move(subtitle),
          .description = std::move(description),
          .caption = fmt::format("{} {} runs, seed {}, plan {}.", simulated, decision.sweep.runs,
                                 decision.sweep.seed, decision.sweep.plan_digest),
          .table = std::move(table),
          .height = [chart](double width) { return dot_chart_height(chart, width); },
          .least_height = {},
          .draw = [chart](Canvas& canvas, const Box& box) { draw_dots(canvas, box, chart); }};
}

/// A row for each policy.
template <class Dots>
DotChart by_policy(const Decision& decision, std::string title, std::string unit,
                   std::vector<std::string> series, Dots dots_of) {
  DotChart chart{.scale_title = std::move(title),
                 .unit = std::move(unit),
                 .series = std::move(series),
                 .rows = {},
                 .held = {}};
  for (std::size_t p = 0; p < decision.policies.size(); ++p)
    chart.rows.push_back({.label = capital(decision.policy_words[p]), .dots = dots_of(p)});
  return chart;
}

Figure regret_figure(const Decision& decision, const DecidedOutcome& outcome, const std::string& name) {
  const MoneyScale scale(decision, outcome);
  DotChart chart = by_policy(
      decision, fmt::format("Short of the best, {}", plain_difference_unit(scale.unit)),
      std::string(scale.unit == "share" ? "pp" : scale.unit), {"mean", "95%", "largest"}, [&](std::size_t p) {
        const Regret& r = outcome.merits.policies[p].regret;
        return std::vector<Dot>{{point(scale.factor * r.mean)},
                                {point(scale.factor * r.high)},
                                {point(scale.factor * r.largest)}};
      });
  chart.held.push_back(0);
  return dots(decision, "regret_" + name, fmt::format("What is regretted: {}", outcome.as),
              "How far a policy falls short of the best one in the same setting: mean over settings, 95th "
              "percentile, and "
              "largest. Less is better.",
              "policy", chart);
}

Figure values_figure(const Decision& decision, const DecidedOutcome& outcome, const std::string& name) {
  const MoneyScale scale(decision, outcome);
  const DotChart chart =
      by_policy(decision, capital(std::string(plain_unit(scale.unit))), scale.unit, {"mean", "worst tenth"},
                [&](std::size_t p) {
                  const PolicyMerit& m = outcome.merits.policies[p];
                  return std::vector<Dot>{{scale.natural(m.mean)}, {point(scale.sign * m.worst_tenth)}};
                });
  return dots(decision, "values_" + name, capital(fmt::format("{} by policy", outcome.as)),
              fmt::format("Mean over settings with its 95% interval, and mean over the worst tenth of "
                          "settings. {} is better.",
                          outcome.better == Better::more ? "More" : "Less"),
              "policy", chart);
}

Figure best_figure(const Decision& decision, const DecidedOutcome& outcome, const std::string& name) {
  std::vector<std::string> series{"best"};
  const bool halves = !std::isnan(outcome.merits.perfect_crossed);
  if (halves) series.emplace_back("twice");
  if (outcome.aim) series.emplace_back("aim");
  DotChart chart = by_policy(decision, "Share of settings", "share", series, [&](std::size_t p) {
    std::vector<Dot> row{{point(outcome.merits.policies[p].best)}};
    if (halves) row.push_back({point(outcome.merits.policies[p].best_twice)});
    if (outcome.aim) row.push_back({point(outcome.reached[p])});
    return row;
  });
  chart.held = {0, 1};
  return dots(decision, "best_" + name, fmt::format("In how many settings a policy is best: {}", outcome.as),
              fmt::format("Share of settings in which no other policy is better{}{}.",
                          halves ? "; twice: in which each half of the runs says so" : "",
                          outcome.aim ? "; aim: in which the aim is reached" : ""),
              "policy", chart);
}

/// The most valuable parameters and groups.
Figure information_figure(const Decision& decision, const DecidedOutcome& outcome, const std::string& name) {
  const MoneyScale scale(decision, outcome);
  std::vector<std::size_t> order(outcome.information.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t k) { return outcome.information[k].value; });
  order.resize(std::min(order.size(), most_knowables));
  DotChart chart{.scale_title = "Worth of knowing it first",
                 .unit = scale.unit == "share" ? "pp" : scale.unit,
                 .series = {"worth", "chance"},
                 .rows = {},
                 .held = {0}};
  for (const std::size_t k : order) {
    const Knowable& knowable = decision.knowables[k];
    const Information& i = outcome.information[k];
    const bool group = knowable.columns.size() > 1;
    chart.rows.push_back({.label = group
                                       ? fmt::format("Group {} ({})", knowable.name, knowable.columns.size())
                                       : capital(decision.columns[knowable.columns.front()].words),
                          .dots = {{point(scale.factor * i.value)}, {point(scale.factor * i.null_high)}}});
  }
  chart.rows.push_back({.label = "Everything",
                        .dots = {{point(scale.factor * outcome.merits.perfect)}, {point(missing_value)}}});
  return dots(
      decision, "information_" + name, fmt::format("What is worth knowing first: {}", outcome.as),
      fmt::format(
          "Gain of a policy chosen by what is known, in settings that did not help to choose; chance: 95th "
          "percentile where it belongs to other settings. The {} of {} worth most, and everything (luck "
          "included).",
          order.size(), decision.knowables.size()),
      "known", chart);
}

/// How much of the failures boxes on the way hold, against how many settings there fail.
std::optional<Figure> failures_figure(const Decision& decision, const DecidedOutcome& outcome,
                                      const std::string& name) {
  LineChart chart{.unit = "share", .series = {}, .panels = {}};
  FigureTable table{.head = {"policy", "coverage (share)", "density (share)"}, .rows = {}};
  for (std::size_t p = 0; p < decision.policies.size(); ++p) {
    const Discovery& found = outcome.discoveries[p];
    if (!found.sought || chart.panels.size() == most_discoveries) continue;
    LinePanel panel{.title = capital(decision.policy_words[p]),
                    .x_title = "Coverage: share of failures in the box",
                    .x = {},
                    .x_labels = {},
                    .lines = {{}}};
    std::vector<Found> way = found.box.way;
    std::ranges::stable_sort(way, {}, &Found::coverage);
    for (const Found& at : way) {
      if (!panel.x.empty() && at.coverage == panel.x.back()) continue;
      panel.x.push_back(at.coverage);
      panel.x_labels.push_back(share_words(at.coverage));
      panel.lines.front().push_back({point(at.density), at.density, at.density});
      table.rows.push_back({decision.policy_words[p], table_number(at.coverage), table_number(at.density)});
    }
    if (panel.x.size() > 1) chart.panels.push_back(std::move(panel));
  }
  if (chart.panels.empty()) return std::nullopt;
  return Figure{
      .name = "failures_" + name,
      .title = fmt::format("Where policies fall short: {}", outcome.as),
      .subtitle =
          "Boxes on the way from all settings to those where most fail: share of the failures they hold, and "
          "(upwards) share of their settings that fail.",
      .description =
          "A line for each policy from the lower right, all settings, to the upper left, the densest box.",
      .caption = fmt::format("{} {} runs, seed {}, plan {}.", simulated, decision.sweep.runs,
                             decision.sweep.seed, decision.sweep.plan_digest),
      .table = std::move(table),
      .height = [chart](double width) { return line_chart_height(chart, width); },
      .least_height = {},
      .draw = [chart](Canvas& canvas, const Box& box) { draw_lines(canvas, box, chart); }};
}

}  // namespace

std::vector<Figure> outcome_figures(const Decision& decision, const DecidedOutcome& outcome) {
  const std::string& name = decision.sweep_outcomes[outcome.outcome].name;
  std::vector<Figure> figures{regret_figure(decision, outcome, name), values_figure(decision, outcome, name),
                              best_figure(decision, outcome, name)};
  if (!outcome.information.empty()) figures.push_back(information_figure(decision, outcome, name));
  if (auto figure = failures_figure(decision, outcome, name)) figures.push_back(std::move(*figure));
  return figures;
}

std::optional<Figure> trade_off_figure(const Decision& decision) {
  if (decision.outcomes.size() < 2) return std::nullopt;
  std::vector<std::string> series;
  std::string legend;
  const std::size_t drawn = std::min(decision.outcomes.size(), most_styles);
  for (std::size_t n = 0; n < drawn; ++n) {
    series.emplace_back(1, static_cast<char>('A' + n));
    legend += fmt::format("{}: {}. ", series.back(), decision.outcomes[n].as);
  }
  DotChart chart =
      by_policy(decision, "From the worst mean (0%) to the best (100%)", "share", series, [&](std::size_t p) {
        std::vector<Dot> row;
        for (std::size_t n = 0; n < drawn; ++n) {
          const auto& policies = decision.outcomes[n].merits.policies;
          const auto mean = [](const PolicyMerit& m) { return m.mean.estimate; };
          const auto [low, high] = std::ranges::minmax(policies, {}, mean);
          const double span = mean(high) - mean(low);
          row.push_back({point(span > 0 ? (mean(policies[p]) - mean(low)) / span : 1)});
        }
        return row;
      });
  chart.held = {0, 1};
  return dots(decision, "trade_offs", "What is gained by one outcome is lost by another",
              legend + "Means over settings, each outcome on a scale from the worst to the best policy.",
              "policy", chart);
}

}  // namespace concord
