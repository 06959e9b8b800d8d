#include "experiments/answers/words.hpp"

#include "experiments/charts/sweep_charts.hpp"
#include "experiments/scenarios/short_meaning.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

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
  if (unit == "pp") return " percentage points";
  return fmt::format(" {}", unit);
}

std::string number_text(const Telling& t, const QuestionOutcome& outcome, double value) {
  const std::string_view unit = kept(t, outcome).unit;
  if (unit == "£m" && !std::isnan(value))
    return fmt::format("{}£{} million", value < 0 ? "−" : "",
                       in_decimals(std::abs(value), decimals_of(t, outcome), unit));
  return in_decimals(value, decimals_of(t, outcome), unit);
}

}  // namespace

std::string_view level_unit(const ParameterInfo& parameter) {
  return parameter.unit == "pp" ? "points" : "";  // others are long, and named by what they are of
}

Telling telling_of(const Answer& answer) {
  return {answer.design, answer.grid, answer.grid.sets > 1 ? "sets of assumptions" : "runs",
          answer.sweep.alpha};
}

std::string value_text(const Telling& t, const QuestionOutcome& outcome, double value) {
  const Outcome& what = kept(t, outcome);
  if (what.unit == "share" && what.take.how == Aggregation::How::change)
    return signed_text(t, outcome, value);
  return number_text(t, outcome, value) + (kept(t, outcome).unit == "pp" ? " percentage points" : "");
}

std::string amount_text(const Telling& t, const QuestionOutcome& outcome, double difference) {
  const double size = std::abs(difference);
  if (kept(t, outcome).unit == "share" && !std::isnan(size))
    return fmt::format("{} percentage points", in_decimals(100 * size, decimals_of(t, outcome), ""));
  return number_text(t, outcome, size) + unit_words(kept(t, outcome).unit);
}

std::string signed_text(const Telling& t, const QuestionOutcome& outcome, double difference) {
  std::string size = amount_text(t, outcome, difference);
  // What reads as nothing has no sign.
  if (size.find_first_of("123456789") == size.npos || std::isnan(difference)) return size;
  return (difference < 0 ? "−" : "+") + size;
}

std::string level_words(const Telling& t, std::size_t level) {
  const QuestionLever& lever = t.design.question->lever;
  const Axis& axis = t.design.axes[lever.axis];
  if (auto words = words_of_level(lever, axis.levels[level])) return *words;
  if (axis.parameter != nullptr && axis.parameter->kind == ValueKind::on_off)
    return std::string(switch_words(axis.levels[level] != 0));
  const std::string label = text_of(axis, axis.levels[level]);
  const std::string_view unit = axis.parameter == nullptr ? "" : level_unit(*axis.parameter);
  return unit.empty() ? label : fmt::format("{} {}", label, unit);
}

std::string context_words(const Telling& t, std::size_t context, std::size_t level) {
  return t.design.question->contexts[context].levels[level].as;
}

std::string level_and_day(const Telling& t, std::size_t level) {
  return level_words(t, level) + (t.grid.ordered && t.grid.today == level ? " today" : "");
}

std::string when_text(const Telling& t, const QuestionOutcome& outcome) {
  return text_of(kept(t, outcome).take);
}

std::string date_in_title(const Telling& t, const QuestionOutcome& outcome) {
  std::string text = when_text(t, outcome);
  for (const std::string_view how : {"value at ", "mean over ", "sum over ", "change from "}) {
    if (text.starts_with(how)) text.erase(0, how.size());
  }
  if (const auto to = text.find(" to "); to != text.npos) text.replace(to, 4, "–");
  return text;
}

std::string dated(const Telling& t, const QuestionOutcome& outcome) {
  return fmt::format("{} ({})", outcome.as, when_text(t, outcome));
}

std::string interval_text(const Telling& t, const QuestionOutcome& outcome, const Interval& interval) {
  if (!interval.given()) return "no interval can be given";
  return fmt::format("95% interval {}", range_text(t, outcome, interval.low, interval.high, "to"));
}

std::string circumstance_words(const Telling& t, std::size_t circumstance) {
  std::string text;
  for (std::size_t k = 0; k < t.design.question->contexts.size(); ++k) {
    text +=
        fmt::format("{}{}", text.empty() ? "" : ", ", context_words(t, k, t.grid.context[circumstance][k]));
  }
  return text;
}

std::string opening(const Telling& t, std::size_t circumstance) {
  const std::string words = circumstance_words(t, circumstance);
  return words.empty() ? "" : fmt::format("{}, ", words);
}

std::string short_meaning(const ParameterInfo& parameter) { return short_meaning(parameter.meaning); }

std::string_view verb_of(const Effect& effect) {
  switch (effect.verdict) {
    case Verdict::raises:
      return "raises";
    case Verdict::lowers:
      return "lowers";
    case Verdict::tends_up:
      return "tends to raise";
    case Verdict::tends_down:
      return "tends to lower";
    case Verdict::small:
      return "hardly changes";
    case Verdict::slight:
      return effect.mean.estimate > 0 ? "slightly raises" : "slightly lowers";
    case Verdict::depends:
      return "may raise or lower";
    case Verdict::unclear:
      break;
  }
  return "does not clearly change";
}

std::string does_most(const Effect& effect, std::string_view object) {
  const bool tends = effect.verdict == Verdict::tends_up || effect.verdict == Verdict::tends_down;
  return fmt::format("{} most to {} {}", tends ? "tends to do" : "does",
                     is_up(effect.verdict) ? "raise" : "lower", object);
}

std::string from_to(const Telling& t, const QuestionOutcome& outcome, const Effect& effect) {
  return fmt::format("from {} to {}", value_text(t, outcome, effect.before),
                     value_text(t, outcome, effect.after));
}

std::string brief(const Telling& t, const QuestionOutcome& outcome, const Effect& effect,
                  std::string_view object) {
  std::string text = fmt::format("{} {}", verb_of(effect), object);
  if (is_clear(effect.verdict)) text += fmt::format(" by {}", amount_text(t, outcome, effect.mean.estimate));
  return text;
}

std::string brief_from_to(const Telling& t, const QuestionOutcome& outcome, const Effect& effect) {
  return fmt::format("{} it ({})", verb_of(effect), from_to(t, outcome, effect));
}

std::string range_text(const Telling& t, const QuestionOutcome& outcome, double low, double high,
                       std::string_view between) {
  std::string first = signed_text(t, outcome, low);
  first = first.substr(0, first.find(' '));
  return fmt::format("{} {} {}", first, between, signed_text(t, outcome, high));
}

std::string subject(const Telling& t, const OutcomeFinding& f) {
  return f.ranking ? level_words(t, f.level) : t.design.question->lever.as;
}

}  // namespace concord
