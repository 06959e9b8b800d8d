#pragma once
// The grammar of scenarios: every key once, for reading, the canonical form, the JSON Schema and
// docs/parameters.md.

#include "experiments/grammar/keys.hpp"
#include "experiments/runs/run_plan.hpp"

#include <string>
#include <string_view>

namespace concord {

/// The whole file. `world` are the canonical lines of the section of that name.
Keys scenario_keys(RunPlan& plan, std::string world = {});
/// A plan of all defaults, without a world.
RunPlan standard_plan();
/// Groups of parameters, each a section.
Keys parameter_keys();

const Key& find_key(const Keys& keys, std::string_view key);

/// Canonical lines of parameters, each below its group. Those of a group follow one another.
class ParameterLines {
 public:
  ParameterLines(std::string& out, std::size_t indent) : out_(out), indent_(indent) {}
  void add(const ParameterInfo& parameter, double value);

 private:
  std::string& out_;
  std::size_t indent_;
  std::string_view group_;
};

}  // namespace concord
