#pragma once
// One run: a world, parameters, a seed and replicate numbers in, a trajectory out.

#include "agents/parameters.hpp"
#include "agents/state.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace concord {

/// What is simulated, apart from luck.
struct Scenario {
  std::shared_ptr<const World> world;
  Parameters parameters;
  Quarter start = financial_quarter(2017, 1);  ///< a first quarter of a financial year
  int quarters = 24;
};

/// Memory of one thread, reused from batch to batch: nothing is allocated after the first batch in a world.
struct Workspace {
  State state;
};

/// Called at the end of every quarter; lane k of the state is replicate k of the batch.
using Observer = std::function<void(const Context&, const State&)>;
/// Called between choice and settlement; may change State::action.
using Intervention = std::function<void(const Context&, State&)>;

/// Runs up to `lanes` replicates side by side; every replicate's result is the same alone or in company.
void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const std::uint32_t> replicates,
              Workspace& workspace, const Observer& observe, const Intervention& intervene = {});

}  // namespace concord
