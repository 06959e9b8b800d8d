#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "viz/live/live.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

bool same_place(const PolicySetting& setting, const ParameterInfo& parameter, std::optional<Quarter> from) {
  return setting.parameter == &parameter && setting.from == from && setting.aimed.empty();
}

/// What a policy of that name sets.
AimedSetting* find_aimed(Scenario& scenario, std::string_view aimed, const ParameterInfo& parameter) {
  const auto policy = std::ranges::find(scenario.policies, aimed, &AimedPolicy::name);
  if (policy == scenario.policies.end()) return nullptr;
  const auto setting = std::ranges::find(policy->settings, &parameter, &AimedSetting::parameter);
  return setting == policy->settings.end() ? nullptr : &*setting;
}

/// Can be loaded from its file again.
bool stands_in_a_file(const RunPlan& scenario) {
  std::error_code ignored;
  if (!fs::is_regular_file(scenario.file, ignored)) return false;
  try {
    Problems problems;
    const RunPlan again = load_scenario(scenario.file, {}, problems);
    return problems.empty() && again.resolved == scenario.resolved;
  } catch (const std::exception&) {
    return false;
  }
}

std::string one_line(std::string_view title) {
  constexpr std::size_t longest = 200;
  std::string line(title.substr(0, longest));
  while (title.size() > longest && !line.empty() && (line.back() & 0x80) != 0) line.pop_back();
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return line;
}

bool same_changes(const std::vector<Change>& a, const std::vector<Change>& b) {
  return changes_yaml(a) == changes_yaml(b);
}

}  // namespace

void Policy::set(const RunPlan& scenario, const ParameterInfo& parameter, double value,
                 std::optional<Quarter> from) {
  if (from && *from <= scenario.scenario.start) from.reset();
  if (parameter.kind != ValueKind::number) value = std::round(value);
  std::erase_if(settings, [&](const PolicySetting& setting) { return same_place(setting, parameter, from); });
  const Quarter when = from.value_or(scenario.scenario.start);
  const Scenario now = with_policy(scenario, *this).scenario;
  const bool drawn = now.plausible.draws() && drawn_in(now, parameter, when);
  if (!drawn && parameter.get(parameters_in(now, when)) == value) return;
  settings.push_back({&parameter, value, from});
}

void Policy::set_aimed(const RunPlan& scenario, const AimedPolicy& aimed, const ParameterInfo& parameter,
                       double value) {
  if (parameter.kind != ValueKind::number) value = std::round(value);
  reset(parameter, aimed.name);
  Scenario own = scenario.scenario;
  const AimedSetting* const setting = find_aimed(own, aimed.name, parameter);
  if (setting != nullptr && setting->value != value) settings.push_back({&parameter, value, {}, aimed.name});
}

void Policy::reset(const ParameterInfo& parameter, std::string_view aimed) {
  std::erase_if(settings, [&](const PolicySetting& setting) {
    return setting.parameter == &parameter && setting.aimed == aimed;
  });
}

bool Policy::changes(const ParameterInfo& parameter, std::string_view aimed) const {
  return std::ranges::any_of(settings, [&](const PolicySetting& setting) {
    return setting.parameter == &parameter && setting.aimed == aimed;
  });
}

RunPlan with_policy(const RunPlan& scenario, const Policy& policy) {
  RunPlan plan = scenario;
  if (policy.settings.empty()) return plan;
  const Quarter start = plan.scenario.start;
  std::vector<Change>& changes = plan.scenario.changes;
  for (const PolicySetting& setting : policy.settings) {
    if (!setting.aimed.empty()) {
      AimedSetting* const aimed = find_aimed(plan.scenario, setting.aimed, *setting.parameter);
      if (aimed != nullptr) aimed->value = setting.value;
      continue;
    }
    const bool at_start = !setting.from || *setting.from <= start;
    // What the scenario itself changes at that time gives way.
    std::erase_if(changes, [&](const Change& change) {
      return change.parameter == setting.parameter &&
             (at_start ? change.from <= start : change.from == *setting.from);
    });
    if (at_start) {
      setting.parameter->set(plan.scenario.parameters, setting.value);
      plan.scenario.plausible.leave(*setting.parameter, "slider");
    } else {
      changes.push_back({*setting.from, setting.parameter, setting.value});
    }
  }
  std::ranges::stable_sort(changes, {},
                           [](const Change& change) { return std::pair(change.from, change.parameter); });
  plan.resolved = canonical_yaml_again(plan);
  return plan;
}

std::string policy_yaml(const RunPlan& scenario, const Policy& policy, std::string_view title) {
  RunPlan plan = with_policy(scenario, policy);
  plan.title = one_line(title);
  if (!stands_in_a_file(scenario)) return canonical_yaml_again(plan);
  std::string out =
      fmt::format("concord: {}\ntitle: {}\nextends: {}\n", scenario_version, in_quotes(plan.title),
                  in_quotes(fs::path(scenario.file).filename().string()));
  std::string parameters;
  std::string_view group;
  for (const ParameterInfo& info : all_parameters()) {
    const double value = info.get(plan.scenario.parameters);
    const bool fixed = scenario.scenario.plausible.decides(info) && !plan.scenario.plausible.decides(info);
    if (!fixed && value == info.get(scenario.scenario.parameters)) continue;
    const std::string_view path = info.path;
    const auto dot = path.find('.');
    if (path.substr(0, dot) != group) {
      group = path.substr(0, dot);
      parameters += fmt::format("  {}:\n", group);
    }
    parameters += fmt::format("    {}: {}\n", path.substr(dot + 1), value_text(info, value));
  }
  if (!parameters.empty()) out += "parameters:\n" + parameters;
  const std::string policies = policies_yaml(plan.scenario);
  if (policies != policies_yaml(scenario.scenario)) out += policies;
  if (same_changes(plan.scenario.changes, scenario.scenario.changes)) return out;
  const std::string changes = changes_yaml(plan.scenario.changes);
  return out + (changes.empty() ? "changes: []\n" : changes);
}

}  // namespace concord
