#include "experiments/search/judge.hpp"

#include "experiments/campaigns/run_range.hpp"
#include "experiments/platform/stop.hpp"
#include "sim/errors.hpp"
#include "sim/statistics/decisions.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <limits>
#include <numeric>
#include <set>
#include <stop_token>
#include <thread>

namespace concord {
namespace {

constexpr double high_share = 0.95;
/// Beyond whatever an objective may be; what is missing weighs most.
constexpr double far_beyond = 1e9, nothing_at_all = 1e6;
/// Shares of settings that differ by rounding alone are the same.
constexpr double rounding_of_shares = 1e-9;
/// Objectives that differ by less are the same: otherwise the last bit of one would outweigh all of another.
constexpr double finest = 1e-6;
constexpr auto between_steps = std::chrono::milliseconds(20);

/// Evenly spaced over all sets.
std::vector<std::size_t> searched_sets(const SearchSpec& spec) {
  std::vector<std::size_t> sets;
  if (!spec.search.sets) return sets;
  const std::size_t there = spec.design.axes[*spec.search.sets].packages.size(),
                    use = static_cast<std::size_t>(spec.search.use);
  for (std::size_t n = 0; n < use; ++n) sets.push_back(n * there / use);
  return sets;
}

/// Sets without those of a sorted list.
std::vector<std::size_t> other_sets(const SearchSpec& spec, const std::vector<std::size_t>& without) {
  std::vector<std::size_t> others;
  for (std::size_t n = 0; n < spec.design.axes[*spec.search.sets].packages.size(); ++n) {
    if (!std::ranges::binary_search(without, n)) others.push_back(n);
  }
  return others;
}

/// By how much a value misses an aim, in parts of what is wanted.
double missed_by(const SearchAim& aim, double value) {
  const double lacks = aim.at_least ? *aim.at_least - value : value - *aim.at_most;
  return lacks / std::max(std::abs(aim.at_least ? *aim.at_least : *aim.at_most), 1.0);
}

}  // namespace

Trial search_trial(const SearchSpec& spec) {
  return {
      .sets = searched_sets(spec), .replicates = spec.design.replication.most, .seed = spec.design.base.seed};
}

Trial fresh_trial(const SearchSpec& spec) {
  Trial trial{.sets = {}, .replicates = spec.search.fresh_replicates, .seed = spec.design.base.seed + 1};
  if (!spec.search.sets) return trial;
  const std::vector<std::size_t> others = other_sets(spec, searched_sets(spec));
  const std::size_t use = std::min(others.size(), static_cast<std::size_t>(spec.search.fresh_sets));
  for (std::size_t n = 0; n < use; ++n) trial.sets.push_back(others[n * others.size() / use]);
  return trial;
}

Trial choice_trial(const SearchSpec& spec, std::size_t round, std::size_t runs) {
  Trial trial{.sets = {}, .replicates = static_cast<int>(runs), .seed = spec.design.base.seed + 2 + round};
  if (!spec.search.sets) return trial;
  std::vector<std::size_t> taken = searched_sets(spec);
  const std::vector<std::size_t> fresh = fresh_trial(spec).sets;
  taken.insert(taken.end(), fresh.begin(), fresh.end());
  std::ranges::sort(taken);
  std::vector<std::size_t> free = other_sets(spec, taken);
  if (free.empty()) free = searched_sets(spec);
  trial.replicates = static_cast<int>(std::max<std::size_t>(runs / free.size(), 1));
  const std::size_t use = std::min(runs, free.size());
  // Every round begins elsewhere, so that few runs meet many sets in the end.
  for (std::size_t n = 0; n < use; ++n)
    trial.sets.push_back(free[(n * free.size() / use + round) % free.size()]);
  return trial;
}

std::size_t lever_count(const SearchSpec& spec) {
  return spec.design.axes.size() - (spec.search.sets ? 1 : 0);
}

Policy policy_at(const SearchSpec& spec, std::span<const double> place) {
  Policy policy;
  for (std::size_t k = 0, lever = 0; k < spec.design.axes.size(); ++k)
    policy.push_back(spec.search.sets == k ? as_in_scenario
                                           : coordinate_at(spec.design.axes[k], place[lever++]));
  return policy;
}

Policy policy_of_scenario(const SearchSpec& spec) {
  Policy policy;
  for (const Axis& axis : spec.design.axes)
    policy.push_back(axis.parameter == nullptr ? as_in_scenario
                                               : axis.parameter->get(spec.design.base.scenario.parameters));
  return policy;
}

std::vector<double> Outcomes::of(std::size_t policy, std::size_t outcome) const {
  std::vector<double> all;
  for (std::size_t unit = 0; unit < units(); ++unit)
    all.push_back(values[(policy * units() + unit) * outcomes + outcome]);
  return all;
}

Outcomes simulate(const SearchSpec& spec, std::span<const Policy> policies, const Trial& trial, int threads,
                  const std::function<bool()>& stop) {
  Plan plan{.design = spec.design, .points = {}, .text = {}, .digest = {}, .scenario = {}};
  plan.design.replication = {.most = trial.replicates, .precision = {}};
  plan.design.base.seed = trial.seed;
  plan.design.baseline = false;
  plan.points.axes = spec.design.axes.size();
  const std::size_t sets = std::max<std::size_t>(trial.sets.size(), 1);
  for (const Policy& policy : policies) {
    for (std::size_t n = 0; n < sets; ++n) {
      Policy point = policy;
      if (spec.search.sets) point[*spec.search.sets] = static_cast<double>(trial.sets[n]);
      plan.points.coordinates.insert(plan.points.coordinates.end(), point.begin(), point.end());
    }
  }
  RangeWatch watch;
  RunRows rows;
  {
    RangeRunner runner(plan, threads);
    runner.start({0, plan.batches()}, watch);
    const std::jthread looks([&](const std::stop_token& over) {
      while (!over.stop_requested()) {
        if (stop()) watch.stop = true;
        std::this_thread::sleep_for(between_steps);
      }
    });
    rows = runner.finish().first;
  }
  if (rows.count() != static_cast<std::size_t>(plan.runs())) throw Stopped(stop_signal().value_or(SIGTERM));
  const auto replicates = static_cast<std::size_t>(trial.replicates), outcomes = rows.shape.outcomes;
  const bool by_set = !trial.sets.empty();
  Outcomes out{
      .policies = policies.size(), .outcomes = outcomes, .weights = {}, .values = {}, .runs = rows.count()};
  double all = 0;
  for (std::size_t unit = 0; unit < (by_set ? sets : replicates); ++unit) {
    out.weights.push_back(by_set && !spec.search.weights.empty() ? spec.search.weights[trial.sets[unit]] : 1);
    all += out.weights.back();
  }
  for (double& weight : out.weights) weight /= all;
  if (!by_set) {
    out.values = std::move(rows.outcomes);
    return out;
  }
  out.values.assign(policies.size() * sets * outcomes, 0);
  for (std::size_t row = 0; row < rows.count(); ++row) {
    for (std::size_t o = 0; o < outcomes; ++o)
      out.values[row / replicates * outcomes + o] +=
          rows.outcomes[row * outcomes + o] / static_cast<double>(replicates);
  }
  return out;
}

Outcomes joined(const Outcomes& before, std::span<const std::size_t> kept, const Outcomes& more) {
  Outcomes out{.policies = more.policies,
               .outcomes = more.outcomes,
               .weights = {},
               .values = {},
               .runs = before.runs + more.runs};
  const double all = static_cast<double>(before.units() + more.units());
  for (const Outcomes* part : {&before, &more}) {
    for (const double weight : part->weights)
      out.weights.push_back(weight * static_cast<double>(part->units()) / all);
  }
  for (std::size_t p = 0; p < kept.size(); ++p) {
    for (const auto& [part, at] : {std::pair{&before, kept[p]}, std::pair{&more, p}}) {
      const std::size_t size = part->units() * more.outcomes;
      const auto from = part->values.begin() + static_cast<std::ptrdiff_t>(at * size);
      out.values.insert(out.values.end(), from, from + static_cast<std::ptrdiff_t>(size));
    }
  }
  return out;
}

double cost_of(const SearchSpec& spec, const Policy& policy) {
  double cost = 0;
  for (std::size_t k = 0; k < policy.size(); ++k) {
    const ParameterInfo* lever = spec.design.axes[k].parameter;
    if (lever != nullptr && spec.search.costs[k] != 0)
      cost += spec.search.costs[k] * (policy[k] - lever->get(spec.design.base.scenario.parameters));
  }
  return cost;
}

double beyond_budget(const SearchSpec& spec, const Policy& policy) {
  double beyond_all = 0;
  for (const SearchAim& aim : spec.search.aims) {
    if (aim.objective == SearchObjective::cost)
      beyond_all += std::max(0.0, missed_by(aim, cost_of(spec, policy)) - rounding_of_shares);
  }
  return beyond_all;
}

std::vector<double> best_of_units(const SearchSpec& spec, const Outcomes& outcomes) {
  const double sign = spec.search.better == Better::less ? -1 : 1;
  std::vector<double> best(outcomes.units(), -std::numeric_limits<double>::infinity());
  for (std::size_t p = 0; p < outcomes.policies; ++p) {
    const auto values = outcomes.of(p, spec.search.outcome);
    for (std::size_t unit = 0; unit < best.size(); ++unit)
      best[unit] = std::max(best[unit], sign * values[unit]);
  }
  return best;
}

Judged judge(const SearchSpec& spec, const Policy& policy, const Outcomes& outcomes, std::size_t which,
             std::span<const double> reference) {
  const SearchWishes& search = spec.search;
  const double sign = search.better == Better::less ? -1 : 1;
  const auto values = outcomes.of(which, search.outcome);
  const std::vector<double>& weights = outcomes.weights;
  Judged judged;
  std::vector<double> regrets;
  for (std::size_t unit = 0; unit < values.size(); ++unit) {
    judged.effect += weights[unit] * values[unit];
    regrets.push_back(std::max(0.0, reference[unit] - sign * values[unit]));
  }
  judged.regret = weighted_quantile(regrets, weights, high_share);
  judged.cost = cost_of(spec, policy);
  for (const SearchAim& aim : search.aims) {
    if (aim.objective) {
      const double missed = missed_by(aim, *aim.objective == SearchObjective::cost     ? judged.cost
                                           : *aim.objective == SearchObjective::regret ? judged.regret
                                           : std::isnan(judged.effect) && aim.at_least ? -nothing_at_all
                                           : std::isnan(judged.effect)                 ? nothing_at_all
                                                                                       : judged.effect);
      judged.reached.push_back(missed <= rounding_of_shares ? 1 : 0);
      if (missed > rounding_of_shares) judged.short_of += missed;
      continue;
    }
    auto there = outcomes.of(which, aim.outcome);
    const double side = aim.at_least ? 1 : -1, wanted = side * (aim.at_least ? *aim.at_least : *aim.at_most);
    for (double& value : there) value = std::isnan(value) ? -nothing_at_all : side * value;
    judged.reached.push_back(share_at_least(there, weights, wanted));
    if (judged.reached.back() >= aim.in - rounding_of_shares) continue;
    // What the last of the settings that must reach it lacks.
    std::vector<std::size_t> order(there.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t unit) { return there[unit]; });
    double so_far = 0;
    std::size_t last = 0;
    while ((so_far += weights[order[last]]) < aim.in - rounding_of_shares && last + 1 < order.size()) ++last;
    judged.short_of += missed_by(aim, side * there[order[last]]);
  }
  return judged;
}

double loss_of(const SearchSpec& spec, const Judged& judged, SearchObjective objective) {
  return objective == SearchObjective::cost     ? judged.cost
         : objective == SearchObjective::regret ? judged.regret
         : spec.search.better == Better::more   ? -judged.effect
                                                : judged.effect;
}

std::vector<double> fitness_of(const SearchSpec& spec, const Judged& judged) {
  std::vector<double> fitness;
  for (const SearchObjective objective : spec.search.objectives) {
    const double value = loss_of(spec, judged, objective);
    fitness.push_back(judged.short_of > 0 ? far_beyond + judged.short_of
                      : std::isnan(value) ? far_beyond + nothing_at_all
                                          : finest * std::round(value / finest));
  }
  return fitness;
}

bool meets_aims(std::span<const double> fitness) { return fitness.front() < far_beyond; }

std::vector<double> fitness_beyond(const SearchSpec& spec, double beyond_budget) {
  return std::vector<double>(spec.search.objectives.size(), 2 * far_beyond + beyond_budget);
}

}  // namespace concord
