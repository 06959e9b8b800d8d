#pragma once
// What stands beside what when two ensembles are compared: one rule for all views.

#include "viz/figures/readings.hpp"

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

/// Where a value of every run is found.
struct ValuePlace {
  const Slice* slice;
  int quarter, thing;
};
/// now - before: over the pairs, or that of the medians alone.
Spread difference_of(const Scene& scene, const Comparison& comparison, const ValuePlace& now,
                     const ValuePlace& before);
/// The medians of these differences at a quarter, [system]; NaN where either is missing.
std::vector<double> differences(const Scene& scene, const Comparison& comparison, const Slice& now,
                                const Slice& before, int quarter);

/// How a view of one system or organisation draws the other side, if it has one.
enum class Way { alone, shadow, overlay, beside, difference };
Way way_of(const Scene& scene, bool compared);

/// Why `before` has nothing that the view could compare with, in a sentence; empty if it has, or if there is
/// no `before`.
std::string nothing_to_compare(View view, const Scene& scene);
/// "Paired: 30 runs with the same seed and replicate number are compared one by one.", or why not.
std::string how_paired(const Scene& scene, const Comparison& comparison);
/// The same where one run of each is shown.
std::string how_paired(const ShownRuns& runs);
/// "before", or "last result" of a ghost: what the other side is called in keys and tables.
std::string_view before_word(const Scene& scene);
/// "Before: England (pooled.h5)", "Now: ..." over two pictures side by side.
std::string side_title(std::string_view word, const RunInfo& info);
/// "Before: England (pooled.h5)." or "Grey: the last result.": what is compared, for subtitles.
std::string compared_words(const Scene& scene);

/// The system of `other` with the same code; none if there is none.
std::optional<int> same_system(const RunInfo& info, int system, const RunInfo& other);
/// The row of a quarter; none if there is none.
std::optional<int> quarter_named(const std::vector<std::string>& quarters, const std::string& name);

}  // namespace concord
