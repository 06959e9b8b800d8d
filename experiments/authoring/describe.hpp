#pragma once
// Documents made from the declarations of parameters, settings and worlds. Whoever changes a declaration
// makes them again (`concord describe`); a test compares.

#include "experiments/grammar/keys.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// configs/base.yaml: a whole scenario with every default, explained.
std::string describe_yaml();
/// docs/parameters.md.
std::string describe_markdown();
/// configs/scenario.schema.json: JSON Schema draft 7 of scenario files, for editors.
std::string describe_schema();
/// experiments/design.schema.json: the same of designs of sweeps.
std::string describe_design_schema();
/// docs/design_keys.md: every key of designs.
std::string describe_design_keys();
/// A table of keys in Markdown, sections with what is in them.
std::string rows_of_keys(const Keys& keys);
/// A key of scenarios or designs by its path ("replicates.precision"), with what is in it.
std::optional<std::string> describe_key(std::string_view path);
std::vector<std::string> all_keys();
/// All groups of parameters with the number of each, and how to see more.
std::string describe_overview();

/// A parameter ("pooling.floor"), a group ("pooling"), a mechanism ("M05"), a key of scenarios or designs
/// ("seed"), a measure
/// ("backlog") or all of these ("measures"); nothing if there is none of that name.
std::optional<std::string> describe_one(std::string_view name);
/// What describe_one most likely was asked for.
std::optional<std::string> nearest_subject(std::string_view name);

}  // namespace concord
