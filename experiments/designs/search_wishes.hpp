#pragma once
// What `concord search` is to find among the levers of a design. It changes no run of a sweep and is no part
// of a campaign's plan. docs/decide.md describes it to writers of designs.

#include "experiments/designs/design.hpp"
#include "experiments/grammar/keys.hpp"

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace concord {

/// effect: mean of the outcome over settings; cost: of the levers; regret: how far the outcome falls short of
/// the best that the first generation has in a setting, 95th percentile over settings.
enum class SearchObjective { effect, cost, regret };
inline constexpr std::array<std::string_view, 3> search_objective_names{"effect", "cost", "regret"};
constexpr std::string_view name_of(SearchObjective objective) {
  return search_objective_names[static_cast<std::size_t>(objective)];
}

/// What must hold before objectives count: of an outcome in a share of the settings, or of an objective.
struct SearchAim {
  std::size_t outcome = 0;                   ///< index in Design::outcomes
  std::optional<SearchObjective> objective;  ///< in place of the outcome; then `in` says nothing
  std::optional<double> at_least, at_most;   ///< exactly one
  double in = 0.9;
};

struct SearchWishes {
  std::optional<std::size_t> sets;  ///< axis of parameter sets, over which a policy is judged
  std::vector<double> weights;      ///< of the sets; empty: they count alike
  int use = 16;                     ///< so many of them are searched with
  int generations = 20;             ///< after the first, which is the design's sample
  std::size_t outcome = 0;
  Better better = Better::more;
  std::vector<SearchObjective> objectives;  ///< one to three; by the first one the policy is chosen
  std::vector<double> costs;                ///< [axis] of one more of a lever
  std::vector<SearchAim> aims;
  int choose = 0;  ///< runs that are kept to choose a policy with; 0: the verification chooses
  int fresh_sets = 64, fresh_replicates = 8;  ///< with which the front is verified
};

/// A design, and what is to be found among its levers.
struct SearchSpec {
  Design design;
  SearchWishes search;
};

Keys search_keys(SearchWishes& search);
/// The section `search` of the file of a design. What is wrong is added to `problems`.
SearchWishes load_search(const std::filesystem::path& file, const Design& design, Problems& problems);

}  // namespace concord
