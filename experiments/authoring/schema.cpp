#include "experiments/authoring/schema.hpp"

#include "experiments/authoring/describe.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "experiments/scenarios/resolved.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view start_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q1$",
                           change_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]$";

void write_value(JsonWriter& json, std::string_view key, ValueKind kind, Range allowed,
                 std::string_view meaning, std::string_view standard) {
  json.open(key);
  json.text("description", meaning);
  write_type(json, kind, allowed);
  if (kind == ValueKind::quarter) {
    json.text("default", standard);
  } else {
    json.raw("default", standard);
  }
  json.close();
}

std::string with_unit(std::string_view meaning, std::string_view unit, std::string_view source,
                      std::string_view mechanism) {
  const auto plain = readable_unit(unit);
  return fmt::format("{}{}{}{} Source: {} ({}).", meaning, plain.empty() ? "" : " Unit: ", plain,
                     plain.empty() ? "" : ".", source, mechanism);
}

void write_world(JsonWriter& json) {
  open_object(json, "world", "A folder of tables, or a synthetic world.");
  write_text(json, "tables", tables_meaning);
  write_synthetic(json);
  json.close();
  json.raw("maxProperties", "1");
  json.close();
}

void write_changes(JsonWriter& json) {
  json.open("changes");
  json.text("description", changes_meaning);
  json.text("type", "array");
  json.open("items");
  json.raw("required", "[\"from\", \"parameters\"]");
  json.text("type", "object");
  json.raw("additionalProperties", "false");
  json.open("properties");
  write_text(json, "from", change_from_meaning, change_pattern);
  json.open("parameters");
  json.text("$ref", "#/properties/parameters");
  json.close();
  json.close();
  json.close();
  json.close();
}

void write_settings(JsonWriter& json) {
  json.open("concord");
  json.text("description", "Version of scenario files.");
  json.raw("const", fmt::format("{}", scenario_version));
  json.close();
  write_text(json, "title", title_meaning);
  write_text(json, "extends", extends_meaning);
  write_world(json);
  write_start(json);
  for (const WholeSetting& setting : {quarters_setting, replicates_setting, seed_setting})
    write_whole(json, setting);
  json.open("record");
  json.text("description", "What the results hold.");
  std::string names;
  for (const RecordLevel& row : record_levels) names += (names.empty() ? "" : ", ") + in_quotes(row.name);
  json.raw("enum", fmt::format("[{}]", names));
  json.text("default", level_of(standard_record).name);
  json.close();
}

}  // namespace

void JsonWriter::open(std::string_view key, char bracket) {
  begin(key);
  text_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  --depth_;
  text_ += '\n' + std::string(2 * depth_, ' ') + bracket;
  first_ = false;
}

void JsonWriter::raw(std::string_view key, std::string_view json) {
  begin(key);
  text_ += json;
}

void JsonWriter::text(std::string_view key, std::string_view value) { raw(key, in_quotes(value)); }

void JsonWriter::begin(std::string_view key) {
  if (depth_ > 0) text_ += (first_ ? "\n" : ",\n") + std::string(2 * depth_, ' ');
  if (!key.empty()) text_ += in_quotes(key) + ": ";
  first_ = false;
}

void open_object(JsonWriter& json, std::string_view key, std::string_view meaning) {
  json.open(key);
  if (!meaning.empty()) json.text("description", meaning);
  json.raw("type", "\"object\"");
  json.raw("additionalProperties", "false");
  json.open("properties");
}

void close_object(JsonWriter& json) {
  json.close();
  json.close();
}

void write_text(JsonWriter& json, std::string_view key, std::string_view meaning, std::string_view pattern) {
  json.open(key);
  json.text("description", meaning);
  json.text("type", "string");
  if (!pattern.empty()) json.text("pattern", pattern);
  json.close();
}

void write_whole(JsonWriter& json, const WholeSetting& setting) {
  json.open(setting.key);
  json.text("description", setting.meaning);
  json.text("type", "integer");
  json.raw("minimum", fmt::format("{}", setting.low));
  json.raw("maximum", fmt::format("{}", setting.high));
  json.raw("default", fmt::format("{}", setting.standard));
  json.close();
}

void write_type(JsonWriter& json, ValueKind kind, Range allowed) {
  switch (kind) {
    case ValueKind::on_off:
      json.text("type", "boolean");
      break;
    case ValueKind::quarter:
      json.text("type", "string");
      json.text("pattern", date_pattern);
      break;
    case ValueKind::whole:
    case ValueKind::number:
      json.text("type", kind == ValueKind::whole ? "integer" : "number");
      json.raw("minimum", fmt::format("{}", allowed.low));
      json.raw("maximum", fmt::format("{}", allowed.high));
      break;
  }
}

void write_start(JsonWriter& json) { write_text(json, "start", start_meaning, start_pattern); }

void write_synthetic(JsonWriter& json) {
  open_object(json, "synthetic", "An invented world of any size.");
  for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>) {
    write_value(json, row.key, kind_of(row), row.allowed,
                with_unit(row.meaning, row.unit, row.source, row.mechanism),
                value_text(SyntheticWorld{}, row));
  }
  close_object(json);
}

std::string description_of(const ParameterInfo& info) {
  return with_unit(info.meaning, info.unit, info.source, info.mechanism);
}

void write_groups(JsonWriter& json) {
  for (const ParameterGroup& group : groups_of_parameters()) {
    open_object(json, group.key, group.title());
    for (const ParameterInfo* info : group.members)
      write_value(json, key_of(*info), info->kind, info->allowed, description_of(*info), default_text(*info));
    close_object(json);
  }
}

void write_dotted_keys(JsonWriter& json, std::string_view groups) {
  for (const ParameterGroup& group : groups_of_parameters()) {
    for (const ParameterInfo* info : group.members)
      json.raw(info->path,
               fmt::format("{{\"$ref\": \"{}{}/properties/{}\"}}", groups, group.key, key_of(*info)));
  }
}

std::string describe_schema() {
  JsonWriter json;
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
  write_groups(json);
  write_dotted_keys(json, "#/properties/parameters/properties/");
  close_object(json);
  write_changes(json);
  json.close();
  json.close();
  return json.take();
}

}  // namespace concord
