#include "experiments/pages/analysis_text.hpp"

#include "experiments/charts/number_words.hpp"
#include "experiments/pages/axis_words.hpp"
#include "experiments/platform/origin.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_lines = 8;

/// "12.3 (11.9 to 12.7)".
std::string with_interval(const Interval& value, std::string_view unit) {
  std::string estimate = in_three_digits(value.estimate, unit);
  if (!std::isfinite(value.low) || !std::isfinite(value.high)) return estimate;
  return fmt::format("{} ({} to {})", estimate, in_three_digits(value.low, unit),
                     in_three_digits(value.high, unit));
}

/// Words in lines of at most 110 characters, unless a word is longer.
std::string in_lines(std::string_view text, std::string_view indent = {}) {
  std::string out, line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && characters(line) + 1 + characters(word) > 110) {
      out += line + "\n";
      line = indent;
    } else if (!line.empty()) {
      line += ' ';
    }
    line += word;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out + line + "\n";
}

/// Lines with the weight by which they are sorted.
using Weighed = std::vector<std::pair<double, std::string>>;

std::string heaviest(Weighed lines, std::string_view more) {
  std::erase_if(lines, [](const auto& line) { return std::isnan(line.first); });
  std::ranges::stable_sort(lines, std::ranges::greater{}, &Weighed::value_type::first);
  std::string out = lines.empty() ? "    none: the outcome is missing or does not vary\n" : "";
  for (std::size_t n = 0; n < std::min(lines.size(), most_lines); ++n) out += "    " + lines[n].second + "\n";
  if (lines.size() > most_lines)
    out += fmt::format("    and {} more in {}\n", lines.size() - most_lines, more);
  return out;
}

std::string name_of(const FigureSource& source, std::size_t axis) {
  return fmt::format("{:<44}", shortened(source.table.axes[axis].name, 44));
}

std::string swings_in_words(const FigureSource& source) {
  const auto& differences = source.effects.differences;
  const std::string_view unit = source.outcome.unit;
  Weighed lines;
  for (const Swing& swing : source.effects.swings) {
    std::string line = name_of(source, swing.axis);
    double weight = -1;
    for (const std::uint32_t point : {swing.least, swing.greatest}) {
      if (weight >= 0 && swing.least == swing.greatest) break;  // the same once more
      const Interval difference = scaled(differences[point].mean, difference_factor(unit));
      weight = std::max(weight, std::abs(difference.estimate));
      line += fmt::format(
          "  {} at {}", in_three_digits(difference.estimate, difference_unit(unit)),
          shortened(source.table.text.brief(swing.axis, source.table.coordinates[swing.axis][point]), 24));
    }
    lines.emplace_back(weight, std::move(line));
  }
  return fmt::format("  difference from the baseline, one axis moved ({})\n", difference_unit(unit)) +
         heaviest(std::move(lines), "differences.csv");
}

std::string main_effects_in_words(const FigureSource& source) {
  std::map<std::size_t, std::pair<const MainEffect*, const MainEffect*>> ends;
  for (const MainEffect& effect : source.effects.main) {
    if (std::isnan(effect.cell.mean.estimate)) continue;
    auto& [low, high] = ends.try_emplace(effect.axis, &effect, &effect).first->second;
    if (effect.cell.mean.estimate < low->cell.mean.estimate) low = &effect;
    if (effect.cell.mean.estimate > high->cell.mean.estimate) high = &effect;
  }
  Weighed lines;
  for (const auto& [axis, pair] : ends) {
    const auto& [low, high] = pair;
    const auto end = [&](const MainEffect& effect) {
      return fmt::format("{} at {}", in_three_digits(effect.cell.mean.estimate, source.outcome.unit),
                         shortened(effect.group.label, 20));
    };
    lines.emplace_back(high->cell.mean.estimate - low->cell.mean.estimate,
                       fmt::format("{}  {} to {}", name_of(source, axis), end(*low), end(*high)));
  }
  return fmt::format("  mean along each axis ({})\n", source.outcome.unit) +
         heaviest(std::move(lines), "main_effects.csv");
}

std::string morris_in_words(const FigureSource& source) {
  const std::string_view unit = source.outcome.unit;
  const double factor = difference_factor(unit);
  Weighed lines;
  for (std::size_t axis = 0; axis < source.effects.morris.size(); ++axis) {
    const MorrisEffect& effect = source.effects.morris[axis];
    lines.emplace_back(effect.mu_star.estimate, fmt::format("{}  {:<28} σ {}", name_of(source, axis),
                                                            with_interval(scaled(effect.mu_star, factor), ""),
                                                            in_three_digits(effect.sigma * factor, "")));
  }
  return fmt::format("  mean size of elementary effects, μ* ({}), over {}\n", difference_unit(unit),
                     trajectories_in_words(source)) +
         heaviest(std::move(lines), "morris.csv");
}

std::string sobol_in_words(const FigureSource& source) {
  if (!source.effects.refused.empty())
    return fmt::format("  Sobol' indices: none, {} ({})\n", source.effects.refused,
                       base_rows_in_words(source));
  Weighed lines;
  for (std::size_t axis = 0; axis < source.effects.sobol.size(); ++axis) {
    const SobolIndex& index = source.effects.sobol[axis];
    lines.emplace_back(index.total.estimate,
                       fmt::format("{}  first {:<26} total {}", name_of(source, axis),
                                   with_interval(index.first, "ratio"), with_interval(index.total, "ratio")));
  }
  return fmt::format("  Sobol' indices, over {}\n", base_rows_in_words(source)) +
         heaviest(std::move(lines), "sobol.csv");
}

std::string correlations_in_words(const FigureSource& source) {
  Weighed lines;
  for (std::size_t axis = 0; axis < source.effects.correlations.size(); ++axis) {
    const auto& value = source.effects.correlations[axis];
    if (value)
      lines.emplace_back(std::abs(*value),
                         fmt::format("{}  {}", name_of(source, axis), in_three_digits(*value, "ratio")));
  }
  return fmt::format("  rank correlation over {} points\n",
                     source.table.own_points - source.effects.own_missing) +
         heaviest(std::move(lines), "rank_correlations.csv");
}

}  // namespace

std::string introduction(const SweepTable& table, std::optional<std::size_t> baseline, double alpha) {
  const SweepInfo& info = table.info;
  std::string out = in_lines(info.title);
  out += fmt::format("{} {} quarters from {}, seed {}.\n", simulated, info.quarters, info.start, info.seed);
  out += build_words(info.version, info.commit, info.model_digest, info.content_digest) + ".\n";
  out += fmt::format("{}: {} axes, {} points, {} runs, {} failed. Brackets: {} intervals.\n", info.method,
                     table.axes.size(), info.points, info.runs, info.failed, percent_of(1 - alpha));
  out += in_lines(fmt::format("Set: {}.", table.set));
  if (baseline) {
    out += fmt::format("Baseline: point {}{}.\n", *baseline,
                       baseline == info.baseline ? ", the scenario as it stands" : "");
  } else {
    out += "No baseline.\n";
  }
  return out;
}

std::string in_words(const FigureSource& source) {
  const SweepOutcome& outcome = source.outcome;
  std::string out = "\n";
  out += in_lines(fmt::format("{} ({}): {}", outcome.name, outcome.take, outcome.meaning), "  ");
  const auto& runs = source.effects.values.runs;
  const auto missing = std::ranges::count_if(runs, [](double value) { return std::isnan(value); });
  if (missing > 0)
    out += fmt::format("  {} of {} runs have no value and are left out; {} of {} points have none at all\n",
                       missing, runs.size(), source.effects.own_missing, source.table.own_points);
  if (source.baseline) {
    const auto point = static_cast<std::uint32_t>(*source.baseline);
    const Cell cell = cell_of_runs(source.table, source.effects.values, std::span(&point, 1), source.alpha);
    const bool bare = outcome.unit.empty() || outcome.unit == "share" || outcome.unit == "index";
    out += fmt::format("  baseline {}{}{}\n", with_interval(cell.mean, outcome.unit), bare ? "" : " ",
                       bare ? "" : outcome.unit);
  }
  const std::string& method = source.table.info.method;
  if (source.table.chosen() && !source.effects.swings.empty()) out += swings_in_words(source);
  if (method == "morris") return out + morris_in_words(source);
  if (method == "saltelli") return out + sobol_in_words(source);
  if (method == "one_at_a_time" && !source.effects.swings.empty()) return out;
  if (!source.effects.correlations.empty()) out += correlations_in_words(source);
  return out + main_effects_in_words(source);
}

}  // namespace concord
