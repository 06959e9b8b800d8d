#include "experiments/charts/beeswarm.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/action_shares.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

struct Dweller {
  int organisation;
  std::string name;
  double value;
};
/// The organisations of a type in one run.
struct Swarm {
  std::string label;
  std::size_t style = 0;  ///< 0 B or alone, 1 A
  std::vector<Dweller> dots;
  Spread spread{};
  double least = std::nan(""), most = std::nan("");
  int missing = 0;
};
/// A type with one swarm, or two below one another.
struct Band {
  std::string name;
  std::vector<Swarm> swarms;
};
struct Swarms {
  std::vector<Band> bands;
  std::string unit, x_title;
  int selected = -1;  ///< organisation of scene.now
  double low = 0, high = 1;
  bool difference = false;
  std::string say(double value) const {
    return difference ? short_difference(value, unit) : plain_value(value, unit);
  }
};

void finish(Swarm& swarm) {
  std::vector<double> values;
  for (const Dweller& dot : swarm.dots) values.push_back(dot.value);
  swarm.spread = spread_of(values);
  if (values.empty()) return;
  swarm.least = std::ranges::min(values);
  swarm.most = std::ranges::max(values);
}

/// [organisation] of a column.
std::vector<double> values_of(const RunDetail& detail, OrganisationColumn column, int quarter) {
  std::vector<double> out;
  out.reserve(static_cast<std::size_t>(detail.organisations));
  for (int i = 0; i < detail.organisations; ++i)
    out.push_back(static_cast<double>(detail.column(column, quarter, i)));
  return out;
}

std::vector<Band> bands_of(const RunInfo& info, const std::vector<double>& values, const std::string& label,
                           std::size_t style) {
  std::vector<Band> bands;
  for (int k = 0; k < types; ++k) {
    Swarm swarm{.label = label, .style = style, .dots = {}, .spread = {}};
    bool any = false;
    for (std::size_t i = 0; i < info.organisations.size() && i < values.size(); ++i) {
      if (static_cast<int>(info.organisations[i].type) != k) continue;
      any = true;
      if (std::isfinite(values[i])) {
        swarm.dots.push_back({static_cast<int>(i), info.organisations[i].name, values[i]});
      } else {
        ++swarm.missing;
      }
    }
    if (!any) continue;
    finish(swarm);
    bands.push_back({several_of(static_cast<Type>(k)), {std::move(swarm)}});
  }
  return bands;
}

constexpr double radius = 2.6, band_gap = 10, head = 8, foot = 44, label_height = 15;

double names_width(const Swarms& swarms, double width) {
  double names = 0;
  for (const Band& band : swarms.bands) names = std::max(names, text_width(band.name, 12));
  return std::min(names + 14, 0.36 * width);
}

double swarm_height(const Swarm& swarm) {
  return swarm.dots.empty() ? 24 : std::clamp(22 + 0.28 * static_cast<double>(swarm.dots.size()), 34.0, 84.0);
}

/// The name of the selected organisation stands above its swarm, clear of the box.
double label_room(const Swarms& swarms, const Swarm& swarm) {
  const bool here = swarm.style == 0 && std::ranges::find(swarm.dots, swarms.selected,
                                                          &Dweller::organisation) != swarm.dots.end();
  return here ? label_height : 0;
}

double height_of(const Swarms& swarms) {
  double height = head + foot;
  for (const Band& band : swarms.bands) {
    height += band_gap;
    for (const Swarm& swarm : band.swarms) height += label_room(swarms, swarm) + swarm_height(swarm);
  }
  return height;
}

void draw_box(Canvas& canvas, const Swarm& swarm, const ValueScale& x, double y) {
  const Spread& s = swarm.spread;
  const auto color = style_of(swarm.style).color;
  const std::vector<Point> box{
      {x(s.low50), y - 8}, {x(s.high50), y - 8}, {x(s.high50), y + 8}, {x(s.low50), y + 8}};
  canvas.line({x(s.low90), y}, {x(s.low50), y}, {color, 1.2});
  canvas.line({x(s.high50), y}, {x(s.high90), y}, {color, 1.2});
  canvas.polygon(box, "#FFFFFF", 0, {color, 1.4, style_of(swarm.style).dash});
  canvas.line({x(s.median), y - 11}, {x(s.median), y + 11}, {palette::text, 2.4});
}

void draw_swarm(Canvas& canvas, const Box& box, const Swarms& swarms, const Swarm& swarm, const ValueScale& x,
                bool clickable) {
  const double y = box.y + box.height / 2;
  if (swarm.dots.empty()) {
    canvas.text({x.from, y + 4}, no_data, {.size = 11.5, .color = palette::muted});
    return;
  }
  std::vector<double> along;
  for (const Dweller& dot : swarm.dots) along.push_back(x(dot.value));
  const auto off = beeswarm(along, radius, box.height / 2 - radius - 3);
  const std::string_view fill = swarm.style == 0 ? "#7C93AD" : "#C98A5E";
  for (std::size_t n = 0; n < along.size(); ++n) {
    const Dweller& dot = swarm.dots[n];
    const std::string tip = fmt::format("{}: {}", dot.name, swarms.say(dot.value));
    const std::string target = clickable ? fmt::format("organisation {}", dot.organisation) : "";
    canvas.begin_group({.title = tip, .target = target});
    canvas.circle({along[n], y + off[n]}, radius, fill);
    canvas.end_group();
  }
  draw_box(canvas, swarm, x, y);
  for (std::size_t n = 0; n < along.size(); ++n) {
    const Dweller& dot = swarm.dots[n];
    if (dot.organisation != swarms.selected || !clickable) continue;
    canvas.circle({along[n], y + off[n]}, 6.2, "#FFFFFF");
    draw_marker(canvas, {along[n], y + off[n]}, 5, 3);
    const double room = x.to - x.from;
    const std::string name = fitted(fmt::format("{}: {}", dot.name, swarms.say(dot.value)), 11.5, room);
    const double half = text_width(name, 11.5) / 2 + 2;
    const double at = std::clamp(along[n], x.from + half, std::max(x.to - half, x.from + half));
    canvas.rect(at - half, box.y - label_height - 1, 2 * half, label_height, "#FFFFFF");
    canvas.text({at, box.y - 4}, name, {.size = 11.5, .anchor = Anchor::middle});
  }
}

void draw(Canvas& canvas, const Box& box, const Swarms& swarms) {
  ValueScale x(swarms.low, swarms.high, box.width < 560 ? 3 : 6,
               swarms.unit == "code" ? "count" : swarms.unit);
  if (swarms.difference) without_per_cent(x.labels);
  const double names = names_width(swarms, box.width);
  x.from = box.x + names;
  x.to = box.x + box.width - 18;
  const double bottom = box.y + box.height - foot, top = box.y + head;
  for (std::size_t n = 0; n < x.ticks.size(); ++n) {
    const double at = x(x.ticks[n]);
    canvas.line({at, top}, {at, bottom}, {x.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    canvas.text({at, bottom + 16}, x.labels[n],
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  draw_title_line(canvas, {box.x + box.width, bottom + 34}, swarms.x_title, box.width,
                  {.size = 11.5, .anchor = Anchor::end, .color = palette::muted});
  double y = top;
  for (const Band& band : swarms.bands) {
    y += band_gap / 2;
    const double first = y;
    for (const Swarm& swarm : band.swarms) {
      const double height = swarm_height(swarm);
      y += label_room(swarms, swarm);
      draw_swarm(canvas, {x.from, y, x.to - x.from, height}, swarms, swarm, x, swarm.style == 0);
      if (band.swarms.size() > 1)
        canvas.text({box.x, y + height / 2 + 14}, swarm.label, {.size = 11, .color = palette::muted});
      y += height;
    }
    const double height = band.swarms.size() > 1
                              ? label_room(swarms, band.swarms[0]) + swarm_height(band.swarms[0])
                              : y - first;
    canvas.text({box.x, first + height / 2 + (band.swarms.size() > 1 ? -1 : 4)},
                fitted(band.name, 12, names - 8), {.size = 12});
    y += band_gap / 2;
    canvas.line({box.x, y}, {x.to, y}, {palette::grid, 1});
  }
}

void find_scale(Swarms& swarms, const Scene& scene) {
  swarms.low = std::numeric_limits<double>::infinity();
  swarms.high = -swarms.low;
  for (const Band& band : swarms.bands) {
    for (const Swarm& swarm : band.swarms) {
      if (swarm.dots.empty()) continue;
      swarms.low = std::min(swarms.low, swarm.least);
      swarms.high = std::max(swarms.high, swarm.most);
    }
  }
  if (swarms.unit == "£m" || swarms.unit == "share" || swarms.unit == "pp" || swarms.difference) {
    swarms.low = std::min(swarms.low, 0.0);
    swarms.high = std::max(swarms.high, 0.0);
  }
  if (!(swarms.high >= swarms.low)) swarms.low = 0, swarms.high = 1;
  std::tie(swarms.low, swarms.high) = range_of(scene, "values", swarms.low, swarms.high);
}

std::string spread_text(const Swarm& swarm, const Swarms& swarms) {
  if (swarm.dots.empty()) return std::string(no_data);
  const Spread& s = swarm.spread;
  return fmt::format("median {}, middle half {}, n = {}", swarms.say(s.median),
                     swarms.difference ? plain_difference_range(s.low50, s.high50, swarms.unit)
                                       : plain_range(s.low50, s.high50, swarms.unit),
                     s.runs);
}

/// "Balance: Acute trusts lowest, median −£3m; CCGs highest, £0m".
std::string finding(const Swarms& swarms, const std::string& name, bool difference) {
  const Swarm *lowest = nullptr, *highest = nullptr;
  std::string low_name, high_name;
  for (const Band& band : swarms.bands) {
    const Swarm& swarm = band.swarms[0];
    if (swarm.dots.empty()) continue;
    if (lowest == nullptr || swarm.spread.median < lowest->spread.median)
      lowest = &swarm, low_name = band.name;
    if (highest == nullptr || swarm.spread.median > highest->spread.median)
      highest = &swarm, high_name = band.name;
  }
  if (lowest == nullptr) return name + ": no data in this quarter";
  const auto say = [&](double value) {
    return difference ? plain_difference(value, swarms.unit) : plain_value(value, swarms.unit);
  };
  const std::string what = difference ? name + ", B less A" : name;
  const std::string low = say(lowest->spread.median), high = say(highest->spread.median);
  if (low == high) return fmt::format("{}: the medians of all types read {}", what, low);
  return fmt::format("{}: {} lowest (median {}), {} highest ({})", what, low_name, low, high_name, high);
}

FigureTable table_of(const Swarms& swarms, const RunInfo& info, const std::string& column) {
  FigureTable table{.head = {"type", "organisation", "series", table_head(column, swarms.unit)}, .rows = {}};
  for (const Band& band : swarms.bands) {
    for (const Swarm& swarm : band.swarms) {
      for (const Dweller& dot : swarm.dots)
        table.rows.push_back({band.name, dot.name, swarm.label, table_number(dot.value)});
    }
  }
  if (info.organisations.empty()) table.rows.clear();
  return table;
}

}  // namespace

std::optional<Figure> distribution_figure(const Scene& scene) {
  const RunInfo& info = scene.now->info();
  const auto detail = scene.now->detail(scene.one_run);
  const auto other = scene.before != nullptr ? scene.before->detail(scene.before_one_run) : nullptr;
  if (!detail || (scene.before != nullptr && !other)) return std::nullopt;
  if (detail->columns.empty())
    return message_figure(scene, "distribution", "No values of single organisations", detail->reason);
  const int quarter = std::clamp(scene.selection.quarter, 0, detail->quarters - 1),
            run = scene.b->info().first_replicate + scene.one_run;
  const std::string& when = info.quarters[static_cast<std::size_t>(quarter)];
  const auto column = static_cast<OrganisationColumn>(scene.selection.column);
  const MeasureRow& row = organisation_column_rows[scene.selection.column];
  const auto values = values_of(*detail, column, quarter);
  if (column == OrganisationColumn::action) {
    return action_shares_figure(
        scene, values, other ? values_of(*other, column, quarter) : std::vector<double>{}, run, when);
  }
  const std::string name = plain_name(row);
  Swarms swarms;
  swarms.unit = row.unit;
  swarms.selected = scene.selection.organisation;
  swarms.x_title = fmt::format("{}, {}", name, plain_unit(row.unit));
  const bool difference = swarms.difference = scene.difference;
  if (difference) swarms.x_title = fmt::format("{}, B less A, {}", name, plain_difference_unit(row.unit));
  swarms.bands = bands_of(info, values,
                          difference    ? std::string(b_less_a)
                          : scene.two() ? "B"
                                        : fmt::format("run {}", run),
                          0);
  if (scene.two()) {
    const auto others = bands_of(info, values_of(*other, column, quarter), "A", 1);
    for (Band& band : swarms.bands) {
      const auto same = std::ranges::find(others, band.name, &Band::name);
      if (same != others.end()) band.swarms.push_back(same->swarms[0]);
    }
  }
  find_scale(swarms, scene);
  Figure figure;
  figure.name = "distribution";
  figure.title = finding(swarms, name, difference);
  figure.subtitle = fmt::format(
      "{}; {}, {}, run {}; unit: {}. A dot an organisation; box: middle half; line: median; whiskers: 5th to "
      "95th percentile.",
      plain_meaning(row), country_of(info), when, run,
      difference ? plain_difference_unit(row.unit) : plain_unit(row.unit));
  for (const Band& band : swarms.bands) {
    for (const Swarm& swarm : band.swarms)
      figure.description += fmt::format("{}{}: {}. ", band.name, scene.two() ? " " + swarm.label : "",
                                        spread_text(swarm, swarms));
  }
  figure.table = table_of(swarms, info, difference ? "difference of " + name : name);
  figure.height = [swarms](double) { return height_of(swarms); };
  figure.draw = [swarms](Canvas& canvas, const Box& box) { draw(canvas, box, swarms); };
  return figure;
}

}  // namespace concord
