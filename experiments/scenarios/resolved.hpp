#pragma once
// A scenario written out in full: every setting and parameter, in one order and one spelling.

#include "experiments/grammar/keys.hpp"
#include "experiments/runs/run_plan.hpp"
#include "experiments/scenarios/read_world.hpp"

#include <string>

namespace concord {

/// Loads again, beside the same tables, to the same plan.
std::string canonical_yaml(const RunPlan& plan, const WorldChoice& world);
/// The same for another plan in the same world: that of `plan.resolved`, which need not be up to date.
std::string canonical_yaml_again(const RunPlan& plan);

}  // namespace concord
