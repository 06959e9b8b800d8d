#include "tests/support/company.hpp"

#include "agents/mechanisms/broken_deals.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/world/synthetic.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>

namespace concord::test {

Scenario small_country(bool busy) {
  Layout layout = synthetic_layout({.systems = 8,
                                    .places_per_system = 2,
                                    .trusts_per_system = 4,
                                    .ccgs_per_system = 3,
                                    .councils_per_system = 2,
                                    .population = 10e6});
  for (std::size_t k = 0; k < layout.organisations.size(); k += 2)
    layout.organisations[k].position = static_cast<double>(k % 5) / 2 - 1;
  layout.systems[1].position = layout.systems[2].relationship = 0.5;
  Scenario scenario = scenario_of(layout, 20);
  Parameters& p = scenario.parameters;
  if (busy) {
    for (const ParameterInfo& parameter : all_parameters()) {
      if (parameter.kind == ValueKind::on_off) parameter.set(p, 1);
      if (parameter.kind == ValueKind::quarter && parameter.get(p) >= never.index)
        parameter.set(p, (scenario.start + 6).index);
      if (parameter.kind == ValueKind::number && parameter.get(p) == 0)
        parameter.set(p, (parameter.screening.low + parameter.screening.high) / 2);
    }
    p.of<BrokenDeals>().withdrawal = 0.4;
    p.of<Pooling>().floor = 0;
    p.of<Pooling>().at_place = false;  // or nothing is judged in the system
    p.of<Shocks>().covid_date = scenario.start + 16;
    p.of<Statute>().date = scenario.start + 12;
  }
  Designation& waves = p.of<Designation>();
  waves.first_wave_systems = waves.second_wave_systems = waves.third_wave_systems = 1;
  p.of<Support>().central_capacity = 1;
  p.of<Support>().accelerator_places = 1;
  p.of<Deadline>().date = scenario.start + 15;
  p.of<Pooling>().open_from = scenario.start + 4;
  return scenario;
}

double off_value(const ParameterInfo& parameter) {
  return parameter.neutral.value_or(std::max(parameter.allowed.low, 0.0));
}

double some_value(const ParameterInfo& parameter, Luck& luck) {
  const double usual = parameter.get(Parameters{});
  Range range = parameter.screening;
  if (range.high <= range.low) range = {usual / 2, usual + std::max(std::abs(usual) / 2, 0.25)};
  return std::clamp(between(luck, (range.low + range.high) / 2, range.high), parameter.allowed.low,
                    parameter.allowed.high);
}

std::vector<Bits> bits_of_runs(const Scenario& scenario, const std::vector<LaneRun>& runs,
                               Workspace& workspace) {
  std::vector<Bits> bits(runs.size());
  simulate(scenario, 7, runs, workspace, [&](const Context& c, const State& s) {
    for (std::size_t k = 0; k < runs.size(); ++k) {
      const auto add = [&](const auto& values) {
        for (const Real& value : values) bits[k].add(value, static_cast<int>(k));
      };
      add(s.measures.national);
      for (const auto& measure : s.measures.of_system) add(measure);
      for (const auto* column : {&s.action, &s.balance, &s.margin, &s.control_total, &s.accepted,
                                 &s.trust_system, &s.trust_place, &s.reluctance, &s.put_off, &s.year_to_date})
        add(*column);
      for (OrganisationId i : c.world.everybody()) add(s.utility[i]), add(s.attraction[i]);
    }
  });
  return bits;
}

}  // namespace concord::test
