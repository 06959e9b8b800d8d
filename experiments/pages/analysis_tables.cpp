#include "experiments/pages/analysis_tables.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_settings = 12;

CsvFile& operator<<(CsvFile& file, const Interval& value) {
  return file << value.estimate << value.low << value.high;
}

template <class... Names>
void header(CsvFile& file, Names... names) {
  (file << ... << names);
  file.end_row();
}

}  // namespace

AnalysisTables::AnalysisTables(const std::filesystem::path& folder, bool force, const SweepTable& table,
                               std::optional<std::size_t> baseline)
    : table_(table), baseline_(baseline), main_(folder / "main_effects.csv", force) {
  header(main_, "outcome", "unit", "axis", "level", "low", "high", "points", "mean", "mean_low", "mean_high",
         "p05", "p95", "interval_over");
  if (baseline) {
    differences_.emplace(folder / "differences.csv", force);
    header(*differences_, "point", "settings", "outcome", "unit", "n", "mean", "low", "high");
  }
  const std::string& method = table.info.method;
  if (method == "latin_hypercube" || method == "sobol" || method == "points") {
    correlations_.emplace(folder / "rank_correlations.csv", force);
    header(*correlations_, "outcome", "axis", "points", "rank_correlation");
  } else if (method == "morris") {
    morris_.emplace(folder / "morris.csv", force);
    header(*morris_, "outcome", "unit", "axis", "effects", "mu_star", "mu_star_low", "mu_star_high", "mu",
           "sigma", "sigma_low", "sigma_high", "mu_low", "mu_high", "trajectories");
  } else if (method == "saltelli") {
    sobol_.emplace(folder / "sobol.csv", force);
    header(*sobol_, "outcome", "axis", "first", "first_low", "first_high", "total", "total_low", "total_high",
           "base_rows", "base_rows_used");
  }
}

void AnalysisTables::add_main_effects(const SweepOutcome& outcome, const OutcomeEffects& effects) {
  const char* over = table_.chosen() ? "replicates" : "points";
  for (const MainEffect& effect : effects.main) {
    main_ << outcome.name << outcome.unit << table_.axes[effect.axis].name << effect.group.label
          << effect.group.low << effect.group.high << effect.cell.points << effect.cell.mean
          << effect.cell.low90 << effect.cell.high90 << over;
    main_.end_row();
  }
}

/// Where a point differs from the baseline.
std::string AnalysisTables::settings(std::size_t point) const {
  std::string out;
  std::size_t count = 0;
  for (std::size_t axis = 0; axis < table_.axes.size(); ++axis) {
    const double value = table_.coordinates[axis][point];
    if (value == table_.coordinates[axis][*baseline_]) continue;
    if (++count <= most_settings)
      out += fmt::format("{}{}={}", out.empty() ? "" : "; ", table_.axes[axis].name,
                         table_.text.exact(axis, value));
  }
  if (count > most_settings) return fmt::format("({} axes)", count);
  return count == 0 ? "(baseline)" : out;
}

void AnalysisTables::add_differences(const SweepOutcome& outcome, const OutcomeEffects& effects) {
  for (std::size_t point = 0; point < effects.differences.size(); ++point) {
    const Difference& difference = effects.differences[point];
    *differences_ << point << settings(point) << outcome.name << outcome.unit << difference.pairs
                  << difference.mean;
    differences_->end_row();
  }
}

void AnalysisTables::add(const SweepOutcome& outcome, const OutcomeEffects& effects) {
  add_main_effects(outcome, effects);
  if (differences_) add_differences(outcome, effects);
  for (std::size_t axis = 0; axis < table_.axes.size(); ++axis) {
    const std::string& name = table_.axes[axis].name;
    if (correlations_ && effects.correlations[axis]) {
      *correlations_ << outcome.name << name << table_.own_points - effects.own_missing
                     << *effects.correlations[axis];
      correlations_->end_row();
    }
    if (morris_) {
      const MorrisEffect& effect = effects.morris[axis];
      *morris_ << outcome.name << outcome.unit << name << effect.count << effect.mu_star << effect.mu
               << effect.sigma << effect.sigma_interval.low << effect.sigma_interval.high
               << effect.mu_interval.low << effect.mu_interval.high << effect.trajectories;
      morris_->end_row();
    }
    if (sobol_) {
      *sobol_ << outcome.name << name << effects.sobol[axis].first << effects.sobol[axis].total
              << effects.base_rows << effects.rows_used;
      sobol_->end_row();
    }
  }
}

std::vector<std::filesystem::path> AnalysisTables::publish() {
  std::vector<std::reference_wrapper<CsvFile>> files{main_};
  for (auto* file : {&differences_, &correlations_, &morris_, &sobol_}) {
    if (*file) files.emplace_back(**file);
  }
  return publish_all(files);
}

}  // namespace concord
