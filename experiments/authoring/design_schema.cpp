// The JSON Schema of designs, for editors. What only load_design can tell (points x replicates, keys of other
// methods) is left to it.

#include "experiments/authoring/describe.hpp"
#include "experiments/authoring/schema.hpp"
#include "experiments/designs/points.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/resolved.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view takes_meaning =
    "value at 2022/23 Q4; mean over 2021/22; sum over 2019/20 to 2020/21; change from 2018/19 Q4 to 2022/23 "
    "Q4. "
    "Default: mean over the last four quarters.";

constexpr std::string_view dotted_keys = "#/definitions/parameters/properties/";

std::string reference(std::string_view definition) {
  return in_quotes(fmt::format("#/definitions/{}", definition));
}

void write_reference(JsonWriter& json, std::string_view key, std::string_view definition) {
  json.open(key);
  json.raw("$ref", reference(definition));
  json.close();
}

void write_number(JsonWriter& json, std::string_view key, std::string_view type, double low, double high,
                  std::string_view meaning) {
  json.open(key);
  json.text("description", meaning);
  json.text("type", type);
  json.raw("minimum", fmt::format("{}", low));
  json.raw("maximum", fmt::format("{}", high));
  json.close();
}

void write_count(JsonWriter& json, std::string_view key, double low, double high, std::string_view meaning) {
  write_number(json, key, "integer", low, high, meaning);
}

template <class Names>
void write_names(JsonWriter& json, std::string_view key, const Names& names) {
  json.open(key, '[');
  for (const auto& name : names) json.text("", name);
  json.close(']');
}

/// from, to, steps, scale.
void write_range(JsonWriter& json, std::string_view key, ValueKind kind) {
  json.open(key);
  json.text("type", "object");
  json.raw("required", "[\"from\", \"to\"]");
  json.raw("additionalProperties", "false");
  json.open("properties");
  for (const char* end : {"from", "to"}) {
    json.open(end);
    if (kind == ValueKind::quarter) {
      write_type(json, kind, {});
    } else {
      json.text("type", "number");
    }
    json.close();
  }
  write_count(json, "steps", 2, 1000,
              "So many values, the ends included. Without it the range is continuous.");
  json.open("scale");
  json.raw("enum", "[\"linear\", \"log\"]");
  json.close();
  json.close();
  json.close();
}

void write_definitions(JsonWriter& json) {
  json.open("definitions");
  open_object(json, "parameters", "");
  write_groups(json);
  write_dotted_keys(json, dotted_keys);
  close_object(json);
  open_object(json, "package", "What this policy sets; {} is the scenario as it stands.");
  write_text(json, "meaning", "One line that says what the package is about.");
  for (const ParameterGroup& group : groups_of_parameters())
    write_reference(json, group.key, "parameters/properties/" + group.key);
  write_dotted_keys(json, dotted_keys);
  close_object(json);
  write_range(json, "range", ValueKind::number);
  write_range(json, "range_of_quarters", ValueKind::quarter);
  json.open("measure");
  write_names(json, "enum", measure_names());
  json.close();
  json.close();
}

void write_axis(JsonWriter& json, const ParameterInfo& info) {
  json.open(info.path);
  json.text("description", description_of(info));
  json.open("anyOf", '[');
  json.open("");
  json.text("type", "array");
  json.raw("minItems", "1");
  json.raw("uniqueItems", "true");
  json.open("items");
  write_type(json, info.kind, info.allowed);
  json.close();
  json.close();
  if (info.kind != ValueKind::on_off)
    write_reference(json, "", info.kind == ValueKind::quarter ? "range_of_quarters" : "range");
  if (!screening_text(info.screening).empty()) {
    json.open("");
    json.text("const", "screening");
    json.text("description", fmt::format("From {}.", screening_text(info.screening)));
    json.close();
  }
  json.close(']');
  json.close();
}

void write_axes(JsonWriter& json) {
  open_object(json, "axes", "What is varied: parameters, patterns of parameters, packages.");
  for (const ParameterInfo& info : all_parameters()) write_axis(json, info);
  json.close();
  json.open("patternProperties");
  json.open("^([a-z_]+\\.)?\\*$");
  json.text("description", "Every parameter there that has a screening range, over that range.");
  json.text("const", "screening");
  json.close();
  json.open("^[A-Za-z0-9_]{1,60}$");
  json.text(
      "description",
      "An axis of packages: settings that come together, each under a name; or of sets of parameters from "
      "a file.");
  json.text("type", "object");
  json.raw("minProperties", "1");
  json.raw("additionalProperties", "false");
  json.open("properties");
  write_text(json, "vectors", "A CSV file beside the design: a set a row, columns named as parameters.");
  write_count(json, "most", 1, 1000, "Of vectors: at most so many sets, evenly spaced over the rows.");
  json.open("packages");
  json.text("type", "object");
  json.raw("minProperties", "1");
  json.open("additionalProperties");
  json.open("anyOf", '[');
  json.raw("", "{\"type\": \"null\"}");
  write_reference(json, "", "package");
  json.close(']');
  json.close();
  json.close();
  json.close();
  json.close();
  json.close();
  json.close();
}

void write_sampling(JsonWriter& json) {
  open_object(json, "design", "How points are chosen; without it, every combination of levels.");
  json.open("method");
  write_names(json, "enum", method_names);
  json.text("default", method_names[0]);
  json.close();
  write_count(json, "points", 1, most_points, "Of latin_hypercube and sobol: how many points.");
  write_count(json, "base", 1, most_points, "Of saltelli: base x (axes + 2) points; a power of two is best.");
  write_count(json, "trajectories", 1, most_points, "Of morris: trajectories x (axes + 1) points.");
  json.open("levels");
  json.text("description", "Of morris: levels of its grid.");
  json.text("type", "integer");
  json.raw("minimum", "2");
  json.raw("multipleOf", "2");
  json.raw("default", fmt::format("{}", Sampling{}.levels));
  json.close();
  write_count(
      json, "shifts", 1, most_points,
      "Of sobol and saltelli: independent shifts of the sequence that share the points; 8 unless they are "
      "fewer than 64 or no multiple of 8.");
  write_text(json, "file", "Of points: a CSV file beside the design; columns are named as parameters.");
  write_count(json, "seed", static_cast<double>(seed_setting.low), static_cast<double>(seed_setting.high),
              "Of the sample, not of the runs.");
  close_object(json);
}

void write_replicates(JsonWriter& json) {
  const auto most = static_cast<double>(replicates_setting.high);
  json.open("replicates");
  json.text("description", "Runs of every point; the scenario's number if left out.");
  json.open("anyOf", '[');
  write_count(json, "", 1, most, "A fixed number; multiples of 8 cost least.");
  open_object(json, "", "As many as it takes.");
  write_count(json, "initial", 2, most, "Runs to begin with.");
  write_count(json, "look_ahead", 0, most, "Further runs for which the precision must hold.");
  write_number(json, "alpha", "number", 0.0001, 0.5, "1 less the level of the confidence intervals.");
  write_count(json, "budget", 1, most, "Most runs of a point.");
  json.open("precision");
  json.text("description",
            "For each outcome the largest half-width of its confidence interval: a share of the mean, or "
            "{absolute: in its unit}.");
  json.text("type", "object");
  json.raw("minProperties", "1");
  json.open("additionalProperties");
  json.open("anyOf", '[');
  json.raw("", R"({"type": "number", "exclusiveMinimum": 0, "maximum": 1})");
  open_object(json, "", "");
  json.raw("relative", R"({"type": "number", "exclusiveMinimum": 0, "maximum": 1})");
  json.raw("absolute", R"({"type": "number", "exclusiveMinimum": 0})");
  json.close();
  json.raw("minProperties", "1");
  json.raw("maxProperties", "1");
  json.close();
  json.close(']');
  json.close();
  json.close();
  close_object(json);
  json.close(']');
  json.close();
}

void write_list_of_measures(JsonWriter& json) {
  json.open("");
  json.text("type", "array");
  json.raw("uniqueItems", "true");
  json.open("items");
  json.raw("$ref", reference("measure"));
  json.close();
  json.close();
}

void write_outcomes(JsonWriter& json) {
  json.open("outcomes");
  json.text("description", "Numbers kept of every run; all national measures if left out.");
  json.open("anyOf", '[');
  write_list_of_measures(json);
  json.open("");
  json.text("type", "object");
  json.raw("additionalProperties", "false");
  json.open("patternProperties");
  json.open("^[A-Za-z0-9_]{1,60}$");
  json.open("anyOf", '[');
  json.raw("", "{\"type\": \"null\"}");
  open_object(json, "", "");
  write_reference(json, "measure", "measure");
  write_text(json, "take", takes_meaning);
  close_object(json);
  json.close(']');
  json.close();
  json.close();
  json.close();
  json.close(']');
  json.close();

  json.open("trajectories");
  json.text("description", "Measures kept quarter by quarter.");
  json.open("anyOf", '[');
  json.raw("", "{\"const\": \"all\"}");
  write_list_of_measures(json);
  json.close(']');
  json.close();
}

void write_set(JsonWriter& json) {
  open_object(json, "set", "Laid over the scenario at every point; the same keys as in a scenario.");
  open_object(json, "world", "");
  write_synthetic(json);
  close_object(json);
  write_start(json);
  write_whole(json, quarters_setting);
  write_whole(json, seed_setting);
  write_reference(json, "parameters", "parameters");
  write_dotted_keys(json, dotted_keys);
  close_object(json);
}

void write_level_words(JsonWriter& json, std::string_view meaning) {
  json.open("levels");
  json.text("description", meaning);
  json.text("type", "array");
  json.open("items");
  json.text("type", "object");
  json.raw("required", R"(["at", "as"])");
  json.raw("additionalProperties", "false");
  json.open("properties");
  json.open("at");
  json.text("description", "The level, as the axis lists it.");
  json.close();
  write_text(json, "as", "In words that fit into a sentence.");
  json.close();
  json.close();
  json.close();
}

void write_question(JsonWriter& json) {
  open_object(json, "question", "What the sweep answers, for `concord report`.");
  write_text(json, "number", "Such as Q01.");
  write_text(json, "asks", "The question, one sentence.");
  write_text(json, "why", "Why it matters.");
  write_text(json, "reading", "How to read the answer: what the outcomes and levels stand for.");
  write_text(json, "cannot_say", "What the model cannot say about it.");
  open_object(json, "lever", "What is pulled.");
  write_text(json, "axis", "Name of the axis.");
  write_text(json, "as", "Subject of sentences, singular: a stronger duty to collaborate.");
  write_text(json, "name", "For tables and figures: the duty to collaborate.");
  json.open("from");
  json.text("description", "Level that others are compared with; the first if left out.");
  json.close();
  json.open("to");
  json.text("description", "Level that is compared; the last if left out.");
  json.close();
  write_level_words(json, "Words for levels, of packages in particular.");
  close_object(json);
  json.open("context");
  json.text("description", "Circumstances in which the lever is pulled.");
  json.text("type", "array");
  open_object(json, "items", "");
  write_text(json, "axis", "Name of the axis.");
  write_text(json, "as", "What the circumstance is called.");
  write_level_words(json, "All levels in words; the first is the one that the question is about.");
  close_object(json);
  json.close();
  write_text(json, "parameter_sets",
             "The axis of parameter sets, which carries the uncertainty of parameters.");
  json.open("outcomes");
  json.text("description", "What the lever may move, the most important first.");
  json.text("type", "array");
  json.raw("minItems", "1");
  open_object(json, "items", "");
  write_text(json, "name", "One of the design's outcomes.");
  write_text(json, "as", "Object of sentences: the share of trusts in deficit.");
  write_number(json, "matters", "number", 1e-9, 1e9,
               "Smallest difference worth mentioning, in the outcome's unit.");
  json.open("better");
  json.raw("enum", R"(["more", "less"])");
  json.close();
  close_object(json);
  json.close();
  write_count(json, "headline", 1, 100, "So many outcomes, from the first, make the title.");
  close_object(json);
}

void write_frozen(JsonWriter& json) {
  open_object(json, "frozen", "Written by the program into the plan of a campaign.");
  for (const char* key : {"model", "scenario", "tables", "points"}) write_text(json, key, "A fingerprint.");
  write_count(json, "unit", 1, most_runs, "Runs that a worker takes at least.");
  close_object(json);
}

}  // namespace

std::string describe_design_schema() {
  JsonWriter json;
  json.open("");
  json.text("$schema", "http://json-schema.org/draft-07/schema#");
  json.text("$comment", "Made by `concord describe --design-schema`; do not edit.");
  json.text("title", "Concord design of a sweep");
  json.raw("required", "[\"sweep\", \"scenario\"]");
  json.raw("type", "\"object\"");
  json.raw("additionalProperties", "false");
  json.open("properties");
  json.open("sweep");
  json.text("description", "Version of design files.");
  json.raw("const", fmt::format("{}", design_version));
  json.close();
  write_text(json, "title", "One line that says what the sweep is about.");
  write_text(json, "scenario", "The scenario that is varied, relative to this file.");
  write_set(json);
  write_sampling(json);
  write_axes(json);
  json.open("baseline");
  json.text("description",
            "Adds the scenario as it stands as one point; false by default for morris and saltelli.");
  json.text("type", "boolean");
  json.close();
  write_replicates(json);
  write_outcomes(json);
  json.open("failures");
  json.text("description", "How many runs may fail before the sweep stops.");
  json.open("anyOf", '[');
  json.raw("", "{\"type\": \"integer\", \"minimum\": 0}");
  json.raw("", "{\"const\": \"any\"}");
  json.close(']');
  json.close();
  write_question(json);
  write_frozen(json);
  json.close();
  write_definitions(json);
  json.close();
  return json.take();
}

}  // namespace concord
