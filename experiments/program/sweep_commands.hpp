#pragma once
// What the program does with sweeps, a function a command. They print; they throw ConfigError, FileError or
// Stopped.

#include "experiments/campaigns/plan.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct SweepRequest {
  std::filesystem::path design;  ///< a design file, or the folder of a campaign to go on with
  std::filesystem::path output;  ///< folder; empty if `design` is one
  std::vector<std::string> set;  ///< "key=value"
  std::optional<std::string> seed;
  std::string shard;  ///< "i/n", or empty
  int threads = 0;    ///< 0: one for each core
  bool dry_run = false, plan_only = false, quiet = false;
  bool strict = false;  ///< refuses what is only a warning otherwise
};
/// False if runs failed.
bool sweep(const SweepRequest& request);

/// The frozen plan of a design in its folder, which is made if there is none. Throws ConfigError if the
/// folder has another plan.
Plan freeze_into(const std::filesystem::path& folder, const Plan& wanted,
                 const std::function<void(const std::string&)>& note);

struct MergeRequest {
  std::filesystem::path campaign, output;
  bool force = false, partial = false, quiet = false;
};
/// False if runs failed.
bool merge(const MergeRequest& request);

struct StatusRequest {
  std::filesystem::path campaign;
  bool json = false;
};
void status(const StatusRequest& request);

struct ReplayRequest {
  std::filesystem::path campaign, output;
  std::int64_t run = 0;
  bool force = false;
};
/// Runs one run of a campaign again, with everything recorded, and compares it with what the campaign holds.
void replay(const ReplayRequest& request);

}  // namespace concord
