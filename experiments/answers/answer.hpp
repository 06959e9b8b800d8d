#pragma once
// The answer to a question out of its merged sweep, and what is made of it: a page of HTML for one question,
// a section of Markdown for docs/questions.md, figures.

#include "experiments/answers/finding.hpp"
#include "experiments/answers/html.hpp"
#include "experiments/charts/figure.hpp"
#include "experiments/designs/design.hpp"
#include "experiments/results/sweep_reader.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct Answer {
  const Design& design;
  SweepInfo sweep;
  QuestionGrid grid;
  std::vector<OutcomeFinding> findings;  ///< in the order of the question's outcomes
};
/// The design must ask a question and be the one of the sweep; it must outlive the answer. Throws FileError.
Answer answer_of(const Design& design, const SweepReader& sweep);

/// The outcome along the lever, or by package, in all circumstances.
Figure outcome_figure(const Answer& answer, std::size_t finding);
/// Its change against `from`, pair by pair: what sets of parameters agree on, however far apart they lie.
Figure effect_figure(const Answer& answer, std::size_t finding);
/// The same of the first outcome in the first circumstances alone, to be read on a telephone.
Figure headline_figure(const Answer& answer);
/// The effect in the thirds of the sets with the least and the most of the parameters it goes with; none if
/// it goes with none.
std::optional<Figure> dependence_figure(const Answer& answer, std::size_t finding);
/// Widths of these and of the headline's in pages and documents, pixels.
inline constexpr double answer_width = 760, headline_width = 340;

/// Every level in all circumstances, and its difference from `from`.
HtmlTable levels_table(const Answer& answer, const OutcomeFinding& finding);
/// The same of all outcomes with all digits, as CSV: a row a level, circumstance and outcome.
std::string levels_csv(const Answer& answer);
/// The difference that the answer is about, of every unit, as CSV, with the parameters of its set.
std::string units_csv(const Answer& answer);

/// What a level does against the question's `from`, in given circumstances. `from` less itself is nothing for
/// sure.
Effect level_effect(const Answer& answer, const OutcomeFinding& finding, std::size_t circumstance,
                    std::size_t level);

/// The command that makes the page of an answer, or of its decision, in `folder`, as one types it where the
/// design's file has the name `design_name`.
std::string command_text(const Answer& answer, std::string_view design_name, std::string_view folder);
std::string decide_text(const Answer& answer, std::string_view design_name, std::string_view folder);
/// Which level of the lever to take over all settings: what `concord decide` says of the same runs
/// (experiments/decisions).
struct DecisionView {
  std::string title, sentences;
  std::vector<std::string> bullets;
  Figure figure;
};
/// The whole page. `design_name` is the path of the design; there is no decision to view where no outcome has
/// a better side, or nothing but luck was varied.
std::string question_page(const Answer& answer, std::string_view design_name,
                          const std::optional<DecisionView>& decision = {});
/// A section of a document. `picture` is the path of the figure, seen from it.
std::string question_section(const Answer& answer, std::string_view design_name, std::string_view picture,
                             const std::optional<DecisionView>& decision = {});

}  // namespace concord
