#pragma once
// Parameters arranged for documents: by group, and by mechanism of the model.

#include "agents/quarter/parameter_info.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

struct Mechanism {
  std::string_view id, name;
};

/// The 35 mechanisms of the model in order, then "behaviour" and "switch".
std::span<const Mechanism> mechanisms();
/// Nothing if there is no such mechanism.
const Mechanism* find_mechanism(std::string_view id);

struct ParameterGroup {
  std::string key;                            ///< "control_total"
  std::vector<const ParameterInfo*> members;  ///< in order of declaration
  std::vector<const Mechanism*> of;           ///< each once, in order of mention
  std::string title() const;                  ///< "Control total"
};

std::vector<ParameterGroup> groups_of_parameters();

/// The key without its group.
std::string_view key_of(const ParameterInfo&);
std::string default_text(const ParameterInfo&);
/// "[0, 1]"; "true or false"; "a quarter or never".
std::string allowed_text(ValueKind kind, Range allowed);
/// "0.5 to 2"; empty where nothing is screened.
std::string screening_text(Range screening);

}  // namespace concord
