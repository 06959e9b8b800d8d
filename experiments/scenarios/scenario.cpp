#include "experiments/scenarios/scenario.hpp"

#include "experiments/grammar/keys.hpp"
#include "experiments/runs/estimate.hpp"
#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/dotted_keys.hpp"
#include "experiments/scenarios/fund_table.hpp"
#include "experiments/scenarios/named.hpp"
#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/policies.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "experiments/scenarios/resolved.hpp"
#include "experiments/scenarios/scenario_keys.hpp"
#include "experiments/scenarios/told.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_chain = 8;  // of scenarios that extend one another

/// False if the file is something else altogether.
bool check_scenario_version(yaml::Reader& reader) {
  if (!reader.has("concord")) {
    if (reader.has("sweep")) {
      reader.problem("sweep", "this is the design of a sweep, not a scenario; use `concord sweep`");
      return false;
    }
    reader.problem("concord", fmt::format("missing; begin the file with `concord: {}`", scenario_version));
  } else if (const auto version = reader.integer("concord"); version && *version != scenario_version) {
    reader.problem("concord", fmt::format("this program reads scenarios of version {}, not {}",
                                          scenario_version, *version));
  }
  return true;
}

/// A file laid over the one that it extends, and so on; `chain` becomes their names, from this one on.
yaml::Node load_chain(const fs::path& file, std::vector<fs::path>& chain, Problems& problems) {
  yaml::Node tree = yaml::load(file, problems);
  if (tree.unreadable) return tree;
  yaml::Reader reader(tree, problems);
  if (tree.kind != yaml::Kind::map) {  // reported by the reader
    tree.unreadable = true;
    return tree;
  }
  if (!check_scenario_version(reader)) {
    yaml::Node nothing;
    nothing.unreadable = true;
    return nothing;
  }
  nest_dotted_keys_of_scenario(tree, problems);
  chain.push_back(file);
  if (!reader.has("extends")) return tree;
  const auto name = reader.text("extends");
  if (!name) return tree;
  if (const auto wrong = not_a_path(*name)) {
    reader.problem("extends", *wrong);
    return tree;
  }
  const fs::path base = file.parent_path() / *name;
  std::error_code ignored;
  if (!fs::exists(base, ignored)) {
    reader.problem("extends",
                   fmt::format("there is no file {}, seen from this one{}", shown(*name),
                               nearest_entry(base.parent_path(), base.filename().string(), false)));
    return tree;
  }
  const auto canonical = [](const fs::path& path) { return fs::weakly_canonical(path); };
  if (std::ranges::find(chain, canonical(base), canonical) != chain.end()) {
    reader.problem("extends",
                   fmt::format("{} extends this file in turn; the circle never ends", shown(*name)));
    return tree;
  }
  if (chain.size() == longest_chain) {
    reader.problem("extends", fmt::format("more than {} files extend one another", longest_chain));
    return tree;
  }
  yaml::Node below = load_chain(base, chain, problems);
  return yaml::merge(without_replaced_world(std::move(below), tree), tree);
}

Quarter read_start(yaml::Reader& reader) {
  const Quarter standard = Scenario{}.start;
  const auto start = read_quarter(reader, "start", false);
  if (!start) return standard;
  if (start->of_year() == 0) return *start;
  reader.problem("start", fmt::format("{} is not a first quarter; a run begins with the planning round of a "
                                      "financial year: write {}",
                                      to_string(*start), to_string(financial_quarter(start->year(), 1))));
  return standard;
}

void read_settings(yaml::Reader& reader, RunPlan& plan, std::initializer_list<std::string_view> names) {
  const Keys all = scenario_keys(plan);
  Keys keys;
  for (const std::string_view name : names) keys.push_back(find_key(all, name));
  read_keys(reader, keys);
}

}  // namespace

std::string read_title(yaml::Reader& reader, const fs::path& file) {
  std::string title = reader.has("title") ? reader.text("title").value_or("") : file.stem().string();
  if (title.size() > longest_line)
    reader.problem("title", fmt::format("is {} bytes long; at most {}", title.size(), longest_line));
  if (std::ranges::any_of(title, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    reader.problem("title", "must be one line without tabs");
  return title;
}

namespace {
/// What the command line says, and a design, laid over a file; their policies come after those of the file.
yaml::Node laid_together(yaml::Node tree, const yaml::Node* laid_over, const yaml::Node& overrides) {
  for (const yaml::Node* layer : {laid_over, &overrides}) {
    if (layer == nullptr || layer->children.empty()) continue;
    const yaml::Node* mine = tree.find("policies");
    const std::vector<yaml::Node> before = mine == nullptr ? std::vector<yaml::Node>{} : mine->children;
    tree = yaml::merge(without_replaced_world(std::move(tree), *layer), *layer);
    if (layer->find("policies") == nullptr) continue;
    auto& policies = std::ranges::find(tree.children, "policies", &yaml::Node::key)->children;
    policies.insert(policies.begin(), before.begin(), before.end());
  }
  return tree;
}
}  // namespace

yaml::Node scenario_tree(const fs::path& file, std::span<const Override> overrides, Problems& problems,
                         const yaml::Node* laid_over) {
  std::vector<fs::path> chain;
  return laid_together(load_chain(file, chain, problems), laid_over, tree_of(overrides, problems));
}

namespace {
/// Of a tree of files laid over one another; `layers` are their names, from the first to the last extended.
RunPlan read_layers(yaml::Node tree, const std::vector<std::string>& layers, const fs::path& file,
                    std::span<const Override> overrides, Problems& problems, const yaml::Node* laid_over) {
  RunPlan plan = standard_plan();
  plan.file = file.string();
  const std::size_t before = problems.count();
  const yaml::Node over = tree_of(overrides, problems);
  if (tree.unreadable) return plan;
  tree = laid_together(std::move(tree), laid_over, over);

  yaml::Reader reader(tree, problems);
  for (const char* known : {"concord", "extends"}) reader.has(known);
  plan.title = read_title(reader, file);
  const WorldChoice world = read_world(reader, file.parent_path(), problems);
  plan.scenario.world = world.world;
  plan.tables = world.folder;
  plan.files = world.files;
  const std::size_t before_length = problems.count();
  plan.scenario.start = read_start(reader);
  check_periods(world.folder, world.periods, plan.scenario.start, problems);
  read_settings(reader, plan, {"quarters"});
  const bool length_known = problems.count() == before_length;
  read_settings(reader, plan, {"replicates", "seed", "record"});
  Plausible& plausible = plan.scenario.plausible;
  plausible = read_plausible(reader, tree, layers, file.parent_path(), plan.files, problems);
  plan.scenario.parameters = read_parameters(reader.section("parameters"), problems, plausible);
  // Of a run without a certain length nobody can say what lies outside.
  if (length_known) {
    plan.scenario.changes = read_changes(reader, plan.scenario, problems);
    lay_over_fund(plan.scenario, read_fund(reader, plan.scenario, problems), tree);
  } else {
    for (const char* known : {"changes", "fund"}) reader.has(known);
  }
  if (length_known && plan.scenario.world) {
    plan.scenario.named = read_named(reader, plan.scenario, problems);
    plan.scenario.policies = read_policies(reader, plan.scenario, problems);
  } else {
    for (const char* known : {"named", "policies"}) reader.has(known);
  }
  reader.finish();
  if (problems.count() != before) return plan;
  for (auto& [text, beside] : PlausibleOrders(plausible).faults_of(plan.scenario)) {
    const yaml::Node* given = beside == nullptr ? nullptr : find_setting(tree, beside->path);
    if (given == nullptr) {
      reader.problem("plausible", std::move(text));
    } else {
      problems.add(given->file ? *given->file : "", given->line, given->column, beside->path,
                   std::move(text));
    }
  }
  if (problems.count() != before) return plan;

  const Estimate size = estimate(plan);
  if (size.file_bytes > largest_file) reader.problem("replicates", too_large(plan, size));
  plan.resolved = canonical_yaml(plan, world);
  plan.scenario_digest = scenario_digest(plan.resolved, plan.files);
  return plan;
}
}  // namespace

RunPlan load_scenario(const fs::path& file, std::span<const Override> overrides, Problems& problems,
                      const yaml::Node* laid_over) {
  std::vector<fs::path> chain;
  yaml::Node tree = load_chain(file, chain, problems);
  std::vector<std::string> layers;
  for (const fs::path& one : chain) layers.push_back(one.string());
  return read_layers(std::move(tree), layers, file, overrides, problems, laid_over);
}

RunPlan read_scenario(yaml::Node tree, const fs::path& file, std::span<const Override> overrides,
                      Problems& problems, const yaml::Node* laid_over) {
  return read_layers(std::move(tree), {file.string()}, file, overrides, problems, laid_over);
}

}  // namespace concord
