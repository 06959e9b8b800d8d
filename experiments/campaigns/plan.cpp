#include "experiments/campaigns/plan.hpp"

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/fingerprint.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "sim/digest.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view plan_seal = "# plan digest: ", scenario_seal = "# digest of the lines above: ",
                           default_mark = "# default of ";
constexpr double unit_seconds = 2, unit_bytes = 16e6, units_a_plan = 64;

double batch_seconds(const Plan& plan) {
  RunPlan one = plan.design.base;
  const Replication& r = plan.design.replication;
  one.replicates = r.sequential ? std::min(r.most, r.initial + r.look_ahead) : 1;
  const int batches = (one.replicates + runs_a_batch - 1) / runs_a_batch;
  one.replicates = runs_a_batch;
  return batches * estimate(one).seconds;
}

/// Depends on the plan alone, not on the machine.
std::int64_t unit_of(const Plan& plan) {
  const double batch_runs =
      plan.design.replication.sequential ? static_cast<double>(plan.most()) : runs_a_batch;
  const double most = std::min({unit_seconds / batch_seconds(plan),
                                unit_bytes / (batch_runs * static_cast<double>(plan.shape().bytes())),
                                static_cast<double>(plan.batches()) / units_a_plan});
  return static_cast<std::int64_t>(std::max(most, 1.0));
}

Frozen freeze(const Plan& plan) {
  const RunPlan& base = plan.design.base;
  return {.behaviour = behaviour_digest(),
          .scenario = base.scenario_digest,
          .tables = digest_of(base.files),
          .points = digest_of(points_csv(plan.design, plan.points)),
          .seed = static_cast<std::int64_t>(base.seed),
          .unit = unit_of(plan)};
}

/// With a last line that tells whether the others are whole.
std::string sealed(const std::string& text, std::string_view seal) {
  return fmt::format("{}{}{}\n", text, seal, digest_of(text));
}
/// What stands above the seal; nothing if it is not what the seal says.
std::optional<std::string> unsealed(const std::string& text, std::string_view seal) {
  const auto last = text.rfind(seal);
  if (last == text.npos || sealed(text.substr(0, last), seal) != text) return std::nullopt;
  return text.substr(0, last);
}

/// Every value, and the defaults where they are other ones, so that a later version can tell which changed.
std::string scenario_file(const RunPlan& base) {
  std::string text = base.resolved;
  for (const ChangedSetting& setting : changed_settings(base.resolved)) {
    if (!setting.other.empty()) text += fmt::format("{}{}: {}\n", default_mark, setting.path, setting.other);
  }
  return sealed(text, scenario_seal);
}

void check_size(const Plan& plan, Problems& problems) {
  const double bytes = result_bytes(plan);
  const auto runs = static_cast<double>(plan.runs());
  if (runs > most_runs) {
    problems.add(
        plan.design.file, 0, 0, "replicates",
        fmt::format("{} points with up to {} replicates are {:.0f} runs; at most {:.0f}: ask for fewer",
                    plan.points.count(), plan.most(), runs, most_runs));
  } else if (bytes > largest_file) {
    problems.add(plan.design.file, 0, 0, "outcomes",
                 fmt::format("{:.0f} runs would leave {} of results; at most {}: keep fewer outcomes or "
                             "trajectories, or ask for fewer runs",
                             runs, readable_bytes(bytes), readable_bytes(largest_file)));
  }
}

using Leaves = std::map<std::string, std::string>;
void flatten(const yaml::Node& node, const std::string& path, Leaves& leaves) {
  if (node.children.empty()) leaves[path] = node.text;
  for (std::size_t n = 0; n < node.children.size(); ++n) {
    const yaml::Node& child = node.children[n];
    const std::string step = node.kind == yaml::Kind::map ? child.key : fmt::format("{}", n + 1);
    flatten(child, path.empty() ? step : fmt::format("{}.{}", path, step), leaves);
  }
}
Leaves leaves_of(const std::string& text) {
  Problems ignored;
  Leaves leaves;
  flatten(yaml::parse(text, "", ignored), "", leaves);
  return leaves;
}
std::string leaf(const Leaves& leaves, const std::string& path) {
  const auto found = leaves.find(path);
  return found == leaves.end() ? "" : found->second;
}

const ParameterInfo* find_in(std::span<const ParameterInfo> parameters, std::string_view path) {
  const auto found = std::ranges::find(parameters, path, &ParameterInfo::path);
  return found == parameters.end() ? nullptr : &*found;
}

/// Does the design, a change in mid-run or a policy, give the parameter another value than the scenario's
/// first one?
bool is_varied(const Design& design, std::string_view path) {
  const auto is_it = [&](const ParameterInfo* parameter) {
    return parameter != nullptr && parameter->path == path;
  };
  return std::ranges::any_of(design.base.scenario.changes,
                             [&](const Change& change) { return is_it(change.parameter); }) ||
         std::ranges::any_of(design.base.scenario.policies,
                             [&](const AimedPolicy& policy) {
                               return std::ranges::any_of(policy.settings, is_it, &AimedSetting::parameter);
                             }) ||
         std::ranges::any_of(design.axes, [&](const Axis& axis) {
           return is_it(axis.parameter) || std::ranges::any_of(axis.packages, [&](const Package& package) {
                    return std::ranges::any_of(package.settings, is_it, &Setting::parameter);
                  });
         });
}
/// At all points and in all quarters, and by declaration.
bool has_no_effect(const ParameterInfo& parameter, const Design& design,
                   std::span<const ParameterInfo> parameters) {
  const auto neutral = [&](const ParameterInfo* info) {
    return info != nullptr && info->neutral && info->get(design.base.scenario.parameters) == *info->neutral &&
           !is_varied(design, info->path);
  };
  const bool by_name = parameter.acts_when_named && !design.base.scenario.named.empty();
  return neutral(&parameter) || (!by_name && neutral(find_in(parameters, parameter.idle_without)));
}

/// A line for each leaf that differs.
std::vector<std::pair<std::string, std::string>> differing(const Leaves& before, const Leaves& after) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [path, text] : before) {
    const auto now = after.find(path);
    if (now == after.end()) {
      lines.emplace_back(path, fmt::format("{}: {} in the folder, not asked for", path, shown(text)));
    } else if (now->second != text) {
      lines.emplace_back(
          path, fmt::format("{}: {} in the folder, {} asked for", path, shown(text), shown(now->second)));
    }
  }
  for (const auto& [path, text] : after) {
    if (!before.contains(path))
      lines.emplace_back(path, fmt::format("{}: {} asked for, not in the folder", path, shown(text)));
  }
  return lines;
}

/// A design that keeps all measures means those that there were when its campaign began.
void keep_measures_of(const Leaves& stored, const Design& design, Leaves& wanted) {
  constexpr std::string_view kept = "trajectories.";
  if (design.all_outcomes) {
    std::erase_if(wanted, [&](const auto& one) {
      return one.first.starts_with("outcomes.") && !stored.contains(one.first);
    });
  }
  if (!design.all_trajectories) return;
  std::erase_if(wanted, [&](const auto& one) { return one.first.starts_with(kept); });
  for (const auto& [path, measure] : stored) {
    if (path.starts_with(kept) &&
        std::ranges::find(design.trajectories, measure) != design.trajectories.end())
      wanted.emplace(path, measure);
  }
}

/// Has the scenario.yaml of a campaign the content that its plan was made with?
bool is_whole(const std::string& scenario, const Frozen& frozen) {
  return frozen.of_before ? digest_of(scenario) == frozen.scenario
                          : unsealed(scenario, scenario_seal).has_value();
}

/// As expect_own_parts(), for the tables: a folder below the campaign's.
void expect_own_tables(const fs::path& campaign, const fs::path& tables) {
  if (tables.empty()) return;
  fs::path at = campaign;
  for (const fs::path& step : tables) expect_own(at /= step, fs::file_type::directory);
  std::error_code missing;  // the reader says so
  for (const auto& entry : fs::directory_iterator(at, missing)) {
    if (entry.path().extension() == ".csv") expect_own(entry.path(), fs::file_type::regular);
  }
}

Frozen frozen_of(const Leaves& plan) {
  Frozen frozen;
  frozen.of_before = plan.contains("frozen.model");
  frozen.behaviour = leaf(plan, frozen.of_before ? "frozen.model" : "frozen.behaviour");
  frozen.scenario = leaf(plan, "frozen.scenario");
  return frozen;
}

}  // namespace

std::int64_t Plan::batches_a_point() const {
  return design.replication.sequential ? 1 : (most() + runs_a_batch - 1) / runs_a_batch;
}

std::int64_t Plan::batch_of(std::int64_t run) const {
  return run / most() * batches_a_point() + (design.replication.sequential ? 0 : run % most() / runs_a_batch);
}

std::int64_t Plan::first_run(std::int64_t batch) const {
  return batch / batches_a_point() * most() + batch % batches_a_point() * runs_a_batch;
}

RowShape Plan::shape() const {
  return {.outcomes = design.outcomes.size(),
          .trajectories = design.trajectories.size(),
          .quarters = static_cast<std::size_t>(design.base.scenario.quarters)};
}

double result_bytes(const Plan& plan) {
  const auto runs = static_cast<double>(plan.runs()), points = static_cast<double>(plan.points.count());
  constexpr double row_bytes = 5 * 8 + 16;     // /runs
  constexpr double statistics_bytes = 9 * 8;   // of a point and outcome
  constexpr double coordinate_bytes = 8 + 16;  // and its label
  return runs * (row_bytes + static_cast<double>(plan.shape().bytes())) +
         points * (statistics_bytes * static_cast<double>(plan.shape().outcomes) +
                   coordinate_bytes * static_cast<double>(plan.points.axes));
}

Plan make_plan(Design design, Problems& problems) {
  Plan plan;
  plan.design = std::move(design);
  plan.points = make_points(plan.design);
  check_points(plan.design, plan.points, problems);
  check_size(plan, problems);
  if (!problems.empty()) return plan;
  plan.design.frozen = freeze(plan);
  plan.text = canonical_design(plan.design, "scenario.yaml", "points.csv");
  plan.digest = digest_of(plan.text);
  plan.scenario = scenario_file(plan.design.base);
  return plan;
}

std::vector<fs::path> write_plan(const Plan& plan, const fs::path& folder) {
  std::vector<fs::path> written;
  const RunPlan& base = plan.design.base;
  const auto put = [&](const fs::path& file, const std::string& text) {
    if (fs::exists(fs::symlink_status(file)) && content_of(file) == text) return;
    set_aside(folder, file);  // what stands there is not deleted, whatever it is
    write_file(file, text);
    written.push_back(file);
  };
  for (const TableFile& table : base.files) {
    expect_own_tables(folder, fs::path(table.beside).parent_path());
    fs::create_directories((folder / table.beside).parent_path());
    put(folder / table.beside, content_of(table.path));
  }
  put(folder / "scenario.yaml", plan.scenario);
  put(folder / "points.csv", points_csv(plan.design, plan.points));
  put(folder / "plan.yaml", sealed(plan.text, plan_seal));
  return written;
}

PlanFile plan_file(const fs::path& folder) {
  expect_own_parts(folder);
  if (!fs::exists(folder / "plan.yaml")) return PlanFile::missing;
  return unsealed(content_of(folder / "plan.yaml"), plan_seal) ? PlanFile::whole : PlanFile::damaged;
}

std::string stored_digest(const fs::path& folder) {
  const std::string text = content_of(folder / "plan.yaml");
  const auto last = text.rfind(plan_seal);
  return last == text.npos ? "" : text.substr(last + plan_seal.size(), 16);
}

StoredPlan stored_plan(const fs::path& folder) {
  StoredPlan stored{.plan = unsealed(content_of(folder / "plan.yaml"), plan_seal).value_or(""),
                    .scenario = ""};
  stored.scenario = content_of(folder / "scenario.yaml");
  if (!is_whole(stored.scenario, frozen_of(leaves_of(stored.plan)))) stored.scenario.clear();
  return stored;
}

Plan load_plan(const fs::path& folder, Problems& problems) {
  const std::string file = (folder / "plan.yaml").string();
  const auto refuse = [&](std::string_view what) { problems.add(file, 0, 0, "", std::string(what)); };
  switch (plan_file(folder)) {
    case PlanFile::missing:
      refuse(
          "there is no plan here, so this is no campaign folder; `concord sweep DESIGN -o FOLDER` makes one");
      return {};
    case PlanFile::damaged:
      refuse("is damaged; start `concord sweep` with the design again, which restores it");
      return {};
    case PlanFile::whole:
      break;
  }
  Plan plan;
  const StoredPlan stored = stored_plan(folder);
  expect_own_tables(folder, leaf(leaves_of(stored.scenario), "world.tables"));
  plan.design = load_design(folder / "plan.yaml", {}, problems);
  if (!problems.empty()) return plan;
  if (!plan.design.frozen) {
    refuse("is a design, but not the plan of a campaign");
    return plan;
  }
  plan.points = make_points(plan.design);
  const Frozen written = *plan.design.frozen, now = freeze(plan);
  plan.text = stored.plan;
  plan.digest = digest_of(plan.text);
  plan.scenario = stored.scenario;
  constexpr std::string_view remedy = "go on with the version that began, or start a new campaign";
  const std::string behaviour = written.of_before ? model_digest_of_before() : now.behaviour;
  if (written.behaviour != behaviour) {
    refuse(
        fmt::format("was made by a version of the program that simulates differently (behaviour {}, this one "
                    "is {}); {}",
                    written.behaviour, behaviour, remedy));
    for (const std::string& line : changed_defaults(plan.scenario)) refuse("default of " + line);
  }
  if (plan.scenario.empty() ||
      (!written.of_before && (written.scenario != now.scenario || written.seed != now.seed)))
    refuse(
        "scenario.yaml is not the one of this plan; start `concord sweep` with the design again, which "
        "restores it");
  for (const std::string& line : new_with_effect(plan.scenario, plan.design))
    refuse(fmt::format("does not know {}; {}", line, remedy));
  if (written.tables != now.tables)
    refuse(
        "the tables are not those of this plan; start `concord sweep` with the design again, which restores "
        "them");
  const std::string_view points_differ = plan.design.sampling.method == Method::points
                                             ? "points.csv is not the one of this plan; start `concord "
                                               "sweep` with the design again, which restores it"
                                             : "this version of the program makes other points of the same "
                                               "design; go on with the version that began";
  if (written.points != now.points) refuse(points_differ);
  return plan;
}

Plan load_plan(const fs::path& folder) {
  Problems problems;
  Plan plan = load_plan(folder, problems);
  problems.throw_if_any();
  return plan;
}

std::vector<std::string> new_with_effect(const std::string& scenario, const Design& design,
                                         std::span<const ParameterInfo> parameters) {
  const Leaves known = leaves_of(scenario);
  std::vector<std::string> lines;
  if (known.empty()) return lines;
  for (const ParameterInfo& parameter : parameters) {
    if (known.contains("parameters." + parameter.path) || has_no_effect(parameter, design, parameters) ||
        design.base.scenario.plausible.decides(parameter))
      continue;
    lines.push_back(fmt::format(
        "{}, which is {} here and {}", parameter.path,
        value_text(parameter, parameter.get(design.base.scenario.parameters)),
        parameter.neutral ? fmt::format("has no effect at {} only", value_text(parameter, *parameter.neutral))
                          : std::string("is not declared to have no effect at some value")));
  }
  return lines;
}

std::vector<std::string> changed_defaults(const std::string& scenario,
                                          std::span<const ParameterInfo> parameters) {
  Leaves then;  // of what the scenario leaves at its default
  constexpr std::string_view group = "parameters.";
  for (const auto& [path, value] : leaves_of(scenario)) {
    if (path.starts_with(group)) then[path.substr(group.size())] = value;
  }
  std::istringstream lines(unsealed(scenario, scenario_seal) ? scenario : "");
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (!line.starts_with(default_mark) || colon == line.npos) continue;
    then[line.substr(default_mark.size(), colon - default_mark.size())] = line.substr(colon + 2);
  }
  std::vector<std::string> changed;
  if (lines.str().empty()) return changed;
  const Parameters defaults;
  for (const ParameterInfo& parameter : parameters) {
    const auto before = then.find(parameter.path);
    const std::string here = value_text(parameter, parameter.get(defaults));
    if (before != then.end() && before->second != here)
      changed.push_back(fmt::format("{}: {} then, {} now", parameter.path, before->second, here));
  }
  return changed;
}

std::vector<std::string> plan_differences(const StoredPlan& stored, const Plan& wanted) {
  constexpr std::size_t most_lines = 20;
  const Leaves before = leaves_of(stored.plan);
  Leaves after = leaves_of(wanted.text);
  keep_measures_of(before, wanted.design, after);
  const Frozen frozen = frozen_of(before);
  std::vector<std::string> lines;
  if (!stored.scenario.empty()) {
    const Leaves known = leaves_of(stored.scenario);
    constexpr std::string_view parameter = "parameters.";
    constexpr std::array words{"title", "replicates", "record"};  // nothing for results, or the plan's
    for (auto& [path, line] : differing(known, leaves_of(wanted.design.base.resolved))) {
      if (std::ranges::find(words, path) != words.end()) continue;
      if (!known.contains(path) && path.starts_with(parameter)) {
        const ParameterInfo* info = find_parameter(path.substr(parameter.size()));
        if (info != nullptr && has_no_effect(*info, wanted.design, all_parameters())) continue;
      }
      lines.push_back(std::move(line));
    }
  }
  const std::string behaviour = frozen.of_before ? model_digest_of_before() : behaviour_digest();
  if (frozen.behaviour != behaviour)
    lines.push_back(
        fmt::format("behaviour: {} in the folder, this program's is {}", frozen.behaviour, behaviour));
  for (auto& [path, line] : differing(before, after)) {
    // Fingerprints of what is listed already say nothing more; the rest of them are compared here.
    const bool of_scenario = path == "frozen.scenario" || path == "frozen.seed";
    if (path == "frozen.unit" || path == "frozen.model" || path == "frozen.behaviour") continue;
    if (of_scenario && (frozen.of_before || !stored.scenario.empty())) continue;
    if (path.starts_with("frozen.") && !lines.empty()) continue;
    lines.push_back(std::move(line));
  }
  if (frozen.of_before && stored.scenario.empty() &&
      frozen.scenario != digest_of(wanted.design.base.resolved))
    lines.push_back("scenario.yaml: damaged in the folder, and another one asked for");
  if (lines.size() > most_lines) {
    const std::size_t more = lines.size() - most_lines;
    lines.resize(most_lines);
    lines.push_back(fmt::format("and {} more", more));
  }
  return lines;
}

Plan as_stored(Plan wanted, const fs::path& folder) {
  const StoredPlan stored = stored_plan(folder);
  wanted.text = stored.plan;
  wanted.digest = digest_of(stored.plan);
  if (!stored.scenario.empty()) {
    wanted.scenario = stored.scenario;
  } else if (frozen_of(leaves_of(stored.plan)).of_before) {
    wanted.scenario = wanted.design.base.resolved;
  }
  return wanted;
}

}  // namespace concord
