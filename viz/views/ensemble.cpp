#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/charts/time_plot.hpp"
#include "experiments/runs/published.hpp"
#include "sim/errors.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_threads = 200;

/// Published figures that are one quarter's value of the measure.
std::vector<Observed> observed_of(const RunInfo& info, const RunSeries& series) {
  std::vector<Observed> out;
  if (!is_england(info.configuration)) return out;
  Problems problems;
  for (const PublishedRow& fact :
       parse_published(std::string(published_england), "published.csv", problems)) {
    if (fact.measure != series.key || !fact.published || fact.match != Match::published ||
        fact.aggregation.how != Aggregation::How::value)
      continue;
    if (const auto at = quarter_named(series.quarters, to_string(fact.aggregation.last)))
      out.push_back({*at, *fact.published});
  }
  ensure(problems.empty(), "the table that is built in is sound");
  return out;
}

/// What is drawn, and how it is told.
struct Drawn {
  std::vector<TimePlot> plots;      ///< one, or two side by side on one scale
  std::vector<std::string> titles;  ///< of the plots, where there are two
  bool difference = false;
};

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
    for (const Observed& point : plot.observed) {
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
TimePlot plot_alone(const Scene& scene, RunData& data, const RunSeries& series) {
  TimePlot plot = plot_of(series);
  plot.lines.push_back(
      {series.runs == 1 ? name_of_run(series, 0) : "median", palette::blue, "", series.spreads()});
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
  plot.observed = observed_of(data.info(), series);
  return plot;
}

Drawn drawn_of(const Scene& scene, const RunSeries& now, const std::optional<RunSeries>& before) {
  Drawn drawn;
  const Comparison comparison = comparison_of(scene);
  if (!before || scene.ghost) {
    TimePlot plot = plot_alone(scene, *scene.now, now);
    if (before)
      plot.ghost = FanLine{std::string(before_word(scene)), "#B8B8B8", "", spreads_at(*before, now.quarters)};
    drawn.plots.push_back(std::move(plot));
  } else if (scene.compare == Compare::beside) {
    drawn.plots.push_back(plot_alone(scene, *scene.now, now));
    Scene then = scene;
    then.selection.run = comparison.before_run;
    drawn.plots.push_back(plot_alone(then, *scene.before, *before));
    drawn.titles = {b_title(scene), a_title(scene)};
  } else if (scene.compare == Compare::over) {
    TimePlot plot = plot_of(now);
    const auto run = scene.selection.run;
    plot.lines.push_back(
        {std::string(before_word(scene)), palette::orange, "7 3", spreads_at(*before, now.quarters)});
    plot.lines.push_back({std::string(now_word(scene)), palette::blue, "", now.spreads()});
    if (run) {
      RunSeries single_run = *before;
      single_run.values = before->of_run(*comparison.before_run);
      single_run.runs = 1;
      plot.lines[0].quarters = spreads_at(single_run, now.quarters);
      plot.lines[1].quarters = of_one(now.of_run(*run));
    }
    plot.outer_bands = false;
    plot.observed = observed_of(scene.now->info(), now);
    drawn.plots.push_back(std::move(plot));
  } else {
    TimePlot plot = plot_of(now);
    SeriesDifference difference = difference_of(scene, comparison, now, *before);
    plot.axes.y_title = fmt::format("{}, B less A, {}", now.name, plain_difference_unit(now.unit));
    plot.lines.push_back({difference.paired ? "median difference" : "difference of medians", palette::blue,
                          "", std::move(difference.quarters)});
    plot.outer_bands = difference.paired;
    plot.axes.difference = true;
    drawn.plots.push_back(std::move(plot));
    drawn.difference = true;
  }
  for (TimePlot& plot : drawn.plots) {
    say_quarters(plot, scene.selection, now.unit, drawn.difference);
    fit(plot);
  }
  if (drawn.plots.size() == 2) {  // one scale
    const double low = std::min(drawn.plots[0].axes.low, drawn.plots[1].axes.low);
    const double high = std::max(drawn.plots[0].axes.high, drawn.plots[1].axes.high);
    for (TimePlot& plot : drawn.plots) plot.axes.low = low, plot.axes.high = high;
  }
  return drawn;
}

void add_rows(FigureTable& table, const TimePlot& plot, const std::string& before_name) {
  const auto row_of = [&](std::size_t t, const std::string& name, const Spread& s, bool outer) {
    std::vector<std::string> row{plot.axes.quarters[t], name, std::to_string(s.runs)};
    for (const double value :
         {outer ? s.low90 : std::nan(""), s.low50, s.median, s.high50, outer ? s.high90 : std::nan("")})
      row.push_back(table_number(value));
    table.rows.push_back(std::move(row));
  };
  for (const FanLine& line : plot.lines) {
    for (std::size_t t = 0; t < plot.axes.quarters.size(); ++t)
      row_of(t, before_name + line.label, line.quarters[t], plot.outer_bands);
  }
  const auto one_value = [&](std::size_t t, const std::string& name, const std::string& runs, double value) {
    table.rows.push_back(
        {plot.axes.quarters[t], before_name + name, runs, "", "", table_number(value), "", ""});
  };
  if (plot.ghost) {
    for (std::size_t t = 0; t < plot.axes.quarters.size(); ++t)
      one_value(t, plot.ghost->label, std::to_string(plot.ghost->quarters[t].runs),
                plot.ghost->quarters[t].median);
  }
  for (const Observed& point : plot.observed)
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

std::string finding(const Drawn& drawn, const Scene& scene, const RunSeries& now, std::string_view place) {
  const TimePlot& plot = drawn.plots[0];
  const auto t = static_cast<std::size_t>(std::clamp<int>(
      scene.selection.quarter, 0, static_cast<int>(std::max<std::size_t>(now.quarters.size(), 1)) - 1));
  const FanLine& line = plot.lines.back();
  const std::string subject = now.name + std::string(place);
  const Spread& at = line.quarters[t];
  if (at.runs == 0) return fmt::format("{}: no data in {}", subject, now.quarters[t]);
  const auto say = [&](const Spread& s) {
    return (s.runs > 1 ? "median " : "") + with_range(s, now.unit, drawn.difference);
  };
  const std::string value = say(at);
  if (drawn.difference) {
    const bool medians = !plot.outer_bands && !scene.selection.run;
    return fmt::format("{}: {}{}, {}, {}", subject, value, medians ? " between medians" : "", b_less_a,
                       now.quarters[t]);
  }
  if (scene.before != nullptr && !scene.ghost) {
    const bool two = drawn.plots.size() == 2;
    const auto there = two ? quarter_named(drawn.plots[1].axes.quarters, now.quarters[t])
                           : std::optional<int>(static_cast<int>(t));
    const FanLine& other = two ? drawn.plots[1].lines.back() : plot.lines.front();
    const Spread a = there ? other.quarters[static_cast<std::size_t>(*there)] : spread_of({});
    return fmt::format("{}: B {}, A {}, {}", subject, value, say(a), now.quarters[t]);
  }
  const Spread& first = line.quarters.front();
  if (t == 0 || first.runs == 0) return fmt::format("{}: {} in {}", subject, value, now.quarters[t]);
  const std::string change = against(at.median, first.median, now.unit);
  return fmt::format("{}: {} in {}, {} {}", subject, value, now.quarters[t], change,
                     change == "unchanged from" ? now.quarters[0] : "in " + now.quarters[0]);
}

std::string how_to_read(const Drawn& drawn, const Scene& scene, const RunSeries& now) {
  const TimePlot& plot = drawn.plots[0];
  std::string text;
  if (drawn.difference) {
    text = "B less A. " + how_paired(scene, comparison_of(scene));
    if (plot.outer_bands && !scene.selection.run) text += " Dark band: middle 50%; light band: 90%.";
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
  if (scene.before != nullptr && (!scene.ghost || plot.ghost)) text += " " + compared_words(scene);
  return text;
}

double height_of(const Drawn& drawn, double width) {
  const double one = std::clamp(width * 0.46, 260.0, 520.0);
  return drawn.plots.size() == 2 && width < 720 ? 2 * (one + 20) : one + (drawn.titles.empty() ? 0 : 20);
}

void draw(Canvas& canvas, const Box& box, const Drawn& drawn) {
  if (drawn.plots.size() == 1) return draw_time_plot(canvas, box, drawn.plots[0]);
  const bool stacked = box.width < 720;
  const double width = stacked ? box.width : (box.width - 24) / 2;
  const double height = stacked ? box.height / 2 : box.height;
  for (std::size_t n = 0; n < 2; ++n) {
    const double at = static_cast<double>(1 - n);  // A comes first
    const double x = stacked ? box.x : box.x + at * (width + 24), y = stacked ? box.y + at * height : box.y;
    canvas.text({x, y + 12}, fitted(drawn.titles[n], 12.5, width / bold_width), {.size = 12.5, .bold = true});
    draw_time_plot(canvas, {x, y + 20, width, height - 20}, drawn.plots[n]);
  }
}

}  // namespace

std::optional<Figure> ensemble_figure(const Scene& scene) {
  const auto now = series_of(scene, *scene.now);
  std::optional<RunSeries> before;
  if (scene.before != nullptr) {
    before = series_of(scene, *scene.before);
    if (!before) return std::nullopt;
  }
  if (!now) return std::nullopt;
  const char* name = scene.of_system ? "system_ensemble" : "ensemble";
  if (now->runs == 0 || now->quarters.empty())
    return message_figure(scene, name, "No values to show",
                          "These runs were recorded without values of single systems.");
  if (before && before->runs == 0 && !scene.ghost)
    return message_figure(scene, name, "Nothing to compare with",
                          "The runs compared with have no such system.");
  if (before && before->runs == 0) before.reset();
  const Drawn drawn = drawn_of(scene, *now, before);
  Figure figure;
  figure.name = name;
  figure.title = finding(drawn, scene, *now, scene.of_system ? " of " + now->place : "");
  const std::string reading = how_to_read(drawn, scene, *now);
  figure.subtitle =
      fmt::format("{}; {}, {}; unit: {}. {}", now->meaning, now->place, period_of(now->quarters),
                  drawn.difference ? plain_difference_unit(now->unit) : plain_unit(now->unit), reading);
  for (std::size_t p = 0; p < drawn.plots.size(); ++p) {
    const TimePlot& plot = drawn.plots[p];
    const std::string where = drawn.plots.size() == 1 ? "" : p == 0 ? " (B)" : " (A)";
    for (const FanLine& line : plot.lines) {
      const auto t = std::clamp<std::size_t>(static_cast<std::size_t>(scene.selection.quarter), 0,
                                             plot.axes.quarters.size() - 1);
      const auto say = [&](std::size_t at) {
        return values_text(line.quarters[at], now->unit, drawn.difference, plot.outer_bands);
      };
      figure.description += fmt::format("{}{}: {} in {}, {} in {}, {} in {}. ", capital(line.label), where,
                                        say(0), plot.axes.quarters.front(), say(t), plot.axes.quarters[t],
                                        say(plot.axes.quarters.size() - 1), plot.axes.quarters.back());
    }
  }
  figure.description += reading;
  figure.caption = caption_of(scene);
  figure.table.head = {"quarter", "series", "runs"};
  for (const char* column :
       {"5th percentile", "25th percentile", "median", "75th percentile", "95th percentile"})
    figure.table.head.push_back(table_head(column, now->unit));
  for (std::size_t p = 0; p < drawn.plots.size(); ++p)
    add_rows(figure.table, drawn.plots[p], drawn.plots.size() == 1 ? "" : p == 0 ? "B: " : "A: ");
  figure.height = [drawn](double width) { return height_of(drawn, width); };
  figure.draw = [drawn](Canvas& canvas, const Box& box) { draw(canvas, box, drawn); };
  return figure;
}

}  // namespace concord
