#include "agents/quarter/simulate.hpp"

#include "agents/quarter/initialise.hpp"
#include "agents/quarter/pipeline.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "sim/errors.hpp"

#include <algorithm>

namespace concord {

Parameters parameters_in(const Scenario& scenario, Quarter quarter) {
  Parameters parameters = scenario.parameters;
  for (const Change& change : scenario.changes) {
    if (change.from <= quarter) change.parameter->set(parameters, change.value);
  }
  return parameters;
}

std::vector<Quarter> stretches(const Scenario& scenario) {
  std::vector<Quarter> begins{scenario.start};
  for (const Change& change : scenario.changes) {
    if (change.from > begins.back()) begins.push_back(change.from);
  }
  return begins;
}

void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const std::uint32_t> replicates,
              Workspace& workspace, const Observer& observe, const Intervention& intervene,
              UtilityParts* parts) {
  ensure(!replicates.empty() && replicates.size() <= lanes, "a batch holds 1 to 8 replicates");
  ensure(scenario.start.of_year() == 0, "a run starts with a planning round, in a first quarter");
  ensure(std::ranges::is_sorted(scenario.changes, {}, &Change::from), "changes come in order of quarters");
  Parameters in_force = parameters_in(scenario, scenario.start);
  Context context{.world = *scenario.world,
                  .p = in_force,
                  .rules = {},
                  .random = {.seed = seed, .replicates = {}},
                  .parts = parts,
                  .named = scenario.named};
  for (std::size_t k = 0; k < lanes; ++k) {
    context.random.replicates[k] =
        replicates[std::min(k, replicates.size() - 1)];  // spare lanes repeat the last
  }
  size_state(context, workspace.state);
  initialise(context, workspace.state);
  auto next = std::ranges::upper_bound(scenario.changes, scenario.start, {}, &Change::from);
  for (int t = 0; t < scenario.quarters; ++t) {
    for (; next != scenario.changes.end() && next->from <= scenario.start + t; ++next)
      next->parameter->set(in_force, next->value);
    context.rules = rules_in_force(in_force, scenario.start, t);
    run_quarter(context, workspace.state, intervene);
    if (observe) observe(context, workspace.state);
  }
}

}  // namespace concord
