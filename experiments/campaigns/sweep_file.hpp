#pragma once
// Writes the merged file of a sweep, piece by piece; docs/sweep_results.md describes it.

#include "experiments/campaigns/plan.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/runs/series.hpp"
#include "sim/digest.hpp"
#include "sim/h5.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace concord {

/// What a merged file says of itself, of its axes and of its outcomes, as far as the plan decides it: all but
/// the runs, their failures and `content_digest`.
SweepInfo info_of(const Plan& plan);
std::vector<SweepAxis> axes_of(const Plan& plan);
std::vector<SweepOutcome> outcomes_of(const Plan& plan);

/// A column that is filled value by value and written in whole chunks.
template <class T>
class LongColumn {
 public:
  LongColumn(const h5::Object& parent, std::string_view name, std::uint64_t rows, std::string_view unit,
             std::string_view meaning);
  void add(T value);
  const h5::Object& dataset() const { return dataset_; }

 private:
  h5::Object dataset_;
  std::uint64_t rows_, written_ = 0;
  std::vector<T> waiting_;
};
extern template class LongColumn<double>;
extern template class LongColumn<std::int64_t>;
extern template class LongColumn<std::string>;  // of 16 bytes each

class SweepFile {
 public:
  /// A new file for that many runs, at a temporary path.
  SweepFile(const std::filesystem::path& path, const Plan& plan, std::int64_t runs);

  /// In order of runs.
  void add(const RunRows& rows);
  /// After the last row: writes statistics, failures and fingerprint, and closes the file.
  std::string finish();

 private:
  void write_statistics();
  void write_failures();

  const Plan& plan_;
  h5::Object file_, outcomes_group_, runs_group_;
  LongColumn<std::int64_t> run_, point_, replicate_, seed_, status_;
  LongColumn<std::string> digest_;
  std::vector<LongColumn<std::int64_t>> setting_;  // none or one
  std::vector<LongColumn<double>> outcomes_;
  std::vector<Series<double>> trajectories_;       // none or one
  Plausible plausible_;                            // of the scenario
  std::vector<std::int64_t> replicates_, failed_;  // [point]
  struct Luck {
    std::int64_t point = -1;
    double low = 0, high = 0, farthest = 0;
    void add(std::int64_t of, double value);
  };
  std::vector<Luck> luck_;  // [outcome] how far runs of one point lie apart
  std::vector<Failure> failures_;
  Digest content_;
};

}  // namespace concord
