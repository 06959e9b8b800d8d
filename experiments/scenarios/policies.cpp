#include "experiments/scenarios/policies.hpp"

#include "agents/quarter/initialise.hpp"
#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/scenario_keys.hpp"
#include "experiments/scenarios/where.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

constexpr std::size_t longest_name = 200, most_stages = 100, most_conditions = 10;
constexpr int longest_run = static_cast<int>(quarters_setting.high);
constexpr std::string_view quarter_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]$",
                           until_pattern = "^((199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]|never)$",
                           times_pattern = "^[1-9][0-9]* (quarter|year)s?$";
constexpr std::array<std::string_view, 2> units{"nation", "system"};

Keys condition_keys() {
  Keys keys{{"measure", Line{nullptr, longest_name}, "A measure that is recorded every quarter.", required},
            {"of", Choice{{units.begin(), units.end()}, {}, {}},
             "Whose: the nation's, or that of each system that the policy reaches.", "nation"}};
  for (const std::string_view test : test_names)
    keys.push_back(
        {std::string(test), Number{nullptr, -1e12, 1e12}, "The measure passes it; one of the four."});
  keys.push_back({"for", Pattern{times_pattern, "a time"},
                  "So long running: \"8 quarters\", or \"2 years\", of which only the last quarters count.",
                  "1 quarter"});
  keys.push_back({"by", Pattern{quarter_pattern, "a quarter"},
                  "Looked at once, when this quarter has ended; the policy begins with the next.",
                  "every quarter"});
  return keys;
}

/// "2 years": times running, and whether only ends of years are looked at.
void read_times(yaml::Reader& entry, Condition& condition) {
  const auto text = entry.text("for");
  if (!text) return;
  int count = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text->data() + text->size() - end));
  const bool years = unit == " year" || unit == " years",
             quarters = unit == " quarter" || unit == " quarters";
  if (error != std::errc{} || (!years && !quarters) || count < 1 || count > longest_run) {
    entry.problem("for", fmt::format("{} is no time; write \"8 quarters\" or \"2 years\"", shown(*text)));
    return;
  }
  condition.times = count;
  condition.year_ends = years;
}

template <class Rows>
std::optional<std::size_t> measure_in(const Rows& rows, std::string_view name) {
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (rows[n].key == name) return n;
  }
  return std::nullopt;
}
template <class Rows>
std::vector<std::string> keys_of(const Rows& rows) {
  std::vector<std::string> keys;
  for (const MeasureRow& row : rows) keys.emplace_back(row.key);
  return keys;
}

std::optional<Condition> read_condition(yaml::Reader entry, const Scenario& run, Problems& problems) {
  const std::size_t before = problems.count();
  Condition condition;
  if (const auto of = entry.text("of")) {
    if (std::ranges::find(units, *of) == units.end())
      entry.problem("of", fmt::format("{} is neither nation nor system", shown(*of)));
    condition.of_system = *of == units[1];
  }
  if (const auto name = entry.required_text("measure")) {
    const auto found =
        condition.of_system ? measure_in(system_measure_rows, *name) : measure_in(measure_rows, *name);
    const bool elsewhere = condition.of_system ? measure_in(measure_rows, *name).has_value()
                                               : measure_in(system_measure_rows, *name).has_value();
    if (!found)
      entry.problem(
          "measure",
          fmt::format("there is no measure {} of {}{}", shown(*name),
                      condition.of_system ? "systems" : "the nation",
                      elsewhere ? fmt::format("; there is one of {}: write `of: {}`",
                                              condition.of_system ? "the nation" : "systems",
                                              units[condition.of_system ? 0 : 1])
                                : did_you_mean(*name, condition.of_system ? keys_of(system_measure_rows)
                                                                          : keys_of(measure_rows))));
    condition.measure = found.value_or(0);
  }
  int tests = 0;
  for (std::size_t n = 0; n < test_names.size(); ++n) {
    if (!entry.has(test_names[n])) continue;
    ++tests;
    condition.test = static_cast<Condition::Test>(n);
    condition.value = entry.number(test_names[n]).value_or(0);
  }
  if (tests != 1)
    entry.problem("measure", fmt::format("{}; give one of {}",
                                         tests == 0 ? "is compared with nothing" : "is compared twice",
                                         fmt::join(test_names, ", ")));
  read_times(entry, condition);
  condition.by = read_quarter(entry, "by", false);
  if (condition.by && *condition.by < run.start)
    entry.problem("by", fmt::format("{} is before the run, which begins with {}", to_string(*condition.by),
                                    to_string(run.start)));
  return problems.count() == before ? std::optional(condition) : std::nullopt;
}

void read_conditions(yaml::Reader& entry, const Scenario& run, AimedPolicy& policy, Problems& problems) {
  const yaml::Node* node = entry.raw("if");
  if (node == nullptr) return;
  std::vector<yaml::Reader> sections;
  if (node->kind == yaml::Kind::sequence) {
    sections = entry.sections("if");
  } else {
    sections.push_back(entry.section("if"));
  }
  if (sections.empty() || sections.size() > most_conditions)
    entry.problem("if", fmt::format("{} conditions; 1 to {}", sections.size(), most_conditions));
  for (const yaml::Reader& section : sections) {
    if (const auto condition = read_condition(section, run, problems))
      policy.conditions.push_back(*condition);
  }
}

/// First quarter of a stage or policy.
Quarter read_from(yaml::Reader& entry, const Scenario& run) {
  const auto from = read_quarter(entry, "from", false);
  if (!from) return run.start;
  if (*from < run.start)
    entry.problem("from",
                  fmt::format("{} is before the run, which begins with {}; leave it out for the start",
                              to_string(*from), to_string(run.start)));
  return *from;
}

void read_stages(yaml::Reader& entry, const Scenario& run, AimedPolicy& policy, Problems& problems) {
  if (!entry.has("staged")) {
    const Aim aim = read_aim(entry, *run.world, problems);
    policy.stages.push_back({read_from(entry, run), aim.where, aim.target});
    return;
  }
  for (const char* key : {"from", "where"}) {
    if (entry.has(key)) entry.problem(key, "stands beside `staged`, whose entries each have their own");
  }
  std::vector<yaml::Reader> sections = entry.sections("staged");
  if (sections.empty() || sections.size() > most_stages)
    entry.problem("staged", fmt::format("{} stages; 1 to {}", sections.size(), most_stages));
  for (yaml::Reader& section : sections) {
    if (!section.require("where")) continue;
    const Aim aim = read_aim(section, *run.world, problems);
    policy.stages.push_back({read_from(section, run), aim.where, aim.target});
    if (!aim.target.drawn.empty())
      section.problem("where",
                      "terciles and waves are for policies that begin for all at once; write one policy "
                      "for each, with a `from` of its own");
  }
  std::ranges::stable_sort(policy.stages, {}, &Stage::from);
}

/// Why a policy cannot set a parameter, if it cannot.
std::optional<std::string> not_for(const AimedPolicy& policy, const ParameterInfo& info,
                                   const Scenario& run) {
  const bool at_bodies =
      std::ranges::any_of(policy.stages, [](const Stage& stage) { return stage.target.at_bodies; });
  if (info.aimed == Aimed::nation && !policy.nation())
    return fmt::format("is of the nation only, as {}; leave out `where`, and conditions of systems",
                       info.nation_only);
  if (info.aimed == Aimed::systems && at_bodies)
    return "can be aimed at systems, but not at places, kinds, types or single bodies, as it is a system's "
           "as a "
           "whole; name systems, regions, terciles or waves";
  if (info.kind != ValueKind::number && policy.by_run())
    return fmt::format(
        "is {}, which runs that are simulated side by side share; a condition, a tercile or a wave "
        "can only give numbers: give the policy a `from`, or use a number beside it",
        info.kind == ValueKind::quarter  ? "a date"
        : info.kind == ValueKind::on_off ? "a switch"
                                         : "a whole number");
  if (!decides_start_only(info.path)) return std::nullopt;
  if (policy.by_run() || policy.stages.back().from > run.start)
    return fmt::format(
        "only matters at the start of a run, {}; a policy that sets it holds from there, without "
        "conditions, terciles and waves",
        to_string(run.start));
  return std::nullopt;
}

void read_settings(yaml::Reader& entry, const Scenario& run, AimedPolicy& policy, Problems& problems) {
  const std::size_t before = problems.count();
  yaml::Reader section = entry.section("parameters");
  std::vector<GivenParameter> given = given_parameters(section);
  refuse_unknown_groups(section, problems);
  if (given.empty() && problems.count() == before && section.keys().empty())
    entry.problem("parameters",
                  "is missing or empty; say what the policy sets, such as `{duty: {strength: 1}}`");
  for (GivenParameter& one : given) {
    if (!one.value) continue;
    policy.settings.push_back({one.info, *one.value});
    if (policy.stages.empty()) continue;
    if (auto wrong = not_for(policy, *one.info, run)) one.problem(std::move(*wrong));
  }
}

std::string money(double millions) {
  std::string digits = fmt::format("{:.0f}", millions), text;
  for (std::size_t n = 0; n < digits.size(); ++n) {
    if (n > 0 && (digits.size() - n) % 3 == 0) text += ',';
    text += digits[n];
  }
  return fmt::format("£{}m", text);
}

std::string number_of(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string condition_words(const Condition& condition) {
  const MeasureRow& row =
      condition.of_system ? system_measure_rows[condition.measure] : measure_rows[condition.measure];
  std::string test(test_names[static_cast<std::size_t>(condition.test)]);
  std::ranges::replace(test, '_', ' ');
  std::string words = fmt::format("{} of {} is {} {}", row.key,
                                  condition.of_system ? "the system" : "the nation", test, condition.value);
  if (condition.times > 1 || condition.year_ends)
    words += fmt::format(" for {} running", number_of(static_cast<std::size_t>(condition.times),
                                                      condition.year_ends ? "year" : "quarter",
                                                      condition.year_ends ? "years" : "quarters"));
  if (condition.by) words += fmt::format(" when {} has ended", to_string(*condition.by));
  return words;
}

std::string reach_words(const Stage& stage, const World& world) {
  std::string words = where_words(stage.where);
  if (!stage.target.drawn.empty()) words += " (as each run has it)";
  return fmt::format(
      "{}: {}, {}, {} a year", words, number_of(stage.target.systems.size(), "system", "systems"),
      number_of(stage.target.bodies.size(), "body", "bodies"), money(stage.target.income(world)));
}

}  // namespace

Keys policy_keys() {
  const Key from{"from", Pattern{quarter_pattern, "a quarter"}, "First quarter.", "the start of the run"};
  const Key where{"where", where_form(),
                  "Whom it is for: keys with lists of names, or a list of words that may be any of them.",
                  "the nation"};
  return {
      {"name", Line{nullptr, longest_name}, "A name of its own, by which designs and results call it.",
       required},
      where,
      from,
      {"until", Pattern{until_pattern, "a quarter"}, "First quarter without it.", "never"},
      {"staged", Sections{[=](std::size_t) {
         return Keys{from, {where.key, Defined{"", "as `where`"}, "Whom it is for from then on.", required}};
       }},
       "In place of `from` and `where`: a list of these, whose targets add up from quarter to quarter.",
       "none"},
      {"if", OneOf{{{"", Section{condition_keys()}}, {"", ListOf{{{"", Defined{"", "such a section"}}}}}}},
       "A condition, or several that must hold at once, on what the run has shown; looked at when a quarter "
       "has "
       "ended.",
       "none"},
      {"lasting", Switch{nullptr}, "It stays in force when its condition holds no longer.", "true"},
      {"parameters", Defined{"parameters", "groups of parameters"}, "What it sets.", required},
  };
}

std::optional<AimedPolicy> read_policy(yaml::Reader& entry, const Scenario& run, std::string_view fallback,
                                       Problems& problems) {
  const std::size_t before = problems.count();
  AimedPolicy policy;
  policy.name = entry.has("name") || fallback.empty() ? entry.required_text("name").value_or("")
                                                      : std::string(fallback);
  if (entry.has("name") && !policy.name.empty()) {
    if (const auto wrong = not_one_line(policy.name, longest_name)) entry.problem("name", *wrong);
  }
  read_stages(entry, run, policy, problems);
  policy.until = read_quarter(entry, "until", true).value_or(never);
  if (!policy.stages.empty() && policy.until <= policy.stages.front().from)
    entry.problem("until", fmt::format("{} is not after {}", to_string(policy.until),
                                       to_string(policy.stages.front().from)));
  read_conditions(entry, run, policy, problems);
  policy.lasting = entry.boolean("lasting").value_or(true);
  if (entry.has("lasting") && policy.conditions.empty())
    entry.problem("lasting", "is about conditions, and the policy has none");
  if (!policy.lasting &&
      std::ranges::any_of(policy.conditions, [](const Condition& c) { return c.by.has_value(); }))
    entry.problem("lasting", "cannot be false where a condition is looked at once, `by` a quarter");
  read_settings(entry, run, policy, problems);
  return problems.count() == before ? std::optional(std::move(policy)) : std::nullopt;
}

std::vector<std::pair<const AimedPolicy*, std::string>> relations_broken(
    const Scenario& run, std::span<const AimedPolicy> policies) {
  // Policies that somebody has together: of those that systems have, and that bodies have.
  std::set<std::vector<std::size_t>> together;
  const auto add = [&](const auto& reaches) {
    std::vector<std::size_t> list;
    for (std::size_t n = 0; n < policies.size(); ++n) {
      if (std::ranges::any_of(policies[n].stages, reaches)) list.push_back(n);
    }
    if (!list.empty()) together.insert(std::move(list));
  };
  for (const SystemId k : run.world->all_systems()) {
    add([&](const Stage& stage) {
      return !stage.target.at_bodies && std::ranges::binary_search(stage.target.systems, k);
    });
  }
  for (const OrganisationId i : run.world->everybody())
    add([&](const Stage& stage) { return std::ranges::binary_search(stage.target.bodies, i); });
  std::set<Quarter> quarters;
  for (const Quarter quarter : stretches(run)) quarters.insert(quarter);
  for (const AimedPolicy& policy : policies) {
    for (const Stage& stage : policy.stages) quarters.insert(stage.from);
  }
  std::vector<std::pair<const AimedPolicy*, std::string>> broken;
  std::set<std::pair<std::size_t, std::size_t>> known;  // relation and policy
  for (const std::vector<std::size_t>& list : together) {
    for (const Quarter quarter : quarters) {
      if (quarter >= run.start + run.quarters) continue;
      Parameters parameters = parameters_in(run, quarter);
      std::vector<std::size_t> before = broken_whatever_is_drawn(run, quarter, parameters);
      for (const std::size_t n : list) {
        const AimedPolicy& policy = policies[n];
        if (quarter < policy.stages.front().from || quarter >= policy.until) continue;
        for (const AimedSetting& setting : policy.settings) setting.parameter->set(parameters, setting.value);
        std::vector<std::size_t> now = broken_whatever_is_drawn(run, quarter, parameters);
        for (const std::size_t relation : now) {
          if (std::ranges::find(before, relation) == before.end() && known.emplace(relation, n).second)
            broken.emplace_back(&policy, fmt::format("from {} on, {}", to_string(quarter),
                                                     relation_text(relation, parameters)));
        }
        before = std::move(now);
      }
    }
  }
  return broken;
}

std::vector<AimedPolicy> read_policies(yaml::Reader& scenario, const Scenario& run, Problems& problems) {
  if (const yaml::Node* list = scenario.raw("policies"); list == nullptr || list->kind == yaml::Kind::null)
    return {};
  std::vector<yaml::Reader> entries = scenario.sections("policies");
  if (entries.size() > most_policies) {
    scenario.problem("policies", fmt::format("{} policies; at most {}", entries.size(), most_policies));
    return {};
  }
  const std::size_t before = problems.count();
  std::vector<AimedPolicy> policies;
  for (yaml::Reader& entry : entries) {
    auto policy = read_policy(entry, run, {}, problems);
    if (!policy) continue;
    if (std::ranges::find(policies, policy->name, &AimedPolicy::name) != policies.end())
      entry.problem("name", fmt::format("{} is the name of an earlier policy too", shown(policy->name)));
    policies.push_back(std::move(*policy));
  }
  if (problems.count() != before) return policies;
  for (auto& [policy, text] : relations_broken(run, policies))
    entries[static_cast<std::size_t>(policy - policies.data())].problem("parameters", std::move(text));
  return policies;
}

std::string policies_yaml(const Scenario& scenario) {
  std::string out;
  const auto stage_lines = [&](const Stage& stage, std::size_t indent) {
    return fmt::format("from: {}\n{}", to_string(stage.from), where_yaml(stage.where, indent));
  };
  for (const AimedPolicy& policy : scenario.policies) {
    out += fmt::format("{}  - name: {}\n", out.empty() ? "policies:\n" : "", in_quotes(policy.name));
    if (policy.stages.size() == 1) {
      out += "    " + stage_lines(policy.stages.front(), 4);
    } else {
      out += "    staged:\n";
      for (const Stage& stage : policy.stages) out += "      - " + stage_lines(stage, 8);
    }
    out += fmt::format("    until: {}\n", to_string(policy.until));
    if (!policy.conditions.empty()) {
      out += "    if:\n";
      for (const Condition& condition : policy.conditions) {
        const auto key = condition.of_system ? system_measure_rows[condition.measure].key
                                             : measure_rows[condition.measure].key;
        out += fmt::format("      - measure: {}\n        of: {}\n        {}: {}\n        for: {} {}\n", key,
                           units[condition.of_system ? 1 : 0],
                           test_names[static_cast<std::size_t>(condition.test)], condition.value,
                           condition.times, condition.year_ends ? "years" : "quarters");
        if (condition.by) out += fmt::format("        by: {}\n", to_string(*condition.by));
      }
      out += fmt::format("    lasting: {}\n", policy.lasting);
    }
    out += "    parameters:\n";
    ParameterLines lines(out, 6);
    for (const AimedSetting& setting : policy.settings) lines.add(*setting.parameter, setting.value);
  }
  return out;
}

std::string policy_words(const AimedPolicy& policy, const Scenario& run) {
  std::string words;
  for (const AimedSetting& setting : policy.settings)
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", setting.parameter->path,
                         value_text(*setting.parameter, setting.value));
  for (const Stage& stage : policy.stages)
    words += fmt::format("{} from {} for {}", policy.stages.size() > 1 ? ";" : ",", to_string(stage.from),
                         reach_words(stage, *run.world));
  if (policy.until != never) words += fmt::format("; until {}", to_string(policy.until));
  for (std::size_t n = 0; n < policy.conditions.size(); ++n)
    words += fmt::format("{}{}", n == 0 ? policy.lasting ? "; once " : "; while " : " and ",
                         condition_words(policy.conditions[n]));
  return words;
}

}  // namespace concord
