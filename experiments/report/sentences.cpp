#include "experiments/report/sentences.hpp"

#include "experiments/sweep/sweep_charts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_dependences = 5;

const Outcome& kept(const Telling& t, const QuestionOutcome& outcome) {
  return t.design.outcomes[outcome.outcome];
}

/// Enough decimals to show a tenth of the smallest difference worth mentioning.
int decimals_of(const Telling& t, const QuestionOutcome& outcome) {
  const bool share = kept(t, outcome).unit == "share";
  const double size = outcome.matters * (share ? 100 : 1);
  return std::clamp(static_cast<int>(std::ceil(1 - std::log10(size))), 0, 4);
}

/// After a difference. Shares and money carry their own, counts and indices need none.
std::string unit_words(std::string_view unit) {
  if (unit == "index" || unit == "count" || unit == "share" || unit == "£m") return "";
  return fmt::format(" {}", unit);
}

std::string number_text(const Telling& t, const QuestionOutcome& outcome, double value) {
  const std::string_view unit = kept(t, outcome).unit;
  if (unit == "£m" && !std::isnan(value))
    return fmt::format("{}£{} million", value < 0 ? "−" : "",
                       in_decimals(std::abs(value), decimals_of(t, outcome), unit));
  return in_decimals(value, decimals_of(t, outcome), unit);
}

std::string after_space(std::string_view text) { return text.empty() ? "" : fmt::format(" {}", text); }

/// "raises", "tends to lower".
std::string_view verb_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::raises:
      return "raises";
    case Verdict::lowers:
      return "lowers";
    case Verdict::tends_up:
      return "tends to raise";
    case Verdict::tends_down:
      return "tends to lower";
    case Verdict::small:
    case Verdict::depends:
    case Verdict::unclear:
      break;
  }
  return "has no clear effect on";
}

/// What something does to an outcome, without its subject and without numbers.
std::string predicate(Verdict verdict, std::string_view object) {
  switch (verdict) {
    case Verdict::small:
      return fmt::format("makes no difference worth mentioning to {}", object);
    case Verdict::depends:
      return fmt::format("raises or lowers {}, depending on assumptions", object);
    case Verdict::raises:
    case Verdict::lowers:
    case Verdict::tends_up:
    case Verdict::tends_down:
    case Verdict::unclear:
      break;
  }
  return fmt::format("{} {}", verb_of(verdict), object);
}

std::string from_to(const Telling& t, const QuestionOutcome& outcome, const Effect& effect) {
  return fmt::format("from {} to {}", value_text(t, outcome, effect.before),
                     value_text(t, outcome, effect.after));
}

/// "lowers it by 3.6 percentage points", "makes no difference worth mentioning to it".
std::string brief(const Telling& t, const QuestionOutcome& outcome, const Effect& effect,
                  std::string_view object = "it") {
  std::string text = predicate(effect.verdict, object);
  if (is_clear(effect.verdict)) text += fmt::format(" by {}", amount_text(t, outcome, effect.mean.estimate));
  return text;
}

/// "lowers it from 31.2% to 27.0%"; with both values even if nothing is clear.
std::string brief_from_to(const Telling& t, const QuestionOutcome& outcome, const Effect& effect) {
  return fmt::format("{} ({})", predicate(effect.verdict, "it"), from_to(t, outcome, effect));
}

/// The lever or the package that a finding is about.
std::string subject(const Telling& t, const OutcomeFinding& f) {
  return f.ranking ? level_words(t, f.level) : t.design.question->lever.as;
}

bool right_way(const OutcomeFinding& f, const Effect& effect) {
  switch (f.asked->better) {
    case Better::more:
      return is_up(effect.verdict);
    case Better::less:
      return is_down(effect.verdict);
    case Better::neither:
      break;
  }
  return is_clear(effect.verdict);
}

/// A lever of more or less, for titles: "lowers X from A to B", "raises X up to L and lowers it beyond".
std::string lever_clause(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  if (f.shape.turns) {
    const Effect& there = f.shape.steps[*f.shape.turns];
    return fmt::format("{} {} up to {} ({}), and turns beyond that", verb_of(there.verdict), outcome.as,
                       level_words(t, *f.shape.turns), from_to(t, outcome, there));
  }
  std::string text = predicate(f.effect.verdict, outcome.as);
  if (is_clear(f.effect.verdict)) text += fmt::format(" {}", from_to(t, outcome, f.effect));
  return text;
}

/// Packages, for titles: "X lowers O most, from A to B; Y about as much".
std::string ranking_clause(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  const Ranking& ranking = *f.ranking;
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
    return fmt::format("none of the {} alternatives to {} {} {}{}", ranking.effects.size() - 1,
                       level_words(t, t.grid.from), wanted, outcome.as,
                       others.empty() ? "" : fmt::format("; {}", others));
  }
  const bool several = ranking.effects.size() > 2;
  std::string text =
      fmt::format("{} {} {}{} {}", level_words(t, ranking.best), verb_of(best.verdict), outcome.as,
                  several && !ranking.tied ? " most," : "", from_to(t, outcome, best));
  if (several && ranking.tied) text += fmt::format(", and {} about as much", level_words(t, *ranking.second));
  return text;
}

/// Is one level nearer to `from` than another?
bool before(const Telling& t, std::size_t level, std::size_t other) {
  return t.grid.to > t.grid.from ? level < other : level > other;
}

/// The package that does most in other circumstances, if it is another one, clearly so and the right way.
std::optional<std::size_t> other_best(const OutcomeFinding& f, const Contrast& contrast) {
  if (!contrast.ranking || contrast.ranking->tied || contrast.ranking->best == f.level) return std::nullopt;
  if (!right_way(f, contrast.ranking->effects[contrast.ranking->best])) return std::nullopt;
  return contrast.ranking->best;
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

/// Does the effect there call for another sentence than the effect here?
bool another(const Effect& here, const Effect& there) {
  return is_up(here.verdict) != is_up(there.verdict) || is_down(here.verdict) != is_down(there.verdict);
}

/// "−20.4 to −15.4 percentage points": the unit stands once.
std::string range_text(const Telling& t, const QuestionOutcome& outcome, double low, double high,
                       std::string_view between) {
  std::string first = signed_text(t, outcome, low);
  first = first.substr(0, first.find(' '));
  return fmt::format("{} {} {}", first, between, signed_text(t, outcome, high));
}
std::string interval_text(const Telling& t, const QuestionOutcome& outcome, double low, double high) {
  return range_text(t, outcome, low, high, "to");
}

/// The beginning of a parameter's meaning, to stand within a sentence.
std::string short_meaning(const ParameterInfo& parameter) {
  std::string_view meaning = parameter.meaning;
  meaning = meaning.substr(0, meaning.find_first_of(";(:"));
  while (meaning.ends_with('.') || meaning.ends_with(' ')) meaning.remove_suffix(1);
  std::string text(meaning);
  const bool word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';  // not an abbreviation
  if (word && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string third_text(const Dependence& d, bool high) {
  return high ? fmt::format("{} or more", bound_text(*d.parameter, d.high_from))
              : fmt::format("{} or less", bound_text(*d.parameter, d.low_to));
}

}  // namespace

std::string bound_text(const ParameterInfo& parameter, double value) {
  return parameter.kind == ValueKind::number ? fmt::format("{:.4g}", value) : value_text(parameter, value);
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string_view level_unit(const ParameterInfo& parameter) {
  return parameter.unit == "pp" ? "pp" : "";  // others are long, and named by what they are of
}

Telling telling_of(const Design& design, const QuestionGrid& grid) {
  return {design, grid, grid.sets > 1 ? "parameter sets" : "runs"};
}

std::string value_text(const Telling& t, const QuestionOutcome& outcome, double value) {
  return number_text(t, outcome, value) + (kept(t, outcome).unit == "pp" ? " pp" : "");
}

std::string amount_text(const Telling& t, const QuestionOutcome& outcome, double difference) {
  const double size = std::abs(difference);
  if (kept(t, outcome).unit == "share" && !std::isnan(size))
    return fmt::format("{} percentage points", in_decimals(100 * size, decimals_of(t, outcome), ""));
  return number_text(t, outcome, size) + unit_words(kept(t, outcome).unit);
}

std::string signed_text(const Telling& t, const QuestionOutcome& outcome, double difference) {
  const std::string size = amount_text(t, outcome, difference);
  // What reads as nothing has no sign.
  if (size.find_first_of("123456789") == size.npos || std::isnan(difference)) return size;
  return (difference < 0 ? "−" : "+") + size;
}

std::string level_words(const Telling& t, std::size_t level) {
  const QuestionLever& lever = t.design.question->lever;
  const Axis& axis = t.design.axes[lever.axis];
  const auto words = std::ranges::find(lever.levels, axis.levels[level], &LevelWords::at);
  if (words != lever.levels.end()) return words->as;
  const std::string label = text_of(axis, axis.levels[level]);
  const std::string_view unit = axis.parameter == nullptr ? "" : level_unit(*axis.parameter);
  return unit.empty() ? label : fmt::format("{} {}", label, unit);
}

std::string context_words(const Telling& t, std::size_t context, std::size_t level) {
  return t.design.question->contexts[context].levels[level].as;
}

std::string circumstance_words(const Telling& t, std::size_t circumstance) {
  std::string text;
  for (std::size_t k = 0; k < t.design.question->contexts.size(); ++k) {
    text +=
        fmt::format("{}{}", text.empty() ? "" : ", ", context_words(t, k, t.grid.context[circumstance][k]));
  }
  return text;
}

std::string title_of(const Telling& t, std::span<const OutcomeFinding> findings) {
  const Question& question = *t.design.question;
  std::string title;
  for (std::size_t n = 0; n < question.headline; ++n) {
    const OutcomeFinding& f = findings[n];
    if (f.ranking) {
      title += fmt::format("{}{}", n == 0 ? "" : "; ", ranking_clause(t, f));
    } else {
      title += fmt::format("{} {}", n == 0 ? question.lever.as : "; it", lever_clause(t, f));
    }
    if (n > 0) continue;
    title += after_space(circumstance_words(t, 0));
    if (const Contrast* contrast = strongest(f)) {
      const std::string there = context_words(t, contrast->context, contrast->level);
      if (const auto other = other_best(f, *contrast)) {
        title += fmt::format("; {}, {} does most", there, level_words(t, *other));
      } else {
        title += fmt::format("; {} {} {}", there, f.ranking ? "the same" : "it",
                             brief(t, *f.asked, contrast->there));
      }
    }
  }
  return capitalised(std::move(title));
}

std::string effect_sentences(const Telling& t, const OutcomeFinding& f, bool first) {
  const QuestionOutcome& outcome = *f.asked;
  const QuestionLever& lever = t.design.question->lever;
  const std::string here = first ? after_space(circumstance_words(t, 0)) : "";
  if (f.ranking) {
    std::string text = capitalised(fmt::format("with {}{}, {} is {}.", level_words(t, t.grid.from), here,
                                               outcome.as, value_text(t, outcome, f.effect.before)));
    for (std::size_t level = 0; level < f.ranking->effects.size(); ++level) {
      if (level == t.grid.from) continue;
      const Effect& effect = f.ranking->effects[level];
      text +=
          fmt::format(" {} {}{}.", capitalised(level_words(t, level)), brief(t, outcome, effect),
                      is_clear(effect.verdict) ? fmt::format(", to {}", value_text(t, outcome, effect.after))
                                               : fmt::format(" ({})", value_text(t, outcome, effect.after)));
    }
    if (f.ranking->second && f.ranking->tied && right_way(f, f.ranking->effects[f.ranking->best]))
      text += fmt::format(" What {} and {} do does not clearly differ by an amount worth mentioning.",
                          level_words(t, f.ranking->best), level_words(t, *f.ranking->second));
    return text;
  }
  std::string text = capitalised(fmt::format(
      "{} {}{}: {} at {}, {} at {}.", first ? lever.as : "it", predicate(f.effect.verdict, outcome.as), here,
      value_text(t, outcome, f.effect.before), level_words(t, t.grid.from),
      value_text(t, outcome, f.effect.after), level_words(t, t.grid.to)));
  if (f.shape.turns) {
    const Effect& there = f.shape.steps[*f.shape.turns];
    text += fmt::format(" It goes one way and then the other: at {} it is {}, and from there it turns back.",
                        level_words(t, *f.shape.turns), value_text(t, outcome, there.after));
  } else if (f.shape.begins && *f.shape.begins != t.grid.to) {
    text += fmt::format(" The difference is worth mentioning from {} on", level_words(t, *f.shape.begins));
    if (f.shape.half && *f.shape.half != t.grid.to && !before(t, *f.shape.half, *f.shape.begins))
      text += fmt::format("; half of it is reached by {}", level_words(t, *f.shape.half));
    text += '.';
  } else if (f.shape.begins && f.shape.between > 0) {
    text += fmt::format(" Of the levels up to there, it is worth mentioning at {} only.",
                        level_words(t, t.grid.to));
  }
  return text;
}

std::string certainty_sentences(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  const Effect& e = f.effect;
  const std::string compared =
      f.ranking ? fmt::format("with {} instead of {}", level_words(t, f.level), level_words(t, t.grid.from))
                : fmt::format("between {} and {}", level_words(t, t.grid.from), level_words(t, t.grid.to));
  std::string text = fmt::format(
      "{}, {} is higher by {} or more in {} of {} {}, and lower by as much in {}. The middle 90% of the "
      "differences lie "
      "between {}; their mean is {} (95% interval {}).",
      capitalised(compared), outcome.as, amount_text(t, outcome, outcome.matters), e.up, e.units, t.units,
      e.down, range_text(t, outcome, e.low90, e.high90, "and"), signed_text(t, outcome, e.mean.estimate),
      interval_text(t, outcome, e.mean.low, e.mean.high));
  switch (e.verdict) {
    case Verdict::raises:
    case Verdict::lowers:
      return text + fmt::format(" At least 95 in 100 {} agree on the direction.", t.units);
    case Verdict::tends_up:
    case Verdict::tends_down:
      return text + fmt::format(" The direction holds on average, but not in 95 of 100 {}.", t.units);
    case Verdict::small:
      return text + " Luck and assumptions move it by less than is worth mentioning.";
    case Verdict::depends:
      return text + fmt::format(" The {} disagree on the direction.", t.units);
    case Verdict::unclear:
      break;
  }
  return text + " That is no clear effect.";
}

std::vector<std::string> dependence_sentences(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  std::vector<std::string> out;
  for (const Contrast& c : f.contrasts) {
    std::string text = capitalised(fmt::format("{}, {} {}", context_words(t, c.context, c.level),
                                               subject(t, f), brief_from_to(t, outcome, c.there)));
    if (c.differs) {
      text += fmt::format("; the effect differs by {} (95% interval {})",
                          signed_text(t, outcome, c.difference.estimate),
                          interval_text(t, outcome, c.difference.low, c.difference.high));
    } else {
      text += "; the effect is about the same";
    }
    if (const auto other = other_best(f, c))
      text += fmt::format(", and {} does more: it {}", level_words(t, *other),
                          brief_from_to(t, outcome, c.ranking->effects[*other]));
    out.push_back(text + ".");
  }
  if (!t.design.question->sets) return out;
  for (std::size_t n = 0; n < std::min(most_dependences, f.dependences.size()); ++n) {
    const Dependence& d = f.dependences[n];
    out.push_back(fmt::format(
        "{} ({}): the effect is {} in the third of the sets with {} and {} in the third with {}; rank "
        "correlation {}.",
        d.parameter->path, short_meaning(*d.parameter), signed_text(t, outcome, d.low.mean.estimate),
        third_text(d, false), signed_text(t, outcome, d.high.mean.estimate), third_text(d, true),
        in_decimals(d.correlation, 2, "")));
  }
  const std::size_t varied = t.design.axes[*t.design.question->sets].packages.front().settings.size();
  if (f.dependences.empty())
    out.push_back(
        fmt::format("None of the {} parameters that differ between the {} sets goes clearly with the effect.",
                    varied, f.effect.units));
  else if (f.dependences.size() > most_dependences)
    out.push_back(fmt::format("{} more of the {} parameters go with the effect as clearly.",
                              f.dependences.size() - most_dependences, varied));
  return out;
}

std::vector<std::string> change_sentences(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  std::vector<std::string> out;
  for (const Contrast& c : f.contrasts) {
    const std::string there = capitalised(context_words(t, c.context, c.level));
    if (another(f.effect, c.there))
      out.push_back(fmt::format("{}, {} {}.", there, subject(t, f), brief(t, outcome, c.there, outcome.as)));
    if (const auto other = other_best(f, c))
      out.push_back(fmt::format("{}, {} does most to {}.", there, level_words(t, *other), outcome.as));
  }
  for (const Dependence& d : f.dependences) {
    for (const bool high : {false, true}) {
      const Effect& there = high ? d.high : d.low;
      if (another(f.effect, there))
        out.push_back(fmt::format("In the third of the sets with {} ({}) of {}, {} {}.", d.parameter->path,
                                  short_meaning(*d.parameter), third_text(d, high), subject(t, f),
                                  brief(t, outcome, there, outcome.as)));
    }
  }
  if (out.empty())
    out.push_back(
        fmt::format("For {}, nothing that was varied here turns the finding into another one.", outcome.as));
  return out;
}

}  // namespace concord
