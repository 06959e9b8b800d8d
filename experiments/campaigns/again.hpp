#pragma once
// Runs of a campaign simulated once more, to compare with what files hold of them.

#include "experiments/campaigns/plan.hpp"
#include "experiments/campaigns/rows.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace concord {

/// The row of one run, simulated now by the calling thread.
RunRows simulate_again(const Plan& plan, std::int64_t run);
/// What differs between the single row of `again` and a row of `held`: "digest 12ab instead of 34cd",
/// "outcome real is 31 instead of 15.5"; empty if nothing does, bit for bit.
std::string difference_of(const Plan& plan, const RunRows& again, const RunRows& held, std::size_t row);

}  // namespace concord
