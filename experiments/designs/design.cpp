#include "experiments/designs/design.hpp"

#include "experiments/designs/design_keys.hpp"
#include "experiments/designs/points.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/platform/words.hpp"
#include "experiments/scenarios/dotted_keys.hpp"
#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// False if there is no point in reading on.
bool check_design_version(yaml::Reader& reader) {
  if (!reader.has("sweep")) {
    if (reader.has("concord")) {
      reader.problem("concord", "this is a scenario, not the design of a sweep; use `concord run`");
      return false;
    }
    reader.problem("sweep", fmt::format("missing; begin the file with `sweep: {}`", design_version));
    return true;
  }
  const auto version = reader.integer("sweep");
  if (version && *version != design_version)
    reader.problem("sweep",
                   fmt::format("this program reads designs of version {}, not {}", design_version, *version));
  return version == design_version;
}

/// Keys of a scenario that a design says in its own way, or not at all.
std::string_view why_not_set(std::string_view key) {
  if (key == "replicates") return "the design says how often to run; write `replicates` outside `set`";
  if (key == "record") return "a sweep keeps `outcomes` and `trajectories`; leave it out";
  if (key == "title") return "the design has a title of its own; leave it out";
  if (key == "concord" || key == "extends") return "belongs to a scenario file; leave it out";
  return "";
}

yaml::Node plain_value(std::string key, std::string text) {
  yaml::Node node;
  node.kind = yaml::Kind::scalar;
  node.key = std::move(key);
  node.text = std::move(text);
  return node;
}

/// What is laid over the scenario: `set`, and what a sweep settles for all scenarios.
yaml::Node read_set(yaml::Reader& reader, Problems& problems) {
  yaml::Node tree;
  tree.kind = yaml::Kind::map;
  const yaml::Node* given = reader.raw("set");
  if (given == nullptr || given->unreadable) return tree;
  const yaml::Reader checked(*given, problems, "set");
  if (given->kind != yaml::Kind::map) return tree;
  tree = *given;
  std::erase_if(tree.children, [&](const yaml::Node& child) {
    const std::string_view why = why_not_set(child.key);
    if (!why.empty())
      problems.add(child.file ? *child.file : "", child.key_line, child.key_column, "set." + child.key,
                   std::string(why));
    return !why.empty();
  });
  // A campaign keeps the tables where the scenario has them; the design may lie elsewhere.
  for (yaml::Node& world : tree.children) {
    if (world.key != "world") continue;
    std::erase_if(world.children, [&](const yaml::Node& child) {
      if (child.key != "tables") return false;
      problems.add(child.file ? *child.file : "", child.key_line, child.key_column, "set.world.tables",
                   "a design takes the tables of its scenario; write a scenario for other tables");
      return true;
    });
  }
  return tree;
}

/// Overrides without those that cannot be.
std::vector<Override> useful(std::span<const Override> overrides, Problems& problems) {
  std::vector<Override> kept;
  for (const Override& given : overrides) {
    const std::string_view why = why_not_set(given.key);
    if (why.empty()) {
      kept.push_back(given);
    } else {
      problems.add(given.from, 0, 0, given.key,
                   given.key == "replicates" ? "the design says how often to run; change `replicates` there"
                                             : std::string(why));
    }
  }
  return kept;
}

/// The scenario with `set` and the overrides; nothing after a problem.
std::optional<RunPlan> read_scenario(const fs::path& file, yaml::Reader& reader, yaml::Node laid_over,
                                     const std::optional<Replication>& replication,
                                     std::span<const Override> overrides, Problems& problems) {
  const std::size_t before = problems.count();
  if (!reader.require("scenario")) return std::nullopt;
  const auto path = file_beside(file, reader, "scenario");
  if (!path) return std::nullopt;
  laid_over.children.push_back(plain_value("record", "summary"));
  if (replication) laid_over.children.push_back(plain_value("replicates", std::to_string(replication->most)));
  RunPlan plan = load_scenario(*path, overrides, problems, &laid_over);
  if (problems.count() != before) return std::nullopt;
  return plan;
}

/// Policies that packages write out become the scenario's, and the packages keep their names: a policy
/// without one is called after its package.
std::vector<yaml::Node> take_policies(yaml::Node& tree) {
  const auto child = [](yaml::Node& node, std::string_view key) {
    const auto found = std::ranges::find(node.children, key, &yaml::Node::key);
    return node.kind != yaml::Kind::map || found == node.children.end() ? nullptr : &*found;
  };
  yaml::Node* axes = child(tree, "axes");
  std::vector<yaml::Node> taken;
  if (axes == nullptr || axes->kind != yaml::Kind::map) return taken;
  for (yaml::Node& axis : axes->children) {
    yaml::Node* packages = child(axis, "packages");
    if (packages == nullptr || packages->kind != yaml::Kind::map) continue;
    for (yaml::Node& package : packages->children) {
      yaml::Node* list = child(package, "policies");
      if (list == nullptr || list->kind != yaml::Kind::sequence) continue;
      std::size_t own = 0;
      for (yaml::Node& entry : list->children) {
        if (entry.kind != yaml::Kind::map) continue;
        ++own;
        yaml::Node* name = child(entry, "name");
        if (name != nullptr && name->kind != yaml::Kind::scalar) continue;  // of which the reader tells
        yaml::Node called = name != nullptr ? *name : entry;
        if (name == nullptr) {
          called.kind = yaml::Kind::scalar;
          called.quoted = true;
          called.children.clear();
          called.text = own == 1 ? package.key : fmt::format("{} {}", package.key, own);
          called.key = "name";
          entry.children.insert(entry.children.begin(), called);
        }
        called.key.clear();
        taken.push_back(std::exchange(entry, std::move(called)));
      }
    }
  }
  return taken;
}
/// Adds them to what is laid over the scenario.
void add_policies(yaml::Node& set, std::vector<yaml::Node> taken) {
  if (taken.empty()) return;
  auto list = std::ranges::find(set.children, "policies", &yaml::Node::key);
  if (list == set.children.end()) {
    yaml::Node made;
    made.kind = yaml::Kind::sequence;
    made.key = "policies";
    made.file = taken.front().file;
    list = set.children.insert(list, std::move(made));
  }
  if (list->kind == yaml::Kind::sequence)  // of anything else the reader tells
    list->children.insert(list->children.end(), taken.begin(), taken.end());
}

/// Names of policies that packages call by.
void check_policies(const Design& design, yaml::Reader& reader) {
  std::vector<std::string> known;
  for (const AimedPolicy& policy : design.base.scenario.policies) known.push_back(policy.name);
  for (const Axis& axis : design.axes) {
    for (const Package& package : axis.packages) {
      for (std::size_t n = 0; n < package.policies.size(); ++n) {
        const std::string& name = package.policies[n];
        if (std::ranges::find(known, name) != known.end()) continue;
        reader.section("axes")
            .section(axis.name)
            .section("packages")
            .section(package.name)
            .problem("policies", n,
                     fmt::format("the scenario has no policy {}{}", shown(name), did_you_mean(name, known)));
      }
    }
  }
}

/// Axes over what policies set. Each such setting gets its place among the values of a run.
void find_policy_values(Design& design, yaml::Reader& reader) {
  std::vector<std::string> known;
  for (const AimedPolicy& policy : design.base.scenario.policies) known.push_back(policy.name);
  int varied = 0;
  for (const Axis& axis : design.axes) {
    if (axis.policy.empty()) continue;
    yaml::Reader at = reader.section("axes").section(axis.name);
    const auto policy = std::ranges::find(design.base.scenario.policies, axis.policy, &AimedPolicy::name);
    if (policy == design.base.scenario.policies.end()) {
      at.problem("policy", fmt::format("the scenario has no policy {}{}", shown(axis.policy),
                                       did_you_mean(axis.policy, known)));
      continue;
    }
    const auto setting = std::ranges::find(policy->settings, axis.parameter, &AimedSetting::parameter);
    if (setting == policy->settings.end()) {
      std::vector<std::string> sets;
      for (const AimedSetting& one : policy->settings) sets.push_back(one.parameter->path);
      at.problem("parameter",
                 fmt::format("is not set by {}, which sets {}", shown(axis.policy), listed(sets)));
    } else if (setting->varied >= 0) {
      at.problem("parameter", "is varied by an earlier axis too");
    } else if (std::ranges::any_of(parameter_orders(), [&](const ParameterOrder& order) {
                 return order.low == axis.parameter || order.high == axis.parameter;
               })) {
      at.problem("parameter",
                 "is bound to other parameters, so that its values must come with theirs; write "
                 "packages of policies instead");
    } else {
      setting->varied = varied++;
    }
  }
}

std::optional<Frozen> read_frozen(yaml::Reader& reader) {
  if (!reader.has("frozen")) return std::nullopt;
  yaml::Reader section = reader.section("frozen");
  Frozen frozen{.unit = 1, .of_before = section.has("model")};
  read_keys(section, frozen_keys(frozen));
  return frozen;
}

std::int64_t read_most_failures(yaml::Reader& reader) {
  constexpr std::int64_t any = -1;
  const yaml::Node* node = reader.raw("failures");
  if (node == nullptr) return any;
  if (node->kind == yaml::Kind::scalar && !as_integer(node->text).value) {
    if (node->text != "any")
      reader.problem("failures",
                     fmt::format("{} is neither a whole number of runs nor `any`", shown(node->text)));
    return any;
  }
  return reader.integer_in("failures", any, 0, static_cast<std::int64_t>(most_runs), "runs");
}

/// "1000000", "2.3e+15".
std::string count_text(double count) {
  return count < 1e15 ? fmt::format("{:.0f}", count) : fmt::format("{:.2g}", count);
}

void check_counts(const Design& design, yaml::Reader& reader) {
  const double points = point_count(design);
  const double coordinates = points * static_cast<double>(design.axes.size());
  const double runs = points * design.replication.most;
  const char* key = reader.has("design") && design.sampling.method != Method::factorial ? "design" : "axes";
  if (points > static_cast<double>(most_points)) {
    reader.problem(key,
                   fmt::format("{} points; at most {} are simulated: give fewer levels or axes, or take a "
                               "sample of fewer points",
                               count_text(points), most_points));
  } else if (coordinates > static_cast<double>(most_coordinates)) {
    reader.problem(
        key, fmt::format("{} points of {} axes are {} values; at most {} are kept: take fewer of either",
                         count_text(points), design.axes.size(), count_text(coordinates), most_coordinates));
  } else if (runs > most_runs) {
    reader.problem(
        reader.has("replicates") ? "replicates" : key,
        fmt::format("{} runs of each of {} points are {} runs; at most {:.0f}: take fewer of either",
                    design.replication.most, count_text(points), count_text(runs), most_runs));
  }
}

/// A table of points that was written with its baseline has the same ranges as one without.
void widen_to_baseline(Design& design) {
  for (Axis& axis : design.axes) {
    if (axis.parameter == nullptr) continue;
    const double value = value_in(axis, design.base.scenario);
    axis.low = std::min(axis.low, value);
    axis.high = std::max(axis.high, value);
  }
}

}  // namespace

std::optional<fs::path> file_beside(const fs::path& design, yaml::Reader& reader, std::string_view key) {
  const auto name = reader.text(key);
  if (!name) return std::nullopt;
  if (const auto wrong = not_one_line(*name, 1000)) {
    reader.problem(key, *wrong);
    return std::nullopt;
  }
  const fs::path path = (design.parent_path() / *name).lexically_normal();
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    reader.problem(key, fmt::format("there is no file {}, seen from the design{}", shown(*name),
                                    nearest_entry(path.parent_path(), path.filename().string(), false)));
    return std::nullopt;
  }
  if (fs::is_directory(path, ignored)) {
    reader.problem(key, fmt::format("{} is a folder, not a file", shown(*name)));
    return std::nullopt;
  }
  return path;
}

Plausible plausible_in(const Design& design) {
  Plausible plausible = design.base.scenario.plausible;
  for (const Axis& axis : design.axes) {
    if (axis.national()) plausible.leave(*axis.parameter, "axis");
    for (const Package& package : axis.packages) {
      for (const Setting& setting : package.settings)
        plausible.leave(*setting.parameter, fmt::format("policies of {}", axis.name));
    }
  }
  return plausible;
}

bool has_settings_of_its_own(const Design& design) {
  const Plausible& plausible = design.base.scenario.plausible;
  return std::ranges::any_of(design.axes, [&](const Axis& axis) {
    if (axis.parameter != nullptr)
      return design.sampling.method == Method::points && plausible.decides(*axis.parameter);
    return !axis.sets_from.empty() && std::ranges::any_of(axis.packages, [&](const Package& package) {
      return std::ranges::any_of(
          package.settings, [&](const Setting& setting) { return plausible.decides(*setting.parameter); });
    });
  });
}

Design load_design(const fs::path& file, std::span<const Override> overrides, Problems& problems) {
  Design design;
  design.file = file.string();
  const std::size_t before = problems.count();
  yaml::Node tree = yaml::load(file, problems);
  nest_dotted_keys_of_design(tree, problems);
  std::vector<yaml::Node> of_packages = take_policies(tree);
  yaml::Reader reader(tree, problems);
  if (tree.unreadable || tree.kind != yaml::Kind::map || !check_design_version(reader)) return design;

  design.title = read_title(reader, file);
  design.scenario = reader.has("scenario") ? reader.raw("scenario")->text : "";
  const std::optional<Replication> replication = read_replication(reader);
  const std::vector<Override> kept = useful(overrides, problems);
  yaml::Node set = read_set(reader, problems);
  add_policies(set, std::move(of_packages));
  const auto base = read_scenario(file, reader, set, replication, kept, problems);
  if (base) design.base = *base;
  design.replication = replication.value_or(Replication{.most = design.base.replicates});

  SamplingText sampling = read_sampling(reader.section("design"), reader.has("frozen"), problems);
  design.sampling = std::move(sampling.sampling);
  Problems reported;  // by load_scenario
  const yaml::Node from_command_line = tree_of(kept, reported);
  design.axes = read_axes(reader, file, sampling.method, {&set, &from_command_line}, problems);
  if (sampling.from_file) {
    yaml::Reader section = reader.section("design");
    if (const auto points = file_beside(file, section, "file"))
      design.axes = read_points(*points, std::move(design.axes), design.sampling.rows, problems);
  }
  if (has_settings_of_its_own(design)) take_central_setting(design.base);
  const bool has_own_base = sampling.method == Method::morris || sampling.method == Method::saltelli;
  design.baseline = reader.boolean("baseline").value_or(!has_own_base);

  if (sampling.method == Method::points && design.baseline) widen_to_baseline(design);

  design.all_outcomes = !reader.has("outcomes");
  design.outcomes = read_outcomes(reader, base ? &*base : nullptr, problems);
  design.replication.precision = read_precision(reader, design.outcomes);
  design.trajectories = read_trajectories(reader);
  design.all_trajectories = reader.has("trajectories") && reader.raw("trajectories")->text == "all";
  design.most_failures = read_most_failures(reader);
  design.frozen = read_frozen(reader);
  if (design.axes.empty() && problems.count() == before)
    reader.problem("axes",
                   "missing; a sweep varies at least one parameter, `axes: {duty.strength: [0, 0.35, 0.7]}`");
  reader.has("decision"), reader.has("search");  // which are read by those who decide and search
  if (problems.count() == before) check_policies(design, reader);
  if (problems.count() == before) find_policy_values(design, reader);
  if (problems.count() == before) {
    check_counts(design, reader);
    design.question = read_question(reader, design, problems);
  } else {
    reader.has("question");  // of which nothing can be said before the rest is right
  }
  reader.finish();
  return design;
}

}  // namespace concord
