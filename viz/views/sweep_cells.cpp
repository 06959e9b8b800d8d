#include "viz/views/sweep_cells.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/pages/axis_words.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace concord {
SweepCell cell_of(const SweepRuns& runs, std::span<const std::size_t> points, double alpha,
                  std::optional<std::size_t> baseline) {
  std::map<std::uint32_t, double> reference;
  if (baseline) {
    for (std::size_t row = runs.first[*baseline]; row < runs.first[*baseline + 1]; ++row) {
      if (!std::isnan(runs.values[row])) reference[runs.replicate[row]] = runs.values[row];
    }
  }
  SweepCell cell;
  Moments means;
  std::map<std::uint32_t, std::pair<std::size_t, double>> by_replicate;  // count, sum
  for (const std::size_t point : points) {
    Moments own;
    for (std::size_t row = runs.first[point]; row < runs.first[point + 1]; ++row) {
      double value = runs.values[row];
      if (baseline) {
        const auto pair = reference.find(runs.replicate[row]);
        value = pair == reference.end() ? std::nan("") : value - pair->second;
      }
      if (std::isnan(value)) continue;
      own.add(value);
      auto& [count, sum] = by_replicate[runs.replicate[row]];
      ++count;
      sum += value;
    }
    if (own.count() == 0) continue;
    ++cell.points;
    cell.runs += own.count();
    means.add(own.mean());
  }
  std::vector<double> replicates;
  for (const auto& [replicate, part] : by_replicate) {
    if (part.first == cell.points) replicates.push_back(part.second / static_cast<double>(part.first));
  }
  // Replicates that some points lack count in the mean, though not in its width.
  cell.mean = mean_interval(replicates, alpha, baseline ? difference_of(runs.range) : runs.range);
  cell.mean.low += means.mean() - cell.mean.estimate;
  cell.mean.high += means.mean() - cell.mean.estimate;
  cell.mean.estimate = means.mean();
  if (baseline && points.size() == 1 && points.front() == *baseline)  // nothing, for sure
    cell.mean = {cell.mean.estimate, std::nan(""), std::nan(""), IntervalKind::none};
  return cell;
}

std::string place_of_point(const SweepSheet& sheet, std::size_t point, std::size_t most) {
  std::string text;
  for (std::size_t axis = 0; axis < sheet.axes.size() && axis < most; ++axis)
    text += fmt::format("{}{} {}", axis > 0 ? ", " : "", axis_words(sheet.axes[axis]),
                        level_text(sheet, axis, point));
  return sheet.axes.size() > most ? text + ", …" : text;
}

bool compares(const SweepScene& scene) {
  return scene.difference && scene.sweep->sheet().info.baseline.has_value();
}

std::string outcome_title(const SweepOutcome& outcome) {
  return capital(outcome_words(outcome.name, outcome.measure));
}

SweepUnit unit_of(const SweepScene& scene) {
  const std::string& unit = scene.sweep->sheet().outcomes[scene.outcome].unit;
  if (compares(scene) && unit == "share") return {"pp", "percentage points", 100};
  return {unit, plain_unit(unit), 1};
}

std::string with_unit_of(double value, const SweepUnit& unit, bool difference) {
  if (difference && unit.factor != 1) return plain_difference(value / unit.factor, "share");
  return difference ? plain_difference(value, unit.unit) : plain_value(value, unit.unit);
}

std::string range_with_unit_of(double low, double high, const SweepUnit& unit, bool difference) {
  if (!difference) return plain_range(low, high, unit.unit);
  return unit.factor != 1 ? plain_difference_range(low / unit.factor, high / unit.factor, "share")
                          : plain_difference_range(low, high, unit.unit);
}

Figure sweep_message(const SweepScene& scene, std::string_view title, std::string_view message) {
  return message_figure("sweep", title, message, caption_of(scene));
}

}  // namespace concord
