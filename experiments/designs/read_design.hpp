#pragma once
// The parts of a design file, each read by itself. All of them add what is wrong to `problems` and go on.

#include "experiments/designs/design.hpp"
#include "sim/yaml.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Most axes, most levels of an axis and of all of them.
inline constexpr std::size_t most_axes = 1000, most_levels = 1000, most_levels_in_all = 20'000;

/// Letters, digits and underscores, as names of datasets and columns need them.
bool is_plain_name(std::string_view name);

/// The section `design`, all but the table of points. No method if it is unknown; what depends on it cannot
/// be checked then.
struct SamplingText {
  Sampling sampling;
  std::optional<Method> method;
  bool from_file = false;  ///< of which `file` is to be read
};
/// A frozen plan says all that is not 1 or 0 of itself.
SamplingText read_sampling(yaml::Reader section, bool frozen, Problems& problems);

/// Where else parameters are given values: trees of a scenario's shape.
struct FixedElsewhere {
  const yaml::Node* in_design;        ///< `set`
  const yaml::Node* on_command_line;  ///< overrides
};
/// `file` is the design, beside which files of parameter sets lie.
std::vector<Axis> read_axes(yaml::Reader design, const std::filesystem::path& file,
                            std::optional<Method> method, const FixedElsewhere& fixed, Problems& problems);

/// A file named in a design, relative to it or absolute; nothing after a problem.
std::optional<std::filesystem::path> file_beside(const std::filesystem::path& design, yaml::Reader& reader,
                                                 std::string_view key);

/// Reads a table of parameter sets, a set a row, a parameter a column; a column `point` is ignored, and so
/// are parameters that `left_out` says are given their values elsewhere. At most `most` sets, evenly spaced
/// over the rows; they are named after their rows, counted from 1.
struct ParameterSets {
  std::vector<Package> sets;
  std::string about;  ///< the comments above the table, in one line
};
ParameterSets read_vectors(const std::filesystem::path& file, std::size_t most,
                           const std::function<bool(const ParameterInfo&)>& left_out, Problems& problems);

/// Reads a table of points. Its columns become axes, in their order: packages as given, all others
/// parameters. Rows go to `rows`, [point][axis].
std::vector<Axis> read_points(const std::filesystem::path& file, std::vector<Axis> packages,
                              std::vector<double>& rows, Problems& problems);

/// The mean over the last four quarters of a run; over all, if fewer.
Aggregation last_year(Quarter start, int quarters);
/// What text_of writes; nothing otherwise.
std::optional<Aggregation> parse_take(std::string_view text);

/// `run` is null if the scenario could not be read.
std::vector<Outcome> read_outcomes(yaml::Reader& design, const RunPlan* run, Problems& problems);
std::vector<std::string> read_trajectories(yaml::Reader& design);

/// Nothing if the design asks none, or after a problem. Of the design, axes, outcomes and replication must be
/// there.
std::optional<Question> read_question(yaml::Reader& design_text, const Design& design, Problems& problems);

/// Nothing if the design does not say.
std::optional<Replication> read_replication(yaml::Reader& design);
std::vector<Precision> read_precision(yaml::Reader& design, const std::vector<Outcome>& outcomes);

}  // namespace concord
