#pragma once
// A decision in plain English, in figures and in tables. Every number and every word that says which policy,
// how much and how sure, comes from the runs.

#include "experiments/answers/answer.hpp"
#include "experiments/charts/figure.hpp"
#include "experiments/decisions/decision.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Payoffs of one outcome as a reader expects them.
class OutcomeWords {
 public:
  OutcomeWords(const Decision& decision, const DecidedOutcome& outcome);
  /// "25.7", "12.3%"; with its unit "25.7 systems".
  std::string value(double payoff) const;
  std::string value_with_unit(double payoff) const;
  /// A difference of payoffs: "3.6 systems", "1.2 percentage points"; in tables without its unit.
  std::string amount(double difference) const;
  std::string brief_amount(double difference) const;
  /// "systems", "percentage points", of differences.
  std::string unit_of_differences() const;
  /// "the number of systems in substance (2020/21 Q4)".
  std::string dated() const;

 private:
  const DecidedOutcome& outcome_;
  const SweepOutcome& kept_;
  int decimals_;
  bool points_;  ///< a change of a share: percentage points
};

/// "59%".
std::string share_words(double share);
/// "where trust starts at 0.3 or below and ...".
std::string region_words(const Decision& decision, const Region& region);

/// The finding in at most longest_title words.
std::string decision_title(const Decision& decision);
/// Whole sentences, a paragraph each.
std::string merits_sentences(const Decision& decision, const DecidedOutcome& outcome);
std::string luck_sentences(const Decision& decision, const DecidedOutcome& outcome);
std::string information_sentences(const Decision& decision, const DecidedOutcome& outcome);
std::vector<std::string> failure_sentences(const Decision& decision, const DecidedOutcome& outcome,
                                           std::size_t policy);
/// What the choice costs, what it depends on, what would change it.
std::vector<std::string> decision_bullets(const Decision& decision);
std::string trade_off_sentences(const Decision& decision);

/// By name: regret_, values_, best_, information_ and failures_OUTCOME, and trade_offs with several outcomes.
std::vector<Figure> outcome_figures(const Decision& decision, const DecidedOutcome& outcome);
std::optional<Figure> trade_off_figure(const Decision& decision);

/// A table as a file.
struct DecisionTable {
  std::string name, text, what;
};
/// policies, information, failures, ways; and settings, which may be long.
std::vector<DecisionTable> decision_tables(const Decision& decision);

/// What an answer to the same question shows of it.
DecisionView decision_view(const Decision& decision);
/// `command` makes it again; `question` is the design's, or null.
std::string decision_page(const Decision& decision, std::string_view command, const Question* question);

}  // namespace concord
