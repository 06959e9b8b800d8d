// The section `search` of a design: what is to be found among its levers.

#include "experiments/designs/search_wishes.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr int generation_multiple = 4;

/// The number of a thing with a name; nothing after a problem.
template <class Things>
std::optional<std::size_t> find_named(yaml::Reader& reader, std::string_view key, const std::string& name,
                                      const Things& things, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name);
  const auto found = std::ranges::find(names, name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  reader.problem(key,
                 fmt::format("the design has no {} {}{}", kind, shown(name),
                             did_you_mean(name, names, fmt::format("; it has {}", fmt::join(names, ", ")))));
  return std::nullopt;
}

std::optional<SearchObjective> objective_called(yaml::Reader& reader, std::string_view key,
                                                const std::string& name) {
  const auto found = std::ranges::find(search_objective_names, name);
  if (found != search_objective_names.end())
    return static_cast<SearchObjective>(found - search_objective_names.begin());
  reader.problem(
      key, fmt::format("{} is none; there are {}", shown(name), fmt::join(search_objective_names, ", ")));
  return std::nullopt;
}

void find_aim(yaml::Reader aim, const Design& design, SearchAim& to) {
  to.at_least = aim.number("at_least");
  to.at_most = aim.number("at_most");
  if (to.at_least.has_value() == to.at_most.has_value())
    aim.problem("at_least", "an aim has either `at_least` or `at_most`");
  if (aim.has("outcome") == aim.has("objective"))
    aim.problem("outcome", "an aim is of an `outcome` or of an `objective`");
  else if (aim.has("objective") && aim.has("in"))
    aim.problem("in", "is a share of settings, of which an objective is one number");
  if (const auto name = aim.text("objective")) to.objective = objective_called(aim, "objective", *name);
  if (const auto name = aim.text("outcome"))
    to.outcome = find_named(aim, "outcome", *name, design.outcomes, "outcome").value_or(0);
}

void find_objectives(yaml::Reader& section, SearchWishes& search) {
  for (const std::string& name : section.texts("objectives").value_or(std::vector<std::string>{})) {
    const auto objective = objective_called(section, "objectives", name);
    if (!objective) continue;
    if (std::ranges::find(search.objectives, *objective) != search.objectives.end())
      section.problem("objectives", fmt::format("{} stands there twice", name));
    search.objectives.push_back(*objective);
  }
  if (section.has("objectives") && search.objectives.empty())
    section.problem("objectives", "has none; name what is to be traded off, or one thing that counts alone");
}

void find_costs(yaml::Reader& section, const Design& design, SearchWishes& search) {
  search.costs.assign(design.axes.size(), 0);
  if (!section.has("costs")) return;
  yaml::Reader costs = section.section("costs");
  for (const std::string& name : costs.keys()) {
    const auto cost = costs.number(name);
    const auto axis = find_named(costs, name, name, design.axes, "lever");
    if (axis && design.axes[*axis].parameter == nullptr)
      costs.problem(name, "is no parameter; only levers have a cost");
    if (axis && cost) search.costs[*axis] = *cost;
  }
}

void find_sets(yaml::Reader& section, const Design& design, SearchWishes& search) {
  if (const auto name = section.text("settings"); name && !name->empty()) {
    search.sets = find_named(section, "settings", *name, design.axes, "axis");
    if (!search.sets) return;
    const std::size_t there = design.axes[*search.sets].packages.size();
    if (static_cast<std::size_t>(search.use) >= there)
      section.problem("use", fmt::format("the axis {} has {} sets, of which some must be left to verify with",
                                         *name, there));
  }
  for (std::size_t k = 0; k < design.axes.size(); ++k) {
    if (!design.axes[k].policy.empty())
      section.problem("settings", fmt::format("the axis {} is what a policy sets, which no search moves: "
                                              "sweep over it",
                                              design.axes[k].name));
    if (design.axes[k].parameter == nullptr && search.sets != k)
      section.problem("settings", fmt::format("the axis {} is neither a lever nor the axis of settings",
                                              design.axes[k].name));
  }
}

}  // namespace

SearchWishes load_search(const std::filesystem::path& file, const Design& design, Problems& problems) {
  SearchWishes search;
  const yaml::Node tree = yaml::load(file, problems);
  yaml::Reader text(tree, problems);
  if (!text.has("search")) {
    text.problem("search", "missing; docs/decide.md says how a design states what to search for");
    return search;
  }
  yaml::Reader section = text.section("search");
  read_keys(section, search_keys(search));
  if (const auto name = section.text("outcome"))
    search.outcome = find_named(section, "outcome", *name, design.outcomes, "outcome").value_or(0);
  std::size_t n = 0;
  for (yaml::Reader aim : section.sections("aims")) find_aim(aim, design, search.aims[n++]);
  find_objectives(section, search);
  find_costs(section, design, search);
  find_sets(section, design, search);
  if (design.sampling.method != Method::latin_hypercube)
    section.problem("outcome",
                    "begins with a sample: the design needs `method: latin_hypercube`, with as many points "
                    "as a generation has");
  else if (design.sampling.points < 2 * generation_multiple ||
           design.sampling.points % generation_multiple != 0)
    section.problem("outcome",
                    fmt::format("a generation has 8 points or more, a multiple of 4; the design has {}",
                                design.sampling.points));
  if (design.replication.sequential)
    section.problem("outcome", "compares policies run by run; give `replicates` as a number");
  section.finish();
  return search;
}

}  // namespace concord
