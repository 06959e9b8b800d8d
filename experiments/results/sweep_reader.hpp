#pragma once
// Reads merged sweeps for analysis, export and pictures. Trusts no file: docs/sweep_results.md says what one
// must hold. Columns of runs are read one at a time: of ten million runs each takes 80 MB.

#include "sim/h5.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace concord {

/// Layout of merged sweeps that this program reads and writes; raised when readers have to change.
inline constexpr std::int64_t sweep_schema = 2;

/// What a merged sweep says about itself.
struct SweepInfo {
  std::string title, version, commit, model_digest, scenario_digest, plan_digest, content_digest;
  std::string method, start;
  std::string common_random_numbers;  ///< in which way runs of two points share their luck
  std::int64_t seed = 0, design_seed = 0;
  std::size_t points = 0, runs = 0, failed = 0;
  std::int64_t most_replicates = 0, quarters = 0;
  std::size_t levels = 0, trajectories = 0, base = 0;  ///< of Morris and Saltelli designs; 0 for others
  std::size_t shifts = 1;                              ///< independent shifts of a Sobol sequence
  double alpha = 0.05;                                 ///< of the half-widths in /statistics
  std::optional<std::size_t> baseline;                 ///< the point that is the scenario as it stands
};

/// When a file gets a value: at its beginning, or later; `newer`: files of earlier versions lack it.
enum class Written { first, later, newer };
/// A value of a sweep's description: its name in files, and the bounds of what is a number.
template <class Value>
struct SweepValue {
  Value SweepInfo::*member;
  std::string_view name;
  std::int64_t low = 0, high = 0;
  Written written = Written::first;
};
template <class Value, class... Rest>  // Clang before 17 does not find it by itself
SweepValue(Value SweepInfo::*, Rest...)->SweepValue<Value>;
namespace sweep_bounds {
inline constexpr std::int64_t points = 2'000'000, runs = 1'000'000'000, replicates = 1'000'000,
                              quarters = 400, seed = (std::int64_t{1} << 53U) - 1;
}
/// All of it but the baseline, which stands with the points. Files, readers and the viewer's wire have it
/// from here.
inline constexpr std::tuple sweep_values{
    SweepValue{&SweepInfo::title, "title"},
    SweepValue{&SweepInfo::version, "concord_version"},
    SweepValue{&SweepInfo::commit, "commit"},
    SweepValue{&SweepInfo::model_digest, "model_digest"},
    SweepValue{&SweepInfo::scenario_digest, "scenario_digest", 0, 0, Written::newer},
    SweepValue{&SweepInfo::plan_digest, "plan_digest"},
    SweepValue{&SweepInfo::method, "method"},
    SweepValue{&SweepInfo::design_seed, "design_seed", 0, sweep_bounds::seed},
    SweepValue{&SweepInfo::seed, "seed", 0, sweep_bounds::seed},
    SweepValue{&SweepInfo::points, "points", 1, sweep_bounds::points},
    SweepValue{&SweepInfo::most_replicates, "most_replicates", 1, sweep_bounds::replicates},
    SweepValue{&SweepInfo::quarters, "quarters", 1, sweep_bounds::quarters},
    SweepValue{&SweepInfo::start, "start"},
    SweepValue{&SweepInfo::levels, "levels", 0, sweep_bounds::points},
    SweepValue{&SweepInfo::trajectories, "trajectories_of_design", 0, sweep_bounds::points},
    SweepValue{&SweepInfo::base, "base", 0, sweep_bounds::points},
    SweepValue{&SweepInfo::shifts, "shifts", 1, sweep_bounds::points, Written::newer},
    SweepValue{&SweepInfo::alpha, "alpha"},
    SweepValue{&SweepInfo::common_random_numbers, "common_random_numbers"},
    SweepValue{&SweepInfo::runs, "runs", 0, sweep_bounds::runs, Written::later},
    SweepValue{&SweepInfo::failed, "failed", 0, sweep_bounds::runs, Written::later},
    SweepValue{&SweepInfo::content_digest, "content_digest", 0, 0, Written::later}};

/// "Simulated, not observed. Duty by pooling: 2,400 runs of 60 points (unfinished: 40% of at most 6,000),
/// seed 12345; factorial, design seed 1. ...": where the numbers of a sweep come from. `settings`: a sentence
/// or nothing.
std::string origin_words(const SweepInfo& info, std::int64_t total_runs, std::string_view settings = "");

enum class AxisKind { number, whole, on_off, quarter, packages };
/// As files spell them, in order.
inline constexpr std::array<std::string_view, 5> axis_kind_names{"number", "whole", "on_off", "quarter",
                                                                 "packages"};

/// A dimension of the design, as the file describes it; Axis of design.hpp is what it came from.
struct SweepAxis {
  std::string name, unit, meaning, source, mechanism;
  AxisKind kind = AxisKind::number;
  bool log = false, list = false;  ///< spaced by ratio; a list of levels
  double low = 0, high = 0;        ///< ends of the range, or least and greatest level
};

struct SweepOutcome {
  std::string name, measure, take, unit, meaning;
};

/// Of every point, over its complete runs.
struct PointStatistics {
  std::vector<std::int64_t> n;
  std::vector<double> mean, sd, half_width, q05, q25, median, q75, q95;
};

struct FailedRun {
  std::int64_t run, point, replicate, seed;
  std::string message, replay;
};

class SweepReader {
 public:
  /// Throws FileError if this is not a whole merged sweep of a layout this program knows.
  explicit SweepReader(const std::filesystem::path& path);

  const std::string& file() const { return *file_.file; }
  const SweepInfo& info() const { return info_; }
  /// The digest over the evidence of its values; empty in files of layout 1.
  std::string evidence() const { return h5::evidence_digest(file_); }
  const std::vector<SweepAxis>& axes() const { return axes_; }
  const std::vector<SweepOutcome>& outcomes() const { return outcomes_; }

  /// "2019/20 Q1", ...; one a quarter.
  std::vector<std::string> quarters() const;
  /// The design and the resolved scenario, YAML.
  std::string plan() const;
  std::string configuration() const;

  /// [point] of an axis: the parameter's value, 0 or 1, a quarter's index, a package's index (-1 = none).
  std::vector<double> coordinates(std::size_t axis) const;
  /// [point] the same as text, as it would stand in a scenario.
  std::vector<std::string> labels(std::size_t axis) const;
  /// [point] runs of each point, and how many of them failed.
  std::vector<std::int64_t> replicates() const { return of_points("replicates"); }
  std::vector<std::int64_t> failed_replicates() const { return of_points("failed"); }

  /// Rows of each point's runs: [first[point], first[point + 1]). Runs stand in order of points.
  std::vector<std::size_t> first_rows() const;
  /// "run", "point", "replicate", "seed" or "status" of the rows [first, first + rows).
  std::vector<std::int64_t> run_column(std::string_view name, std::size_t first, std::size_t rows) const;
  /// [row] 16 hexadecimal digits each. All at once, as text cannot be read in parts.
  std::vector<std::string> digests() const;

  /// Values of an outcome in the rows [first, first + rows). NaN = missing, or the run failed.
  std::vector<double> outcome(std::size_t outcome, std::size_t first, std::size_t rows) const;
  std::vector<double> outcome(std::size_t which) const { return outcome(which, 0, info_.runs); }
  PointStatistics statistics(std::size_t outcome) const;

  /// Is a measure kept quarter by quarter?
  bool has_trajectories(std::string_view measure) const;
  /// [row][quarter] of a measure kept quarter by quarter. Throws FileError if it was not kept.
  std::vector<double> trajectories(std::string_view measure, std::size_t first, std::size_t rows) const;

  std::vector<FailedRun> failures() const;

 private:
  std::vector<std::int64_t> of_points(std::string_view name) const;
  void read_axes();
  void read_outcomes();

  h5::Object file_;
  SweepInfo info_;
  std::vector<SweepAxis> axes_;
  std::vector<SweepOutcome> outcomes_;
};

}  // namespace concord
