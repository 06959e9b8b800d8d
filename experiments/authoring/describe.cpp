#include "experiments/authoring/describe.hpp"

#include "experiments/runs/run_values.hpp"
#include "experiments/runs/settings.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "experiments/scenarios/scenario_keys.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

std::string mechanism_ids(const ParameterGroup& group) {
  std::string text;
  for (const Mechanism* mechanism : group.of) {
    text += text.empty() ? "" : ", ";
    text += mechanism->id[0] == 'M' ? fmt::format("{} {}", mechanism->id, mechanism->name)
                                    : std::string(mechanism->name);
  }
  return text;
}

/// Text as comment lines of at most `width` characters each.
std::string wrapped(std::string_view text, std::string_view start, std::size_t width) {
  std::string out, line(start);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (line.size() > start.size() && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = start;
    }
    line += line.size() == start.size() && start.ends_with(' ') ? "" : " ";
    line += word;
    at = end + 1;
  }
  return out + line + "\n";
}

/// "0 to 1 share", "true or false", ...; what is allowed and what is worth trying.
std::string range_text(ValueKind kind, Range allowed, Range screening, std::string_view unit) {
  std::string text = allowed_text(kind, allowed);
  if (const auto plain = readable_unit(unit); !plain.empty()) text += fmt::format(" {}", plain);
  if (const auto tried = screening_text(screening); !tried.empty()) text += fmt::format("; try {}", tried);
  return text;
}

/// Whom policies can be aimed at that set it.
std::string aim_text(const ParameterInfo& info) {
  if (info.aimed == Aimed::nation) return fmt::format("the nation only, as {}", info.nation_only);
  return info.aimed == Aimed::systems ? "systems" : "systems, bodies";
}

std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

constexpr std::size_t page = 110;

}  // namespace

std::string describe_yaml() {
  std::string out =
      "# Every setting and parameter of a scenario with its default.\n"
      "#\n"
      "# Made by `concord describe --yaml`; do not edit. A scenario states only what differs from this "
      "file.\n"
      "# Each parameter: what it means; what is allowed and what is worth trying; where the default comes "
      "from;\n"
      "# the mechanism it belongs to. \"assumed\" means that no source is known. pp are percentage points of "
      "an\n"
      "# organisation's own budget of a quarter. Dates are quarters of the financial year, 2019/20 Q1 for "
      "April to\n"
      "# June 2019, or never.\n\n";
  out += fmt::format("concord: {}  # version of scenario files\n", scenario_version);
  RunPlan plan = standard_plan();
  const Keys keys = scenario_keys(plan);
  const std::string& tables =
      find_key(std::get<Section>(find_key(keys, "world").form).keys, "tables").meaning;
  out += fmt::format("title: England as invented, with every default\n\nworld:\n");
  out += wrapped(fmt::format("Instead of a synthetic world, `tables: FOLDER`: {}", tables), "  # ", page);
  out += "  synthetic:\n";
  for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>) {
    out += wrapped(fmt::format("{} {}. Default: {}.", row.meaning,
                               range_text(kind_of(row), row.allowed, row.screening, row.unit), row.source),
                   "    # ", page);
    out += fmt::format("    {}: {}\n", row.key, value_text(SyntheticWorld{}, row));
  }
  out += '\n';
  for (const char* name : {"start", "quarters", "replicates", "seed", "record"}) {
    const Key& key = find_key(keys, name);
    const auto* whole = std::get_if<Whole>(&key.form);
    const std::string range = whole == nullptr ? "" : fmt::format(" {} to {}.", whole->low, whole->high);
    out += wrapped(key.meaning + range, "# ", page) +
           fmt::format("{}: {}\n", name, standard_of(key).value_or(""));
  }
  out += "\nparameters:\n";
  for (const ParameterGroup& group : groups_of_parameters()) {
    out += '\n';
    out += wrapped(fmt::format("{}: {}", group.title(), mechanism_ids(group)), "  # ", page);
    out += fmt::format("  {}:\n", group.key);
    for (const ParameterInfo* info : group.members) {
      out += wrapped(fmt::format("{} {}. {} ({})", info->meaning,
                                 range_text(info->kind, info->allowed, info->screening, info->unit),
                                 info->source, info->mechanism),
                     "    # ", page);
      out += fmt::format("    {}: {}\n", key_of(*info), default_text(*info));
    }
  }
  out += '\n';
  constexpr std::pair<std::string_view, std::string_view> lists[]{
      {"fund", "# fund: england_2019/fund.csv\n"},
      {"changes",
       "# changes:\n"
       "#   - from: 2019/20 Q3\n"
       "#     parameters: {duty: {strength: 1}, pooling: {floor: 0.5}}\n"},
      {"named",
       "# named:\n"
       "#   - {from: 2018/19 Q3, until: 2019/20 Q1, refuses: Nottingham}\n"
       "#   - {from: 2019/20 Q2, accelerator: QOQ}\n"},
      {"policies",
       "# policies:\n"
       "#   - name: Half of the fund pooled in two systems\n"
       "#     where: {systems: [QOP, QHM]}\n"
       "#     from: 2019/20 Q1\n"
       "#     parameters: {pooling: {floor: 0.5}}\n"
       "#   - name: Licence condition on acute trusts where plans are missed\n"
       "#     where: {types: [acute]}\n"
       "#     if: {measure: outturn_gap, of: system, below: 0, for: 2 years}\n"
       "#     parameters: {duty: {licence: 1}}\n"}};
  for (const auto& [key, sample] : lists)
    out += fmt::format("{}{}{}", key == lists[0].first ? "" : "\n",
                       wrapped(find_key(keys, key).meaning, "# ", page), sample);
  return out;
}

std::string describe_markdown() {
  std::string out =
      "# Parameters\n\n"
      "Made by `concord describe --markdown`; do not edit.\n\n"
      "A scenario sets them under `parameters: {group: {key: value}}`, the command line with `--set "
      "group.key=value`. Values outside the range are refused; the screening range is what is worth "
      "sweeping. "
      "pp: percentage points of an organisation's own budget of a quarter. \"assumed\": no source is known. "
      "The last "
      "column is the name in the reference implementation (`tests/reference`).\n\n"
      "## Settings\n\nThe world is synthetic (M30 Size and shape) or a folder of tables.\n\n";
  RunPlan plan = standard_plan();
  out += rows_of_keys(scenario_keys(plan));
  for (const ParameterGroup& group : groups_of_parameters()) {
    out += fmt::format("\n## {}\n\n`{}` ({})\n\n", group.title(), group.key, mechanism_ids(group));
    out +=
        "| key | default | unit | range | screening | meaning | source | mechanism | policies for | "
        "reference |\n"
        "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const ParameterInfo* info : group.members)
      out += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", key_of(*info),
                         default_text(*info), info->unit, allowed_text(info->kind, info->allowed),
                         screening_text(info->screening), cell(info->meaning), cell(info->source),
                         info->mechanism, aim_text(*info),
                         info->reference.empty() ? "" : fmt::format("`{}`", info->reference));
  }
  return out;
}

namespace {

std::string sheet(const ParameterInfo& info) {
  const Mechanism* mechanism = find_mechanism(info.mechanism);
  const auto unit = readable_unit(info.unit);
  std::string out = fmt::format("{}\n", info.path) + wrapped(info.meaning, "  ", page);
  out += fmt::format("  default    {}{}{}\n", default_text(info), unit.empty() ? "" : " ", unit);
  out += fmt::format("  allowed    {}\n", allowed_text(info.kind, info.allowed));
  if (const auto tried = screening_text(info.screening); !tried.empty())
    out += fmt::format("  worth try  {}\n", tried);
  out += fmt::format("  source     {}\n", info.source);
  out += fmt::format("  mechanism  {}{}{}\n", info.mechanism, mechanism == nullptr ? "" : ", ",
                     mechanism == nullptr ? "" : mechanism->name);
  out += fmt::format("  policies   for {}\n", aim_text(info));
  if (!info.reference.empty()) out += fmt::format("  reference  {}\n", info.reference);
  return out;
}

std::string line_of(const ParameterInfo& info) {
  return fmt::format("  {:40} {:>12} {:8} {}\n", info.path, default_text(info), readable_unit(info.unit),
                     info.meaning);
}

constexpr std::string_view measures_subject = "measures";

std::string line_of_measure(std::string_view name) {
  const MeasureRow row = describe_measure(name);
  constexpr std::array<std::string_view, 3> ways{"", " More is better.", " Less is better."};
  return fmt::format("  {:32} {:8} {}{}\n", name, row.unit, row.meaning,
                     ways[static_cast<std::size_t>(row.better)]);
}

std::string all_measures() {
  std::string out = "National measures, for `outcomes` and `trajectories` of sweeps:\n\n";
  for (const std::string& name : measure_names()) out += line_of_measure(name);
  return out;
}

std::vector<std::string> all_subjects() {
  std::vector<std::string> names;
  for (const ParameterInfo& info : all_parameters()) names.push_back(info.path);
  for (const ParameterGroup& group : groups_of_parameters()) names.push_back(group.key);
  for (const Mechanism& mechanism : mechanisms()) names.emplace_back(mechanism.id);
  for (std::string& key : all_keys()) names.push_back(std::move(key));
  for (std::string& measure : measure_names()) names.push_back(std::move(measure));
  names.emplace_back(measures_subject);
  return names;
}

}  // namespace

std::string describe_overview() {
  std::string out =
      fmt::format("{} parameters. Groups, with the number of each:\n\n", all_parameters().size());
  for (const ParameterGroup& group : groups_of_parameters())
    out += fmt::format("  {:22} {:3}  {}\n", group.key, group.members.size(), mechanism_ids(group));
  return out +
         "\nMore: concord describe pooling          a group\n"
         "      concord describe pooling.floor    a parameter\n"
         "      concord describe M05              what belongs to a mechanism\n"
         "      concord describe measures         what a run measures every quarter\n"
         "      concord describe replicates       a key of scenarios or designs, and what is in it\n"
         "      concord describe --markdown       everything, as docs/parameters.md\n"
         "      concord describe --yaml           everything, as a scenario\n";
}

std::optional<std::string> describe_one(std::string_view name) {
  if (const ParameterInfo* info = find_parameter(name)) return sheet(*info);
  for (const ParameterGroup& group : groups_of_parameters()) {
    if (group.key != name) continue;
    std::string out = fmt::format("{}: {}\n\n", group.title(), mechanism_ids(group));
    for (const ParameterInfo* info : group.members) out += line_of(*info);
    return out;
  }
  if (const Mechanism* mechanism = find_mechanism(name)) {
    std::string out = fmt::format("{}: {}\n\n", mechanism->id, mechanism->name), members;
    for (const ParameterInfo& info : all_parameters()) {
      if (info.mechanism == name) members += line_of(info);
    }
    if (members.empty())
      members = "  No parameter of its own: it follows from the others, or from the world.\n";
    return out + members;
  }
  if (auto text = describe_key(name)) return text;
  // A key without its group, if only one has it.
  const ParameterInfo* only = nullptr;
  for (const ParameterInfo& info : all_parameters()) {
    if (key_of(info) != name) continue;
    if (only != nullptr) return std::nullopt;
    only = &info;
  }
  if (only != nullptr) return sheet(*only);
  if (name == measures_subject) return all_measures();
  return is_measure(name) ? std::optional(line_of_measure(name)) : std::nullopt;
}

std::optional<std::string> nearest_subject(std::string_view name) {
  for (const ParameterInfo& info : all_parameters()) {
    if (key_of(info) == name) return info.path;
  }
  return nearest(name, all_subjects());
}

}  // namespace concord
