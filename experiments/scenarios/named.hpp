#pragma once
// The list `named` of a scenario: who refuses, and who has a place on the accelerator, from when to when.

#include "agents/quarter/simulate.hpp"
#include "experiments/grammar/keys.hpp"
#include "sim/yaml.hpp"

#include <string>
#include <vector>

namespace concord {

/// Keys of one entry.
Keys named_keys();
/// In the order of the file. Bodies are found by code, or by a name that no other has. Needs the scenario's
/// world, start and length; what is wrong is a problem of its own each.
std::vector<NamedInput> read_named(yaml::Reader& scenario, const Scenario& run, Problems& problems);
/// Canonical lines, bodies by code; nothing without any.
std::string named_yaml(const Scenario& scenario);

}  // namespace concord
