#include "experiments/runs/explain.hpp"

#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/walkout.hpp"
#include "tests/experiments/small_plan.hpp"
#include "tests/support/worlds.hpp"

#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

RunPlan country(int quarters = 12) {
  RunPlan plan = small_plan(6, Record::organisations);
  plan.scenario = synthetic_england();
  plan.scenario.quarters = quarters;
  plan.first_replicate = 3;
  return plan;
}
/// Everything that boards weigh is in force.
RunPlan with_everything(RunPlan plan) {
  Parameters& p = plan.scenario.parameters;
  p.of<AgreementMandate>().conditional_money = 0.4;
  p.of<Blueprint>().from = p.of<Ladder>().from = financial_quarter(2017, 3);
  p.of<Blueprint>().strength = 0.5;
  p.of<Pooling>().floor = 0.5;
  p.of<Support>().peer_cost = 0.3;
  p.of<Statute>().date = financial_quarter(2018, 4);
  p.of<Shocks>().covid_date = financial_quarter(2019, 1);
  p.of<Walkout>().rate = 1;
  p.of<Mergers>().prescribed_date = financial_quarter(2018, 2);
  return plan;
}
void set(RunPlan& plan, std::string_view path, double value) {
  find_parameter(path)->set(plan.scenario.parameters, value);
}

std::size_t term(const Reasons& reasons, std::string_view name) {
  for (std::size_t n = 0; n < reasons.terms.size(); ++n) {
    if (reasons.terms[n] == name) return n;
  }
  ADD_FAILURE() << "no term " << name;
  return 0;
}

/// The largest of a term's parts in any quarter, of anybody.
double largest(const Reasons& reasons, std::string_view name) {
  double most = 0;
  for (int t = 0; t < reasons.quarters; ++t) {
    for (int i = 0; i < reasons.organisations; ++i) {
      for (std::size_t a = 0; a < actions; ++a)
        most = std::max(most, std::abs(reasons.parts[reasons.part_at(t, i, term(reasons, name), a)]));
    }
  }
  return most;
}

TEST(Reasons, AddUpToTheUtilityOfEverybody) {
  for (const RunPlan& plan : {country(), with_everything(country())}) {
    const Reasons reasons = explain_run(plan, 2);
    ASSERT_EQ(reasons.quarters, 12);
    for (int t = 0; t < reasons.quarters; ++t) {
      for (int i = 0; i < reasons.organisations; ++i) {
        for (std::size_t a = 0; a < actions; ++a) {
          double sum = 0;
          for (std::size_t n = 0; n < reasons.terms.size(); ++n)
            sum += reasons.parts[reasons.part_at(t, i, n, a)];
          ASSERT_NEAR(sum, reasons.utility[reasons.at(t, i, a)], 1e-9);
        }
      }
    }
  }
}

TEST(Reasons, AreOfTheVeryRunOfTheEnsemble) {
  for (const RunPlan& plan : {country(), with_everything(country())}) {
    Block block;
    run_ensemble(plan, 1, [&](const Block& all) { block = all; });
    ASSERT_EQ(block.runs, plan.replicates);
    for (const int run : {0, 5}) {
      const Reasons reasons = explain_run(plan, run);
      for (const Record level : {Record::summary, Record::systems, Record::organisations})
        EXPECT_EQ(reasons.digest[static_cast<std::size_t>(level)], digest_of_run(block, run, level));
      const auto row = static_cast<std::size_t>(reasons.quarters * reasons.organisations);
      for (std::size_t column = 0; column < organisation_column_count; ++column) {
        for (std::size_t n = 0; n < row; ++n) {
          const float expected =
              block.organisation
                  [(column * static_cast<std::size_t>(block.runs) + static_cast<std::size_t>(run)) * row + n];
          const float found = reasons.columns[column * row + n];
          EXPECT_TRUE(found == expected || (std::isnan(found) && std::isnan(expected)));
        }
      }
    }
  }
}

TEST(Reasons, HaveNamesOfTheirOwnThatAllMatter) {
  const Reasons reasons = explain_run(with_everything(country()), 0);
  std::set<std::string_view> names(reasons.terms.begin(), reasons.terms.end());
  EXPECT_EQ(names.size(), reasons.terms.size());
  for (const std::string_view name : reasons.terms) EXPECT_GT(largest(reasons, name), 1e-4) << name;
}

// In the first quarter nothing has followed from choices yet: without its incentive a part is nothing, and no
// other part differs.
TEST(Reasons, NameTheIncentiveThatTheyComeFrom) {
  struct Incentive {
    std::string_view parameter, term;
    bool alone = true;  ///< of no account to any other term
  };
  RunPlan plan = with_everything(country(1));
  set(plan, "blueprint.from", plan.scenario.start.index);
  set(plan, "ladder.from", plan.scenario.start.index);
  set(plan, "statute.date", plan.scenario.start.index);
  set(plan, "pooling.open_from", plan.scenario.start.index);
  set(plan, "shocks.covid", 0);
  const Reasons before = explain_run(plan, 0);
  for (const Incentive& incentive :
       {Incentive{"duty.strength", "Duty to collaborate", false},
        Incentive{"pooling.peer_sanction", "Sanctions by peers"},
        Incentive{"statute.sanction", "Sanctions by the board"}, Incentive{"deadline.pressure", "Deadline"},
        Incentive{"blueprint.compliance", "Blueprint"}, Incentive{"relationships.reciprocity", "Trust"},
        Incentive{"footprint.exposure", "Deficits of other places"},
        Incentive{"agreement_mandate.conditional_money", "Conditional money", false},
        Incentive{"activity_income.extra_income", "Income from activity", false},
        Incentive{"activity_income.shifted_care", "Care shifted out of hospital", false},
        Incentive{"councils.delayed_discharge", "Delayed discharges", false},
        Incentive{"councils.joint_funding", "Joint funding of care", false}}) {
    RunPlan without = plan;
    set(without, incentive.parameter, 0);
    if (incentive.term == "Duty to collaborate") set(without, "statute.duty", 0);
    const Reasons after = explain_run(without, 0);
    EXPECT_GT(largest(before, incentive.term), 1e-4) << incentive.parameter;
    EXPECT_LT(largest(after, incentive.term), 1e-12) << incentive.parameter;  // but for rounding
    if (!incentive.alone) continue;
    for (std::size_t n = 0; n < before.terms.size(); ++n) {
      if (n == term(before, incentive.term)) continue;
      for (int i = 0; i < before.organisations; ++i) {
        for (std::size_t a = 0; a < actions; ++a)
          EXPECT_NEAR(before.parts[before.part_at(0, i, n, a)], after.parts[after.part_at(0, i, n, a)], 1e-12)
              << incentive.parameter << " and " << before.terms[n];
      }
    }
  }
}

/// How far the actions taken lie from what the chances let expect, in standard deviations, option by option.
std::array<double, actions> scores(const RunPlan& plan, int runs) {
  std::array<double, actions> surplus{}, variance{}, scores{};
  for (int run = 0; run < runs; ++run) {
    const Reasons reasons = explain_run(plan, run);
    for (std::size_t n = 0; n < reasons.chance.size(); ++n) {
      const double chance = reasons.chance[n];
      const bool taken = reasons.columns[n / actions] == static_cast<float>(n % actions);
      EXPECT_FALSE(taken && chance == 0);
      EXPECT_TRUE(chance >= 0 && chance <= 1 + 1e-12);
      surplus[n % actions] += (taken ? 1 : 0) - chance;
      variance[n % actions] += chance * (1 - chance);
    }
  }
  for (std::size_t a = 0; a < actions; ++a) scores[a] = surplus[a] / std::sqrt(variance[a]);
  return scores;
}

TEST(Reasons, GiveTheChancesThatWereInForce) {
  RunPlan usual = country(), merged = country(), walkouts = country(), imitating = country();
  merged.scenario.parameters.of<Mergers>().prescribed_date = financial_quarter(2017, 2);
  walkouts.scenario.parameters.of<Walkout>() = {.rate = 1, .return_rate = 0.1};
  walkouts.scenario.parameters.of<Councils>().reluctance_mean = 1;
  imitating.scenario.parameters.of<Behaviour>().imitation = 1;
  const double bound = 4;
  for (const RunPlan& plan : {usual, walkouts, imitating}) {
    for (const double score : scores(plan, 4)) EXPECT_LT(std::abs(score), bound);
  }
  // The CCGs of a merged system draw as one, some four at a time, which doubles the error of their sum.
  for (const double score : scores(merged, 4)) EXPECT_LT(std::abs(score), 2 * bound);
}

TEST(Reasons, OfMergedCcgsAreOneChoice) {
  RunPlan plan = country(3);
  plan.scenario.parameters.of<Mergers>().prescribed_date = plan.scenario.start;
  const Reasons reasons = explain_run(plan, 1);
  const World& world = *plan.scenario.world;
  for (int t = 0; t < reasons.quarters; ++t) {
    for (OrganisationId i : world.everybody()) {
      if (world.kind[i] != Kind::ccg) continue;
      const OrganisationId lead = *world.first_ccg[world.system[i]];
      for (std::size_t a = 0; a < actions; ++a)
        EXPECT_EQ(reasons.chance[reasons.at(t, i.index, a)], reasons.chance[reasons.at(t, lead.index, a)]);
    }
  }
}

TEST(Reasons, ACouncilThatIsOutHasNoChanceToActForTheSystem) {
  RunPlan plan = country();
  plan.scenario.parameters.of<Walkout>() = {.rate = 1, .return_rate = 0};
  plan.scenario.parameters.of<Councils>().reluctance_mean = 2;
  const Reasons reasons = explain_run(plan, 0);
  std::vector<bool> out(static_cast<std::size_t>(reasons.organisations));
  int left = 0;
  for (int t = 0; t < reasons.quarters; ++t) {
    for (OrganisationId i : plan.scenario.world->everybody()) {
      const auto row = static_cast<std::size_t>(i.index);
      const bool kept_out = reasons.chance[reasons.at(t, i.index, 2)] == 0;
      EXPECT_FALSE(kept_out && plan.scenario.world->kind[i] != Kind::council);
      EXPECT_FALSE(out[row] && !kept_out) << "came back";
      left += kept_out && !out[row] ? 1 : 0;
      out[row] = kept_out;
    }
  }
  EXPECT_GT(left, 0);
}

}  // namespace
}  // namespace concord::test
