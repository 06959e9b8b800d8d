#include "viz/views/views.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/runs/record_parts.hpp"
#include "sim/errors.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/part_of_runs.hpp"
#include "viz/views/run_series.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

/// "run 7 of those from 0 to 99" or "100 runs".
std::string runs_text(const RunData& data, const Selection& selection) {
  if (selection.run) return run_words(data, *selection.run);
  const int shown = data.shown_runs();
  if (shown == 1) return "1 run";
  return shown == data.info().replicates
             ? fmt::format("{} runs", shown)
             : fmt::format("the first {} of {} runs", shown, data.info().replicates);
}

std::string build_text(const RunInfo& info) {
  return fmt::format("Concord {} ({}), model {}", info.version, info.commit, info.model_digest);
}

/// The view of a part of the runs in time.
std::optional<Figure> figure_of_period(View view, const Scene& scene, const Period& period) {
  PartOfRuns now(*scene.now, period);
  std::optional<PartOfRuns> before;
  Scene part = scene;
  part.now = &now;
  part.selection.period.reset();
  part.selection.quarter = std::clamp(scene.selection.quarter, period.first, period.last) - period.first;
  if (scene.before != nullptr) {
    const auto& quarters = scene.before->info().quarters;
    if (const auto same = same_period(scene.now->info().quarters, period, quarters))
      part.before = &before.emplace(*scene.before, *same);
  }
  auto figure = make_figure(view, part);
  if (!figure) return std::nullopt;
  const std::string words = period_of(now.info().quarters);
  if (figure->subtitle.find(words) == std::string::npos)
    figure->subtitle += fmt::format(" Quarters shown: {}.", words);
  return with_quarters_from(period.first, std::move(*figure));
}

/// Its title speaks of one side alone, even where both are drawn.
constexpr bool title_of_b(View view) {
  return view == View::map || view == View::distribution || view == View::ranking ||
         view == View::control_chart || view == View::funnel;
}

}  // namespace

MeasureList measures_of(View view, bool of_system) {
  const Subject subject = row_of(view).subject;
  if (subject == Subject::country && !of_system)
    return {measure_rows, "measure of the country", &Selection::measure};
  if (view == View::distribution)
    return {organisation_column_rows, "column of organisations", &Selection::column};
  return {system_measure_rows, "measure of systems", &Selection::system_measure};
}

std::optional<Figure> make_figure(View view, const Scene& scene) {
  ensure(scene.now != nullptr, "a scene shows something");
  if (scene.selection.period && row_of(view).time == Time::period) {
    const auto quarters = static_cast<int>(scene.now->info().quarters.size());
    if (const auto period = within(*scene.selection.period, quarters))
      return figure_of_period(view, scene, *period);
  }
  for (RunData* data : {scene.now, scene.before}) {
    if (data != nullptr && !data->trouble().empty())
      return message_figure(scene, row_of(view).key, "This cannot be shown", data->trouble());
  }
  if (const std::string why = nothing_to_compare(view, scene); !why.empty()) {
    if (scene.compare == Compare::difference && !scene.ghost)
      return message_figure(scene, row_of(view).key, "There is no difference to show", why);
    Scene alone = scene;
    alone.before = nullptr;
    auto figure = make_figure(view, alone);
    if (figure && !scene.ghost) figure->subtitle += " " + why;
    return figure;
  }
  auto figure = row_of(view).make(scene);
  std::string about;  // what the title is of
  if (figure && row_of(view).of_one_run() && !scene.selection.run && scene.now->shown_runs() > 1 &&
      !figure->table.head.empty()) {
    Scene one = scene;
    one.selection.run = shown_runs(scene).now;
    about = run_words(*scene.now, *one.selection.run);
    figure->caption = caption_of(one);
  }
  const bool named = scene.before != nullptr && !scene.ghost && view != View::parameters;
  if (figure && named && !figure->table.head.empty()) {
    if (scene.compare != Compare::difference && title_of_b(view)) about = about.empty() ? "B" : "B, " + about;
    constexpr std::size_t longest = 150;  // a longer title is not read
    const std::string differs = difference_in_short(scene);
    if (!differs.empty() && figure->title.size() + differs.size() < longest)
      figure->title += fmt::format(" ({})", differs);
  }
  if (!about.empty()) figure->title = fmt::format("{}: {}", capital(about), figure->title);
  return figure;
}

std::string caption_of(const Scene& scene) {
  const RunInfo& info = scene.now->info();
  const auto about = [](const RunInfo& one, const std::string& runs) {
    return fmt::format("{}, seed {}. {}", runs, one.seed, settings_sentence(one));
  };
  const std::string own = about(info, runs_text(*scene.now, scene.selection));
  if (scene.before == nullptr || scene.ghost)
    return fmt::format("Simulated, not observed. {}: {} {}.", info.title, own, build_text(info));
  const RunInfo& other = scene.before->info();
  Selection there = scene.selection;
  if (there.run && shown_runs(scene).before >= 0) there.run = shown_runs(scene).before;
  const std::string theirs = about(other, runs_text(*scene.before, there));
  const std::string build = build_text(info), their_build = build_text(other);
  return fmt::format("Simulated, not observed. A: {} ({}): {}{} B: {} ({}): {} {}.", other.title,
                     other.source, theirs, build == their_build ? "" : " " + their_build + ".", info.title,
                     info.source, own, build);
}

std::string settings_sentence(const RunInfo& info) {
  constexpr std::size_t most = 8;
  const auto changed = settings_known(nullptr, info.configuration);
  if (!changed) return "Which settings were changed cannot be read.";
  if (changed->empty()) return "All settings are the defaults.";
  return fmt::format("{}: {}.", changed->size() == 1 ? "Setting changed" : "Settings changed",
                     changed_words(*changed, most));
}

Figure message_figure(const Scene& scene, std::string_view name, std::string_view title,
                      std::string_view message) {
  const std::string words(message);
  return {.name = std::string(name),
          .title = std::string(title),
          .subtitle = {},
          .description = words,
          .caption = caption_of(scene),
          .message = words,
          .table = {},
          .height =
              [words](double width) {
                return 100 + 20 * static_cast<double>(wrapped_lines(words, 14, width).size());
              },
          .draw =
              [words](Canvas& canvas, const Box& box) {
                double y = box.y + 24;
                for (const std::string& line : wrapped_lines(words, 14, box.width)) {
                  canvas.text({box.x, y}, line, {.size = 14, .color = palette::muted});
                  y += 20;
                }
              }};
}

}  // namespace concord
