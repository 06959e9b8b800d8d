#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

struct RankRow {
  int system;
  std::string name, code;
  Spread now{};
  std::optional<Spread> before;
};
struct Ranking {
  std::vector<RankRow> rows;  ///< the highest first; without a value last
  std::string unit, title;
  bool difference = false, whiskers = false, pale_before = false;
  bool columns = false;  ///< A in a panel of its own, in the same order
  std::string now_word, before_word;
  std::vector<std::string> sides;  ///< titles of columns, A first
  int selected = -1;
  int runs = 0, first_in = 0,
      last_in = 0;  ///< runs, or pairs, and those in which the ends of the list are the ends
};

constexpr double row_height = 19, head = 10, foot = 46, narrow = 640, name_size = 11.5;

double height_of(const Ranking& ranking) {
  return head + (ranking.columns ? 20 : 0) + row_height * static_cast<double>(ranking.rows.size()) + foot +
         (ranking.rows.empty() || !ranking.rows[0].before ? 0 : 20);
}

std::string number_of(const Ranking& ranking, double value) {
  if (!std::isfinite(value)) return std::string(no_data);
  if (ranking.difference) {
    const std::string text = label_of(ranking.unit == "share" ? 100 * value : value,
                                      ranking.unit == "share" ? "pp" : ranking.unit);
    return value > 0 && text != "0" && text != "0.00" ? "+" + text : text;
  }
  return label_of(value, ranking.unit);
}

void draw_spread(Canvas& canvas, const Spread& s, const ValueScale& x, double y, std::string_view color) {
  if (s.runs < 2) return;
  canvas.line({x(s.low90), y}, {x(s.high90), y}, {color, 1.2});
  canvas.line({x(s.low50), y}, {x(s.high50), y}, {color, 4});
}

void draw_hollow(Canvas& canvas, Point at, std::string_view color) {
  canvas.circle(at, 4.4, color);
  canvas.circle(at, 2.8, "#FFFFFF");
}

std::string tip_of(const Ranking& ranking, const RankRow& row, std::size_t rank) {
  const auto say = [&](double value) {
    return ranking.difference ? plain_difference(value, ranking.unit) : plain_value(value, ranking.unit);
  };
  std::string tip =
      fmt::format("{}. {}: {}", rank + 1, row.name, with_range(row.now, ranking.unit, ranking.difference));
  if (row.before && row.before->runs > 0)
    tip += fmt::format("\n{}: {}", ranking.before_word, say(row.before->median));
  return tip;
}

/// One panel: names at the left if `names` > 0, numbers at the right.
void draw_panel(Canvas& canvas, const Box& box, const Ranking& ranking, ValueScale x, double names,
                bool second) {
  x.from = box.x + names + 6;
  double numbers = 0;
  for (const RankRow& row : ranking.rows)
    numbers = std::max(numbers, text_width(number_of(ranking, row.now.median), name_size) * bold_width);
  x.to = box.x + box.width - numbers - 16;
  const double bottom = box.y + row_height * static_cast<double>(ranking.rows.size());
  for (std::size_t n = 0; n < ranking.rows.size(); ++n) {
    const double top = box.y + row_height * static_cast<double>(n);
    if (ranking.rows[n].system == ranking.selected) {
      canvas.rect(box.x - 4, top, box.width + 8, row_height, "#E3EAF2");
    } else if (n % 2 == 1) {
      canvas.rect(box.x - 4, top, box.width + 8, row_height, "#F6F6F6");
    }
  }
  for (std::size_t n = 0; n < x.ticks.size(); ++n) {
    const double at = x(x.ticks[n]);
    canvas.line({at, box.y}, {at, bottom}, {x.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    canvas.text({at, bottom + 16}, x.labels[n],
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  for (std::size_t n = 0; n < ranking.rows.size(); ++n) {
    const RankRow& row = ranking.rows[n];
    const double top = box.y + row_height * static_cast<double>(n), y = top + row_height / 2;
    const bool chosen = row.system == ranking.selected;
    const std::string tip = tip_of(ranking, row, n), target = fmt::format("system {}", row.system);
    canvas.begin_group({.title = tip, .target = target});
    if (names > 0)
      canvas.text({box.x, y + 4}, fitted(row.name, name_size * (chosen ? bold_width : 1), names - 4),
                  {.size = name_size, .bold = chosen});
    const Spread& shown = second ? row.before.value_or(spread_of({})) : row.now;
    const std::string_view color = second ? palette::orange : chosen ? palette::plum : palette::blue;
    if (!second && row.before && !ranking.columns && row.before->runs > 0) {
      if (shown.runs > 0) canvas.line({x(row.before->median), y}, {x(shown.median), y}, {"#9A9A9A", 2});
      draw_hollow(canvas, {x(row.before->median), y}, ranking.pale_before ? "#9A9A9A" : palette::orange);
    }
    if (ranking.whiskers) draw_spread(canvas, shown, x, y, chosen ? palette::plum : "#7C93AD");
    if (shown.runs > 0) {
      if (chosen) {
        draw_marker(canvas, {x(shown.median), y}, 4.6, 3);
      } else if (second) {
        draw_hollow(canvas, {x(shown.median), y}, color);
      } else {
        canvas.circle({x(shown.median), y}, 4.2, color);
      }
    }
    canvas.text({box.x + box.width, y + 4}, number_of(ranking, shown.runs > 0 ? shown.median : std::nan("")),
                {.size = name_size, .anchor = Anchor::end, .bold = chosen});
    canvas.end_group();
  }
  canvas.text({box.x + box.width, bottom + 34}, fitted(ranking.title, 11.5, box.width),
              {.size = 11.5, .anchor = Anchor::end, .color = palette::muted});
}

ValueScale scale_of(const Ranking& ranking, double width) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto widen = [&](const Spread& s) {
    if (s.runs == 0) return;
    low = std::min(low, ranking.whiskers ? s.low90 : s.median);
    high = std::max(high, ranking.whiskers ? s.high90 : s.median);
  };
  for (const RankRow& row : ranking.rows) {
    widen(row.now);
    if (row.before) widen(*row.before);
  }
  if (ranking.difference || ranking.unit == "£m" || ranking.unit == "pp")
    low = std::min(low, 0.0), high = std::max(high, 0.0);
  ValueScale scale(low, high, width < 520 ? 2 : 5, ranking.unit);
  if (ranking.difference) without_per_cent(scale.labels);
  return scale;
}

void draw(Canvas& canvas, const Box& box, const Ranking& given) {
  Ranking ranking = given;
  if (ranking.columns && box.width < narrow) ranking.columns = ranking.whiskers = false;
  double names = 0;
  for (const RankRow& row : ranking.rows) names = std::max(names, text_width(row.name, name_size));
  names = std::min(names + 8, 0.4 * box.width);
  double y = box.y + head;
  const bool dumbbells = !ranking.rows.empty() && ranking.rows[0].before && !ranking.columns;
  if (dumbbells) {
    canvas.circle({box.x + 6, y + 4}, 4.2, palette::blue);
    canvas.text({box.x + 15, y + 8}, ranking.now_word, {.size = 11.5});
    const double second = box.x + 15 + text_width(ranking.now_word, 11.5) + 24;
    draw_hollow(canvas, {second, y + 4}, ranking.pale_before ? "#9A9A9A" : palette::orange);
    canvas.text({second + 9, y + 8}, ranking.before_word, {.size = 11.5});
  }
  if (!ranking.rows.empty() && ranking.rows[0].before) y += 20;
  const ValueScale x = scale_of(ranking, ranking.columns ? box.width / 2 : box.width);
  if (!ranking.columns) return draw_panel(canvas, {box.x, y, box.width, 0}, ranking, x, names, false);
  const double each = (box.width - names - 16) / 2;
  for (std::size_t n = 0; n < 2; ++n)
    canvas.text({box.x + names + 6 + static_cast<double>(n) * (each + 16), y + 8},
                fitted(ranking.sides[n], 12.5 * bold_width, each), {.size = 12.5, .bold = true});
  y += 20;
  draw_panel(canvas, {box.x, y, names + each, 0}, ranking, x, names, true);
  draw_panel(canvas, {box.x + names + each + 16, y, each, 0}, ranking, x, 0, false);
}

std::string finding(const Ranking& ranking, const std::string& name) {
  const RankRow *first = nullptr, *last = nullptr;
  for (const RankRow& row : ranking.rows) {
    if (row.now.runs == 0) continue;
    if (first == nullptr) first = &row;
    last = &row;
  }
  if (first == nullptr) return name + ": no data in this quarter";
  const auto say = [&](double value) {
    return ranking.difference ? plain_difference(value, ranking.unit) : plain_value(value, ranking.unit);
  };
  const std::string high = say(first->now.median), low = say(last->now.median);
  const std::string what = ranking.difference ? name + ", B less A" : name;
  if (high == low) return fmt::format("{}: all systems at {}", what, high);
  const auto alike = [&](const RankRow& end) {
    return std::ranges::count_if(ranking.rows, [&](const RankRow& row) {
      return row.now.runs > 0 && say(row.now.median) == say(end.now.median);
    });
  };
  const auto who = [&](const RankRow& end) {
    const auto count = alike(end);
    return count > 1 ? fmt::format("{} systems", count) : end.name;
  };
  const auto end = [&](const RankRow& row, const std::string& value, int count) {
    if (ranking.runs < 2) return fmt::format("{} ({})", who(row), value);
    if (alike(row) > 1) return fmt::format("{} (median {})", who(row), value);
    return fmt::format("{} (median {}; in {} of {} runs)", who(row), value, count, ranking.runs);
  };
  return fmt::format("{}: highest in {}, lowest in {}", what, end(*first, high, ranking.first_in),
                     end(*last, low, ranking.last_in));
}

/// In how many runs the ends of the list are the highest and the lowest, others beside them or not.
void count_ends(Ranking& ranking, const std::vector<std::vector<double>>& by_run) {
  std::vector<const RankRow*> known;
  for (const RankRow& row : ranking.rows)
    if (row.now.runs > 0) known.push_back(&row);
  if (known.empty()) return;
  const auto first = static_cast<std::size_t>(known.front()->system),
             last = static_cast<std::size_t>(known.back()->system);
  for (const auto& values : by_run) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : values)
      if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
    if (low > high) continue;
    ++ranking.runs;
    ranking.first_in += values[first] >= high ? 1 : 0;
    ranking.last_in += values[last] <= low ? 1 : 0;
  }
}

/// [run or pair][system]; none where differences are not paired.
std::vector<std::vector<double>> values_by_run(const Scene& scene, const Comparison& comparison,
                                               const Slice& now, const Slice* before, int quarter) {
  std::vector<std::vector<double>> out;
  if (before == nullptr) {
    const auto& run = scene.selection.run;
    for (int r = run.value_or(0); r < (run ? *run + 1 : now.runs); ++r) {
      auto& values = out.emplace_back();
      for (int k = 0; r < now.runs && k < now.things; ++k) values.push_back(now.at(r, quarter, k));
    }
    return out;
  }
  const int then = comparison.quarter[static_cast<std::size_t>(quarter)];
  for (const RunPair& pair : comparison.pairs) {
    auto& values = out.emplace_back();
    for (int k = 0; k < now.things; ++k) {
      const int other = comparison.system[static_cast<std::size_t>(k)];
      values.push_back(other < 0 ? std::nan("")
                                 : now.at(pair.now, quarter, k) - before->at(pair.before, then, other));
    }
  }
  return out;
}

/// Which numbers put the systems in order.
std::string order_words(const Scene& scene, const Comparison& comparison, const Ranking& ranking, bool many) {
  if (ranking.difference)
    return comparison.paired()
               ? (comparison.pairs.size() > 1 ? "In order of the median of the differences, run by run."
                                              : "In order of the difference.")
               : "In order of the difference between medians.";
  const std::string_view whose = ranking.now_word == "B" ? " of B" : "";
  std::string text =
      fmt::format("In order of the {}{}.", many && !scene.selection.run ? "medians" : "values", whose);
  if (ranking.rows.empty() || !ranking.rows[0].before || scene.ghost || !many || scene.selection.run)
    return text;
  return text + " The gap between two medians is not the median of the differences, which Difference shows.";
}

std::string described(const Ranking& ranking, const std::string& name) {
  std::string text = name + ". ";
  const std::size_t count = ranking.rows.size();
  for (std::size_t n = 0; n < count; ++n) {
    const bool end = n < 3 || n + 3 >= count, chosen = ranking.rows[n].system == ranking.selected;
    if (end || chosen) {
      std::string tip = tip_of(ranking, ranking.rows[n], n);
      std::ranges::replace(tip, '\n', ' ');
      text += tip + ". ";
    }
  }
  return text;
}

}  // namespace

std::optional<Figure> ranking_figure(const Scene& scene) {
  const Selection& selection = scene.selection;
  const RunInfo& info = scene.now->info();
  const MeasureRow& measure = system_measure_rows[selection.system_measure];
  if (!scene.now->has_systems() || info.systems.empty())
    return message_figure(scene, "ranking", "No values of single systems",
                          "These runs were recorded without values of single systems.");
  const SlicePointer now = scene.now->systems(selection.system_measure);
  const bool with_before = scene.before != nullptr && scene.before->has_systems();
  const SlicePointer before = with_before ? scene.before->systems(selection.system_measure) : nullptr;
  if (!now || (with_before && !before)) return std::nullopt;
  const int quarter = std::clamp(selection.quarter, 0, std::max(now->quarters - 1, 0));
  const std::string& when = info.quarters[static_cast<std::size_t>(quarter)];
  const Comparison comparison = comparison_of(scene);
  const int other_quarter = comparison.quarter[static_cast<std::size_t>(quarter)];
  Ranking ranking;
  ranking.unit = measure.unit;
  ranking.selected = selection.system;
  ranking.pale_before = scene.ghost;
  ranking.now_word = now_word(scene);
  ranking.before_word = before_word(scene);
  const bool compared = before && other_quarter >= 0;
  ranking.difference = compared && !scene.ghost && scene.compare == Compare::difference;
  ranking.columns = compared && !scene.ghost && scene.compare == Compare::beside;
  if (ranking.columns) ranking.sides = {a_title(scene), b_title(scene)};
  for (std::size_t s = 0; s < info.systems.size(); ++s) {
    RankRow row{static_cast<int>(s), info.systems[s].name, info.systems[s].code, {}, {}};
    row.now = spread_of(values_at(*now, selection.run, quarter, row.system));
    const int same = comparison.system[s];
    if (ranking.difference)
      row.now = difference_of(scene, comparison, {now.get(), quarter, row.system},
                              {before.get(), other_quarter, same});
    else if (compared)
      row.before = spread_of(values_at(*before, comparison.before_run, other_quarter, same));
    ranking.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(ranking.rows, [](const RankRow& a, const RankRow& b) {
    if ((a.now.runs == 0) != (b.now.runs == 0)) return b.now.runs == 0;
    return a.now.median > b.now.median;
  });
  count_ends(ranking,
             values_by_run(scene, comparison, *now, ranking.difference ? before.get() : nullptr, quarter));
  ranking.whiskers = std::ranges::any_of(ranking.rows, [](const RankRow& row) { return row.now.runs > 1; }) &&
                     !(compared && !ranking.difference && !ranking.columns && !scene.ghost);
  const std::string name = plain_name(measure);
  const std::string unit =
      ranking.difference ? plain_difference_unit(measure.unit) : plain_unit(measure.unit);
  ranking.title = fmt::format("{}{}, {}", name, ranking.difference ? ", B less A" : "", unit);
  Figure figure;
  figure.name = "ranking";
  figure.title = finding(ranking, name);
  figure.subtitle =
      fmt::format("{}; {}, {}; unit: {}.", plain_meaning(measure), country_of(info), when, unit);
  if (compared) figure.subtitle += " " + compared_words(scene);
  if (ranking.difference) figure.subtitle += " " + how_paired(scene, comparison);
  figure.subtitle += " " + order_words(scene, comparison, ranking, now->runs > 1);
  if (ranking.whiskers)
    figure.subtitle += " Dot: median of the runs; thick line: middle 50%; thin line: 90%.";
  else if (now->runs > 1 && !selection.run)
    figure.subtitle += " Dots: medians of the runs.";
  figure.description = described(ranking, name);
  figure.caption = caption_of(scene);
  figure.table.head = {"rank", "code", "system", "runs"};
  for (const char* column :
       {"median", "5th percentile", "25th percentile", "75th percentile", "95th percentile"}) {
    figure.table.head.push_back(table_head(column, measure.unit));
    if (!ranking.whiskers) break;
  }
  if (compared && !ranking.difference)
    figure.table.head.push_back(table_head(before_word(scene), measure.unit));
  if (ranking.columns && ranking.whiskers) {
    for (const char* column :
         {"A 5th percentile", "A 25th percentile", "A 75th percentile", "A 95th percentile"})
      figure.table.head.push_back(table_head(column, measure.unit));
  }
  for (std::size_t n = 0; n < ranking.rows.size(); ++n) {
    const RankRow& row = ranking.rows[n];
    std::vector<std::string> cells{std::to_string(n + 1), row.code, row.name, std::to_string(row.now.runs),
                                   table_number(row.now.median)};
    const auto add = [&](const Spread& s) {
      for (const double value : {s.low90, s.low50, s.high50, s.high90}) cells.push_back(table_number(value));
    };
    if (ranking.whiskers) add(row.now);
    if (row.before) cells.push_back(table_number(row.before->median));
    if (row.before && ranking.columns && ranking.whiskers) add(*row.before);
    figure.table.rows.push_back(std::move(cells));
  }
  figure.height = [ranking](double) { return height_of(ranking); };
  figure.draw = [ranking](Canvas& canvas, const Box& box) { draw(canvas, box, ranking); };
  return figure;
}

}  // namespace concord
