#include "experiments/platform/threads.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include <sched.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(file);
  return split({std::istreambuf_iterator<char>(in), {}}, '\n');
}

bool names_cpu(const std::string& list) {
  const auto names = split(list, ',');
  return std::ranges::find(names, "cpu") != names.end();
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end != text.data() ? std::optional(value) : std::nullopt;
}

std::string first_line(const fs::path& file) {
  const auto lines = lines_of(file);
  return lines.empty() ? "" : lines.front();
}

/// Processors by the quota of one cgroup; none if it sets none.
std::optional<double> quota_of(const fs::path& folder, bool second) {
  std::optional<double> quota, period;
  if (second) {
    const auto parts = split(first_line(folder / "cpu.max"), ' ');  // "max 100000", "50000 100000"
    if (parts.size() == 2) quota = number_of(parts[0]), period = number_of(parts[1]);
  } else {
    quota = number_of(first_line(folder / "cpu.cfs_quota_us"));  // -1: none
    period = number_of(first_line(folder / "cpu.cfs_period_us"));
  }
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return *quota / *period;
}

/// Where a hierarchy of cgroups can be seen, and which of them that is.
struct Mount {
  fs::path root, point;
  bool second;
};
std::vector<Mount> mounts_of(const fs::path& file) {
  std::vector<Mount> mounts;
  for (const std::string& line : lines_of(file)) {
    // "35 24 0:30 ROOT POINT options... - TYPE source options"
    const auto dash = line.find(" - ");
    if (dash == line.npos) continue;
    const auto before = split(line.substr(0, dash), ' '), after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    const bool second = after[0] == "cgroup2";
    if (second || (after[0] == "cgroup" && names_cpu(after[2])))
      mounts.push_back({before[3], before[4], second});
  }
  return mounts;
}

/// Of the cgroup `path` and all above it that can be seen.
double least_quota(const Mount& mount, const fs::path& path, double least) {
  fs::path inside = path.lexically_relative(mount.root);
  if (inside.empty() || *inside.begin() == "..") inside = ".";
  for (fs::path at = inside;; at = at.parent_path()) {
    if (const auto quota = quota_of(mount.point / at, mount.second)) least = std::min(least, *quota);
    if (at.empty() || at == ".") return least;
  }
}

int affinity() {
  for (std::size_t most = 1024; most <= (std::size_t{1} << 20U); most *= 2) {
    cpu_set_t* const set = CPU_ALLOC(most);
    if (set == nullptr) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(most);
    CPU_ZERO_S(bytes, set);
    const bool known = ::sched_getaffinity(0, bytes, set) == 0;
    const int count = known ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (known) return count;
  }
  return static_cast<int>(std::thread::hardware_concurrency());
}

}  // namespace

int threads_within(const Allowance& allowance) {
  double least = std::max(allowance.processors, 1);
  const auto mounts = mounts_of(allowance.mounts);
  for (const std::string& line : lines_of(allowance.cgroups)) {
    // "0::/path" of version 2, "4:cpu,cpuacct:/path" of version 1
    const auto first = line.find(':'), next = line.find(':', first + 1);
    if (first == line.npos || next == line.npos) continue;
    const std::string controllers = line.substr(first + 1, next - first - 1), path = line.substr(next + 1);
    const bool second = controllers.empty();
    if (!second && !names_cpu(controllers)) continue;
    for (const Mount& mount : mounts) {
      if (mount.second == second) least = least_quota(mount, path, least);
    }
  }
  if (allowance.slurm_cpus) {
    if (const auto cpus = number_of(*allowance.slurm_cpus); cpus && *cpus >= 1)
      least = std::min(least, *cpus);
  }
  return std::max(1, static_cast<int>(std::ceil(least)));
}

int default_threads() {
  static const int threads = [] {
    Allowance allowance{.processors = affinity()};
    if (const char* cpus = std::getenv("SLURM_CPUS_PER_TASK")) allowance.slurm_cpus = cpus;
    return threads_within(allowance);
  }();
  return threads;
}

}  // namespace concord
