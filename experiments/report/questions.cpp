#include "experiments/report/questions.hpp"

#include "experiments/sweep/read_design.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace concord {

namespace fs = std::filesystem;

std::vector<AskedPlan> asked_plans(std::span<const fs::path> designs, Problems& problems) {
  std::vector<AskedPlan> plans;
  for (const fs::path& file : designs) {
    const std::size_t before = problems.count();
    Design design = load_design(file, {}, problems);
    if (problems.count() != before) continue;
    if (!design.question) {
      problems.add(file.string(), 0, 0, "question",
                   "missing; a report answers the question of a design, docs/sweeps.md says how to ask one; "
                   "`concord analyse` makes tables and figures of any sweep");
      continue;
    }
    std::string number = design.question->number;
    std::ranges::transform(number, number.begin(), [](char c) {
      return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    if (!is_plain_name(number))
      problems.add(file.string(), 0, 0, "question.number",
                   "gives names to files; use letters, digits and underscores, such as Q01");
    if (std::ranges::find(plans, number, &AskedPlan::number) != plans.end())
      problems.add(
          file.string(), 0, 0, "question.number",
          fmt::format("{} is the number of another design as well; choose another", design.question->number));
    Plan plan = make_plan(std::move(design), problems);
    if (problems.count() != before) continue;
    const fs::path folder = fs::absolute(file).parent_path().filename();
    plans.push_back({(folder / file.filename()).generic_string(), std::move(number), std::move(plan)});
  }
  return plans;
}

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
      "zero; if more than one in twenty sets of parameters disagree on the direction, it only **tends** that "
      "way. "
      "Intervals are over sets of parameters, so they carry what is not known about parameters and not only "
      "luck.\n\n";
  std::vector<std::string> from;
  for (const AskedPlan& asked : plans) {
    const Design& design = asked.plan.design;
    if (!design.question->sets) continue;
    const std::string& sets = design.axes[*design.question->sets].sets_from;
    if (sets.empty() || std::ranges::find(from, sets) != from.end()) continue;
    from.push_back(sets);
    out += fmt::format("Sets of parameters are from {}\n\n", sets);
  }
  for (const AskedPlan& asked : plans) {
    const Question& question = *asked.plan.design.question;
    out += fmt::format("- {}: {}\n", question.number, question.asks);
  }
  return out;
}

}  // namespace concord
