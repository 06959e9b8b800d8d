#pragma once
// Values, levels and effects as parts of sentences.

#include "experiments/answers/answer.hpp"
#include "experiments/charts/plain_words.hpp"

#include <string>
#include <string_view>

namespace concord {

/// What sentences are made of.
struct Telling {
  const Design& design;
  const QuestionGrid& grid;
  std::string_view units;  ///< "sets of assumptions" or "runs"
  double alpha;            ///< of intervals
};
Telling telling_of(const Answer& answer);

/// A value of an outcome: "31.2%", "4.2 systems"; of a change of a share: "−0.5 percentage points".
std::string value_text(const Telling& telling, const QuestionOutcome& outcome, double value);
/// The same of a difference, without its sign: "3.6 percentage points".
std::string amount_text(const Telling& telling, const QuestionOutcome& outcome, double difference);
/// With its sign: "−3.6 percentage points".
std::string signed_text(const Telling& telling, const QuestionOutcome& outcome, double difference);

/// The unit to write after a level of a parameter, if any.
std::string_view level_unit(const ParameterInfo& parameter);
/// A level of the lever: "0.35 points", or the design's words.
std::string level_words(const Telling& telling, std::size_t level);
/// A level of a context in the design's words.
std::string context_words(const Telling& telling, std::size_t context, std::size_t level);
/// "0.35 points", and after the level that is the scenario's own value " today".
std::string level_and_day(const Telling& telling, std::size_t level);
/// When an outcome is taken: "mean over 2021/22".
std::string when_text(const Telling& telling, const QuestionOutcome& outcome);
/// The same in at most three words: "2021/22", "2018/19 Q2–2019/20 Q1".
std::string date_in_title(const Telling& telling, const QuestionOutcome& outcome);
/// The outcome's name and, in brackets, when it is taken.
std::string dated(const Telling& telling, const QuestionOutcome& outcome);
/// "95% interval −20.4 to −15.4 percentage points", or that none can be given.
std::string interval_text(const Telling& telling, const QuestionOutcome& outcome, const Interval& interval);

/// All that is particular to circumstances, joined by commas; empty without contexts.
std::string circumstance_words(const Telling& telling, std::size_t circumstance);

/// "with relief, ": what begins a sentence, if there is anything to say.
std::string opening(const Telling& telling, std::size_t circumstance = 0);

/// The beginning of a parameter's meaning, to stand within a sentence.
std::string short_meaning(const ParameterInfo& parameter);

/// "raises", "tends to lower", "hardly changes": at most four words, so that titles have at most
/// longest_title.
std::string_view verb_of(const Effect& effect);
/// "does most to lower X", of a package whose effect is clear.
std::string does_most(const Effect& effect, std::string_view object);
/// "from 31.2% to 27.0%".
std::string from_to(const Telling& telling, const QuestionOutcome& outcome, const Effect& effect);
/// "lowers it by 3.6 percentage points", "hardly changes it".
std::string brief(const Telling& telling, const QuestionOutcome& outcome, const Effect& effect,
                  std::string_view object = "it");
/// "lowers it (from 31.2% to 27.0%)"; with both values even if nothing is clear.
std::string brief_from_to(const Telling& telling, const QuestionOutcome& outcome, const Effect& effect);
/// "−20.4 to −15.4 percentage points", with "to" between: the unit stands once.
std::string range_text(const Telling& telling, const QuestionOutcome& outcome, double low, double high,
                       std::string_view between);
/// The lever or the package that a finding is about.
std::string subject(const Telling& telling, const OutcomeFinding& finding);

}  // namespace concord
