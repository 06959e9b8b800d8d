#include "viz/views/comparison.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

/// Rows of `before` by row of `now`. Most of the time they are the same ones.
template <class Row, class Key>
std::vector<int> same_rows(const std::vector<Row>& now, const std::vector<Row>& before, Key key) {
  std::vector<int> out;
  for (std::size_t n = 0; n < now.size(); ++n) {
    const auto& wanted = std::invoke(key, now[n]);
    if (n < before.size() && std::invoke(key, before[n]) == wanted) {
      out.push_back(static_cast<int>(n));
      continue;
    }
    const auto found = std::ranges::find(before, wanted, key);
    out.push_back(found == before.end() ? -1 : static_cast<int>(found - before.begin()));
  }
  return out;
}

/// The run of `before` with the replicate number of a run of `now`; -1 = there is none.
int same_replicate(const RunData& now, int run, const RunData& before) {
  const int other = now.info().first_replicate + run - before.info().first_replicate;
  return run >= 0 && run < now.shown_runs() && other >= 0 && other < before.shown_runs() ? other : -1;
}

bool some(const std::vector<int>& rows) {
  return std::ranges::any_of(rows, [](int row) { return row >= 0; });
}

bool has(const std::vector<int>& rows, int row) {
  return row >= 0 && row < static_cast<int>(rows.size()) && rows[static_cast<std::size_t>(row)] >= 0;
}

std::string name_of(const RunInfo& info) {
  return info.source.empty() ? info.title : fmt::format("{} ({})", info.title, info.source);
}

constexpr std::size_t most_in_names = 3;

/// From A to B; none if either cannot be read, so that they are named by their titles.
std::vector<ChangedSetting> between_of(const Scene& scene) {
  return settings_known(&scene.before->info().configuration, scene.now->info().configuration)
      .value_or(std::vector<ChangedSetting>{});
}

/// Both know all of them, and they are few enough to be names.
bool are_names(const std::vector<ChangedSetting>& between) {
  return !between.empty() && between.size() <= most_in_names &&
         std::ranges::none_of(
             between, [](const ChangedSetting& one) { return one.value.empty() || one.other.empty(); });
}

}  // namespace

Comparison comparison_of(const Scene& scene) {
  const RunInfo& now = scene.now->info();
  Comparison out;
  if (scene.before == nullptr) {
    out.system.assign(now.systems.size(), -1);
    out.quarter.assign(now.quarters.size(), -1);
    out.organisation.assign(now.organisations.size(), -1);
    return out;
  }
  const RunInfo& before = scene.before->info();
  out.system = same_rows(now.systems, before.systems, &SystemInfo::code);
  out.quarter = same_rows(now.quarters, before.quarters, std::identity{});
  out.organisation = same_rows(now.organisations, before.organisations, &OrganisationInfo::code);
  const auto& selected = scene.selection.run;
  if (selected) out.before_run = same_replicate(*scene.now, *selected, *scene.before);
  // Luck is drawn by the row of an organisation: that of another world means nothing.
  bool same = now.seed == before.seed && now.organisations.size() == before.organisations.size();
  for (std::size_t i = 0; i < out.organisation.size(); ++i)
    same = same && out.organisation[i] == static_cast<int>(i);
  for (int run = 0; same && run < scene.now->shown_runs(); ++run) {
    const int other = same_replicate(*scene.now, run, *scene.before);
    if (other >= 0 && (!selected || run == *selected)) out.pairs.push_back({run, other});
  }
  return out;
}

ShownRuns shown_runs(const Scene& scene) {
  const auto& selected = scene.selection.run;
  if (scene.before == nullptr) return {.now = selected.value_or(0)};
  const Comparison comparison = comparison_of(scene);
  if (comparison.paired()) return {comparison.pairs[0].now, comparison.pairs[0].before, true};
  if (selected) return {*selected, *comparison.before_run, false};
  return {0, scene.before->shown_runs() > 0 ? 0 : -1, false};
}

std::string run_words(const RunData& data, int run) {
  const std::string text = fmt::format("run {}", data.info().first_replicate + run);
  return data.info().replicates == 1 ? text : fmt::format("{} of {}", text, data.info().replicates);
}

std::string_view how_counted(const Scene& scene) {
  return scene.paired || scene.selection.run ? "" : " by their medians";
}

std::string nothing_to_compare(View view, const Scene& scene) {
  const ViewRow& row = row_of(view);
  if (scene.before == nullptr || row.subject == Subject::settings) return {};
  const RunInfo& now = scene.now->info();
  const Selection& selection = scene.selection;
  const Comparison comparison = comparison_of(scene);
  const Subject subject = row.subject == Subject::country && scene.of_system ? Subject::system : row.subject;
  const bool of_systems = subject == Subject::systems || subject == Subject::system;
  const bool of_one = subject == Subject::system || subject == Subject::members;
  // The reasons of an organisation are those of one quarter.
  const bool over_time = row.time != Time::quarter && subject != Subject::organisation;
  std::string lacks;
  if (selection.run && *comparison.before_run < 0)
    lacks = fmt::format("no replicate {}", now.first_replicate + *selection.run);
  else if (of_systems && !scene.before->has_systems())
    lacks = "no values of single systems (record them: --record systems)";
  else if (of_one && !has(comparison.system, selection.system))
    lacks = selection.system < static_cast<int>(now.systems.size())
                ? fmt::format("no system {}", now.systems[static_cast<std::size_t>(selection.system)].code)
                : "no such system";
  else if (of_systems && !some(comparison.system))
    lacks = "none of these systems";
  else if (subject == Subject::organisation && !has(comparison.organisation, selection.organisation))
    lacks = fmt::format("no organisation {}",
                        now.organisations[static_cast<std::size_t>(selection.organisation)].code);
  else if (over_time && !some(comparison.quarter))
    lacks = "none of these quarters";
  else if (!over_time && !has(comparison.quarter, selection.quarter))
    lacks = fmt::format("no quarter {}", now.quarters[static_cast<std::size_t>(selection.quarter)]);
  if (lacks.empty()) return {};
  return fmt::format("Nothing is compared: {} has {}.", name_of(scene.before->info()), lacks);
}

std::string how_paired(const Scene& scene, const Comparison& comparison) {
  if (scene.selection.run) return how_paired({0, 0, comparison.paired()});
  if (!comparison.paired())
    return "Not paired: the runs do not share seed, replicate number and organisations, so only their "
           "medians are "
           "compared.";
  return fmt::format("Paired: {} with the same seed and replicate number are compared one by one.",
                     counted(comparison.pairs.size(), "run"));
}

std::string how_paired(const ShownRuns& runs) {
  return runs.paired ? "Paired: both runs have the same seed and replicate number, so the same luck."
                     : "Not paired: the two runs differ in their luck as well.";
}

std::optional<std::vector<ChangedSetting>> settings_known(const std::string* first,
                                                          const std::string& second) {
  struct Kept {
    std::optional<std::string> first;
    std::string second;
    std::optional<std::vector<ChangedSetting>> settings;
  };
  constexpr std::size_t most = 6;
  thread_local std::vector<Kept> kept;
  const auto wanted = first != nullptr ? std::optional(*first) : std::nullopt;
  for (const Kept& one : kept)
    if (one.second == second && one.first == wanted) return one.settings;
  Kept fresh{wanted, second, {}};
  try {
    fresh.settings = first != nullptr ? settings_between(*first, second) : changed_settings(second);
  } catch (const ConfigError&) {  // none
  }
  if (kept.size() == most) kept.erase(kept.begin());
  kept.push_back(fresh);
  return fresh.settings;
}

std::string_view before_word(const Scene& scene) { return scene.ghost ? "last result" : "A"; }
std::string_view now_word(const Scene& scene) {
  return scene.ghost || scene.before == nullptr ? "this result" : "B";
}

SideNames side_names(const Scene& scene) {
  const RunInfo &a = scene.before->info(), &b = scene.now->info();
  const auto between = between_of(scene);
  SideNames names;
  if (are_names(between)) {
    for (const ChangedSetting& one : between) {
      const std::string words = setting_words(one.path);
      const std::string_view comma = names.a.empty() ? "" : ", ";
      names.a += fmt::format("{}{} {}", comma, words, one.other);
      names.b += fmt::format("{}{} {}", comma, words, one.value);
    }
    return names;
  }
  if (between.empty() && a.seed != b.seed)
    return {fmt::format("seed {}", a.seed), fmt::format("seed {}", b.seed)};
  names = {name_of(a), name_of(b)};
  if (names.a == names.b && !between.empty())
    names.b = fmt::format("the same with {}", counted(between.size(), "other setting"));
  return names;
}

std::string a_title(const Scene& scene) { return "A: " + side_names(scene).a; }
std::string b_title(const Scene& scene) { return "B: " + side_names(scene).b; }

std::string compared_words(const Scene& scene) {
  if (scene.before == nullptr) return {};
  const SideNames names = side_names(scene);
  if (!scene.ghost) return fmt::format("A: {}. B: {}.", names.a, names.b);
  return are_names(between_of(scene)) ? fmt::format("Grey: the last result ({}).", names.a)
                                      : std::string("Grey: the last result.");
}

std::string difference_in_short(const Scene& scene) {
  const auto between = between_of(scene);
  return are_names(between) ? difference_words(between) : std::string();
}

std::optional<int> quarter_named(const std::vector<std::string>& quarters, const std::string& name) {
  const auto found = std::ranges::find(quarters, name);
  if (found == quarters.end()) return std::nullopt;
  return static_cast<int>(found - quarters.begin());
}

}  // namespace concord
