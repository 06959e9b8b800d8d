#include "experiments/charts/beeswarm.hpp"
#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/charts/time_plot.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/runs_in_rows.hpp"
#include "viz/views/sweep_cells.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

/// The runs of one point.
struct PointRuns {
  std::string name;
  std::size_t style = 0;
  std::vector<double> values;
  std::vector<std::uint32_t> replicates;
  std::size_t missing = 0;
  Spread spread{};
};

PointRuns runs_of(const SweepRuns& runs, std::size_t point, std::string name, std::size_t style) {
  PointRuns out{.name = std::move(name), .style = style};
  for (std::size_t row = runs.first[point]; row < runs.first[point + 1]; ++row) {
    if (std::isnan(runs.values[row])) {
      ++out.missing;
      continue;
    }
    out.values.push_back(runs.values[row]);
    out.replicates.push_back(runs.replicate[row]);
  }
  out.spread = spread_of(out.values);
  return out;
}

struct Drawn {
  std::vector<PointRuns> rows;
  std::string unit, x_title;
  std::vector<TimePlot> plots;
};
constexpr double row_height = 92, foot = 42, plot_gap = 14;

double plot_height(double width) { return std::clamp(width * 0.4, 240.0, 420.0); }

void draw_dots_and_box(Canvas& canvas, const Box& box, const PointRuns& row, const ValueScale& x,
                       std::string_view unit) {
  canvas.text({box.x, box.y + 13}, fitted(row.name, 12, box.width / bold_width), {.size = 12, .bold = true});
  const double y = box.y + 54;
  if (row.values.empty()) {
    canvas.text({box.x, y}, "no runs yet", {.size = 11.5, .color = palette::muted});
    return;
  }
  std::vector<double> along;
  for (const double value : row.values) along.push_back(x(value));
  const auto off = beeswarm(along, 2.8, 30);
  for (std::size_t n = 0; n < along.size(); ++n) {
    canvas.begin_group(
        {.title = fmt::format("replicate {}: {}", row.replicates[n], plain_value(row.values[n], unit))});
    canvas.circle({along[n], y + off[n]}, 2.8, row.style == 0 ? "#7C93AD" : "#C98A5E");
    canvas.end_group();
  }
  const auto color = style_of(row.style).color;
  const Spread& s = row.spread;
  const std::array<Point, 4> corners{
      {{x(s.low50), y - 9}, {x(s.high50), y - 9}, {x(s.high50), y + 9}, {x(s.low50), y + 9}}};
  canvas.line({x(s.low90), y}, {x(s.low50), y}, {color, 1.3});
  canvas.line({x(s.high50), y}, {x(s.high90), y}, {color, 1.3});
  canvas.polygon(corners, "#FFFFFF", 0, {color, 1.5, style_of(row.style).dash});
  canvas.line({x(s.median), y - 12}, {x(s.median), y + 12}, {palette::text, 2.4});
}

void draw(Canvas& canvas, const Box& box, const Drawn& drawn) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const PointRuns& row : drawn.rows) {
    for (const double value : row.values) low = std::min(low, value), high = std::max(high, value);
  }
  ValueScale x(low, high, box.width < 560 ? 3 : 6, drawn.unit);
  x.from = box.x + 24;
  x.to = box.x + box.width - 24;
  const double bottom = box.y + row_height * static_cast<double>(drawn.rows.size());
  for (std::size_t n = 0; n < x.ticks.size(); ++n) {
    canvas.line({x(x.ticks[n]), box.y + 20}, {x(x.ticks[n]), bottom},
                {x.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    canvas.text({x(x.ticks[n]), bottom + 15}, x.labels[n],
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  draw_title_line(canvas, {box.x + box.width, bottom + 32}, drawn.x_title, box.width,
                  {.size = 11.5, .anchor = Anchor::end, .color = palette::muted});
  for (std::size_t n = 0; n < drawn.rows.size(); ++n)
    draw_dots_and_box(canvas, {box.x, box.y + row_height * static_cast<double>(n), box.width, row_height},
                      drawn.rows[n], x, drawn.unit);
  double y = bottom + foot;
  for (const TimePlot& plot : drawn.plots) {
    y += plot_gap;
    draw_time_plot(canvas, {box.x, y, box.width, plot_height(box.width)}, plot);
    y += plot_height(box.width);
  }
}

/// Rows of measures kept quarter by quarter; unit and name from the model's list where it is one of it.
TimePlot plot_of(const SweepSheet& sheet, const std::string& measure, const Slice& slice, std::size_t point,
                 const std::optional<Period>& period) {
  TimePlot plot;
  const auto row = std::ranges::find(measure_rows, measure, &MeasureRow::key);
  plot.axes.quarters = sheet.quarters;
  plot.axes.unit = row == measure_rows.end() ? "index" : std::string(row->unit);
  plot.axes.y_title =
      row == measure_rows.end() ? measure : fmt::format("{}, {}", plain_name(*row), plain_unit(row->unit));
  plot.lines.push_back(
      {fmt::format("point {}", point), palette::blue, "", spread_by_quarter(slice.values, slice.quarters)});
  if (period) plot = part_of(std::move(plot), *period);
  fit(plot);
  return plot;
}

}  // namespace

std::optional<Figure> sweep_runs_figure(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  const auto runs = scene.sweep->outcome(scene.outcome);
  if (!runs) return std::nullopt;
  const SweepOutcome& outcome = sheet.outcomes[scene.outcome];
  const std::size_t point = std::min(scene.point, sheet.info.points - 1);
  Drawn drawn{.rows = {},
              .unit = outcome.unit,
              .x_title = fmt::format("{}, {}", outcome_title(outcome), plain_unit(outcome.unit)),
              .plots = {}};
  drawn.rows.push_back(
      runs_of(*runs, point, fmt::format("Point {}: {}", point, place_of_point(sheet, point, 6)), 0));
  const auto& baseline = sheet.info.baseline;
  if (baseline && *baseline != point) drawn.rows.push_back(runs_of(*runs, *baseline, "Baseline", 1));
  const auto period =
      scene.period ? within(*scene.period, static_cast<int>(sheet.quarters.size())) : std::nullopt;
  for (std::size_t kept = 0; kept < sheet.trajectories.size(); ++kept) {
    const SlicePointer slice = scene.sweep->trajectories(kept, point);
    if (!slice) return std::nullopt;
    if (slice->runs > 0 && slice->quarters == static_cast<int>(sheet.quarters.size()))
      drawn.plots.push_back(plot_of(sheet, sheet.trajectories[kept], *slice, point, period));
  }
  const std::string quarters_shown = drawn.plots.empty() ? "" : period_of(drawn.plots[0].axes.quarters);
  const PointRuns& own = drawn.rows[0];
  const auto say = [&](const Spread& s) {
    return s.runs == 0
               ? std::string("no runs yet")
               : fmt::format("median {} (90% of runs {}), n = {}", plain_value(s.median, outcome.unit),
                             plain_range(s.low90, s.high90, outcome.unit), s.runs);
  };
  Figure figure;
  figure.name = "runs";
  figure.title = own.values.empty()
                     ? fmt::format("{}: point {} has no runs yet", outcome_title(outcome), point)
                     : fmt::format("{}: median {} at point {}{}", outcome_title(outcome),
                                   plain_value(own.spread.median, outcome.unit), point,
                                   drawn.rows.size() > 1 && drawn.rows[1].spread.runs > 0
                                       ? fmt::format(", {} in the baseline",
                                                     plain_value(drawn.rows[1].spread.median, outcome.unit))
                                   : baseline == point ? ", the baseline"
                                                       : "");
  figure.subtitle = fmt::format(
      "{} All runs of the point ({}); unit: {}. A dot a run; box: middle half; line: median; whiskers: 5th "
      "to 95th percentile.{}{}",
      outcome.meaning, outcome.take, plain_unit(outcome.unit),
      drawn.plots.empty()
          ? ""
          : fmt::format(" Below: median, middle 50% and 90% of its runs by quarter, {}.", quarters_shown),
      own.missing > 0 ? fmt::format(" {} without a value.", counted(own.missing, "run")) : "");
  for (const PointRuns& row : drawn.rows)
    figure.description += fmt::format("{}: {}. ", row.name, say(row.spread));
  figure.caption = caption_of(scene);
  figure.table.head = {"of", "replicate", "quarter", table_head(outcome.name, outcome.unit)};
  for (const PointRuns& row : drawn.rows) {
    for (std::size_t n = 0; n < row.values.size(); ++n)
      figure.table.rows.push_back(
          {row.name, std::to_string(row.replicates[n]), "", table_number(row.values[n])});
  }
  if (!drawn.plots.empty()) figure.table.head[3] = "value";
  for (const TimePlot& plot : drawn.plots) {
    const auto& quarters = plot.lines[0].quarters;
    for (std::size_t t = 0; t < quarters.size(); ++t) {
      const std::array<std::pair<const char*, double>, 5> numbers{{{"5th percentile", quarters[t].low90},
                                                                   {"25th percentile", quarters[t].low50},
                                                                   {"median", quarters[t].median},
                                                                   {"75th percentile", quarters[t].high50},
                                                                   {"95th percentile", quarters[t].high90}}};
      for (const auto& [words, value] : numbers)
        figure.table.rows.push_back({fmt::format("{}: {}", plot.axes.y_title, words), "",
                                     plot.axes.quarters[t], table_number(value)});
    }
  }
  figure.height = [drawn](double width) {
    return row_height * static_cast<double>(drawn.rows.size()) + foot +
           static_cast<double>(drawn.plots.size()) * (plot_gap + plot_height(width));
  };
  figure.draw = [drawn](Canvas& canvas, const Box& box) { draw(canvas, box, drawn); };
  return period ? with_quarters_from(period->first, std::move(figure)) : figure;
}

}  // namespace concord
