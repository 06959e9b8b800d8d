#include "tests/support/worlds.hpp"

#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/guidance.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/quarter/outlook.hpp"
#include "agents/quarter/utility_terms.hpp"
#include "tests/support/reference.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace concord::test {

Layout one_system(std::initializer_list<PlaceSize> places) {
  Layout layout;
  layout.systems.push_back({.code = "S",
                            .name = "System",
                            .region = "R",
                            .population = 250'000.0 * static_cast<double>(places.size())});
  for (const PlaceSize& size : places) {
    const int place = static_cast<int>(layout.places.size());
    layout.places.push_back({.code = "P" + std::to_string(place), .system = 0, .population = 250'000});
    const auto add = [&](Type type, int count, double budget) {
      for (int k = 0; k < count; ++k) {
        layout.organisations.push_back({.code = "O" + std::to_string(layout.organisations.size()),
                                        .type = type,
                                        .place = place,
                                        .budget = budget});
      }
    };
    add(Type::acute, size.hospitals, 200);
    add(Type::ccg, size.ccgs, 340);
    add(Type::council, size.councils, 80);
  }
  return layout;
}

Scenario synthetic_england() {
  for (RecordedCase& recorded : recorded_cases()) {
    if (recorded.name == "default") return recorded.scenario;
  }
  throw std::runtime_error("the recorded default case is missing");
}

Scenario scenario_of(Layout layout, int quarters) {
  Scenario scenario;
  scenario.world = std::make_shared<World>(build_world(std::move(layout)));
  scenario.quarters = quarters;
  return scenario;
}

void run(const Scenario& scenario, const std::function<void(const Context&, const State&)>& look) {
  Workspace workspace;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  simulate(scenario, 1, ids, workspace, look);
}

double mean_of(const Scenario& scenario, Measure measure, int from, int to, int replicates) {
  Workspace workspace;
  double sum = 0;
  int count = 0;
  for (int first = 0; first < replicates; first += lanes) {
    std::vector<std::uint32_t> ids(static_cast<std::size_t>(std::min(lanes, replicates - first)));
    std::iota(ids.begin(), ids.end(), static_cast<std::uint32_t>(first));
    simulate(scenario, 12345, ids, workspace, [&](const Context& c, const State& s) {
      if (c.rules.t < from || c.rules.t >= to) return;
      for (std::size_t lane = 0; lane < ids.size(); ++lane, ++count)
        sum += s.measures[measure].lane(static_cast<int>(lane));
    });
  }
  return sum / count;
}

std::vector<double> trajectory(const Scenario& scenario, std::uint64_t seed) {
  std::vector<double> values;
  const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
  Workspace workspace;
  simulate(scenario, seed, ids, workspace, [&](const Context& c, const State& s) {
    for (int lane = 0; lane < lanes; ++lane) {
      for (std::size_t m = 0; m < measure_count; ++m) {
        const double value = s.measures.national[m].lane(lane);
        values.push_back(std::isnan(value) ? -1 : value);
      }
      for (OrganisationId i : c.world.everybody()) values.push_back(s.action[i].lane(lane));
    }
  });
  return values;
}

Scenario with(Scenario scenario, std::string_view path, double value) {
  const ParameterInfo* parameter = find_parameter(path);
  if (parameter == nullptr) throw std::runtime_error("no parameter " + std::string(path));
  parameter->set(scenario.parameters, value);
  return scenario;
}

Scenario bare(Scenario scenario) {
  scenario.parameters.of<Switches>() = {.finance = true,
                                        .fund = false,
                                        .duty = false,
                                        .relationships = false,
                                        .capital = false,
                                        .exposure = false,
                                        .ladder = false,
                                        .pressure = false,
                                        .noise = true};
  scenario.parameters.of<BreakEven>().weight = 0;
  scenario.parameters.of<Shocks>().covid = false;
  scenario.parameters.of<Guidance>().vagueness_before = 0;
  scenario.parameters.of<Guidance>().vagueness_after = 0;
  scenario.parameters.of<Mergers>().voluntary = false;
  return scenario;
}

Expectation expectation(const Context& c, const State& s, SystemId system) {
  Expectation e(c, system, std::pmr::get_default_resource());
  look_ahead(c, s, system, e);
  expect_effects(c, s, system, e);
  weigh_options(c, s, system, e);
  return e;
}

}  // namespace concord::test
