// What an effect depends on, and what would change it, in words.

#include "experiments/answers/sentences.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/scenarios/short_meaning.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_dependences = 5;

/// Does the effect there call for another sentence than the effect here?
bool another(const Effect& here, const Effect& there) {
  return is_up(here.verdict) != is_up(there.verdict) || is_down(here.verdict) != is_down(there.verdict);
}

std::string third_text(const Dependence& d, bool high) {
  return high ? fmt::format("{} or more", short_value(*d.parameter, d.high_from))
              : fmt::format("{} or less", short_value(*d.parameter, d.low_to));
}

}  // namespace

std::string contrast_sentence(const Telling& t, const OutcomeFinding& f, const Contrast& c) {
  const QuestionOutcome& outcome = *f.asked;
  std::string text = capital(fmt::format("{}, {} {}", context_words(t, c.context, c.level), subject(t, f),
                                         brief_from_to(t, outcome, c.there)));
  if (c.differs) {
    text += fmt::format("; the effect differs by {} ({})", signed_text(t, outcome, c.difference.estimate),
                        interval_text(t, outcome, c.difference));
  } else if (c.alike) {
    text += "; the effect is about the same";
  } else {
    text +=
        fmt::format("; whether the effect differs by an amount worth mentioning is not clear ({}, {})",
                    signed_text(t, outcome, c.difference.estimate), interval_text(t, outcome, c.difference));
  }
  if (const auto other = other_best(f, c))
    text += fmt::format(", and {} does more: it {}", level_words(t, *other),
                        brief_from_to(t, outcome, c.ranking->effects[*other]));
  return text + ".";
}

std::string dependence_sentence(const Telling& t, const OutcomeFinding& f, const Dependence& d) {
  return fmt::format(
      "{}: the effect is {} where it is {} and {} where it is {}, each a third of the sets; rank correlation "
      "{}.",
      capital(short_meaning(*d.parameter)), signed_text(t, *f.asked, d.low.mean.estimate),
      third_text(d, false), signed_text(t, *f.asked, d.high.mean.estimate), third_text(d, true),
      in_decimals(d.correlation, 2, ""));
}

std::vector<std::string> dependence_sentences(const Telling& t, const OutcomeFinding& f) {
  std::vector<std::string> out;
  for (const Contrast& c : f.contrasts) out.push_back(contrast_sentence(t, f, c));
  if (!t.design.question->sets) return out;
  for (std::size_t n = 0; n < std::min(most_dependences, f.dependences.size()); ++n)
    out.push_back(dependence_sentence(t, f, f.dependences[n]));
  const std::size_t varied = t.design.axes[*t.design.question->sets].packages.front().settings.size();
  if (f.dependences.empty())
    out.push_back(fmt::format(
        "None of the {} assumptions that differ between the {} sets goes clearly with the effect.", varied,
        f.effect.units));
  else if (f.dependences.size() > most_dependences)
    out.push_back(fmt::format("{} more of the {} assumptions go with the effect as clearly.",
                              f.dependences.size() - most_dependences, varied));
  return out;
}

std::vector<std::string> change_sentences(const Telling& t, const OutcomeFinding& f) {
  const QuestionOutcome& outcome = *f.asked;
  std::vector<std::string> out;
  for (const Contrast& c : f.contrasts) {
    const std::string there = capital(context_words(t, c.context, c.level));
    if (another(f.effect, c.there))
      out.push_back(fmt::format("{}, {} {}.", there, subject(t, f), brief(t, outcome, c.there, outcome.as)));
    if (const auto other = other_best(f, c))
      out.push_back(fmt::format("{}, {} {}.", there, level_words(t, *other),
                                does_most(c.ranking->effects[*other], outcome.as)));
  }
  for (const Dependence& d : f.dependences) {
    for (const bool high : {false, true}) {
      const Effect& there = high ? d.high : d.low;
      if (another(f.effect, there))
        out.push_back(fmt::format("In the third of the sets where the {} is {}, {} {}.",
                                  short_meaning(*d.parameter), third_text(d, high), subject(t, f),
                                  brief(t, outcome, there, outcome.as)));
    }
  }
  if (out.empty())
    out.push_back(fmt::format("For {}, nothing of what was varied turns the finding into another one: {}.{}",
                              outcome.as, varied_words(t),
                              t.design.question->sets ? "" : " No assumption was varied."));
  return out;
}

}  // namespace concord
