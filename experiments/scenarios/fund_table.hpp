#pragma once
// The table of a scenario's `fund`: what the money of each financial year is. Its rows become changes of
// parameters, so that whoever holds the resolved scenario needs the table no more.

#include "agents/quarter/simulate.hpp"
#include "sim/yaml.hpp"

#include <vector>

namespace concord {

/// The rows in order of quarters: those up to the start of the run hold from the start, later than its end
/// are left out. Columns: `from` (a quarter), `parameter` (of fund_by_year, or pooling.floor), `value`,
/// `gbp_m` (£ million that it stands for; may be blank), `source`. The file lies beside the one that names
/// it.
std::vector<Change> read_fund(yaml::Reader& scenario, const Scenario& run, Problems& problems);

/// Lays changes of a scenario's own over those of its fund: of one quarter and parameter its own counts. What
/// begins by the start of the run goes to the parameters, unless the scenario gives them itself (`given`).
void lay_over_fund(Scenario& scenario, std::vector<Change> fund, const yaml::Node& given);

}  // namespace concord
