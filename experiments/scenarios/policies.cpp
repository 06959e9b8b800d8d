#include "experiments/scenarios/policies.hpp"

#include "agents/quarter/initialise.hpp"
#include "experiments/grammar/keys.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/runs/measure_expression.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/scenario_keys.hpp"
#include "experiments/scenarios/where.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_stages = 100, most_conditions = 10;
constexpr std::string_view quarter_pattern = "^(199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]$",
                           until_pattern = "^((199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]|never)$",
                           times_pattern = "^[1-9][0-9]* (quarter|year)s?$";
constexpr std::array<std::string_view, 2> units{"nation", "system"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> tests{
    {{"below", "<"}, {"above", ">"}, {"at_most", "<="}, {"at_least", ">="}}};

Keys condition_keys() {
  Keys keys{{"measure", Line{nullptr, longest_line}, "A measure that is recorded every quarter.", required},
            {"of", Choice{{units.begin(), units.end()}, {}, {}},
             "Whose: the nation's, or that of each system that the policy reaches.", "nation"}};
  for (const auto& [test, sign] : tests)
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

/// What a condition may speak of: measures of the nation and of systems. `own` are those of the system that
/// the policy is for, `target` all systems that it reaches.
Vocabulary condition_vocabulary(const Scenario& run, const AimedPolicy& policy) {
  Vocabulary v = measure_vocabulary(run);
  v.tables[0].resize(measure_count);
  v.kinds.resize(1);
  v.own = v.kinds.front().table;
  add_group(v, "target", {&policy, 1});
  return v;
}

/// The text of a section; what is wrong with it is told by key.
std::string section_text(yaml::Reader entry, const Vocabulary& vocabulary) {
  const auto check = [&](std::string_view key, const std::string& text, std::string wrong = "") {
    const Reading<Condition> read = condition_of(text, vocabulary);
    if (read.value) return;
    entry.problem(key, wrong.empty() ? read.wrong.substr(read.wrong.find(", ") + 2) : std::move(wrong));
  };
  const auto measure = entry.required_text("measure");
  const auto of = entry.text("of");
  if (of && std::ranges::find(units, *of) == units.end())
    entry.problem("of", fmt::format("{} is neither nation nor system", shown(*of)));
  if (!measure) return "";
  std::string text = (of && *of == units[1] ? "own " : "") + *measure;
  check("measure", text + " < 0");
  std::size_t compared = 0;
  for (const auto& [key, sign] : tests) {
    if (!entry.has(key)) continue;
    ++compared;
    text += fmt::format(" {} {}", sign, entry.number(key).value_or(0));
  }
  if (compared != 1)
    entry.problem("measure", fmt::format("{}; give one of below, above, at_most, at_least",
                                         compared == 0 ? "is compared with nothing" : "is compared twice"));
  if (const auto times = entry.text("for")) {
    check("for", fmt::format("running {} of real < 0", *times),
          fmt::format("{} is no time; write \"8 quarters\" or \"2 years\"", shown(*times)));
    text = fmt::format("running {} of {}", *times, text);
  }
  if (const auto by = read_quarter(entry, "by", false)) {
    check("by", fmt::format("at {} of real < 0", to_string(*by)));
    text = fmt::format("at {} of {}", to_string(*by), text);
  }
  return text;
}

/// An expression, a section, or a list of sections that must hold at once.
void read_condition(yaml::Reader& entry, const Scenario& run, AimedPolicy& policy, Problems& problems) {
  const yaml::Node* node = entry.raw("if");
  if (node == nullptr) return;
  const std::size_t before = problems.count();
  const Vocabulary vocabulary = condition_vocabulary(run, policy);
  std::string text;
  if (node->kind == yaml::Kind::scalar) {
    text = entry.text("if").value_or("");
  } else if (node->kind == yaml::Kind::map) {
    text = section_text(entry.section("if"), vocabulary);
  } else {
    const std::vector<yaml::Reader> sections = entry.sections("if");
    if (sections.empty() || sections.size() > most_conditions)
      entry.problem("if", fmt::format("{} conditions; 1 to {}", sections.size(), most_conditions));
    for (const yaml::Reader& section : sections)
      text += (text.empty() ? "" : " and ") + section_text(section, vocabulary);
  }
  if (problems.count() != before) return;
  Reading<Condition> read = condition_of(text, vocabulary);
  policy.condition = std::move(read.value);
  if (!policy.condition) entry.problem("if", std::move(read.wrong));
}

/// Is it decided in one quarter?
bool looked_at_once(const AimedPolicy& policy) {
  return policy.condition && std::ranges::any_of(policy.condition->holds.nodes, [](const auto& node) {
           return node.op == Expression::Op::at;
         });
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

/// Is somebody reached by both, at some time?
bool reach_the_same(const AimedPolicy& a, const AimedPolicy& b) {
  if (a.until <= b.stages.front().from || b.until <= a.stages.front().from) return false;
  return std::ranges::any_of(a.stages, [&](const Stage& one) {
    return std::ranges::any_of(b.stages, [&](const Stage& other) {
      return std::ranges::any_of(one.target.bodies, [&](const OrganisationId i) {
        return std::ranges::binary_search(other.target.bodies, i);
      });
    });
  });
}

std::string reach_words(const Stage& stage, const World& world) {
  std::string words = where_words(stage.where);
  if (!stage.target.drawn.empty()) words += " (as each run has it)";
  return fmt::format("{}: {}, {}, £{}m a year", words, counted(stage.target.systems.size(), "system"),
                     counted(stage.target.bodies.size(), "body", "bodies"),
                     with_thousands(stage.target.income(world)));
}

/// What the nation has while a policy is in force, and from when on, if more than one value.
std::vector<std::pair<Quarter, double>> in_place_of(const AimedPolicy& policy, const ParameterInfo& parameter,
                                                    const Scenario& run) {
  const Quarter from = policy.stages.front().from, end = std::min(policy.until, run.start + run.quarters);
  std::vector<std::pair<Quarter, double>> values{{from, parameter.get(parameters_in(run, from))}};
  for (const Quarter quarter : stretches(run)) {
    if (quarter <= from || quarter >= end) continue;
    const double value = parameter.get(parameters_in(run, quarter));
    if (value != values.back().second) values.emplace_back(quarter, value);
  }
  return values;
}

/// "in place of 0, of 1 from 2021/22 Q1 on and of 0.3 by 'Pilots'".
std::string in_place_words(const AimedPolicy& policy, const ParameterInfo& parameter, const Scenario& run) {
  std::vector<std::string> words;
  for (const auto& [from, value] : in_place_of(policy, parameter, run)) {
    const bool drawn = run.plausible.draws() && drawn_in(run, parameter, from);
    words.push_back(fmt::format("of {}{}", drawn ? "what each run draws" : value_text(parameter, value),
                                words.empty() ? "" : fmt::format(" from {} on", to_string(from))));
  }
  for (const AimedPolicy& other : run.policies) {
    if (&other == &policy || other.name == policy.name) break;  // the last counts
    for (const AimedSetting& setting : other.settings) {
      if (setting.parameter == &parameter && reach_the_same(policy, other))
        words.push_back(fmt::format("of {} by {} where both are in force",
                                    value_text(parameter, setting.value), shown(other.name)));
    }
  }
  return "in place " + listed(words);
}

}  // namespace

std::optional<Quarter> hidden_change(const AimedPolicy& policy, const ParameterInfo& parameter,
                                     const Scenario& run) {
  const auto values = in_place_of(policy, parameter, run);
  return values.size() > 1 ? std::optional(values[1].first) : std::nullopt;
}

Keys policy_keys() {
  const Key from{"from", Pattern{quarter_pattern, "a quarter"}, "First quarter.", "the start of the run"};
  const Key where{"where", where_form(),
                  "Whom it is for: keys with lists of names, or a list of words that may be any of them.",
                  "the nation"};
  return {
      {"name", Line{nullptr, longest_line}, "A name of its own, by which designs and results call it.",
       required},
      where,
      from,
      {"until", Pattern{until_pattern, "a quarter"}, "First quarter without it.", "never"},
      {"staged", Sections{[=](std::size_t) {
         return Keys{from, {where.key, Defined{"", "as `where`"}, "Whom it is for from then on.", required}};
       }},
       "In place of `from` and `where`: a list of these, whose targets add up from quarter to quarter.",
       "none"},
      {"if",
       OneOf{{{"", Line{nullptr, longest_expression}},
              {"", Section{condition_keys()}},
              {"", ListOf{{{"", Defined{"", "such a section"}}}}}}},
       "A condition on what the run has shown, looked at when a quarter has ended: an expression over "
       "measures "
       "of the nation, and over `own` ones of each system that the policy reaches (docs/sweeps.md), or a "
       "section that stands for one, or a list of these that must hold at once.",
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
    if (const auto wrong = not_one_line(policy.name, longest_line)) entry.problem("name", *wrong);
  }
  read_stages(entry, run, policy, problems);
  policy.until = read_quarter(entry, "until", true).value_or(never);
  if (!policy.stages.empty() && policy.until <= policy.stages.front().from)
    entry.problem("until", fmt::format("{} is not after {}", to_string(policy.until),
                                       to_string(policy.stages.front().from)));
  read_condition(entry, run, policy, problems);
  policy.lasting = entry.boolean("lasting").value_or(true);
  if (entry.has("lasting") && !entry.has("if"))
    entry.problem("lasting", "is about conditions, and the policy has none");
  if (!policy.lasting && looked_at_once(policy))
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
    if (policy.condition)
      out += fmt::format("    if: {}\n    lasting: {}\n", in_quotes(policy.condition->text), policy.lasting);
    out += "    parameters:\n";
    ParameterLines lines(out, 6);
    for (const AimedSetting& setting : policy.settings) lines.add(*setting.parameter, setting.value);
  }
  return out;
}

std::string policy_words(const AimedPolicy& policy, const Scenario& run) {
  std::string words;
  for (const AimedSetting& setting : policy.settings)
    words += fmt::format("{}{} {} {}", words.empty() ? "" : ", ", setting.parameter->path,
                         value_text(*setting.parameter, setting.value),
                         in_place_words(policy, *setting.parameter, run));
  for (const Stage& stage : policy.stages)
    words += fmt::format("{} from {} for {}", policy.stages.size() > 1 ? ";" : ",", to_string(stage.from),
                         reach_words(stage, *run.world));
  if (policy.until != never) words += fmt::format("; until {}", to_string(policy.until));
  if (policy.condition)
    words += fmt::format("; {} this holds: {}", policy.lasting ? "once" : "while", policy.condition->text);
  return words;
}

}  // namespace concord
