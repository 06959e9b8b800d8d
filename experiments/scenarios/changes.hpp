#pragma once
// Changes of parameters in mid-run: the part `changes` of a scenario.

#include "agents/quarter/simulate.hpp"
#include "sim/yaml.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Reads `changes` for a run whose start, length and parameters are known, sorted by quarter and in order of
/// declaration. Every stretch of the run is checked for relations between parameters.
std::vector<Change> read_changes(yaml::Reader& scenario, const Scenario& run, Problems& problems);

/// The section `changes` in canonical form; empty if there are none.
std::string changes_yaml(const std::vector<Change>& changes);

/// What a reader would refuse in parameters and changes that come from elsewhere, as text.
std::vector<std::string> faults_of(const Scenario& scenario);

}  // namespace concord
