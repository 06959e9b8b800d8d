#include "experiments/designs/outcomes.hpp"

#include "experiments/runs/run_values.hpp"
#include "sim/errors.hpp"

#include <algorithm>

namespace concord {
namespace {

template <class Rows>
std::optional<std::size_t> place_of(const Rows& rows, std::string_view key) {
  const auto row = std::ranges::find(rows, key, &MeasureRow::key);
  return row == rows.end() ? std::nullopt : std::optional(static_cast<std::size_t>(row - rows.begin()));
}

/// All numbers of one measure, which lie together.
std::span<const double> part(const std::vector<double>& values, std::size_t measures, std::size_t place) {
  const std::size_t size = values.size() / measures;
  return std::span(values).subspan(place * size, size);
}

}  // namespace

OutcomeReader::OutcomeReader(const Design& design) : design_(design) {
  const auto kept = [&](std::string_view measure) {
    ensure(is_measure(measure), "an outcome is of a measure that exists");
    return Kept{measure, place_of(measure_rows, measure)};
  };
  for (const Outcome& outcome : design.outcomes) outcomes_.push_back(kept(outcome.measure));
  for (const std::string& measure : design.trajectories) trajectories_.push_back(kept(measure));
}

std::vector<double> OutcomeReader::values(const Block& block, const Kept& kept) const {
  const auto copy = [](std::span<const double> numbers) {
    return std::vector(numbers.begin(), numbers.end());
  };
  if (kept.national) return copy(part(block.summary, measure_count, *kept.national));
  return run_values(block, kept.measure);
}

void OutcomeReader::read(const Block& block, std::vector<double>& outcomes,
                         std::vector<double>& trajectories) const {
  const auto runs = static_cast<std::size_t>(block.runs), quarters = static_cast<std::size_t>(block.quarters);
  const Quarter start = design_.base.scenario.start;
  const std::size_t first_outcome = outcomes.size(), first_number = trajectories.size();
  outcomes.resize(first_outcome + runs * outcomes_.size());
  trajectories.resize(first_number + runs * trajectories_.size() * quarters);
  for (std::size_t n = 0; n < outcomes_.size(); ++n) {
    const std::vector<double> numbers = values(block, outcomes_[n]);
    for (std::size_t run = 0; run < runs; ++run) {
      outcomes[first_outcome + run * outcomes_.size() + n] =
          aggregate(design_.outcomes[n].take, start, std::span(numbers).subspan(run * quarters, quarters));
    }
  }
  for (std::size_t n = 0; n < trajectories_.size(); ++n) {
    const std::vector<double> numbers = values(block, trajectories_[n]);
    for (std::size_t run = 0; run < runs; ++run) {
      std::ranges::copy(
          std::span(numbers).subspan(run * quarters, quarters),
          trajectories.begin() +
              static_cast<std::ptrdiff_t>(first_number + (run * trajectories_.size() + n) * quarters));
    }
  }
}

}  // namespace concord
