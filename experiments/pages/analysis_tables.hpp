#pragma once
// The tables of an analysis, written outcome by outcome.

#include "experiments/platform/csv_file.hpp"
#include "experiments/results/effects.hpp"

#include <filesystem>
#include <optional>
#include <vector>

namespace concord {

class AnalysisTables {
 public:
  /// Throws FileError if one of the tables exists already and `force` is not set.
  AnalysisTables(const std::filesystem::path& folder, bool force, const SweepTable& table,
                 std::optional<std::size_t> baseline);
  void add(const SweepOutcome& outcome, const OutcomeEffects& effects);
  /// Gives all of them their names, and returns their paths.
  std::vector<std::filesystem::path> publish();

 private:
  void add_main_effects(const SweepOutcome& outcome, const OutcomeEffects& effects);
  void add_differences(const SweepOutcome& outcome, const OutcomeEffects& effects);
  std::string settings(std::size_t point) const;

  const SweepTable& table_;
  std::optional<std::size_t> baseline_;
  CsvFile main_;
  std::optional<CsvFile> differences_, correlations_, morris_, sobol_;
};

}  // namespace concord
