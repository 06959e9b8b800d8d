#pragma once
// A merged sweep of policies over settings as a decision: which policy does best in how many settings, what
// is regretted, what it would be worth to know, where a policy fails. Nothing here is in words; those are
// decision_words.hpp's.

#include "agents/quarter/parameter_info.hpp"
#include "experiments/designs/design.hpp"
#include "experiments/results/sweep_table.hpp"
#include "sim/statistics/decisions.hpp"
#include "sim/statistics/discovery.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace concord {

/// Parameters and groups whose worth of knowing a page shows.
inline constexpr std::size_t most_knowables = 12;

/// What a user asks for beyond what the design says.
struct DecisionWishes {
  std::string policy;  ///< axis; empty: the question's lever, or the packages
  std::vector<std::pair<std::string, Better>>
      outcomes;  ///< the first decides; none: those with a better side
  std::vector<std::pair<std::string, double>> aims;
  std::vector<std::pair<std::string, std::string>> given;  ///< axis and level: settings are those there alone
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  ///< parameters known together
  std::map<std::string, std::vector<double>>
      weights;  ///< of the packages of an axis; empty: they count alike
};

/// Something that differs between settings; beside each column of SettingTable.
struct KnowableColumn {
  std::string path, words, unit;
  const ParameterInfo* parameter = nullptr;  ///< null of packages
  std::vector<std::string> names;            ///< of packages
};

/// What it is worth to know one parameter, or a group of them.
struct Knowable {
  std::string name;  ///< path, or name of the group
  std::vector<std::size_t> columns;
};

/// Where a policy falls short: of its aim, or else by more than matters of the best policy there.
struct Discovery {
  double failing = 0;   ///< share of settings
  bool sought = false;  ///< enough settings fail, and enough do not
  FailureBox box;
  std::vector<Region> leaves;                          ///< of the tree
  Found box_seen, box_held, leaves_seen, leaves_held;  ///< among the settings it was sought in, and held out
  double box_chance = 1, leaves_chance = 1;            ///< of the held-out ones
};

struct DecidedOutcome {
  std::size_t outcome = 0;  ///< of the sweep
  std::string as;           ///< "the number of systems in substance"
  Better better = Better::more;
  double matters = 0;  ///< smallest difference worth mentioning; 0 if nobody said
  std::optional<double> aim = std::nullopt;
  Payoffs payoffs = {};  ///< with the sign that makes more better
  Merits merits = {};
  std::vector<double> reached = {};           ///< [policy] share of settings that reach the aim
  std::vector<Information> information = {};  ///< [knowable]
  std::vector<Discovery> discoveries = {};    ///< [policy]

  double sign() const { return better == Better::less ? -1 : 1; }
};

struct Decision {
  SweepInfo sweep;
  std::vector<SweepOutcome> sweep_outcomes;
  std::string settings_of_scenario;  ///< a sentence
  std::string given;                 ///< "blueprint.crowding_out is 0.5, ..."; empty if nothing is
  std::string policy_axis, policy_name;
  std::vector<std::string> policies;      ///< as levels are written
  std::vector<std::string> policy_words;  ///< as sentences name them
  SettingTable table;
  std::vector<std::string> axes;  ///< beside the axes of the table
  std::vector<KnowableColumn> columns;
  std::vector<Knowable> knowables;  ///< parameters, then groups
  std::vector<std::size_t> runs;    ///< [setting] that all policies have in common
  bool weighed = false;             ///< settings do not count alike
  std::vector<std::uint32_t> folds;
  std::vector<char> held;
  std::vector<DecidedOutcome> outcomes;                  ///< the first decides
  std::vector<std::string> left_out;                     ///< outcomes that cannot be decided, each with why
  std::vector<std::optional<std::size_t>> dominated_by;  ///< [policy] over all outcomes

  std::size_t settings() const { return table.axes.front().level.size(); }
};

/// Of the seeds of draws that a decision makes by itself.
inline constexpr std::uint64_t decision_seed = 1;
inline constexpr std::size_t information_permutations = 100;
/// Failures are sought where at least so many of the settings fail, and so many do not.
inline constexpr double least_failing = 0.05;

/// `design` is that of the sweep, or null. Wishes that cannot be met, and sweeps without settings that all
/// policies meet, are reported.
std::optional<Decision> decision_of(const SweepReader& sweep, const Design* design,
                                    const DecisionWishes& wishes, Problems& problems);

}  // namespace concord
