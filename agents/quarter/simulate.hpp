#pragma once
// One run: a world, parameters, a seed and replicate numbers in, a trajectory out.

#include "agents/quarter/plausible.hpp"
#include "agents/quarter/policy.hpp"
#include "agents/state/named_input.hpp"
#include "agents/state/state.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace concord {

/// A parameter that has another value from the beginning of a quarter on.
struct Change {
  Quarter from;
  const ParameterInfo* parameter = nullptr;
  double value = 0;  ///< in the numbers of ParameterInfo::get
};

/// What is simulated, apart from luck.
struct Scenario {
  std::shared_ptr<const World> world;
  Parameters parameters;
  Quarter start = financial_quarter(2017, 1);  ///< a first quarter of a financial year
  int quarters = 24;
  std::vector<Change> changes;  ///< in order of quarters; of one quarter and parameter the last counts
  std::vector<NamedInput> named;
  std::vector<AimedPolicy> policies;  ///< of several that set the same for the same body the last counts
  /// Settings that runs draw; `parameters` then holds the central one.
  Plausible plausible;
};

/// The parameters in force in a quarter: those of the scenario and every change up to then.
Parameters parameters_in(const Scenario& scenario, Quarter quarter);
/// The parameters of one run before any change: with the setting that it draws.
Parameters parameters_of_run(const Scenario& scenario, std::uint64_t seed, std::uint32_t replicate);
/// Where each stretch without a change begins: the first quarter of the run, and the later ones with changes.
std::vector<Quarter> stretches(const Scenario& scenario);

/// Memory of one thread, reused from batch to batch: nothing is allocated after the first batch in a world.
struct Workspace {
  State state;
};

/// Called at the end of every quarter; lane k of the state is replicate k of the batch.
using Observer = std::function<void(const Context&, const State&)>;
/// Called between choice and settlement; may change State::action.
using Intervention = std::function<void(const Context&, State&)>;

/// One run of a batch.
struct LaneRun {
  std::uint32_t replicate = 0;
  /// In place of the scenario's, with which they agree in dates, switches and whole numbers; null = those,
  /// with the setting that the run draws.
  const Parameters* parameters = nullptr;
  /// A bit for each of the scenario's policies that is one of the run's, from the lowest. Runs of a batch
  /// agree in those that set dates, switches or whole numbers.
  std::uint64_t policies = ~std::uint64_t{0};
  /// Values of the settings that differ between runs (AimedSetting::varied); none = as the policies have
  /// them.
  std::span<const double> policy_values{};
};

/// Runs up to `lanes` runs side by side; every run's result is the same alone or in company. The scenario's
/// changes are changes of all of them. `parts`, if any, holds the parts of every utility of the quarter
/// whenever `observe` is called.
void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const LaneRun> runs,
              Workspace& workspace, const Observer& observe, const Intervention& intervene = {},
              UtilityParts* parts = nullptr);
/// The same of replicates under the scenario's parameters.
void simulate(const Scenario& scenario, std::uint64_t seed, std::span<const std::uint32_t> replicates,
              Workspace& workspace, const Observer& observe, const Intervention& intervene = {},
              UtilityParts* parts = nullptr);

}  // namespace concord
