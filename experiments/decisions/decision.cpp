#include "experiments/decisions/decision.hpp"

#include "experiments/decisions/meetings.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "sim/missing.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

/// Parameters alone, then groups: those of the user, or all parameters of a section.
void find_knowables(Decision& decision, const DecisionWishes& wishes, Problems& problems) {
  std::vector<std::string> paths;
  for (std::size_t c = 0; c < decision.columns.size(); ++c) {
    paths.push_back(decision.columns[c].path);
    decision.knowables.push_back({paths.back(), {c}});
  }
  std::map<std::string, std::vector<std::size_t>> sections;
  for (std::size_t c = 0; c < paths.size() && wishes.groups.empty(); ++c) {
    if (decision.columns[c].parameter != nullptr)
      sections[paths[c].substr(0, paths[c].find('.'))].push_back(c);
  }
  for (auto& [name, columns] : sections) {
    if (columns.size() > 1) decision.knowables.push_back({name, std::move(columns)});
  }
  for (const auto& [name, members] : wishes.groups) {
    Knowable group{name, {}};
    for (const std::string& member : members) {
      const auto found = std::ranges::find(paths, member);
      if (found == paths.end())
        problems.add("--group", 0, 0, name,
                     fmt::format("no setting differs in {}{}", shown(member), did_you_mean(member, paths)));
      else
        group.columns.push_back(static_cast<std::size_t>(found - paths.begin()));
    }
    decision.knowables.push_back(std::move(group));
  }
}

Better better_of(const SweepOutcome& outcome) {
  return is_measure(outcome.measure) ? describe_measure(outcome.measure).better : Better::neither;
}

/// Those that are wished for; else those of the question; else all that have a better side.
std::vector<DecidedOutcome> outcomes_to_decide(const SweepReader& sweep, const Design* design,
                                               const DecisionWishes& wishes, Problems& problems) {
  std::vector<DecidedOutcome> all;
  std::vector<std::string> names;
  for (std::size_t o = 0; o < sweep.outcomes().size(); ++o) {
    const SweepOutcome& outcome = sweep.outcomes()[o];
    names.push_back(outcome.name);
    all.push_back({.outcome = o, .as = short_meaning(outcome.meaning), .better = better_of(outcome)});
  }
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (design != nullptr && design->question) {
    order.clear();
    for (const QuestionOutcome& asked : design->question->outcomes) {
      const auto o = static_cast<std::size_t>(std::ranges::find(names, design->outcomes[asked.outcome].name) -
                                              names.begin());
      if (o == all.size()) continue;  // of a file with other outcomes
      all[o] = {.outcome = o, .as = asked.as, .better = asked.better, .matters = asked.matters};
      order.push_back(o);
    }
  }
  const auto find = [&](const std::string& option, const std::string& name) -> DecidedOutcome* {
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) return &all[static_cast<std::size_t>(found - names.begin())];
    problems.add(
        option, 0, 0, "",
        fmt::format("there is no outcome {}{}", shown(name),
                    did_you_mean(name, names, fmt::format("; there are {}", fmt::join(names, ", ")))));
    return nullptr;
  };
  if (!wishes.outcomes.empty()) order.clear();
  for (const auto& [name, better] : wishes.outcomes) {
    DecidedOutcome* outcome = find("--outcome", name);
    if (outcome == nullptr) continue;
    if (better != Better::neither) outcome->better = better;
    order.push_back(outcome->outcome);
    if (outcome->better == Better::neither)
      problems.add("--outcome", 0, 0, "",
                   fmt::format("which way is {} better? Write {}:more or {}:less", name, name, name));
  }
  for (const auto& [name, aim] : wishes.aims) {
    if (DecidedOutcome* outcome = find("--aim", name)) outcome->aim = aim;
  }
  std::vector<DecidedOutcome> chosen;
  for (const std::size_t o : order) {
    if (all[o].better != Better::neither) chosen.push_back(all[o]);
  }
  if (chosen.empty() && problems.empty())
    problems.add(sweep.file(), 0, 0, "",
                 fmt::format("which outcome decides? None has a better side; name one by --outcome {}:more",
                             names.front()));
  return chosen;
}

/// Means of each policy in each setting over the replicates in which all have a value; false if there are
/// none in a setting.
bool fill_payoffs(const Meetings& meetings, std::span<const double> runs, double sign, Payoffs& payoffs,
                  std::vector<std::size_t>& counts) {
  const std::size_t settings = meetings.rows.size();
  payoffs.policies = meetings.rows.front().size();
  payoffs.mean.assign(payoffs.policies * settings, missing_value);
  for (auto& half : payoffs.half) half.assign(payoffs.policies * settings, missing_value);
  counts.assign(settings, 0);
  for (std::size_t s = 0; s < settings; ++s) {
    std::map<std::int32_t, std::vector<double>> by_replicate;
    for (const Meeting& meeting : meetings.rows[s]) {
      for (const auto& [replicate, row] : meeting) {
        if (!std::isnan(runs[row])) by_replicate[replicate].push_back(runs[row]);
      }
    }
    std::erase_if(by_replicate, [&](const auto& r) { return r.second.size() != payoffs.policies; });
    if (by_replicate.empty()) return false;
    counts[s] = by_replicate.size();
    for (std::size_t p = 0; p < payoffs.policies; ++p) {
      std::array<double, 2> sum{}, count{};
      std::size_t n = 0;
      for (const auto& [replicate, values] : by_replicate) {
        sum[n % 2] += sign * values[p];
        count[n++ % 2] += 1;
      }
      const std::size_t at = p * settings + s;
      payoffs.mean[at] = (sum[0] + sum[1]) / (count[0] + count[1]);
      for (const std::size_t h : {0U, 1U}) {
        if (n > 1) payoffs.half[h][at] = sum[h] / count[h];
      }
    }
  }
  return true;
}

/// [setting] does the policy miss its aim there, or else lose more than matters to the best?
std::vector<char> failures_of(const DecidedOutcome& outcome, std::size_t policy) {
  std::vector<char> failed;
  const auto regrets = regrets_of(outcome.payoffs, policy);
  for (std::size_t s = 0; s < regrets.size(); ++s) {
    const double value = outcome.payoffs.at(policy, s);
    failed.push_back(outcome.aim ? value < outcome.sign() * *outcome.aim
                                 : regrets[s] > outcome.matters && !is_rounding(regrets[s], std::abs(value)));
  }
  return failed;
}

Discovery discover(const Decision& decision, const DecidedOutcome& outcome, std::size_t policy) {
  Discovery found;
  const std::vector<char> failed = failures_of(outcome, policy);
  const auto& weights = outcome.payoffs.weights;
  std::vector<char> seen;
  std::array<std::array<double, 2>, 2> sums{};  // [held][failed]
  for (std::size_t s = 0; s < failed.size(); ++s) {
    found.failing += failed[s] ? weights[s] : 0;
    seen.push_back(decision.held[s] ? 0 : 1);
    sums[static_cast<std::size_t>(decision.held[s])][static_cast<std::size_t>(failed[s])] += weights[s];
  }
  const Failures held{decision.table, failed, weights, decision.held},
      sought{decision.table, failed, weights, seen};
  const auto varied = [](const std::array<double, 2>& part) { return part[0] > 0 && part[1] > 0; };
  found.sought = found.failing >= least_failing && found.failing <= 1 - least_failing && varied(sums[0]) &&
                 varied(sums[1]) && !decision.columns.empty();
  if (!found.sought) return found;
  found.box = prim(sought);
  found.leaves = failing_leaves(sought);
  const std::array boxes{found.box.region};
  found.box_seen = found_in(sought, boxes);
  found.box_held = found_in(held, boxes);
  found.box_chance = chance_of(held, boxes);
  found.leaves_seen = found_in(sought, found.leaves);
  found.leaves_held = found_in(held, found.leaves);
  found.leaves_chance = chance_of(held, found.leaves);
  return found;
}

std::vector<std::vector<std::size_t>> columns_of(const std::vector<Knowable>& knowables) {
  std::vector<std::vector<std::size_t>> columns;
  for (const Knowable& knowable : knowables) columns.push_back(knowable.columns);
  return columns;
}

/// All that follows from the payoffs.
void analyse(const Decision& decision, DecidedOutcome& outcome) {
  outcome.merits = merits_of(outcome.payoffs, decision.table.clusters(), decision.sweep.alpha);
  for (std::size_t p = 0; p < decision.policies.size(); ++p) {
    outcome.reached.push_back(outcome.aim ? share_at_least(outcome.payoffs.of(p), outcome.payoffs.weights,
                                                           outcome.sign() * *outcome.aim)
                                          : missing_value);
    outcome.discoveries.push_back(discover(decision, outcome, p));
  }
  if (!decision.knowables.empty())
    outcome.information = information_of(outcome.payoffs, decision.table, columns_of(decision.knowables),
                                         information_permutations, decision_seed);
}

}  // namespace

std::optional<Decision> decision_of(const SweepReader& sweep, const Design* design,
                                    const DecisionWishes& wishes, Problems& problems) {
  const std::size_t before = problems.count();
  const SweepTable table(sweep);
  Decision decision;
  decision.sweep = sweep.info();
  decision.sweep_outcomes = sweep.outcomes();
  decision.settings_of_scenario = table.settings;
  std::vector<DecidedOutcome> outcomes = outcomes_to_decide(sweep, design, wishes, problems);
  Meetings meetings = meetings_of(sweep, table, design, wishes, decision, problems);
  if (problems.count() != before) return std::nullopt;
  find_knowables(decision, wishes, problems);
  if (problems.count() != before) return std::nullopt;

  const double all = std::accumulate(meetings.weights.begin(), meetings.weights.end(), 0.0);
  for (double& weight : meetings.weights) weight /= all;
  const auto [least, most] = std::ranges::minmax(meetings.weights);
  decision.weighed = !is_rounding(most - least, most);
  decision.folds = folds_of(decision.table, decision_seed);
  decision.held = held_out(decision.table, decision_seed);
  for (DecidedOutcome& outcome : outcomes) {
    outcome.payoffs.weights = meetings.weights;
    std::vector<std::size_t> counts;
    if (!fill_payoffs(meetings, sweep.outcome(outcome.outcome), outcome.sign(), outcome.payoffs, counts)) {
      decision.left_out.push_back(fmt::format("{}: in some setting no run has a value", outcome.as));
      continue;
    }
    if (decision.outcomes.empty()) decision.runs = counts;
    analyse(decision, outcome);
    decision.outcomes.push_back(std::move(outcome));
  }
  if (decision.outcomes.empty()) throw FileError(sweep.file(), "no outcome has a value in every setting");
  std::vector<std::vector<double>> merits;
  for (const DecidedOutcome& outcome : decision.outcomes) {
    merits.emplace_back();
    for (const PolicyMerit& merit : outcome.merits.policies) merits.back().push_back(merit.mean.estimate);
  }
  decision.dominated_by = dominated(merits);
  return decision;
}

}  // namespace concord
