#pragma once
// The model's own learning, choice and imitation, put into a game: players are trusts, and a game says what
// each option is worth to them. Nothing else of the quarter runs.

#include "agents/mechanisms/behaviour.hpp"
#include "agents/quarter/initialise.hpp"
#include "agents/state/work.hpp"
#include "tests/support/worlds.hpp"

namespace concord::test {

/// Far below anything a game pays: an option that does not exist.
inline constexpr double no_option = -1e3;

class Players {
 public:
  Players(int systems, int members_each, Behaviour behaviour, std::uint32_t first_replicate = 0)
      : scenario_(scenario_of(layout(systems, members_each))) {
    scenario_.parameters.of<Behaviour>() = behaviour;
    for (std::size_t k = 0; k < lanes; ++k)
      context.random.replicates[k] = first_replicate + static_cast<std::uint32_t>(k);
    size_state(context, state);
    worth_.resize(static_cast<std::size_t>(count()));
    context.rules.precision = behaviour.choice_precision;
  }
  Players(const Players&) = delete;
  Players& operator=(const Players&) = delete;

  /// What the options are worth this quarter to player i.
  Options& utility(OrganisationId i) { return worth_[static_cast<std::size_t>(i.index)]; }
  int count() const { return context.world.organisation_count(); }
  void decide(SystemId system) {
    Expectation expected(context, system, std::pmr::get_default_resource());
    for (OrganisationId i : context.world.members(system)) expected.utility.set(context.row(i), utility(i));
    learn(context, state, system, expected);
    choose(context, state, system);
    for (OrganisationId i : context.world.members(system)) state.last_action[i] = state.action[i];
  }
  /// Members that took the option last, a lane.
  Real takers(SystemId system, double action) const {
    Real sum = 0;
    for (OrganisationId i : context.world.members(system)) sum += number(state.last_action[i] == action);
    return sum;
  }

 private:
  static Layout layout(int systems, int members_each) {
    Layout out;
    for (int k = 0; k < systems; ++k) {
      const std::string code = std::to_string(k);
      out.systems.push_back({.code = "S" + code, .name = "System", .region = "R", .population = 250'000});
      out.places.push_back({.code = "P" + code, .system = k, .population = 250'000});
      for (int n = 0; n < members_each; ++n) {
        out.organisations.push_back(
            {.code = "O" + code + "." + std::to_string(n), .place = k, .budget = 200});
      }
    }
    return out;
  }

  Scenario scenario_;
  std::vector<Options> worth_;  // [player]

 public:
  Context context{.world = *scenario_.world,
                  .p = scenario_.parameters,
                  .rules = {},
                  .random = {.seed = 12345, .replicates = {}}};
  State state;
};

}  // namespace concord::test
