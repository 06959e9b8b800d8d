#include "experiments/scenarios/changes.hpp"

#include "agents/quarter/initialise.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "experiments/scenarios/scenario_keys.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t most_changes = 1000;  // entries of the list

std::pair<std::string_view, std::string_view> split(std::string_view path) {
  const auto dot = path.find('.');
  return {path.substr(0, dot), path.substr(dot + 1)};
}

/// Of declaration.
std::size_t number_of(const ParameterInfo& info) {
  return static_cast<std::size_t>(&info - all_parameters().data());
}
void sort(std::vector<Change>& changes) {
  std::ranges::stable_sort(changes, {}, [](const Change& change) {
    return std::pair(change.from.index, number_of(*change.parameter));
  });
}

/// Why a change cannot begin then.
std::optional<std::string> too_early(const Scenario& run, Quarter from) {
  if (from >= run.start) return std::nullopt;
  return fmt::format(
      "{} is before the run, which begins with {}; what holds from the start belongs in `parameters`",
      to_string(from), to_string(run.start));
}
std::string without_effect(std::string_view path, Quarter start) {
  return fmt::format("only matters at the start of a run, {}; set {} under `parameters`", to_string(start),
                     path);
}

struct Entry {
  yaml::Reader reader;
  std::vector<Change> changes;
};

Entry read_entry(yaml::Reader reader, const Scenario& run, Problems& problems) {
  Entry entry{.reader = reader, .changes = {}};
  std::optional<Quarter> from;
  if (reader.require("from")) from = read_quarter(reader, "from", false);
  if (from) {
    if (const auto wrong = too_early(run, *from)) {
      reader.problem("from", *wrong);
      from.reset();
    }
  }
  // A run that ends before leaves a change out, as one of more quarters has it.
  const bool within = from && *from < run.start + run.quarters;
  const std::size_t before = problems.count();
  yaml::Reader section = reader.section("parameters");
  std::vector<GivenParameter> given = given_parameters(section);
  for (GivenParameter& one : given) {
    if (from && *from > run.start && decides_start_only(one.info->path))
      one.problem(without_effect(one.info->path, run.start));
    if (one.value && within) entry.changes.push_back({*from, one.info, *one.value});
  }
  refuse_unknown_groups(section, problems);
  if (given.empty() && problems.count() == before && section.keys().empty())
    reader.problem("parameters", "is missing or empty; say what changes, such as `{duty: {strength: 1}}`");
  return entry;
}

void check_twice(std::vector<Entry>& entries) {
  std::set<std::pair<int, const ParameterInfo*>> seen;
  for (Entry& entry : entries) {
    for (const Change& change : entry.changes) {
      if (seen.emplace(change.from.index, change.parameter).second) continue;
      const auto [group, key] = split(change.parameter->path);
      entry.reader.section("parameters")
          .section(group)
          .problem(key, fmt::format("changes twice in {}; keep one of the two", to_string(change.from)));
    }
  }
}

/// A relation that a stretch breaks is said once, at the entry that broke it.
void check_relations(std::vector<Entry>& entries, Scenario run, const std::vector<Change>& changes) {
  run.changes = changes;
  std::set<std::size_t> known;  // reported already
  for (const std::size_t relation : broken_relations(run.parameters)) {
    const ParameterOrder& order = parameter_orders()[relation];
    if (!run.plausible.decides(*order.low) && !run.plausible.decides(*order.high)) known.insert(relation);
  }
  for (const Quarter quarter : stretches(run)) {
    const Parameters parameters = parameters_in(run, quarter);
    for (const std::size_t relation : broken_whatever_is_drawn(run, quarter, parameters)) {
      if (!known.insert(relation).second) continue;
      for (Entry& entry : entries) {
        if (entry.changes.empty() || entry.changes.front().from != quarter) continue;
        entry.reader.problem("parameters", fmt::format("from {} on, {}", to_string(quarter),
                                                       relation_text(relation, parameters)));
        break;
      }
    }
  }
}

}  // namespace

std::vector<Change> read_changes(yaml::Reader& scenario, const Scenario& run, Problems& problems) {
  if (const yaml::Node* list = scenario.raw("changes"); list == nullptr || list->kind == yaml::Kind::null)
    return {};
  std::vector<yaml::Reader> sections = scenario.sections("changes");
  if (sections.size() > most_changes) {
    scenario.problem("changes", fmt::format("{} entries; at most {}", sections.size(), most_changes));
    return {};
  }
  const std::size_t before = problems.count();
  std::vector<Entry> entries;
  std::vector<Change> changes;
  for (yaml::Reader& section : sections) {
    entries.push_back(read_entry(section, run, problems));
    changes.insert(changes.end(), entries.back().changes.begin(), entries.back().changes.end());
  }
  check_twice(entries);
  sort(changes);
  if (problems.count() == before) check_relations(entries, run, changes);
  return changes;
}

std::string changes_yaml(const std::vector<Change>& changes) {
  std::string out;
  std::optional<Quarter> quarter;
  std::optional<ParameterLines> lines;
  std::vector<Change> sorted = changes;
  sort(sorted);
  for (std::size_t n = 0; n < sorted.size(); ++n) {
    const Change& change = sorted[n];
    // Of several changes of one parameter in one quarter the last counts.
    if (n + 1 < sorted.size() && sorted[n + 1].from == change.from &&
        sorted[n + 1].parameter == change.parameter)
      continue;
    if (out.empty()) out = "changes:\n";
    if (quarter != change.from) {
      out += fmt::format("  - from: {}\n    parameters:\n", to_string(change.from));
      quarter = change.from;
      lines.emplace(out, 6);
    }
    lines->add(*change.parameter, change.value);
  }
  return out;
}

std::vector<std::string> faults_of(const Scenario& scenario) {
  std::vector<std::string> faults;
  const auto check = [&](const ParameterInfo& info, double value) {
    if (!(value >= info.allowed.low && value <= info.allowed.high) ||
        (info.kind != ValueKind::number && value != std::floor(value)))
      faults.push_back(fmt::format("{}: {} is not allowed; {} to {}", info.path, value, info.allowed.low,
                                   info.allowed.high));
  };
  for (const ParameterInfo& info : all_parameters()) check(info, info.get(scenario.parameters));
  for (const Change& change : scenario.changes) {
    check(*change.parameter, change.value);
    if (const auto wrong = too_early(scenario, change.from)) {
      faults.push_back(fmt::format("{}: {}", change.parameter->path, *wrong));
    } else if (change.from > scenario.start && decides_start_only(change.parameter->path)) {
      faults.push_back(fmt::format("{} {}", change.parameter->path,
                                   without_effect(change.parameter->path, scenario.start)));
    }
  }
  if (!faults.empty()) return faults;
  std::set<std::size_t> known;
  for (const Quarter quarter : stretches(scenario)) {
    const Parameters parameters = parameters_in(scenario, quarter);
    for (const std::size_t relation : broken_whatever_is_drawn(scenario, quarter, parameters)) {
      if (!known.insert(relation).second) continue;
      const std::string text = relation_text(relation, parameters);
      faults.push_back(quarter == scenario.start ? text
                                                 : fmt::format("from {} on, {}", to_string(quarter), text));
    }
  }
  for (auto& fault : PlausibleOrders(scenario.plausible).faults_of(scenario))
    faults.push_back(std::move(fault.text));
  return faults;
}

}  // namespace concord
