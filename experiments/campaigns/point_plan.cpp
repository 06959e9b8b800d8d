#include "experiments/campaigns/point_plan.hpp"

#include "experiments/designs/read_design.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& file, std::string what) {
  throw ConfigError({{.file = file, .path = "", .what = std::move(what)}});
}

/// What makes the scenario's parameters those of the point.
std::vector<Override> overrides_for(const Parameters& scenario, const Parameters& point, int replicates) {
  std::vector<Override> overrides{{.key = "replicates", .value = std::to_string(replicates), .from = "point"},
                                  {.key = "record", .value = "organisations", .from = "point"}};
  for (const ParameterInfo& parameter : all_parameters()) {
    const double value = parameter.get(point);
    if (value != parameter.get(scenario))
      overrides.push_back({.key = parameter.path, .value = value_text(parameter, value), .from = "point"});
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

/// The value of a point on an axis, set in the parameters.
void set_value(const MergedPoint& point, const StatedDesign& design, std::size_t axis,
               Parameters& parameters) {
  const std::string& name = point.axes[axis];
  const double at = point.coordinates[axis];
  const auto stated = std::ranges::find(design.axes, name, &Axis::name);
  if (stated != design.axes.end() && stated->parameter == nullptr) {
    if (at == as_in_scenario) return;
    if (!(at >= 0 && at < static_cast<double>(stated->packages.size())))
      refuse(point.file, fmt::format("axis {} has no package {}", shown(name), at));
    for (const Setting& setting : stated->packages[static_cast<std::size_t>(at)].settings)
      setting.parameter->set(parameters, setting.value);
    return;
  }
  const ParameterInfo* parameter = find_parameter(name);
  if (parameter == nullptr)
    refuse(point.file, fmt::format("axis {} is no parameter of this program", shown(name)));
  const bool date = parameter->kind == ValueKind::quarter;
  const double low = date ? 0 : parameter->allowed.low, high = date ? never.index : parameter->allowed.high;
  if (!(at >= low && at <= high))
    refuse(point.file, fmt::format("axis {}: {} is outside [{}, {}]", shown(name), at, low, high));
  parameter->set(parameters, at);
}

/// The folder beside which the tables lie; the first of `homes` for a synthetic world.
fs::path home_of_tables(const MergedPoint& point, const yaml::Node& scenario, const std::string& fingerprint,
                        std::span<const fs::path> homes) {
  const yaml::Node* world = scenario.find("world");
  const yaml::Node* tables = world == nullptr ? nullptr : world->find("tables");
  if (tables == nullptr) return homes.empty() ? fs::path() : homes.front();
  if (const auto wrong = leaves_folder(tables->text))
    refuse(point.file, fmt::format("the name of its tables {}", *wrong));
  bool others = false;
  for (const fs::path& home : homes) {
    std::error_code ignored;
    const fs::path folder = home / tables->text;
    if (!fs::is_directory(folder, ignored)) continue;
    if (digest_of_tables(folder) == fingerprint) return home;
    others = true;
  }
  refuse(point.file,
         fmt::format(
             "to simulate its runs again the tables {} are needed, {}; put the scenario's folder of that "
             "name beside this file, or open the campaign's folder instead",
             shown(tables->text),
             others ? "and those that were found are not the ones of this sweep"
                    : "and they were not found beside this file, in a folder `configs` above it, or "
                      "in the current folder"));
}

}  // namespace

RunPlan plan_of_point(const Plan& plan, const fs::path& folder, std::size_t point, int replicates) {
  ensure(point < plan.points.count() && replicates >= 1, "a point of the plan, and at least one run");
  const std::vector<Override> overrides = overrides_for(
      plan.design.base.scenario.parameters, parameters_at(plan.design, plan.points[point]), replicates);
  Problems problems;
  RunPlan run = load_scenario(folder / "scenario.yaml", overrides, problems);
  problems.throw_if_any();
  return run;
}

RunPlan plan_of_point(const MergedPoint& point, std::span<const fs::path> homes, int replicates) {
  static const std::string this_model = hex(model_digest());
  ensure(point.axes.size() == point.coordinates.size() && replicates >= 1, "a value on every axis");
  if (point.model_digest != this_model)
    refuse(point.file,
           fmt::format("was simulated by a version of the model ({}) that behaves differently from this one "
                       "({}); use that version to simulate its runs again",
                       shown(point.model_digest), this_model));
  const StatedDesign design = design_of(point);
  Problems problems;
  const yaml::Node stored = yaml::parse(point.configuration, point.file + " /configuration", problems);
  problems.throw_if_any();
  const fs::path file = home_of_tables(point, stored, design.tables, homes) / "scenario.yaml";
  const yaml::Node tree = yaml::parse(point.configuration, file.string(), problems);  // tables lie beside it
  const RunPlan base = read_scenario(tree, file, {}, problems);
  problems.throw_if_any();
  Parameters values = base.scenario.parameters;
  for (std::size_t axis = 0; axis < point.axes.size(); ++axis) set_value(point, design, axis, values);
  const auto overrides = overrides_for(base.scenario.parameters, values, replicates);
  RunPlan run = read_scenario(tree, file, overrides, problems);
  problems.throw_if_any();
  return run;
}

}  // namespace concord
