// Limiting cases with known answers.

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/switches.hpp"
#include "sim/math.hpp"
#include "tests/support/worlds.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

/// Runs one quarter and hands over the state when everybody has chosen.
void at_choice(const Scenario& scenario, const Intervention& look) {
  Workspace workspace;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  Scenario first_quarter = scenario;
  first_quarter.quarters = 1;
  simulate(first_quarter, 12345, ids, workspace, {}, look);
}

TEST(Limits, WithoutIncentivesFullRationalityMeansNoCooperation) {
  const Scenario rational = with(bare(synthetic_england()), "behaviour.choice_precision", 1e6);
  EXPECT_EQ(mean_of(rational, Measure::institution_share, 0, 4), 1);
  EXPECT_EQ(mean_of(rational, Measure::institution_share_councils, 0, 4), 1);
}

TEST(Limits, WithoutPrecisionAllOptionsAreEquallyLikely) {
  const Scenario random = with(bare(synthetic_england()), "behaviour.choice_precision", 1e-9);
  const double draws = 64 * 225, error = std::sqrt(2.0 / 9 / draws);
  for (Measure share :
       {Measure::institution_share_trusts, Measure::place_share_trusts, Measure::system_share_trusts}) {
    EXPECT_NEAR(mean_of(random, share, 0, 1, 64), 1.0 / 3, 4 * error);
  }
}

TEST(Limits, ConstantPayoffsGiveLogitShares) {
  // Quantal-response equilibrium of the linear public-goods game: nobody's payoff depends on the others.
  const double precision = 3;
  const Scenario scenario = with(bare(synthetic_england()), "behaviour.choice_precision", precision);
  const int organisations = scenario.world->organisation_count();
  std::array<double, actions> expected{}, variance{}, chosen{};
  at_choice(scenario, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      std::array<double, actions> weight{};
      double sum = 0;
      for (std::size_t a = 0; a < actions; ++a)
        sum += weight[a] = std::exp(precision * s.utility[i][a].lane(0));
      for (std::size_t a = 0; a < actions; ++a) {
        const double p = weight[a] / sum;
        expected[a] += lanes * p;
        variance[a] += lanes * p * (1 - p);
      }
      for (int lane = 0; lane < lanes; ++lane) chosen[static_cast<std::size_t>(s.action[i].lane(lane))] += 1;
    }
  });
  EXPECT_DOUBLE_EQ(chosen[0] + chosen[1] + chosen[2], organisations * lanes);
  for (std::size_t a = 0; a < actions; ++a)
    EXPECT_NEAR(chosen[a], expected[a], 4 * std::sqrt(variance[a])) << a;
}

/// Every option's payoff for every member of a single system, seen at choice.
std::vector<Payoff> payoffs(const Scenario& scenario) {
  std::vector<Payoff> seen;
  at_choice(scenario, [&](const Context& c, const State& s) {
    const Expectation e = expectation(c, s, SystemId{0});
    seen.assign(e.payoff.begin(), e.payoff.end());
  });
  return seen;
}

/// Utility of the own interest for every member of a single system, in the first run.
std::vector<double> own_interest(const Scenario& scenario) {
  std::vector<double> seen;
  at_choice(scenario, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) seen.push_back(s.utility[i][0].lane(0));
  });
  return seen;
}

TEST(Limits, BlockPaymentRemovesTheGainFromActivityAndItsHarm) {
  const Scenario block = with(scenario_of(one_system({{2, 1, 1}})), "activity_income.tariff", 0);
  for (std::size_t trust : {0U, 1U}) {
    EXPECT_EQ(payoffs(block)[trust].own[0].lane(0), 0);
    EXPECT_EQ(payoffs(block)[trust].nhs[0].lane(0), 0);
  }
}

TEST(Limits, APureTransferIsNeutralForTheSystem) {
  const Scenario transfer = with(scenario_of(one_system({{2, 1, 1}})), "activity_income.marginal_cost", 0);
  const Payoff trust = payoffs(transfer)[0];
  EXPECT_GT(trust.own[0].lane(0), 0.5);
  EXPECT_NEAR(trust.own[0].lane(0) + trust.nhs[0].lane(0), 0, 1e-15);
}

TEST(Limits, UnderCertainDeficitAndFullConflictTheDutyHasNoBite) {
  Scenario scenario = scenario_of(one_system({{2, 1, 1}}));
  scenario.parameters.of<Finance>().trust_margin = scenario.parameters.of<Finance>().ccg_margin = -300;
  scenario.parameters.of<Duty>().conflict = 1;
  EXPECT_EQ(own_interest(scenario), own_interest(with(scenario, "duty.strength", 5)));
  Scenario free = scenario;
  free.parameters.of<Duty>().conflict = 0;
  EXPECT_LT(own_interest(with(free, "duty.strength", 5))[0], own_interest(free)[0] - 0.1);
}

TEST(Limits, AOneBodySystemPoolsWithItself) {
  // Pooled and own control total are the same test, so any pooled share pays the same as none.
  Layout alone = one_system({{1, 0, 0}});
  Scenario own = scenario_of(alone, 4);
  own.parameters.of<Behaviour>().choice_precision = 1e-9;  // the same choices, whatever the incentive
  Scenario pooled = own;
  pooled.parameters.of<Pooling>().floor = 1;
  pooled.parameters.of<Pooling>().floor_from = own.start;
  EXPECT_EQ(mean_of(own, Measure::pooled_share, 0, 1), 0);
  EXPECT_EQ(mean_of(pooled, Measure::pooled_share, 0, 1), 1);
  EXPECT_DOUBLE_EQ(mean_of(pooled, Measure::fund_earned, 0, 1, 64),
                   mean_of(own, Measure::fund_earned, 0, 1, 64));
}

TEST(Limits, EachOfNEqualMembersSeesOneNthOfThePooledIncentive) {
  // Holmstrom (1982): with the whole fund pooled, the pull on a member's own effect is 1/n of the slope.
  Scenario scenario = scenario_of(one_system({{4, 0, 0}}));
  Parameters& p = scenario.parameters;
  p = bare(scenario).parameters;
  p.of<Switches>().fund = true;
  p.of<Pooling>().floor = 1;
  p.of<Pooling>().floor_from = scenario.start;
  at_choice(scenario, [&](const Context& c, const State& s) {
    const Expectation e = expectation(c, s, SystemId{0});
    for (OrganisationId i : c.world.everybody()) {
      const Payoff& payoff = e.payoff[c.row(i)];
      const double stake = e.outlook[c.row(i)].stake.lane(0);
      const double both = payoff.own[0].lane(0) + payoff.nhs[0].lane(0);
      const double pull = s.utility[i][0].lane(0) - payoff.own[0].lane(0);
      EXPECT_NEAR(pull, stake * e.system_slope.lane(0) / 4 * both, 1e-12);
    }
  });
}

TEST(Limits, TrustSettlesWhereGainsAndLossesMeet) {
  // With everybody always at place level, partners seen in the system cooperate by one half.
  Scenario scenario = scenario_of(one_system({{3, 1, 1}}), 300);
  scenario.parameters.of<Support>().central_capacity = 0;
  scenario.parameters.of<Support>().peer_capacity = 0;
  scenario.parameters.of<Blueprint>().strength = 0;
  Workspace workspace;
  const std::uint32_t ids[]{0};
  double place = 0, wider = 0;
  simulate(
      scenario, 1, ids, workspace,
      [&](const Context&, const State& s) {
        place = s.trust_place[OrganisationId{0}].lane(0);
        wider =
            s.trust_system[OrganisationId{4}].lane(0);  // the council: nothing but partners' choices moves it
      },
      [](const Context& c, State& s) {
        for (OrganisationId i : c.world.everybody()) s.action[i] = 1.0;
      });
  const double gain = first(scenario.parameters.of<Relationships>().gain),
               loss = first(scenario.parameters.of<Relationships>().loss);
  EXPECT_NEAR(place, 0.99, 1e-12);  // the ceiling
  EXPECT_NEAR(wider, gain * 0.5 / (gain * 0.5 + loss * 0.5), 1e-9);
}

TEST(Limits, IntegrationCapitalApproachesItsTargetGeometrically) {
  Scenario scenario = scenario_of(one_system({{2, 1, 1}}), 12);
  Workspace workspace;
  const std::uint32_t ids[]{0};
  std::vector<double> stock;
  simulate(
      scenario, 1, ids, workspace,
      [&](const Context&, const State& s) { stock.push_back(s.place_capital[PlaceId{0}].lane(0)); },
      [](const Context& c, State& s) {
        for (OrganisationId i : c.world.everybody()) s.action[i] = 1.0;
      });
  const double rate = first(scenario.parameters.of<Integration>().build_rate);
  for (std::size_t t = 1; t < stock.size(); ++t) {
    EXPECT_NEAR(stock[t], 1 + (stock[0] - 1) * std::pow(1 - rate, static_cast<double>(t)), 1e-12);
  }
}

TEST(Limits, SupportNeverExceedsItsCapacity) {
  Scenario scenario = with(synthetic_england(), "support.peer_capacity", 2);
  Workspace workspace;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  double most = 0;
  simulate(scenario, 1, ids, workspace, [&](const Context&, const State& s) {
    for (int lane = 0; lane < lanes; ++lane) most = std::max(most, s.measures[Measure::supported].lane(lane));
  });
  EXPECT_GT(most, scenario.parameters.of<Support>().central_capacity);
  EXPECT_LE(most, scenario.parameters.of<Support>().most_systems);
  EXPECT_LE(mean_of(with(scenario, "support.peer_capacity", 0), Measure::supported, 0, 24), 4);
}

TEST(Limits, WithoutMemoryAttractionIsTodaysPayoff) {
  Scenario scenario = scenario_of(one_system({{2, 1, 1}, {1, 1, 1}}), 6);
  scenario.parameters.of<Behaviour>().memory = 0;
  scenario.parameters.of<Behaviour>().foregone_weight = 1;
  Workspace workspace;
  const std::uint32_t ids[]{0};
  simulate(scenario, 1, ids, workspace, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      for (std::size_t a = 0; a < actions; ++a)
        EXPECT_EQ(s.attraction[i][a].lane(0), s.utility[i][a].lane(0));
    }
  });
}

TEST(Limits, ByTheDeadlineEverySystemIsDesignated) {
  for (int quarter : {8, 12, 16}) {  // 8 is also the quarter of a wave
    Scenario scenario = synthetic_england();
    scenario.parameters.of<Deadline>().date = scenario.start + quarter;
    EXPECT_EQ(mean_of(scenario, Measure::designated, quarter, quarter + 1, 8), 42);
  }
}

TEST(Limits, AnEmptySystemOfOneCouncilRuns) {
  const Scenario scenario = scenario_of(one_system({{0, 0, 1}}), 24);
  EXPECT_EQ(mean_of(scenario, Measure::nhs_balance, 0, 24), 0);
  EXPECT_GT(mean_of(scenario, Measure::place_share_councils, 0, 24) +
                mean_of(scenario, Measure::system_share_councils, 0, 24),
            0);
}

}  // namespace
}  // namespace concord::test
