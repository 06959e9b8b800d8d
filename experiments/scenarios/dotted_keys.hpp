#pragma once
// `pooling.floor: 0.5`, as documents and the command line spell parameters, in files: the same as
// `pooling: {floor: 0.5}`.

#include "sim/yaml.hpp"

namespace concord {

/// Each nests dotted keys wherever its kind of tree gives parameters; positions stay. A parameter that is
/// given in both forms is a problem that names both places, and so are parameters that stand beside
/// `parameters`.
void nest_dotted_keys_of_scenario(yaml::Node& tree, Problems& problems);
/// Of a design: `set`, where dotted keys may stand without `parameters` as on the command line, and packages.
void nest_dotted_keys_of_design(yaml::Node& tree, Problems& problems);

}  // namespace concord
