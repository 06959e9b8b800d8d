#include "experiments/campaigns/plan.hpp"

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "sim/digest.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view seal = "# plan digest: ";
constexpr double unit_seconds = 2, unit_bytes = 16e6, units_a_plan = 64;
constexpr std::array table_files{"systems.csv", "places.csv", "trusts.csv", "ccgs.csv", "councils.csv"};

/// Where the tables stand in a campaign, beside its scenario.
fs::path beside_scenario(const RunPlan& base) {
  return tables_name(base.tables, fs::path(base.file).parent_path());
}

double batch_seconds(const Plan& plan) {
  RunPlan one = plan.design.base;
  const Replication& r = plan.design.replication;
  one.replicates = r.sequential ? std::min(r.most, r.initial + r.look_ahead) : 1;
  const int batches = (one.replicates + lanes - 1) / lanes;
  one.replicates = lanes;
  return batches * estimate(one).seconds;
}

/// Depends on the plan alone, not on the machine.
std::int64_t unit_of(const Plan& plan) {
  const double batch_runs = plan.design.replication.sequential ? static_cast<double>(plan.most()) : lanes;
  const double most = std::min({unit_seconds / batch_seconds(plan),
                                unit_bytes / (batch_runs * static_cast<double>(plan.shape().bytes())),
                                static_cast<double>(plan.batches()) / units_a_plan});
  return static_cast<std::int64_t>(std::max(most, 1.0));
}

Frozen freeze(const Plan& plan) {
  return {.model = hex(model_digest()),
          .scenario = digest_of(plan.design.base.resolved),
          .tables = digest_of_tables(plan.design.base.tables),
          .points = digest_of(points_csv(plan.design, plan.points)),
          .unit = unit_of(plan)};
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

void flatten(const yaml::Node& node, const std::string& path, std::map<std::string, std::string>& leaves) {
  if (node.children.empty()) leaves[path] = node.text;
  for (std::size_t n = 0; n < node.children.size(); ++n) {
    const yaml::Node& child = node.children[n];
    const std::string step = node.kind == yaml::Kind::map ? child.key : fmt::format("{}", n + 1);
    flatten(child, path.empty() ? step : fmt::format("{}.{}", path, step), leaves);
  }
}

}  // namespace

std::string digest_of_tables(const fs::path& folder) {
  if (folder.empty()) return "none";
  std::string all;
  for (const char* name : table_files) {
    if (fs::exists(folder / name)) all += fmt::format("{} {}\n", name, digest_of(content_of(folder / name)));
  }
  return digest_of(all);
}

std::int64_t Plan::batches_a_point() const {
  return design.replication.sequential ? 1 : (most() + lanes - 1) / lanes;
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
  if (!base.tables.empty()) {
    const fs::path tables = folder / beside_scenario(base);
    fs::create_directories(tables);
    for (const char* name : table_files) {
      if (fs::exists(base.tables / name)) put(tables / name, content_of(base.tables / name));
    }
  }
  put(folder / "scenario.yaml", base.resolved);
  put(folder / "points.csv", points_csv(plan.design, plan.points));
  put(folder / "plan.yaml", fmt::format("{}{}{}\n", plan.text, seal, plan.digest));
  return written;
}

PlanFile plan_file(const fs::path& folder) {
  if (!fs::exists(fs::symlink_status(folder / "plan.yaml"))) return PlanFile::missing;
  const std::string text = content_of(folder / "plan.yaml");
  const auto last = text.rfind(seal);
  const bool whole =
      last != text.npos && text.substr(last) == fmt::format("{}{}\n", seal, digest_of(text.substr(0, last)));
  return whole ? PlanFile::whole : PlanFile::damaged;
}

std::string stored_digest(const fs::path& folder) {
  const std::string text = content_of(folder / "plan.yaml");
  const auto last = text.rfind(seal);
  return last == text.npos ? "" : text.substr(last + seal.size(), 16);
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
  plan.design = load_design(folder / "plan.yaml", {}, problems);
  if (!problems.empty()) return plan;
  if (!plan.design.frozen) {
    refuse("is a design, but not the plan of a campaign");
    return plan;
  }
  plan.points = make_points(plan.design);
  const Frozen written = *plan.design.frozen, now = freeze(plan);
  if (written.model != now.model)
    refuse(
        fmt::format("was made by a version of the program that simulates differently (model {}, this one is "
                    "{}); go on with that version, "
                    "or start a new campaign",
                    written.model, now.model));
  if (written.scenario != now.scenario)
    refuse(
        "scenario.yaml is not the one of this plan; start `concord sweep` with the design again, which "
        "restores it");
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
  plan.text = canonical_design(plan.design, "scenario.yaml", "points.csv");
  plan.digest = digest_of(plan.text);
  return plan;
}

std::vector<std::string> plan_differences(const std::string& in_folder, const std::string& asked_for) {
  constexpr std::size_t most_lines = 20;
  Problems ignored;
  std::map<std::string, std::string> before, after;
  flatten(yaml::parse(in_folder, "", ignored), "", before);
  flatten(yaml::parse(asked_for, "", ignored), "", after);
  std::vector<std::string> lines;
  for (const auto& [path, text] : before) {
    const auto now = after.find(path);
    if (now == after.end()) {
      lines.push_back(fmt::format("{}: {} in the folder, not asked for", path, shown(text)));
    } else if (now->second != text) {
      lines.push_back(
          fmt::format("{}: {} in the folder, {} asked for", path, shown(text), shown(now->second)));
    }
  }
  for (const auto& [path, text] : after) {
    if (!before.contains(path))
      lines.push_back(fmt::format("{}: {} asked for, not in the folder", path, shown(text)));
  }
  if (lines.size() > most_lines) {
    const std::size_t more = lines.size() - most_lines;
    lines.resize(most_lines);
    lines.push_back(fmt::format("and {} more", more));
  }
  return lines;
}

}  // namespace concord
