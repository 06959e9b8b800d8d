#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/shades.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/designation_state.hpp"
#include "viz/views/readings.hpp"
#include "viz/views/tiles.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double small = 11, state_key = 24, list_width = 300, gap = 28, least_tile = 42,
                 least_for_change = 40;

struct Picture {
  TileMap map;
  std::vector<SystemInfo> systems;
  std::vector<double> values;  ///< NaN = no data
  std::vector<FormState> states;
  std::vector<double> changes;  ///< since `before`, or none
  std::string change_word;      ///< what they are
  ValueShades shades;
  std::string scale_title, unit;
  std::string quarter;
  bool difference = false, gaps = false, all_runs = false;
  int selected = 0;
  // Over runs.
  FormCounts forms;
  std::vector<Spread> spreads;       ///< by system
  Spread below_zero, higher, lower;  ///< systems; the last two where values are differences
  std::string_view counted;          ///< how they were

  std::string words(double value) const {
    return difference ? short_difference(value, unit) : plain_value(value, unit);
  }
  /// Without the unit, which the scale states.
  std::string number(double value) const {
    if (!std::isfinite(value)) return "–";
    if (difference && unit == "share") {
      const std::string text = in_decimals(value * 100, 1, "");
      return value > 0 ? "+" + text : text;
    }
    if (!difference && unit == "0/1") return plain_value(value, unit);
    int decimals = std::max(decimals_between(shades.low, shades.high, unit) - 1, 0);
    if (unit == "share") decimals = 0;
    if (unit == "index") decimals = 2;
    if (difference) decimals = std::clamp(decimals + 1, 1, 3);  // most lie far below the largest
    const std::string text = in_decimals(value, decimals, unit);
    const bool zero = text.find_first_of("123456789") == text.npos;
    return difference && value > 0 && !zero ? "+" + text : text;
  }
};

struct Arrangement {
  double tile = 0, key_height = 0, map_height = 0;
  bool list = false;
  double state_rows = 1;
};

std::array<std::string, 2> state_words(bool all_runs) {
  return {
      all_runs ? "real integrated care system (in at least half of runs)" : "real integrated care system",
      all_runs ? "designated, but in name only (in at least half of runs)" : "designated, but in name only"};
}

/// Tiles are as large as the width allows; smaller, down to `least_tile`, where the height is not enough.
Arrangement arrange(const Picture& picture, double width,
                    double height = std::numeric_limits<double>::infinity()) {
  Arrangement a;
  const double across = tiles_across(picture.map), most = width > 1500 ? 104 : 82;
  a.tile = std::clamp(width / across, 8.0, most);
  const auto words = state_words(picture.all_runs);
  const double both = 2 * 20 + 24 + text_width(words[0], small) + text_width(words[1], small);
  a.state_rows = both <= width ? 1 : 2;
  a.key_height = shade_key_height + state_key * a.state_rows + 8;
  const double down = tiles_down(picture.map), fits = (height - a.key_height - 8) / down;
  if (a.tile > fits + 0.01) a.tile = std::min(a.tile, std::max(fits, least_tile));
  a.list = picture.systems.size() > 12 && width - a.tile * across >= gap + list_width;
  a.map_height = a.tile * down + 8;
  return a;
}

void draw_state(Canvas& canvas, Point at, double radius, FormState state, std::string_view ink,
                std::string_view fill) {
  if (state == FormState::none || state == FormState::not_known) return;
  canvas.circle(at, radius, ink);
  if (state == FormState::name_only) canvas.circle(at, radius - 1.6, fill);
}

void draw_keys(Canvas& canvas, const Box& box, const Picture& picture, const Arrangement& a) {
  draw_shade_key(canvas, {box.x, box.y}, box.width, picture.shades, picture.scale_title, picture.gaps);
  const auto words = state_words(picture.all_runs);
  double x = box.x, y = box.y + shade_key_height + 14;
  for (std::size_t n = 0; n < 2; ++n) {
    draw_state(canvas, {x + 6, y - 4}, 5, n == 0 ? FormState::real_system : FormState::name_only,
               palette::text, "#FFFFFF");
    canvas.text({x + 18, y}, fitted(words[n], small, box.width - 18), {.size = small});
    if (a.state_rows > 1) {
      y += state_key;
    } else {
      x += 20 + text_width(words[n], small) + 24;
    }
  }
}

/// Code with the symbol of its state, name, number, and change, as far as they fit.
void draw_words(Canvas& canvas, Point c, double tile, const Picture& picture, std::size_t k) {
  const double value = picture.values[k];
  const std::string fill = std::isfinite(value) ? fill_of(picture.shades, value) : "#F4F4F4";
  const std::string_view ink = text_on(fill);
  const bool names = tile >= 70;
  const double code_size = std::clamp(tile * 0.14, 8.0, 12.0);
  const std::string code = fitted(picture.systems[k].code, code_size * bold_width, tile * 0.62);
  const bool state = picture.states[k] == FormState::real_system || picture.states[k] == FormState::name_only;
  const double radius = std::clamp(tile * 0.055, 2.6, 4.5);
  const double code_y = c.y - (names ? 0.27 : 0.08) * tile, shift = state ? radius + 2 : 0;
  const double code_width = text_width(code, code_size * bold_width);
  canvas.text({c.x - shift, code_y}, code,
              {.size = code_size, .anchor = Anchor::middle, .color = ink, .bold = true});
  draw_state(canvas, {c.x - shift + code_width / 2 + radius + 3, code_y - code_size * 0.36}, radius,
             picture.states[k], ink, fill);
  if (names) {
    const double size = tile >= 95 ? 10.5 : 9, line = size + 1.5;
    auto lines = wrapped_lines(picture.map.names[k], size, tile - 6);
    if (lines.size() > 2) {
      lines.resize(2);
      lines[1] = fitted(lines[1] + " …", size, tile - 6);
    }
    double y = c.y - 0.10 * tile + (lines.size() == 1 ? line / 2 : 0);
    for (const std::string& words : lines) {
      canvas.text({c.x, y}, words, {.size = size, .anchor = Anchor::middle, .color = ink});
      y += line;
    }
  }
  const double size = std::clamp(tile * 0.17, 8.0, 15.0);
  const std::string number = fitted(picture.number(value), size * bold_width, tile - 6);
  if (tile >= 24)
    canvas.text({c.x, c.y + (names ? picture.changes.empty() ? 0.28 : 0.24 : 0.20) * tile}, number,
                {.size = size, .anchor = Anchor::middle, .color = ink, .bold = true});
  if (!picture.changes.empty() && tile >= least_for_change && std::isfinite(picture.changes[k])) {
    const double change_size = tile >= 70 ? 9.5 : 8.5;
    std::string text = picture.unit == "share"
                           ? in_decimals(picture.changes[k] * 100, 1, "")
                           : in_decimals(picture.changes[k], picture.unit == "£m" ? 1 : 2, picture.unit);
    if (picture.changes[k] > 0) text = "+" + text;
    canvas.text({c.x, c.y + (names ? 0.41 : 0.38) * tile}, fitted(text, change_size, tile * 0.5),
                {.size = change_size, .anchor = Anchor::middle, .color = ink});
  }
}

void draw_tiles(Canvas& canvas, Point origin, double tile, const Picture& picture) {
  const auto each = [&](bool selected) {
    for (std::size_t k = 0; k < picture.systems.size(); ++k) {
      if ((static_cast<int>(k) == picture.selected) != selected) continue;
      const Point c = centre_of(picture.map.cells[k], origin, tile);
      const auto outline = hexagon(c, tile - 2);
      std::string words = fmt::format("{} ({})\n{}, {}: {}\n{}", long_name(picture.systems[k]),
                                      picture.systems[k].code, picture.scale_title, picture.quarter,
                                      picture.words(picture.values[k]), word_of(picture.states[k]));
      if (!picture.changes.empty())
        words +=
            fmt::format("\n{}: {}", picture.change_word, short_difference(picture.changes[k], picture.unit));
      const std::string target = text_of({TargetKind::system, static_cast<int>(k)});
      canvas.begin_group({.title = words, .target = target});
      if (std::isfinite(picture.values[k])) {
        canvas.polygon(outline, fill_of(picture.shades, picture.values[k]), 1, {"#767676", 0.8});
      } else {
        draw_hatched(canvas, outline);
      }
      if (selected) {
        canvas.polygon(hexagon(c, tile + 1), "#FFFFFF", 0, {"#000000", 3.5});
        canvas.polygon(hexagon(c, tile - 4), "#FFFFFF", 0, {"#FFFFFF", 1.2});
      }
      draw_words(canvas, c, tile, picture, k);
      canvas.end_group();
    }
  };
  each(false);
  each(true);  // last, for its outline to lie on top
}

/// Systems with a value, the highest first.
std::vector<std::size_t> in_order(const std::vector<double>& values) {
  std::vector<std::size_t> order;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (std::isfinite(values[k])) order.push_back(k);
  }
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  return order;
}

/// What the codes on tiles stand for, in order of their values: all systems where they fit in two columns,
/// else both ends.
void draw_list(Canvas& canvas, const Box& box, const Picture& picture) {
  constexpr double line = 20, code_width = 40, column = 330;
  const auto order = in_order(picture.values);
  const auto fit = static_cast<std::size_t>(std::max((box.height - line) / line, 1.0));
  const bool all = box.width >= 2 * column + gap && 2 * fit >= order.size();
  const auto rows =
      all ? (order.size() + 1) / 2 : std::min(order.size() / 2, std::max<std::size_t>(fit / 2, 2) - 1);
  const double width = all ? std::min((box.width - gap) / 2, 460.0) : std::min(box.width, 460.0);
  Point at{box.x, box.y + 12};
  const auto part = [&](std::string_view title, std::size_t first, std::size_t last) {
    canvas.text(at, title, {.size = 12, .color = palette::text, .bold = true});
    at.y += line;
    for (std::size_t n = first; n < std::min(last, order.size()); ++n) {
      const std::size_t k = order[n];
      const std::string number = picture.words(picture.values[k]), name = long_name(picture.systems[k]);
      const std::string target = text_of({TargetKind::system, static_cast<int>(k)});
      canvas.begin_group({.title = name, .target = target});
      canvas.rect(at.x, at.y - 11, 14, 14, fill_of(picture.shades, picture.values[k]));
      canvas.text({at.x + 22, at.y}, picture.systems[k].code, {.size = 12, .color = palette::muted});
      canvas.text({at.x + 22 + code_width, at.y},
                  fitted(name, 12, width - 22 - code_width - text_width(number, 12) - 8), {.size = 12});
      canvas.text({at.x + width, at.y}, number, {.size = 12, .anchor = Anchor::end});
      canvas.end_group();
      at.y += line;
    }
  };
  if (rows == 0) return;
  part(all ? "Highest first" : "Highest", 0, rows);
  at = all ? Point{box.x + width + gap, box.y + 12} : Point{box.x, at.y + 14};
  part(all ? "" : "Lowest", all ? rows : order.size() - rows, order.size());
}

void draw_map(Canvas& canvas, const Box& box, const Picture& picture) {
  const Arrangement a = arrange(picture, box.width, box.height);
  draw_keys(canvas, box, picture, a);
  const double across = a.tile * tiles_across(picture.map);
  const double room = a.list ? std::min(across + gap + 460, box.width) : across;
  Point origin{box.x + (box.width - room) / 2, box.y + a.key_height};
  if (a.list) {
    origin.x = box.x;
    const double left = origin.x + across + gap;
    draw_list(canvas, {left, origin.y, box.x + box.width - left, a.map_height}, picture);
  }
  draw_tiles(canvas, origin, a.tile, picture);
}

std::string short_of(const Picture& picture, std::size_t k) {
  return picture.map.geographic ? picture.map.names[k] : long_name(picture.systems[k]);
}

std::string title_of(const Picture& picture, SystemMeasure measure, std::string_view name) {
  const auto order = in_order(picture.values);
  if (order.empty()) return fmt::format("{}: no data in {}", name, picture.quarter);
  const auto systems = [&](const Spread& count, std::string_view one, std::string_view many) {
    return fmt::format("{} {} in {}", capital(count_words(count, order.size(), "systems")),
                       count.median == 1 ? one : many, picture.quarter);
  };
  if (picture.difference)
    return fmt::format("{} is higher in B than in A in {}{}, {}", name,
                       count_words(picture.higher, order.size(), "systems"), picture.counted,
                       picture.quarter);
  if (measure == SystemMeasure::designated || measure == SystemMeasure::norm ||
      measure == SystemMeasure::maturity)
    return systems(picture.forms.real, "is a real integrated care system",
                   "are real integrated care systems");
  if (measure == SystemMeasure::balance || measure == SystemMeasure::margin)
    return systems(picture.below_zero, "is in deficit", "are in deficit");
  if (measure == SystemMeasure::outturn_gap)
    return systems(picture.below_zero, "is below control total", "are below control total");
  const std::size_t best = order.front(), worst = order.back();
  const std::string low = picture.words(picture.values[worst]), high = picture.words(picture.values[best]);
  if (low == high)
    return fmt::format("{} is {} in every system in {}", name,
                       median_words(picture.spreads[best], picture.unit), picture.quarter);
  return fmt::format("{} runs from {} ({}) to {} ({}) in {}", name,
                     median_words(picture.spreads[worst], picture.unit), short_of(picture, worst),
                     median_words(picture.spreads[best], picture.unit), short_of(picture, best),
                     picture.quarter);
}

std::string description_of(const Picture& picture, std::string_view name) {
  const auto order = in_order(picture.values);
  if (order.empty()) return fmt::format("A map of {} systems without data.", picture.systems.size());
  const std::size_t best = order.front(), worst = order.back();
  const auto words = [&](std::size_t k) {
    return with_range(picture.spreads[k], picture.unit, picture.difference);
  };
  std::string text = fmt::format(
      "A map of {} systems, a tile each, coloured by {}{}. It is highest in {}, {}, and lowest in {}, {}; "
      "the "
      "middle of all systems is {}. ",
      picture.systems.size(), picture.difference ? "the difference in " : "", name,
      long_name(picture.systems[best]), words(best), long_name(picture.systems[worst]), words(worst),
      picture.words(median_of(picture.values)));
  if (picture.difference)
    text += fmt::format("It is higher in B than in A in {} and lower in {}{}. ",
                        count_words(picture.higher, order.size(), "systems"),
                        count_words(picture.lower, order.size(), "systems"), picture.counted);
  const std::size_t all = picture.systems.size();
  return text + fmt::format("Real integrated care systems: {}; in name only: {}; without data: {}.",
                            count_words(picture.forms.real, all, "systems"),
                            count_words(picture.forms.name_only, all, "systems"), all - order.size());
}

}  // namespace

std::optional<Figure> map_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (!now.has_systems() || info.systems.empty())
    return message_figure(scene, "map", "There is nothing to map",
                          "The file holds no single systems. Record them: --record systems.");
  const Selection& selection = scene.selection;
  const MeasureRow& measure = system_measure_rows[selection.system_measure];
  const SlicePointer slice = now.systems(selection.system_measure);
  auto states = form_states(*scene.b, selection.run, selection.quarter);
  auto forms = form_counts(*scene.b, selection.run, selection.quarter);
  const SlicePointer change = scene.two() ? scene.change->systems(selection.system_measure) : nullptr;
  if (scene.two() && !change) return std::nullopt;
  if (!slice || !states || !forms) return std::nullopt;

  auto picture = std::make_shared<Picture>();
  Picture& p = *picture;
  p.map = tile_map_of(info.systems);
  p.systems = info.systems;
  p.unit = measure.unit;
  p.quarter = quarter_words(info, selection.quarter);
  p.all_runs = !selection.run && scene.b->shown_runs() > 1;
  p.selected = selection.system;
  p.difference = scene.difference;
  const std::string name = plain_name(measure);

  // The scale holds for all quarters, so that colours stay comparable while the user plays them.
  std::vector<double> all, values;
  for (int t = 0; t < slice->quarters; ++t) {
    for (int k = 0; k < slice->things; ++k) {
      all.push_back(reading(*slice, selection.run, t, k));
      if (t == selection.quarter) values.push_back(all.back());
    }
  }
  if (change) {
    p.change_word = scene.ghost ? "change since the last result" : std::string(b_less_a);
    for (int k = 0; k < change->things; ++k)
      p.changes.push_back(reading(*change, std::nullopt, selection.quarter, k));
  }
  p.forms = std::move(*forms);
  const auto count = [&](const std::function<bool(double)>& holds) {
    return counted_within(*slice, selection.run, selection.quarter, holds);
  };
  p.below_zero = count([](double value) { return value < 0; });
  p.higher = count([](double value) { return value > 1e-9; });
  p.lower = count([](double value) { return value < -1e-9; });
  p.counted = how_counted(scene);
  for (int k = 0; k < slice->things; ++k)
    p.spreads.push_back(spread_of(values_at(*slice, selection.run, selection.quarter, k)));
  std::erase_if(all, [](double value) { return !std::isfinite(value); });
  if (!all.empty()) {
    const auto [low, high] = range_of(scene, "values", std::ranges::min(all), std::ranges::max(all));
    all = {low, high};
  }
  p.shades = shades_for(all, measure.unit, p.difference);
  p.scale_title = p.difference ? name + ", B less A" : name;
  if (measure.unit != "index")
    p.scale_title +=
        fmt::format(" ({})", p.difference ? plain_difference_unit(measure.unit) : plain_unit(measure.unit));
  p.values = std::move(values);
  p.states = std::move(*states);
  p.gaps = std::ranges::any_of(p.values, [](double v) { return !std::isfinite(v); });

  Figure figure;
  figure.name = "map";
  figure.title = title_of(p, static_cast<SystemMeasure>(selection.system_measure), name);
  figure.subtitle = fmt::format("{} {} systems, {}, {}.", measure.meaning, info.systems.size(), p.quarter,
                                runs_words(scene, *scene.b));
  if (!p.changes.empty())
    figure.subtitle += fmt::format(" Below the value, where tiles have room: {}.", p.change_word);
  figure.description = description_of(p, name);
  const std::string in_unit = measure.unit == "share" ? "share" : std::string(measure.unit);
  figure.table.head = {"code", "system", "region",
                       fmt::format("{}{} ({})", name, p.difference ? ", B less A" : "", in_unit), "form"};
  if (!p.changes.empty()) figure.table.head.push_back(fmt::format("{} ({})", p.change_word, in_unit));
  for (std::size_t k = 0; k < p.systems.size(); ++k) {
    std::vector<std::string> row{p.systems[k].code, p.systems[k].name, p.systems[k].region,
                                 table_number(p.values[k]), std::string(word_of(p.states[k]))};
    if (!p.changes.empty()) row.push_back(table_number(p.changes[k]));
    figure.table.rows.push_back(std::move(row));
  }
  const auto height = [picture](double width, double least) {
    const Arrangement a = arrange(*picture, width, least);
    return a.key_height + a.map_height;
  };
  figure.height = [height](double width) { return height(width, std::numeric_limits<double>::infinity()); };
  figure.least_height = [height](double width) { return height(width, 0); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_map(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
