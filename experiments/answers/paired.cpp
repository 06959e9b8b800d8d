#include "experiments/answers/paired.hpp"

#include "sim/errors.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace concord {
namespace {

std::size_t position_of(const std::vector<double>& levels, double level) {
  return static_cast<std::size_t>(std::ranges::find(levels, level) - levels.begin());
}

/// The level of the lever at which the scenario stands as it is.
std::optional<std::size_t> level_of_scenario(const Design& design) {
  const Axis& lever = design.axes[design.question->lever.axis];
  const Parameters& base = design.base.scenario.parameters;
  for (std::size_t level = 0; level < lever.levels.size(); ++level) {
    const bool stands =
        lever.parameter != nullptr
            ? lever.levels[level] == value_in(lever, design.base.scenario)
            : std::ranges::all_of(lever.packages[level].settings, [&](const Setting& setting) {
                return setting.value == setting.parameter->get(base);
              });
    if (stands) return level;
  }
  return std::nullopt;
}

/// Levels of every axis in the order in which the question sees them.
std::vector<std::vector<double>> levels_in_order(const Design& design) {
  std::vector<std::vector<double>> levels;
  for (const Axis& axis : design.axes) levels.push_back(axis.levels);
  for (const QuestionContext& context : design.question->contexts) {
    levels[context.axis].clear();
    for (const LevelWords& words : context.levels) levels[context.axis].push_back(words.at);
  }
  return levels;
}

}  // namespace

QuestionGrid::QuestionGrid(const Design& design, const SweepTable& table) {
  const Question& question = *design.question;
  const auto in_order = levels_in_order(design);
  const auto& lever = in_order[question.lever.axis];
  levels = lever.size();
  from = position_of(lever, question.lever.from);
  to = position_of(lever, question.lever.to);
  today = level_of_scenario(design);
  ordered = design.axes[question.lever.axis].parameter != nullptr;
  if (question.sets) sets = in_order[*question.sets].size();
  for (const QuestionContext& axis : question.contexts) circumstances *= axis.levels.size();
  for (std::size_t n = 0; n < circumstances; ++n) {
    std::vector<std::size_t> at(question.contexts.size());
    std::size_t rest = n;
    for (std::size_t k = at.size(); k-- > 0;) {
      at[k] = rest % question.contexts[k].levels.size();
      rest /= question.contexts[k].levels.size();
    }
    context.push_back(std::move(at));
  }

  std::map<std::vector<double>, std::uint32_t> found;
  for (std::size_t point = 0; point < table.own_points; ++point) {
    std::vector<double> at;
    for (const auto& axis : table.coordinates) at.push_back(axis[point]);
    found.emplace(std::move(at), static_cast<std::uint32_t>(point));
  }
  for (std::size_t circumstance = 0; circumstance < circumstances; ++circumstance) {
    for (std::size_t level = 0; level < levels; ++level) {
      for (std::size_t set = 0; set < sets; ++set) {
        std::vector<double> at(design.axes.size());
        at[question.lever.axis] = lever[level];
        for (std::size_t k = 0; k < question.contexts.size(); ++k)
          at[question.contexts[k].axis] = question.contexts[k].levels[context[circumstance][k]].at;
        if (question.sets) at[*question.sets] = in_order[*question.sets][set];
        const auto point = found.find(at);
        if (point == found.end())
          throw FileError(table.info.title, "lacks points of the design, so that its question has no answer");
        points.push_back(point->second);
      }
    }
  }
}

std::size_t QuestionGrid::with(std::size_t context_axis, std::size_t level) const {
  std::vector<std::size_t> wanted(context.front().size(), 0);
  wanted[context_axis] = level;
  return static_cast<std::size_t>(std::ranges::find(context, wanted) - context.begin());
}

PairedValues::PairedValues(const QuestionGrid& grid, const SweepTable& table, const OutcomeValues& outcome)
    : levels(grid.levels), by_set(grid.sets > 1), range(outcome.range) {
  const std::size_t cells = grid.circumstances * grid.levels;
  const auto replicates = static_cast<std::size_t>(table.info.most_replicates);
  units = by_set ? grid.sets : replicates;
  values.assign(cells * units, missing_value);
  std::vector<double> runs(cells * replicates);
  for (std::size_t set = 0; set < grid.sets; ++set) {
    std::ranges::fill(runs, missing_value);
    for (std::size_t cell = 0; cell < cells; ++cell) {
      const std::uint32_t point = grid.points[cell * grid.sets + set];
      for (std::size_t row = table.first_row[point]; row < table.first_row[point + 1]; ++row)
        runs[cell * replicates + static_cast<std::size_t>(table.replicate[row])] = outcome.runs[row];
    }
    std::vector<std::size_t> whole;  // replicates that all cells have
    for (std::size_t r = 0; r < replicates; ++r) {
      bool there = true;
      for (std::size_t cell = 0; cell < cells && there; ++cell)
        there = !std::isnan(runs[cell * replicates + r]);
      if (there) whole.push_back(r);
    }
    for (std::size_t cell = 0; cell < cells; ++cell) {
      double sum = 0;
      for (const std::size_t r : whole) {
        sum += runs[cell * replicates + r];
        if (!by_set) values[cell * units + r] = runs[cell * replicates + r];
      }
      if (by_set && !whole.empty()) values[cell * units + set] = sum / static_cast<double>(whole.size());
    }
  }
}

std::vector<double> PairedValues::of(std::size_t circumstance, std::size_t level) const {
  const auto first = values.begin() + static_cast<std::ptrdiff_t>((circumstance * levels + level) * units);
  return {first, first + static_cast<std::ptrdiff_t>(units)};
}

std::vector<double> PairedValues::differences(std::size_t circumstance, std::size_t from,
                                              std::size_t to) const {
  std::vector<double> out = of(circumstance, to);
  for (std::size_t unit = 0; unit < units; ++unit) out[unit] -= at(circumstance, from, unit);
  return out;
}

}  // namespace concord
