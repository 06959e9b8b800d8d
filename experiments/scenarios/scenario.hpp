#pragma once
// Scenario files: YAML in, a RunPlan out, or every problem at once.

#include "experiments/runs/run_plan.hpp"
#include "sim/errors.hpp"
#include "sim/yaml.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace concord {

/// A value from the command line that goes before what the file says. Keys are those of the file, with or
/// without `parameters.`: `pooling.floor`, `seed`, `world.synthetic.systems`. `pooling.floor@QOP,London from
/// 2019/20 Q1 until 2021/22 Q1` is a policy: for whatever `where` may name, by code or name, and for the
/// nation without
/// @; from the start on, and to the end, where it does not say.
struct Override {
  std::string key, value;
  std::string from = "--set";  ///< stands in messages where a file's name would
};

/// Reads "key=value"; anything else is a problem.
std::optional<Override> parse_override(std::string_view text, Problems& problems);

/// Reads a scenario, what it extends, its world and the overrides. What is wrong is added to `problems`; the
/// plan is then incomplete and must not be used. Throws FileError when reading fails half-way. `laid_over` is
/// a tree of a scenario's shape that goes before the file and after the overrides.
RunPlan load_scenario(const std::filesystem::path& file, std::span<const Override> overrides,
                      Problems& problems, const yaml::Node* laid_over = nullptr);

/// Everything that is laid together there, as text with its places.
yaml::Node scenario_tree(const std::filesystem::path& file, std::span<const Override> overrides,
                         Problems& problems, const yaml::Node* laid_over = nullptr);

/// Reads a scenario from a tree that does not extend another one, parsed under the name of `file`, which need
/// not exist: tables are looked for beside it.
RunPlan read_scenario(yaml::Node tree, const std::filesystem::path& file, std::span<const Override> overrides,
                      Problems& problems, const yaml::Node* laid_over = nullptr);

/// The title that a file states, one line of bounded length; the file's name without one.
std::string read_title(yaml::Reader& reader, const std::filesystem::path& file);

}  // namespace concord
