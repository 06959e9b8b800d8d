#pragma once
// The grammar of designs of sweeps: every key once, for reading, plans, the JSON Schema and
// docs/design_keys.md.

#include "experiments/designs/design.hpp"
#include "experiments/grammar/keys.hpp"

#include <string>
#include <string_view>

namespace concord {

/// Letters, digits and underscores, as names of datasets and columns need them; and how long names may be.
inline constexpr std::string_view plain_name_pattern = "^[A-Za-z0-9_]{1,60}$";
inline constexpr std::size_t longest_name = 60;

/// The whole file, over a design of which parts that are not there are made. `scenario` and `points` are
/// names of files as a plan is to say them.
Keys design_keys(Design& design, std::string_view scenario = {}, std::string_view points = {});

// Its sections, for those who read them one by one.
Keys sampling_keys(Sampling& sampling, std::string_view points = {});
Keys replication_keys(Replication& replication);
Keys frozen_keys(Frozen& frozen);
Keys question_keys(Question& question);
/// Of a range of a parameter of that kind.
Keys range_keys(ValueKind kind, int& steps, bool& log);
Keys outcome_keys();
Keys precision_keys();
/// `{vectors: FILE, most: N}`.
Keys parameter_set_keys(int* most);

// Canonical lines of what is not a value under a key.
std::string axes_lines(const Design& design);
std::string outcomes_lines(const Design& design);
std::string precision_lines(const Design& design);

}  // namespace concord
