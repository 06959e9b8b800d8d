#include "experiments/charts.hpp"
#include "experiments/sweep/sweep_charts.hpp"
#include "viz/figures/choices.hpp"
#include "viz/figures/plain_words.hpp"
#include "viz/figures/readings.hpp"
#include "viz/figures/reasons.hpp"
#include "viz/figures/strips.hpp"
#include "viz/figures/views.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace concord {
namespace {

using enum OrganisationColumn;

constexpr double plot = 84, strip_gap = 10, choice_strip = 30, heading = 26;

struct Picture {
  std::vector<std::string> quarters;
  WeighedReasons reasons;
  std::vector<std::optional<Action>> choices, earlier;  ///< [quarter]; `earlier` may be empty
  std::vector<Strip> strips;
  int quarter = 0;
  std::string quarter_words, earlier_word;
};

double chosen_rows(const Picture& picture) { return picture.earlier.empty() ? 1 : 2; }

double height_of(const Picture& picture, double width) {
  double height = heading + reasons_height(picture.reasons, width) + heading +
                  choice_strip * chosen_rows(picture) + 30 + strip_foot + 8;
  for (const Strip& strip : picture.strips) height += strip_head(strip, width) + plot + strip_gap;
  return height;
}

void draw_choices(Canvas& canvas, const Box& box, const Picture& picture,
                  const std::vector<std::optional<Action>>& choices, std::string_view word) {
  const std::size_t count = picture.quarters.size();
  const double step = strip_x(box, count, 1) - strip_x(box, count, 0);
  const double side = std::clamp(step - 2, 3.0, 20.0), y = box.y + choice_strip / 2;
  canvas.text({box.x + strip_margin - 6, y + 4}, word,
              {.size = 11, .anchor = Anchor::end, .color = palette::muted});
  for (std::size_t t = 0; t < std::min(count, choices.size()); ++t) {
    const double x = strip_x(box, count, t);
    const std::string target = text_of({TargetKind::quarter, static_cast<int>(t)});
    const std::string words =
        picture.quarters[t] + ": " + (choices[t] ? std::string(look_of(*choices[t]).word) : "no data");
    canvas.begin_group({.title = words, .target = target});
    if (static_cast<int>(t) == picture.quarter)
      canvas.rect(x - side / 2 - 2.5, y - side / 2 - 2.5, side + 5, side + 5, palette::text);
    // Where letters do not fit, height tells the options apart.
    const double lift = side < choice_letter_side && choices[t] ? 7 * (1 - static_cast<int>(*choices[t])) : 0;
    draw_choice(canvas, {x, y + lift}, side, choices[t]);
    canvas.end_group();
  }
}

void draw_organisation(Canvas& canvas, const Box& box, const Picture& picture) {
  double y = box.y;
  const TextStyle bold{.size = 13, .color = palette::text, .bold = true};
  canvas.text({box.x, y + 13},
              fitted("Expected of each option, pp of its budget", 13 * bold_width, box.width), bold);
  y += heading;
  const double reasons = reasons_height(picture.reasons, box.width);
  draw_reasons(canvas, {box.x, y, box.width, reasons}, picture.reasons);
  y += reasons;
  canvas.text({box.x, y + 13}, fitted("Choices over time", 13 * bold_width, box.width), bold);
  y += heading;
  draw_choices(canvas, {box.x, y, box.width, choice_strip}, picture, picture.choices,
               picture.earlier.empty() ? "" : "now");
  y += choice_strip;
  if (!picture.earlier.empty()) {
    draw_choices(canvas, {box.x, y, box.width, choice_strip}, picture, picture.earlier, picture.earlier_word);
    y += choice_strip;
  }
  draw_choice_key(&canvas, {box.x + strip_margin, y + 4}, box.width - strip_margin);
  y += 30;
  for (const Strip& strip : picture.strips) {
    const double height = strip_head(strip, box.width) + plot;
    draw_strip(canvas, {box.x, y, box.width, height}, strip, picture.quarters, picture.quarter);
    y += height + strip_gap;
  }
  draw_strip_years(canvas, {box.x, y - strip_gap - 2, box.width, strip_foot}, picture.quarters);
}

std::vector<Spread> course(const RunDetail& detail, OrganisationColumn column, int organisation) {
  std::vector<Spread> out;
  for (int t = 0; t < detail.quarters; ++t)
    out.push_back(spread_of({static_cast<double>(detail.column(column, t, organisation))}));
  return out;
}

bool known(const std::vector<Spread>& quarters) {
  return std::ranges::any_of(quarters, [](const Spread& s) { return s.runs > 0; });
}

struct Earlier {
  const RunDetail* detail = nullptr;
  Partner partner;
  int organisation = -1;
};

struct LinePlan {
  OrganisationColumn column;
  std::string_view label, color, dash;
};
struct StripPlan {
  std::string_view title, unit;
  std::vector<LinePlan> lines;
};
const std::array<StripPlan, 3>& strip_plans() {
  static const std::array<StripPlan, 3> plans{{
      {"Balance in the quarter (£m)", "£m", {{balance, "", palette::blue, ""}}},
      {"Margin since April and control total (pp)",
       "pp",
       {{margin_to_date, "margin to date", palette::blue, ""},
        {control_total, "control total", palette::orange, "7 3"}}},
      {"Trust (index)",
       "index",
       {{trust_place, "in its place", palette::blue, ""},
        {trust_system, "in its system", palette::orange, "7 3"}}},
  }};
  return plans;
}

/// A term as it reads in the middle of a sentence.
std::string within_sentence(std::string term) {
  if (!term.empty()) term[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(term[0])));
  return term;
}

std::string title_of(const std::string& name, const WeighedReasons& reasons, std::string_view quarter) {
  if (!reasons.chosen) return fmt::format("{}: no choice is known for {}", name, quarter);
  const ChoiceLook& look = look_of(*reasons.chosen);
  std::string text = fmt::format("{} chose {}", name,
                                 *reasons.chosen == Action::institution ? std::string("its own interest")
                                                                        : fmt::format("its {}", look.word));
  const double lead = reasons.totals[static_cast<std::size_t>(*reasons.chosen)] -
                      reasons.totals[static_cast<std::size_t>(reasons.rival)];
  const auto [pro, contra] = weights_of(reasons);
  if (lead < 0)
    return text + fmt::format(", although {} promised {} pp more", look_of(reasons.rival).word,
                              in_decimals(-lead, 2, ""));
  if (pro != nullptr && contra != nullptr)
    return text +
           fmt::format(": {} outweighed {}", within_sentence(pro->term), within_sentence(contra->term));
  if (pro != nullptr) return text + fmt::format(": {} spoke most for it", within_sentence(pro->term));
  if (std::isfinite(lead))
    return text + fmt::format(", which promised {} pp more than {}", in_decimals(lead, 2, ""),
                              look_of(reasons.rival).word);
  return text;
}

}  // namespace

std::optional<Figure> organisation_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (info.organisations.empty())
    return message_figure(scene, "organisation", "There are no organisations", "The world has none.");
  const Selection& selection = scene.selection;
  const int run = selection.run.value_or(0), i = selection.organisation;
  const auto detail = now.detail(run);
  // The other side is a bonus: this one is shown before it is there.
  const auto earlier_detail = scene.before != nullptr ? scene.before->detail(run) : nullptr;
  if (!detail) return std::nullopt;
  const OrganisationInfo& organisation = info.organisations[static_cast<std::size_t>(i)];
  Earlier earlier;
  if (earlier_detail) {
    const RunInfo& other = scene.before->info();
    earlier.detail = earlier_detail.get();
    earlier.partner = partner_of(info, other);
    const auto found = std::ranges::find(other.organisations, organisation.code, &OrganisationInfo::code);
    if (found != other.organisations.end())
      earlier.organisation = static_cast<int>(found - other.organisations.begin());
  }
  const bool compared = earlier.organisation >= 0;

  auto picture = std::make_shared<Picture>();
  picture->quarters = info.quarters;
  picture->quarter = selection.quarter;
  picture->quarter_words = quarter_words(info, selection.quarter);
  picture->earlier_word = scene.ghost ? "last" : "other";
  picture->reasons = reasons_of(*detail, selection.quarter, i);
  const WeighedReasons& reasons = picture->reasons;
  for (int t = 0; t < detail->quarters; ++t) picture->choices.push_back(choice_of(*detail, t, i));
  const auto then = [&](int t) { return earlier.partner.quarter[static_cast<std::size_t>(t)]; };
  if (compared) {
    for (int t = 0; t < static_cast<int>(info.quarters.size()); ++t)
      picture->earlier.push_back(then(t) < 0 ? std::nullopt
                                             : choice_of(*earlier.detail, then(t), earlier.organisation));
  }

  Figure figure;
  figure.table.head = {"what", "option or scenario", "quarter", "value", "unit"};
  const auto add = [&](std::string_view what, std::string_view which, std::string_view quarter,
                       std::string value, std::string_view unit) {
    figure.table.rows.push_back(
        {std::string(what), std::string(which), std::string(quarter), std::move(value), std::string(unit)});
  };
  for (const ChoiceLook& look : choice_looks) {
    const auto a = static_cast<std::size_t>(look.action);
    for (const ReasonRow& row : reasons.rows)
      add(row.term, look.word, picture->quarter_words, table_number(row.parts[a]), "pp");
    add("total expected", look.word, picture->quarter_words, table_number(reasons.totals[a]), "pp");
    if (!std::isfinite(reasons.chance[a])) continue;
    add("attraction after learning", look.word, picture->quarter_words, table_number(reasons.attraction[a]),
        "pp");
    add("chance of being chosen", look.word, picture->quarter_words, table_number(reasons.chance[a]),
        "share");
  }
  const auto add_choices = [&](const std::vector<std::optional<Action>>& choices, std::string_view scenario) {
    for (std::size_t t = 0; t < std::min(choices.size(), info.quarters.size()); ++t)
      add("choice", scenario, info.quarters[t], choices[t] ? std::string(look_of(*choices[t]).word) : "", "");
  };
  add_choices(picture->choices, "now");
  if (compared) add_choices(picture->earlier, picture->earlier_word);
  for (const StripPlan& plan : strip_plans()) {
    Strip strip{.title = std::string(plan.title), .unit = std::string(plan.unit), .lines = {}, .range = {}};
    for (const LinePlan& line : plan.lines) {
      const auto add_course = [&](const StripLine& drawn, std::string_view scenario) {
        for (std::size_t t = 0; t < std::min(drawn.quarters.size(), info.quarters.size()); ++t)
          add(line.label.empty() ? "balance" : line.label, scenario, info.quarters[t],
              table_number(drawn.quarters[t].median), plan.unit);
      };
      if (compared) {
        const auto all = course(*earlier.detail, line.column, earlier.organisation);
        StripLine pale{.label = "", .color = ghost_color, .dash = line.dash, .quarters = {}, .runs = {}};
        for (const int t : earlier.partner.quarter)
          pale.quarters.push_back(t < 0 ? spread_of({}) : all[static_cast<std::size_t>(t)]);
        if (known(pale.quarters)) add_course(pale, picture->earlier_word);
        if (known(pale.quarters)) strip.lines.push_back(std::move(pale));
      }
      StripLine drawn{.label = std::string(line.label),
                      .color = line.color,
                      .dash = line.dash,
                      .quarters = course(*detail, line.column, i),
                      .runs = {}};
      if (!known(drawn.quarters)) continue;  // councils have no control total
      add_course(drawn, "now");
      strip.lines.push_back(std::move(drawn));
    }
    if (!strip.lines.empty()) picture->strips.push_back(std::move(strip));
  }

  const std::string name = short_name(organisation);
  const SystemInfo& system = info.systems[static_cast<std::size_t>(organisation.system)];
  figure.name = "organisation";
  figure.title = title_of(name, reasons, picture->quarter_words);
  figure.subtitle = fmt::format(
      "{} ({}), {} of {} ({}), {} a year. {}, run {}{}.", long_name(organisation), organisation.code,
      word_of(organisation.type), long_name(system), system.code, value_words(organisation.budget, "£m"),
      picture->quarter_words, info.first_replicate + run,
      selection.run || now.shown_runs() == 1 ? "" : " (one of many; choose a run to see another)");
  if (compared)
    figure.subtitle +=
        scene.ghost ? " Grey: the last result." : fmt::format(" Grey: {}.", scene.before->info().title);
  figure.description = figure.title + ". ";
  for (const ChoiceLook& look : choice_looks) {
    const auto a = static_cast<std::size_t>(look.action);
    figure.description += fmt::format(
        "It expected {} pp of {}{}. ", in_decimals(reasons.totals[a], 2, ""), look.word,
        std::isfinite(reasons.chance[a]) ? fmt::format(", chance {}", readable(reasons.chance[a], "share"))
                                         : std::string());
  }
  const auto changes = [&] {
    int count = 0;
    for (std::size_t t = 1; t < picture->choices.size(); ++t)
      count += picture->choices[t] != picture->choices[t - 1] ? 1 : 0;
    return count;
  }();
  figure.description +=
      fmt::format("It changed its choice {} times in {} quarters.", changes, picture->choices.size());
  figure.caption = caption_of(scene);
  figure.height = [picture](double width) { return height_of(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_organisation(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
