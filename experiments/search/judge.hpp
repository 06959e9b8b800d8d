#pragma once
// What policies are worth: simulated over settings with common luck, and judged by objectives and aims.

#include "experiments/campaigns/plan.hpp"
#include "experiments/designs/search_wishes.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace concord {

/// With whom policies are compared: sets of parameters and runs of each, all with the luck of one seed.
struct Trial {
  std::vector<std::size_t> sets;  ///< packages of the axis of sets; none: the scenario's own settings
  int replicates = 1;
  std::uint64_t seed = 0;
};
/// That of the search, and that of fresh sets with fresh luck.
Trial search_trial(const SearchSpec& spec);
Trial fresh_trial(const SearchSpec& spec);
/// Another one to choose by, of about so many runs of a policy: the next `round` of sets that neither of
/// these takes (if all are taken, those of the search), and luck of its own.
Trial choice_trial(const SearchSpec& spec, std::size_t round, std::size_t runs);

/// Values of a policy's levers, [axis]; that of the axis of sets is not used.
using Policy = std::vector<double>;
/// Where a place in the unit cube stands on the levers; and how many levers there are.
Policy policy_at(const SearchSpec& spec, std::span<const double> place);
std::size_t lever_count(const SearchSpec& spec);
/// As the scenario has them.
Policy policy_of_scenario(const SearchSpec& spec);

/// Outcomes of policies, a unit a set (means over its runs), or a run where there are no sets.
struct Outcomes {
  std::size_t policies = 0, outcomes = 0;
  std::vector<double> weights;  ///< [unit]; they sum to 1
  std::vector<double> values;   ///< [policy][unit][outcome]; NaN if a run has none
  std::size_t runs = 0;         ///< that were simulated
  std::size_t units() const { return weights.size(); }
  std::vector<double> of(std::size_t policy, std::size_t outcome) const;
};
/// Throws Stopped if `stop` says so.
Outcomes simulate(const SearchSpec& spec, std::span<const Policy> policies, const Trial& trial, int threads,
                  const std::function<bool()>& stop);

/// Units of both, of the policies `kept` of `before`, which are those of `more`; units count by their number.
Outcomes joined(const Outcomes& before, std::span<const std::size_t> kept, const Outcomes& more);

/// What the levers cost beyond those of the scenario; and by how much that misses what is asked of costs, for
/// which nothing needs to be simulated: 0 if it is met.
double cost_of(const SearchSpec& spec, const Policy& policy);
double beyond_budget(const SearchSpec& spec, const Policy& policy);

/// What a policy comes to.
struct Judged {
  double effect = 0;  ///< mean over units
  double cost = 0;
  double regret = 0;            ///< 95th percentile over units, beside `reference`
  double short_of = 0;          ///< of aims, summed up, each over its size; 0 if all are met
  std::vector<double> reached;  ///< [aim] share of units; 0 or 1 of an objective
};
/// Of an objective, what is to be made small.
double loss_of(const SearchSpec& spec, const Judged& judged, SearchObjective objective);
/// [unit] the best that any of the policies gives.
std::vector<double> best_of_units(const SearchSpec& spec, const Outcomes& outcomes);
/// `reference` [unit], of the same trial.
Judged judge(const SearchSpec& spec, const Policy& policy, const Outcomes& outcomes, std::size_t which,
             std::span<const double> reference);
/// What is to be made small: [objective]. Policies that miss an aim come after all that do not, those that
/// miss it by less first (the constrained domination of Deb and others, 2002).
std::vector<double> fitness_of(const SearchSpec& spec, const Judged& judged);
/// Of a policy that was not simulated, as it costs too much: after all others.
std::vector<double> fitness_beyond(const SearchSpec& spec, double beyond_budget);
bool meets_aims(std::span<const double> fitness);

}  // namespace concord
