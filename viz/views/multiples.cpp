#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "sim/missing.hpp"
#include "viz/data/selection.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/readings.hpp"
#include "viz/views/tiles.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double small = 10, panel_height = 84, key_height = 44, gap = 8, foot = 22, head = 16,
                 left_room = 40;
/// Places on the map need height, which windows that are wider than `geographic_to` lack.
constexpr double most_panel = 380, least_panel = 92, geographic_from = 820, geographic_to = 1300;

struct Panel {
  std::size_t system;
  std::string code, name;
  std::vector<double> values, before;  ///< [quarter]; `before` may be empty
};
struct Picture {
  TileMap map;
  std::vector<Panel> panels;     ///< in order of regions
  std::vector<double> national;  ///< median over systems, [quarter]
  std::vector<std::string> quarters;
  std::string name, unit;
  std::string middle;        ///< what `national` is
  std::string partner, own;  ///< how the other line is called, and this one; empty if there is one only
  double low = 0, high = 1;
  int quarter = 0, selected = 0;
  bool difference = false, ghost = false;
  Spread higher{}, rose{};   ///< systems, counted within runs: in B than in A; since the first quarter
  std::string_view counted;  ///< how `higher` was

  std::string words(double value) const {
    return difference ? short_difference(value, unit) : plain_value(value, unit);
  }
};

struct Arrangement {
  bool geographic;
  double panel;  ///< width, with the gap
  std::size_t columns;
  double left;  ///< room for the scale
};

Arrangement arrange(const Picture& picture, double width) {
  Arrangement a{.geographic = picture.map.geographic && width >= geographic_from && width < geographic_to,
                .panel = 0,
                .columns = 1,
                .left = left_room};
  if (a.geographic) {
    a.panel = std::min((width - a.left) / tiles_across(picture.map), most_panel);
    return a;
  }
  const double room = width - a.left;
  a.columns = std::clamp<std::size_t>(static_cast<std::size_t>(room / (least_panel + gap)), 1,
                                      std::max<std::size_t>(picture.panels.size(), 1));
  if (width > 1000) a.columns = std::min<std::size_t>(a.columns, static_cast<std::size_t>(room / 170));
  a.panel = std::min(room / static_cast<double>(a.columns), most_panel);
  return a;
}

std::size_t rows_of(const Picture& picture, const Arrangement& a) {
  return a.geographic ? static_cast<std::size_t>(picture.map.rows)
                      : (picture.panels.size() + a.columns - 1) / a.columns;
}

Point corner_of(const Picture& picture, const Arrangement& a, std::size_t n, const Box& box) {
  const double top = box.y + key_height;
  if (a.geographic) {
    const TileMap::Cell cell = picture.map.cells[picture.panels[n].system];
    return {box.x + a.left + cell.x * a.panel / 2, top + (panel_height + gap) * cell.row};
  }
  const std::size_t row = n / a.columns, column = n % a.columns;
  return {box.x + a.left + a.panel * static_cast<double>(column),
          top + (panel_height + gap) * static_cast<double>(row)};
}

void draw_course(Canvas& canvas, const std::vector<double>& values, const Pen& pen, const auto& x,
                 const auto& y) {
  for (std::size_t first = 0; first < values.size(); ++first) {
    std::vector<Point> points;
    std::size_t t = first;
    for (; t < values.size() && std::isfinite(values[t]); ++t) points.push_back({x(t), y(values[t])});
    if (points.size() == 1) canvas.circle(points[0], 1.5, pen.color);
    if (points.size() > 1) canvas.polyline(points, pen);
    first = t;
  }
}

void draw_panel(Canvas& canvas, const Picture& picture, const Panel& panel, Point corner, double width,
                const ValueScale& scale, bool numbers) {
  const bool selected = static_cast<int>(panel.system) == picture.selected;
  const double left = corner.x, right = corner.x + width, top = corner.y + head,
               bottom = corner.y + panel_height;
  ValueScale y = scale;
  y.from = bottom - 2;
  y.to = top + 2;
  const double value = panel.values[static_cast<std::size_t>(picture.quarter)];
  std::string words =
      fmt::format("{} ({})\n{}: {}", panel.name, panel.code,
                  picture.quarters[static_cast<std::size_t>(picture.quarter)], picture.words(value));
  if (!panel.before.empty())
    words += fmt::format("\n{}: {}", picture.partner,
                         picture.words(panel.before[static_cast<std::size_t>(picture.quarter)]));
  const std::string target = text_of({TargetKind::system, static_cast<int>(panel.system)});
  canvas.begin_group({.title = words, .target = target});
  canvas.rect(left, corner.y, width, panel_height, selected ? "#DCE6F0" : "#F7F7F7");
  std::string number = picture.words(value);
  if (!panel.before.empty() && width >= 136)
    number += " / " + picture.words(panel.before[static_cast<std::size_t>(picture.quarter)]);
  const double number_width = text_width(number, small);
  const double room = width - 10 - number_width;
  const std::string label = width > 140 ? fmt::format("{} {}", panel.code, panel.name) : panel.code;
  if (selected) canvas.rect(left, corner.y, 3, panel_height, palette::blue);
  canvas.text({left + 5, corner.y + 12}, fitted(label, small * (selected ? bold_width : 1), room - 4),
              {.size = small, .bold = selected});
  canvas.text({right - 3, corner.y + 12}, number, {.size = small, .anchor = Anchor::end});
  for (std::size_t n = 0; n < y.ticks.size(); ++n) {
    const double at = y(y.ticks[n]);
    const bool zero = std::abs(y.ticks[n]) < 1e-12 && picture.low < 0;
    canvas.line({left, at}, {right, at}, {zero ? "#8A8A8A" : palette::grid, 1});
    if (numbers)
      canvas.text({left - 4, at + 3.5}, y.labels[n],
                  {.size = small, .anchor = Anchor::end, .color = palette::muted});
  }
  const Pen before_pen{picture.ghost ? "#8A8A8A" : palette::orange, 1.5, "4 2"};
  const auto count = static_cast<double>(std::max<std::size_t>(picture.quarters.size(), 1));
  const auto x = [&](std::size_t t) {
    return left + (right - left) * (static_cast<double>(t) + 0.5) / count;
  };
  const double mark = x(static_cast<std::size_t>(picture.quarter));
  canvas.line({mark, top}, {mark, bottom}, {"#767676", 1, "3 2"});
  draw_course(canvas, picture.national, {"#858585", 1.2, picture.difference ? "3 2" : ""}, x, y);
  draw_course(canvas, panel.before, before_pen, x, y);
  draw_course(canvas, panel.values, {palette::blue, selected ? 2.6 : 1.8}, x, y);
  if (std::ranges::none_of(panel.values, [](double v) { return std::isfinite(v); }))
    canvas.text({(left + right) / 2, (top + bottom) / 2 + 4}, no_data,
                {.size = small, .anchor = Anchor::middle, .color = palette::muted});
  canvas.end_group();
}

void draw_key(Canvas& canvas, const Box& box, const Picture& picture) {
  double x = box.x, y = box.y + 10;
  const auto sample = [&](std::string_view word, const Pen& pen) {
    const std::string text = fitted(word, 11, box.width - 30);
    if (x > box.x && x + 28 + text_width(text, 11) > box.x + box.width) {
      x = box.x;
      y += 18;
    }
    canvas.line({x, y - 4}, {x + 22, y - 4}, pen);
    canvas.text({x + 28, y}, text, {.size = 11});
    x += 28 + text_width(text, 11) + 18;
  };
  sample(picture.difference        ? b_less_a
         : picture.partner.empty() ? "system"
                                   : picture.own,
         {palette::blue, 2});
  sample(picture.middle, {"#858585", 1.5, picture.difference ? "3 2" : ""});
  if (!picture.partner.empty())
    sample(picture.partner, {picture.ghost ? "#8A8A8A" : palette::orange, 1.5, "4 2"});
}

void draw_multiples(Canvas& canvas, const Box& box, const Picture& picture) {
  draw_key(canvas, box, picture);
  const Arrangement a = arrange(picture, box.width);
  ValueScale scale(picture.low, picture.high, 2, picture.unit);
  if (picture.difference) without_per_cent(scale.labels);
  // The numbers stand left of whatever is leftmost in its row.
  for (std::size_t n = 0; n < picture.panels.size(); ++n) {
    const Point corner = corner_of(picture, a, n, box);
    const bool leftmost = a.geographic ? corner.x < box.x + a.left + a.panel * 0.51 : n % a.columns == 0;
    const bool alone = a.geographic && std::ranges::none_of(picture.panels, [&](const Panel& other) {
                         const auto here = picture.map.cells[picture.panels[n].system],
                                    there = picture.map.cells[other.system];
                         return there.row == here.row && there.x < here.x;
                       });
    draw_panel(canvas, picture, picture.panels[n], corner, a.panel - gap, scale, leftmost || alone);
  }
  const auto rows = static_cast<double>(rows_of(picture, a));
  const std::string years = fmt::format(
      "Every panel: {} to {}, the same scale; the dashed line marks {}{}.", picture.quarters.front(),
      picture.quarters.back(), picture.quarters[static_cast<std::size_t>(picture.quarter)],
      picture.partner.empty() || a.panel - gap < 136
          ? std::string()
          : fmt::format("; numbers: {} / {}", picture.own, picture.partner));
  double y = box.y + key_height + rows * (panel_height + gap) + 10;
  for (const std::string& line : wrapped_lines(years, 11, box.width)) {
    canvas.text({box.x, y}, line, {.size = 11, .color = palette::muted});
    y += 15;
  }
}

double height_of(const Picture& picture, double width) {
  const Arrangement a = arrange(picture, width);
  return key_height + static_cast<double>(rows_of(picture, a)) * (panel_height + gap) + foot +
         (width < 560 ? 15 : 0);
}

/// Systems that stand higher than in the first quarter.
Spread risen_within(const Slice& slice, std::optional<int> run, int quarter) {
  Slice rise{.runs = slice.runs, .quarters = 1, .things = slice.things, .values = {}};
  for (int r = 0; r < slice.runs; ++r) {
    for (int k = 0; k < slice.things; ++k) rise.values.push_back(slice.at(r, quarter, k) - slice.at(r, 0, k));
  }
  return counted_within(rise, run, 0, [](double value) { return value > 0; });
}

std::string title_of(const Picture& picture, std::string_view quarter) {
  std::size_t known = 0;
  const bool compared = !picture.partner.empty() && !picture.ghost;
  const auto t = static_cast<std::size_t>(picture.quarter);
  const double middle = picture.national[t];
  double selected = missing_value;
  std::string name;
  for (const Panel& panel : picture.panels) {
    const double value = panel.values[t];
    if (static_cast<int>(panel.system) == picture.selected) {
      selected = value;
      name = panel.name;
    }
    if (!std::isfinite(value)) continue;
    ++known;
  }
  if (known == 0) return fmt::format("{}: no data in {}", picture.name, quarter);
  if (picture.difference || compared)
    return fmt::format("{} is higher in B than in A in {}{}, {}", picture.name,
                       count_words(picture.higher, known, "systems"), picture.counted, quarter);
  if (picture.quarter > 0 && picture.rose.runs > 0)
    return fmt::format("{} rose in {} from {} to {}", picture.name,
                       count_words(picture.rose, known, "systems"), picture.quarters[0], quarter);
  if (!std::isfinite(selected))
    return fmt::format("{} has a median of {}, {}", picture.name, picture.words(middle), quarter);
  return fmt::format("{} is {} in {}, {} in the median system", picture.name, picture.words(selected), name,
                     picture.words(middle));
}

FigureTable table_of(const Picture& p, const RunInfo& info, std::string_view unit) {
  FigureTable table;
  table.head = {"code", "system", "quarter",
                fmt::format("{}{} ({})", p.name, p.difference ? ", B less A" : "", unit)};
  if (!p.partner.empty()) table.head.push_back(fmt::format("{} ({})", p.partner, unit));
  const auto add = [&](const std::string& code, const std::string& name, std::size_t quarter_index,
                       double value, double before) {
    std::vector<std::string> row{code, name, info.quarters[quarter_index], table_number(value)};
    if (!p.partner.empty()) row.push_back(table_number(before));
    table.rows.push_back(std::move(row));
  };
  for (const Panel& panel : p.panels) {
    for (std::size_t q = 0; q < info.quarters.size(); ++q)
      add(panel.code, info.systems[panel.system].name, q, panel.values[q],
          panel.before.empty() ? 0 : panel.before[q]);
  }
  for (std::size_t q = 0; q < info.quarters.size(); ++q) add("", p.middle, q, p.national[q], missing_value);
  return table;
}

}  // namespace

std::optional<Figure> multiples_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (!now.has_systems() || info.systems.empty())
    return message_figure(scene, "multiples", "There are no single systems",
                          "The file holds no single systems. Record them: --record systems.");
  const Selection& selection = scene.selection;
  const auto& run = selection.run;
  const MeasureRow& measure = system_measure_rows[selection.system_measure];
  const SlicePointer slice = now.systems(selection.system_measure);
  const SlicePointer earlier = scene.two() ? scene.before->systems(selection.system_measure) : nullptr;
  // Of a comparison the title counts where B is higher.
  const bool compared = scene.change != nullptr && !scene.ghost;
  const SlicePointer change = compared ? scene.change->systems(selection.system_measure) : nullptr;
  if (!slice || (scene.two() && !earlier) || (compared && !change)) return std::nullopt;

  auto picture = std::make_shared<Picture>();
  Picture& p = *picture;
  p.map = tile_map_of(info.systems);
  p.quarters = info.quarters;
  p.name = plain_name(measure);
  p.unit = measure.unit;
  p.quarter = selection.quarter;
  p.selected = selection.system;
  p.middle = !run && now.shown_runs() > 1 ? "median of the systems' medians" : "median of systems";
  p.ghost = scene.ghost;
  p.difference = scene.difference;
  const auto quarters = static_cast<int>(info.quarters.size());
  for (const std::size_t k : by_region(info.systems)) {
    Panel panel{k, info.systems[k].code, long_name(info.systems[k]), {}, {}};
    if (p.map.geographic) panel.name = p.map.names[k];
    for (int t = 0; t < quarters; ++t) {
      panel.values.push_back(reading(*slice, run, t, static_cast<int>(k)));
      if (earlier) panel.before.push_back(reading(*earlier, scene.before_run, t, static_cast<int>(k)));
    }
    p.panels.push_back(std::move(panel));
  }
  if (earlier) p.partner = before_word(scene), p.own = now_word(scene);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto widen = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (int t = 0; t < quarters; ++t) {
    std::vector<double> values;
    for (const Panel& panel : p.panels) {
      values.push_back(panel.values[static_cast<std::size_t>(t)]);
      widen(values.back());
      if (!panel.before.empty()) widen(panel.before[static_cast<std::size_t>(t)]);
    }
    p.national.push_back(median_of(std::move(values)));
  }
  if (p.difference || measure.unit == "£m" || measure.unit == "pp") widen(0);
  if (!p.difference && measure.unit == "share") widen(0), widen(1);
  if (low > high) low = 0, high = 1;
  std::tie(p.low, p.high) = range_of(scene, "values", low, high);

  if (change) {
    p.higher =
        counted_within(*change, std::nullopt, selection.quarter, [](double value) { return value > 1e-9; });
    p.counted = how_counted(scene);
  }
  p.rose = risen_within(*slice, run, selection.quarter);
  const std::string quarter = quarter_words(info, selection.quarter);
  const auto t = static_cast<std::size_t>(selection.quarter);
  std::vector<double> at_quarter;
  for (const Panel& panel : p.panels) at_quarter.push_back(panel.values[t]);
  const Spread spread = spread_of(at_quarter);
  Figure figure;
  figure.name = "multiples";
  figure.title = title_of(p, quarter);
  figure.subtitle = fmt::format(
      "{} {} systems, {} to {}, {}{}.", measure.meaning, info.systems.size(), info.quarters.front(),
      info.quarters.back(), runs_words(scene, *scene.b),
      fmt::format("; {}", p.difference ? plain_difference_unit(measure.unit) : plain_unit(measure.unit)));
  figure.description = fmt::format(
      "A small chart over time for each of {} systems, of {}{}. In {} the middle half of systems lies "
      "between "
      "{} and {}, the median system at {}.",
      p.panels.size(), p.difference ? "the difference in " : "", p.name, quarter, p.words(spread.low50),
      p.words(spread.high50), p.words(spread.median));
  figure.table = table_of(p, info, measure.unit);
  figure.height = [picture](double width) { return height_of(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_multiples(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
