// The document that gathers questions: its head, and a section a question.

#include "experiments/answers/questions.hpp"
#include "experiments/answers/sentences.hpp"
#include "experiments/platform/origin.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace concord {

std::string document_head(std::span<const AskedPlan> plans) {
  std::string out =
      "# Questions and answers\n\nMade by `concord report`; do not edit. All findings are **simulated, not "
      "observed**: they say what the model does under the assumptions it was given, not what happened or "
      "will "
      "happen. Every word that says which way, how much and how sure, and every number, was filled in from "
      "the runs. "
      "[CONTRIBUTING.md](../CONTRIBUTING.md) says how to make this document again, [sweeps.md](sweeps.md) "
      "how a "
      "design asks a question.\n\n"
      "An effect is a difference between two levels of a lever with everything else the same: the "
      "parameters, the "
      "circumstances and the luck. It is **clear** if its mean is worth mentioning and its 95% interval "
      "leaves out "
      "zero; if more than one in twenty sets of assumptions disagree on the direction, it only **tends** "
      "that "
      "way. Levers are counted from today's value, which is what the scenario has, and once more from their "
      "other end. "
      "Intervals are over sets of assumptions, so they carry what is not known about these and not only "
      "luck.\n\n";
  std::vector<std::string> from;
  for (const AskedPlan& asked : plans) {
    const Design& design = asked.plan.design;
    if (!design.question->sets) continue;
    const std::string& sets = design.axes[*design.question->sets].sets_from;
    if (sets.empty() || std::ranges::find(from, sets) != from.end()) continue;
    from.push_back(sets);
    out += fmt::format("Sets of assumptions are from {}\n\n", sets);
  }
  for (const AskedPlan& asked : plans) {
    const Question& question = *asked.plan.design.question;
    out += fmt::format("- {}: {}\n", question.number, question.asks);
  }
  return out;
}

std::string question_section(const Answer& answer, std::string_view design_name, std::string_view picture,
                             const std::optional<DecisionView>& decision) {
  const Question& question = *answer.design.question;
  const Telling t = telling_of(answer);
  const SweepInfo& sweep = answer.sweep;
  std::string out =
      fmt::format("## {} {}\n\n**{}.**\n\n{}\n\n", question.number, question.asks,
                  title_of(t, answer.findings.front()), finding_sentence(t, answer.findings.front()));
  out += fmt::format("![Change of {}, by {}]({})\n\n", dated(t, *answer.findings.front().asked),
                     question.lever.name, picture);
  for (const std::string& bullet : bullets(answer)) out += fmt::format("- {}\n", bullet);
  if (decision) {
    out += fmt::format("\n<details><summary>As a decision: {}</summary>\n\n{}\n\n", decision->title,
                       decision->sentences);
    for (const std::string& bullet : decision->bullets) out += fmt::format("- {}\n", bullet);
    out +=
        fmt::format("\n`{}` makes the whole page.\n\n</details>\n", decide_text(answer, design_name, "out/"));
  }
  out += "\n<details><summary>Every outcome, how sure, all that it depends on, method</summary>\n\n";
  for (const OutcomeFinding& f : answer.findings)
    out += fmt::format("- {}\n", effect_sentences(t, f, &f == answer.findings.data()));
  if (const std::string windows = windows_sentence(t, answer.findings); !windows.empty())
    out += fmt::format("\n{}\n", windows);
  out += '\n';
  for (std::size_t n = 0; n < question.headline; ++n) {
    const OutcomeFinding& f = answer.findings[n];
    if (question.headline > 1) out += fmt::format("### {}\n\n", capital(dated(t, *f.asked)));
    out += fmt::format("How sure: {}\n\nWhat it depends on:\n\n", certainty_sentences(t, f));
    for (const std::string& sentence : dependence_sentences(t, f)) out += fmt::format("- {}\n", sentence);
    out += "\nWhat would change it:\n\n";
    for (const std::string& sentence : change_sentences(t, f)) out += fmt::format("- {}\n", sentence);
    out += '\n';
  }
  if (!question.cannot_say.empty())
    out += fmt::format("What the model cannot say: {}\n", question.cannot_say);
  out += fmt::format(
      "\n`{}` makes the whole page. {}: {} runs at {} points, seed {}, plan digest {}.\n\n"
      "</details>\n",
      command_text(answer, design_name, "out/"), simulated.substr(0, simulated.size() - 1), sweep.runs,
      sweep.points, sweep.seed, sweep.plan_digest);
  return out;
}

}  // namespace concord
