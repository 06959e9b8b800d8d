#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/strips.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/platform/words.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/designation_state.hpp"
#include "viz/views/members.hpp"
#include "viz/views/readings.hpp"
#include "viz/views/system_strips.hpp"
#include "viz/views/tiles.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

using enum SystemMeasure;

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

std::string state_words(FormState state) {
  return state == FormState::not_known     ? std::string(no_data)
         : state == FormState::real_system ? "a real integrated care system"
         : state == FormState::name_only   ? "an integrated care system in name only"
                                           : "not designated";
}

/// "is designated in 14 of 16 runs and real in 6", or of one run what it is.
std::string form_words(const FormCounts& forms, std::size_t k, FormState state) {
  const int known = forms.known[k];
  if (known == 1 || state == FormState::not_known) return "is " + state_words(state);
  return fmt::format("is designated in {} of {} runs and real in {}", forms.designated_in[k], known,
                     forms.real_in[k]);
}

std::string title_of(const std::string& name, const std::string& form, FormState state, const Spread& gap,
                     bool accepted, std::string_view quarter) {
  if (state == FormState::not_known) return fmt::format("{}: no data for {}", name, quarter);
  std::string text = fmt::format("{} {}", name, form);
  if (accepted && std::abs(gap.median) >= 0.05)
    text += fmt::format(", {}{} pp {} its control total", gap.runs > 1 ? "in the median " : "",
                        in_decimals(std::abs(gap.median), 1, ""), gap.median < 0 ? "below" : "above");
  return text + fmt::format(", {}", quarter);
}

std::vector<std::string> facts_of(const RunInfo& info, int k, std::size_t members) {
  const SystemInfo& system = info.systems[static_cast<std::size_t>(k)];
  const auto places = std::ranges::count(info.places, k, &PlaceInfo::system);
  std::vector<std::string> facts{fmt::format("{} people", readable(system.population, "count")),
                                 counted(places, "place"), counted(members, "organisation")};
  if (!system.region.empty()) facts.push_back(fmt::format("{} region", system.region));
  return facts;
}

std::string description_of(const Scene& scene, const std::string& name, bool bands) {
  const int quarter = scene.selection.quarter, k = scene.selection.system;
  const auto say = [&](SystemMeasure measure) {
    const auto index = static_cast<std::size_t>(measure);
    const std::string_view unit = system_measure_rows[index].unit;
    std::string text =
        with_range(spread_of(values_at(*scene.now->systems(index), scene.selection.run, quarter, k)), unit,
                   scene.difference);
    if (scene.two())
      text += fmt::format(
          " ({}: {})", before_word(scene),
          plain_value(reading(*scene.before->systems(index), scene.before_run, quarter, k), unit));
    return text;
  };
  return fmt::format("Small charts over time of the system {}. ", name) +
         fmt::format(
             "In {}{} its balance is {}, the pooled share of the fund {}, trust in the system {}, maturity "
             "{}, the "
             "norm {} and the integration index {}. ",
             quarter_words(scene.now->info(), quarter),
             scene.difference ? ", B less A,"
             : bands          ? ", by medians over the runs,"
                              : "",
             say(balance), say(pooled_share), say(trust_system), say(maturity), say(norm),
             say(integration_index));
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
  RunData* before = scene.before;
  // Everything is asked for before anything is given up on, so that it loads together.
  const auto states = form_states(*scene.b, run, selection.quarter);
  const auto forms = form_counts(*scene.b, run, selection.quarter);
  bool loading = !states || !forms;
  loading = !strips_loaded(now) || loading;
  std::optional<std::vector<FormState>> earlier_states;
  std::optional<FormCounts> earlier_forms;
  if (scene.two()) {
    loading = !strips_loaded(*before) || loading;
    earlier_states = form_states(*before, scene.before_run, selection.quarter);
    earlier_forms = form_counts(*before, scene.before_run, selection.quarter);
    loading = !earlier_states || loading;
  }
  const auto detail = scene.b->detail(scene.one_run);
  const bool both = before != nullptr && scene.before_one_run >= 0;
  const auto earlier_detail = both ? before->detail(scene.before_one_run) : nullptr;
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
  picture->strips = system_strips(scene, figure.table);

  const auto value = [&](SystemMeasure measure) {
    return reading(*now.systems(static_cast<std::size_t>(measure)), run, selection.quarter, k);
  };
  picture->members = member_list_of(scene.b->info(), k, selection.quarter, selection.organisation,
                                    detail.get(), scene.one_run, !run && scene.b->shown_runs() > 1);
  if (both) {
    picture->members.difference = scene.difference;
    add_before(picture->members, {.word = before_word(scene),
                                  .now_word = now_word(scene),
                                  .run = before->info().first_replicate + scene.before_one_run,
                                  .quarter = selection.quarter,
                                  .detail = earlier_detail.get()});
  }
  add_member_rows(figure.table, picture->members, quarter_words(info, selection.quarter));
  picture->facts = facts_of(info, k, picture->members.rows.size());
  const std::string quarter = quarter_words(info, selection.quarter);
  const FormState state = (*states)[static_cast<std::size_t>(k)];
  figure.name = "system";
  const TileMap map = tile_map_of(info.systems);
  const std::string& short_one = map.names[static_cast<std::size_t>(k)];
  const std::string place = short_one.empty() ? system.code : short_one;
  const auto spread = [&](SystemMeasure measure) {
    return spread_of(values_at(*now.systems(static_cast<std::size_t>(measure)), run, selection.quarter, k));
  };
  if (scene.difference) {
    const Spread money = spread(balance);
    figure.title =
        fmt::format("{}: {}balance {}, integration index {}, {}, {}", place, money.runs > 1 ? "median " : "",
                    short_difference(money.median, "£m"),
                    short_difference(spread(integration_index).median, "index"), b_less_a, quarter);
  } else if (scene.two() && !scene.ghost) {
    figure.title = fmt::format("{} {} in B; in A it {}, {}", place,
                               form_words(*forms, static_cast<std::size_t>(k), state),
                               form_words(*earlier_forms, static_cast<std::size_t>(k),
                                          (*earlier_states)[static_cast<std::size_t>(k)]),
                               quarter);
  } else {
    figure.title = title_of(place, form_words(*forms, static_cast<std::size_t>(k), state), state,
                            spread(outturn_gap), value(pooled_share) > 0, quarter);
  }
  figure.subtitle =
      fmt::format("{} ({}), {} to {}, {}{}.", long_name(system), system.code, info.quarters.front(),
                  info.quarters.back(), runs_words(scene, *scene.b),
                  bands ? "; bands hold 50% and 90% of the runs; what members chose is of one run" : "");
  if (scene.two() && !scene.ghost) figure.subtitle += " Grey: A.";
  figure.description = description_of(scene, long_name(system), bands);
  figure.description += summary_of(picture->members);
  figure.height = [picture](double width) { return height_of(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_system(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
