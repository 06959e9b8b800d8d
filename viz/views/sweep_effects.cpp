#include "experiments/charts/plain_words.hpp"
#include "experiments/pages/sweep_figures.hpp"
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

/// As the window shows it, where there are no tables beside it.
Figure as_view(const SweepScene& scene, const SweepOutcome& outcome, Figure figure) {
  figure.name = "effects";
  figure.title = capital(std::move(figure.title));
  for (const std::string_view file : {"morris.csv", "sobol.csv", "differences.csv", "main_effects.csv"}) {
    if (const auto at = figure.subtitle.find(file); at != figure.subtitle.npos)
      figure.subtitle.replace(at, file.size(), "the tables of concord analyse");
  }
  figure.subtitle = fmt::format("{} {}", said_of(outcome), figure.subtitle);
  figure.caption = caption_of(scene);
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
  const SweepOutcome& outcome = sheet.outcomes[scene.outcome];
  try {
    const SweepTable table = table_of(sheet, *runs);
    const double alpha = sheet.info.alpha;
    const OutcomeEffects effects = effects_of(table, outcome_values(table, runs->values, runs->range),
                                              scene.outcome, sheet.info.baseline, alpha);
    if (auto figure = effect_figure({table, outcome, effects, sheet.info.baseline, alpha}))
      return as_view(scene, outcome, std::move(*figure));
  } catch (const FileError& error) {
    return sweep_message(scene, "This cannot be shown", error.what());
  }
  return sweep_message(
      scene, "No effects to show yet",
      "Too few runs have a value of this outcome to tell what each axis does, or it never varies.");
}

}  // namespace concord
