#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/choices.hpp"
#include "viz/figures/designation_state.hpp"
#include "viz/figures/members.hpp"
#include "viz/figures/plain_words.hpp"
#include "viz/figures/readings.hpp"
#include "viz/figures/strips.hpp"
#include "viz/figures/tiles.hpp"
#include "viz/figures/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

using enum SystemMeasure;

struct StripPlan {
  std::string_view title, unit;
  struct Line {
    SystemMeasure measure;
    std::string_view label;
  };
  std::array<Line, 2> lines;
  std::size_t count;
};
constexpr std::array<StripPlan, 6> plans{{
    {"Margin against the control total, year to date (pp)", "pp", {{{outturn_gap, ""}}}, 1},
    {"Balance in the quarter (£m)", "£m", {{{balance, ""}}}, 1},
    {"Pooled share of the fund", "share", {{{pooled_share, "pooled"}, {voted_share, "voted for"}}}, 2},
    {"Trust (index)", "index", {{{trust_place, "in places"}, {trust_system, "in the system"}}}, 2},
    {"Maturity (index) and norm (share)", "index", {{{maturity, "maturity"}, {norm, "norm"}}}, 2},
    {"Integration index", "index", {{{integration_index, ""}}}, 1},
}};
constexpr std::array<Style, 2> looks{{{palette::blue, ""}, {palette::orange, "7 3"}}};
constexpr std::array<Style, 2> earlier_looks{{{"#7A7A7A", "3 3"}, {"#7A7A7A", "1 3"}}};
constexpr double plot = 78, strip_gap = 10, column_gap = 32, fact_height = 22;

struct Picture {
  std::vector<std::string> quarters;
  std::vector<std::string> facts;
  std::vector<Strip> strips;
  MemberList members;
  int quarter = 0;
};

std::size_t columns_of(double width) { return width >= 900 ? (width >= 1700 ? 3 : 2) : 1; }
double column_width(double width) {
  const auto columns = static_cast<double>(columns_of(width));
  return (width - column_gap * (columns - 1)) / columns;
}

/// A row of strips is as high as its highest head asks for.
double strip_row_height(const Picture& picture, double width, std::size_t row) {
  const std::size_t columns = columns_of(width);
  double head = 0;
  for (std::size_t n = row * columns; n < std::min((row + 1) * columns, picture.strips.size()); ++n)
    head = std::max(head, strip_head(picture.strips[n], column_width(width)));
  return head + plot;
}

std::vector<std::string> fact_lines(const Picture& picture, double width) {
  std::vector<std::string> lines;
  for (const std::string& fact : picture.facts) {
    if (!lines.empty() && text_width(lines.back() + "   ·   " + fact, 13) <= width) {
      lines.back() += "   ·   " + fact;
    } else {
      lines.push_back(fitted(fact, 13, width));
    }
  }
  return lines;
}

double strips_height(const Picture& picture, double width) {
  const std::size_t columns = columns_of(width), rows = (picture.strips.size() + columns - 1) / columns;
  double height = strip_foot + 12;
  for (std::size_t row = 0; row < rows; ++row) height += strip_row_height(picture, width, row) + strip_gap;
  return height;
}

double height_of(const Picture& picture, double width) {
  return fact_height * static_cast<double>(fact_lines(picture, width).size()) + 8 +
         strips_height(picture, width) + member_list_height(picture.members, width);
}

void draw_system(Canvas& canvas, const Box& box, const Picture& picture) {
  double y = box.y + 14;
  for (const std::string& line : fact_lines(picture, box.width)) {
    canvas.text({box.x, y}, line, {.size = 13});
    y += fact_height;
  }
  y += 8 - 14;
  const std::size_t columns = columns_of(box.width);
  const double width = column_width(box.width), top = y;
  for (std::size_t first = 0, row = 0; first < picture.strips.size(); first += columns, ++row) {
    const double height = strip_row_height(picture, box.width, row);
    for (std::size_t n = first; n < std::min(first + columns, picture.strips.size()); ++n) {
      const double x = box.x + (width + column_gap) * static_cast<double>(n - first);
      draw_strip(canvas, {x, y, width, height}, picture.strips[n], picture.quarters, picture.quarter);
      if (n + columns >= picture.strips.size())
        draw_strip_years(canvas, {x, y + height - 2, width, strip_foot}, picture.quarters);
    }
    y += height + strip_gap;
  }
  draw_member_list(canvas,
                   {box.x, top + strips_height(picture, box.width), box.width,
                    member_list_height(picture.members, box.width)},
                   picture.members);
}

void add_rows(FigureTable& table, const StripLine& line, std::string_view unit, std::string_view scenario,
              const std::vector<std::string>& quarters, std::string_view measure) {
  for (std::size_t t = 0; t < std::min(quarters.size(), line.quarters.size()); ++t) {
    const Spread& s = line.quarters[t];
    table.rows.push_back({std::string(measure), std::string(scenario), quarters[t], std::string(unit),
                          table_number(s.median), line.bands ? table_number(s.low90) : "",
                          line.bands ? table_number(s.low50) : "", line.bands ? table_number(s.high50) : "",
                          line.bands ? table_number(s.high90) : ""});
  }
}

/// The course of another run in the quarters of this one.
std::vector<Spread> moved(const std::vector<Spread>& course, const Partner& partner) {
  std::vector<Spread> out;
  for (const int quarter : partner.quarter)
    out.push_back(quarter < 0 ? spread_of({}) : course[static_cast<std::size_t>(quarter)]);
  return out;
}

std::string title_of(const std::string& name, FormState state, double gap, bool accepted,
                     std::string_view quarter) {
  if (state == FormState::no_data) return fmt::format("{}: no data for {}", name, quarter);
  std::string text = fmt::format("{} is {}", name,
                                 state == FormState::real_system ? "a real integrated care system"
                                 : state == FormState::name_only ? "an integrated care system in name only"
                                                                 : "not designated");
  if (accepted && std::abs(gap) >= 0.05)
    text += fmt::format(", {} pp {} its control total", in_decimals(std::abs(gap), 1, ""),
                        gap < 0 ? "below" : "above");
  return text + fmt::format(", {}", quarter);
}

}  // namespace

std::optional<Figure> system_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (!now.has_systems() || info.systems.empty())
    return message_figure(scene, "system", "There are no single systems",
                          "The file holds no single systems. Record them: --record systems.");
  const Selection& selection = scene.selection;
  const auto& run = selection.run;
  const int k = selection.system;
  RunData* before = scene.before != nullptr && scene.before->has_systems() ? scene.before : nullptr;
  Partner partner;
  if (before != nullptr) partner = partner_of(info, before->info());
  const int other = before != nullptr ? partner.system[static_cast<std::size_t>(k)] : -1;

  // Everything is asked for before anything is given up on, so that it loads together.
  const auto states = form_states(now, run, selection.quarter);
  bool loading = !states;
  for (const StripPlan& plan : plans) {
    for (std::size_t n = 0; n < plan.count; ++n) {
      const auto index = static_cast<std::size_t>(plan.lines[n].measure);
      loading = !now.systems(index) || loading;
      if (before != nullptr) loading = !before->systems(index) || loading;
    }
  }
  const int shown_run = run.value_or(0);
  const auto detail = now.detail(shown_run);
  if (loading) return std::nullopt;

  auto picture = std::make_shared<Picture>();
  picture->quarters = info.quarters;
  picture->quarter = selection.quarter;
  const SystemInfo& system = info.systems[static_cast<std::size_t>(k)];
  const bool bands = !run && now.shown_runs() > 1;
  Figure figure;
  figure.table.head = {
      "what",           "scenario",        "quarter",         "unit",           "value or median",
      "5th percentile", "25th percentile", "75th percentile", "95th percentile"};
  std::string latest;
  for (const StripPlan& plan : plans) {
    Strip strip{.title = std::string(plan.title), .unit = std::string(plan.unit), .lines = {}, .range = {}};
    if (plan.unit == "share") strip.range = {0, 1};
    for (std::size_t n = 0; n < plan.count; ++n) {
      const auto index = static_cast<std::size_t>(plan.lines[n].measure);
      const MeasureRow& measure = system_measure_rows[index];
      const SlicePointer slice = now.systems(index);
      if (other >= 0) {
        StripLine line{.label = scene.ghost ? "" : fmt::format("{} compared", plan.lines[n].label),
                       .color = scene.ghost ? ghost_color : earlier_looks[n].color,
                       .dash = scene.ghost ? "" : earlier_looks[n].dash,
                       .quarters = moved(course_of(*before->systems(index), run, other), partner),
                       .runs = {}};
        if (plan.lines[n].label.empty() && !scene.ghost) line.label = "compared";
        add_rows(figure.table, line, measure.unit, scene.ghost ? "last result" : "compared", info.quarters,
                 name_of(measure));
        strip.lines.push_back(std::move(line));
      }
      StripLine line{.label = std::string(plan.lines[n].label),
                     .color = looks[n].color,
                     .dash = looks[n].dash,
                     .quarters = course_of(*slice, run, k),
                     .bands = bands,
                     .runs = {}};
      if (line.label.empty() && other >= 0 && !scene.ghost) line.label = "now";
      if (scene.spaghetti && !run) line.runs = runs_of(*slice, k);
      add_rows(figure.table, line, measure.unit, "now", info.quarters, name_of(measure));
      strip.lines.push_back(std::move(line));
    }
    picture->strips.push_back(std::move(strip));
  }

  const auto value = [&](SystemMeasure measure) {
    return reading(*now.systems(static_cast<std::size_t>(measure)), run, selection.quarter, k);
  };
  picture->members = member_list_of(info, k, selection.quarter, selection.organisation, detail.get(),
                                    shown_run, !run && now.shown_runs() > 1);
  add_member_rows(figure.table, picture->members, quarter_words(info, selection.quarter));
  const auto places = std::ranges::count(info.places, k, &PlaceInfo::system);
  picture->facts = {fmt::format("{} people", readable(system.population, "count")),
                    fmt::format("{} place{}", places, places == 1 ? "" : "s"),
                    fmt::format("{} organisations", picture->members.rows.size()),
                    fmt::format("{} region", system.region)};
  if (system.region.empty()) picture->facts.pop_back();

  const std::string quarter = quarter_words(info, selection.quarter);
  const FormState state = (*states)[static_cast<std::size_t>(k)];
  figure.name = "system";
  const TileMap map = tile_map_of(info.systems);
  figure.title = title_of(
      map.names[static_cast<std::size_t>(k)].empty() ? system.code : map.names[static_cast<std::size_t>(k)],
      state, value(outturn_gap), value(pooled_share) > 0, quarter);
  figure.subtitle = fmt::format(
      "{} ({}), {} to {}, {}{}.", long_name(system), system.code, info.quarters.front(), info.quarters.back(),
      runs_words(scene, now),
      bands ? "; bands hold half and nine tenths of the runs, real or not goes by at least half of them"
            : "");
  if (other >= 0)
    figure.subtitle +=
        scene.ghost ? " Grey: the last result." : fmt::format(" Compared with {}.", before->info().title);
  figure.description = fmt::format(
      "Small charts over time of the system {}. In {} its balance is {}, {} of the fund is pooled, trust in "
      "the system is {}, maturity {}, the norm {} and the integration index {}. {}",
      long_name(system), quarter, value_words(value(balance), "£m"),
      value_words(value(pooled_share), "share"), value_words(value(trust_system), "index"),
      value_words(value(maturity), "index"), value_words(value(norm), "share"),
      value_words(value(integration_index), "index"), summary_of(picture->members));
  figure.caption = caption_of(scene);
  figure.height = [picture](double width) { return height_of(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_system(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
