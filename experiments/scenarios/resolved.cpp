#include "experiments/scenarios/resolved.hpp"

#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/changes.hpp"

#include <fmt/format.h>

namespace concord {

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

namespace {

constexpr std::string_view world_begin = "\nworld:\n", world_end = "\nstart: ";

std::string written(const RunPlan& plan, std::string_view world) {
  std::string out =
      fmt::format("concord: {}\ntitle: {}{}{}", scenario_version, in_quotes(plan.title), world_begin, world);
  out += fmt::format("start: {}\nquarters: {}\nreplicates: {}\nseed: {}\nrecord: {}\nparameters:\n",
                     to_string(plan.scenario.start), plan.scenario.quarters, plan.replicates, plan.seed,
                     level_of(plan.record).name);
  std::string_view group;
  for (const ParameterInfo& info : all_parameters()) {
    const std::string_view path = info.path;
    const auto dot = path.find('.');
    if (path.substr(0, dot) != group) {
      group = path.substr(0, dot);
      out += fmt::format("  {}:\n", group);
    }
    out += fmt::format("    {}: {}\n", path.substr(dot + 1),
                       value_text(info, info.get(plan.scenario.parameters)));
  }
  return out + changes_yaml(plan.scenario.changes);
}

}  // namespace

std::string canonical_yaml(const RunPlan& plan, const WorldChoice& world) {
  std::string lines;
  if (world.synthetic) {
    lines = "  synthetic:\n";
    for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>)
      lines += fmt::format("    {}: {}\n", row.key, value_text(*world.synthetic, row));
  } else {
    lines = fmt::format("  tables: {}\n", in_quotes(world.tables));
  }
  return written(plan, lines);
}

std::string canonical_yaml_again(const RunPlan& plan) {
  const std::string_view text = plan.resolved;
  const auto begin = text.find(world_begin);
  if (begin == text.npos) return written(plan, {});
  const auto from = begin + world_begin.size(), end = text.find(world_end, from - 1);
  return written(plan, end == text.npos ? text.substr(from) : text.substr(from, end + 1 - from));
}

}  // namespace concord
