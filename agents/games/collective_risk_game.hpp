#pragma once
// The collective-risk dilemma under imitation (Santos and Pacheco, 2011): a limiting case of the model whose
// long-run distribution is known exactly, on the same engine.
//
// A population of Z members meets in groups of N drawn at random. A contributor pays a share c of its
// endowment 1. A group with fewer than M contributors loses everything with probability r. What a member has
// is the mean over all groups it can be in. Each step one member, drawn at random:
//   - with probability mu takes the other strategy,
//   - else draws a model and takes its strategy with Fermi probability
//     1 / (1 + exp(-beta (payoff of the model - own payoff))).
// Two rules for drawing the model are found in the literature: from the other Z - 1 members, or from all Z,
// in which case a member may meet itself and then keeps its strategy.
//
// The number of contributors is a birth-death chain, so the test works out its stationary distribution.

#include "sim/lanes.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace concord {

enum class Pairing { others, everybody };

/// Population, group, threshold, contribution, selection and mutation of Santos and Pacheco (2011), who vary
/// the risk; money in endowments.
struct CollectiveRiskGame {
  int population = 50, group = 6, threshold = 3;
  int contributors = 25;  ///< at the start
  double contribution = 0.1, risk = 0.5;
  double selection = 5;    ///< slope of the Fermi probability
  double mutation = 0.01;  ///< chance to take the other strategy, in place of imitation
  Pairing pairing = Pairing::others;
};

/// Mean payoff of a contributor and of another in a population with that many contributors; zero where there
/// is no such member.
struct RiskPayoffs {
  double contributor = 0, other = 0;
};
RiskPayoffs mean_payoffs(const CollectiveRiskGame& game, int contributors);

/// Steps that each replicate's population spent with k contributors: [k][lane].
using Visits = std::vector<std::array<std::uint64_t, lanes>>;

/// Plays 1 to 8 replicates side by side for `settling` steps that are not counted and `steps` that are. Lane
/// k depends on seed and replicate number only; spare lanes repeat the last replicate. Without mutation a
/// population of one mind stays so; play stops counting steps one by one when all are.
void play(const CollectiveRiskGame& game, std::uint64_t seed, std::span<const std::uint32_t> replicates,
          std::uint32_t settling, std::uint32_t steps, Visits& visits);

}  // namespace concord
