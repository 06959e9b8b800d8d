#include "sim/statistics/decisions.hpp"

#include "sim/errors.hpp"
#include "sim/missing.hpp"
#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace concord {
namespace {

constexpr double worst_share = 0.1, high_regret = 0.95;
/// Settings about the 95th percentile, by weight: those whose regret by one half is valued by the other.
constexpr double window_low = 0.925, window_high = 0.975;

double weighted_mean(std::span<const double> values, std::span<const double> weights) {
  double sum = 0, all = 0;
  for (std::size_t s = 0; s < values.size(); ++s) {
    if (std::isnan(values[s])) continue;
    sum += weights[s] * values[s];
    all += weights[s];
  }
  return sum / all;
}

/// Mean over the settings with weights as values that count alike: their mean is the weighted one, and their
/// spread that of a ratio.
std::vector<double> linearised(std::span<const double> values, std::span<const double> weights) {
  const double mean = weighted_mean(values, weights);
  std::vector<double> out(values.size());
  for (std::size_t s = 0; s < values.size(); ++s)
    out[s] = mean + static_cast<double>(values.size()) * weights[s] * (values[s] - mean);
  return out;
}

/// Mean over the settings that make up the share of weight from `low` to `high` in ascending order of `by`.
double mean_between(std::span<const double> values, std::span<const double> by,
                    std::span<const double> weights, double low, double high) {
  std::vector<std::size_t> order(by.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t s) { return by[s]; });
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  double below = 0, sum = 0, counted = 0;
  for (const std::size_t s : order) {
    const double from = std::max(below, low * all), to = std::min(below + weights[s], high * all);
    below += weights[s];
    if (to <= from) continue;
    sum += (to - from) * values[s];
    counted += to - from;
  }
  return sum / counted;
}

/// [setting] the highest payoff there, and which policies have it.
struct Best {
  double value;
  std::vector<std::size_t> policies;
};
Best best_of(std::span<const double> payoffs, std::size_t settings, std::size_t setting) {
  Best best{-std::numeric_limits<double>::infinity(), {}};
  for (std::size_t at = setting; at < payoffs.size(); at += settings)
    best.value = std::max(best.value, payoffs[at]);
  for (std::size_t at = setting; at < payoffs.size(); at += settings) {
    if (is_rounding(best.value - payoffs[at], std::abs(best.value)))
      best.policies.push_back((at - setting) / settings);
  }
  return best;
}

/// The settings with two halves alone.
Payoffs halved_settings(const Payoffs& all) {
  Payoffs out{.policies = all.policies, .weights = {}, .mean = {}};
  const std::size_t n = all.settings();
  const auto kept = [&](std::size_t s) { return !std::isnan(all.half[0][s]); };
  for (std::size_t s = 0; s < n; ++s) {
    if (kept(s)) out.weights.push_back(all.weights[s] / all.halved());
  }
  for (std::size_t at = 0; at < all.mean.size(); ++at) {
    if (!kept(at % n)) continue;
    for (const std::size_t h : {0U, 1U}) out.half[h].push_back(all.half[h][at]);
  }
  return out;
}

/// What one half chooses, valued by the other; the mean of both ways.
void cross(const Payoffs& halves, Merits& merits) {
  const std::size_t n = halves.settings(), policies = halves.policies;
  merits.perfect_crossed = 0;
  for (PolicyMerit& merit : merits.policies) merit.crossed = {0, 0, 0}, merit.best_twice = 0;
  std::array<std::vector<Best>, 2> best;
  for (const std::size_t h : {0U, 1U}) {
    for (std::size_t s = 0; s < n; ++s) best[h].push_back(best_of(halves.half[h], n, s));
  }
  for (std::size_t s = 0; s < n; ++s) {
    const std::size_t one = best[0][s].policies.front();
    if (best[0][s].policies.size() == 1 && best[1][s].policies.size() == 1 &&
        one == best[1][s].policies.front())
      merits.policies[one].best_twice += halves.weights[s];
  }
  std::vector<double> seen(n), valued(n);
  for (const std::size_t h : {0U, 1U}) {
    const std::vector<double>&choosing = halves.half[h], &valuing = halves.half[1 - h];
    const std::size_t blind = best_mean(choosing, halves.weights);
    for (std::size_t p = 0; p < policies; ++p) {
      for (std::size_t s = 0; s < n; ++s) {
        seen[s] = best[h][s].value - choosing[p * n + s];
        valued[s] = valuing[best[h][s].policies.front() * n + s] - valuing[p * n + s];
      }
      const double mean = weighted_mean(valued, halves.weights);
      Regret& regret = merits.policies[p].crossed;
      regret.mean += mean / 2;
      regret.high += mean_between(valued, seen, halves.weights, window_low, window_high) / 2;
      regret.largest += valued[static_cast<std::size_t>(std::ranges::max_element(seen) - seen.begin())] / 2;
      if (p == blind) merits.perfect_crossed += mean / 2;
    }
  }
}

}  // namespace

std::size_t best_mean(std::span<const double> payoffs, std::span<const double> weights) {
  std::size_t best = 0;
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p * weights.size() < payoffs.size(); ++p) {
    const double mean = weighted_mean(payoffs.subspan(p * weights.size(), weights.size()), weights);
    if (mean > most) most = mean, best = p;
  }
  return best;
}

double weighted_quantile(std::span<const double> values, std::span<const double> weights, double q) {
  ensure(values.size() == weights.size(), "every value has its weight");
  if (values.empty()) return missing_value;
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> place(order.size());
  for (std::size_t k = 1; k < order.size(); ++k)
    place[k] = place[k - 1] + (weights[order[k - 1]] + weights[order[k]]) / 2;
  const double at = q * place.back();
  const auto above = static_cast<std::size_t>(std::ranges::lower_bound(place, at) - place.begin());
  if (above == 0) return values[order.front()];
  const double low = values[order[above - 1]], high = values[order[above]];
  return low + (high - low) * (at - place[above - 1]) / (place[above] - place[above - 1]);
}

double Payoffs::halved() const {
  double sum = 0;
  for (std::size_t s = 0; s < settings() && !half[0].empty(); ++s)
    sum += std::isnan(half[0][s]) ? 0 : weights[s];
  return sum;
}

std::vector<double> regrets_of(const Payoffs& payoffs, std::size_t policy) {
  std::vector<double> regrets(payoffs.settings());
  for (std::size_t s = 0; s < regrets.size(); ++s)
    regrets[s] = best_of(payoffs.mean, regrets.size(), s).value - payoffs.at(policy, s);
  return regrets;
}

Merits merits_of(const Payoffs& payoffs, std::span<const std::uint32_t> clusters, double alpha) {
  const std::size_t n = payoffs.settings();
  ensure(payoffs.policies > 1 && n > 0 && payoffs.mean.size() == payoffs.policies * n,
         "policies meet the same settings");
  Merits merits;
  merits.choice = best_mean(payoffs.mean, payoffs.weights);
  for (std::size_t p = 0; p < payoffs.policies; ++p) {
    const std::span values = payoffs.of(p);
    const std::vector<double> regrets = regrets_of(payoffs, p);
    std::vector<double> behind(n);
    for (std::size_t s = 0; s < n; ++s) behind[s] = payoffs.at(merits.choice, s) - values[s];
    merits.policies.push_back(
        {.mean = clustered_mean(linearised(values, payoffs.weights), clusters, alpha),
         .behind = clustered_mean(linearised(behind, payoffs.weights), clusters, alpha),
         .worst_tenth = mean_between(values, values, payoffs.weights, 0, worst_share),
         .best = 0,
         .best_twice = missing_value,
         .regret = {weighted_mean(regrets, payoffs.weights),
                    weighted_quantile(regrets, payoffs.weights, high_regret), std::ranges::max(regrets)},
         .crossed = {missing_value, missing_value, missing_value}});
    if (merits.policies[p].regret.high < merits.policies[merits.cautious].regret.high) merits.cautious = p;
  }
  for (std::size_t s = 0; s < n; ++s) {
    const Best best = best_of(payoffs.mean, n, s);
    for (const std::size_t p : best.policies)
      merits.policies[p].best += payoffs.weights[s] / static_cast<double>(best.policies.size());
  }
  merits.perfect = merits.policies[merits.choice].regret.mean;
  merits.perfect_crossed = missing_value;
  if (payoffs.halved() > 0) cross(halved_settings(payoffs), merits);
  return merits;
}

double share_at_least(std::span<const double> values, std::span<const double> weights, double aim) {
  double sum = 0;
  for (std::size_t s = 0; s < values.size(); ++s) sum += values[s] >= aim ? weights[s] : 0;
  return sum;
}

std::vector<std::optional<std::size_t>> dominated(std::span<const std::vector<double>> merits) {
  const std::size_t policies = merits.front().size();
  std::vector<std::optional<std::size_t>> by(policies);
  for (std::size_t p = 0; p < policies; ++p) {
    for (std::size_t other = 0; other < policies && !by[p]; ++other) {
      const auto at_least = [&](const auto& m) { return m[other] >= m[p]; };
      const auto more = [&](const auto& m) { return m[other] > m[p]; };
      if (std::ranges::all_of(merits, at_least) && std::ranges::any_of(merits, more)) by[p] = other;
    }
  }
  return by;
}

std::vector<std::uint32_t> SettingTable::clusters() const {
  const auto most = std::ranges::max_element(axes, {}, &SettingAxis::levels);
  if (most != axes.end() && most->levels >= many_levels) return most->level;
  std::vector<std::uint32_t> own(axes.empty() ? 0 : axes.front().level.size());
  std::iota(own.begin(), own.end(), 0U);
  return own;
}

}  // namespace concord
