#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/strips.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/choices.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/organisation_strips.hpp"
#include "viz/views/readings.hpp"
#include "viz/views/reasons.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <memory>
#include <span>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr double plot = 84, strip_gap = 10, choice_strip = 30, heading = 26;

struct Picture {
  std::vector<std::string> quarters;
  std::string heading;
  WeighedReasons reasons;                               ///< of now, or the difference
  std::optional<WeighedReasons> before;                 ///< in the same rows
  std::vector<std::optional<Action>> choices, earlier;  ///< [quarter]; `earlier` may be empty
  std::vector<Strip> strips;
  int quarter = 0;
  std::string quarter_words, now_word, earlier_word;
  std::string now_label, earlier_label;  ///< short
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
        fmt::format("{}: {}", picture.quarters[t], choices[t] ? look_of(*choices[t]).word : no_data);
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
  canvas.text({box.x, y + 13}, fitted(picture.heading, 13 * bold_width, box.width), bold);
  y += heading;
  const double reasons = reasons_height(picture.reasons, box.width);
  draw_reasons(canvas, {box.x, y, box.width, reasons}, picture.reasons,
               picture.before ? &*picture.before : nullptr);
  y += reasons;
  canvas.text({box.x, y + 13}, fitted("Choices over time", 13 * bold_width, box.width), bold);
  y += heading;
  draw_choices(canvas, {box.x, y, box.width, choice_strip}, picture, picture.choices,
               picture.earlier.empty() ? "" : std::string_view(picture.now_label));
  y += choice_strip;
  if (!picture.earlier.empty()) {
    draw_choices(canvas, {box.x, y, box.width, choice_strip}, picture, picture.earlier,
                 picture.earlier_label);
    y += choice_strip;
  }
  draw_choice_key(&canvas, {box.x + strip_margin, y + 4}, box.width - strip_margin);
  y += 30;
  for (std::size_t n = 0; n < picture.strips.size(); ++n) {
    const double height = strip_head(picture.strips[n], box.width) + plot;
    draw_strip(canvas, {box.x, y, box.width, height}, picture.strips[n], picture.quarters, picture.quarter);
    if (n + 1 == picture.strips.size())
      draw_strip_years(canvas, {box.x, y + height - 2, box.width, strip_foot}, picture.quarters);
    y += height + strip_gap;
  }
}

/// A term as it reads in the middle of a sentence.
std::string within_sentence(std::string term) {
  if (!term.empty()) term[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(term[0])));
  return term;
}

std::string_view its(Action action) {
  constexpr std::array<std::string_view, actions> words{"its own interest", "its place", "its system"};
  return words[static_cast<std::size_t>(action)];
}

/// Chances that lie closer together than this say little about why.
constexpr double near_coin_flip = 0.15;

std::string title_of(const std::string& name, const WeighedReasons& reasons, std::string_view quarter) {
  if (!reasons.chosen) return fmt::format("{}: no choice is known for {}", name, quarter);
  std::string text = fmt::format("{} chose {}", name, its(*reasons.chosen));
  const auto chosen = static_cast<std::size_t>(*reasons.chosen);
  const double lead = reasons.totals[chosen] - reasons.totals[static_cast<std::size_t>(reasons.rival)];
  const auto [pro, contra] = weights_of(reasons);
  const double chance = reasons.chance[chosen];
  if (std::isfinite(chance)) {
    std::size_t other = chosen == 0 ? 1 : 0;  // the likeliest of the others
    for (std::size_t a = 0; a < actions; ++a)
      if (a != chosen && reasons.chance[a] > reasons.chance[other]) other = a;
    const std::string odds = fmt::format("{}, {} {}", readable(chance, "share"), choice_looks[other].word,
                                         readable(reasons.chance[other], "share"));
    if (reasons.chance[other] - chance >= near_coin_flip)
      return text + fmt::format(" against the odds (chance {})", odds);
    if (chance - reasons.chance[other] < near_coin_flip)
      return text + fmt::format(", close to a coin flip (chance {})", odds);
    text += fmt::format(" (chance {})", readable(chance, "share"));
  }
  if (lead < 0)
    return text + fmt::format(", although {} promised {} pp more", look_of(reasons.rival).word,
                              in_decimals(-lead, 2, ""));
  if (pro != nullptr && contra != nullptr && pro->lead > -contra->lead)
    return text +
           fmt::format(": {} outweighed {}", within_sentence(pro->term), within_sentence(contra->term));
  if (pro != nullptr && contra != nullptr)
    return text + fmt::format(": {} spoke most for it, {} more against it", within_sentence(pro->term),
                              within_sentence(contra->term));
  if (pro != nullptr) return text + fmt::format(": {} spoke most for it", within_sentence(pro->term));
  if (std::isfinite(lead))
    return text + fmt::format(", which promised {} pp more than {}", in_decimals(lead, 2, ""),
                              look_of(reasons.rival).word);
  return text;
}

/// "First chose its place in A and in B, 2019/20 Q1".
std::string compared_title(const std::string& name, const WeighedReasons& now, const WeighedReasons& before,
                           std::string_view quarter) {
  if (!now.chosen || !before.chosen)
    return fmt::format("{}: no choice is known for {} {}", name, quarter, now.chosen ? "in A" : "in B");
  return now.chosen == before.chosen
             ? fmt::format("{} chose {} in A and in B, {}", name, its(*now.chosen), quarter)
             : fmt::format("{} chose {} in B, {} in A, {}", name, its(*now.chosen), its(*before.chosen),
                           quarter);
}

/// The largest number of a difference: "duty to collaborate +0.31 pp for place"; of totals where reasons are
/// not known.
std::string moved_most(const WeighedReasons& difference) {
  const auto say = [](const std::array<double, actions>& parts) {
    const auto largest = std::ranges::max_element(
        parts, {}, [](double part) { return std::isfinite(part) ? std::abs(part) : -1.0; });
    const auto a = static_cast<std::size_t>(largest - parts.begin());
    return fmt::format("{}{} pp for {}", *largest > 0 ? "+" : "", in_decimals(*largest, 2, ""),
                       choice_looks[a].word);
  };
  if (!difference.rows.empty())
    return fmt::format("{} {}", within_sentence(difference.rows[0].term), say(difference.rows[0].parts));
  if (std::ranges::none_of(difference.totals, [](double total) { return std::isfinite(total); }))
    return "no difference is known";
  return fmt::format("total expected {}", say(difference.totals));
}

void add_reasons(FigureTable& table, const WeighedReasons& reasons, std::string_view scenario,
                 const std::string& quarter) {
  const auto add = [&](std::string_view what, const ChoiceLook& look, double value, std::string_view unit) {
    table.rows.push_back({std::string(what), std::string(look.word), std::string(scenario), quarter,
                          table_number(value), std::string(unit)});
  };
  for (const ChoiceLook& look : choice_looks) {
    const auto a = static_cast<std::size_t>(look.action);
    for (const ReasonRow& row : reasons.rows) add(row.term, look, row.parts[a], "pp");
    add("total expected", look, reasons.totals[a], "pp");
    if (!std::isfinite(reasons.chance[a])) continue;
    add("attraction after learning", look, reasons.attraction[a], "pp");
    add("chance of being chosen", look, reasons.chance[a], "share");
  }
}

/// How often each option was chosen over all runs, and in which.
struct OverRuns {
  int runs = 0;
  std::array<std::vector<int>, actions> chose_in;  ///< numbers of replicates
};
OverRuns over_runs(const Slice& choices, int first_replicate, int quarter, int organisation) {
  OverRuns out;
  for (int r = 0; r < choices.runs; ++r) {
    const double code = choices.at(r, quarter, organisation);
    if (!(code >= 0 && code < actions)) continue;
    ++out.runs;
    out.chose_in[static_cast<std::size_t>(code)].push_back(first_replicate + r);
  }
  return out;
}

/// "Of 16 runs it chose its own interest in 9 (0, 1, 4, 5, 6, 8 ...), its place in 5 (...), its system in 2
/// (...)."
std::string over_runs_words(const OverRuns& over, std::string_view whose) {
  constexpr std::size_t most = 6;
  std::string text = fmt::format("Of {} runs{} it chose ", over.runs, whose);
  for (const ChoiceLook& look : choice_looks) {
    const auto& runs = over.chose_in[static_cast<std::size_t>(look.action)];
    text += fmt::format("{}{} in {}", look.action == Action::institution ? "" : ", ", its(look.action),
                        runs.size());
    const std::span<const int> some = std::span(runs).first(std::min(runs.size(), most));
    if (!some.empty())
      text += fmt::format(" (run {}{})", fmt::join(some, ", "), runs.size() > most ? " ..." : "");
  }
  return text + ".";
}

std::string expected_words(const WeighedReasons& reasons) {
  std::string text;
  for (const ChoiceLook& look : choice_looks) {
    const auto a = static_cast<std::size_t>(look.action);
    text += fmt::format("{}{} pp of {}", text.empty() ? "" : ", ", in_decimals(reasons.totals[a], 2, ""),
                        look.word);
    if (std::isfinite(reasons.chance[a]))
      text += reasons.difference ? fmt::format(" (chance {})", short_difference(reasons.chance[a], "share"))
                                 : fmt::format(" (chance {})", readable(reasons.chance[a], "share"));
  }
  return text;
}

std::string description_of(const Picture& picture, const Scene& scene, const WeighedReasons& own,
                           const WeighedReasons& others) {
  std::string text = scene.difference
                         ? fmt::format("B less A, it expected {}. ", expected_words(picture.reasons))
                         : fmt::format("It expected {}. ", expected_words(own));
  if (scene.two()) text += fmt::format("{}: {}. ", capital(picture.earlier_word), expected_words(others));
  const auto changes = [&] {
    int changed = 0;
    for (std::size_t t = 1; t < picture.choices.size(); ++t)
      changed += picture.choices[t] != picture.choices[t - 1] ? 1 : 0;
    return changed;
  }();
  text += fmt::format("It changed its choice {} times in {} quarters.", changes, picture.quarters.size());
  if (!picture.earlier.empty()) {
    std::size_t different = 0, known_both = 0;
    for (std::size_t t = 0; t < picture.quarters.size(); ++t) {
      if (!picture.choices[t] || !picture.earlier[t]) continue;
      ++known_both;
      different += picture.choices[t] != picture.earlier[t] ? 1 : 0;
    }
    text += fmt::format(" In {} of {} quarters it chose otherwise than {}.", different, known_both,
                        scene.ghost ? "in the last result" : "in A");
  }
  return text;
}

}  // namespace

std::optional<Figure> organisation_figure(const Scene& scene) {
  RunData& now = *scene.now;
  const RunInfo& info = now.info();
  if (info.organisations.empty())
    return message_figure(scene, "organisation", "There are no organisations", "The world has none.");
  const Selection& selection = scene.selection;
  const int i = selection.organisation;
  const auto shown = now.detail(scene.one_run), detail = scene.b->detail(scene.one_run);
  const bool others_known = scene.b->has_choices() && scene.b->shown_runs() > 1;
  const SlicePointer choices = others_known ? scene.b->choices() : nullptr;
  const bool compared = scene.before != nullptr;
  const auto earlier_detail = compared ? scene.before->detail(scene.before_one_run) : nullptr;
  if (!shown || !detail || (others_known && !choices) || (compared && !earlier_detail)) return std::nullopt;
  const OrganisationInfo& organisation = info.organisations[static_cast<std::size_t>(i)];
  const std::size_t count = info.quarters.size();

  auto picture = std::make_shared<Picture>();
  picture->quarters = info.quarters;
  picture->quarter = selection.quarter;
  picture->quarter_words = quarter_words(info, selection.quarter);
  picture->earlier_word = before_word(scene);
  picture->now_word = now_word(scene);
  picture->now_label = scene.ghost ? "this" : picture->now_word;
  picture->earlier_label = scene.ghost ? "last" : picture->earlier_word;
  picture->heading =
      scene.difference ? "Expected of each option, B less A, pp of its budget"
      : scene.two() && !scene.ghost
          ? fmt::format("Expected of each option, pp of its budget; grey: {}", before_word(scene))
          : "Expected of each option, pp of its budget";
  for (std::size_t t = 0; t < count; ++t) {
    picture->choices.push_back(choice_of(*detail, static_cast<int>(t), i));
    if (compared) picture->earlier.push_back(choice_of(*earlier_detail, static_cast<int>(t), i));
  }
  const WeighedReasons own = reasons_of(*detail, selection.quarter, i);
  WeighedReasons reasons = scene.difference ? differences_of(*shown, selection.quarter, i) : own, others;
  if (compared) others = reasons_of(*earlier_detail, selection.quarter, i);

  Figure figure;
  figure.table.head = {"what", "option", "scenario", "quarter", "value", "unit"};
  if (scene.two()) {
    align(reasons, others);
    picture->before = others;
  }
  picture->reasons = std::move(reasons);
  add_reasons(figure.table, picture->reasons, scene.difference ? b_less_a : picture->now_word,
              picture->quarter_words);
  if (scene.two()) add_reasons(figure.table, others, picture->earlier_word, picture->quarter_words);
  if (scene.together != nullptr) share(picture->reasons, scene);
  const auto add_choices = [&](const std::vector<std::optional<Action>>& chosen, std::string_view scenario) {
    for (std::size_t t = 0; t < std::min(chosen.size(), count); ++t)
      figure.table.rows.push_back({"choice", "", std::string(scenario), info.quarters[t],
                                   chosen[t] ? std::string(look_of(*chosen[t]).word) : "", ""});
  };
  add_choices(picture->choices, picture->now_word);
  if (compared) add_choices(picture->earlier, picture->earlier_word);
  picture->strips =
      organisation_strips(scene, *shown, scene.two() ? earlier_detail.get() : nullptr, figure.table);
  for (Strip& strip : picture->strips) share(strip, scene);

  const std::string name = short_name(organisation);
  const SystemInfo& system = info.systems[static_cast<std::size_t>(organisation.system)];
  figure.name = "organisation";
  figure.title = !compared || scene.ghost ? title_of(name, own, picture->quarter_words)
                 : scene.difference ? fmt::format("{}: {}, B less A, {}", name, moved_most(picture->reasons),
                                                  picture->quarter_words)
                                    : compared_title(name, own, others, picture->quarter_words);
  figure.subtitle = fmt::format(
      "{} ({}), {} of {} ({}), {} a year. {}, run {}{}.", long_name(organisation), organisation.code,
      word_of(organisation.type), long_name(system), system.code, plain_value(organisation.budget, "£m"),
      picture->quarter_words, scene.b->info().first_replicate + scene.one_run,
      selection.run || scene.b->shown_runs() == 1 ? "" : " (one of many; choose a run to see another)");
  if (choices) {
    const OverRuns over = over_runs(*choices, scene.b->info().first_replicate, selection.quarter, i);
    if (over.runs > 0) {
      figure.subtitle += " " + over_runs_words(over, compared && !scene.ghost ? " of B" : "");
      if (own.chosen && (!compared || scene.ghost))
        figure.title += fmt::format("; in {} of {} runs it chose so",
                                    over.chose_in[static_cast<std::size_t>(*own.chosen)].size(), over.runs);
    }
  } else if (scene.b->shown_runs() > 1) {
    figure.subtitle += " What it chose in the other runs is known only of files with --record organisations.";
  }
  if (scene.two() && !scene.ghost) figure.subtitle += " Grey: A.";
  if (compared && !scene.ghost && own.rows.empty() != others.rows.empty())
    figure.subtitle += fmt::format(" Terms of {} are not known: {}", own.rows.empty() ? "B" : "A",
                                   own.rows.empty() ? own.missing : others.missing);
  figure.description = description_of(*picture, scene, own, others);
  figure.height = [picture](double width) { return height_of(*picture, width); };
  figure.draw = [picture](Canvas& canvas, const Box& box) { draw_organisation(canvas, box, *picture); };
  return figure;
}

}  // namespace concord
