#include "viz/views/funnel.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/funnel_points.hpp"
#include "viz/views/run_series.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <tuple>

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

/// Has room for what stands beside it.
void find_scale(Funnel& funnel, const Scene& scene) {
  const ValueScale own = scales_of(funnel, {0, 0, 600, 400}).y;
  std::tie(funnel.low, funnel.high) = range_of(scene, "shares", own.ticks.front(), own.ticks.back());
  funnel.most = static_cast<int>(range_of(scene, "decisions", 0, funnel.most).second);
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
  draw_title_line(canvas, {box.x, box.y + 26}, y_title, box.width, {.size = 11.5, .color = palette::muted});
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

void add_rows(FigureTable& table, const Funnel& funnel) {
  for (const FunnelPoint& point : funnel.points) {
    std::vector<std::string> row{point.name};
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
  const int quarter = scene.selection.quarter;
  const auto detail = scene.b->detail(scene.one_run);
  const auto earlier = scene.before != nullptr ? scene.before->detail(scene.before_one_run) : nullptr;
  if (!detail || (scene.before != nullptr && !earlier)) return std::nullopt;
  if (detail->columns.empty())
    return message_figure(scene, "funnel", "No decisions of single organisations", detail->reason);
  const RunInfo& info = scene.now->info();
  const int first = first_of_year(info, quarter);
  Funnel now = funnel_of(info, *detail, first, quarter, action);
  if (now.points.empty())
    return message_figure(scene, "funnel", "No decisions in this quarter",
                          "The selected quarter holds no decisions of organisations.");
  const bool difference = scene.difference;
  if (earlier) {
    const Funnel before = funnel_of(info, *earlier, first, quarter, action);
    add_before(now, before);
    now.pale = scene.two() && !before.points.empty();
    if (difference) now = difference_of(std::move(now));
    if (now.points.empty())
      return message_figure(scene, "funnel", "There is no difference to show",
                            "The runs compared with have none of these systems.");
  }
  if (scene.together != nullptr) find_scale(now, scene);
  const std::string words(look_of(action).word);
  const std::string y_title = fmt::format("share of decisions for {}{}",
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
      country_of(info), period_of(period), scene.b->info().first_replicate + scene.one_run,
      difference ? "normal, of a difference between two shares"
                 : "exact binomial around the share of all systems",
      difference ? " and runs" : "", expected(now.points.size(), 0.05));
  figure.description = described(now);
  if (now.pale) {
    const auto rose = std::ranges::count_if(now.points, [](const FunnelPoint& p) {
      return p.before_decisions > 0 && p.share() > p.before_share();
    });
    const auto both =
        std::ranges::count_if(now.points, [](const FunnelPoint& p) { return p.before_decisions > 0; });
    figure.description += fmt::format(" The share is higher in B than in A in {} of {} systems.", rose, both);
  }
  const std::string chosen = "for " + words;
  figure.table.head = {"system"};
  figure.table.head.insert(figure.table.head.end(), {"decisions", chosen});
  if (difference) figure.table.head.insert(figure.table.head.end(), {"decisions, A", chosen + ", A"});
  figure.table.head.emplace_back(difference ? "share, B less A" : "share");
  for (const char* column :
       {"99.8% limit low", "95% limit low", "95% limit high", "99.8% limit high", "place"})
    figure.table.head.emplace_back(column);
  add_rows(figure.table, now);
  if (now.pale) {
    figure.table.head.insert(figure.table.head.end(), {"decisions, A", "share, A"});
    for (std::size_t n = 0; n < now.points.size(); ++n) {
      const FunnelPoint& point = now.points[n];
      const bool any = point.before_decisions > 0;
      figure.table.rows[n].push_back(any ? std::to_string(point.before_decisions) : "");
      figure.table.rows[n].push_back(any ? table_number(point.before_share()) : "");
    }
  }
  const bool pale = now.pale;
  figure.height = [pale](double width) {
    return draw_key(nullptr, {0, 0, width, 0}, pale) + std::clamp(width * 0.55, 320.0, 560.0);
  };
  figure.draw = [now = std::move(now), y_title, selected = scene.selection.system](Canvas& canvas,
                                                                                   const Box& box) {
    const double key = draw_key(&canvas, box, now.pale);
    draw_funnel(canvas, {box.x, box.y + key, box.width, box.height - key}, now, selected, y_title);
  };
  return figure;
}

std::optional<Figure> funnel_figure(const Scene& scene) {
  return funnel_figure_of(scene, Action::institution);
}

}  // namespace concord
