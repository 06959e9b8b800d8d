#include "experiments/answers/sentences.hpp"

#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

/// The effect once more, counted from another level; empty if there is none.
std::string counted_from_elsewhere(const Telling& t, const OutcomeFinding& f) {
  const bool unknown_today = f.level == t.grid.to && t.grid.ordered && !t.grid.today;
  std::string text;
  if (unknown_today) {
    const Axis& lever = t.design.axes[t.design.question->lever.axis];
    const std::string_view unit = level_unit(*lever.parameter);
    text = fmt::format(" Today's value, {}{}{}, is none of the levels that were run.",
                       text_of(lever, lever.parameter->get(t.design.base.scenario.parameters)),
                       unit.empty() ? "" : " ", unit);
  }
  if (!f.other_start) return text;
  const Effect e = effect_of(f.values.of(0, *f.other_start), f.values.of(0, f.level), f.asked->matters,
                             t.alpha, f.values.range);
  return text + fmt::format(" Counted from {} instead, the change to {} is {} ({}), from {}.",
                            t.grid.ordered ? level_and_day(t, *f.other_start)
                                           : fmt::format("the scenario as it stands, {},",
                                                         level_words(t, *f.other_start)),
                            level_words(t, f.level), signed_text(t, *f.asked, e.mean.estimate),
                            interval_text(t, *f.asked, e.mean), value_text(t, *f.asked, e.before));
}

/// What an effect amounts to, from the numbers alone.
std::string verdict_sentence(const Telling& t, const Effect& e) {
  switch (e.verdict) {
    case Verdict::raises:
    case Verdict::lowers:
      return fmt::format(" At least 95 in 100 {} agree on the direction.", t.units);
    case Verdict::tends_up:
    case Verdict::tends_down:
      return fmt::format(" The direction holds on average, but not in 95 of 100 {}.", t.units);
    case Verdict::small:
      return e.up + e.down == 0
                 ? fmt::format(" In none of the {} {} is it worth mentioning.", e.units, t.units)
                 : " On average that is less than is worth mentioning.";
    case Verdict::slight:
      return " The direction of the mean is clear; whether it is worth mentioning is not.";
    case Verdict::depends:
      return fmt::format(" The {} disagree on the direction.", t.units);
    case Verdict::unclear:
      break;
  }
  return e.mean.given() ? " The interval holds zero: that is no clear effect."
                        : " Without an interval no effect can be called clear.";
}

/// Is one level nearer to `from` than another?
bool before(const Telling& t, std::size_t level, std::size_t other) {
  return t.grid.to > t.grid.from ? level < other : level > other;
}

}  // namespace

std::string effect_sentences(const Telling& t, const OutcomeFinding& f, bool first) {
  const QuestionOutcome& outcome = *f.asked;
  const QuestionLever& lever = t.design.question->lever;
  const std::string here = first ? opening(t) : "";
  if (f.ranking) {
    std::string text = capital(fmt::format(
        "{}{} is {} with {}{}.", here, dated(t, outcome), value_text(t, outcome, f.effect.before),
        level_words(t, t.grid.from), t.grid.today == t.grid.from ? ", the scenario as it stands" : ""));
    for (std::size_t level = 0; level < f.ranking->effects.size(); ++level) {
      if (level == t.grid.from) continue;
      const Effect& effect = f.ranking->effects[level];
      text +=
          fmt::format(" {} {}{}.", capital(level_words(t, level)), brief(t, outcome, effect),
                      is_clear(effect.verdict) ? fmt::format(", to {}", value_text(t, outcome, effect.after))
                                               : fmt::format(" ({})", value_text(t, outcome, effect.after)));
    }
    if (f.ranking->second && f.ranking->tied && right_way(f, f.ranking->effects[f.ranking->best]))
      text += fmt::format(" The effects of {} and of {} do not clearly differ by an amount worth mentioning.",
                          level_words(t, f.ranking->best), level_words(t, *f.ranking->second));
    return text + counted_from_elsewhere(t, f);
  }
  std::string text = capital(
      fmt::format("{}{} {} {}: {} at {}, {} at {}.", here, first ? lever.as : "it", verb_of(f.effect),
                  dated(t, outcome), value_text(t, outcome, f.effect.before), level_and_day(t, t.grid.from),
                  value_text(t, outcome, f.effect.after), level_and_day(t, t.grid.to)));
  if (f.shape.turns) {
    const Effect& there = f.shape.steps[*f.shape.turns];
    text += fmt::format(" It goes one way and then the other: at {} it is {}, and from there it turns back.",
                        level_words(t, *f.shape.turns), value_text(t, outcome, there.after));
  } else if (f.shape.begins && *f.shape.begins != t.grid.to) {
    const bool halfway =
        f.shape.half && *f.shape.half != t.grid.to && !before(t, *f.shape.half, *f.shape.begins);
    const std::string begins = level_words(t, *f.shape.begins);
    if (halfway && *f.shape.half == *f.shape.begins)
      text += fmt::format(" The difference is worth mentioning, and half of it reached, from {} on.", begins);
    else if (halfway)
      text += fmt::format(" The difference is worth mentioning from {} on; half of it is reached by {}.",
                          begins, level_words(t, *f.shape.half));
    else
      text += fmt::format(" The difference is worth mentioning from {} on.", begins);
  } else if (f.shape.begins && f.shape.between > 0) {
    const std::string last = level_words(t, t.grid.to);
    text +=
        fmt::format(" Of the levels up to {}, only at {} is the difference worth mentioning.", last, last);
  }
  return text + counted_from_elsewhere(t, f);
}

std::string windows_sentence(const Telling& t, std::span<const OutcomeFinding> findings) {
  std::vector<std::string> windows;
  for (const OutcomeFinding& f : findings) {
    const std::string when = when_text(t, *f.asked);
    if (std::ranges::find(windows, when) == windows.end()) windows.push_back(when);
  }
  if (windows.size() < 2) return "";
  return fmt::format("Outcomes are taken at different times: {}.", fmt::join(windows, "; "));
}

std::string certainty_sentences(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  const Effect& e = f.effect;
  const std::string compared =
      f.ranking ? fmt::format("with {} instead of {}", level_words(t, f.level), level_words(t, t.grid.from))
                : fmt::format("between {} and {}", level_words(t, t.grid.from), level_words(t, t.grid.to));
  std::string text = fmt::format("{}, {} is higher by {} or more in {} of {} {}, and lower by as much in {}.",
                                 capital(compared), dated(t, outcome),
                                 amount_text(t, outcome, outcome.matters), e.up, e.units, t.units, e.down);
  const std::string mean =
      fmt::format("{} ({})", signed_text(t, outcome, e.mean.estimate), interval_text(t, outcome, e.mean));
  text += e.same ? fmt::format(" All {} differ by the same: {}.", e.units, mean)
                 : fmt::format(" The middle 90% of the differences lie between {}; their mean is {}.",
                               range_text(t, outcome, e.low90, e.high90, "and"), mean);
  return text + verdict_sentence(t, e) +
         (t.design.question->sets ? "" : " Only luck was varied, no assumption about parameters.");
}

}  // namespace concord
