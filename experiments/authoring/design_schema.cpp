// The JSON Schema of designs, for editors. What only load_design can tell (points x replicates, say) is left
// to it.

#include "experiments/authoring/describe.hpp"
#include "experiments/authoring/schema.hpp"
#include "experiments/designs/design_keys.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/scenario_keys.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view groups = "#/definitions/parameters/properties/";

Json range(ValueKind kind) {
  int steps = 0;
  bool log = false;
  Json json = schema_of(range_keys(kind, steps, log));
  json["properties"]["steps"].erase("default");
  return json;
}

/// A policy: groups of parameters beside its meaning.
Json package(const Json& parameters) {
  Json properties{
      {"meaning", {{"description", "One line that says what the package is about."}, {"type", "string"}}}};
  Keys keys = policy_keys();  // called after the package if they have no name
  keys.front().standard = "the name of the package";
  Json written = schema_of(keys);
  properties["policies"] = {{"description",
                             "Aimed policies that are in force where this package is chosen: names of the "
                             "scenario's, or policies as in "
                             "a scenario, called after the package if they have no name."},
                            {"type", "array"},
                            {"items", {{"anyOf", {{{"type", "string"}}, std::move(written)}}}}};
  for (const auto& [key, value] : parameters["properties"].items())
    properties[key] = value.contains("$ref") ? value : reference_to("parameters/properties/" + key);
  return {{"description", "What this policy sets; {} is the scenario as it stands."},
          {"type", "object"},
          {"additionalProperties", false},
          {"properties", std::move(properties)}};
}

/// What a scenario may say that a design lays over it.
Json set(const Json& parameters) {
  RunPlan plan = standard_plan();
  Keys keys = scenario_keys(plan);
  std::erase_if(keys, [](const Key& key) {
    return key.key == "concord" || key.key == "title" || key.key == "extends" || key.key == "replicates" ||
           key.key == "record";
  });
  for (Key& key : keys) key.standard.clear();
  Json json = schema_of(keys);
  Json& world = json["properties"]["world"];
  world["description"] = "A synthetic world; the tables are those of the scenario.";
  world["properties"].erase("tables");
  for (const auto& [key, value] : parameters["properties"].items()) {
    if (value.contains("$ref")) json["properties"][key] = value;
  }
  return json;
}

Json axis(const ParameterInfo& info) {
  Json forms{{{"type", "array"},
              {"minItems", 1},
              {"uniqueItems", true},
              {"items", schema_of(ValueOfParameter{info.kind, info.allowed})}}};
  if (info.kind != ValueKind::on_off)
    forms.push_back(reference_to(info.kind == ValueKind::quarter ? "range_of_quarters" : "range"));
  if (const auto tried = screening_text(info.screening); !tried.empty())
    forms.push_back({{"const", "screening"}, {"description", fmt::format("From {}.", tried)}});
  return {{"description", info.meaning}, {"anyOf", std::move(forms)}};
}

}  // namespace

std::string describe_design_schema() {
  Design design;
  Json schema = schema_of(design_keys(design));
  schema["required"] = {"sweep", "scenario"};  // a table of points is the axes
  const Json parameters = schema_of_parameters(groups);
  Json& axes = schema["properties"]["axes"];
  for (const ParameterInfo& info : all_parameters()) axes["properties"][info.path] = axis(info);
  schema["definitions"] = {
      {"parameters", parameters},
      {"package", package(parameters)},
      {"set", set(parameters)},
      {"range", range(ValueKind::number)},
      {"range_of_quarters", range(ValueKind::quarter)},
      {"measure", {{"enum", measure_names()}}},
      {"asked_measure", {{"anyOf", {{{"enum", measure_names()}}, {{"type", "string"}}}}}}};
  return schema_text("Concord design of a sweep", "--design-schema", std::move(schema));
}

}  // namespace concord
