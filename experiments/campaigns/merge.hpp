#pragma once
// One file of results out of a campaign's shards; docs/sweep_results.md describes it to its readers.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace concord {

struct Merge {
  std::filesystem::path campaign, target;
  bool force = false;    ///< replaces an existing file
  bool partial = false;  ///< takes what there is of an unfinished campaign
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< in rows; may be empty
  std::function<void()> stop;                                           ///< throws to end it; may be empty
  std::function<void(const std::string&)> note;  ///< tells what was found damaged; may be empty
};

struct Merged {
  std::int64_t runs = 0, failed = 0;
  std::string content_digest;  ///< of plan and all rows: the same for any workers, shards and interruptions
};

/// Verifies the shards and copies their rows in order of runs, in memory that does not depend on their
/// number. A campaign that is not complete is a ConfigError unless `partial`; a run that two shards hold
/// differently is a FileError.
Merged merge(const Plan& plan, const Merge& request);

}  // namespace concord
