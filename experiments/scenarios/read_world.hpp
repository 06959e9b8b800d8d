#pragma once
// The section `world` of a scenario: a folder of tables, or a synthetic world.

#include "agents/quarter/parameter_info.hpp"
#include "agents/world/synthetic.hpp"
#include "agents/world/world.hpp"
#include "experiments/runs/run_plan.hpp"
#include "sim/yaml.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// What the section says, for building the world and for writing the scenario out again.
struct WorldChoice {
  std::string tables;                   ///< name of the folder, as `tables_name` gives it; empty if synthetic
  std::filesystem::path folder;         ///< where it is
  std::vector<TableFile> files;         ///< what was read there
  std::vector<Layout::Period> periods;  ///< that the columns describe, as far as that is stated
  std::optional<SyntheticWorld> synthetic;
  std::shared_ptr<const World> world;  ///< null after a problem
};

/// Of a row of SyntheticWorld: its kind, and its value as text.
ValueKind kind_of(const Row<SyntheticWorld>& row);
std::string value_text(const SyntheticWorld& world, const Row<SyntheticWorld>& row);

/// `home` is the scenario's folder; a folder of tables is looked for beside the file that names it.
WorldChoice read_world(yaml::Reader& scenario, const std::filesystem::path& home, Problems& problems);

/// What a scenario calls its folder of tables: the way to it below the scenario's own folder `home`; of one
/// that lies elsewhere the last part, so that no record depends on where somebody keeps things.
std::string tables_name(const std::filesystem::path& folder, const std::filesystem::path& home);

/// Fingerprint of the names and contents of all tables that a scenario reads; "none" for no tables.
std::string digest_of(const std::vector<TableFile>& files);

/// The two forms of `world` do not mix: the tree `base` without the form that `over` replaces.
yaml::Node without_replaced_world(yaml::Node base, const yaml::Node& over);

/// Nothing if a name of a file or folder can be one; else what is wrong with it.
std::optional<std::string> not_a_path(std::string_view name);
/// Nothing if the name stays below the folder in which it is looked for; else what is wrong with it.
std::optional<std::string> leaves_folder(std::string_view name);

/// "; did you mean 'x'?" with the entry of a folder nearest to a name, or nothing.
std::string nearest_entry(const std::filesystem::path& folder, std::string_view name, bool folders);

}  // namespace concord
