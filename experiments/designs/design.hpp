#pragma once
// What a sweep varies, how often it repeats, and what it keeps: a design file, read. docs/sweeps.md describes
// the files to their writers.

#include "agents/quarter/parameter_info.hpp"
#include "experiments/designs/question.hpp"
#include "experiments/runs/published.hpp"
#include "experiments/runs/run_plan.hpp"
#include "experiments/scenarios/overrides.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

inline constexpr std::int64_t design_version = 1;

/// One value for one parameter, in the numbers of ParameterInfo::get.
struct Setting {
  const ParameterInfo* parameter;
  double value;
};

/// A policy: settings that come together, under a name.
struct Package {
  std::string name, meaning;
  std::vector<Setting> settings;
  /// Names of the scenario's aimed policies that are in force where the package is chosen, and nowhere else
  /// but with other packages that name them.
  std::vector<std::string> policies = {};
};

/// One dimension of a design: a parameter, what an aimed policy sets it to, or a choice between packages.
///
/// A point's coordinate on an axis is a number: the parameter's value, or the index of the package, where
/// `as_in_scenario` means that none is applied.
struct Axis {
  std::string name;  ///< path of the parameter, or the user's name for the packages or policy's value
  const ParameterInfo* parameter = nullptr;  ///< null for packages
  std::string policy{};  ///< of the scenario, of whose setting of the parameter it is; empty: the nation's
  std::vector<Package> packages;
  std::vector<double> levels;  ///< in the user's order; empty if continuous; 0, 1, ... for packages
  double low = 0, high = 0;    ///< of the range; of the file's column; or the smallest and largest level
  bool log = false;            ///< continuous and spaced by ratio
  std::string sets_from;  ///< of parameter sets: the file, and what it says about itself; no part of a plan

  bool continuous() const { return levels.empty(); }
  bool national() const { return parameter != nullptr && policy.empty(); }
};
inline constexpr double as_in_scenario = -1;
inline constexpr std::string_view no_package = "(scenario)";  ///< its text

/// The coordinate at share `u` in [0, 1] of an axis: within the range, or the level, whole number or quarter
/// in whose equal part of [0, 1] it lies, so that the ends are as likely as all others. Grows with `u` along
/// a range.
double coordinate_at(const Axis& axis, double u);
/// As it would stand in a scenario: "0.35", "true", "2021/22 Q1"; the name of a package, "(scenario)" for
/// none.
std::string text_of(const Axis& axis, double coordinate);

enum class Method { factorial, one_at_a_time, points, latin_hypercube, sobol, morris, saltelli };
/// As designs spell them, in order.
inline constexpr std::array<std::string_view, 7> method_names{
    "factorial", "one_at_a_time", "points", "latin_hypercube", "sobol", "morris", "saltelli"};
constexpr std::string_view name_of(Method method) { return method_names[static_cast<std::size_t>(method)]; }

struct Sampling {
  Method method = Method::factorial;
  int points = 0;            ///< latin_hypercube, sobol
  int base = 0;              ///< saltelli: base x (axes + 2) points
  int trajectories = 0;      ///< morris: trajectories x (axes + 1) points
  int levels = 4;            ///< morris, even
  int shifts = 1;            ///< sobol, saltelli: independent shifts of the sequence; divides points or base
  std::uint64_t seed = 1;    ///< of the design, apart from the luck of the runs
  std::vector<double> rows;  ///< points: [point][axis]
};

/// A number kept of every run: a national measure, summed up over time.
struct Outcome {
  std::string name;     ///< letters, digits and underscores; unique in its design
  std::string measure;  ///< is_measure(), see run_values.hpp
  Aggregation take;
  std::string unit, meaning;
};

/// As a design says it: "mean over 2021/22", "value at 2022/23 Q4"; means and sums that are not of whole
/// financial years as "mean over 2021/22 Q3 to 2022/23 Q2".
std::string text_of(const Aggregation& take);

/// How exact an outcome's mean shall be: half-width of its confidence interval, as a share of the mean or in
/// the outcome's unit; the one that is not 0 counts.
struct Precision {
  std::size_t outcome;  ///< index in Design::outcomes
  double relative = 0, absolute = 0;
};

/// Replicates of every point: a fixed number, or as many as it takes (the rule and the words are those of
/// sim-tools; Hoad, Robinson and Davies 2010).
struct Replication {
  int most = 100;  ///< the number; or the budget of a point
  bool sequential = false;
  int initial = 3, look_ahead = 5;
  double alpha = 0.05;
  std::vector<Precision> precision;  ///< all must be met
};

/// What a campaign's frozen plan knows beyond a design; fingerprints as hex().
struct Frozen {
  std::string behaviour, scenario, tables, points;
  std::int64_t seed = 0;
  std::int64_t unit = 0;  ///< run ids that a worker takes at least
  /// Of a version without three identities: `scenario` is that of the whole resolved text, seed and all.
  bool of_before = false;
};

struct Design {
  std::string title, file;
  std::string scenario;  ///< path of the scenario as the design says it
  RunPlan base;          ///< the scenario with the design's own settings; `replicates` is replication.most
                         ///< and `record` is summary, whatever the scenario says
  Sampling sampling;
  std::vector<Axis> axes;
  bool baseline = true;  ///< one point is the scenario as it stands
  Replication replication;
  std::vector<Outcome> outcomes;
  std::vector<std::string> trajectories;                ///< measures kept quarter by quarter
  bool all_outcomes = false, all_trajectories = false;  ///< whatever measures there are
  std::int64_t most_failures = -1;  ///< runs that may fail before the campaign stops; -1: any number
  std::optional<Frozen> frozen;
  std::optional<Question> question;  ///< that the sweep answers; no part of its plan
};

/// What a scenario as it stands has on an axis of a parameter.
double value_in(const Axis& axis, const Scenario& scenario);
/// What runs draw at the points of a design: without what axes set, which they win.
Plausible plausible_in(const Design& design);
/// Does it give settings of its own, by points or sets out of a table, to what its scenario's runs would
/// draw? Then they draw nothing, and have the central setting of whatever else is in that table.
bool has_settings_of_its_own(const Design& design);

/// Reads a design, its scenario and the overrides (which go before the design's `set`). What is wrong is
/// added to `problems`; the design must not be used then. The points' relations are check_points' business.
/// Throws FileError when reading fails half-way.
Design load_design(const std::filesystem::path& file, std::span<const Override> overrides,
                   Problems& problems);

/// The whole design as YAML, in one order and spelling, nothing left to defaults, with `frozen` if it has it;
/// without its question, so that other words leave the plan as it is.
/// `scenario` and `points` name the files beside it: the resolved scenario, which holds the design's own
/// settings, and the table of Method::points. load_design gives the same again.
std::string canonical_design(const Design& design, std::string_view scenario, std::string_view points);

}  // namespace concord
