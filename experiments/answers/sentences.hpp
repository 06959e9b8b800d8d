#pragma once
// Findings in plain English. Every word that says which way, how much or how sure, and every number, comes
// from the results; a design gives only the names of things.

#include "experiments/answers/words.hpp"

#include <span>
#include <string>
#include <vector>

namespace concord {

/// The finding in one sentence without a full stop, for titles.
std::string title_of(const Telling& telling, std::span<const OutcomeFinding> findings);
/// What happens to one outcome: effect, shape, other packages. Whole sentences, a paragraph. The first
/// outcome names the lever and the circumstances, the others follow it.
std::string effect_sentences(const Telling& telling, const OutcomeFinding& finding, bool first);
/// That outcomes are taken at different times, if they are; ends with a full stop.
std::string windows_sentence(const Telling& telling, std::span<const OutcomeFinding> findings);
/// How sure: counts of units, middle 90%, interval of the mean.
std::string certainty_sentences(const Telling& telling, const OutcomeFinding& finding);
/// What the effect depends on: circumstances and parameters, a sentence each; says so if nothing was found.
std::vector<std::string> dependence_sentences(const Telling& telling, const OutcomeFinding& finding);
/// What among that would turn the finding into another one; says so if nothing does.
std::vector<std::string> change_sentences(const Telling& telling, const OutcomeFinding& finding);

}  // namespace concord
