#pragma once
// Values of parameters out of YAML, whatever their kind, and the checks between them.

#include "agents/quarter/plausible.hpp"
#include "sim/yaml.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// The text of a single value, as in a table of points. Nothing if it is wrong, which `wrong` says then.
std::optional<double> read_cell(const ParameterInfo& parameter, std::string_view text, std::string& wrong);

/// A parameter to which a section of groups gives a value, and where.
struct GivenParameter {
  const ParameterInfo* info;
  yaml::Reader group;
  std::optional<double> value;  ///< nothing after a problem

  void problem(std::string what);
};
/// In the order of all parameters, every one of which counts as known.
std::vector<GivenParameter> given_parameters(yaml::Reader& groups);

/// A financial quarter; nothing, and a problem with the remedy, if it is none.
std::optional<Quarter> read_quarter(yaml::Reader& reader, std::string_view key, bool may_be_never);

/// Defaults, overlaid with what the section `parameters` says, and with the central setting of a table.
/// Orders of which the table decides a side are not checked (plausible_settings.hpp).
Parameters read_parameters(yaml::Reader section, Problems& problems, const Plausible& plausible = {});

/// Two parameters of which the first must not exceed the second.
struct ParameterOrder {
  const ParameterInfo* low;
  const ParameterInfo* high;
  bool may_be_equal;
  std::string_view why;
  bool holds(const Parameters& parameters) const;
};
std::span<const ParameterOrder> parameter_orders();

/// The relations between parameters (such as "the waves follow one another") that do not hold, by number.
std::vector<std::size_t> broken_relations(const Parameters& parameters);
/// What is wrong: "designation.thriving (0.3) must be above designation.maturing (0.45); the stages ...".
std::string relation_text(std::size_t relation, const Parameters& parameters);

/// Reports keys of a section of parameters that are no group and no slip of one: with the parameter that may
/// be meant, wherever it is. `beside` are keys that may stand beside the groups.
void refuse_unknown_groups(yaml::Reader& section, Problems& problems,
                           std::initializer_list<std::string_view> beside = {});

/// What an unknown name of a parameter most likely means: its key without the group, a near spelling, or
/// words of its name and meaning.
std::optional<std::string> nearest_parameter(std::string_view name);
/// Is this the first part of parameters' names?
bool is_group(std::string_view word);

/// The unit as it reads after a number; empty for pure numbers, switches and dates.
std::string_view readable_unit(std::string_view unit);

}  // namespace concord
