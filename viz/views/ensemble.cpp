#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/charts/time_plot.hpp"
#include "experiments/runs/published.hpp"
#include "sim/errors.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_threads = 200;

/// What was published of the measure in England.
std::vector<Observation> observed_of(const RunInfo& info, const RunSeries& series) {
  if (!is_england(info.configuration)) return {};
  Problems problems;
  const auto facts = parse_published(std::string(published_england), "published.csv", problems);
  ensure(problems.empty(), "the table that is built in is sound");
  return observed_among(facts, series.key, series.quarters);
}

std::vector<Spread> of_one(const std::vector<double>& values) {
  std::vector<Spread> out;
  out.reserve(values.size());
  for (const double value : values) out.push_back(single(value));
  return out;
}

std::string values_text(const Spread& s, std::string_view unit, bool difference, bool bands) {
  if (s.runs == 0) return std::string(no_data);
  return bands        ? with_range(s, unit, difference)
         : difference ? plain_difference(s.median, unit)
                      : plain_value(s.median, unit);
}

void say_quarters(TimePlot& plot, const Selection& selection, std::string_view unit, bool difference) {
  const auto& quarters = plot.axes.quarters;
  for (std::size_t t = 0; t < quarters.size(); ++t) {
    std::vector<TipRow> rows;
    const auto add = [&](const FanLine& line, bool bands) {
      rows.push_back(
          {line.quarters[t].median, fmt::format("{}: {}", line.label.empty() ? "median" : line.label,
                                                values_text(line.quarters[t], unit, difference, bands))});
    };
    for (const FanLine& line : plot.lines) add(line, plot.outer_bands);
    if (plot.ghost) add(*plot.ghost, false);
    for (const Observation& point : plot.observed) {
      if (point.quarter == static_cast<int>(t))
        rows.push_back({point.value, fmt::format("published: {}", plain_value(point.value, unit))});
    }
    plot.axes.tips.push_back(sorted_tip(quarters[t], std::move(rows)));
  }
  plot.axes.selected = selection.quarter;
  const auto t = static_cast<std::size_t>(selection.quarter);
  if (t >= quarters.size() || plot.lines.empty()) return;
  plot.axes.selected_words = quarters[t] + ": ";
  for (std::size_t n = 0; n < plot.lines.size(); ++n) {
    const Spread& s = plot.lines[n].quarters[t];
    if (n > 0) plot.axes.selected_words += ", ";
    if (plot.lines.size() > 1) plot.axes.selected_words += plot.lines[n].label + " ";
    plot.axes.selected_words += plot.lines.size() == 1 ? values_text(s, unit, difference, plot.outer_bands)
                                                       : values_text(s, unit, difference, false);
  }
}

TimePlot plot_of(const RunSeries& series) {
  TimePlot plot;
  plot.axes.quarters = series.quarters;
  plot.axes.unit = series.unit;
  plot.axes.y_title = fmt::format("{}, {}", series.name, plain_unit(series.unit));
  return plot;
}

std::string name_of_run(const RunSeries& series, int run) {
  return fmt::format("run {}", series.first_replicate + run);
}

/// One ensemble with everything that is asked for.
TimePlot plot_alone(const Scene& scene, const RunSeries& series) {
  TimePlot plot = plot_of(series);
  std::string name = series.runs == 1 ? name_of_run(series, 0) : "median";
  if (scene.difference) {
    name = scene.paired ? "median difference" : "difference of medians";
    plot.axes.y_title = fmt::format("{}, B less A, {}", series.name, plain_difference_unit(series.unit));
    plot.outer_bands = scene.paired;
  }
  plot.lines.push_back({std::move(name), palette::blue, "", series.spreads()});
  const auto run = scene.selection.run;
  if (run && *run < series.runs && series.runs > 1) {
    plot.lines[0].color = "#6E6E6E";
    plot.lines[0].dash = "2 2";
    plot.lines.push_back({name_of_run(series, *run), palette::blue, "", of_one(series.of_run(*run))});
  }
  if (scene.spaghetti) {
    for (int r = 0; r < series.runs && plot.threads.size() < most_threads; ++r)
      plot.threads.push_back({series.of_run(r), text_of({TargetKind::run, r})});
  }
  if (!scene.difference) plot.observed = observed_of(scene.now->info(), series);
  return plot;
}

TimePlot drawn_of(const Scene& scene, const RunSeries& now, const std::optional<RunSeries>& before) {
  TimePlot plot;
  if (!before || scene.ghost) {
    plot = plot_alone(scene, now);
    if (before) plot.ghost = FanLine{std::string(before_word(scene)), "#B8B8B8", "", before->spreads()};
  } else {
    plot = plot_of(now);
    const auto line = [](const RunSeries& series, std::optional<int> run) {
      return run ? of_one(series.of_run(*run)) : series.spreads();
    };
    plot.lines = {{std::string(before_word(scene)), palette::orange, "7 3", line(*before, scene.before_run)},
                  {std::string(now_word(scene)), palette::blue, "", line(now, scene.selection.run)}};
    plot.outer_bands = false;
    plot.observed = observed_of(scene.now->info(), now);
  }
  plot.axes.difference = scene.difference;
  say_quarters(plot, scene.selection, now.unit, plot.axes.difference);
  fit(plot);
  std::tie(plot.axes.low, plot.axes.high) = range_of(scene, "values", plot.axes.low, plot.axes.high);
  return plot;
}

void add_rows(FigureTable& table, const TimePlot& plot) {
  const auto row_of = [&](std::size_t t, const std::string& name, const Spread& s, bool outer) {
    std::vector<std::string> row{plot.axes.quarters[t], name, std::to_string(s.runs)};
    for (const double value :
         {outer ? s.low90 : std::nan(""), s.low50, s.median, s.high50, outer ? s.high90 : std::nan("")})
      row.push_back(table_number(value));
    table.rows.push_back(std::move(row));
  };
  for (const FanLine& line : plot.lines) {
    for (std::size_t t = 0; t < plot.axes.quarters.size(); ++t)
      row_of(t, line.label, line.quarters[t], plot.outer_bands);
  }
  const auto one_value = [&](std::size_t t, const std::string& name, const std::string& runs, double value) {
    table.rows.push_back({plot.axes.quarters[t], name, runs, "", "", table_number(value), "", ""});
  };
  if (plot.ghost) {
    for (std::size_t t = 0; t < plot.axes.quarters.size(); ++t)
      one_value(t, plot.ghost->label, std::to_string(plot.ghost->quarters[t].runs),
                plot.ghost->quarters[t].median);
  }
  for (const Observation& point : plot.observed)
    one_value(static_cast<std::size_t>(point.quarter), "published", "", point.value);
  for (const Thread& thread : plot.threads) {
    for (std::size_t t = 0; t < thread.values.size(); ++t)
      one_value(t, "drawn " + thread.target, "1", thread.values[t]);
  }
}

/// "up from 0.21", "unchanged from", as numbers read.
std::string against(double value, double other, std::string_view unit) {
  const std::string a = plain_value(value, unit), b = plain_value(other, unit);
  if (a == b) return "unchanged from";
  return fmt::format("{} from {}", value > other ? "up" : "down", b);
}

std::string finding(const TimePlot& plot, const Scene& scene, const RunSeries& now, std::string_view place) {
  const auto t = static_cast<std::size_t>(std::clamp<int>(
      scene.selection.quarter, 0, static_cast<int>(std::max<std::size_t>(now.quarters.size(), 1)) - 1));
  const FanLine& line = plot.lines.back();
  const std::string subject = now.name + std::string(place);
  const Spread& at = line.quarters[t];
  if (at.runs == 0) return fmt::format("{}: no data in {}", subject, now.quarters[t]);
  const auto say = [&](const Spread& s) {
    return (s.runs > 1 ? "median " : "") + with_range(s, now.unit, plot.axes.difference);
  };
  const std::string value = say(at);
  if (plot.axes.difference) {
    const bool medians = !scene.paired && !scene.selection.run;
    return fmt::format("{}: {}{}, {}, {}", subject, value, medians ? " between medians" : "", b_less_a,
                       now.quarters[t]);
  }
  if (scene.two() && !scene.ghost) {
    const Spread& a = plot.lines.front().quarters[t];
    return fmt::format("{}: B {}, A {}, {}", subject, value, say(a), now.quarters[t]);
  }
  const Spread& first = line.quarters.front();
  if (t == 0 || first.runs == 0) return fmt::format("{}: {} in {}", subject, value, now.quarters[t]);
  const std::string change = against(at.median, first.median, now.unit);
  return fmt::format("{}: {} in {}, {} {}", subject, value, now.quarters[t], change,
                     change == "unchanged from" ? now.quarters[0] : "in " + now.quarters[0]);
}

std::string how_to_read(const TimePlot& plot, const RunSeries& now) {
  std::string text;
  if (plot.axes.difference) {
    if (plot.outer_bands && now.runs > 1) text = "Dark band: middle 50%; light band: 90%.";
  } else if (now.runs > 1) {
    text = plot.outer_bands
               ? fmt::format("Line: median of {} runs; dark band: middle 50%; light band: 90%.", now.runs)
               : std::string("Lines: medians; bands: middle 50% of the runs.");
  }
  if (!plot.threads.empty())
    text += fmt::format(" Thin lines: {}.",
                        plot.threads.size() < static_cast<std::size_t>(now.runs)
                            ? fmt::format("the first {} of {} runs", plot.threads.size(), now.runs)
                            : std::string("every run"));
  if (!plot.observed.empty()) text += " Diamonds: published figures.";
  return text;
}

}  // namespace

std::optional<Figure> ensemble_figure(const Scene& scene) {
  const auto both = both_series(scene);
  if (!both) return std::nullopt;
  const RunSeries* now = &both->now;
  const std::optional<RunSeries>& before = both->before;
  const char* name = scene.of_system ? "system_ensemble" : "ensemble";
  if (now->runs == 0 || now->quarters.empty())
    return message_figure(scene, name, "No values to show",
                          "These runs were recorded without values of single systems.");
  const TimePlot plot = drawn_of(scene, *now, before);
  Figure figure;
  figure.name = name;
  figure.title = finding(plot, scene, *now, scene.of_system ? " of " + now->place : "");
  const std::string reading = how_to_read(plot, *now);
  figure.subtitle =
      fmt::format("{}; {}, {}; unit: {}. {}", now->meaning, now->place, period_of(now->quarters),
                  plot.axes.difference ? plain_difference_unit(now->unit) : plain_unit(now->unit), reading);
  const auto t =
      std::min(static_cast<std::size_t>(std::max(scene.selection.quarter, 0)), plot.axes.quarters.size() - 1);
  for (const FanLine& line : plot.lines) {
    const auto say = [&](std::size_t at) {
      return values_text(line.quarters[at], now->unit, plot.axes.difference, plot.outer_bands);
    };
    figure.description += fmt::format("{}: {} in {}, {} in {}, {} in {}. ", capital(line.label), say(0),
                                      plot.axes.quarters.front(), say(t), plot.axes.quarters[t],
                                      say(plot.axes.quarters.size() - 1), plot.axes.quarters.back());
  }
  figure.description += reading;
  figure.table.head = {"quarter", "series", "runs"};
  for (const char* column :
       {"5th percentile", "25th percentile", "median", "75th percentile", "95th percentile"})
    figure.table.head.push_back(table_head(column, now->unit));
  add_rows(figure.table, plot);
  figure.height = [](double width) { return std::clamp(width * 0.46, 260.0, 520.0); };
  figure.draw = [plot](Canvas& canvas, const Box& box) { draw_time_plot(canvas, box, plot); };
  return figure;
}

}  // namespace concord
