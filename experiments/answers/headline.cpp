// What a lead reads of an answer: title, sentence, three bullets.

#include "experiments/answers/sentences.hpp"
#include "experiments/designs/title_words.hpp"
#include "experiments/platform/words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

/// "from 28.6% as today to 38.6%".
std::string from_today_to(const Telling& t, const OutcomeFinding& f, std::size_t level) {
  const Effect e = effect_of(f.values.of(0, t.grid.from), f.values.of(0, level), f.asked->matters, t.alpha,
                             f.values.range);
  return fmt::format("from {}{} to {}", value_text(t, *f.asked, e.before),
                     t.grid.today == t.grid.from ? " as today" : "", value_text(t, *f.asked, e.after));
}

/// The same finding in more and in fewer words, without circumstances and date.
struct Said {
  std::string full, brief;
};
Said said_of(const Telling& t, const OutcomeFinding& f) {
  const std::string& what = f.asked->as;
  if (f.shape.turns) {
    const bool up = is_up(f.shape.steps[*f.shape.turns].verdict);
    const std::string way = up ? "raises" : "lowers", back = up ? "lowers" : "raises";
    const std::string& lever = t.design.question->lever.as;
    return {fmt::format("{} {} {} up to {}, {}, and {} it beyond", lever, way, what,
                        level_words(t, *f.shape.turns), from_today_to(t, f, *f.shape.turns), back),
            fmt::format("{} first {}, then {} {}", lever, way, back, what)};
  }
  if (f.ranking && f.ranking->effects.size() > 2 && !right_way(f, f.effect)) {
    const std::string wanted = fmt::format("clearly {} {}",
                                           f.asked->better == Better::more   ? "raises"
                                           : f.asked->better == Better::less ? "lowers"
                                                                             : "changes",
                                           what);
    return {fmt::format("no alternative to {} {}", level_words(t, t.grid.from), wanted),
            fmt::format("no alternative {}", wanted)};
  }
  const bool most = f.ranking && f.ranking->effects.size() > 2 && !f.ranking->tied;
  const std::string brief =
      fmt::format("{} {} {}{}", subject(t, f), verb_of(f.effect), what, most ? " most" : "");
  if (!is_clear(f.effect.verdict)) return {brief, brief};
  return {fmt::format("{}{} {}", brief, most ? "," : "", from_today_to(t, f, f.level)), brief};
}

/// How sure, within what was varied.
std::string sure_words(const Telling& t, const OutcomeFinding& f) {
  const Effect& e = f.effect;
  const std::string matters = amount_text(t, *f.asked, f.asked->matters);
  const std::string agreed = fmt::format("{} of {} {} agree on the direction", e.agree, e.units, t.units);
  switch (e.verdict) {
    case Verdict::raises:
    case Verdict::lowers:
      return "almost certain: " + agreed;
    case Verdict::tends_up:
    case Verdict::tends_down:
      return "likely: " + agreed;
    case Verdict::depends:
      return fmt::format("open: {} of {} {} say up by {} or more, {} as much down", e.up, e.units, t.units,
                         matters, e.down);
    case Verdict::small:
      return fmt::format("too small to matter, which takes {}", matters);
    case Verdict::slight:
      return fmt::format("clear in direction, but perhaps too small to matter, which takes {}", matters);
    case Verdict::unclear:
      break;
  }
  return e.mean.given() ? "not clear, as the interval holds zero" : "not known";
}

std::size_t assumptions_of(const Telling& t) {
  const auto& sets = t.design.question->sets;
  return sets ? t.design.axes[*sets].packages.front().settings.size() : 0;
}

}  // namespace

std::string title_of(const Telling& t, const OutcomeFinding& f) {
  const Said said = said_of(t, f);
  const std::string date = fmt::format(" ({})", date_in_title(t, *f.asked));
  // What is not as today must be said.
  const std::string less = t.grid.today == t.grid.from ? said.full : opening(t) + said.brief;
  return capital(first_that_fits({opening(t) + said.full + date, less + date, said.brief + date}));
}

std::string varied_words(const Telling& t) {
  std::vector<std::string> varied{"luck"};
  for (const QuestionContext& context : t.design.question->contexts) varied.push_back(context.as);
  if (const std::size_t assumptions = assumptions_of(t); assumptions > 0)
    varied.push_back(counted(assumptions, "assumption"));
  return listed(varied);
}

std::string finding_sentence(const Telling& t, const OutcomeFinding& f) {
  const std::size_t assumptions = assumptions_of(t);
  return capital(fmt::format(
      "{}going from {} to {} changes {} by {} ({}), from {}; within {}, that is {}.", opening(t),
      level_and_day(t, t.grid.from), level_words(t, f.level), dated(t, *f.asked),
      signed_text(t, *f.asked, f.effect.mean.estimate), interval_text(t, *f.asked, f.effect.mean),
      value_text(t, *f.asked, f.effect.before),
      assumptions > 0 ? fmt::format("the luck and the {} assumptions that were varied", assumptions)
                      : "luck, as no assumption was varied",
      sure_words(t, f)));
}

std::string cost_sentence(const Answer& answer) {
  const Telling t = telling_of(answer);
  std::vector<std::string> costs;
  for (std::size_t n = t.design.question->headline; n < answer.findings.size(); ++n) {
    const OutcomeFinding& cost = answer.findings[n];
    if (t.design.outcomes[cost.asked->outcome].unit != "£m") continue;
    const Effect e = level_effect(answer, cost, 0, answer.findings.front().level);
    costs.push_back(fmt::format("{} changes by {} ({}), from {}", dated(t, *cost.asked),
                                signed_text(t, *cost.asked, e.mean.estimate),
                                interval_text(t, *cost.asked, e.mean), value_text(t, *cost.asked, e.before)));
  }
  if (costs.empty()) return "No outcome beside the finding is in money, so no cost was counted.";
  return capital(fmt::format("{}.", fmt::join(costs, "; ")));
}

std::string most_important_dependence(const Telling& t, const OutcomeFinding& f) {
  const Contrast* strongest = nullptr;
  for (const Contrast& contrast : f.contrasts) {
    if (!contrast.differs && !other_best(f, contrast)) continue;
    if (strongest == nullptr ||
        std::abs(contrast.difference.estimate) > std::abs(strongest->difference.estimate))
      strongest = &contrast;
  }
  std::vector<std::string> sentences;
  if (strongest != nullptr) sentences.push_back(contrast_sentence(t, f, *strongest));
  if (!f.dependences.empty()) sentences.push_back(dependence_sentence(t, f, f.dependences.front()));
  if (!sentences.empty()) return fmt::format("{}", fmt::join(sentences, " "));
  if (t.design.question->contexts.empty() && !t.design.question->sets)
    return "Not known, as only luck was varied.";
  return fmt::format("On nothing clearly, of what was varied: {}.", varied_words(t));
}

std::string most_important_change(const Telling& t, const OutcomeFinding& f) {
  return change_sentences(t, f).front();
}

std::vector<std::string> bullets(const Answer& answer) {
  const Telling t = telling_of(answer);
  const OutcomeFinding& f = answer.findings.front();
  return {"What it costs: " + cost_sentence(answer), "What it depends on: " + most_important_dependence(t, f),
          "What would change it: " + most_important_change(t, f)};
}

}  // namespace concord
