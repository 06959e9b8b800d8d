#include "viz/views/funnel.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/funnel_points.hpp"
#include "viz/views/run_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr Pen pen_95{palette::teal, 1.6, "6 4"}, pen_998{palette::plum, 1.6}, pen_mean{palette::dark, 1.3};

struct Scales {
  ValueScale x, y;
};
Scales scales_of(const Funnel& funnel, const Box& box) {
  double high = funnel.high, low = funnel.low;
  const auto widen = [&](double value) {
    high = std::max(high, value);
    low = std::min(low, value);
  };
  for (const FunnelPoint& point : funnel.points) {
    widen(funnel.value(point));
    if (funnel.pale && point.before_decisions > 0) widen(point.before_share());
  }
  widen(funnel.limit(funnel.least, 0.999));
  widen(funnel.limit(funnel.least, 0.001));
  int most = funnel.most;
  for (const FunnelPoint& point : funnel.points)
    if (funnel.pale) most = std::max(most, point.before_decisions);
  Scales s{ValueScale(0, most, box.width < 500 ? 4 : 7, "decisions"), ValueScale(low, high, 5, "share")};
  if (funnel.difference) without_per_cent(s.y.labels);
  s.x.from = box.x + s.y.label_width(11) + 10;
  s.x.to = box.x + box.width - 14;
  s.y.from = box.y + box.height - 44;
  s.y.to = box.y + 42;
  return s;
}

/// Two funnels beside each other.
void share_scale(Funnel& a, Funnel& b) {
  const Box any{0, 0, 600, 400};
  const ValueScale one = scales_of(a, any).y, other = scales_of(b, any).y;
  a.low = b.low = std::min(one.ticks.front(), other.ticks.front());
  a.high = b.high = std::max(one.ticks.back(), other.ticks.back());
  a.most = b.most = std::max(a.most, b.most);
}

void draw_limit(Canvas& canvas, const Funnel& funnel, const Scales& s, double quantile, const Pen& pen) {
  std::vector<Point> line;
  const double from = std::max(funnel.least * 0.8, 1.0), to = s.x.ticks.back();
  constexpr int steps = 60;
  int before = 0;
  for (int n = 0; n <= steps; ++n) {
    const int count = static_cast<int>(std::round(from + (to - from) * n / steps));
    if (count <= before) continue;
    before = count;
    const double share = std::clamp(funnel.limit(count, quantile), s.y.ticks.front(), s.y.ticks.back());
    line.push_back({s.x(count), s.y(share)});
  }
  if (line.size() > 1) canvas.polyline(line, pen);
}

bool overlap(const Box& a, const Box& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/// Names beside the points that stand out and the selected one, where there is room: the farthest out first.
void draw_names(Canvas& canvas, const Box& box, const Funnel& funnel, const Scales& s, int selected) {
  std::vector<const FunnelPoint*> named;
  for (const FunnelPoint& point : funnel.points) {
    if (point.place != FunnelPlace::inside || point.system == selected) named.push_back(&point);
  }
  std::ranges::stable_sort(named, {}, [&](const FunnelPoint* p) {
    return std::pair(p->system != selected,
                     -std::abs(funnel.value(*p) - funnel.middle()) * std::sqrt(funnel.count(*p)));
  });
  std::vector<Box> taken;
  for (const FunnelPoint& point : funnel.points)
    taken.push_back({s.x(funnel.count(point)) - 5, s.y(funnel.value(point)) - 5, 10, 10});
  for (const FunnelPoint* point : named) {
    const double size = 11;
    const std::string name = fitted(point->name, size, std::min(200.0, box.width * 0.5));
    const double width = text_width(name, size) * (point->system == selected ? bold_width : 1);
    const double x = s.x(funnel.count(*point)), y = s.y(funnel.value(*point));
    const std::array<Point, 6> starts{{{x + 8, y + 4},
                                       {x - 8 - width, y + 4},
                                       {x - width / 2, y - 9},
                                       {x - width / 2, y + 18},
                                       {x + 6, y - 8},
                                       {x - 6 - width, y + 16}}};
    for (const Point& start : starts) {
      const Box room{start.x, start.y - 10, width, 13};
      const bool fits = room.x >= s.x.from && room.x + room.width <= box.x + box.width &&
                        room.y >= box.y + 36 && room.y + room.height <= s.y.from;
      if (!fits || std::ranges::any_of(taken, [&](const Box& other) { return overlap(room, other); }))
        continue;
      const std::vector<Point> ground{{room.x - 2, room.y},
                                      {room.x + width + 2, room.y},
                                      {room.x + width + 2, room.y + 13},
                                      {room.x - 2, room.y + 13}};
      canvas.polygon(ground, "#FFFFFF", 0.8);
      canvas.text(start, name, {.size = size, .bold = point->system == selected});
      taken.push_back(room);
      break;
    }
  }
}

/// A circle inside the limits, a square between them, a triangle beyond both.
void draw_point(Canvas& canvas, Point at, FunnelPlace place, bool selected) {
  if (selected) {
    canvas.circle(at, 9, palette::text);
    canvas.circle(at, 7.2, "#FFFFFF");
  }
  draw_marker(canvas, at, place == FunnelPlace::inside ? 3.6 : 5,
              place == FunnelPlace::inside       ? 0
              : place == FunnelPlace::outside_95 ? 1
                                                 : 3);
}

constexpr std::string_view before_color = "#7A7A7A";
void draw_before(Canvas& canvas, Point at) {
  canvas.circle(at, 3.6, before_color);
  canvas.circle(at, 2.2, "#FFFFFF");
}

double draw_key(Canvas* canvas, const Box& box, bool pale) {
  double x = box.x, y = box.y + 12;
  const auto next = [&](double room) {
    if (x > box.x && x + room > box.x + box.width) {
      x = box.x;
      y += 18;
    }
  };
  for (const FunnelPlace place : {FunnelPlace::inside, FunnelPlace::outside_95, FunnelPlace::outside_998}) {
    const std::string words(place_words(place));
    const double room = 18 + text_width(words, 11.5);
    next(room);
    if (canvas != nullptr) {
      draw_point(*canvas, {x + 6, y - 4}, place, false);
      canvas->text({x + 16, y}, words, {.size = 11.5});
    }
    x += room + 16;
  }
  const std::array<std::pair<const char*, Pen>, 3> pens{
      {{"95% limits", pen_95}, {"99.8% limits", pen_998}, {"all systems together", pen_mean}}};
  for (const auto& [words, pen] : pens) {
    const double room = 34 + text_width(words, 11.5);
    next(room);
    if (canvas != nullptr) {
      canvas->line({x, y - 4}, {x + 26, y - 4}, pen);
      canvas->text({x + 32, y}, words, {.size = 11.5});
    }
    x += room + 16;
  }
  if (pale) {
    next(22 + text_width("A", 11.5));
    if (canvas != nullptr) {
      draw_before(*canvas, {x + 6, y - 4});
      canvas->text({x + 16, y}, "A", {.size = 11.5});
    }
  }
  return y + 10 - box.y;
}

void draw_funnel(Canvas& canvas, const Box& box, const Funnel& funnel, int selected,
                 const std::string& y_title) {
  Scales s = scales_of(funnel, box);
  canvas.text({box.x, box.y + 26}, fitted(y_title, 11.5, box.width), {.size = 11.5, .color = palette::muted});
  if (!funnel.title.empty())
    canvas.text({box.x, box.y + 10}, fitted(funnel.title, 12.5, box.width / bold_width),
                {.size = 12.5, .bold = true});
  for (std::size_t n = 0; n < s.y.ticks.size(); ++n) {
    canvas.line({s.x.from, s.y(s.y.ticks[n])}, {s.x.to, s.y(s.y.ticks[n])}, {palette::grid, 1});
    canvas.text({s.x.from - 6, s.y(s.y.ticks[n]) + 4}, s.y.labels[n],
                {.size = 11, .anchor = Anchor::end, .color = palette::muted});
  }
  for (std::size_t n = 0; n < s.x.ticks.size(); ++n) {
    canvas.line({s.x(s.x.ticks[n]), s.y.from}, {s.x(s.x.ticks[n]), s.y.from + 4}, {palette::muted, 1});
    canvas.text({s.x(s.x.ticks[n]), s.y.from + 17}, s.x.labels[n],
                {.size = 11, .anchor = Anchor::middle, .color = palette::muted});
  }
  canvas.text({(s.x.from + s.x.to) / 2, s.y.from + 34},
              funnel.difference ? "decisions of all members on each side (harmonic mean)"
                                : "decisions of all members in the period",
              {.size = 11.5, .anchor = Anchor::middle, .color = palette::muted});
  for (const double tail : {0.001, 0.999}) draw_limit(canvas, funnel, s, tail, pen_998);
  for (const double tail : {0.025, 0.975}) draw_limit(canvas, funnel, s, tail, pen_95);
  canvas.line({s.x.from, s.y(funnel.middle())}, {s.x.to, s.y(funnel.middle())}, pen_mean);
  for (const FunnelPoint& point : funnel.points) {
    if (!funnel.pale || point.before_decisions == 0) continue;
    const Point then{s.x(point.before_decisions), s.y(point.before_share())};
    canvas.line(then, {s.x(point.decisions), s.y(point.share())}, {"#B0B0B0", 1.2});
    draw_before(canvas, then);
  }
  for (const FunnelPoint& point : funnel.points) {
    std::string tip =
        fmt::format("{}: {} of {} decisions ({}), {}", point.name, point.chosen, point.decisions,
                    plain_value(point.share(), "share"), place_words(point.place));
    if (point.before_decisions > 0)
      tip += fmt::format("\nA: {} of {} ({}); B less A: {}", point.before_chosen, point.before_decisions,
                         plain_value(point.before_share(), "share"),
                         plain_difference(point.share() - point.before_share(), "share"));
    const std::string target = fmt::format("system {}", point.system);
    canvas.begin_group({.title = tip, .target = target});
    draw_point(canvas, {s.x(funnel.count(point)), s.y(funnel.value(point))}, point.place,
               point.system == selected);
    canvas.end_group();
  }
  draw_names(canvas, box, funnel, s, selected);
}

double panel_height(double width) { return std::clamp(width * 0.55, 320.0, 560.0); }

struct Drawn {
  std::vector<Funnel> funnels;
  std::vector<int> selected;
  std::string y_title;
  bool stacked(double width) const { return funnels.size() == 2 && width < 900; }
  double height(double width) const {
    const double key = draw_key(nullptr, {0, 0, width, 0}, funnels[0].pale);
    if (funnels.size() == 1) return key + panel_height(width);
    return stacked(width) ? key + 2 * panel_height(width) : key + panel_height(width / 2);
  }
  void draw(Canvas& canvas, const Box& box) const {
    const double key = draw_key(&canvas, box, funnels[0].pale);
    const bool below = stacked(box.width);
    const double count = static_cast<double>(funnels.size());
    const double width = below || count < 2 ? box.width : (box.width - 24) / 2;
    const double height = (box.height - key) / (below ? count : 1);
    for (std::size_t n = 0; n < funnels.size(); ++n) {
      const double at = static_cast<double>(funnels.size() - 1 - n);  // A comes first
      draw_funnel(
          canvas,
          {below ? box.x : box.x + at * (width + 24), box.y + key + (below ? at * height : 0), width, height},
          funnels[n], selected[n], y_title);
    }
  }
};

void add_rows(FigureTable& table, const Funnel& funnel, const std::string& series) {
  for (const FunnelPoint& point : funnel.points) {
    std::vector<std::string> row{point.name};
    if (!series.empty()) row.push_back(series);
    row.push_back(std::to_string(point.decisions));
    row.push_back(std::to_string(point.chosen));
    if (funnel.difference) {
      row.push_back(std::to_string(point.before_decisions));
      row.push_back(std::to_string(point.before_chosen));
    }
    row.push_back(table_number(funnel.value(point)));
    for (const double tail : {0.001, 0.025, 0.975, 0.999})
      row.push_back(table_number(funnel.limit(funnel.count(point), tail)));
    row.emplace_back(place_words(point.place));
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

std::optional<Figure> funnel_figure_of(const Scene& scene, Action action) {
  Scene shown = scene;
  if (scene.ghost) shown.before = nullptr;  // a shadow of 42 points would only blur them
  const ShownRuns runs = shown_runs(shown);
  const Comparison comparison = comparison_of(shown);
  const int quarter = scene.selection.quarter;
  const int then = comparison.quarter[static_cast<std::size_t>(quarter)];
  if (runs.before < 0 || then < 0) shown.before = nullptr;
  shown.selection.run = runs.now;
  Drawn drawn;
  const auto detail = shown.now->detail(std::min(runs.now, std::max(shown.now->shown_runs() - 1, 0)));
  const auto earlier = shown.before != nullptr ? shown.before->detail(runs.before) : nullptr;
  if (!detail || (shown.before != nullptr && !earlier)) return std::nullopt;
  for (const auto& side : {detail, earlier}) {
    if (side && side->columns.empty())
      return message_figure(shown, "funnel", "No decisions of single organisations", side->reason);
  }
  const RunInfo& info = shown.now->info();
  const int first = first_of_year(info, quarter);
  drawn.funnels.push_back(funnel_of(info, *detail, first, quarter, action));
  drawn.selected.push_back(shown.selection.system);
  if (drawn.funnels[0].points.empty())
    return message_figure(shown, "funnel", "No decisions in this quarter",
                          "The selected quarter holds no decisions of organisations.");
  bool compared = false, difference = false, beside = false;
  if (earlier && then < earlier->quarters) {
    const RunInfo& other = shown.before->info();
    Funnel before = funnel_of(other, *earlier, first_of_year(other, then), then, action);
    compared = !before.points.empty();
    add_before(drawn.funnels[0], before, comparison);
    difference = compared && shown.compare == Compare::difference;
    beside = compared && shown.compare == Compare::beside;
    if (difference) {
      drawn.funnels[0] = difference_of(std::move(drawn.funnels[0]));
      if (drawn.funnels[0].points.empty())
        return message_figure(shown, "funnel", "There is no difference to show",
                              "The runs compared with have none of these systems.");
    } else if (beside) {
      drawn.selected.push_back(same_system(info, shown.selection.system, other).value_or(-1));
      drawn.funnels[0].title = b_title(shown);
      before.title = a_title(shown);
      drawn.funnels.push_back(std::move(before));
      share_scale(drawn.funnels[0], drawn.funnels[1]);
    } else {
      drawn.funnels[0].pale = compared;
    }
  }
  const Funnel& now = drawn.funnels[0];
  const std::string words(look_of(action).word);
  drawn.y_title = fmt::format("share of decisions for {}{}",
                              action == Action::institution ? "own interest" : "the " + words,
                              difference ? ", B less A, percentage points" : "");
  Figure figure;
  figure.name = "funnel";
  figure.title =
      fmt::format("{} of {} systems {} the 99.8% limits; chance explains {}",
                  now.outside(FunnelPlace::outside_998), now.points.size(),
                  difference ? "changed by more than" : "lie outside", expected(now.points.size(), 0.002));
  const std::vector<std::string> period(info.quarters.begin() + first, info.quarters.begin() + quarter + 1);
  figure.subtitle = fmt::format(
      "Share of members' decisions for {}, trusts, CCGs and councils alike{}; {}, {}; run {}. Limits: {} "
      "(Spiegelhalter 2005), as if decisions{} were independent: about 1 system in 20 lies outside 95% by "
      "chance, {} "
      "here. Choices that last from quarter to quarter put more outside.",
      action == Action::institution ? "their own interest" : "their " + words, difference ? ", B less A" : "",
      country_of(info), period_of(period), info.first_replicate + *shown.selection.run,
      difference ? "normal, of a difference between two shares"
                 : "exact binomial around the share of all systems",
      difference ? " and runs" : "", expected(now.points.size(), 0.05));
  if (compared) figure.subtitle += fmt::format(" {} {}", compared_words(shown), how_paired(runs));
  figure.description = described(now);
  if (beside) figure.description += " A: " + described(drawn.funnels[1]);
  if (now.pale) {
    const auto rose = std::ranges::count_if(now.points, [](const FunnelPoint& p) {
      return p.before_decisions > 0 && p.share() > p.before_share();
    });
    const auto both =
        std::ranges::count_if(now.points, [](const FunnelPoint& p) { return p.before_decisions > 0; });
    figure.description += fmt::format(" The share is higher in B than in A in {} of {} systems.", rose, both);
  }
  figure.caption = caption_of(shown);
  const std::string chosen = "for " + words;
  figure.table.head = {"system"};
  if (beside) figure.table.head.emplace_back("series");
  figure.table.head.insert(figure.table.head.end(), {"decisions", chosen});
  if (difference) figure.table.head.insert(figure.table.head.end(), {"decisions, A", chosen + ", A"});
  figure.table.head.emplace_back(difference ? "share, B less A" : "share");
  for (const char* column :
       {"99.8% limit low", "95% limit low", "95% limit high", "99.8% limit high", "place"})
    figure.table.head.emplace_back(column);
  add_rows(figure.table, now, beside ? "B" : "");
  if (beside) add_rows(figure.table, drawn.funnels[1], "A");
  if (now.pale) {
    figure.table.head.insert(figure.table.head.end(), {"decisions, A", "share, A"});
    for (std::size_t n = 0; n < now.points.size(); ++n) {
      const FunnelPoint& point = now.points[n];
      const bool any = point.before_decisions > 0;
      figure.table.rows[n].push_back(any ? std::to_string(point.before_decisions) : "");
      figure.table.rows[n].push_back(any ? table_number(point.before_share()) : "");
    }
  }
  figure.height = [drawn](double width) { return drawn.height(width); };
  figure.draw = [drawn](Canvas& canvas, const Box& box) { drawn.draw(canvas, box); };
  return figure;
}

std::optional<Figure> funnel_figure(const Scene& scene) {
  return funnel_figure_of(scene, Action::institution);
}

}  // namespace concord
