#include "experiments/pages/run_figures.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/time_plot.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/changed_settings.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double panel_height = 290, between_panels = 24;

struct Source {
  const RecordReader& record;
  const SummaryTable& summary;
  std::vector<std::string> quarters;
  std::string caption;
};

/// Of one measure every quarter, in one piece: a number a run and quarter.
std::vector<Spread> spreads(const Source& source, std::string_view measure) {
  const RecordInfo& info = source.record.info();
  return spread_by_quarter(run_values(source.record, measure, 0, info.replicates), info.quarters);
}

std::vector<Observation> observed(const Source& source, std::string_view measure) {
  std::vector<PublishedRow> facts;
  for (const SummaryRow& row : source.summary.rows) facts.push_back(row.row);
  return observed_among(facts, measure, source.quarters);
}

FanLine line_of(const Source& source, std::string_view measure, std::string label, std::string_view color,
                std::string_view dash = {}) {
  return {std::move(label), color, dash, spreads(source, measure)};
}

/// The median, and in brackets what 90% of the runs lie between, if they differ by what can be read.
std::string in_short(const Spread& s, std::string_view unit) {
  const std::string median = readable(s.median, unit), range = readable_range(s.low90, s.high90, unit);
  return median == range ? median : fmt::format("{} ({})", median, range);
}

std::string described(const Source& source, std::span<const TimePlot> plots) {
  std::string out;
  for (const TimePlot& plot : plots) {
    out += fmt::format("{} ({}).", plot.axes.title, plot.axes.y_title);
    for (const FanLine& line : plot.lines) {
      out += fmt::format(" {}: {} in {}, {} in {}.", line.label.empty() ? "median" : line.label,
                         in_short(line.quarters.front(), plot.axes.unit), source.quarters.front(),
                         in_short(line.quarters.back(), plot.axes.unit), source.quarters.back());
    }
    out += ' ';
  }
  return out + "Numbers in brackets hold 90% of the runs.";
}

TimePlot plot_of(const Source& source, std::string title, std::string y_title, std::string unit,
                 std::vector<FanLine> lines, std::vector<Observation> observed = {}) {
  TimePlot plot{.axes = {.quarters = source.quarters,
                         .unit = std::move(unit),
                         .y_title = std::move(y_title),
                         .title = std::move(title)},
                .lines = std::move(lines),
                .observed = std::move(observed)};
  fit(plot);
  return plot;
}

/// Two by two.
Figure panels(const Source& source, std::string name, std::string title, std::vector<TimePlot> plots) {
  Figure figure;
  figure.name = std::move(name);
  figure.title = std::move(title);
  figure.subtitle = "Line: median of the runs; dark band: middle 50%; light band, and brackets above: 90%.";
  if (std::ranges::any_of(plots, [](const TimePlot& plot) { return !plot.observed.empty(); }))
    figure.subtitle += " Diamonds: published figures.";
  figure.description = described(source, plots);
  figure.caption = source.caption;
  const double rows = std::ceil(static_cast<double>(plots.size()) / 2);
  figure.height = [rows](double) { return rows * (panel_height + between_panels); };
  figure.draw = [plots](Canvas& canvas, const Box& box) {
    const double width = (box.width - between_panels) / 2;
    for (std::size_t n = 0; n < plots.size(); ++n) {
      const double column = static_cast<double>(n % 2), row = std::floor(static_cast<double>(n) / 2);
      draw_time_plot(canvas,
                     {box.x + column * (width + between_panels),
                      box.y + row * (panel_height + between_panels), width, panel_height},
                     plots[n]);
    }
  };
  return figure;
}

Figure systems_figure(const Source& source) {
  const RecordInfo& info = source.record.info();
  std::vector<TimePlot> plots{
      plot_of(source, "Form and substance", fmt::format("integrated care systems, of {}", info.systems),
              "systems",
              {line_of(source, "designated", "designated", palette::dark),
               line_of(source, "real", "in substance", palette::blue, "7 3"),
               line_of(source, "in_name_only", "in name only", palette::orange, "2 2")},
              observed(source, "designated")),
      plot_of(source, "Two tiers",
              "official maturity, index: where the upper and lower tenth of systems begin", "index",
              {line_of(source, "maturity_p90", "upper tenth", palette::blue),
               line_of(source, "maturity_p10", "lower tenth", palette::plum, "7 3")}),
      plot_of(source, "System control totals", "systems that pool part of their money", "systems",
              {line_of(source, "control_totals_accepted", "accepted", palette::teal),
               line_of(source, "fully_pooled", "whole fund", palette::plum, "7 3")},
              observed(source, "fully_pooled")),
      plot_of(source, "Money pooled", "share of the sustainability fund, mean of systems", "share",
              {line_of(source, "pooled_share", "pooled", palette::teal)}),
  };
  return panels(source, "systems",
                fmt::format("{} of {} systems are designated in {}, {} in name only",
                            in_short(plots[0].lines[0].quarters.back(), "systems"), info.systems,
                            source.quarters.back(), in_short(plots[0].lines[2].quarters.back(), "systems")),
                plots);
}

Figure choices_figure(const Source& source) {
  std::vector<TimePlot> plots{
      plot_of(source, "Whose interest NHS bodies act for", "share of NHS budgets", "share",
              {line_of(source, "institution_share", "their own", palette::orange, "2 2"),
               line_of(source, "place_share", "their place", palette::teal, "7 3"),
               line_of(source, "system_share", "their system", palette::blue)}),
      plot_of(source, "Trusts in deficit", "share of trusts, balance since April", "share",
              {line_of(source, "trusts_in_deficit_year", "in deficit", palette::plum)},
              observed(source, "trusts_in_deficit_year")),
      plot_of(source, "Balance of the NHS", "£m a quarter, trusts and CCGs", "£m",
              {line_of(source, "nhs_balance", "together", palette::dark),
               line_of(source, "trusts_balance", "trusts", palette::plum, "7 3")}),
      plot_of(source, "Clinical commissioning groups", "number, merged ones counted once", "CCGs",
              {line_of(source, "ccgs", "CCGs", palette::blue)}, observed(source, "ccgs")),
  };
  const auto& own = plots[0].lines[0].quarters;
  return panels(source, "choices_and_money",
                fmt::format("Own interest guides {} of NHS budgets at first, {} at the end",
                            in_short(own.front(), "share"), in_short(own.back(), "share")),
                plots);
}

std::vector<RangeRow> compared(const SummaryTable& summary) {
  std::vector<RangeRow> rows;
  for (const SummaryRow& row : summary.rows) {
    const PublishedRow& fact = row.row;
    if (!fact.published || !row.recorded || row.simulated.runs == 0 || fact.use == Use::input) continue;
    const bool assumed = fact.match == Match::assumed;
    std::string note = inside(row) ? "in" : "out";
    if (fact.match == Match::near) note.insert(0, 1, '~');
    if (fact.use == Use::unused) note += " +";
    rows.push_back(
        {fact.section, fact.label, fact.unit, row.simulated, *fact.published, assumed, assumed ? "" : note});
  }
  return rows;
}

std::optional<Figure> published_figure(const Source& source) {
  const auto rows = compared(source.summary);
  const auto facts = std::ranges::count_if(rows, [](const RangeRow& row) { return !row.assumed; });
  if (facts == 0) return std::nullopt;
  const auto within = std::ranges::count_if(
      rows, [](const RangeRow& row) { return row.note.find("in") != std::string::npos; });
  Figure figure;
  figure.name = "published";
  figure.title = fmt::format("{} of {} published figures lie within the simulated range", within, facts);
  figure.subtitle =
      "Simulated range, and bar: 90% of runs; thick: middle 50%; stroke: median. Orange diamond: published; "
      "white: "
      "assumed by the modellers. ~: another period or a somewhat different definition. +: no parameter was "
      "fitted to "
      "it; agreement with the others is fit, not validation.";
  for (const RangeRow& row : rows) {
    figure.description +=
        fmt::format("{}: {} {}, simulated {}. ", row.label, row.assumed ? "assumed" : "published",
                    readable(row.published, row.unit), in_short(row.simulated, row.unit));
  }
  figure.caption = source.caption;
  figure.height = [rows](double) { return range_chart_height(rows); };
  figure.draw = [rows](Canvas& canvas, const Box& box) { draw_ranges(canvas, box, rows); };
  return figure;
}

/// Median over runs of every quarter and system, [quarter][system], from as many runs as are read at once.
std::vector<double> medians(const Source& source, std::string_view measure, int runs) {
  const auto values = source.record.systems(measure, 0, runs);
  const std::size_t width = values.size() / static_cast<std::size_t>(runs);
  std::vector<double> out, one(static_cast<std::size_t>(runs));
  for (std::size_t at = 0; at < width; ++at) {
    for (std::size_t run = 0; run < one.size(); ++run) one[run] = values[run * width + at];
    out.push_back(spread_of(one).median);
  }
  return out;
}

std::optional<Figure> maturity_figure(const Source& source) {
  const RecordInfo& info = source.record.info();
  if (info.record == Record::summary || info.systems > most_named_systems) return std::nullopt;
  const int runs = runs_at_once(info, true);
  const auto maturity = medians(source, "maturity", runs), designated = medians(source, "designated", runs);
  const auto names = source.record.table_text("systems", "name");
  const auto systems = static_cast<std::size_t>(info.systems);
  HeatMap map{"official maturity, index: median of the runs", "first designated in most runs", "index", {}};
  for (std::size_t k = 0; k < systems; ++k) {
    HeatRow row{k < names.size() ? names[k] : fmt::format("system {}", k + 1), {}, -1};
    for (std::size_t t = 0; t < source.quarters.size(); ++t) {
      row.values.push_back(maturity[t * systems + k]);
      if (row.marked < 0 && designated[t * systems + k] > 0.5) row.marked = static_cast<int>(t);
    }
    map.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(map.rows, std::ranges::greater{},
                           [](const HeatRow& row) { return row.values.back(); });
  const HeatRow &best = map.rows.front(), &worst = map.rows.back();
  Figure figure;
  figure.name = "maturity";
  figure.title =
      fmt::format("Median maturity of a system in {} lies between {} and {}", source.quarters.back(),
                  readable(worst.values.back(), "index"), readable(best.values.back(), "index"));
  figure.subtitle =
      fmt::format("Systems in order of their maturity at the end. {}",
                  runs < info.replicates ? fmt::format("Medians of the first {} runs.", runs)
                                         : "Each cell: median of the runs; ranges are in the record.");
  for (const HeatRow& row : map.rows)
    figure.description += fmt::format(" {}: {} to {}.", row.label, readable(row.values.front(), "index"),
                                      readable(row.values.back(), "index"));
  figure.caption = source.caption;
  figure.height = [map](double) { return heat_map_height(map); };
  figure.draw = [map, quarters = source.quarters](Canvas& canvas, const Box& box) {
    draw_heat_map(canvas, box, map, quarters);
  };
  return figure;
}

}  // namespace

std::vector<Figure> run_figures(const RecordReader& record, const SummaryTable& summary) {
  constexpr std::size_t most = 8;  // settings that are named
  const RecordInfo& info = record.info();
  const auto runs = static_cast<std::size_t>(info.replicates);
  const Source source{
      record, summary, record.quarters(),
      origin_words(info.title, fmt::format("{}, seed {}", counted(runs, "run"), info.seed),
                   settings_sentence(record.configuration(), most),
                   build_words(info.version, info.commit, info.model_digest, info.results_digest))};
  std::vector<Figure> out{systems_figure(source), choices_figure(source)};
  for (auto& figure : {published_figure(source), maturity_figure(source)}) {
    if (figure) out.push_back(*figure);
  }
  return out;
}

}  // namespace concord
