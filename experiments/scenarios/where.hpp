#pragma once
// `where`: whom something is aimed at, in YAML.

#include "agents/world/target.hpp"
#include "experiments/grammar/keys.hpp"
#include "sim/yaml.hpp"

#include <string>

namespace concord {

struct Aim {
  Where where;  ///< systems, places and organisations by code
  AimTarget target;
};

/// What may stand under `where`.
Form where_form();
/// Reads `where` of a section: keys with lists of names, or a list of words that may be any of them; without
/// it, the nation. A table of codes is looked for beside the file that names it, and its codes become part of
/// what is said. Whatever is wrong is a problem, and the result must then not be used.
Aim read_aim(yaml::Reader& section, const World& world, Problems& problems);
/// Canonical lines; nothing for the nation.
std::string where_yaml(const Where& where, std::size_t indent);
/// "systems QOP, QHM"; "types acute of regions London, but systems QWO"; "the nation".
std::string where_words(const Where& where);

}  // namespace concord
