#include "experiments/resolved.hpp"

#include "experiments/settings.hpp"

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

std::string canonical_yaml(const RunPlan& plan, const WorldChoice& world) {
  std::string out = fmt::format("concord: {}\ntitle: {}\nworld:\n", scenario_version, in_quotes(plan.title));
  if (world.synthetic) {
    out += "  synthetic:\n";
    for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>)
      out += fmt::format("    {}: {}\n", row.key, value_text(*world.synthetic, row));
  } else {
    out += fmt::format("  tables: {}\n", in_quotes(world.tables));
  }
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
  return out;
}

}  // namespace concord
