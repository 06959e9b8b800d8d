#pragma once
// The rows of a campaign in order of runs, each once, a shard at a time.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace concord {

/// Calls `take` with the rows of one shard after the other. Runs that several shards hold are passed on once,
/// and compared: a difference is a FileError, as the same run gives the same numbers.
void stream_rows(const Plan& plan, const CampaignFolder& folder, const Inventory& inventory,
                 const std::function<void(const RunRows&)>& take);

/// How many rows that will be.
std::int64_t count_rows(const Plan& plan, const CampaignFolder& folder, const Inventory& inventory);

}  // namespace concord
