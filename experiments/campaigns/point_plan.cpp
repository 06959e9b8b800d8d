#include "experiments/campaigns/point_plan.hpp"

#include "experiments/designs/read_design.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "sim/errors.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// What makes the scenario's parameters those of the point. What runs draw is set even if it is the central
/// value.
std::vector<Override> overrides_for(const Scenario& scenario, const std::vector<Setting>& point,
                                    int replicates) {
  std::vector<Override> overrides{{.key = "replicates", .value = std::to_string(replicates), .from = "point"},
                                  {.key = "record", .value = "organisations", .from = "point"}};
  for (const Setting& setting : point) {
    const ParameterInfo& parameter = *setting.parameter;
    if (setting.value != parameter.get(scenario.parameters) || scenario.plausible.decides(parameter))
      overrides.push_back(
          {.key = parameter.path, .value = value_text(parameter, setting.value), .from = "point"});
  }
  return overrides;
}

/// The design of a merged file, as far as a point needs it.
struct StatedDesign {
  std::string tables;  ///< fingerprint
  std::vector<Axis> axes;
};
StatedDesign design_of(const MergedPoint& point) {
  Problems problems;
  const yaml::Node tree = yaml::parse(point.design, point.file + " /plan", problems);
  problems.throw_if_any();
  yaml::Reader reader(tree, problems);
  StatedDesign stated;
  stated.tables = reader.section("frozen").required_text("tables").value_or("");
  yaml::Node nothing;
  nothing.kind = yaml::Kind::map;
  const auto method = read_sampling(reader.section("design"), true, problems).method;
  stated.axes = read_axes(reader, point.file, method, {&nothing, &nothing}, problems);
  problems.throw_if_any();
  return stated;
}

/// Adds what a point sets on an axis.
void add_settings(const MergedPoint& point, const StatedDesign& design, std::size_t axis,
                  std::vector<Setting>& settings) {
  const std::string& name = point.axes[axis];
  const double at = point.coordinates[axis];
  const auto stated = std::ranges::find(design.axes, name, &Axis::name);
  if (stated != design.axes.end() && stated->parameter == nullptr) {
    if (at == as_in_scenario) return;
    if (!(at >= 0 && at < static_cast<double>(stated->packages.size())))
      refuse(point.file, fmt::format("axis {} has no package {}", shown(name), at));
    const auto& package = stated->packages[static_cast<std::size_t>(at)].settings;
    settings.insert(settings.end(), package.begin(), package.end());
    return;
  }
  if (stated != design.axes.end() && !stated->policy.empty()) return;  // the policy's own
  const ParameterInfo* parameter = find_parameter(name);
  if (parameter == nullptr)
    refuse(point.file, fmt::format("axis {} is no parameter of this program", shown(name)));
  const bool date = parameter->kind == ValueKind::quarter;
  const double low = date ? 0 : parameter->allowed.low, high = date ? never.index : parameter->allowed.high;
  if (!(at >= low && at <= high))
    refuse(point.file, fmt::format("axis {}: {} is outside [{}, {}]", shown(name), at, low, high));
  settings.push_back({parameter, at});
}

/// Stored beside the tables, where they are found; the first of `homes` will do for a synthetic world.
struct FoundScenario {
  yaml::Node tree;
  fs::path file;
  RunPlan plan;
};
FoundScenario read_beside(const MergedPoint& point, const fs::path& home, Problems& problems) {
  FoundScenario found{.tree = {}, .file = home / "scenario.yaml", .plan = {}};
  found.tree = yaml::parse(point.configuration, found.file.string(), problems);
  if (problems.empty()) found.plan = read_scenario(found.tree, found.file, {}, problems);
  return found;
}
FoundScenario scenario_of(const MergedPoint& point, const std::string& fingerprint,
                          std::span<const fs::path> homes) {
  Problems problems;
  const yaml::Node scenario = yaml::parse(point.configuration, point.file + " /configuration", problems);
  problems.throw_if_any();
  // The folder of its world, and the table that its runs draw from.
  std::vector<std::string> names;
  for (const auto& [section, key] : {std::pair{"world", "tables"}, std::pair{"plausible", "table"}}) {
    const yaml::Node* stated = scenario.find(section);
    const yaml::Node* name = stated == nullptr ? nullptr : stated->find(key);
    if (name == nullptr) continue;
    if (const auto wrong = leaves_folder(name->text))
      refuse(point.file, fmt::format("the name of its tables {}", *wrong));
    names.push_back(name->text);
  }
  if (names.empty()) {
    FoundScenario found = read_beside(point, homes.empty() ? fs::path() : homes.front(), problems);
    problems.throw_if_any();
    return found;
  }
  bool others = false;
  for (const fs::path& home : homes) {
    std::error_code ignored;
    if (!fs::exists(home / names.front(), ignored)) continue;
    Problems faults;  // of other tables of that name
    FoundScenario found = read_beside(point, home, faults);
    if (faults.empty() && digest_of(found.plan.files) == fingerprint) return found;
    others = true;
  }
  for (std::string& name : names) name = shown(name);
  refuse(point.file,
         fmt::format(
             "to simulate its runs again the tables {} are needed, {}; put what the scenario has under that "
             "name beside this file, or open the campaign's folder instead",
             fmt::join(names, " and "),
             others ? "and those that were found are not the ones of this sweep"
                    : "and they were not found beside this file, in a folder `configs` above it, or "
                      "in the current folder"));
}

/// Leaves a plan the policies of a point, with the values that they have there.
void keep_policies(RunPlan& plan, std::span<const Axis> axes, std::span<const double> point) {
  bool changed = false;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (axes[k].policy.empty()) continue;
    const auto policy = std::ranges::find(plan.scenario.policies, axes[k].policy, &AimedPolicy::name);
    ensure(policy != plan.scenario.policies.end(), "axes name policies of the scenario");
    const auto setting = std::ranges::find(policy->settings, axes[k].parameter, &AimedSetting::parameter);
    ensure(setting != policy->settings.end(), "and parameters that these set");
    changed = changed || setting->value != point[k];
    setting->value = point[k];
  }
  const std::uint64_t in_force = policies_at(axes, plan.scenario, point);
  std::vector<AimedPolicy> kept;
  for (std::size_t n = 0; n < plan.scenario.policies.size(); ++n) {
    if ((in_force >> n & 1U) != 0) kept.push_back(plan.scenario.policies[n]);
  }
  if (kept.size() == plan.scenario.policies.size() && !changed) return;
  plan.scenario.policies = std::move(kept);
  plan.resolved = canonical_yaml_again(plan);
  plan.scenario_digest = scenario_digest(plan.resolved, plan.files);
}

}  // namespace

RunPlan plan_of_point(const Plan& plan, const fs::path& folder, std::size_t point, int replicates) {
  ensure(point < plan.points.count() && replicates >= 1, "a point of the plan, and at least one run");
  const std::vector<Override> overrides =
      overrides_for(plan.design.base.scenario, settings_at(plan.design, plan.points[point]), replicates);
  Problems problems;
  RunPlan run = load_scenario(folder / "scenario.yaml", overrides, problems);
  problems.throw_if_any();
  keep_policies(run, plan.design.axes, plan.points[point]);
  return run;
}

RunPlan plan_of_point(const MergedPoint& point, std::span<const fs::path> homes, int replicates) {
  ensure(point.axes.size() == point.coordinates.size() && replicates >= 1, "a value on every axis");
  if (!behaves_like_this_program(point.model_digest))
    refuse(point.file,
           fmt::format("was simulated by a version of the model ({}) that behaves differently from this one "
                       "({}); use that version to simulate its runs again",
                       shown(point.model_digest), behaviour_digest()));
  const StatedDesign design = design_of(point);
  const FoundScenario found = scenario_of(point, design.tables, homes);
  Problems problems;
  std::vector<Setting> settings;
  for (std::size_t axis = 0; axis < point.axes.size(); ++axis) add_settings(point, design, axis, settings);
  const auto overrides = overrides_for(found.plan.scenario, settings, replicates);
  RunPlan run = read_scenario(found.tree, found.file, overrides, problems);
  problems.throw_if_any();
  std::vector<double> coordinates;  // of the stated axes
  for (const Axis& axis : design.axes) {
    const auto at = std::ranges::find(point.axes, axis.name);
    coordinates.push_back(at == point.axes.end()
                              ? as_in_scenario
                              : point.coordinates[static_cast<std::size_t>(at - point.axes.begin())]);
  }
  keep_policies(run, design.axes, coordinates);
  return run;
}

}  // namespace concord
