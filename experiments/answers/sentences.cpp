#include "experiments/answers/sentences.hpp"

#include "experiments/charts/sweep_charts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

/// "With relief, ": what begins a sentence, if there is anything to say; joined as it stands.
std::string opening(std::string_view circumstances) {
  return circumstances.empty() ? "" : fmt::format("{}, ", circumstances);
}

/// The lever as a subject, and of what can be counted from where to where: "a stronger duty (from 0.35 pp
/// today to 0.7 pp)".
std::string lever_words(const Telling& t) {
  const QuestionLever& lever = t.design.question->lever;
  const ParameterInfo* info = t.design.axes[lever.axis].parameter;
  if (info == nullptr || (info->kind != ValueKind::number && info->kind != ValueKind::whole)) return lever.as;
  return fmt::format("{} (from {} to {})", lever.as, level_and_day(t, t.grid.from),
                     level_and_day(t, t.grid.to));
}

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

/// A lever of more or less, for titles: "lowers X from A to B", "raises X up to L and turns beyond that".
std::string lever_clause(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  const std::string what = dated_in_title(t, outcome);
  if (f.shape.turns) {
    const Effect& there = f.shape.steps[*f.shape.turns];
    return fmt::format("{} {} up to {} ({}), and turns beyond that", verb_of(there.verdict), what,
                       level_words(t, *f.shape.turns), from_to(t, outcome, there));
  }
  if (f.effect.verdict == Verdict::depends)
    return fmt::format("raises {} in {} of {} {} and lowers it in {}", what, f.effect.up, f.effect.units,
                       t.units, f.effect.down);
  std::string text = predicate(t, f.effect.verdict, what);
  if (is_clear(f.effect.verdict)) text += fmt::format(" {}", from_to(t, outcome, f.effect));
  return text;
}

/// Packages, for titles: "X does most to lower O, from A to B". The first says what the packages are compared
/// with; what is said of the same package again goes on from there.
std::string ranking_clause(const Telling& t, const OutcomeFinding& f, const OutcomeFinding* before) {
  const bool first = before == nullptr;
  const QuestionOutcome& outcome = *f.asked;
  const Ranking& ranking = *f.ranking;
  const std::string what = dated_in_title(t, outcome);
  const Effect& best = ranking.effects[ranking.best];
  if (!right_way(f, best)) {
    const auto clear = [&](std::size_t level) { return is_clear(ranking.effects[level].verdict); };
    std::string others;
    for (std::size_t level = 0; level < ranking.effects.size(); ++level) {
      if (level == t.grid.from || !clear(level)) continue;
      others += fmt::format("{}{} {} it by {}", others.empty() ? "" : ", ", level_words(t, level),
                            verb_of(ranking.effects[level].verdict),
                            amount_text(t, outcome, ranking.effects[level].mean.estimate));
    }
    const std::string_view wanted = outcome.better == Better::more   ? "clearly raises"
                                    : outcome.better == Better::less ? "clearly lowers"
                                                                     : "clearly changes";
    if (ranking.effects.size() == 2)
      return fmt::format("{} {}", level_words(t, ranking.best), lever_clause(t, f));
    return fmt::format("none of the {} alternatives to {} {} {} by an amount worth mentioning{}",
                       ranking.effects.size() - 1, level_words(t, t.grid.from), wanted, what,
                       others.empty() ? "" : fmt::format("; {}", others));
  }
  const bool alone = ranking.effects.size() > 2 && !ranking.tied;
  const bool again = !first && before->ranking->best == ranking.best &&
                     right_way(*before, before->ranking->effects[ranking.best]);
  std::string text =
      fmt::format("{} {}{} from {}{} to {}", again ? "and it" : level_words(t, ranking.best),
                  alone ? does_most(best, what) : fmt::format("{} {}", verb_of(best.verdict), what),
                  alone ? "," : "", value_text(t, outcome, best.before),
                  first ? fmt::format(" (with {})", level_words(t, t.grid.from)) : "",
                  value_text(t, outcome, best.after));
  if (ranking.second && ranking.tied && right_way(f, ranking.effects[*ranking.second]))
    text +=
        fmt::format(", not clearly and materially more than {} does (to {})", level_words(t, *ranking.second),
                    value_text(t, outcome, ranking.effects[*ranking.second].after));
  return text;
}

/// What a title says of other circumstances, which change the effect on the first outcome.
std::string contrast_clause(const Telling& t, const OutcomeFinding& f, const Contrast& contrast,
                            bool one_outcome) {
  const QuestionOutcome& outcome = *f.asked;
  const std::string there = context_words(t, contrast.context, contrast.level);
  if (const auto other = other_best(f, contrast))
    return fmt::format("{}, {} {}", there, level_words(t, *other),
                       does_most(contrast.ranking->effects[*other], outcome.as));
  const Effect& effect = contrast.there;
  // What was just said of the only outcome need not be said again.
  if (one_outcome && !f.shape.turns && is_clear(effect.verdict) && effect.verdict == f.effect.verdict)
    return fmt::format("{}, by {}", there, amount_text(t, outcome, effect.mean.estimate));
  return fmt::format("{}, {} {}", there, f.ranking ? level_words(t, f.level) : "it",
                     brief(t, outcome, effect, outcome.as));
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
      return " The direction of the mean is clear, but it is less than is worth mentioning, and may be more.";
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

/// The circumstance that changes the effect most; null if none does.
const Contrast* strongest(const OutcomeFinding& f) {
  const Contrast* found = nullptr;
  for (const Contrast& contrast : f.contrasts) {
    if (!contrast.differs && !other_best(f, contrast)) continue;
    if (found == nullptr || std::abs(contrast.difference.estimate) > std::abs(found->difference.estimate))
      found = &contrast;
  }
  return found;
}

}  // namespace

std::string title_of(const Telling& t, std::span<const OutcomeFinding> findings) {
  const Question& question = *t.design.question;
  std::string title = opening(circumstance_words(t, 0));
  for (std::size_t n = 0; n < question.headline; ++n) {
    const OutcomeFinding& f = findings[n];
    const auto nothing = [](const OutcomeFinding& one) {
      return one.effect.verdict == Verdict::small && !one.shape.turns;
    };
    if (f.ranking) {
      title +=
          fmt::format("{}{}", n == 0 ? "" : "; ", ranking_clause(t, f, n == 0 ? nullptr : &findings[n - 1]));
    } else if (n > 0 && nothing(f) && nothing(findings[n - 1])) {
      title += fmt::format(", nor to {}", dated_in_title(t, *f.asked));
    } else {
      title += fmt::format("{} {}", n == 0 ? lever_words(t) : ", and", lever_clause(t, f));
    }
  }
  if (const Contrast* contrast = strongest(findings.front()))
    title += fmt::format("; {}", contrast_clause(t, findings.front(), *contrast, question.headline == 1));
  return capitalised(std::move(title));
}

std::string effect_sentences(const Telling& t, const OutcomeFinding& f, bool first) {
  const QuestionOutcome& outcome = *f.asked;
  const QuestionLever& lever = t.design.question->lever;
  const std::string here = first ? opening(circumstance_words(t, 0)) : "";
  if (f.ranking) {
    std::string text = capitalised(fmt::format(
        "{}{} is {} with {}{}.", here, dated(t, outcome), value_text(t, outcome, f.effect.before),
        level_words(t, t.grid.from), t.grid.today == t.grid.from ? ", the scenario as it stands" : ""));
    for (std::size_t level = 0; level < f.ranking->effects.size(); ++level) {
      if (level == t.grid.from) continue;
      const Effect& effect = f.ranking->effects[level];
      text +=
          fmt::format(" {} {}{}.", capitalised(level_words(t, level)), brief(t, outcome, effect),
                      is_clear(effect.verdict) ? fmt::format(", to {}", value_text(t, outcome, effect.after))
                                               : fmt::format(" ({})", value_text(t, outcome, effect.after)));
    }
    if (f.ranking->second && f.ranking->tied && right_way(f, f.ranking->effects[f.ranking->best]))
      text += fmt::format(" The effects of {} and of {} do not clearly differ by an amount worth mentioning.",
                          level_words(t, f.ranking->best), level_words(t, *f.ranking->second));
    return text + counted_from_elsewhere(t, f);
  }
  std::string text = capitalised(fmt::format(
      "{}{} {}: {} at {}, {} at {}.", here, first ? lever.as : "it",
      predicate(t, f.effect.verdict, dated(t, outcome)), value_text(t, outcome, f.effect.before),
      level_and_day(t, t.grid.from), value_text(t, outcome, f.effect.after), level_and_day(t, t.grid.to)));
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
                                 capitalised(compared), dated(t, outcome),
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
