// Fermi imitation in the collective-risk dilemma against what Santos and Pacheco (2011) and the theory of
// birth-death chains say. Replicates are independent, so the standard error of a time average is taken from
// their spread: autocorrelation within a run needs no model.

#include "sim/statistics/statistics.hpp"
#include "tests/limits/chains.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

constexpr std::uint64_t seed = 12345;
constexpr int replicates = 64;
/// 13 cases by 2 rules of pairing by 6 statistics are compared with t of 63 degrees: by chance one of them
/// exceeds 5 in 1,400 seeds.
constexpr double standard_errors = 5;
/// Bound on what is left of the start in the distribution of the chain, and so in any share of time.
constexpr double left_of_start = 1e-4;

/// Statistics of the number of contributors; each is linear in the time spent with k contributors.
struct Statistic {
  const char* name;
  std::function<double(int k, int population)> of;
};
const Statistic statistics[]{
    {"share of contributors", [](int k, int size) { return static_cast<double>(k) / size; }},
    {"second moment", [](int k, int size) { return static_cast<double>(k) * k / size / size; }},
    {"nobody contributes", [](int k, int) { return k == 0 ? 1 : 0; }},
    {"up to a tenth", [](int k, int size) { return 10 * k <= size ? 1 : 0; }},
    {"up to half", [](int k, int size) { return 2 * k <= size ? 1 : 0; }},
    {"at least four fifths", [](int k, int size) { return 5 * k >= 4 * size ? 1 : 0; }},
};

double mean_of(const Statistic& statistic, const std::vector<double>& distribution) {
  double sum = 0;
  for (std::size_t k = 0; k < distribution.size(); ++k)
    sum += distribution[k] * statistic.of(static_cast<int>(k), static_cast<int>(distribution.size()) - 1);
  return sum;
}

/// Steps from the start until the chain's own distribution is that close to the stationary one.
std::uint32_t settling_time(const CollectiveRiskGame& game, const Chain& chain) {
  const std::vector<double> target = stationary(chain);
  std::vector<double> now(target.size(), 0);
  now[static_cast<std::size_t>(game.contributors)] = 1;
  std::uint32_t t = 0;
  for (; total_variation(now, target) > left_of_start; ++t) advance(chain, now);
  return t;
}

/// Time averages of each statistic, one value a replicate.
std::vector<std::vector<double>> averages(const CollectiveRiskGame& game, std::uint32_t settling,
                                          std::uint32_t steps) {
  std::vector<std::vector<double>> values(std::size(statistics));
  Visits visits;
  for (std::uint32_t first = 0; first < replicates; first += lanes) {
    std::vector<std::uint32_t> batch(lanes);
    std::iota(batch.begin(), batch.end(), first);
    play(game, seed, batch, settling, steps, visits);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      std::vector<double> share;
      for (const auto& of_lanes : visits) share.push_back(static_cast<double>(of_lanes[lane]) / steps);
      for (std::size_t n = 0; n < values.size(); ++n) values[n].push_back(mean_of(statistics[n], share));
    }
  }
  return values;
}

/// Distances from theory, in standard errors; what the start may leave behind does not count.
std::vector<double> distances(const std::vector<std::vector<double>>& values,
                              const std::vector<double>& theory) {
  std::vector<double> out;
  for (std::size_t n = 0; n < values.size(); ++n) {
    Moments moments;
    for (const double value : values[n]) moments.add(value);
    const double error = std::max(moments.deviation() / std::sqrt(replicates), 1e-9);
    out.push_back(std::max(std::abs(moments.mean() - mean_of(statistics[n], theory)) - left_of_start, 0.0) /
                  error);
  }
  return out;
}

void expect_stationary_law(CollectiveRiskGame game) {
  for (const Pairing pairing : {Pairing::others, Pairing::everybody}) {
    game.pairing = pairing;
    const Chain chain = chain_of(game);
    const auto distance = distances(averages(game, settling_time(game, chain), 200'000), stationary(chain));
    for (std::size_t n = 0; n < distance.size(); ++n)
      EXPECT_LT(distance[n], standard_errors)
          << statistics[n].name << ", group " << game.group << ", risk " << game.risk << ", model from "
          << (pairing == Pairing::others ? "the others" : "everybody");
  }
}

TEST(CollectiveRisk, StationaryLawForEveryRisk) {
  for (const double risk : {0.2, 0.4, 0.6, 0.8, 1.0}) expect_stationary_law({.risk = risk});
}

TEST(CollectiveRisk, StationaryLawForEveryGroupSize) {
  // Half of the group must contribute.
  for (const int group : {4, 6, 12, 24, 48}) {
    for (const double risk : {0.5, 1.0}) {
      if (group == 6 && risk == 1.0) continue;  // above
      expect_stationary_law({.group = group, .threshold = group / 2, .risk = risk});
    }
  }
}

TEST(CollectiveRisk, RiskMakesContributorsAndSmallGroupsDoMore) {
  // The findings of Santos and Pacheco, in the exact chain: what the simulation above was held against.
  const auto share = [](const CollectiveRiskGame& game) {
    return mean_of(statistics[0], stationary(chain_of(game)));
  };
  for (const double risk : {0.2, 0.4, 0.6, 0.8})
    EXPECT_LT(share({.risk = risk}), share({.risk = risk + 0.2}) - 0.02) << risk;
  for (const int group : {4, 12})
    EXPECT_GT(share({.group = group, .threshold = group / 2, .risk = 1}),
              share({.group = 2 * group, .threshold = group, .risk = 1}) + 0.1);
}

TEST(CollectiveRisk, TheTwoRulesOfPairingDifferByLittle) {
  // In the exact chains, over all games above: what docs/validation.md says.
  double most = 0;
  const auto compare = [&](CollectiveRiskGame game) {
    game.pairing = Pairing::others;
    const auto others = stationary(chain_of(game));
    game.pairing = Pairing::everybody;
    most = std::max(most, total_variation(others, stationary(chain_of(game))));
  };
  for (const double risk : {0.2, 0.4, 0.6, 0.8, 1.0}) compare({.risk = risk});
  for (const int group : {4, 6, 12, 24, 48}) {
    for (const double risk : {0.5, 1.0}) compare({.group = group, .threshold = group / 2, .risk = risk});
  }
  EXPECT_NEAR(most, 0.012, 5e-4);
}

TEST(CollectiveRisk, TheTwoRulesOfPairingAreToldApart) {
  // A rule simulated and held against the chain of the other must fail, or the tests above show nothing.
  for (const Pairing pairing : {Pairing::others, Pairing::everybody}) {
    const CollectiveRiskGame game{.group = 48, .threshold = 24, .risk = 0.5, .pairing = pairing};
    CollectiveRiskGame other = game;
    other.pairing = pairing == Pairing::others ? Pairing::everybody : Pairing::others;
    const auto values = averages(game, settling_time(game, chain_of(game)), 500'000);
    EXPECT_LT(std::ranges::max(distances(values, stationary(chain_of(game)))), standard_errors);
    EXPECT_GT(std::ranges::max(distances(values, stationary(chain_of(other)))), standard_errors);
  }
}

TEST(CollectiveRisk, AConstantDisadvantageFixesByTheClosedForm) {
  // Without risk a contributor is c behind whatever the others do. One of them among Z takes over with chance
  // (1 - e^(beta c)) / (1 - e^(Z beta c)), for both rules (Traulsen, Nowak and Pacheco, 2006).
  constexpr std::uint32_t populations = 8'000;
  for (const Pairing pairing : {Pairing::others, Pairing::everybody}) {
    const CollectiveRiskGame game{.population = 10,
                                  .group = 4,
                                  .threshold = 2,
                                  .contributors = 1,
                                  .contribution = 0.1,
                                  .risk = 0,
                                  .selection = 1,
                                  .mutation = 0,
                                  .pairing = pairing};
    std::uint32_t fixed = 0, lost = 0;
    Visits visits;
    for (std::uint32_t first = 0; first < populations; first += lanes) {
      std::vector<std::uint32_t> batch(lanes);
      std::iota(batch.begin(), batch.end(), first);
      play(game, seed, batch, 5'000, 1, visits);
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        fixed += visits[10][lane] == 1 ? 1U : 0U;
        lost += visits[0][lane] == 1 ? 1U : 0U;
      }
    }
    EXPECT_EQ(fixed + lost, populations);
    const double chance = std::expm1(0.1) / std::expm1(1.0);
    const double error = std::sqrt(chance * (1 - chance) / populations);
    EXPECT_NEAR(static_cast<double>(fixed) / populations, chance, 4 * error);
  }
}

/// What a contributor is ahead in an infinite population of which a share x contributes:
/// r C(N - 1, M - 1) x^(M - 1) (1 - x)^(N - M) - c.
double gradient(const CollectiveRiskGame& game, double x) {
  return game.risk * static_cast<double>(binomial(game.group - 1, game.threshold - 1)) *
             std::pow(x, game.threshold - 1) * std::pow(1 - x, game.group - game.threshold) -
         game.contribution;
}

/// Where `f` changes sign between low and high, by halving.
double root(const std::function<double(double)>& f, double low, double high) {
  const bool rising = f(low) < 0;
  for (int n = 0; n < 60; ++n) {
    const double middle = (low + high) / 2;
    ((f(middle) < 0) == rising ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// The interior roots, if any: the gradient is highest at x = (M - 1) / (N - 1).
std::vector<double> roots(const CollectiveRiskGame& game) {
  const double top = static_cast<double>(game.threshold - 1) / (game.group - 1);
  if (gradient(game, top) <= 0) return {};
  const auto f = [&](double x) { return gradient(game, x); };
  return {root(f, 0, top), root(f, top, 1)};
}

/// The same of the finite population, interpolated between whole numbers of contributors.
std::vector<double> finite_roots(const CollectiveRiskGame& game) {
  std::vector<double> found;
  const auto ahead = [&](int k) {
    const RiskPayoffs mean = mean_payoffs(game, k);
    return mean.contributor - mean.other;
  };
  for (int k = 1; k + 1 < game.population; ++k) {
    const double here = ahead(k), next = ahead(k + 1);
    if ((here < 0) != (next < 0)) found.push_back((k + here / (here - next)) / game.population);
  }
  return found;
}

TEST(CollectiveRisk, RootsOfTheFinitePopulationApproachThoseOfTheInfinite) {
  for (const int group : {4, 6, 12, 24, 48}) {
    for (const double risk : {0.2, 0.4, 0.6, 0.8, 1.0}) {
      CollectiveRiskGame game{.group = group, .threshold = group / 2, .risk = risk};
      const std::vector<double> infinite = roots(game);
      std::array<double, 2> distance{};
      for (std::size_t n = 0; n < 2; ++n) {
        game.population = n == 0 ? 2'000 : 20'000;
        const std::vector<double> finite = finite_roots(game);
        ASSERT_EQ(finite.size(), infinite.size()) << group << ", " << risk << ", " << game.population;
        for (std::size_t k = 0; k < finite.size(); ++k)
          distance[n] = std::max(distance[n], std::abs(finite[k] - infinite[k]));
      }
      // Of order 1 / Z: ten times the population, a tenth of the distance.
      if (!infinite.empty()) {
        EXPECT_NEAR(distance[1] / distance[0], 0.1, 0.03) << group << ", " << risk;
      }
    }
  }
}

TEST(CollectiveRisk, ALargePopulationStaysAtTheStableRootAndLeavesTheUnstableOne) {
  CollectiveRiskGame game{.population = 2'000, .risk = 0.6, .mutation = 0};
  const std::vector<double> finite = finite_roots(game);
  ASSERT_EQ(finite.size(), 2U);
  const std::vector<std::uint32_t> batch{0, 1, 2, 3, 4, 5, 6, 7};
  Visits visits;
  const auto share_of = [&](std::size_t lane, std::uint32_t steps) {
    double sum = 0;
    for (std::size_t k = 0; k < visits.size(); ++k)
      sum += static_cast<double>(k) * static_cast<double>(visits[k][lane]);
    return sum / steps / game.population;
  };
  // Around the stable root the time average is the root, but for sampling and for the curvature of the
  // drift, which moves the mean by about its variance: 1 / Z.
  game.contributors = static_cast<int>(finite[1] * game.population);
  constexpr std::uint32_t steps = 1'000'000;
  play(game, seed, batch, 100'000, steps, visits);
  Moments stable;
  for (std::size_t lane = 0; lane < lanes; ++lane) stable.add(share_of(lane, steps));
  EXPECT_NEAR(stable.mean(), finite[1], 5 * stable.deviation() / std::sqrt(8.0) + 1.0 / game.population);
  // From a tenth on either side of the unstable root the population goes the way the gradient points.
  for (const int side : {-1, 1}) {
    game.contributors = static_cast<int>((finite[0] + 0.1 * side) * game.population);
    play(game, seed, batch, 400'000, 1, visits);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double end = side < 0 ? 0 : finite[1];
      EXPECT_NEAR(share_of(lane, 1), end, 0.1) << side;
    }
  }
}

TEST(CollectiveRisk, AReplicateIsTheSameAloneAndInCompany) {
  Visits company, alone;
  play({}, seed, std::vector<std::uint32_t>{3, 1, 7, 0}, 10, 1'000, company);
  play({}, seed, std::vector<std::uint32_t>{7}, 10, 1'000, alone);
  for (std::size_t k = 0; k < alone.size(); ++k) {
    EXPECT_EQ(company[k][2], alone[k][0]);
    EXPECT_EQ(alone[k][0], alone[k][7]);
  }
  EXPECT_NE(company, alone);
}

}  // namespace
}  // namespace concord::test
