#include "experiments/designs/outcomes.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <span>

namespace concord {

OutcomeReader::OutcomeReader(const Design& design) : design_(design) {
  const Vocabulary vocabulary = measure_vocabulary(design.base.scenario);
  const auto asked = [&](std::string_view measure) {
    Reading<AskedMeasure> read = ask(measure, vocabulary);
    ensure(read.value.has_value(), "an outcome is of a measure that exists");
    record_ = std::max(record_, read.value->record());
    return std::move(*read.value);
  };
  for (const Outcome& outcome : design.outcomes) outcomes_.push_back(asked(outcome.measure));
  for (const std::string& measure : design.trajectories) trajectories_.push_back(asked(measure));
}

void OutcomeReader::read(const Block& block, std::vector<double>& outcomes,
                         std::vector<double>& trajectories) const {
  const auto runs = static_cast<std::size_t>(block.runs), quarters = static_cast<std::size_t>(block.quarters);
  const Quarter start = design_.base.scenario.start;
  const std::size_t first_outcome = outcomes.size(), first_number = trajectories.size();
  outcomes.resize(first_outcome + runs * outcomes_.size());
  trajectories.resize(first_number + runs * trajectories_.size() * quarters);
  for (std::size_t n = 0; n < outcomes_.size(); ++n) {
    const std::vector<double> numbers = run_values(block, start, outcomes_[n].expression);
    const std::size_t each = numbers.size() / runs;  // all quarters, or the one number of a run
    for (std::size_t run = 0; run < runs; ++run) {
      outcomes[first_outcome + run * outcomes_.size() + n] =
          aggregate(design_.outcomes[n].take, start, std::span(numbers).subspan(run * each, each));
    }
  }
  for (std::size_t n = 0; n < trajectories_.size(); ++n) {
    const std::vector<double> numbers = run_values(block, start, trajectories_[n].expression);
    for (std::size_t run = 0; run < runs; ++run) {
      std::ranges::copy(
          std::span(numbers).subspan(run * quarters, quarters),
          trajectories.begin() +
              static_cast<std::ptrdiff_t>(first_number + (run * trajectories_.size() + n) * quarters));
    }
  }
}

}  // namespace concord
