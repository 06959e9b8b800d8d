#include "experiments/charts/time_plot.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double name_size = 11.5;
constexpr std::string_view past_color = "#B8B8B8", strip_color = "#FFFFFF", chosen_color = "#EEF2F6";

bool is_there(const Spread& spread) { return spread.runs > 0; }

/// The last quarter that has a value; none if there is none.
std::optional<std::size_t> last_of(const std::vector<Spread>& quarters) {
  for (std::size_t t = quarters.size(); t-- > 0;) {
    if (is_there(quarters[t])) return t;
  }
  return std::nullopt;
}

void draw_strips(Canvas& canvas, const TimeAxes& axes, const TimePlace& place, double step) {
  for (std::size_t t = 0; t < axes.quarters.size(); ++t) {
    const double from = std::max(place.x[t] - step / 2, place.left);
    const double to = std::min(place.x[t] + step / 2, place.right);
    const bool chosen = static_cast<int>(t) == axes.selected;
    const std::string tip = t < axes.tips.size() ? axes.tips[t] : axes.quarters[t];
    canvas.begin_group({.title = tip, .target = fmt::format("quarter {}", t)});
    canvas.rect(from, place.top, std::max(to - from, 1.0), place.bottom - place.top,
                chosen ? chosen_color : strip_color);
    canvas.end_group();
  }
}

void draw_selected(Canvas& canvas, const TimeAxes& axes, const TimePlace& place) {
  if (axes.selected < 0 || axes.selected >= static_cast<int>(place.x.size())) return;
  const double x = place.x[static_cast<std::size_t>(axes.selected)];
  canvas.line({x, place.top - 4}, {x, place.bottom}, {palette::dark, 1, "3 3"});
  const std::string words = fitted(axes.selected_words, name_size, place.right - place.left);
  const double half = text_width(words, name_size) / 2;
  const double at = std::clamp(x, place.left + half, std::max(place.right - half, place.left + half));
  canvas.text({at, place.top - 9}, words, {.size = name_size, .anchor = Anchor::middle});
}

}  // namespace

void draw_time_axis(Canvas& canvas, const Box& room, std::span<const std::string> quarters,
                    std::span<const double> x, double y) {
  const double step = x.size() > 1 ? x[1] - x[0] : room.width;
  double free = -std::numeric_limits<double>::infinity();
  const auto ticks = time_ticks(quarters, step, small_text);
  for (const YearTick& tick : ticks) {
    const double middle = x[static_cast<std::size_t>(tick.quarter)];
    const double half = text_width(tick.label, small_text) / 2;
    canvas.line({middle, y}, {middle, y + 5}, {palette::muted, 1});
    const double at = std::clamp(middle, room.x + half, std::max(room.x + room.width - half, room.x + half));
    if (at - half < free) continue;
    canvas.text({at, y + 17}, tick.label,
                {.size = small_text, .anchor = Anchor::middle, .color = palette::muted});
    free = at + half + 4;
  }
  const bool all = !ticks.empty() && ticks.size() == quarters.size();
  const std::string_view note = all ? "financial quarters; Q1 is April to June"
                                    : "financial quarters; a year stands under its Q1, April to June";
  canvas.text({room.x, y + 34}, fitted(note, small_text, room.width),
              {.size = small_text, .color = palette::muted});
}

TimePlace draw_time_axes(Canvas& canvas, const Box& whole, const TimeAxes& axes) {
  Box box = whole;
  if (!axes.title.empty()) {
    constexpr double title_room = 18;
    canvas.text({box.x, box.y + 13}, axes.title, {.size = 14, .bold = true});
    box.y += title_room;
    box.height -= title_room;
  }
  ValueScale scale(axes.low, axes.high, box.height < 220 ? 3 : 5, axes.unit);
  if (axes.difference) without_per_cent(scale.labels);
  TimePlace place;
  place.left = box.x + scale.label_width(small_text) + 10;
  place.right = std::max(box.x + box.width - std::max(axes.names, 8.0), place.left + 40);
  place.top = box.y + 44;
  place.bottom = box.y + box.height - 40;
  place.y = {place.bottom, place.top, scale.ticks.front(), scale.ticks.back()};
  const auto count = static_cast<double>(std::max<std::size_t>(axes.quarters.size(), 1));
  const double step = (place.right - place.left) / count;
  for (std::size_t t = 0; t < axes.quarters.size(); ++t)
    place.x.push_back(place.left + step * (static_cast<double>(t) + 0.5));

  draw_strips(canvas, axes, place, step);
  draw_title_line(canvas, {box.x, box.y + 12}, axes.y_title, box.width,
                  {.size = name_size, .color = palette::muted});
  for (std::size_t n = 0; n < scale.ticks.size(); ++n) {
    const double y = place.y(scale.ticks[n]);
    const bool zero = std::abs(scale.ticks[n]) < 1e-12;
    canvas.line({place.left, y}, {place.right, y}, {zero ? palette::muted : palette::grid, 1});
    canvas.text({place.left - 6, y + 4}, scale.labels[n],
                {.size = small_text, .anchor = Anchor::end, .color = palette::muted});
  }
  draw_time_axis(canvas, box, axes.quarters, place.x, place.bottom);
  draw_selected(canvas, axes, place);
  return place;
}

std::vector<Observation> observed_among(std::span<const PublishedRow> facts, std::string_view measure,
                                        std::span<const std::string> quarters) {
  std::vector<Observation> out;
  for (const PublishedRow& fact : facts) {
    if (fact.measure != measure || !fact.published || fact.match != Match::published ||
        fact.aggregation.how != Aggregation::How::value)
      continue;
    const auto found = std::ranges::find(quarters, to_string(fact.aggregation.last));
    if (found != quarters.end()) out.push_back({static_cast<int>(found - quarters.begin()), *fact.published});
  }
  return out;
}

std::vector<YearTick> time_ticks(std::span<const std::string> quarters, double step, double size) {
  constexpr double airy = 1.5;
  const bool room = !quarters.empty() && airy * text_width(quarters.front(), size) < step;
  if (!room) return year_ticks(quarters, step, size);
  std::vector<YearTick> ticks;
  for (std::size_t t = 0; t < quarters.size(); ++t) ticks.push_back({static_cast<int>(t), quarters[t]});
  return ticks;
}

std::string sorted_tip(std::string head, std::vector<TipRow> rows) {
  constexpr std::size_t most = 8;
  std::ranges::stable_sort(rows, [](const TipRow& a, const TipRow& b) {
    return std::isfinite(a.value) && (!std::isfinite(b.value) || a.value > b.value);
  });
  for (std::size_t n = 0; n < std::min(rows.size(), most); ++n) head += "\n" + rows[n].words;
  if (rows.size() > most) head += fmt::format("\nand {} more", rows.size() - most);
  return head;
}

void draw_values(Canvas& canvas, std::span<const double> values, std::span<const double> x,
                 const LinearScale& y, const Pen& pen) {
  std::vector<Point> piece;
  const auto flush = [&] {
    if (piece.size() > 1) canvas.polyline(piece, pen);
    if (piece.size() == 1) canvas.circle(piece[0], pen.width + 0.5, pen.color);
    piece.clear();
  };
  for (std::size_t t = 0; t < values.size() && t < x.size(); ++t) {
    if (std::isfinite(values[t])) {
      piece.push_back({x[t], y(values[t])});
    } else {
      flush();
    }
  }
  flush();
}

void draw_line_ends(Canvas& canvas, std::span<const LineEnd> ends, const TimePlace& place, double room) {
  std::vector<double> wanted;
  for (const LineEnd& end : ends) wanted.push_back(end.y);
  const auto at = spread_labels(wanted, 15, place.top + 2, place.bottom - 2);
  for (std::size_t n = 0; n < ends.size(); ++n) {
    canvas.line({place.right + 4, at[n]}, {place.right + 20, at[n]}, ends[n].pen);
    canvas.text({place.right + 24, at[n] + 4}, fitted(ends[n].name, name_size, room - 26),
                {.size = name_size});
  }
}

TimePlot part_of(TimePlot plot, const Period& period) {
  const auto cut = [&](auto& rows) {
    const auto first = static_cast<std::size_t>(period.first), last = static_cast<std::size_t>(period.last);
    if (rows.size() > last + 1) rows.erase(rows.begin() + period.last + 1, rows.end());
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(first, rows.size())));
  };
  cut(plot.axes.quarters);
  cut(plot.axes.tips);
  plot.axes.selected = period.holds(plot.axes.selected) ? plot.axes.selected - period.first : -1;
  for (FanLine& line : plot.lines) cut(line.quarters);
  for (Thread& thread : plot.threads) cut(thread.values);
  if (plot.ghost) cut(plot.ghost->quarters);
  std::erase_if(plot.observed, [&](const Observation& point) { return !period.holds(point.quarter); });
  for (Observation& point : plot.observed) point.quarter -= period.first;
  return plot;
}

void fit(TimePlot& plot) {
  double low = 0, high = 0;
  const auto widen = [&](double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  };
  double widest = 0;
  for (const FanLine& line : plot.lines) {
    widest = std::max(widest, text_width(line.label, name_size));
    for (const Spread& quarter : line.quarters) {
      if (!is_there(quarter)) continue;
      widen(plot.outer_bands ? quarter.low90 : quarter.low50);
      widen(plot.outer_bands ? quarter.high90 : quarter.high50);
    }
  }
  if (plot.ghost) {
    widest = std::max(widest, text_width(plot.ghost->label, name_size));
    for (const Spread& quarter : plot.ghost->quarters) widen(quarter.median);
  }
  for (const Thread& thread : plot.threads) {
    for (const double value : thread.values) widen(value);
  }
  for (const Observation& point : plot.observed) widen(point.value);
  plot.axes.low = low;
  plot.axes.high = high;
  plot.axes.names = widest > 0 ? widest + 30 : 8;
}

void draw_time_plot(Canvas& canvas, const Box& box, const TimePlot& plot) {
  TimeAxes axes = plot.axes;
  axes.names = std::min(axes.names, std::max(0.3 * box.width, 100.0));
  const TimePlace place = draw_time_axes(canvas, box, axes);
  for (const FanLine& line : plot.lines) draw_bands(canvas, line, place.x, place.y, plot.outer_bands);
  for (const Thread& thread : plot.threads) {
    canvas.begin_group({.title = thread.target, .target = thread.target});
    draw_values(canvas, thread.values, place.x, place.y, {"#8A8A8A", 0.6});
    canvas.end_group();
  }
  std::vector<LineEnd> ends;
  const auto end_of = [&](const FanLine& line, double width) {
    if (const auto last = last_of(line.quarters); last && !line.label.empty())
      ends.push_back({line.label, place.y(line.quarters[*last].median), {line.color, width, line.dash}});
  };
  if (plot.ghost) {
    std::vector<double> medians;
    for (const Spread& quarter : plot.ghost->quarters) medians.push_back(quarter.median);
    draw_values(canvas, medians, place.x, place.y, {past_color, 2});
    end_of({plot.ghost->label, past_color, "", plot.ghost->quarters}, 2);
  }
  for (const FanLine& line : plot.lines) {
    draw_median(canvas, line, place.x, place.y);
    end_of(line, 2.2);
  }
  for (const Observation& point : plot.observed)
    draw_diamond(canvas, {place.x[static_cast<std::size_t>(point.quarter)], place.y(point.value)});
  draw_line_ends(canvas, ends, place, axes.names);
}

}  // namespace concord
