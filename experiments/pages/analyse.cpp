#include "experiments/pages/analyse.hpp"

#include "experiments/pages/about.hpp"
#include "experiments/pages/analysis_tables.hpp"
#include "experiments/pages/analysis_text.hpp"
#include "experiments/pages/sweep_figures.hpp"
#include "experiments/platform/output_name.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/results/idle_axes.hpp"
#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_drawn = 6;

/// Which outcomes, in the order of the file.
std::vector<std::size_t> chosen_outcomes(const AnalyseRequest& request, const SweepReader& sweep,
                                         Problems& problems) {
  std::vector<std::string> names;
  for (const SweepOutcome& outcome : sweep.outcomes()) names.push_back(outcome.name);
  std::set<std::size_t> found;
  for (const std::string& wanted : request.outcomes) {
    const auto at = std::ranges::find(names, wanted);
    if (at != names.end()) {
      found.insert(static_cast<std::size_t>(at - names.begin()));
      continue;
    }
    problems.add(
        "--outcome", 0, 0, "",
        fmt::format("the sweep keeps no outcome {}{}", shown(wanted),
                    did_you_mean(wanted, names, fmt::format("; it keeps {}", fmt::join(names, ", ")))));
  }
  if (request.outcomes.empty()) {
    for (std::size_t n = 0; n < names.size(); ++n) found.insert(n);
  }
  return {found.begin(), found.end()};
}

std::optional<std::size_t> baseline_of(const AnalyseRequest& request, const SweepInfo& info,
                                       Problems& problems) {
  if (!request.baseline) return info.baseline;
  if (*request.baseline >= 0 && *request.baseline < static_cast<std::int64_t>(info.points))
    return static_cast<std::size_t>(*request.baseline);
  problems.add(
      "--baseline", 0, 0, "",
      fmt::format("there is no point {}; points count from 0 to {}", *request.baseline, info.points - 1));
  return std::nullopt;
}

/// Names in other cases, and in other characters that files' names do without, may meet.
void make_names_distinct(std::vector<Figure>& figures) {
  std::vector<std::string> names;
  names.reserve(figures.size());
  for (const Figure& figure : figures) names.push_back(figure.name);
  names = distinct(std::move(names));
  for (std::size_t n = 0; n < figures.size(); ++n) figures[n].name = names[n];
}

}  // namespace

Analysis analyse(const AnalyseRequest& request) {
  check_output(request.folder, Output::folder);
  const SweepReader sweep(request.file);
  Problems problems;
  const auto outcomes = chosen_outcomes(request, sweep, problems);
  const auto baseline = baseline_of(request, sweep.info(), problems);
  const double alpha = request.alpha.value_or(sweep.info().alpha);
  if (!(alpha > 0 && alpha < 1))
    problems.add("--alpha", 0, 0, "",
                 fmt::format("{} is not between 0 and 1; 0.05 gives 95% intervals", alpha));
  problems.throw_if_any();

  const SweepTable table(sweep);
  AnalysisTables tables(request.folder, request.force, table, baseline);
  std::vector<Figure> figures;
  Analysis analysis{introduction(table, baseline, alpha), {}};
  if (const auto idle = idle_axes_text(sweep); !idle.empty()) analysis.text += fmt::format("\n{}\n", idle);
  const std::size_t drawn =
      request.outcomes.empty() ? std::min(outcomes.size(), most_drawn) : outcomes.size();
  for (std::size_t n = 0; n < outcomes.size(); ++n) {
    const SweepOutcome& outcome = sweep.outcomes()[outcomes[n]];
    const OutcomeEffects effects = effects_of(sweep, table, outcomes[n], baseline, alpha);
    tables.add(outcome, effects);
    if (n >= drawn) continue;
    const FigureSource source{table, outcome, effects, baseline, alpha};
    analysis.text += in_words(source);
    for (Figure& figure : sweep_figures(source)) figures.push_back(std::move(figure));
  }
  if (drawn < outcomes.size())
    analysis.text += fmt::format("\n{} more outcomes are in the tables; --outcome NAME draws others.\n",
                                 outcomes.size() - drawn);
  make_names_distinct(figures);
  CsvFile origin(request.folder / "README.txt", request.force);
  origin.lines(readable(read_me_of(about(sweep), "analysis (CSV, SVG)") + "\n" + analysis.text, true));
  // Pictures first: if one of them exists already, no table gets its name either.
  const auto drawings = write_figures(figures, request.folder, request.force);
  origin.finish();
  analysis.files = tables.publish();
  origin.publish();
  analysis.files.push_back(origin.target());
  analysis.text += fmt::format("\nWritten to {}:\n", request.folder.string());
  for (const auto& file : analysis.files) analysis.text += fmt::format("  {}\n", file.filename().string());
  analysis.text += fmt::format("  {} (SVG)\n", counted(drawings.size(), "figure"));
  analysis.files.insert(analysis.files.end(), drawings.begin(), drawings.end());
  return analysis;
}

}  // namespace concord
