#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "sim/statistics/intervals.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include <fmt/format.h>

namespace concord {
namespace {

struct RankRow {
  int system;
  std::string name, code;
  Spread now{};
  std::optional<Spread> before;
  /// Over runs, of the value less that of the median system in the same run; of a difference against zero.
  Interval lead{.estimate = std::nan(""), .low = std::nan(""), .high = std::nan("")};
  bool told() const { return lead.given() && (lead.low > 0 || lead.high < 0); }
};
struct Ranking {
  std::vector<RankRow> rows;  ///< the highest first; without a value last
  std::string unit, title;
  double low = 0, high = 1;  ///< of the scale
  bool difference = false, whiskers = false, pale_before = false;
  bool verdicts = false;  ///< there are runs enough for intervals
  std::string now_word, before_word;
  int selected = -1;
  int runs = 0, first_in = 0,
      last_in = 0;  ///< runs, or pairs, and those in which the ends of the list are the ends
};

constexpr double row_height = 19, head = 10, foot = 46, name_size = 11.5;
constexpr double alpha = 0.05;  // of each interval

double height_of(const Ranking& ranking) {
  return head + row_height * static_cast<double>(ranking.rows.size()) + foot +
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

void draw_rows(Canvas& canvas, const Box& box, const Ranking& ranking, const ValueScale& x, double names) {
  for (std::size_t n = 0; n < ranking.rows.size(); ++n) {
    const RankRow& row = ranking.rows[n];
    const double top = box.y + row_height * static_cast<double>(n), y = top + row_height / 2;
    const bool chosen = row.system == ranking.selected;
    const std::string tip = tip_of(ranking, row, n), target = fmt::format("system {}", row.system);
    canvas.begin_group({.title = tip, .target = target});
    canvas.text({box.x, y + 4}, fitted(row.name, name_size * (chosen ? bold_width : 1), names - 4),
                {.size = name_size, .bold = chosen});
    if (row.before && row.before->runs > 0) {
      if (row.now.runs > 0) canvas.line({x(row.before->median), y}, {x(row.now.median), y}, {"#9A9A9A", 2});
      draw_hollow(canvas, {x(row.before->median), y}, ranking.pale_before ? "#9A9A9A" : palette::orange);
    }
    const std::string_view color = chosen ? palette::plum : palette::blue;
    if (ranking.whiskers) draw_spread(canvas, row.now, x, y, chosen ? palette::plum : "#7C93AD");
    if (row.now.runs > 0) {
      if (chosen) {
        draw_marker(canvas, {x(row.now.median), y}, 4.6, 3);
      } else if (ranking.verdicts && !row.told()) {
        draw_hollow(canvas, {x(row.now.median), y}, color);
      } else {
        canvas.circle({x(row.now.median), y}, 4.2, color);
      }
    }
    canvas.text({box.x + box.width, y + 4},
                number_of(ranking, row.now.runs > 0 ? row.now.median : std::nan("")),
                {.size = name_size, .anchor = Anchor::end, .bold = chosen});
    canvas.end_group();
  }
}

void draw(Canvas& canvas, const Box& box, const Ranking& ranking) {
  double names = 0, numbers = 0, y = box.y + head;
  for (const RankRow& row : ranking.rows) {
    names = std::max(names, text_width(row.name, name_size));
    numbers = std::max(numbers, text_width(number_of(ranking, row.now.median), name_size) * bold_width);
  }
  names = std::min(names + 8, 0.4 * box.width);
  if (!ranking.rows.empty() && ranking.rows[0].before) {
    canvas.circle({box.x + 6, y + 4}, 4.2, palette::blue);
    canvas.text({box.x + 15, y + 8}, ranking.now_word, {.size = 11.5});
    const double second = box.x + 15 + text_width(ranking.now_word, 11.5) + 24;
    draw_hollow(canvas, {second, y + 4}, ranking.pale_before ? "#9A9A9A" : palette::orange);
    canvas.text({second + 9, y + 8}, ranking.before_word, {.size = 11.5});
    y += 20;
  }
  ValueScale x(ranking.low, ranking.high, box.width < 520 ? 2 : 5, ranking.unit);
  if (ranking.difference) without_per_cent(x.labels);
  x.from = box.x + names + 6;
  x.to = box.x + box.width - numbers - 16;
  const double bottom = y + row_height * static_cast<double>(ranking.rows.size());
  for (std::size_t n = 0; n < ranking.rows.size(); ++n) {
    const double top = y + row_height * static_cast<double>(n);
    if (ranking.rows[n].system == ranking.selected) {
      canvas.rect(box.x - 4, top, box.width + 8, row_height, "#E3EAF2");
    } else if (n % 2 == 1) {
      canvas.rect(box.x - 4, top, box.width + 8, row_height, "#F6F6F6");
    }
  }
  for (std::size_t n = 0; n < x.ticks.size(); ++n) {
    const double at = x(x.ticks[n]);
    canvas.line({at, y}, {at, bottom}, {x.ticks[n] == 0 ? palette::muted : palette::grid, 1});
    canvas.text({at, bottom + 16}, x.labels[n],
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  draw_rows(canvas, {box.x, y, box.width, 0}, ranking, x, names);
  draw_title_line(canvas, {box.x + box.width, bottom + 34}, ranking.title, box.width,
                  {.size = 11.5, .anchor = Anchor::end, .color = palette::muted});
}

void find_scale(Ranking& ranking, const Scene& scene) {
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
  std::tie(ranking.low, ranking.high) = range_of(scene, "values", low, high);
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
      return row.now.runs > 0 && std::abs(row.lead.estimate - end.lead.estimate) < 1e-12;
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

/// [run][system].
std::vector<std::vector<double>> values_by_run(const Slice& slice, std::optional<int> run, int quarter) {
  std::vector<std::vector<double>> out;
  for (int r = run.value_or(0); r < std::min(run ? *run + 1 : slice.runs, slice.runs); ++r) {
    auto& values = out.emplace_back();
    for (int k = 0; k < slice.things; ++k) values.push_back(slice.at(r, quarter, k));
  }
  return out;
}

/// What every system has over the median system of the same run, or a difference over zero.
void find_leads(Ranking& ranking, const std::vector<std::vector<double>>& by_run) {
  std::vector<double> base(by_run.size(), 0);
  if (!ranking.difference) std::ranges::transform(by_run, base.begin(), median_of);
  const double step = ranking.unit == "0/1" ? 1 : 0;
  for (RankRow& row : ranking.rows) {
    std::vector<double> leads;
    for (std::size_t r = 0; r < by_run.size(); ++r)
      leads.push_back(by_run[r][static_cast<std::size_t>(row.system)] - base[r]);
    row.lead = mean_interval(leads, alpha, {.step = step});
    ranking.verdicts = ranking.verdicts || row.lead.given();
  }
}

/// Which numbers put the systems in order, and what they tell.
std::string order_words(const Scene& scene, const Ranking& ranking) {
  const std::string_view whose = ranking.now_word == "B" ? " of B" : "";
  if (ranking.difference && !scene.paired) return "In order of the difference between medians.";
  if (ranking.runs < 2)
    return ranking.difference ? "In order of the difference."
                              : fmt::format("In order of the values{}.", whose);
  std::string text =
      ranking.difference
          ? std::string("In order of the mean of the differences, run by run.")
          : fmt::format("In order of the mean difference from the median system of the same run{}.", whose);
  if (scene.together != nullptr)
    text =
        "Both sides stand in the order of B, that of the mean difference from the median system of the same "
        "run.";
  if (!ranking.verdicts) return text;
  const auto count = [&](auto holds) { return std::ranges::count_if(ranking.rows, holds); };
  const auto above = count([](const RankRow&row) { return row.told() && row.lead.low > 0; }),
             below = count([](const RankRow&row) { return row.told() && row.lead.high < 0; }),
             known = count([](const RankRow&row) { return row.now.runs > 0; });
  return text +
         fmt::format(
             " By the 95% interval of that mean, system by system, {} are {}, {} {}; {} cannot be told "
             "apart from {} (hollow).",
             above, ranking.difference ? "higher" : "above it", below, ranking.difference ? "lower" : "below",
             known - above - below, ranking.difference ? "no difference" : "it");
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
  const SlicePointer before = scene.two() ? scene.before->systems(selection.system_measure) : nullptr;
  if (!now || (scene.two() && !before)) return std::nullopt;
  const int quarter = std::clamp(selection.quarter, 0, std::max(now->quarters - 1, 0));
  const std::string& when = info.quarters[static_cast<std::size_t>(quarter)];
  Ranking ranking;
  ranking.unit = measure.unit;
  ranking.selected = selection.system;
  ranking.pale_before = scene.ghost;
  ranking.now_word = now_word(scene);
  ranking.before_word = before_word(scene);
  ranking.difference = scene.difference;
  for (std::size_t s = 0; s < info.systems.size(); ++s) {
    RankRow row{static_cast<int>(s), info.systems[s].name, info.systems[s].code, {}, {}};
    row.now = spread_of(values_at(*now, selection.run, quarter, row.system));
    if (before) row.before = spread_of(values_at(*before, scene.before_run, quarter, row.system));
    ranking.rows.push_back(std::move(row));
  }
  const auto by_run = values_by_run(*now, selection.run, quarter);
  find_leads(ranking, by_run);
  std::ranges::stable_sort(ranking.rows, [&](const RankRow& a, const RankRow& b) {
    if ((a.now.runs == 0) != (b.now.runs == 0)) return b.now.runs == 0;
    return by_run.empty() ? a.now.median > b.now.median : a.lead.estimate > b.lead.estimate;
  });
  std::vector<std::string> codes;
  for (const RankRow& row : ranking.rows) codes.push_back(row.code);
  codes = order_of(scene, "systems", std::move(codes));
  std::ranges::stable_sort(ranking.rows, {},
                           [&](const RankRow& row) { return std::ranges::find(codes, row.code); });
  count_ends(ranking, by_run);
  ranking.whiskers = std::ranges::any_of(ranking.rows, [](const RankRow& row) { return row.now.runs > 1; }) &&
                     !(before && !scene.ghost);
  find_scale(ranking, scene);
  const std::string name = plain_name(measure);
  const std::string unit =
      ranking.difference ? plain_difference_unit(measure.unit) : plain_unit(measure.unit);
  ranking.title = fmt::format("{}{}, {}", name, ranking.difference ? ", B less A" : "", unit);
  Figure figure;
  figure.name = "ranking";
  figure.title = finding(ranking, name);
  figure.subtitle =
      fmt::format("{}; {}, {}; unit: {}.", plain_meaning(measure), country_of(info), when, unit);
  figure.subtitle += " " + order_words(scene, ranking);
  if (ranking.whiskers)
    figure.subtitle += " Dot: median of the runs; thick line: middle 50%; thin line: 90%.";
  else if (now->runs > 1 && !selection.run)
    figure.subtitle += " Dots: medians of the runs.";
  figure.description = described(ranking, name);
  figure.table.head = {"rank", "code", "system", "runs"};
  for (const char* column :
       {"median", "5th percentile", "25th percentile", "75th percentile", "95th percentile"}) {
    figure.table.head.push_back(table_head(column, measure.unit));
    if (!ranking.whiskers) break;
  }
  if (before) figure.table.head.push_back(table_head(before_word(scene), measure.unit));
  if (ranking.verdicts) {
    const std::string_view lead = ranking.difference ? "mean" : "mean above the median system";
    figure.table.head.push_back(table_head(lead, measure.unit));
    figure.table.head.push_back(table_head("95% interval low", measure.unit));
    figure.table.head.push_back(table_head("95% interval high", measure.unit));
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
    for (const double value : {row.lead.estimate, row.lead.low, row.lead.high})
      if (ranking.verdicts) cells.push_back(table_number(value));
    figure.table.rows.push_back(std::move(cells));
  }
  figure.height = [ranking](double) { return height_of(ranking); };
  figure.draw = [ranking](Canvas& canvas, const Box& box) { draw(canvas, box, ranking); };
  return figure;
}

}  // namespace concord
