#pragma once
// What tests/reference/record.py recorded of the reference implementation.

#include "agents/quarter/simulate.hpp"

#include <map>
#include <string>
#include <vector>

namespace concord::test {

struct RecordedCase {
  std::string name;
  Scenario scenario;
  std::uint64_t seed = 0;
  std::vector<std::uint32_t> replicates;
  int mean_replicates = 0;
};

/// All cases, with their worlds and parameters set.
std::vector<RecordedCase> recorded_cases();

/// observable -> value; empty cells are left out, "nan" is NaN.
using Observables = std::map<std::string, double>;

/// [replicate, t] -> observables.
std::map<std::pair<std::uint32_t, int>, Observables> recorded_trajectories(const std::string& name);

struct Moment {
  double mean, sd;
};
/// [observable, t] -> mean and standard deviation over replicates 0, 1, ...
std::map<std::pair<std::string, int>, Moment> recorded_means(const std::string& name);

/// Of replicate 0, for each quarter: a letter I, P or S for each organisation.
std::vector<std::string> recorded_choices(const std::string& name);

}  // namespace concord::test
