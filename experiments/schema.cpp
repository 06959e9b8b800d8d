// The JSON Schema of scenario files, apart from the other documents of describe.hpp as it is code for
// machines.

#include "experiments/catalogue.hpp"
#include "experiments/describe.hpp"
#include "experiments/read_parameters.hpp"
#include "experiments/read_world.hpp"
#include "experiments/resolved.hpp"
#include "experiments/settings.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view start_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q1$";
constexpr std::string_view date_pattern = "^((199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]|never)$";

/// JSON text with the indentation of its place.
class Writer {
 public:
  void open(std::string_view key) {
    begin(key);
    text_ += '{';
    ++depth_;
    first_ = true;
  }
  void close() {
    --depth_;
    text_ += '\n' + std::string(2 * depth_, ' ') + '}';
    first_ = false;
  }
  void raw(std::string_view key, std::string_view json) {
    begin(key);
    text_ += json;
  }
  void text(std::string_view key, std::string_view value) { raw(key, in_quotes(value)); }
  std::string take() { return std::move(text_) + '\n'; }

 private:
  void begin(std::string_view key) {
    if (depth_ > 0) text_ += (first_ ? "\n" : ",\n") + std::string(2 * depth_, ' ');
    if (!key.empty()) text_ += in_quotes(key) + ": ";
    first_ = false;
  }
  std::string text_;
  std::size_t depth_ = 0;
  bool first_ = true;
};

void write_value(Writer& json, std::string_view key, ValueKind kind, Range allowed, std::string_view meaning,
                 std::string_view standard) {
  json.open(key);
  json.text("description", meaning);
  switch (kind) {
    case ValueKind::on_off:
      json.text("type", "boolean");
      json.raw("default", standard);
      break;
    case ValueKind::quarter:
      json.text("type", "string");
      json.text("pattern", date_pattern);
      json.text("default", standard);
      break;
    case ValueKind::whole:
    case ValueKind::number:
      json.text("type", kind == ValueKind::whole ? "integer" : "number");
      json.raw("minimum", fmt::format("{}", allowed.low));
      json.raw("maximum", fmt::format("{}", allowed.high));
      json.raw("default", standard);
      break;
  }
  json.close();
}

void write_text(Writer& json, std::string_view key, std::string_view meaning, std::string_view pattern = "") {
  json.open(key);
  json.text("description", meaning);
  json.text("type", "string");
  if (!pattern.empty()) json.text("pattern", pattern);
  json.close();
}

/// An object with known keys only.
void open_object(Writer& json, std::string_view key, std::string_view meaning) {
  json.open(key);
  if (!meaning.empty()) json.text("description", meaning);
  json.raw("type", "\"object\"");
  json.raw("additionalProperties", "false");
  json.open("properties");
}

void close_object(Writer& json) {
  json.close();
  json.close();
}

std::string with_unit(std::string_view meaning, std::string_view unit, std::string_view source,
                      std::string_view mechanism) {
  const auto plain = readable_unit(unit);
  return fmt::format("{}{}{}{} Source: {} ({}).", meaning, plain.empty() ? "" : " Unit: ", plain,
                     plain.empty() ? "" : ".", source, mechanism);
}

void write_world(Writer& json) {
  open_object(json, "world", "A folder of tables, or a synthetic world.");
  write_text(json, "tables", tables_meaning);
  open_object(json, "synthetic", "An invented world of any size.");
  for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>) {
    write_value(json, row.key, kind_of(row), row.allowed,
                with_unit(row.meaning, row.unit, row.source, row.mechanism),
                value_text(SyntheticWorld{}, row));
  }
  close_object(json);
  json.close();
  json.raw("maxProperties", "1");
  json.close();
}

void write_settings(Writer& json) {
  json.open("concord");
  json.text("description", "Version of scenario files.");
  json.raw("const", fmt::format("{}", scenario_version));
  json.close();
  write_text(json, "title", title_meaning);
  write_text(json, "extends", extends_meaning);
  write_world(json);
  write_text(json, "start", start_meaning, start_pattern);
  for (const WholeSetting& setting : {quarters_setting, replicates_setting, seed_setting}) {
    json.open(setting.key);
    json.text("description", setting.meaning);
    json.text("type", "integer");
    json.raw("minimum", fmt::format("{}", setting.low));
    json.raw("maximum", fmt::format("{}", setting.high));
    json.raw("default", fmt::format("{}", setting.standard));
    json.close();
  }
  json.open("record");
  json.text("description", "What the results hold.");
  std::string names;
  for (const RecordLevel& row : record_levels) names += (names.empty() ? "" : ", ") + in_quotes(row.name);
  json.raw("enum", fmt::format("[{}]", names));
  json.text("default", level_of(standard_record).name);
  json.close();
}

}  // namespace

std::string describe_schema() {
  Writer json;
  json.open("");
  json.text("$schema", "http://json-schema.org/draft-07/schema#");
  json.text("$comment", "Made by `concord describe --json-schema`; do not edit.");
  json.text("title", "Concord scenario");
  json.raw("required", "[\"concord\"]");
  json.raw("type", "\"object\"");
  json.raw("additionalProperties", "false");
  json.open("properties");
  write_settings(json);
  open_object(json, "parameters", "Whatever differs from its default.");
  for (const ParameterGroup& group : groups_of_parameters()) {
    open_object(json, group.key, group.title());
    for (const ParameterInfo* info : group.members)
      write_value(json, key_of(*info), info->kind, info->allowed,
                  with_unit(info->meaning, info->unit, info->source, info->mechanism), default_text(*info));
    close_object(json);
  }
  close_object(json);
  json.close();
  json.close();
  return json.take();
}

}  // namespace concord
