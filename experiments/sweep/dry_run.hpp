#pragma once
// What a sweep would take, from a short try.

#include "experiments/sweep/plan.hpp"

#include <string>

namespace concord {

/// Simulates some of the plan's batches for about a second on one core and extrapolates: lines for the user.
/// Nothing is written.
std::string try_out(const Plan& plan, int threads);

}  // namespace concord
