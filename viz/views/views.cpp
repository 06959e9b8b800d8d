#include "viz/views/views.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/platform/origin.hpp"
#include "experiments/runs/record_parts.hpp"
#include "sim/errors.hpp"
#include "viz/views/beside.hpp"
#include "viz/views/comparison.hpp"
#include "viz/views/run_series.hpp"
#include "viz/views/runs_difference.hpp"
#include "viz/views/runs_in_rows.hpp"

#include <algorithm>
#include <list>

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

std::string build_text(const RunInfo& info, std::string_view results = "") {
  return build_words(info.version, info.commit, info.model_digest, results);
}

std::string seeded(const std::string& runs, const RunInfo& info) {
  return fmt::format("{}, seed {}", runs, info.seed);
}

/// The view of a part of the runs in time.
std::optional<Figure> figure_of_period(const ViewRow& row, const Scene& scene, const Period& period) {
  std::list<RunsInRows> parts;
  const auto part_of = [&](RunData* whole) -> RunData* {
    return whole == nullptr ? nullptr : &parts.emplace_back(*whole, period);
  };
  Scene part = scene;
  part.now = part_of(scene.now);
  part.before = part_of(scene.before);
  part.change = part_of(scene.change);
  part.b = part_of(scene.b);
  part.selection.period.reset();
  part.selection.quarter = std::clamp(scene.selection.quarter, period.first, period.last) - period.first;
  auto figure = row.make(part);
  if (!figure) return std::nullopt;
  const std::string words = period_of(part.now->info().quarters);
  if (figure->subtitle.find(words) == std::string::npos)
    figure->subtitle += fmt::format(" Quarters shown: {}.", words);
  return with_quarters_from(period.first, std::move(*figure));
}

/// Its title speaks of one side alone, even where both are drawn.
constexpr bool title_of_b(View view) {
  return view == View::map || view == View::distribution || view == View::ranking ||
         view == View::control_chart || view == View::funnel;
}

/// What title, subtitle and caption say of every view in the same way: of which run or side it is, what is
/// compared, and how.
void say_of_what(Figure& figure, const ViewRow& row, const Scene& scene, const Comparison& comparison) {
  const bool settings = row.subject == Subject::settings;
  const bool compared = scene.before != nullptr && !scene.ghost && !settings;
  const ShownRuns shown = shown_runs(scene);
  std::string about;  // what the title is of
  Scene shown_scene = scene;
  if (row.of_one_run() && !scene.selection.run && scene.now->shown_runs() > 1) {
    shown_scene.selection.run = shown.now;
    about = run_words(*scene.now, shown.now);
  }
  figure.caption = caption_of(shown_scene);
  if (scene.before != nullptr && !settings && (compared || row.subject != Subject::organisations))
    figure.subtitle += fmt::format(" {}", compared_words(scene));
  if (compared) {
    const bool difference = scene.compare == Compare::difference;
    if (difference) figure.subtitle += " B less A.";
    if (row.of_one_run())
      figure.subtitle += fmt::format(" {}", how_paired(shown));
    else if (difference || (scene.compare == Compare::over && row.subject == Subject::systems))
      figure.subtitle += fmt::format(" {}", how_paired(scene, comparison));
    if (scene.compare == Compare::beside || (!difference && title_of_b(row.view)))
      about = about.empty() ? "B" : "B, " + about;
    constexpr std::size_t longest = 150;  // a longer title is not read
    const std::string differs = difference_in_short(scene);
    if (!differs.empty() && figure.title.size() + differs.size() < longest)
      figure.title += fmt::format(" ({})", differs);
  }
  if (!about.empty()) figure.title = fmt::format("{}: {}", capital(about), figure.title);
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

std::optional<Figure> make_figure(View view, const Scene& asked) {
  ensure(asked.now != nullptr, "a scene shows something");
  const ViewRow& row = row_of(view);
  for (RunData* data : {asked.now, asked.before}) {
    if (data != nullptr && !data->trouble().empty())
      return message_figure(asked, row.key, "This cannot be shown", data->trouble());
  }
  const bool settings = row.subject == Subject::settings;
  const bool compared = asked.before != nullptr && !asked.ghost && !settings;
  const ShownRuns shown = shown_runs(asked);
  std::string why = nothing_to_compare(view, asked);
  bool shadow_is_late = false;
  if (why.empty() && asked.before != nullptr && row.of_one_run()) {
    const auto own = asked.now->detail(shown.now);  // both are asked for
    const auto other = asked.before->detail(shown.before);
    if (!own || (!other && !asked.ghost)) return std::nullopt;
    if (other && other->columns.empty()) why = "Nothing is compared: " + other->reason;
    shadow_is_late = !other;
  }
  if (!why.empty() || shadow_is_late) {
    if (asked.compare == Compare::difference && !asked.ghost)
      return message_figure(asked, row.key, "There is no difference to show", why);
    Scene alone = asked;
    alone.before = nullptr;
    auto figure = make_figure(view, alone);
    if (figure && !asked.ghost) figure->subtitle += " " + why;
    return figure;
  }

  const Comparison comparison = comparison_of(asked);
  const bool beside = compared && asked.compare == Compare::beside,
             difference = compared && asked.compare == Compare::difference;
  std::optional<RunsInRows> before;
  std::optional<RunsDifference> change;
  Scene scene = asked;
  scene.b = scene.now;
  scene.one_run = shown.now;
  scene.before_one_run = shown.before;
  scene.before_run = comparison.before_run;
  scene.paired = comparison.paired();
  if (asked.before != nullptr) {
    scene.change = &change.emplace(asked, comparison);
    scene.before = &before.emplace(*asked.before, asked.now->info(),
                                   ShownRows{comparison.quarter, comparison.system, comparison.organisation});
  }
  if (asked.ghost && row.subject == Subject::organisations)
    scene.before = nullptr;  // a shadow of hundreds of dots would only blur them
  if (difference) {
    scene.difference = true;
    scene.now = &*change;
    scene.before = &change->a();
    scene.one_run = scene.before_one_run = 0;
    if (scene.selection.run) scene.selection.run = scene.before_run = 0;
    if (scene.paired || scene.selection.run) scene.b = &change->b();
  }
  const auto period =
      scene.selection.period && row.time == Time::period
          ? within(*scene.selection.period, static_cast<int>(asked.now->info().quarters.size()))
          : std::nullopt;
  auto figure = settings ? row.make(asked)
                : beside ? beside_figure(view, asked, comparison)
                : period ? figure_of_period(row, scene, *period)
                         : row.make(scene);
  if (figure && !figure->table.head.empty()) say_of_what(*figure, row, asked, comparison);
  return figure;
}

std::string caption_of(const Scene& scene) {
  const RunInfo& info = scene.now->info();
  const std::string own = runs_text(*scene.now, scene.selection), build = build_text(info);
  if (scene.before == nullptr || scene.ghost)
    return origin_words(info.title, seeded(own, info), settings_sentence(info),
                        build_text(info, info.results_digest));
  const RunInfo& other = scene.before->info();
  Selection there = scene.selection;
  if (there.run && shown_runs(scene).before >= 0) there.run = shown_runs(scene).before;
  const auto side = [](const RunInfo& one, const std::string& runs) {
    return fmt::format("{} ({}{}{}): {}. {}", one.title, one.source,
                       one.results_digest.empty() ? "" : ", results ", one.results_digest, seeded(runs, one),
                       settings_sentence(one));
  };
  const std::string their_build = build_text(other);
  return fmt::format("{} A: {}{} B: {} {}.", simulated, side(other, runs_text(*scene.before, there)),
                     build == their_build ? "" : " " + their_build + ".", side(info, own), build);
}

std::string settings_sentence(const RunInfo& info) {
  constexpr std::size_t most = 8;
  const auto changed = settings_known(nullptr, info.configuration);
  return changed ? settings_sentence(*changed, most) : "Which settings were changed cannot be read.";
}

Figure message_figure(const Scene& scene, std::string_view name, std::string_view title,
                      std::string_view message) {
  return message_figure(name, title, message, caption_of(scene));
}

}  // namespace concord
