#include "agents/games/collective_risk_game.hpp"

#include "sim/errors.hpp"
#include "sim/math.hpp"
#include "sim/random.hpp"

#include <algorithm>

namespace concord {
namespace {

/// Apart from the purposes of the main model and of the control-total game.
enum class RiskPurpose : std::uint32_t { meeting = 1010, adoption = 1011 };

/// Chance that exactly `hits` of `draws` members drawn without replacement from `all` are among `marked`: the
/// number of orders in which hits and misses come, times the chance of one such order.
double chance_of(int hits, int draws, int marked, int all) {
  double chance = 1;
  for (int k = 0; k < hits; ++k)
    chance *= static_cast<double>(marked - k) / (all - k) * (draws - k) / (hits - k);
  for (int k = 0; k < draws - hits; ++k) chance *= static_cast<double>(all - marked - k) / (all - hits - k);
  return chance;
}

double chance_of_at_least(int wanted, int draws, int marked, int all) {
  double sum = 0;
  for (int hits = std::max(wanted, 0); hits <= std::min(draws, marked); ++hits) {
    if (draws - hits <= all - marked) sum += chance_of(hits, draws, marked, all);
  }
  return sum;
}

/// Members of one population. Only the strategies are agents' own: what a strategy earns is common to all who
/// follow it.
struct Population {
  std::vector<std::uint8_t> contributes;
  int contributors = 0;
};

}  // namespace

RiskPayoffs mean_payoffs(const CollectiveRiskGame& game, int contributors) {
  const int others = game.population - 1, partners = game.group - 1;
  const auto kept = [&](int wanted, int marked) {
    return 1 - game.risk * (1 - chance_of_at_least(wanted, partners, marked, others));
  };
  RiskPayoffs mean;
  if (contributors > 0) mean.contributor = kept(game.threshold - 1, contributors - 1) - game.contribution;
  if (contributors < game.population) mean.other = kept(game.threshold, contributors);
  return mean;
}

void play(const CollectiveRiskGame& game, std::uint64_t seed, std::span<const std::uint32_t> replicates,
          std::uint32_t settling, std::uint32_t steps, Visits& visits) {
  ensure(!replicates.empty() && replicates.size() <= lanes, "a batch holds 1 to 8 replicates");
  ensure(game.group >= 1 && game.group <= game.population && game.population >= 2,
         "a group fits into a population of at least two");
  ensure(game.contributors >= 0 && game.contributors <= game.population, "contributors are members");
  Random random{.seed = seed, .replicates = {}};
  for (std::size_t k = 0; k < lanes; ++k)
    random.replicates[k] = replicates[std::min(k, replicates.size() - 1)];

  const auto size = static_cast<std::size_t>(game.population);
  // Chance to follow a contributor and to follow another, by the number of contributors.
  std::vector<std::array<double, 2>> follow(size + 1);
  for (int k = 0; k <= game.population; ++k) {
    const RiskPayoffs mean = mean_payoffs(game, k);
    const double ahead = game.selection * (mean.contributor - mean.other);
    follow[static_cast<std::size_t>(k)] = {(1.0 / (1.0 + exp(Real(ahead)))).lane(0),
                                           (1.0 / (1.0 + exp(Real(-ahead)))).lane(0)};
  }

  std::array<Population, lanes> populations;
  for (Population& population : populations) {
    population.contributes.assign(size, 0);
    std::fill_n(population.contributes.begin(), game.contributors, std::uint8_t{1});
    population.contributors = game.contributors;
  }
  visits.assign(size + 1, {});
  const int models = game.pairing == Pairing::others ? game.population - 1 : game.population;
  const auto picked = [](double uniform, int count) {
    return std::min(static_cast<int>(uniform * count), count - 1);
  };
  const std::uint32_t end = settling + steps;
  for (std::uint32_t t = 0; t < end; ++t) {
    if (game.mutation == 0 && std::ranges::all_of(populations, [&](const Population& p) {
          return p.contributors == 0 || p.contributors == game.population;
        })) {
      const std::uint32_t left = end - std::max(t, settling);
      for (std::size_t lane = 0; lane < lanes; ++lane)
        visits[static_cast<std::size_t>(populations[lane].contributors)][lane] += left;
      return;
    }
    const auto [member, model] = random.uniforms(RiskPurpose::meeting, t, 0);
    const auto [mutates, follows] = random.uniforms(RiskPurpose::adoption, t, 0);
    for (int lane = 0; lane < lanes; ++lane) {
      Population& population = populations[static_cast<std::size_t>(lane)];
      const int i = picked(member.lane(lane), game.population);
      int j = picked(model.lane(lane), models);
      if (game.pairing == Pairing::others && j >= i) ++j;
      std::uint8_t& own = population.contributes[static_cast<std::size_t>(i)];
      const std::uint8_t theirs = population.contributes[static_cast<std::size_t>(j)];
      const bool changes =
          mutates.lane(lane) < game.mutation ||
          (theirs != own &&
           follows.lane(lane) < follow[static_cast<std::size_t>(population.contributors)][theirs]);
      if (changes) {
        own = own ? 0 : 1;
        population.contributors += own ? 1 : -1;
      }
      if (t >= settling)
        ++visits[static_cast<std::size_t>(population.contributors)][static_cast<std::size_t>(lane)];
    }
  }
}

}  // namespace concord
