// Limits of the whole quarter with all but one thing switched off: mean field of conditional cooperation, and
// what pooling does to risk.

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/control_total.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/dispute.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/switches.hpp"
#include "sim/math.hpp"
#include "sim/statistics/statistics.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

void each_batch(const Scenario& scenario, int replicates, const Observer& observe) {
  Workspace workspace;
  for (int first = 0; first < replicates; first += lanes) {
    std::vector<std::uint32_t> ids(lanes);
    std::iota(ids.begin(), ids.end(), static_cast<std::uint32_t>(first));
    simulate(scenario, 12345, ids, workspace, observe);
  }
}

TEST(WholeModel, WithNothingAtStakeAThirdChoosesEachOption) {
  // Not even money: at any precision the three options are worth the same.
  Scenario scenario = with(bare(synthetic_england()), "behaviour.choice_precision", 50);
  scenario.parameters.of<Switches>().finance = false;
  scenario.parameters.of<Support>().peer_cost = 0;  // of helping other systems: no switch turns it off
  constexpr int replicates = 64;
  // Draws of different quarters and bodies are independent, but CCGs of a merged system choose as one, so
  // only trusts count.
  const double draws = replicates * 225.0 * 24, error = std::sqrt(2.0 / 9 / draws);
  for (Measure share :
       {Measure::institution_share_trusts, Measure::place_share_trusts, Measure::system_share_trusts})
    EXPECT_NEAR(mean_of(scenario, share, 0, 24, replicates), 1.0 / 3, 4 * error);
}

// Mean field
// -------------------------------------------------------------------------------------------------

using Shares = std::array<double, actions>;

/// Trust follows at once what partners did last quarter, and nothing else counts: conditional cooperation in
/// one place of `trusts` members.
Scenario conditional_cooperators(int trusts, double reciprocity, double initial_trust, int quarters) {
  Scenario scenario = bare(scenario_of(one_system({{trusts, 0, 0}}), quarters));
  Parameters& p = scenario.parameters;
  p.of<Switches>().finance = p.of<Switches>().noise = false;
  p.of<Switches>().relationships = true;
  p.of<Relationships>() = {.social_weight_mean = 0,
                           .social_weight_sd = 0,
                           .reciprocity = reciprocity,
                           .initial_mean = initial_trust,
                           .initial_sd = 0,
                           .deficit_strain = 0,
                           .gain = 1,
                           .loss = 1};
  p.of<Blueprint>().strength = 0;
  p.of<Support>().central_capacity = 0;
  p.of<Support>().peer_capacity = 0;
  p.of<Behaviour>().memory = 0;
  p.of<Behaviour>().foregone_weight = 1;
  p.of<Statute>().date = never;
  return scenario;
}

/// Logit response to partners' cooperation at place and in the system (docs/ODD.md, 4.17).
Shares response(const Scenario& scenario, double at_place, double in_system) {
  const double gamma = first(scenario.parameters.of<Relationships>().reciprocity);
  const auto felt = [](double seen) { return std::clamp(seen, 0.01, 0.99) - 0.5; };
  const Shares utility{0, gamma * felt(at_place), gamma * (felt(in_system) + 0.35 * felt(at_place))};
  Shares p{};
  double sum = 0;
  for (std::size_t a = 0; a < actions; ++a)
    sum += p[a] = std::exp(first(scenario.parameters.of<Behaviour>().choice_precision) * utility[a]);
  for (double& share : p) share /= sum;
  return p;
}

/// The infinite population's next shares, and where it ends.
Shares mean_field(const Scenario& scenario, const Shares& p) {
  return response(scenario, p[1] + p[2], 0.5 * p[1] + p[2]);
}
Shares end_of(const Scenario& scenario, Shares p) {
  for (int t = 0; t < 10'000; ++t) p = mean_field(scenario, p);
  return p;
}

Shares shares_of(const Context& c, const State& s, int lane) {
  Shares p{};
  for (OrganisationId i : c.world.everybody()) p[static_cast<std::size_t>(s.action[i].lane(lane))] += 1;
  for (double& share : p) share /= c.world.organisation_count();
  return p;
}

TEST(WholeModel, ConditionalCooperatorsRespondByLogitToWhatTheySaw) {
  constexpr int n = 500, quarters = 24;
  const Scenario scenario = conditional_cooperators(n, 1.4, 0.5, quarters);
  std::array<Shares, lanes> before{};
  std::array<double, actions> expected{}, variance{}, seen{};
  each_batch(scenario, 32, [&](const Context& c, const State& s) {
    for (int lane = 0; lane < lanes; ++lane) {
      const Shares now = shares_of(c, s, lane);
      Shares& last = before[static_cast<std::size_t>(lane)];
      if (!c.first()) {
        // Nobody sees itself: those who chose a last quarter saw the others without one a.
        for (std::size_t own = 0; own < actions; ++own) {
          const double count = last[own] * n, others = n - 1;
          const double at_place = ((last[1] + last[2]) * n - (own > 0 ? 1 : 0)) / others;
          const double in_system = ((0.5 * last[1] + last[2]) * n - 0.5 * static_cast<double>(own)) / others;
          const Shares p = response(scenario, at_place, in_system);
          for (std::size_t a = 0; a < actions; ++a) {
            expected[a] += count * p[a];
            variance[a] += count * p[a] * (1 - p[a]);
          }
        }
        for (std::size_t a = 0; a < actions; ++a) seen[a] += now[a] * n;
      }
      last = now;
    }
  });
  // Given the quarter before, choices are independent: errors of all quarters add up as a martingale's.
  for (std::size_t a = 0; a < actions; ++a)
    EXPECT_NEAR(seen[a], expected[a], 4 * std::sqrt(variance[a])) << a;
}

TEST(WholeModel, MeanFieldOfConditionalCooperationAndItsTippingPoint) {
  constexpr Shares nobody{0.98, 0.01, 0.01}, everybody{0.01, 0.01, 0.98};
  const auto apart = [&](double reciprocity) {
    const Scenario scenario = conditional_cooperators(1, reciprocity, 0.5, 1);
    return end_of(scenario, nobody)[0] - end_of(scenario, everybody)[0];
  };
  // The mean field's tipping point in reciprocity: below it every start ends alike, above it two ends exist.
  double low = 0.1, high = 6;
  for (int n = 0; n < 30; ++n) {
    const double middle = (low + high) / 2;
    (apart(middle) > 0.01 ? high : low) = middle;
  }
  constexpr int n = 2'000, quarters = 60, replicates = 16;
  for (const double factor : {0.8, 1.25}) {
    std::array<double, 2> ends{};
    for (const bool hopeful : {false, true}) {
      const Scenario scenario = conditional_cooperators(n, low * factor, hopeful ? 0.95 : 0.05, quarters);
      const double theory = end_of(scenario, hopeful ? everybody : nobody)[0];
      std::array<double, lanes> sum{};
      Moments moments;
      each_batch(scenario, replicates, [&](const Context& c, const State& s) {
        for (int lane = 0; lane < lanes; ++lane) {
          double& mean = sum[static_cast<std::size_t>(lane)];
          if (c.first()) mean = 0;
          if (c.rules.t >= quarters / 2) mean += shares_of(c, s, lane)[0] / (quarters / 2.0);
          if (c.rules.t == quarters - 1) moments.add(mean);
        }
      });
      // Replicates are independent. What a finite population adds, of order 1 / n, is smaller than one error.
      const double error = moments.deviation() / std::sqrt(static_cast<double>(replicates));
      EXPECT_GT(error, 0.2 / n);
      EXPECT_NEAR(moments.mean(), theory, 4 * error + 1.0 / n) << factor << (hopeful ? ", hopeful" : ", not");
      ends[hopeful ? 1 : 0] = moments.mean();
    }
    EXPECT_EQ(ends[0] - ends[1] > 0.2, factor > 1) << ends[0] << ", " << ends[1];
  }
}

// Pooling
// ----------------------------------------------------------------------------------------------------

constexpr double yearly_sd = 0.6, quarterly_sd = 1.2;

/// `members` equal trusts whose accounts differ from their control totals by luck and by `headroom`, pp.
Scenario lucky_trusts(int members, double headroom, double pooled) {
  Scenario scenario = bare(scenario_of(one_system({{members, 0, 0}}), 4));
  Parameters& p = scenario.parameters;
  p.of<Switches>().finance = false;
  p.of<Switches>().fund = true;
  p.of<Integration>().place_saving = p.of<Integration>().system_saving = 0;
  p.of<Finance>().improvement = 1;
  p.of<Finance>().improvement_sd = 0;
  p.of<Surprises>() = {
      .quarterly_sd = quarterly_sd, .yearly_sd = yearly_sd, .system_sd = 0, .overspend_chance = 0};
  p.of<ControlTotal>().ask_share = p.of<ControlTotal>().ratchet = 0;
  p.of<ControlTotal>().ask_base = p.of<Finance>().improvement - headroom;
  p.of<Dispute>().impossible_gap = 100;
  p.of<Pooling>().floor = pooled;
  p.of<Pooling>().floor_from = pooled > 0 ? scenario.start : never;
  p.of<Pooling>().open_from = never;
  p.of<Designation>().first_wave_systems = 0;
  return scenario;
}

/// Of the year's outturn: one yearly and the mean of four quarterly surprises.
const double outturn_sd = std::sqrt(yearly_sd * yearly_sd + quarterly_sd * quarterly_sd / 4);
double phi(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

TEST(WholeModel, PoolingDividesTheDeviationOfTheOutturnByTheRootOfN) {
  constexpr int replicates = 16'000;
  for (const int n : {1, 4, 9, 25}) {
    Moments own, pool;
    each_batch(lucky_trusts(n, 0.3, 0), replicates, [&](const Context& c, const State& s) {
      if (c.rules.t != 3) return;
      for (int lane = 0; lane < lanes; ++lane) {
        const OrganisationId first{0};
        own.add((s.year_to_date[first] - s.control_total[first]).lane(lane));
        pool.add(s.measures[SystemMeasure::outturn_gap][SystemId{0}].lane(lane));
      }
    });
    // A sample deviation of normal values has error sigma / sqrt(2 (R - 1)), a mean sigma / sqrt(R).
    for (const auto& [moments, sd] :
         {std::pair(own, outturn_sd), std::pair(pool, outturn_sd / std::sqrt(n))}) {
      EXPECT_NEAR(moments.deviation(), sd, 4 * sd / std::sqrt(2.0 * (replicates - 1))) << n;
      EXPECT_NEAR(moments.mean(), 0.3, 4 * sd / std::sqrt(static_cast<double>(replicates))) << n;
    }
  }
}

TEST(WholeModel, OwnAndPooledChancesOfEarningTheFundAreTheNormalOnes) {
  // Own: Phi(m / sigma); pooled: Phi(m sqrt(n) / sigma). So pooling pays exactly where targets are within
  // reach.
  constexpr int n = 9, replicates = 16'000;
  for (const double headroom : {-0.4, 0.0, 0.4}) {
    for (const double pooled : {0.0, 1.0}) {
      Moments earned;
      each_batch(lucky_trusts(n, headroom, pooled), replicates, [&](const Context& c, const State& s) {
        if (c.rules.t != 3) return;
        for (int lane = 0; lane < lanes; ++lane) earned.add((s.fund_earned / s.fund_stake).lane(lane));
      });
      const double chance = phi(headroom / outturn_sd * (pooled > 0 ? std::sqrt(n) : 1));
      // Pooled, a replicate is one draw, all or nothing; unpooled, n of them.
      const double error = std::sqrt(chance * (1 - chance) / replicates / (pooled > 0 ? 1 : n));
      EXPECT_NEAR(earned.mean(), chance, 4 * error) << headroom << ", pooled " << pooled;
    }
  }
}

TEST(WholeModel, SureMembersVoteToPoolIfAndOnlyIfTheTotalIsWithinReach) {
  // With nothing but the chances to weigh, and no luck in the ballot: Phi(m sqrt(n) / s) > Phi(m / s).
  for (const double headroom : {-0.4, -0.05, 0.05, 0.4}) {
    Scenario scenario = lucky_trusts(9, headroom, 0);
    Parameters& p = scenario.parameters;
    p.of<Behaviour>().optimism = 0;
    p.of<Pooling>().open_from = scenario.start;
    p.of<Pooling>().flexibility = p.of<Pooling>().control_loss = p.of<Pooling>().miss_cost =
        p.of<Pooling>().slippage = 0;
    p.of<Pooling>().risk_aversion = 0;
    p.of<Pooling>().vote_precision = 1e6;
    EXPECT_EQ(mean_of(scenario, Measure::pooled_share, 0, 1), headroom > 0 ? 1 : 0) << headroom;
  }
}

TEST(WholeModel, ACommonShockLimitsWhatPoolingCanDo) {
  // Luck shared by a system does not pool away: variance sigma^2 / n + tau^2.
  constexpr int n = 25, replicates = 16'000;
  Scenario scenario = lucky_trusts(n, 0, 0);
  scenario.parameters.of<Surprises>().system_sd = 0.8;
  Moments pool;
  each_batch(scenario, replicates, [&](const Context& c, const State& s) {
    if (c.rules.t != 3) return;
    for (int lane = 0; lane < lanes; ++lane)
      pool.add(s.measures[SystemMeasure::outturn_gap][SystemId{0}].lane(lane));
  });
  const double sd = std::sqrt(outturn_sd * outturn_sd / n + 0.8 * 0.8);
  EXPECT_NEAR(pool.deviation(), sd, 4 * sd / std::sqrt(2.0 * (replicates - 1)));
}

}  // namespace
}  // namespace concord::test
