#include "agents/quarter/simulate.hpp"

#include "agents/quarter/initialise.hpp"
#include "agents/quarter/pipeline.hpp"
#include "agents/quarter/policies_in_force.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace concord {

Parameters parameters_in(const Scenario& scenario, Quarter quarter) {
  Parameters parameters = scenario.parameters;
  for (const Change& change : scenario.changes) {
    if (change.from <= quarter) change.parameter->set(parameters, change.value);
  }
  return parameters;
}

Parameters parameters_of_run(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate) {
  Parameters parameters = scenario.parameters;
  if (scenario.plausible.draws())
    scenario.plausible.lay(scenario.plausible.row_of(seed, replicate), parameters);
  return parameters;
}

std::vector<Quarter> stretches(const Scenario& scenario) {
  std::vector<Quarter> begins{scenario.start};
  for (const Change& change : scenario.changes) {
    if (change.from > begins.back()) begins.push_back(change.from);
  }
  return begins;
}

void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
              Workspace& workspace, const Observer& observe, const Intervention& intervene,
              UtilityParts* parts) {
  ensure(!runs.empty() && runs.size() <= lanes, "a batch holds 1 to 8 runs");
  ensure(scenario.start.of_year() == 0, "a run starts with a planning round, in a first quarter");
  ensure(std::ranges::is_sorted(scenario.changes, {}, &Change::from), "changes come in order of quarters");
  Parameters in_force = scenario.parameters;
  Context context{.world = *scenario.world,
                  .p = in_force,
                  .rules = {},
                  .random = {.seed = seed, .replicates = {}},
                  .parts = parts,
                  .named = scenario.named};
  std::array<LaneRun, lanes> in_lanes{};
  for (int k = 0; k < lanes; ++k) {
    const LaneRun& run = runs[std::min(static_cast<std::size_t>(k), runs.size() - 1)];  // spare: the last
    context.random.replicates[static_cast<std::size_t>(k)] = run.replicate;
    in_lanes[static_cast<std::size_t>(k)] = run;
    if (run.parameters != nullptr) {
      ensure(run.parameters->agrees_with(scenario.parameters), "runs of a batch agree in dates and switches");
      in_force.set_lane(k, *run.parameters);
    } else if (scenario.plausible.draws()) {
      in_force.set_lane(k, parameters_of_run(scenario, seed, run.replicate));
    }
  }
  auto next = scenario.changes.begin();
  const auto change_until = [&](Quarter now) {
    const auto first = next;
    for (; next != scenario.changes.end() && next->from <= now; ++next)
      next->parameter->set(in_force, next->value);
    return std::span(first, next);
  };
  change_until(scenario.start);
  std::optional<PoliciesInForce> policies;
  if (!scenario.policies.empty()) policies.emplace(scenario, context, in_lanes);
  const Context& at_start = policies ? policies->nation() : context;
  size_state(at_start, workspace.state);
  initialise(at_start, workspace.state);
  for (int t = 0; t < scenario.quarters; ++t) {
    const std::span<const Change> changes = change_until(scenario.start + t);
    if (!policies) context.rules = rules_in_force(in_force, scenario.start, t);
    const Context& now = policies ? policies->update(workspace.state, t, changes) : context;
    run_quarter(now, workspace.state, intervene);
    if (observe) observe(now, workspace.state);
  }
}

void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const std::uint32_t> replicates,
              Workspace& workspace, const Observer& observe, const Intervention& intervene,
              UtilityParts* parts) {
  ensure(replicates.size() <= lanes, "a batch holds 1 to 8 runs");
  std::array<LaneRun, lanes> runs;
  std::ranges::transform(replicates, runs.begin(),
                         [](std::uint32_t replicate) { return LaneRun{.replicate = replicate}; });
  simulate(scenario, seed, {runs.data(), replicates.size()}, workspace, observe, intervene, parts);
}

}  // namespace concord
