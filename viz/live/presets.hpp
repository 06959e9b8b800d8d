#pragma once
// Ready-made policies: packages of incentives for the main levers of the period.

#include "viz/live/live.hpp"

#include <span>
#include <string>
#include <vector>

namespace concord {

struct Preset {
  struct Value {
    std::string path, text;  ///< as in a scenario file
  };
  std::string name, meaning;
  std::vector<Value> values;
};

std::span<const Preset> policy_presets();
/// On top of a scenario, from the start.
Policy policy_of(const Preset& preset, const RunPlan& scenario);

}  // namespace concord
