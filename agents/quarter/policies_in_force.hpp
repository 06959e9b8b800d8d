#pragma once
// What policies make of the parameters, quarter by quarter, system by system and body by body.

#include "agents/quarter/simulate.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace concord {

/// Everybody under the same policies at the same time shares a set of parameters, the rules made of it, and a
/// context that shows both. The first set is the nation's.
class PoliciesInForce {
 public:
  /// `nation` shows the parameters without policies, which are read anew in every update(). All is as before
  /// the first quarter, when nobody is in a tercile yet.
  PoliciesInForce(const Scenario& scenario, const Context& nation,
                  const std::array<LaneRun, lanes>& in_lanes);

  /// At the beginning of a quarter; looks at what `state` holds of the one before. `changes` are those of
  /// this quarter of the parameters without policies. Gives the nation's context.
  const Context& update(const State& state, int t, std::span<const Change> changes);
  const Context& nation() const { return contexts_.front(); }

 private:
  /// A policy that reaches a set, from when on.
  struct Reach {
    std::size_t policy;
    Quarter from;
    auto operator<=>(const Reach&) const = default;
  };
  struct Set {
    std::vector<Reach> reaches;  ///< in order of the scenario
    SystemId system{-1};         ///< whose conditions and groups count; -1: nobody's
    auto operator<=>(const Set&) const = default;
  };
  /// Of a condition.
  struct Memory {
    Remembered held;
    std::vector<Mask> in_force;  ///< [system], or one for the nation
  };

  void find_sets();
  std::uint16_t number_of(Set set);
  void look(const State& state, int t);
  Mask runs_of(const Reach& reach, const Set& set, const State* state) const;
  void fill(const State* state, int t, std::span<const Change> changes);
  void make(std::size_t set, std::span<const Change> changes);
  void lay(const AimedSetting& setting, const Mask& runs, Parameters& over) const;

  const Scenario& scenario_;
  const Context& nation_;
  const std::array<LaneRun, lanes> in_lanes_;
  std::array<Mask, most_policies> on_;
  std::vector<Set> sets_;
  std::vector<std::vector<Mask>> runs_;  ///< [set][reach] in which the policy is in force there
  std::vector<Parameters> parameters_;   ///< [set]
  std::vector<Context> contexts_;        ///< [set]
  std::vector<std::uint16_t> of_system_, of_body_;
  std::vector<Memory> memory_;  ///< [policy]
};

}  // namespace concord
