#pragma once
// A scenario written out in full: every setting and parameter, in one order and one spelling.

#include "experiments/runs/run_plan.hpp"
#include "experiments/scenarios/read_world.hpp"

#include <string>

namespace concord {

/// Loads again, beside the same tables, to the same plan.
std::string canonical_yaml(const RunPlan& plan, const WorldChoice& world);
/// The same for another plan in the same world: that of `plan.resolved`, which need not be up to date.
std::string canonical_yaml_again(const RunPlan& plan);

/// In double quotes, for YAML and JSON alike.
std::string in_quotes(std::string_view text);

}  // namespace concord
