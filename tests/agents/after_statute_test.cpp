// Trusts that answer together, leaders who come into post in steps, and whom a trust challenges.

#include "agents/mechanisms/challenge.hpp"
#include "agents/mechanisms/leaders.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/switches.hpp"
#include "tests/support/worlds.hpp"

#include <array>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

/// England with statutory boards from the start.
Scenario statutory() {
  Scenario scenario = synthetic_england();
  scenario.parameters.of<Statute>().date = scenario.start;
  return scenario;
}

TEST(Leaders, PostsAreFilledInStepsAndStayFilled) {
  Scenario scenario = with(with(statutory(), "leaders.vacancy_cost", 0.5), "leaders.first_share", 0.3);
  scenario.parameters.of<Leaders>().from = scenario.start + 2;
  std::array<int, 24> vacant{};
  std::vector<bool> before;
  run(scenario, [&](const Context& c, const State& s) {
    std::vector<bool> now;
    for (SystemId k : c.world.all_systems()) {
      const Real led = leadership(c, s, k);
      for (int lane = 0; lane < lanes; ++lane) {
        const double whole = s.capability[k].lane(lane);
        now.push_back(led.lane(lane) < whole);
        if (now.back()) {
          EXPECT_DOUBLE_EQ(led.lane(lane), 0.5 * whole);
        }
        vacant.at(static_cast<std::size_t>(c.rules.t)) += now.back() ? 1 : 0;
      }
    }
    for (std::size_t n = 0; n < now.size() && c.rules.t > 2; ++n) EXPECT_LE(now[n], before[n]) << c.rules.t;
    before = now;
  });
  const double all = 42.0 * lanes;
  EXPECT_EQ(vacant[1], 0);  // until then nobody had to be appointed
  EXPECT_NEAR(vacant[2] / all, 0.7, 0.08);
  EXPECT_NEAR(vacant[5] / all, 0.4, 0.09);
  EXPECT_EQ(vacant[10], 0);
}

TEST(Collaboratives, TrustsEarnWhatTheSystemAsAWholeMisses) {
  // The CCG always misses its total by more than the trusts can be above theirs, and nobody corrects that.
  Scenario scenario = bare(scenario_of(one_system({{3, 1, 1}}), 8));
  scenario.parameters.of<Switches>().fund = true;
  scenario.parameters.of<Statute>().date = scenario.start;
  scenario.parameters.of<Statute>().pooled_share = 1;
  scenario = with(with(scenario, "finance.ccg_improvement", -20), "sustainability_fund.signing_cost", 0);
  scenario = with(with(scenario, "dispute.regional_chance", 0), "dispute.board_chance", 0);
  const auto earned = [&](double share) {
    return mean_of(with(scenario, "collaboratives.delegated_share", share), Measure::fund_earned, 0, 8);
  };
  EXPECT_EQ(earned(0), 0);
  EXPECT_GT(earned(1), 0.3);
  EXPECT_NEAR(earned(0.5), 0.5 * earned(1), 1e-9);
}

TEST(Challenge, ATrustTurnsWhereItExpectsMore) {
  run(with(statutory(), "challenge.choice", 1), [](const Context& c, const State& s) {
    if (!c.first()) return;
    const auto& p = c.of<Challenge>();
    for (OrganisationId i : c.world.everybody()) {
      if (c.world.kind[i] == Kind::council) continue;
      const Challenged region = challenged(c, s, i, 0.9, 0.1), board = challenged(c, s, i, 0.3, 0.5);
      const bool trust = c.world.kind[i] == Kind::trust;
      for (int lane = 0; lane < lanes; ++lane) {
        EXPECT_DOUBLE_EQ(region.chance.lane(lane), trust ? 0.9 : 1.0);
        EXPECT_DOUBLE_EQ(region.kept.lane(lane), trust ? 1 - first(p.over_head) : 1.0);
        EXPECT_DOUBLE_EQ(board.chance.lane(lane), trust ? 0.5 : 0.8);
        EXPECT_DOUBLE_EQ(board.kept.lane(lane), 1.0);
        // At equal chances trust keeps a body with its board.
        EXPECT_DOUBLE_EQ(challenged(c, s, i, 0.5, 0.5).kept.lane(lane), 1.0);
      }
    }
  });
}

}  // namespace
}  // namespace concord::test
