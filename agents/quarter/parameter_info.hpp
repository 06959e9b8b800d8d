#pragma once
// Every parameter by its path, without its type: what readers, recorders and documents work with.

#include "agents/state/parameters.hpp"
#include "sim/parameters.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>

namespace concord {

/// What a value of a parameter is; its text form follows.
enum class ValueKind { number, whole, on_off, quarter };

struct ParameterInfo {
  std::string path;  ///< "group.key"
  ValueKind kind;
  Range allowed, screening;
  std::string_view unit, meaning;
  std::string source;  ///< as in its row, with the interval of an estimate
  std::string_view mechanism, reference;
  std::function<double(const Parameters&)>
      get;  ///< of the first lane; quarters as Quarter::index, switches as 0 or 1
  std::function<void(Parameters&, double)> set;  ///< in all lanes; the value must be allowed
  std::optional<double> neutral = std::nullopt;  ///< as in its row
  std::string_view idle_without = {};            ///< as in its row
  bool acts_when_named = false;                  ///< as in its row
  Range estimate = {};                           ///< as in its row
  Aimed aimed = Aimed::systems;                  ///< as in its row
  std::string_view nation_only = {};             ///< as in its row
  /// Of a number: sets it in some lanes.
  std::function<void(Parameters&, double, const Mask&)> set_where = {};
  std::function<void(Parameters& to, const Parameters& from)> copy = {};  ///< in all lanes
};

/// All parameters in order of declaration.
std::span<const ParameterInfo> all_parameters();
/// The parameter of that path, or null.
const ParameterInfo* find_parameter(std::string_view path);
/// The parameter with that name in the reference implementation, or null.
const ParameterInfo* find_reference_parameter(std::string_view name);
/// "2.4", "true", "2019/20 Q1", "never".
std::string value_text(const ParameterInfo& parameter, double value);

}  // namespace concord
