#pragma once
// Pieces that the JSON Schemas of scenarios and of designs of sweeps have in common.

#include "agents/parameters.hpp"
#include "experiments/runs/settings.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace concord {

/// Quarters and never, as a regular expression.
inline constexpr std::string_view date_pattern = "^((199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]|never)$";

/// JSON text with the indentation of its place.
class JsonWriter {
 public:
  void open(std::string_view key, char bracket = '{');
  void close(char bracket = '}');
  void raw(std::string_view key, std::string_view json);
  void text(std::string_view key, std::string_view value);
  std::string take() { return std::move(text_) + '\n'; }

 private:
  void begin(std::string_view key);
  std::string text_;
  std::size_t depth_ = 0;
  bool first_ = true;
};

/// An object with known keys only; between the two, its keys.
void open_object(JsonWriter& json, std::string_view key, std::string_view meaning);
void close_object(JsonWriter& json);

void write_text(JsonWriter& json, std::string_view key, std::string_view meaning,
                std::string_view pattern = "");
void write_whole(JsonWriter& json, const WholeSetting& setting);
/// The type of a parameter's values and their range, as members of an object that is open.
void write_type(JsonWriter& json, ValueKind kind, Range allowed);

void write_start(JsonWriter& json);
void write_synthetic(JsonWriter& json);
/// "Meaning. Unit: pp. Source: assumed (M01)."
std::string description_of(const ParameterInfo& info);
/// Groups of parameters, each an object of its keys; to stand within an object that is open.
void write_groups(JsonWriter& json);
/// The same as `group.key`, each a reference to its key below `groups`: "#/.../properties/".
void write_dotted_keys(JsonWriter& json, std::string_view groups);

}  // namespace concord
