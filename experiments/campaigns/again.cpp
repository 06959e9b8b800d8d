#include "experiments/campaigns/again.hpp"

#include "experiments/campaigns/run_range.hpp"
#include "sim/digest.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace concord {
namespace {

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

template <class T>
std::vector<T> part(const std::vector<T>& values, std::size_t row, std::size_t width) {
  const auto from = values.begin() + static_cast<std::ptrdiff_t>(row * width);
  return {from, from + static_cast<std::ptrdiff_t>(width)};
}

}  // namespace

RunRows simulate_again(const Plan& plan, std::int64_t run) {
  const OutcomeReader outcomes(plan.design);
  RunMemory memory;
  const std::int64_t batch = plan.batch_of(run);
  const RunRows all = run_batches(plan, outcomes, {batch, batch + 1}, memory);
  const auto at = std::ranges::find(all.run, run);
  ensure(at != all.run.end(), "a batch holds its runs");
  const auto row = static_cast<std::size_t>(at - all.run.begin());
  RunRows one{.shape = all.shape,
              .run = {run},
              .status = {all.status[row]},
              .digest = {all.digest[row]},
              .outcomes = part(all.outcomes, row, all.shape.outcomes),
              .trajectories = part(all.trajectories, row, all.shape.series()),
              .failures = {}};
  return one;
}

std::string difference_of(const Plan& plan, const RunRows& again, const RunRows& held, std::size_t row) {
  if (again.status[0] != held.status[row])
    return held.status[row] != 0 ? "it is held as failed, and did not fail here"
                                 : "it is held as complete, and failed here";
  if (again.digest[0] != held.digest[row])
    return fmt::format("digest {} instead of {}", hex(again.digest[0]), hex(held.digest[row]));
  for (std::size_t n = 0; n < again.outcomes.size(); ++n) {
    const double here = again.outcomes[n], there = held.outcomes[row * held.shape.outcomes + n];
    if (!same_bits(here, there))
      return fmt::format("outcome {} is {} instead of {}", plan.design.outcomes[n].name, here, there);
  }
  for (std::size_t n = 0; n < again.trajectories.size(); ++n) {
    const double here = again.trajectories[n], there = held.trajectories[row * held.shape.series() + n];
    if (!same_bits(here, there))
      return fmt::format("{} in quarter {} is {} instead of {}",
                         plan.design.trajectories[n / again.shape.quarters], n % again.shape.quarters + 1,
                         here, there);
  }
  return "";
}

}  // namespace concord
