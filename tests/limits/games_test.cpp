// The model's own learning, choice and imitation in games whose answer is known.

#include "sim/statistics/statistics.hpp"
#include "tests/limits/chains.hpp"
#include "tests/limits/players.hpp"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

/// Learning without memory, with equal weight on what was not chosen: plain logit response.
Behaviour logit(double precision, double memory = 0) {
  return {.choice_precision = precision, .memory = memory, .foregone_weight = 1};
}

// Quantal-response equilibria of linear public-goods games
// ---------------------------------------------------

TEST(Games, QuantalResponseOfTheLinearPublicGoodsGame) {
  // A contribution of 1 comes back r-fold, divided among n: whatever the others do, contributing costs
  // 1 - r / n, so that p = 1 / (1 + exp(lambda (1 - r / n))). What others gave moves both options alike.
  struct Case {
    int members;
    double factor, precision;
  };
  constexpr int groups = 100, quarters = 40;
  for (const Case game :
       {Case{2, 1.5, 2}, Case{6, 2.4, 0.5}, Case{6, 2.4, 2}, Case{6, 2.4, 6}, Case{6, 9, 2}}) {
    Players players(groups, game.members, logit(game.precision));
    const double each = game.factor / game.members;
    double contributed = 0;
    for (int t = 0; t < quarters; ++t) {
      players.context.rules.t = t;
      for (SystemId group : players.context.world.all_systems()) {
        const Real given = players.takers(group, 2);
        for (OrganisationId i : players.context.world.members(group)) {
          const Real by_others = given - number(players.state.last_action[i] == 2.0);
          players.utility(i) = {each * by_others, no_option, each * (by_others + 1.0) - 1.0};
        }
        players.decide(group);
        for (int lane = 0; lane < lanes; ++lane) contributed += players.takers(group, 2).lane(lane);
      }
    }
    const double choices = static_cast<double>(players.count()) * quarters * lanes;
    const double p = 1 / (1 + std::exp(game.precision * (1 - each)));
    // Choices are independent, as the difference of payoffs never changes: the error is binomial.
    EXPECT_NEAR(contributed / choices, p, 4 * std::sqrt(p * (1 - p) / choices))
        << game.members << " members, factor " << game.factor << ", precision " << game.precision;
  }
}

TEST(Games, QuantalResponseOfNestedPublicGoods) {
  // Keep, give to the place (4 members, doubled) or to the system (12 members, times 4.2).
  constexpr double place = 2.0 / 4 - 1, system = 4.2 / 12 - 1, precision = 3;
  Players players(50, 12, logit(precision));
  std::array<double, actions> chosen{};
  constexpr int quarters = 40;
  for (int t = 0; t < quarters; ++t) {
    players.context.rules.t = t;
    for (SystemId group : players.context.world.all_systems()) {
      const Real given = 4.2 / 12 * players.takers(group, 2);
      for (OrganisationId i : players.context.world.members(group))
        players.utility(i) = {given, given + place, given + system};
      players.decide(group);
      for (std::size_t a = 0; a < actions; ++a) {
        for (int lane = 0; lane < lanes; ++lane)
          chosen[a] += players.takers(group, static_cast<double>(a)).lane(lane);
      }
    }
  }
  const double choices = static_cast<double>(players.count()) * quarters * lanes;
  const double sum = 1 + std::exp(precision * place) + std::exp(precision * system);
  const std::array<double, actions> expected{1 / sum, std::exp(precision * place) / sum,
                                             std::exp(precision * system) / sum};
  for (std::size_t a = 0; a < actions; ++a) {
    const double p = expected[a];
    EXPECT_NEAR(chosen[a] / choices, p, 4 * std::sqrt(p * (1 - p) / choices)) << a;
  }
}

TEST(Games, FullRationalityTakesTheBestOptionHoweverSlightlyBetter) {
  Players players(1, 300, logit(1e6));
  for (OrganisationId i : players.context.world.everybody()) {
    players.utility(i) = {0.0, 0.0, 0.0};
    players.utility(i)[static_cast<std::size_t>(i.index % 3)] = 1e-4;
  }
  players.decide(SystemId{0});
  for (OrganisationId i : players.context.world.everybody()) {
    for (int lane = 0; lane < lanes; ++lane) EXPECT_EQ(players.state.action[i].lane(lane), i.index % 3);
  }
}

// Threshold public good
// --------------------------------------------------------------------------------------

/// Five members, a benefit of 1 to all if three contribute, a cost of 0.2: what a member adds by contributing
/// when each of the others does so with chance p.
constexpr int threshold_members = 5, threshold_needed = 3;
constexpr double threshold_cost = 0.2;
double gain(double p) {
  return static_cast<double>(binomial(threshold_members - 1, threshold_needed - 1)) *
             std::pow(p, threshold_needed - 1) * std::pow(1 - p, threshold_members - threshold_needed) -
         threshold_cost;
}
double response(double precision, double p) { return 1 / (1 + std::exp(-precision * gain(p))); }

double root(const std::function<double(double)>& f, double low, double high) {
  const bool rising = f(low) < 0;
  for (int n = 0; n < 60; ++n) {
    const double middle = (low + high) / 2;
    ((f(middle) < 0) == rising ? low : high) = middle;
  }
  return (low + high) / 2;
}
double mixed_equilibrium(bool stable) { return stable ? root(gain, 0.5, 1) : root(gain, 0, 0.5); }

TEST(Games, FullyRationalMembersContributeBetweenTheMixedEquilibria) {
  // c = C(n - 1, k - 1) p^(k - 1) (1 - p)^(n - k) at both: best response changes there and nowhere else.
  EXPECT_NEAR(mixed_equilibrium(false), 0.2403, 5e-5);
  EXPECT_NEAR(mixed_equilibrium(true), 0.7597, 5e-5);
  Players players(1, 10, logit(1e6));
  for (int n = 0; n <= 1000; ++n) {
    const double p = n / 1000.0;
    players.context.rules.t = 0;
    for (OrganisationId i : players.context.world.everybody()) {
      // Both options' payoffs, summed over how many of the four others contribute.
      double without = 0, with = -threshold_cost;
      for (int others = 0; others < threshold_members; ++others) {
        const double chance = static_cast<double>(binomial(threshold_members - 1, others)) *
                              std::pow(p, others) * std::pow(1 - p, threshold_members - 1 - others);
        without += others >= threshold_needed ? chance : 0;
        with += others + 1 >= threshold_needed ? chance : 0;
      }
      players.utility(i) = {without, no_option, with};
    }
    players.decide(SystemId{0});
    const bool inside = p > mixed_equilibrium(false) && p < mixed_equilibrium(true);
    for (int lane = 0; lane < lanes; ++lane)
      EXPECT_EQ(players.takers(SystemId{0}, 2).lane(lane), inside ? 10 : 0) << p;
  }
}

/// A population that believes the share which contributed last quarter; mean share of `quarters` after
/// `settling`, one value a replicate. Averages of attractions damp what would otherwise swing.
std::vector<double> shares_in_threshold_game(double precision, double memory, double belief, int settling,
                                             int quarters, int members, double& variance) {
  std::vector<double> means;
  variance = 0;
  for (std::uint32_t first = 0; first < 32; first += lanes) {
    Players players(1, members, logit(precision, memory), first);
    Real share = belief, sum = 0, squares = 0;
    for (int t = 0; t < settling + quarters; ++t) {
      players.context.rules.t = t;
      Real contributing = 0;
      for (int lane = 0; lane < lanes; ++lane) contributing.set_lane(lane, gain(share.lane(lane)));
      for (OrganisationId i : players.context.world.everybody())
        players.utility(i) = {0.0, no_option, contributing};
      players.decide(SystemId{0});
      share = players.takers(SystemId{0}, 2) / members;
      if (t < settling) continue;
      sum += share;
      squares += share * share;
    }
    for (int lane = 0; lane < lanes; ++lane) {
      means.push_back(sum.lane(lane) / quarters);
      variance += (squares.lane(lane) / quarters - means.back() * means.back()) / 32;
    }
  }
  return means;
}

TEST(Games, ThresholdGameSettlesAtItsQuantalResponseAndNearsTheMixedEquilibrium) {
  struct Case {
    double precision, memory;
  };
  double distance = 1;
  for (const Case game : {Case{8, 0.5}, Case{40, 0.95}}) {
    constexpr int members = 4'000;
    const auto excess = [&](double p) { return response(game.precision, p) - p; };
    const double equilibrium = root(excess, 0.5, 1);
    double variance = 0;
    const std::vector<double> means =
        shares_in_threshold_game(game.precision, game.memory, 0.5, 150, 100, members, variance);
    Moments moments;
    for (const double mean : means) moments.add(mean);
    // Finitely many members make the share fluctuate; the curvature of the response then moves its mean.
    constexpr double h = 1e-4;
    const double slope =
        (response(game.precision, equilibrium + h) - response(game.precision, equilibrium - h)) / (2 * h);
    const double curvature = (response(game.precision, equilibrium + h) - 2 * equilibrium +
                              response(game.precision, equilibrium - h)) /
                             (h * h);
    const double moved = std::abs(curvature) / 2 * variance / (1 - slope);
    EXPECT_NEAR(moments.mean(), equilibrium, 4 * moments.deviation() / std::sqrt(32.0) + moved)
        << game.precision;
    EXPECT_LT(mixed_equilibrium(true) - equilibrium, distance / 2);
    distance = mixed_equilibrium(true) - equilibrium;
  }
  EXPECT_NEAR(root([](double p) { return response(8, p) - p; }, 0.5, 1), 0.6732, 5e-5);
}

TEST(Games, TheUnstableMixedEquilibriumDividesWhereTheThresholdGameEnds) {
  double variance = 0;
  const double unstable = mixed_equilibrium(false),
               high = root([](double p) { return response(40, p) - p; }, 0.5, 1);
  for (const double share : shares_in_threshold_game(40, 0.95, unstable - 0.05, 150, 1, 1'000, variance))
    EXPECT_LT(share, 0.02);
  for (const double share : shares_in_threshold_game(40, 0.95, unstable + 0.05, 150, 1, 1'000, variance))
    EXPECT_NEAR(share, high, 0.1);
}

// Conditional cooperation: a potential game
// ------------------------------------------------------------------

TEST(Games, ConditionalCooperatorsFollowTheGibbsLaw) {
  // One after another, each of n weighs gamma x the share of others that cooperate against a cost of gamma
  // / 2. Long-run law (Blume, 1993): pi(k) ~ C(n, k) exp(lambda (gamma k (k - 1) / (2 (n - 1)) - c k)), which
  // has two peaks above lambda gamma = 4 in the mean-field limit. Members revise in turn, which has the same
  // law.
  constexpr int n = 10, batches = 25, sweeps = 4'000;
  struct Case {
    double precision, reciprocity;
    int peaks;
  };
  for (const Case game : {Case{1.5, 2.0, 1}, Case{2.4, 1.9, 2}, Case{3.0, 1.9, 2}}) {
    const double cost = game.reciprocity / 2;
    std::array<double, n + 1> law{};
    double sum = 0;
    for (int k = 0; k <= n; ++k) {
      sum += law[static_cast<std::size_t>(k)] =
          static_cast<double>(binomial(n, k)) *
          std::exp(game.precision * (game.reciprocity * k * (k - 1) / (2.0 * (n - 1)) - cost * k));
    }
    for (double& share : law) share /= sum;
    EXPECT_EQ(law[n / 2] < law[1] ? 2 : 1, game.peaks);

    Players players(n, 1, logit(game.precision));
    std::array<Moments, n + 1> seen;  // of batch means, long against the chain's memory
    Real cooperating = 0;
    int t = 0;
    for (int batch = -1; batch < batches; ++batch) {  // the first batch settles
      std::array<std::array<int, lanes>, n + 1> visits{};
      for (int sweep = 0; sweep < sweeps; ++sweep) {
        for (SystemId one : players.context.world.all_systems()) {
          const OrganisationId i{one.index};
          players.context.rules.t = t;
          const Real others = cooperating - number(players.state.last_action[i] == 2.0);
          players.utility(i) = {0.0, no_option, game.reciprocity / (n - 1) * others - cost};
          players.decide(one);
          cooperating = others + number(players.state.last_action[i] == 2.0);
        }
        ++t;
        for (int lane = 0; lane < lanes; ++lane)
          ++visits[static_cast<std::size_t>(cooperating.lane(lane))][static_cast<std::size_t>(lane)];
      }
      if (batch < 0) continue;
      for (std::size_t k = 0; k <= n; ++k) {
        for (const int count : visits[k]) seen[k].add(static_cast<double>(count) / sweeps);
      }
    }
    for (std::size_t k = 0; k <= n; ++k) {
      const double error = seen[k].deviation() / std::sqrt(static_cast<double>(batches * lanes));
      // 33 comparisons: by chance one exceeds 4.5 errors in 4,500 seeds.
      EXPECT_NEAR(seen[k].mean(), law[k], 4.5 * error)
          << k << " of " << n << ", precision " << game.precision;
    }
  }
}

// Imitation
// --------------------------------------------------------------------------------------------------

TEST(Games, ImitationFollowsTheFermiRule) {
  constexpr int members = 1'000, cooperators = 300, rounds = 1'000;
  const Behaviour behaviour{.imitation = 0.4, .imitation_intensity = 2};
  constexpr double ahead = 0.7;  // of cooperators, pp
  Players players(1, members, behaviour);
  State& s = players.state;
  double joined = 0, left = 0;
  for (int t = 1; t <= rounds; ++t) {
    players.context.rules.t = t;
    for (OrganisationId i : players.context.world.everybody()) {
      s.last_action[i] = i.index < cooperators ? 2.0 : 0.0;
      s.action[i] = s.last_action[i];
      s.utility[i] = {0.0, 0.0, ahead};
    }
    imitate(players.context, s);
    for (OrganisationId i : players.context.world.everybody()) {
      for (int lane = 0; lane < lanes; ++lane)
        (i.index < cooperators ? left : joined) +=
            s.action[i].lane(lane) == s.last_action[i].lane(lane) ? 0 : 1;
    }
  }
  const auto expect = [&](double seen, int from, int to, double gained) {
    const double p = static_cast<double>(to) / members * 0.4 / (1 + std::exp(-2 * gained));
    const double draws = static_cast<double>(from) * rounds * lanes;
    EXPECT_NEAR(seen / draws, p, 4 * std::sqrt(p * (1 - p) / draws));
  };
  expect(joined, members - cooperators, cooperators, ahead);
  expect(left, cooperators, members - cooperators, -ahead);
}

}  // namespace
}  // namespace concord::test
