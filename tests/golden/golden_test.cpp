// Behaviour fingerprints: digests of everything three scenarios record. A change of the model shows here
// first. To accept one: tests/golden/accept.sh, then say `Digest: old -> new` and why in the commit message
// and CHANGELOG.

#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/source.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord {
namespace {

const std::string source = test::source("").string(), file = source + "/tests/golden/digests.txt";

struct Golden {
  std::string scenario;
  int replicates = 0;
  std::string digest;
};

std::vector<Golden> goldens() {
  std::vector<Golden> all;
  std::ifstream in(file);
  for (Golden golden; in >> golden.scenario >> golden.replicates >> golden.digest;) all.push_back(golden);
  return all;
}

std::string digest_of(const Golden& golden, int threads) {
  Problems problems;
  RunPlan plan = load_scenario(source + "/configs/" + golden.scenario, {}, problems);
  problems.throw_if_any();
  plan.replicates = golden.replicates;
  plan.record = Record::organisations;
  RunsDigest digest;
  run_ensemble(plan, threads, [&](const Block& block) { digest.add(block); });
  return fmt::format("{:016x}", digest.value());
}

TEST(Golden, DigestsAreAsAccepted) {
  std::vector<Golden> all = goldens();
  ASSERT_GE(all.size(), 3U) << "cannot read " << file;
  const bool accept = std::getenv("CONCORD_ACCEPT_DIGESTS") != nullptr;
  for (Golden& golden : all) {
    const std::string digest = digest_of(golden, 2);
    if (!accept) {
      EXPECT_EQ(digest, golden.digest) << golden.scenario << ": the model behaves differently (see above)";
    }
    golden.digest = digest;
  }
  if (!accept) return;
  std::ofstream out(file);
  for (const Golden& golden : all)
    out << golden.scenario << ' ' << golden.replicates << ' ' << golden.digest << '\n';
}

TEST(Golden, ThreadsChangeNoDigest) {
  for (const Golden& golden : goldens()) {
    for (int threads : {1, 3, 8}) {
      EXPECT_EQ(digest_of(golden, threads), golden.digest)
          << golden.scenario << ", " << threads << " threads";
    }
  }
}

}  // namespace
}  // namespace concord
