#pragma once
// Values of one parameter that a design lists or spans.

#include "experiments/designs/design.hpp"
#include "sim/yaml.hpp"

#include <string>

namespace concord {

/// Reads `list`, the value under `key` of the section `axes`, into the levels of an axis. False after a
/// problem.
bool read_list(const std::string& key, const yaml::Node& list, Axis& axis, Problems& problems);

/// Reads `{from, to, steps, scale}`; without steps the axis is continuous. Not for switches. False after a
/// problem.
bool read_range(yaml::Reader range, Axis& axis, Problems& problems);

}  // namespace concord
