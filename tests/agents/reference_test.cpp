// The model against recorded output of the reference implementation in NumPy (tests/reference).

#include "tests/support/reference.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

class Reference : public testing::TestWithParam<RecordedCase> {};

/// Both sides compute the same formulae in different order; a quarter's rounding differences stay far below
/// this.
constexpr double tolerance = 1e-9;

bool close(double ours, double theirs) {
  if (std::isnan(ours) || std::isnan(theirs)) return std::isnan(ours) && std::isnan(theirs);
  return std::abs(ours - theirs) <= tolerance * std::max(1.0, std::abs(theirs));
}

TEST_P(Reference, EveryOrganisationChoosesTheSameEveryQuarter) {
  const RecordedCase& recorded = GetParam();
  const std::vector<std::string> expected = recorded_choices(recorded.name);
  Workspace workspace;
  const std::uint32_t first[]{0};
  int quarters = 0;
  simulate(recorded.scenario, recorded.seed, first, workspace, [&](const Context& c, const State& s) {
    std::string ours;
    for (OrganisationId i : c.world.everybody()) ours += "IPS"[static_cast<int>(s.action[i].lane(0))];
    const std::string& theirs = expected.at(static_cast<std::size_t>(c.rules.t));
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t k = 0; k < ours.size(); ++k) {
      EXPECT_EQ(ours[k], theirs[k]) << "organisation " << k << " in quarter " << c.rules.t;
    }
    ++quarters;
  });
  EXPECT_EQ(quarters, static_cast<int>(expected.size()));
}

TEST_P(Reference, ObservablesAgreeInEveryQuarter) {
  const RecordedCase& recorded = GetParam();
  const auto expected = recorded_trajectories(recorded.name);
  Workspace workspace;
  std::size_t compared = 0;
  simulate(recorded.scenario, recorded.seed, recorded.replicates, workspace,
           [&](const Context& c, const State& s) {
             for (std::size_t lane = 0; lane < recorded.replicates.size(); ++lane) {
               const Observables& theirs = expected.at({recorded.replicates[lane], c.rules.t});
               for (std::size_t m = 0; m < measure_count; ++m) {
                 const auto value = theirs.find(std::string(measure_rows[m].reference));
                 if (value == theirs.end()) continue;
                 const double ours = s.measures.national[m].lane(static_cast<int>(lane));
                 EXPECT_TRUE(close(ours, value->second))
                     << measure_rows[m].key << " (" << measure_rows[m].reference << ") of replicate "
                     << recorded.replicates[lane] << " in quarter " << c.rules.t << ": " << ours
                     << ", reference " << value->second;
                 ++compared;
               }
             }
           });
  // All recorded observables but `cons` (pure rounding) were found among the measures.
  std::size_t recorded_values = 0;
  for (const auto& [key, values] : expected) recorded_values += values.size() - values.count("cons");
  EXPECT_EQ(compared, recorded_values);
}

TEST_P(Reference, EnsembleMeansAgree) {
  const RecordedCase& recorded = GetParam();
  const auto expected = recorded_means(recorded.name);
  std::map<std::pair<std::string, int>, double> sums;
  Workspace workspace;
  for (int first = 0; first < recorded.mean_replicates; first += lanes) {
    std::vector<std::uint32_t> replicates;
    for (int r = first; r < std::min(first + lanes, recorded.mean_replicates); ++r)
      replicates.push_back(static_cast<std::uint32_t>(r));
    simulate(recorded.scenario, recorded.seed, replicates, workspace, [&](const Context& c, const State& s) {
      for (std::size_t m = 0; m < measure_count; ++m) {
        if (measure_rows[m].reference.empty()) continue;
        double& sum = sums[{std::string(measure_rows[m].reference), c.rules.t}];
        for (std::size_t lane = 0; lane < replicates.size(); ++lane)
          sum += s.measures.national[m].lane(static_cast<int>(lane));
      }
    });
  }
  for (const auto& [key, theirs] : expected) {
    const double ours = sums.at(key) / recorded.mean_replicates;
    if (std::isnan(theirs.mean)) {
      EXPECT_TRUE(std::isnan(ours)) << key.first << " in quarter " << key.second;
      continue;
    }
    // The draws are shared, so means differ by knife-edge choices only: far less than sampling error allows.
    const double error = 3 * theirs.sd / std::sqrt(recorded.mean_replicates);
    EXPECT_NEAR(ours, theirs.mean, error + 1e-9 * std::abs(theirs.mean))
        << key.first << " in quarter " << key.second;
  }
}

INSTANTIATE_TEST_SUITE_P(Recorded, Reference, testing::ValuesIn(recorded_cases()),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace concord::test
