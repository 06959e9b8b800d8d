#pragma once
// Findings in plain English. Every word that says which way, how much or how sure, and every number, comes
// from the results; a design gives only the names of things.

#include "experiments/answers/words.hpp"

#include <span>
#include <string>
#include <vector>

namespace concord {

/// The finding about the first outcome, counted from today's value and with its date, without a full stop. No
/// more words than longest_title if the names of the question keep to their limits.
std::string title_of(const Telling& telling, const OutcomeFinding& finding);
/// The same in one whole sentence: size, interval, how sure, and what that rests on.
std::string finding_sentence(const Telling& telling, const OutcomeFinding& finding);
/// What was varied: "luck, relief from the duty to break even and 110 assumptions".
std::string varied_words(const Telling& telling);
/// Whole sentences: what the level of the first finding changes of outcomes in money beyond the headline; the
/// circumstance and the assumption that the effect depends on most; and the first of what would change it.
std::string cost_sentence(const Answer& answer);
std::string most_important_dependence(const Telling& telling, const OutcomeFinding& finding);
std::string most_important_change(const Telling& telling, const OutcomeFinding& finding);
/// The three, each after what it is about: what stands under a picture.
std::vector<std::string> bullets(const Answer& answer);
/// What happens to one outcome: effect, shape, other packages. Whole sentences, a paragraph. The first
/// outcome names the lever and the circumstances, the others follow it.
std::string effect_sentences(const Telling& telling, const OutcomeFinding& finding, bool first);
/// That outcomes are taken at different times, if they are; ends with a full stop.
std::string windows_sentence(const Telling& telling, std::span<const OutcomeFinding> findings);
/// How sure: counts of units, middle 90%, interval of the mean.
std::string certainty_sentences(const Telling& telling, const OutcomeFinding& finding);
/// The effect in one of the other circumstances, and whether it differs.
std::string contrast_sentence(const Telling& telling, const OutcomeFinding& finding, const Contrast& there);
/// How the effect goes with a parameter.
std::string dependence_sentence(const Telling& telling, const OutcomeFinding& finding,
                                const Dependence& dependence);
/// What the effect depends on: circumstances and parameters, a sentence each; says so if nothing was found.
std::vector<std::string> dependence_sentences(const Telling& telling, const OutcomeFinding& finding);
/// What among that would turn the finding into another one; says so if nothing does.
std::vector<std::string> change_sentences(const Telling& telling, const OutcomeFinding& finding);

}  // namespace concord
