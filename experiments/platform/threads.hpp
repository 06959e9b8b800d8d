#pragma once
// How many threads to use where nobody said.

#include <filesystem>
#include <optional>
#include <string>

namespace concord {

/// Where a process finds what it may use.
struct Allowance {
  int processors = 1;                                     ///< it may run on, by its affinity
  std::filesystem::path mounts = "/proc/self/mountinfo";  ///< where cgroups are mounted
  std::filesystem::path cgroups = "/proc/self/cgroup";    ///< which ones it is in
  std::optional<std::string> slurm_cpus;                  ///< SLURM_CPUS_PER_TASK
};
/// The least of affinity, quotas of its cgroups (version 1 or 2) and of those above them, and what Slurm
/// gave; at least 1. Part of a processor counts as one. What cannot be read limits nothing.
int threads_within(const Allowance& allowance);
/// Of this process.
int default_threads();

}  // namespace concord
