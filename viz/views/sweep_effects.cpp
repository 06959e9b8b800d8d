#include "experiments/charts/plain_words.hpp"
#include "experiments/pages/figure_page.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "sim/errors.hpp"
#include "viz/views/sweep_cells.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

SweepTable table_of(const SweepSheet& sheet, const SweepRuns& runs) {
  SweepInfo info = sheet.info;
  info.runs = runs.values.size();
  return {std::move(info), sheet.axes, sheet.coordinates,
          sheet.labels,    runs.first, {runs.replicate.begin(), runs.replicate.end()},
          sheet.source};
}

Figure figure_of(const SweepScene& scene, const SweepOutcome& outcome, SweepChart chart) {
  Figure figure;
  figure.name = "effects";
  figure.title = capital(std::move(chart.page.finding));
  for (const std::string_view file : {"morris.csv", "sobol.csv", "differences.csv", "main_effects.csv"}) {
    std::string& words = chart.page.caption;
    if (const auto at = words.find(file); at != words.npos)
      words.replace(at, file.size(), "the tables of concord analyse");
  }
  figure.subtitle = fmt::format("{} Taken as {}; unit: {}. {}", outcome.meaning, outcome.take,
                                plain_unit(outcome.unit), chart.page.caption);
  figure.description = std::move(chart.page.description);
  figure.caption = caption_of(scene);
  figure.table = {std::move(chart.head), std::move(chart.rows)};
  figure.height = std::move(chart.height);
  figure.draw = std::move(chart.draw);
  return figure;
}

}  // namespace

SweepView usual_view(const SweepSheet& sheet) {
  const std::string& method = sheet.info.method;
  return method == "morris" || method == "one_at_a_time" || drawn_from_ranges(sheet) ? SweepView::effects
                                                                                     : SweepView::map;
}

std::optional<Figure> sweep_effects_figure(const SweepScene& scene) {
  const SweepSheet& sheet = scene.sweep->sheet();
  const auto runs = scene.sweep->outcome(scene.outcome);
  if (!runs) return std::nullopt;
  SweepOutcome outcome = sheet.outcomes[scene.outcome];
  for (const MeasureRow& row : measure_rows) {
    if (row.key == outcome.name) outcome.name = short_meaning(plain_name(row));  // within a sentence
  }
  try {
    const SweepTable table = table_of(sheet, *runs);
    const double alpha = sheet.info.alpha;
    const OutcomeEffects effects = effects_of(table, outcome_values(table, runs->values, runs->range),
                                              scene.outcome, sheet.info.baseline, alpha);
    if (auto chart = effect_chart({table, outcome, effects, sheet.info.baseline, alpha}))
      return figure_of(scene, outcome, std::move(*chart));
  } catch (const FileError& error) {
    return sweep_message(scene, "This cannot be shown", error.what());
  }
  return sweep_message(
      scene, "No effects to show yet",
      "Too few runs have a value of this outcome to tell what each axis does, or it never varies.");
}

}  // namespace concord
