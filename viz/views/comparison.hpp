#pragma once
// What stands beside what when two ensembles are compared, and what both are called: one rule for all views.

#include "experiments/scenarios/changed_settings.hpp"
#include "viz/views/readings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace concord {

/// Runs of two ensembles that had the same luck.
struct RunPair {
  int now, before;
};

/// Systems and organisations are the same if their codes are, quarters if their names are. Runs had the same
/// luck, and are compared one by one, if their seed, replicate number and organisations are the same;
/// otherwise the difference is that of the medians.
struct Comparison {
  std::vector<int> system, quarter, organisation;  ///< rows of `before` by row of `now`; -1 = there is none
  std::vector<RunPair> pairs;                      ///< with a run selected that one alone
  /// The run of `before` with the replicate number of the selected one: -1 = it has none; nothing = no run
  /// is selected.
  std::optional<int> before_run;
  bool paired() const { return !pairs.empty(); }
};
/// All -1 and no pairs without `before`.
Comparison comparison_of(const Scene& scene);

/// The one run that stands for each side where only one can be shown: the selected one, or the first that has
/// a partner.
struct ShownRuns {
  int now = 0;
  int before = -1;      ///< -1 = it has none
  bool paired = false;  ///< both had the same luck
};
ShownRuns shown_runs(const Scene& scene);
/// "run 3 of 16", by the number of the replicate; "run 0" alone where there is one.
std::string run_words(const RunData& data, int run);

/// " by their medians" where counts of differences are not within pairs of runs.
std::string_view how_counted(const Scene& scene);

/// Why `before` has nothing that the view could compare with, in a sentence; empty if it has, or if there is
/// no `before`.
std::string nothing_to_compare(View view, const Scene& scene);
/// "Paired: 30 runs with the same seed and replicate number are compared one by one.", or why not.
std::string how_paired(const Scene& scene, const Comparison& comparison);
/// The same where one run of each is shown.
std::string how_paired(const ShownRuns& runs);
/// What differs between two configurations, or in one from the defaults where `first` is null; nothing if
/// they cannot be read. The last few answers are kept, as every frame asks.
std::optional<std::vector<ChangedSetting>> settings_known(const std::string* first,
                                                          const std::string& second);

/// The sides in keys and tables: Scene::before is A, or the last result of a live scenario; Scene::now is B,
/// or this result where nothing is compared.
std::string_view before_word(const Scene& scene);
std::string_view now_word(const Scene& scene);
inline constexpr std::string_view b_less_a = "B less A";
/// What both are called: the settings that differ between them ("duty strength 0.35", "duty strength 1"), up
/// to three; otherwise their titles and files, or their seeds.
struct SideNames {
  std::string a, b;
};
SideNames side_names(const Scene& scene);
/// "A: duty strength 0.35", "B: duty strength 1" over two pictures side by side.
std::string a_title(const Scene& scene);
std::string b_title(const Scene& scene);
/// "A: duty strength 0.35. B: duty strength 1." or "Grey: the last result (duty strength 0.35).": what is
/// compared, for subtitles.
std::string compared_words(const Scene& scene);
/// "duty strength 1 instead of 0.35": what makes B another one than A, for titles; empty where that is much.
std::string difference_in_short(const Scene& scene);

/// The row of a quarter; none if there is none.
std::optional<int> quarter_named(const std::vector<std::string>& quarters, const std::string& name);

}  // namespace concord
