#pragma once
// Small worlds, and the usual questions asked of a run.

#include "agents/quarter/simulate.hpp"
#include "agents/state/work.hpp"

#include <functional>
#include <initializer_list>
#include <string_view>

namespace concord::test {

/// One system with one place a list entry: numbers of hospitals, CCGs and councils, all of equal size.
struct PlaceSize {
  int hospitals = 1, ccgs = 1, councils = 1;
};
Layout one_system(std::initializer_list<PlaceSize> places);
/// The synthetic England of the recorded reference: 42 systems, 567 organisations.
Scenario synthetic_england();
Scenario scenario_of(Layout layout, int quarters = 8);

/// Mean of a measure over quarters [from, to) and replicates 0 to `replicates` - 1.
double mean_of(const Scenario& scenario, Measure measure, int from, int to, int replicates = 16);

/// Runs replicates 0 to 7 of seed 1, and looks at them at the end of each quarter.
void run(const Scenario& scenario, const std::function<void(const Context&, const State&)>& look);

/// Everything recorded of replicates 0 to 7, and every organisation's action: equal if two runs were the same
/// bit for bit.
std::vector<double> trajectory(const Scenario& scenario, std::uint64_t seed = 12345);

/// What the members of a system expect in a state in which they have not acted yet, or have just chosen.
Expectation expectation(const Context&, const State&, SystemId);

/// A copy of the scenario with one parameter ("group.key") changed.
Scenario with(Scenario scenario, std::string_view path, double value);
/// All switches off, no Covid: nothing but what a test turns on again.
Scenario bare(Scenario scenario);

}  // namespace concord::test
