#pragma once
// The question that a design was made to answer, for `concord report`: which axis is the lever, in which
// circumstances it is pulled, what it may move and how much of that is worth mentioning. It changes no run
// and is no part of a campaign's plan. docs/sweeps.md describes it to writers of designs.

#include "agents/state/measures.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// A level of an axis in words that fit into a sentence.
struct LevelWords {
  double at;
  std::string as;
};

/// What is pulled.
struct QuestionLever {
  std::size_t axis;
  std::string as;                  ///< "a stronger duty to collaborate": subject of sentences, singular
  std::string name;                ///< "the duty to collaborate", for tables and figures
  double from, to;                 ///< levels that are compared; of packages, `from` is what all others meet
  std::vector<LevelWords> levels;  ///< of the levels that have words
};
inline std::optional<std::string> words_of_level(const QuestionLever& lever, double level) {
  const auto words = std::ranges::find(lever.levels, level, &LevelWords::at);
  return words == lever.levels.end() ? std::nullopt : std::optional(words->as);
}

/// Circumstances in which it is pulled.
struct QuestionContext {
  std::size_t axis;
  std::string as;
  std::vector<LevelWords> levels;  ///< the first is the one that the question is about; all levels are there
};

struct QuestionOutcome {
  std::size_t outcome;  ///< index in Design::outcomes
  std::string as;       ///< "the share of trusts in deficit": object of sentences
  double matters;       ///< smallest difference worth mentioning, in the outcome's unit
  Better better = Better::neither;
};

struct Question {
  std::string number, asks;              ///< "Q01"; one sentence with its question mark
  std::string why, reading, cannot_say;  ///< paragraphs; the last may be empty
  QuestionLever lever;
  std::vector<QuestionContext> contexts;
  std::optional<std::size_t> sets;  ///< axis of parameter sets
  std::vector<QuestionOutcome> outcomes;
  std::size_t headline = 1;  ///< so many of the outcomes, from the first, make the title
};

}  // namespace concord
