#include "tests/support/reference.hpp"

#include "agents/world/tables.hpp"
#include "tests/support/source.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace concord::test {
namespace {

const std::string folder = source("tests/reference/recorded/");

std::vector<std::string> split(const std::string& line, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(line);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  if (!line.empty() && line.back() == separator) parts.emplace_back();
  return parts;
}

/// Rows of a file, the header first.
std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(folder + name);
  if (!file) throw std::runtime_error("cannot read " + folder + name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) rows.push_back(split(line, ','));
  return rows;
}

std::shared_ptr<const World> world_named(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const World>> worlds;
  std::shared_ptr<const World>& world = worlds[name];
  if (!world) {
    Problems problems;
    Layout layout = read_tables(folder + name, problems);
    problems.throw_if_any();
    world = std::make_shared<World>(build_world(std::move(layout)));
  }
  return world;
}

void set_reference_parameter(Scenario& scenario, const std::string& name, double value) {
  const ParameterInfo* parameter = find_reference_parameter(name);
  if (parameter == nullptr) throw std::runtime_error("no parameter is called " + name + " in the reference");
  if (parameter->kind == ValueKind::quarter) {
    value = value >= 99 ? never.index : (scenario.start + static_cast<int>(value)).index;
  }
  parameter->set(scenario.parameters, value);
}

/// "refuses:6:4:14": who, from which quarter, until before which.
NamedInput named_input(const std::string& text, Quarter start) {
  const auto parts = split(text, ':');
  const auto quarter = [&](std::size_t n) { return start + std::stoi(parts.at(n)); };
  return {.act = parts.at(0) == "refuses" ? NamedAct::refusal : NamedAct::accelerator,
          .who = std::stoi(parts.at(1)),
          .from = quarter(2),
          .until = quarter(3)};
}

/// "duty=1.1:3+7" or "licence=0.9:acute": a policy from the start on.
AimedPolicy aimed_policy(const std::string& text, const Scenario& scenario) {
  const auto parts = split(text, ':'), setting = split(parts.at(0), '=');
  Where where;
  if (parts.at(1) == "acute") {
    where.types = {"acute"};
  } else {
    for (const std::string& row : split(parts.at(1), '+'))
      where.systems.push_back(scenario.world->layout.systems.at(std::stoul(row)).code);
  }
  const ParameterInfo* parameter = find_reference_parameter(setting.at(0));
  return {.name = text,
          .stages = {{scenario.start, where, find_target(*scenario.world, where, {})}},
          .settings = {{parameter, std::stod(setting.at(1))}}};
}

}  // namespace

std::vector<RecordedCase> recorded_cases() {
  std::vector<RecordedCase> cases;
  auto rows = rows_of("cases.csv");
  for (std::size_t n = 1; n < rows.size(); ++n) {
    const auto& row = rows[n];
    RecordedCase recorded{.name = row[0]};
    recorded.scenario.world = world_named(row[1]);
    for (const std::string& override_ : split(row[2], ';')) {
      const auto parts = split(override_, '=');
      set_reference_parameter(recorded.scenario, parts.at(0), std::stod(parts.at(1)));
    }
    recorded.scenario.quarters = std::stoi(row[3]);
    recorded.seed = std::stoull(row[4]);
    for (const std::string& id : split(row[5], ';'))
      recorded.replicates.push_back(static_cast<std::uint32_t>(std::stoul(id)));
    recorded.mean_replicates = std::stoi(row[6]);
    for (const std::string& one : split(row.at(7), ';'))
      recorded.scenario.named.push_back(named_input(one, recorded.scenario.start));
    for (const std::string& one : split(row.at(8), ';'))
      recorded.scenario.policies.push_back(aimed_policy(one, recorded.scenario));
    cases.push_back(std::move(recorded));
  }
  return cases;
}

std::map<std::pair<std::uint32_t, int>, Observables> recorded_trajectories(const std::string& name) {
  std::map<std::pair<std::uint32_t, int>, Observables> trajectories;
  const auto rows = rows_of(name + ".csv");
  for (std::size_t n = 1; n < rows.size(); ++n) {
    Observables& values =
        trajectories[{static_cast<std::uint32_t>(std::stoul(rows[n][0])), std::stoi(rows[n][1])}];
    for (std::size_t k = 2; k < rows[n].size(); ++k) {
      if (!rows[n][k].empty()) values[rows[0][k]] = std::stod(rows[n][k]);
    }
  }
  return trajectories;
}

std::map<std::pair<std::string, int>, Moment> recorded_means(const std::string& name) {
  std::map<std::pair<std::string, int>, Moment> means;
  const auto rows = rows_of(name + "_mean.csv");
  for (std::size_t n = 1; n < rows.size(); ++n) {
    if (rows[n][2].empty()) continue;
    means[{rows[n][0], std::stoi(rows[n][1])}] = {std::stod(rows[n][2]), std::stod(rows[n][3])};
  }
  return means;
}

std::vector<std::string> recorded_choices(const std::string& name) {
  std::vector<std::string> choices;
  const auto rows = rows_of(name + "_choice.csv");
  for (std::size_t n = 1; n < rows.size(); ++n) choices.push_back(rows[n].at(1));
  return choices;
}

}  // namespace concord::test
