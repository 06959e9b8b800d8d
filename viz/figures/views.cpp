#include "viz/figures/views.hpp"

#include "experiments/charts.hpp"
#include "experiments/record_parts.hpp"
#include "sim/errors.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

/// "run 7" or "median of 100 runs".
std::string runs_text(const RunData& data, const Selection& selection) {
  if (selection.run) return fmt::format("run {}", data.info().first_replicate + *selection.run);
  const int shown = data.shown_runs();
  if (shown == 1) return "1 run";
  return shown == data.info().replicates
             ? fmt::format("{} runs", shown)
             : fmt::format("the first {} of {} runs", shown, data.info().replicates);
}

std::string build_text(const RunInfo& info) {
  return fmt::format("Concord {} ({}), model {}", info.version, info.commit, info.model_digest);
}

}  // namespace

std::optional<Figure> make_figure(View view, const Scene& scene) {
  ensure(scene.now != nullptr, "a scene shows something");
  for (RunData* data : {scene.now, scene.before}) {
    if (data != nullptr && !data->trouble().empty())
      return message_figure(scene, row_of(view).key, "This cannot be shown", data->trouble());
  }
  switch (view) {
    case View::map:
      return map_figure(scene);
    case View::system:
      return system_figure(scene);
    case View::organisation:
      return organisation_figure(scene);
    case View::network:
      return network_figure(scene);
    case View::multiples:
      return multiples_figure(scene);
    case View::distribution:
      return distribution_figure(scene);
    case View::ranking:
      return ranking_figure(scene);
    case View::control_chart:
      return control_chart_figure(scene);
    case View::funnel:
      return funnel_figure(scene);
    case View::ensemble:
      return ensemble_figure(scene);
    case View::parameters:
      return parameters_figure(scene);
  }
  broken("", "every view has a figure");
}

std::string caption_of(const Scene& scene) {
  const RunInfo& info = scene.now->info();
  std::string text = fmt::format("Simulated, not observed. {}: {}, seed {}. {}.", info.title,
                                 runs_text(*scene.now, scene.selection), info.seed, build_text(info));
  if (scene.before != nullptr && !scene.ghost) {
    const RunInfo& other = scene.before->info();
    text += fmt::format(" Compared with {} ({}): {}, seed {}. {}.", other.title, other.source,
                        runs_text(*scene.before, scene.selection), other.seed, build_text(other));
  }
  return text;
}

Figure message_figure(const Scene& scene, std::string_view name, std::string_view title,
                      std::string_view message) {
  const std::string words(message);
  return {.name = std::string(name),
          .title = std::string(title),
          .subtitle = {},
          .description = words,
          .caption = caption_of(scene),
          .table = {},
          .height = [](double) { return 120.0; },
          .draw =
              [words](Canvas& canvas, const Box& box) {
                canvas.text({box.x, box.y + 24}, words, {.size = 14, .color = palette::muted});
              }};
}

}  // namespace concord
