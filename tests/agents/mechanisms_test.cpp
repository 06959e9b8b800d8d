// Mechanisms that were added to the first model, each in isolation; the others are exercised by the
// recorded cases.

#include "agents/mechanisms/applying.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/guidance.hpp"
#include "agents/mechanisms/politics.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

Scenario laboratory() {
  Scenario scenario = synthetic_england();
  scenario.parameters.of<Shocks>().covid = false;
  scenario.parameters.of<Statute>().date = never;
  return scenario;
}

double late(const Scenario& scenario, Measure measure) { return mean_of(scenario, measure, 16, 24, 16); }

TEST(Ladder, ABadgeThatEverybodyHasMotivatesLess) {
  const double full = late(laboratory(), Measure::system_share);
  const double diluted = late(with(laboratory(), "ladder.badge_dilution", 1), Measure::system_share);
  EXPECT_LT(diluted, full - 0.02);
  // Before the first wave nobody has the badge, so it is worth what it was.
  EXPECT_EQ(mean_of(with(laboratory(), "ladder.badge_dilution", 1), Measure::system_share, 0, 1),
            mean_of(laboratory(), Measure::system_share, 0, 1));
}

TEST(Ladder, ARewardDividedAmongMembersMotivatesLess) {
  EXPECT_LT(late(with(laboratory(), "ladder.member_dilution", 1), Measure::system_share),
            late(laboratory(), Measure::system_share) - 0.05);
}

TEST(AgreementMandate, ShamAgreementsPayWhereNobodyAudits) {
  Scenario paid = with(laboratory(), "agreement_mandate.conditional_money", 0.3);
  const double audited = late(paid, Measure::institution_share);
  const double unaudited = late(with(paid, "agreement_mandate.audit", 0), Measure::institution_share);
  EXPECT_GT(unaudited, audited + 0.05);
  // Unaudited, the money goes to everybody and moves nobody: choices are those without it.
  EXPECT_NEAR(unaudited, late(laboratory(), Measure::institution_share), 0.03);
  EXPECT_GT(late(with(paid, "agreement_mandate.audit", 0), Measure::centre_cost),
            late(laboratory(), Measure::centre_cost));
}

TEST(Statute, DelegationJudgesThePoolAtPlace) {
  Scenario statutory = synthetic_england();
  statutory.parameters.of<Shocks>().covid = false;
  statutory.parameters.of<Statute>().date = statutory.start + 8;
  statutory.parameters.of<Statute>().pooled_share = 1;
  const Scenario delegated = with(statutory, "statute.delegation", 1);
  EXPECT_EQ(mean_of(delegated, Measure::fund_earned, 0, 8), mean_of(statutory, Measure::fund_earned, 0, 8));
  EXPECT_NE(mean_of(delegated, Measure::fund_earned, 8, 24), mean_of(statutory, Measure::fund_earned, 8, 24));
  EXPECT_LT(mean_of(delegated, Measure::institution_share, 12, 24),
            mean_of(statutory, Measure::institution_share, 12, 24));
}

TEST(Applying, SystemsApplyOnTheDateTheyDeclaredAndDatesSlip) {
  const Scenario declaring = with(laboratory(), "applying.enabled", 1);
  Workspace workspace;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  int early = 0, slipped = 0;
  std::vector<Real> before;
  simulate(declaring, 1, ids, workspace, [&](const Context& c, const State& s) {
    std::vector<Real> now;
    for (SystemId k : c.world.all_systems()) now.push_back(s.declared[k]);
    for (SystemId k : c.world.all_systems()) {
      const auto n = static_cast<std::size_t>(k.index);
      for (int lane = 0; lane < lanes; ++lane) {
        const double date = now[n].lane(lane);
        const bool fresh = s.designated_at[k].lane(lane) == c.rules.t;
        if (fresh && c.rules.t > 9 && c.rules.quarters_to_deadline > 0) {
          EXPECT_EQ(date, c.rules.t) << k.index;
          ++early;
        }
        if (!before.empty() && before[n].lane(lane) == c.rules.t && !s.designated[k].lane(lane)) {
          EXPECT_EQ(date, c.rules.t + c.of<Applying>().slip);
          ++slipped;
        }
      }
    }
    before = now;
  });
  EXPECT_GT(early, 5);
  EXPECT_GT(slipped, 0);
  // Whoever waits, waits for the deadline.
  const auto before_deadline = [](const Scenario& s) { return mean_of(s, Measure::designated, 14, 16, 16); };
  EXPECT_LT(before_deadline(declaring), before_deadline(laboratory()));
  EXPECT_LT(before_deadline(with(declaring, "applying.waiting", 1)), before_deadline(declaring) - 3);
}

TEST(Applying, WithoutItNobodyHasADate) {
  run(laboratory(), [](const Context& c, const State& s) {
    for (SystemId k : c.world.all_systems()) EXPECT_FALSE(any(s.declared[k] >= 0.0)) << k.index;
  });
}

TEST(Applying, WhenCalledAllAreJudgedAndNoDateSlipsForIt) {
  const Scenario waiting = with(with(laboratory(), "applying.enabled", 1), "applying.waiting", 1);
  const Scenario called = with(waiting, "applying.called", financial_quarter(2020, 3).index);
  const auto approved = [](const Scenario& s, int quarter) {
    return mean_of(s, Measure::designated, quarter, quarter + 1);
  };
  EXPECT_EQ(approved(called, 13), approved(waiting, 13));
  EXPECT_GT(approved(called, 14), approved(waiting, 14) + 3);
  EXPECT_LT(approved(called, 14), called.world->system_count());
  EXPECT_EQ(approved(waiting, 14), approved(waiting, 15));
  run(called, [](const Context& c, const State& s) {
    for (SystemId k : c.world.all_systems()) EXPECT_FALSE(any(s.declared[k] >= 0.0)) << k.index;
  });
}

/// Waves, lane by lane, in which a system is passed over for one with a clearly longer backlog.
int passed_over(const Scenario& scenario) {
  Workspace workspace;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  std::vector<Real> backlog;
  int count = 0;
  simulate(scenario, 1, ids, workspace, [&](const Context& c, const State& s) {
    const Designation& p = c.of<Designation>();
    const bool wave = c.rules.now == p.first_wave_date || c.rules.now == p.second_wave_date;
    for (int lane = 0; wave && lane < lanes; ++lane) {
      double longest_chosen = 0, shortest_passed = 9;
      for (SystemId k : c.world.all_systems()) {
        const double judged = backlog[static_cast<std::size_t>(k.index)].lane(lane);
        if (!s.designated[k].lane(lane)) shortest_passed = std::min(shortest_passed, judged);
        if (s.designated_at[k].lane(lane) == c.rules.t) longest_chosen = std::max(longest_chosen, judged);
      }
      count += longest_chosen > shortest_passed + 0.002;
    }
    backlog.clear();
    for (SystemId k : c.world.all_systems()) backlog.push_back(s.backlog[k]);
  });
  return count;
}

TEST(Designation, WhereOnlyPerformanceCountsWavesTakeTheShortestBacklogs) {
  EXPECT_GT(passed_over(laboratory()), 4);
  // A thousandth of backlog outweighs the whole index and what judges differ by.
  EXPECT_EQ(passed_over(with(laboratory(), "designation.performance_weight", 1000)), 0);
  // It decides who is chosen and not how many.
  const auto approved = [](const Scenario& s) { return mean_of(s, Measure::designated, 4, 8); };
  EXPECT_EQ(approved(with(laboratory(), "designation.performance_weight", 1000)), approved(laboratory()));
}

TEST(Walkout, CouncilsLeaveAndComeBack) {
  EXPECT_EQ(late(laboratory(), Measure::councils_out), 0);
  const Scenario leaving = with(laboratory(), "walkout.rate", 0.3);
  EXPECT_GT(late(leaving, Measure::councils_out), 5);
  EXPECT_GT(late(leaving, Measure::walkouts), 0.5);
  EXPECT_GT(late(with(leaving, "walkout.return_rate", 0), Measure::councils_out),
            late(leaving, Measure::councils_out) + 5);
  EXPECT_LT(late(with(leaving, "walkout.concession", 1), Measure::councils_out),
            late(leaving, Measure::councils_out));
}

TEST(Walkout, ACouncilThatIsOutNeverActsForTheSystem) {
  Workspace workspace;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  int out = 0;
  simulate(with(laboratory(), "walkout.rate", 0.5), 1, ids, workspace, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      for (int lane = 0; lane < lanes; ++lane) {
        if (!s.out[i].lane(lane)) continue;
        EXPECT_EQ(c.world.kind[i], Kind::council);
        EXPECT_NE(s.action[i].lane(lane), 2);
        ++out;
      }
    }
  });
  EXPECT_GT(out, 1000);
}

TEST(Walkout, WithheldConsentDelaysDesignation) {
  const Scenario leaving = with(with(laboratory(), "walkout.rate", 0.5), "walkout.consent_weight", 0);
  const auto before_deadline = [](const Scenario& s) { return mean_of(s, Measure::designated, 12, 16, 16); };
  EXPECT_LT(before_deadline(with(leaving, "walkout.consent_weight", 0.3)), before_deadline(leaving) - 1);
}

TEST(Politics, AShockPutsLaterDatesOff) {
  Parameters p;
  const Quarter start = financial_quarter(2017, 1);
  p.of<Politics>() = {.shock_date = financial_quarter(2019, 3), .delay = 3};
  EXPECT_FALSE(rules_in_force(p, start, 16).statute);
  EXPECT_EQ(rules_in_force(p, start, 9).quarters_to_deadline, 7);  // nobody knows yet
  EXPECT_EQ(rules_in_force(p, start, 10).quarters_to_deadline, 9);
  EXPECT_EQ(rules_in_force(p, start, 16).quarters_to_deadline, 3);
  EXPECT_FALSE(rules_in_force(p, start, 23).statute);
  EXPECT_TRUE(rules_in_force(p, start, 24).statute);  // July 2022 and three quarters
  EXPECT_EQ(first(rules_in_force(p, start, 14).vagueness), first(p.of<Guidance>().vagueness_before));
  EXPECT_EQ(first(rules_in_force(p, start, 15).vagueness), first(p.of<Guidance>().vagueness_after));
  EXPECT_TRUE(rules_in_force(p, start, 7).blueprint_published);  // before the shock, so not put off
  p.of<Politics>().guidance_only = true;
  EXPECT_EQ(first(rules_in_force(p, start, 14).vagueness), first(p.of<Guidance>().vagueness_before));
  EXPECT_EQ(rules_in_force(p, start, 10).quarters_to_deadline, 6);
  EXPECT_TRUE(rules_in_force(p, start, 21).statute);
}

TEST(Shocks, WhatCovidCostsBodiesIsPaidBackOrMissing) {
  const auto margin = [](double share) {
    const Scenario scenario = with(synthetic_england(), "shocks.covid_reimbursed", share);
    return mean_of(scenario, Measure::margin, 12, 13);
  };
  // Half of a cost of 3 pp falls on bodies; in the first quarter nobody has learnt of it yet.
  EXPECT_NEAR(margin(1) - margin(0), 1.5, 1e-9);
  EXPECT_NEAR(margin(1) - margin(0.5), 0.75, 1e-9);
}

TEST(SustainabilityFund, BoardsRefuseWhatCostsMoreToSignThanItCanEarn) {
  const auto signed_by = [](double cost) {
    return mean_of(with(laboratory(), "sustainability_fund.signing_cost", cost), Measure::trusts_accepting, 0,
                   1);
  };
  EXPECT_GT(signed_by(0), signed_by(1));
  EXPECT_GT(signed_by(1), 0);
  EXPECT_LT(signed_by(4.5), 0.01);  // no fund is above 3.5 pp, and boards differ by 0.12
}

TEST(Finance, EvidenceReplacesLuckInStartingPositions) {
  Layout layout = one_system({{8, 0, 0}});
  for (std::size_t k = 0; k < 8; ++k) layout.organisations[k].position = k < 4 ? 1.5 : -1.5;
  Scenario scenario = scenario_of(layout, 1);
  const auto spread = [&](double weight) {
    double least = 1e9, most = -1e9;
    Workspace workspace;
    const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
    const Scenario weighted = with(scenario, "finance.evidence_weight", weight);
    simulate(weighted, 1, ids, workspace, [&](const Context&, const State& s) {
      for (int lane = 0; lane < lanes; ++lane) {
        const double gap = s.margin[OrganisationId{0}].lane(lane) - s.margin[OrganisationId{7}].lane(lane);
        least = std::min(least, gap);
        most = std::max(most, gap);
      }
    });
    return std::pair(least, most);
  };
  const double sd = std::hypot(first(scenario.parameters.of<Finance>().system_sd),
                               first(scenario.parameters.of<Finance>().organisation_sd));
  const auto [certain_least, certain_most] = spread(1);
  EXPECT_NEAR(certain_least, 3 * sd, 1e-9);
  EXPECT_NEAR(certain_most, 3 * sd, 1e-9);
  EXPECT_LT(spread(0).first, 0);
}

TEST(Councils, RicherReservesMeanLessPressure) {
  Layout layout = one_system({{0, 0, 3}});
  layout.organisations[0].position = 1;
  layout.organisations[1].position = -1;
  const Scenario scenario = scenario_of(layout, 1);
  Workspace workspace;
  const std::uint32_t ids[]{0};
  simulate(scenario, 1, ids, workspace, [&](const Context& c, const State&) {
    const double typical = first(social_care_pressure(c, OrganisationId{2})),
                 effect = first(c.of<Councils>().reserve_effect);
    EXPECT_DOUBLE_EQ(first(social_care_pressure(c, OrganisationId{0})), typical * (1 - effect));
    EXPECT_DOUBLE_EQ(first(social_care_pressure(c, OrganisationId{1})), typical * (1 + effect));
  });
}

}  // namespace
}  // namespace concord::test
