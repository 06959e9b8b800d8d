#pragma once
// A small country in which everything can be set and happens, and runs compared bit for bit.

#include "agents/quarter/simulate.hpp"
#include "agents/state/state.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace concord::test {

using Luck = std::mt19937;
inline double between(Luck& luck, double low, double high) {
  return low + (high - low) * static_cast<double>(luck()) / static_cast<double>(Luck::max());
}

/// Eight systems over five years, some of them with evidence, few enough places in waves and support to
/// matter; with everything that is off by default, if asked for.
Scenario small_country(bool busy);
/// Where a mechanism stops early, or the lowest value that is allowed.
double off_value(const ParameterInfo& parameter);
/// Some value that the parameter may have, on the strong side.
double some_value(const ParameterInfo& parameter, Luck& luck);

/// Everything that is recorded of a lane's run, and its last states; all NaN are the same.
class Bits {
 public:
  void add(const Real& value, int lane) {
    const double number = value.lane(lane);
    bits_.push_back(std::bit_cast<std::uint64_t>(std::isnan(number) ? unknown : number));
  }
  bool operator==(const Bits&) const = default;

 private:
  std::vector<std::uint64_t> bits_;
};

std::vector<Bits> bits_of_runs(const Scenario& scenario, const std::vector<LaneRun>& runs,
                               Workspace& workspace);

}  // namespace concord::test
