#include "experiments/scenarios/fund_table.hpp"

#include "experiments/scenarios/overrides.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "sim/csv.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view group = "fund_by_year.", floor = "pooling.floor";

bool may_stand_in_a_fund(const ParameterInfo& info) {
  return info.path.starts_with(group) || info.path == floor;
}

/// The parameter of a row; else a problem.
const ParameterInfo* parameter_of(const csv::Table& table, std::size_t row, std::size_t column) {
  const auto path = table.required_text(row, column);
  if (!path) return nullptr;
  std::vector<std::string> known;
  for (const ParameterInfo& info : all_parameters()) {
    if (!may_stand_in_a_fund(info)) continue;
    if (info.path == *path) return &info;
    known.push_back(info.path);
  }
  table.problem(row, column,
                fmt::format("{} is no parameter of a fund{}", shown(*path),
                            did_you_mean(*path, known, "; those of fund_by_year are, and pooling.floor")));
  return nullptr;
}

std::optional<Change> read_row(const csv::Table& table, std::size_t row) {
  const std::size_t from = table.column("from"), value = table.column("value");
  const ParameterInfo* parameter = parameter_of(table, row, table.column("parameter"));
  const auto text = table.required_text(row, from);
  const auto quarter = text ? parse_quarter(*text) : std::nullopt;
  if (text && (!quarter || *quarter == never))
    table.problem(row, from, fmt::format("{} is no quarter; write it as 2019/20 Q1", shown(*text)));
  const auto number = table.required_number(row, value);
  static_cast<void>(table.number(row, table.column("gbp_m")));
  static_cast<void>(table.required_text(row, table.column("source")));
  if (parameter == nullptr || !quarter || !number) return std::nullopt;
  const Range& allowed = parameter->allowed;
  if (!(*number >= allowed.low && *number <= allowed.high)) {
    table.problem(row, value,
                  fmt::format("{} must lie within {} and {}", *number, allowed.low, allowed.high));
    return std::nullopt;
  }
  return Change{*quarter, parameter, *number};
}

}  // namespace

std::vector<Change> read_fund(yaml::Reader& scenario, const Scenario& run, Problems& problems) {
  const yaml::Node* node = scenario.raw("fund");
  if (node == nullptr || node->kind == yaml::Kind::null) return {};
  const auto name = scenario.text("fund");
  if (!name) return {};
  if (const auto wrong = not_a_path(*name)) {
    scenario.problem("fund", *wrong);
    return {};
  }
  const fs::path file = fs::path(node->file ? *node->file : "").parent_path() / *name;
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    scenario.problem("fund", fmt::format("there is no file {}, seen from the scenario{}", shown(*name),
                                         nearest_entry(file.parent_path(), file.filename().string(), false)));
    return {};
  }
  const csv::Table table = csv::load(
      file, {.required = {"from", "parameter", "value", "gbp_m", "source"}, .optional = {}}, problems);
  std::vector<Change> fund;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto change = read_row(table, row);
    if (!change) continue;
    const auto same = [&](const Change& other) {
      return other.from == change->from && other.parameter == change->parameter;
    };
    if (std::ranges::any_of(fund, same)) {
      table.problem(row, table.column("parameter"),
                    fmt::format("{} stands in an earlier row for {} too", change->parameter->path,
                                to_string(change->from)));
    } else if (change->from < run.start + run.quarters) {
      fund.push_back(*change);
    }
  }
  std::ranges::stable_sort(fund, {}, &Change::from);
  return fund;
}

void lay_over_fund(Scenario& scenario, std::vector<Change> fund, const yaml::Node& given) {
  std::vector<Change> all;
  for (const Change& change : fund) {
    if (change.from <= scenario.start) {
      if (find_setting(given, change.parameter->path) != nullptr) continue;
      change.parameter->set(scenario.parameters, change.value);
      scenario.plausible.leave(*change.parameter, "fund");
    } else {
      all.push_back(change);
    }
  }
  // Of one quarter and parameter the last counts; changes_yaml() writes that one.
  all.insert(all.end(), scenario.changes.begin(), scenario.changes.end());
  std::ranges::stable_sort(all, {}, &Change::from);
  scenario.changes = std::move(all);
}

}  // namespace concord
