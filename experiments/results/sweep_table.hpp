#pragma once
// The design of a merged sweep in memory: which point stands where, and which runs are its own.

#include "experiments/results/sweep_reader.hpp"
#include "sim/statistics/intervals.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// With at most so many significant digits, but all whole ones: "0.667", "120000".
std::string brief_number(double number, int digits = 3);

/// Writes coordinates: "0.35", "2021/22 Q1", a package's name.
class CoordinateText {
 public:
  explicit CoordinateText(const SweepReader& sweep);
  /// `labels` [axis][point]; those of packages are needed alone.
  CoordinateText(std::span<const SweepAxis> axes, const std::vector<std::vector<double>>& coordinates,
                 const std::vector<std::vector<std::string>>& labels);
  /// As it would stand in a scenario ("true"), with all digits, for tables.
  std::string exact(std::size_t axis, double coordinate) const;
  /// With at most so many significant digits, and switches "on" or "off", for people.
  std::string brief(std::size_t axis, double coordinate, int digits = 3) const;

 private:
  std::optional<std::string> named(std::size_t axis, double coordinate) const;
  std::vector<AxisKind> kinds_;
  std::vector<std::map<double, std::string>> packages_;  // [axis], empty for other kinds
};

/// Points that stand together on an axis.
struct Group {
  std::string label;
  double low, high;  ///< least and greatest coordinate
  std::vector<std::uint32_t> points;
};

struct SweepTable {
  explicit SweepTable(const SweepReader& sweep);
  /// Of what is in memory already; `labels` as for CoordinateText, `file` for messages.
  SweepTable(SweepInfo info, std::vector<SweepAxis> axes, std::vector<std::vector<double>> coordinates,
             const std::vector<std::vector<std::string>>& labels, std::vector<std::size_t> first_row,
             std::vector<std::int32_t> replicate, const std::string& file);

  SweepInfo info;
  std::string set;       ///< which settings of the scenario are not the defaults, in words
  std::string settings;  ///< the same as a sentence; empty where it is not known
  std::vector<SweepAxis> axes;
  CoordinateText text;
  std::vector<std::vector<double>> coordinates;  ///< [axis][point]
  std::vector<std::size_t> first_row;            ///< [point + 1], see SweepReader::first_rows
  std::vector<std::int32_t> replicate;           ///< [row]
  std::size_t own_points;                        ///< the design's; what follows is the baseline added to it

  /// Points were chosen one by one, not drawn from a range: only luck makes their mean uncertain.
  bool chosen() const;
  /// The design's own points by levels of an axis, ascending, if there are at most `most`; nothing otherwise.
  std::optional<std::vector<Group>> levels(std::size_t axis, std::size_t most) const;
  /// The same by levels; or, if an axis of a design other than a grid has more than a dozen levels or hardly
  /// more points than levels, in five parts of equal counts, as far as equal coordinates allow.
  std::vector<Group> groups(std::size_t axis) const;
  /// [point] of the design's own: those of one cluster were drawn together (a trajectory, a base row, a shift
  /// of a sequence), so that only clusters are independent.
  std::vector<std::uint32_t> clusters() const;
  /// The one axis on which two points differ; nothing if there is none or more than one.
  std::optional<std::size_t> only_difference(std::size_t one, std::size_t other) const;
};

/// What values an outcome may have, by its unit and how it is taken: counts, shares, anything. `luck` is the
/// farthest that runs of one point were seen to lie apart; where that is 0, they may as far as the outcome
/// goes.
KnownRange known_range_of(std::string_view unit, std::string_view take, double luck);
/// The same from all runs; `first` [point + 1] are the rows of each point.
KnownRange known_range_of(const SweepOutcome& outcome, std::span<const double> runs,
                          std::span<const std::size_t> first);

/// One outcome of the whole sweep.
struct OutcomeValues {
  std::vector<double> runs;      ///< [row]; NaN = missing or failed
  std::vector<double> means;     ///< [point] over its runs that have a value; NaN if none has
  KnownRange range = {};         ///< of runs
  KnownRange of_points() const;  ///< of the points' means, which lie as far apart as the design takes them
};
OutcomeValues outcome_values(const SweepTable& table, std::vector<double> runs, const KnownRange& range);
OutcomeValues read_outcome(const SweepReader& sweep, const SweepTable& table, std::size_t outcome);

}  // namespace concord
