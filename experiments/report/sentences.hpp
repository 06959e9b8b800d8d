#pragma once
// Findings in plain English. Every word that says which way, how much or how sure, and every number, comes
// from the results; a design gives only the names of things.

#include "experiments/report/finding.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// What sentences are made of.
struct Telling {
  const Design& design;
  const QuestionGrid& grid;
  std::string_view units;  ///< "parameter sets" or "runs"
};
Telling telling_of(const Design& design, const QuestionGrid& grid);

/// With a capital at the beginning.
std::string capitalised(std::string text);
/// A value of an outcome: "31.2%", "4.2 systems".
std::string value_text(const Telling& telling, const QuestionOutcome& outcome, double value);
/// The same of a difference, without its sign: "3.6 percentage points".
std::string amount_text(const Telling& telling, const QuestionOutcome& outcome, double difference);
/// With its sign: "−3.6 percentage points".
std::string signed_text(const Telling& telling, const QuestionOutcome& outcome, double difference);

/// A value of a parameter in four digits: drawn ones have many.
std::string bound_text(const ParameterInfo& parameter, double value);
/// The unit to write after a level of a parameter, if any.
std::string_view level_unit(const ParameterInfo& parameter);
/// A level of the lever: "0.35 pp", or the design's words.
std::string level_words(const Telling& telling, std::size_t level);
/// A level of a context in the design's words.
std::string context_words(const Telling& telling, std::size_t context, std::size_t level);
/// All that is particular to circumstances, joined by commas; empty without contexts.
std::string circumstance_words(const Telling& telling, std::size_t circumstance);

/// The finding in one sentence without a full stop, for titles.
std::string title_of(const Telling& telling, std::span<const OutcomeFinding> findings);
/// What happens to one outcome: effect, shape, other packages. Whole sentences, a paragraph. The first
/// outcome names the lever and the circumstances, the others follow it.
std::string effect_sentences(const Telling& telling, const OutcomeFinding& finding, bool first);
/// How sure: counts of units, middle 90%, interval of the mean.
std::string certainty_sentences(const Telling& telling, const OutcomeFinding& finding);
/// What the effect depends on: circumstances and parameters, a sentence each; says so if nothing was found.
std::vector<std::string> dependence_sentences(const Telling& telling, const OutcomeFinding& finding);
/// What among that would turn the finding into another one; says so if nothing does.
std::vector<std::string> change_sentences(const Telling& telling, const OutcomeFinding& finding);

}  // namespace concord
