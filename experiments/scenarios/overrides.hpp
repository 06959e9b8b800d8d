#pragma once
// Overrides of the command line as a tree that is laid over the file's, so that one reader checks both.

#include "experiments/scenarios/scenario.hpp"
#include "sim/yaml.hpp"

namespace concord {

/// Unknown first keys, values that are no YAML and keys given twice are problems; the rest is for the reader.
yaml::Node tree_of(std::span<const Override> overrides, Problems& problems);

/// The value of a parameter ("pooling.floor") in a tree of a scenario's shape, or null.
const yaml::Node* find_setting(const yaml::Node& tree, std::string_view path);

}  // namespace concord
