#pragma once
// What theory says of the games, worked out without the code under test: binomial numbers from Pascal's
// triangle, payoffs summed over groups, the chain of the number of contributors.

#include "agents/games/collective_risk_game.hpp"

#include <vector>

namespace concord::test {

/// n over k, exact while it fits into 64 bits of a long double.
long double binomial(int n, int k);

/// A birth-death chain on 0..Z: chances of one more and of one fewer a step.
struct Chain {
  std::vector<double> up, down;
};
Chain chain_of(const CollectiveRiskGame& game);

/// pi(k) proportional to the product over i <= k of up(i - 1) / down(i) (Karlin and Taylor, 1975).
std::vector<double> stationary(const Chain& chain);
/// The distribution one step later.
void advance(const Chain& chain, std::vector<double>& distribution);
double total_variation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace concord::test
