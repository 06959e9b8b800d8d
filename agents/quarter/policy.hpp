#pragma once
// A policy: parameters that have other values for somebody, at some time, under some condition
// (docs/adr/0026-aimed-policies.md).

#include "agents/quarter/parameter_info.hpp"
#include "agents/world/target.hpp"
#include "sim/calendar.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// A test of what was recorded at the end of a quarter. Missing values pass none.
struct Condition {
  enum class Test : unsigned char { below, above, at_most, at_least };

  bool of_system = false;   ///< of the system that the policy is for; else of the nation
  std::size_t measure = 0;  ///< number of a SystemMeasure or Measure
  Test test = Test::below;
  double value = 0;
  int times = 1;                ///< running, that it must be passed
  bool year_ends = false;       ///< looked at in last quarters of years only
  std::optional<Quarter> by{};  ///< looked at in this quarter only, though counted in those before
};
inline constexpr std::array<std::string_view, 4> test_names{"below", "above", "at_most", "at_least"};

/// From a quarter on, for a target.
struct Stage {
  Quarter from;
  Where where;
  AimTarget target;
};

struct AimedSetting {
  const ParameterInfo* parameter;
  double value;  ///< in the numbers of ParameterInfo::get
};

struct AimedPolicy {
  std::string name;  ///< of one line, its own in its scenario
  /// In order of quarters; what they reach adds up. Groups that a run draws stand in the only one.
  std::vector<Stage> stages;
  Quarter until = never;              ///< the first quarter without it
  std::vector<Condition> conditions;  ///< all of which must hold
  bool lasting = true;                ///< stays in force when conditions hold no longer
  std::vector<AimedSetting> settings;

  /// Is it aimed at the nation as such, so that what counts there only can be set?
  bool nation() const;
  /// Do systems differ, in one run, in whether it is in force?
  bool by_system() const;
  /// Do runs of a batch differ in whether it is in force?
  bool by_run() const { return !conditions.empty() || drawn(); }
  bool drawn() const;
};

/// Most policies of a scenario: a run knows by a bit each which are in force.
inline constexpr std::size_t most_policies = 64;

}  // namespace concord
