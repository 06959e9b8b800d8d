#include "experiments/authoring/schema.hpp"

#include "experiments/authoring/describe.hpp"
#include "experiments/grammar/keys.hpp"
#include "experiments/scenarios/scenario_keys.hpp"
#include "sim/suggest.hpp"

#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// Whole numbers without a decimal point.
Json number(double value) {
  return value == std::trunc(value) && std::abs(value) < 1e15 ? Json(static_cast<std::int64_t>(value))
                                                              : Json(value);
}

/// As YAML reads it.
Json plain_value(std::string_view text) {
  if (text == "true" || text == "false") return text == "true";
  if (const auto value = as_number(text).value) return number(*value);
  return text;
}

Json form_schema(const Whole& whole) {
  Json json{{"type", "integer"}, {"minimum", whole.low}, {"maximum", whole.high}};
  if (whole.multiple_of > 1) json["multipleOf"] = whole.multiple_of;
  return json;
}
Json form_schema(const Number& value) {
  Json json{{"type", "number"}, {value.above_low ? "exclusiveMinimum" : "minimum", number(value.low)}};
  if (std::isfinite(value.high)) json["maximum"] = number(value.high);
  return json;
}
Json form_schema(const Switch&) { return {{"type", "boolean"}}; }
Json form_schema(const Line&) { return {{"type", "string"}}; }
Json form_schema(const Choice& choice) { return {{"enum", choice.names}}; }
Json form_schema(const Literal& literal) {
  if (literal.text == "null") return {{"type", "null"}};
  return {{"const", plain_value(literal.text)}};
}
Json form_schema(const ValueOfParameter& value) {
  if (value.kind == ValueKind::on_off) return {{"type", "boolean"}};
  if (value.kind == ValueKind::quarter) return {{"type", "string"}, {"pattern", date_pattern}};
  Json json{{"type", value.kind == ValueKind::whole ? "integer" : "number"}};
  if (value.allowed.low < value.allowed.high)
    json.update({{"minimum", number(value.allowed.low)}, {"maximum", number(value.allowed.high)}});
  return json;
}
Json form_schema(const Pattern& text) {
  Json json{{"type", "string"}};
  if (!text.pattern.empty()) json["pattern"] = text.pattern;
  return json;
}
Json form_schema(const Defined& defined) {
  return defined.name.empty() ? Json::object() : reference_to(defined.name);
}
Json form_schema(const Section& section) { return schema_of(section.keys); }
Json form_schema(const Sections& sections) {
  return {{"type", "array"}, {"items", schema_of(sections.at(0))}};
}
Json form_schema(const Named& named) {
  Json json{{"type", "object"}, {"minProperties", 1}, {"additionalProperties", false}};
  for (const Key& key : named.forms) {
    Json form = key.meaning.empty() ? Json::object() : Json{{"description", key.meaning}};
    form.update(schema_of(key.form));
    (key.key.empty() ? json["additionalProperties"] : json["patternProperties"][key.key]) = std::move(form);
  }
  return json;
}
Json form_schema(const ListOf& list) {
  return {{"type", "array"},
          {"uniqueItems", true},

          {"items", schema_of(list.element.front().form)}};
}
Json form_schema(const OneOf& forms) {
  Json any = Json::array();
  for (const Key& key : forms.forms) {
    Json form = key.meaning.empty() ? Json::object() : Json{{"description", key.meaning}};
    form.update(schema_of(key.form));
    any.push_back(std::move(form));
  }
  return {{"anyOf", std::move(any)}};
}

std::string description_of(const Key& key) {
  std::string text = key.meaning;
  if (!key.only_with.empty()) text += fmt::format(" Only of {}.", fmt::join(key.only_with, ", "));
  if (!key.standard.empty() && !key.is_required()) text += fmt::format(" Default: {}.", key.standard);
  return text;
}

}  // namespace

Json schema_of(const Form& form) {
  return std::visit([](const auto& one) { return form_schema(one); }, form);
}

Json schema_of(const Keys& keys) {
  Json properties = Json::object(), needed = Json::array();
  for (const Key& key : keys) {
    Json one{{"description", description_of(key)}};
    one.update(schema_of(key.form));
    const auto standard = key.standard.empty() ? standard_of(key) : std::nullopt;
    if (standard) one["default"] = plain_value(*standard);
    properties[key.key] = std::move(one);
    if (key.is_required() && key.only_with.empty()) needed.push_back(key.key);
  }
  Json json{{"type", "object"}, {"additionalProperties", false}};
  if (!needed.empty()) json["required"] = std::move(needed);
  json["properties"] = std::move(properties);
  return json;
}

Json reference_to(std::string_view definition) {
  return {{"$ref", fmt::format("#/definitions/{}", definition)}};
}

Json schema_of_parameters(std::string_view groups) {
  const Keys keys = parameter_keys();
  Json json = schema_of(keys);
  for (const Key& group : keys) {
    for (const Key& member : std::get<Section>(group.form).keys)
      json["properties"][fmt::format("{}.{}", group.key, member.key)] = {
          {"$ref", fmt::format("{}{}/properties/{}", groups, group.key, member.key)}};
  }
  return json;
}

std::string schema_text(std::string_view title, std::string_view option, Json schema) {
  Json json{{"$schema", "http://json-schema.org/draft-07/schema#"},
            {"$comment", fmt::format("Made by `concord describe {}`; do not edit.", option)},
            {"title", title}};
  json.update(schema);
  return json.dump(2) + "\n";
}

std::string describe_schema() {
  RunPlan plan = standard_plan();
  Json schema = schema_of(scenario_keys(plan));
  Json& properties = schema["properties"];
  properties["world"]["maxProperties"] = 1;
  schema["required"] = {"concord"};  // a file that extends another has its world
  Json parameters{{"description", properties["parameters"]["description"]}};
  parameters.update(schema_of_parameters("#/properties/parameters/properties/"));
  properties["parameters"] = std::move(parameters);
  schema["definitions"]["parameters"]["$ref"] = "#/properties/parameters";
  return schema_text("Concord scenario", "--json-schema", std::move(schema));
}

}  // namespace concord
