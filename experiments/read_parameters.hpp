#pragma once
// Values of parameters out of YAML, whatever their kind, and the checks between them.

#include "agents/parameters.hpp"
#include "sim/yaml.hpp"

#include <optional>

namespace concord {

/// What a reader must know of a parameter; of ParameterInfo and of sim's Row alike.
struct ValueRule {
  ValueKind kind;
  Range allowed;
  std::string_view unit;
};

/// The value under a key in the numbers of ParameterInfo::get; nothing, and a problem, if it is wrong;
/// nothing if it is missing.
std::optional<double> read_value(yaml::Reader& reader, std::string_view key, const ValueRule& rule);

/// A financial quarter; nothing, and a problem with the remedy, if it is none.
std::optional<Quarter> read_quarter(yaml::Reader& reader, std::string_view key, bool may_be_never);

/// Defaults, overlaid with what the section `parameters` says.
Parameters read_parameters(yaml::Reader section, Problems& problems);

/// The unit as it reads after a number; empty for pure numbers, switches and dates.
std::string_view readable_unit(std::string_view unit);

}  // namespace concord
