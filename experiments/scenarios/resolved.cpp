#include "experiments/scenarios/resolved.hpp"

#include "experiments/scenarios/scenario_keys.hpp"

#include <fmt/format.h>

namespace concord {

namespace {

constexpr std::string_view world_begin = "\nworld:\n", world_end = "\nstart: ";

std::string written(RunPlan plan, std::string_view world) {
  return written(scenario_keys(plan, std::string(world)));
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
