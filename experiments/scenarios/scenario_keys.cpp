#include "experiments/scenarios/scenario_keys.hpp"

#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/named.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view start_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q1$",
                           change_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]$";
constexpr Defined parameters{"parameters", "groups of parameters"};

std::string with_unit(std::string_view meaning, std::string_view unit, std::string_view source,
                      std::string_view mechanism) {
  const auto plain = readable_unit(unit);
  return fmt::format("{}{}{}{} Source: {} ({}).", meaning, plain.empty() ? "" : " Unit: ", plain,
                     plain.empty() ? "" : ".", source, mechanism);
}

Keys synthetic_keys() {
  Keys keys;
  for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>)
    keys.push_back({std::string(row.key),
                    ValueOfParameter{kind_of(row), row.allowed, value_text(SyntheticWorld{}, row)},
                    with_unit(row.meaning, row.unit, row.source, row.mechanism)});
  return keys;
}

template <class Integer>
Key whole(const WholeSetting& setting, Integer& to) {
  return {std::string(setting.key), Whole{&to, setting.low, setting.high, setting.unit},
          std::string(setting.meaning)};
}

Key record_key(Record& record) {
  std::vector<std::string_view> names;
  std::string meaning = "What the results hold:";
  for (const RecordLevel& level : record_levels) {
    names.push_back(level.name);
    meaning += fmt::format("{} {} ({})", names.size() > 1 ? "," : "", level.name, level.meaning);
  }
  return {"record", choice(record, names), meaning + "."};
}

Keys change_keys() {
  return {{"from", Pattern{change_pattern, "a quarter"},
           "First quarter with the new values; one after the run is left out.", required},
          {"parameters", parameters, "What has other values then.", required}};
}

}  // namespace

RunPlan standard_plan() {
  RunPlan plan;
  plan.scenario.quarters = static_cast<int>(quarters_setting.standard);
  plan.replicates = static_cast<int>(replicates_setting.standard);
  plan.seed = static_cast<std::uint64_t>(seed_setting.standard);
  plan.record = standard_record;
  return plan;
}

Keys scenario_keys(RunPlan& plan, std::string world) {
  const auto start = [&plan] { return fmt::format("start: {}\n", to_string(plan.scenario.start)); };
  return {
      {"concord", Literal{fmt::format("{}", scenario_version)}, "Version of scenario files.", required},
      {"title", Line{&plan.title, longest_line}, "One line that says what the scenario is about.",
       "name of the file"},
      {"extends", Line{nullptr, longest_path},
       "Another scenario, relative to this file; whatever this file does not say is taken from there."},
      {"world",
       Section{{{"tables", Line{nullptr, longest_path},
                 "A folder, relative to the file that names it, with systems.csv, places.csv, trusts.csv, "
                 "ccgs.csv "
                 "and councils.csv."},
                {"synthetic", Section{synthetic_keys()}, "An invented world of any size."}}},
       "A folder of tables, or a synthetic world.",
       required,
       {},
       [world] { return "world:\n" + world; }},
      {"start",
       Pattern{start_pattern, "a Q1"},
       "First quarter of the run, a Q1, as the year's planning round begins it: 2017/18 Q1 is April to June "
       "2017.",
       to_string(Scenario{}.start),
       {},
       start},
      whole(quarters_setting, plan.scenario.quarters),
      whole(replicates_setting, plan.replicates),
      whole(seed_setting, plan.seed),
      record_key(plan.record),
      {"plausible",
       Section{plausible_keys()},
       "Settings that fit what is known, with weights: each run draws one, by seed and replicate, so that it "
       "has "
       "the same luck and the same setting under every policy. Over the draw goes what is set on purpose: "
       "`--set`, then the axes and policies of a design, then `parameters` of the file that states this or "
       "of "
       "one that extends it. What stands in files below gives way.",
       "none",
       {},
       [&plan] { return plausible_yaml(plan.scenario.plausible); }},
      {"parameters",
       parameters,
       "Whatever differs from its default.",
       "all defaults",
       {},
       [&plan] {
         std::string out = "parameters:\n";
         ParameterLines lines(out, 2);
         for (const ParameterInfo& info : all_parameters()) {
           if (!plan.scenario.plausible.decides(info)) lines.add(info, info.get(plan.scenario.parameters));
         }
         return out;
       }},
      {"fund", Line{nullptr, longest_path},
       "A table of what the money of each financial year is, relative to the file that names it: columns "
       "from, "
       "parameter (of fund_by_year, or pooling.floor), value, gbp_m, source. Its rows become `changes`; the "
       "scenario's own go before them.",
       "none"},
      {"changes",
       Sections{[](std::size_t) { return change_keys(); }},
       "Parameters that have other values from the beginning of a quarter on, over whatever `parameters` "
       "says; what is "
       "only decided in a planning round waits for the next one. A file that extends another replaces its "
       "whole list.",
       "none",
       {},
       [&plan] { return changes_yaml(plan.scenario.changes); }},
      {"named",
       Sections{[](std::size_t) { return named_keys(); }},
       "Bodies that refuse and systems on the accelerator, by name and date. A file that extends another "
       "replaces its whole list.",
       "none",
       {},
       [&plan] { return named_yaml(plan.scenario); }},
      {"policies",
       Sections{[](std::size_t) { return policy_keys(); }},
       "Parameters that have other values for somebody, at some time, under some condition. Of several that "
       "set "
       "the same for the same body the last counts. A file that extends another replaces its whole list; "
       "`--set \"duty.strength@QOP,London from 2019/20 Q1 until 2021/22 Q1=1\"` adds one. They go before "
       "`fund` and `changes`.",
       "none",
       {},
       [&plan] { return policies_yaml(plan.scenario); }}};
}

Keys parameter_keys() {
  Keys keys;
  for (const ParameterGroup& group : groups_of_parameters()) {
    Keys members;
    for (const ParameterInfo* info : group.members)
      members.push_back({std::string(key_of(*info)),
                         ValueOfParameter{info->kind, info->allowed, default_text(*info)},
                         with_unit(info->meaning, info->unit, info->source, info->mechanism)});
    keys.push_back({group.key, Section{std::move(members)}, group.title()});
  }
  return keys;
}

const Key& find_key(const Keys& keys, std::string_view key) {
  const auto found = std::ranges::find(keys, key, &Key::key);
  ensure(found != keys.end(), "a key of the table");
  return *found;
}

void ParameterLines::add(const ParameterInfo& parameter, double value) {
  const std::string_view path = parameter.path, group = path.substr(0, path.find('.'));
  if (group != group_) out_ += fmt::format("{:{}}{}:\n", "", indent_, group);
  group_ = group;
  out_ += fmt::format("{:{}}{}: {}\n", "", indent_ + 2, key_of(parameter), value_text(parameter, value));
}

}  // namespace concord
