#pragma once
// Two made-up systems in one or more runs, for views.

#include "tests/support/worlds.hpp"
#include "tests/viz/recording_canvas.hpp"
#include "viz/data/memory_run.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace concord::test {

/// "A" and "B" over the quarters of 2019/20; A has a trust, a CCG and a council in one place, B a trust. All
/// values are missing.
RunInfo two_systems(int runs = 1);
/// The same values in every run, [quarter][system].
Slice same_in_all_runs(const RunInfo& info, const std::vector<std::vector<double>>& values);
/// All columns 0 but for action: the same for every organisation and quarter; trust 0.8 in places and 0.2 in
/// the system.
RunDetail detail_of(const RunInfo& info, Action action);
void set_column(RunDetail& detail, OrganisationColumn column, int quarter, int organisation, float value);

std::size_t count_of(std::string_view text, std::string_view part);

}  // namespace concord::test
