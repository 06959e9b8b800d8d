#pragma once
// The views: each makes a figure of what is open and selected. Nothing comes back while data is on its way.

#include "experiments/charts/figure.hpp"
#include "viz/data/run_data.hpp"
#include "viz/data/selection.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace concord {

enum class Compare { over, beside, difference };

struct Together;

/// What a figure is made of.
struct Scene {
  RunData* now = nullptr;     ///< never null; B of a comparison
  RunData* before = nullptr;  ///< A: another file, a baseline; or the result before a change, of a ghost
  Compare compare = Compare::over;
  bool ghost = false;      ///< `before` is a shadow of the last live result, not a partner in a comparison
  bool spaghetti = false;  ///< every run as a thin line
  bool of_system = false;  ///< ensemble and control chart: of the selected system, not of the country
  Selection selection;

  // What make_figure finds for the views, to which every side has the rows of `now`.
  bool difference = false;    ///< `now` holds values of B less A; choices, which have no difference, are B's
  bool paired = false;        ///< run by run, as they had the same luck
  RunData* change = nullptr;  ///< B less A wherever there is `before`
  RunData* b = nullptr;       ///< B itself: `now`, or where that holds differences the side they are of
  std::optional<int> before_run = {};    ///< the run of `before` that the selected one stands beside
  int one_run = 0, before_one_run = -1;  ///< of `b` and `before`, where only one can be shown; -1 = none
  Together* together = nullptr;          ///< what it shares with the figure beside it, if there is one
  /// `before` is drawn as a second series.
  bool two() const { return before != nullptr && !difference; }
};

/// What a view is about.
enum class Subject {
  country,        ///< or, with Scene::of_system, the selected system
  systems,        ///< all of them
  system,         ///< the selected one
  members,        ///< the organisations of the selected system
  organisation,   ///< the selected one
  organisations,  ///< all of them
  settings
};
/// Whether a view shows one quarter or charts over time, and whose period those show.
enum class Time { quarter, period, own_period };

/// What lists of views say.
struct ViewWords {
  std::string_view key, name, meaning;
};
using MakeFigure = std::optional<Figure>(const Scene&);

/// A view of runs is one row here and one file that defines NAME_figure; menus, keys, options, lists, reports
/// and the table in docs/viewer.md come from the rows, and their order is that of all of these.
///   NAME, key, name, subject, time, meaning
#define CONCORD_VIEWS(ROW)                                                                                  \
  ROW(map, "map", "Map", systems, quarter,                                                                  \
      "Systems as tiles, coloured by a measure; ● real, ○ in name only")                                    \
  ROW(system, "system", "System", system, period,                                                           \
      "Finance against the control total, pooled share, trust, maturity, integration; members and their "   \
      "choices")                                                                                            \
  ROW(organisation, "organisation", "Organisation", organisation, period,                                   \
      "Why an organisation chose what it chose: the terms behind a choice, for each of the three options; " \
      "in how many runs it chose so")                                                                       \
  ROW(network, "network", "Network", members, quarter,                                                      \
      "Who trusts place and system how much: width and dash of lines")                                      \
  ROW(multiples, "multiples", "All systems", systems, period,                                               \
      "A small chart for every system, where England has it")                                               \
  ROW(distribution, "distribution", "Distribution", organisations, quarter,                                 \
      "How organisations differ, by type")                                                                  \
  ROW(ranking, "ranking", "Ranking", systems, quarter,                                                      \
      "Systems in order of what they have over the median system of the same run; which of them the runs "  \
      "tell apart")                                                                                         \
  ROW(control_chart, "spc", "Control chart", country, own_period,                                           \
      "Is a change more than noise? XmR: mean ± 2.66 × mean moving range, four rules; blue above or "     \
      "rising, plum below or falling")                                                                      \
  ROW(funnel, "funnel", "Funnel", organisations, quarter,                                                   \
      "Which systems differ by more than their size explains: decisions for the own interest against the "  \
      "number of decisions, 95% and 99.8% limits")                                                          \
  ROW(ensemble, "ensemble", "Ensemble", country, period, "Median, 50% and 90% of runs; every run with G")   \
  ROW(parameters, "parameters", "Parameters", settings, quarter,                                            \
      "What differs between two scenarios, or from the defaults")

enum class View {
#define ROW(name, ...) name,
  CONCORD_VIEWS(ROW)
#undef ROW
};
#define ROW(name, ...) MakeFigure name##_figure;
CONCORD_VIEWS(ROW)
#undef ROW

struct ViewRow : ViewWords {
  View view;
  Subject subject;
  Time time;
  MakeFigure* make;
  /// Shows one run, the selected one or the first, as medians of choices would mean nothing.
  constexpr bool of_one_run() const {
    return subject == Subject::members || subject == Subject::organisation ||
           subject == Subject::organisations;
  }
};
#define ROW(view, key, name, subject, time, meaning) \
  ViewRow{{key, name, meaning}, View::view, Subject::subject, Time::time, &view##_figure},
inline constexpr std::array view_rows{CONCORD_VIEWS(ROW)};
#undef ROW
constexpr const ViewRow& row_of(View view) { return view_rows[static_cast<std::size_t>(view)]; }

/// The rows that a view's measure is one of, and which of them is selected.
struct MeasureList {
  std::span<const MeasureRow> rows;
  std::string_view what;  ///< "measure of systems"
  std::size_t Selection::*chosen;
};
MeasureList measures_of(View view, bool of_system);

/// Nothing while data is on its way. What cannot be drawn (a file without systems, a trouble) is a figure
/// that says so.
std::optional<Figure> make_figure(View view, const Scene& scene);

/// "Simulated, not observed. England 2017/18 to 2022/23: 100 runs, seed 12345. All settings are the defaults.
/// Concord 0.1.0 (abc123), model 2d67...". With `before`, of both, A first.
std::string caption_of(const Scene& scene);
/// "Settings changed: duty strength 1 pp (default 0.35)." or "All settings are the defaults."
std::string settings_sentence(const RunInfo& info);
/// A figure without a chart that says in a sentence why there is none.
Figure message_figure(const Scene& scene, std::string_view name, std::string_view title,
                      std::string_view message);

}  // namespace concord
