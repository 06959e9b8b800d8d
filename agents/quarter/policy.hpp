#pragma once
// A policy: parameters that have other values for somebody, at some time, under some condition
// (docs/adr/0026-aimed-policies.md).

#include "agents/quarter/parameter_info.hpp"
#include "agents/world/target.hpp"
#include "sim/calendar.hpp"
#include "sim/expression.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// On what was recorded at the end of a quarter (sim/expression.hpp); what is missing does not hold.
struct Condition {
  std::string text;
  Expression holds;

  /// Do systems, which the policy is for, differ in it? Else it is the nation's.
  bool of_system() const { return holds.whole().shape == Expression::Shape::thing; }
};

/// From a quarter on, for a target.
struct Stage {
  Quarter from;
  Where where;
  AimTarget target;
};

struct AimedSetting {
  const ParameterInfo* parameter;
  double value;     ///< in the numbers of ParameterInfo::get
  int varied = -1;  ///< which of LaneRun::policy_values takes its place, if runs have values of their own
};

struct AimedPolicy {
  std::string name;  ///< of one line, its own in its scenario
  /// In order of quarters; what they reach adds up. Groups that a run draws stand in the only one.
  std::vector<Stage> stages;
  Quarter until = never;  ///< the first quarter without it
  std::optional<Condition> condition;
  bool lasting = true;  ///< stays in force when its condition holds no longer
  std::vector<AimedSetting> settings;

  /// Is it aimed at the nation as such, so that what counts there only can be set?
  bool nation() const;
  /// Do systems differ, in one run, in whether it is in force?
  bool by_system() const;
  /// Do runs of a batch differ in whether it is in force?
  bool by_run() const { return condition || drawn(); }
  bool drawn() const;
};

/// Most policies of a scenario: a run knows by a bit each which are in force.
inline constexpr std::size_t most_policies = 64;

}  // namespace concord
