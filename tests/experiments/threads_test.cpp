// How many threads are used where nobody said: what the machine, its cgroups and Slurm allow.

#include "experiments/platform/threads.hpp"

#include "tests/support/folder.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

class Threads : public test::InFolder {
 protected:
  void write(const std::string& name, const std::string& text) { InFolder::write(name, text + "\n"); }
  /// A hierarchy that is mounted in the test's folder, and the cgroup this process is in.
  Allowance in(const std::string& kind, const std::string& root, const std::string& cgroup,
               int processors = 8) {
    write("mountinfo", "22 1 0:20 / /proc rw shared:1 - proc proc rw\n35 24 0:30 " + root + " " +
                           (home_ / "cgroup").string() + " rw,nosuid shared:9 - " + kind);
    write("self", cgroup);
    return {
        .processors = processors, .mounts = home_ / "mountinfo", .cgroups = home_ / "self", .slurm_cpus = {}};
  }
  Allowance second(const std::string& root, const std::string& path) {
    return in("cgroup2 cgroup2 rw,nsdelegate", root, "0::" + path);
  }
  Allowance first(const std::string& root, const std::string& path) {
    return in("cgroup cgroup rw,cpu,cpuacct", root, "5:memory:/elsewhere\n4:cpu,cpuacct:" + path);
  }
};

TEST_F(Threads, FollowTheProcessorsTheProcessMayUse) {
  for (const int processors : {1, 3, 64})
    EXPECT_EQ(
        threads_within({.processors = processors, .mounts = "/none", .cgroups = "/none", .slurm_cpus = {}}),
        processors);
}

TEST_F(Threads, FollowQuotasOfVersionTwo) {
  const Allowance allowance = second("/", "/user/job");
  EXPECT_EQ(threads_within(allowance), 8) << "no quota";
  write("cgroup/user/job/cpu.max", "max 100000");
  EXPECT_EQ(threads_within(allowance), 8);
  write("cgroup/user/job/cpu.max", "50000 100000");
  EXPECT_EQ(threads_within(allowance), 1) << "half a processor";
  write("cgroup/user/job/cpu.max", "250000 100000");
  EXPECT_EQ(threads_within(allowance), 3);
  write("cgroup/user/cpu.max", "40000 20000");
  EXPECT_EQ(threads_within(allowance), 2) << "of the one above";
  write("cgroup/user/job/cpu.max", "1600000 100000");
  write("cgroup/user/cpu.max", "nonsense");
  EXPECT_EQ(threads_within(allowance), 8);
}

TEST_F(Threads, FollowQuotasOfVersionOne) {
  const Allowance allowance = first("/", "/batch/7");
  write("cgroup/batch/7/cpu.cfs_quota_us", "-1");
  write("cgroup/batch/7/cpu.cfs_period_us", "100000");
  EXPECT_EQ(threads_within(allowance), 8);
  write("cgroup/batch/7/cpu.cfs_quota_us", "150000");
  EXPECT_EQ(threads_within(allowance), 2);
  write("cgroup/cpu.cfs_quota_us", "100000");
  write("cgroup/cpu.cfs_period_us", "100000");
  EXPECT_EQ(threads_within(allowance), 1);
}

TEST_F(Threads, FindTheirCgroupInAContainer) {
  write("cgroup/cpu.max", "100000 100000");
  EXPECT_EQ(threads_within(second("/", "/")), 1) << "a namespace of its own";
  EXPECT_EQ(threads_within(second("/docker/a", "/docker/a")), 1) << "a part of the hierarchy is mounted";
  EXPECT_EQ(threads_within(second("/", "/../outside")), 1) << "what cannot be seen";
  write("cgroup/inner/cpu.max", "300000 100000");
  write("cgroup/cpu.max", "max 100000");
  EXPECT_EQ(threads_within(second("/docker/a", "/docker/a/inner")), 3);
}

TEST_F(Threads, FollowSlurm) {
  Allowance allowance{.processors = 8, .mounts = "/none", .cgroups = "/none", .slurm_cpus = "3"};
  EXPECT_EQ(threads_within(allowance), 3);
  for (const char* nothing : {"", "0", "-2", "many", "16"}) {
    allowance.slurm_cpus = nothing;
    EXPECT_EQ(threads_within(allowance), 8) << nothing;
  }
}

}  // namespace
}  // namespace concord
