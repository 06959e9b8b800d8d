// `concord summarise`: the analyst's table and pictures of a record; what is known of anything else.

#include "experiments/charts/spread.hpp"
#include "experiments/pages/about.hpp"
#include "experiments/pages/run_figures.hpp"
#include "experiments/pages/summary.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/program/commands.hpp"
#include "experiments/scenarios/changed_settings.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// Each outcome's mean at the points: lowest, median and highest.
std::string outcomes_of(const SweepReader& sweep) {
  std::string out =
      fmt::format("\n  {:32}{:>14}{:>14}{:>14}  unit\n", "mean at the points", "lowest", "median", "highest");
  for (std::size_t n = 0; n < sweep.outcomes().size(); ++n) {
    const SweepOutcome& outcome = sweep.outcomes()[n];
    std::vector<double> means = sweep.statistics(n).mean;
    std::erase_if(means, [](double value) { return std::isnan(value); });
    out += fmt::format("  {:32}", outcome.name);
    if (means.empty()) {
      out += "    no run has a value\n";
      continue;
    }
    const auto [low, high] = std::ranges::minmax(means);
    const double middle = spread_of(means).median;
    out += fmt::format("{:>14.4g}{:>14.4g}{:>14.4g}  {}\n", low, middle, high, outcome.unit);
  }
  return out;
}

}  // namespace

void summarise(const SummariseRequest& request) {
  const About known = about(request.record);
  if (known.form != FileForm::run) {
    if (!request.pictures.empty() || !request.measures.empty())
      refuse(request.record.string(), fmt::format("is not the result of a run but {}: only of runs are there "
                                                  "pictures and measures here; `concord "
                                                  "analyse` draws merged sweeps",
                                                  known.facts.at(0).second));
    std::string text = text_of(known);
    if (known.form == FileForm::sweep) text += outcomes_of(SweepReader(request.record));
    fmt::print("{}", readable(std::move(text), true));
    return;
  }
  const RecordReader record(request.record);
  const SummaryTable table = request.measures.empty() ? summarise(record, published_for(record))
                                                      : summarise_measures(record, request.measures);
  fmt::print("{}", readable(text(table), true));
  fmt::print("{}",
             readable(fmt::format("Set: {}.\n", set_in_line(record.configuration(), all_of_them)), true));
  if (request.pictures.empty()) return;
  for (const auto& path : write_figures(run_figures(record, table), request.pictures, request.force)) {
    fmt::print("{}\n", path.string());
  }
}

}  // namespace concord
