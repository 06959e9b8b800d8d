#pragma once
// Results of runs of a sweep, a row a run, as they are simulated, kept in shards and merged.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace concord {

/// What identifies runs and is kept of them.
struct RowShape {
  std::size_t outcomes = 0;      ///< numbers a run
  std::size_t trajectories = 0;  ///< measures kept quarter by quarter
  std::size_t quarters = 0;

  std::size_t series() const { return trajectories * quarters; }
  std::size_t bytes() const { return (outcomes + series() + 2) * sizeof(double) + 1; }
  bool operator==(const RowShape&) const = default;
};

struct Failure {
  std::int64_t run;
  std::string message;
  bool operator==(const Failure&) const = default;
};

/// Rows in order of runs. A failed run has a row whose numbers are all NaN, and a Failure.
struct RunRows {
  RowShape shape;
  std::vector<std::int64_t> run;      ///< number of the run: point x most replicates + replicate
  std::vector<std::int8_t> status;    ///< 0 complete, 1 failed
  std::vector<std::uint64_t> digest;  ///< of the run's national measures in all quarters; 0 if failed
  std::vector<double> outcomes;       ///< [row][outcome]
  std::vector<double> trajectories;   ///< [row][measure][quarter]
  std::vector<Failure> failures;

  std::size_t count() const { return run.size(); }
  void append(const RunRows& rows) {
    const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
    add(run, rows.run), add(status, rows.status), add(digest, rows.digest);
    add(outcomes, rows.outcomes), add(trajectories, rows.trajectories), add(failures, rows.failures);
  }
};

}  // namespace concord
