#pragma once
// What a sweep would take, from a short try.

#include "experiments/campaigns/plan.hpp"

#include <string>

namespace concord {

/// Bytes that a campaign will take, from runs that were tried: files within 20%, memory within half as much
/// again.
struct SweepSize {
  double shards = 0, merged = 0, memory = 0;
};
/// From a third of a second's try, or one batch.
SweepSize size_of(const Plan& plan, int threads);

/// Simulates some of the plan's batches for about a second on one core and extrapolates: lines for the user.
/// Nothing stays on the disk.
std::string try_out(const Plan& plan, int threads);

}  // namespace concord
