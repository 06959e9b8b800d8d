#pragma once
// Runs of a small synthetic country, for tests of what stands on top of them.

#include "agents/world/synthetic.hpp"
#include "viz/data/memory_run.hpp"

#include <memory>

namespace concord {

/// A few systems over three years, eight replicates, all levels recorded.
RunPlan small_plan();
/// "All": a parameter has this value for all systems, from the start on.
AimedPolicy aimed_at_all(const Scenario& scenario, const ParameterInfo& parameter, double value);
std::shared_ptr<MemoryRun> small_run();
/// Every value of a measure of systems the same.
Slice slice_of_systems(const MemoryRun& run, double value);

}  // namespace concord
