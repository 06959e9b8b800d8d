#include "agents/simulate.hpp"

#include "agents/initialise.hpp"
#include "agents/pipeline.hpp"
#include "sim/errors.hpp"

#include <algorithm>

namespace concord {

void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const std::uint32_t> replicates,
              Workspace& workspace, const Observer& observe, const Intervention& intervene) {
  ensure(!replicates.empty() && replicates.size() <= lanes, "a batch holds 1 to 8 replicates");
  ensure(scenario.start.of_year() == 0, "a run starts with a planning round, in a first quarter");
  Context context{.world = *scenario.world,
                  .p = scenario.parameters,
                  .rules = {},
                  .random = {.seed = seed, .replicates = {}}};
  for (std::size_t k = 0; k < lanes; ++k) {
    context.random.replicates[k] =
        replicates[std::min(k, replicates.size() - 1)];  // spare lanes repeat the last
  }
  size_state(context, workspace.state);
  initialise(context, workspace.state);
  for (int t = 0; t < scenario.quarters; ++t) {
    context.rules = rules_in_force(scenario.parameters, scenario.start, t);
    run_quarter(context, workspace.state, intervene);
    if (observe) observe(context, workspace.state);
  }
}

}  // namespace concord
