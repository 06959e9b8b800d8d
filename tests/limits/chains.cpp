#include "tests/limits/chains.hpp"

#include <cmath>
#include <cstddef>
#include <numeric>

namespace concord::test {

long double binomial(int n, int k) {
  static const auto triangle = [] {
    std::vector<std::vector<long double>> rows(65);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      rows[row].assign(row + 1, 1);
      for (std::size_t at = 1; at < row; ++at) rows[row][at] = rows[row - 1][at - 1] + rows[row - 1][at];
    }
    return rows;
  }();
  if (k < 0 || k > n || n < 0) return 0;
  return triangle.at(static_cast<std::size_t>(n))[static_cast<std::size_t>(k)];
}

Chain chain_of(const CollectiveRiskGame& game) {
  const int size = game.population, partners = game.group - 1;
  // What the own choice adds, over all groups of partners among the others.
  const auto expected = [&](int contributing_others, bool contributes) {
    long double sum = 0;
    for (int j = 0; j <= partners; ++j) {
      const bool reached = j + (contributes ? 1 : 0) >= game.threshold;
      const long double kept = (reached ? 1.0L : 1.0L - game.risk) - (contributes ? game.contribution : 0.0L);
      sum += binomial(contributing_others, j) * binomial(size - 1 - contributing_others, partners - j) * kept;
    }
    return static_cast<double>(sum / binomial(size - 1, partners));
  };
  const double models = game.pairing == Pairing::others ? size - 1 : size;
  Chain chain;
  for (int k = 0; k <= size; ++k) {
    const double contributors = k, others = size - k;
    double ahead = 0;
    if (k > 0 && k < size) ahead = expected(k - 1, true) - expected(k, false);
    const auto fermi = [&](double gain) { return 1 / (1 + std::exp(-game.selection * gain)); };
    chain.up.push_back(others / size *
                       ((1 - game.mutation) * contributors / models * fermi(ahead) + game.mutation));
    chain.down.push_back(contributors / size *
                         ((1 - game.mutation) * others / models * fermi(-ahead) + game.mutation));
  }
  return chain;
}

std::vector<double> stationary(const Chain& chain) {
  std::vector<double> weight{1};
  for (std::size_t k = 1; k < chain.up.size(); ++k)
    weight.push_back(weight.back() * chain.up[k - 1] / chain.down[k]);
  const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
  for (double& w : weight) w /= sum;
  return weight;
}

void advance(const Chain& chain, std::vector<double>& distribution) {
  const std::size_t last = distribution.size() - 1;
  double from_below = 0;  // what moved up from the state before
  for (std::size_t k = 0; k <= last; ++k) {
    const double here = distribution[k], rises = here * chain.up[k];
    const double from_above = k < last ? distribution[k + 1] * chain.down[k + 1] : 0;
    distribution[k] = here - rises - here * chain.down[k] + from_below + from_above;
    from_below = rises;
  }
}

double total_variation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += std::abs(a[k] - b[k]);
  return sum / 2;
}

}  // namespace concord::test
