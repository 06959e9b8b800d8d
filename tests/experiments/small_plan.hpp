#pragma once
// A plan small enough to run in a blink: two systems, seven organisations, five quarters.

#include "experiments/runs/run_plan.hpp"

#include <memory>
#include <string>
#include <utility>

namespace concord::test {

inline std::shared_ptr<const World> small_world() {
  Layout layout;
  layout.systems.resize(2);
  layout.places.resize(2);
  const auto organisation = [&](Type type, int place, double budget) {
    auto& row = layout.organisations.emplace_back();
    row.code = "O" + std::to_string(layout.organisations.size());
    row.name = "Body " + row.code;
    row.type = type;
    row.place = place;
    row.budget = budget;
  };
  for (int k = 0; k < 2; ++k) {
    auto& system = layout.systems[static_cast<std::size_t>(k)];
    system.code = k == 0 ? "SA" : "SB";
    system.name = k == 0 ? "Aire" : "Brèche";
    system.region = "North";
    system.population = 800'000;
    auto& place = layout.places[static_cast<std::size_t>(k)];
    place.code = system.code + "-1";
    place.name = "Place";
    place.system = k;
    place.population = 800'000;
  }
  layout.systems[0].position = 0.5;
  organisation(Type::acute, 0, 600), organisation(Type::ccg, 0, 1100), organisation(Type::council, 0, 250);
  organisation(Type::acute, 1, 500), organisation(Type::mental_health, 1, 200);
  organisation(Type::ccg, 1, 1000), organisation(Type::council, 1, 200);
  return std::make_shared<const World>(build_world(std::move(layout)));
}

inline RunPlan small_plan(int replicates, Record record) {
  RunPlan plan;
  plan.title = "Two systems";
  plan.file = "scenarios/small.yaml";
  plan.scenario.world = small_world();
  plan.scenario.quarters = 5;
  plan.seed = 2019;
  plan.replicates = replicates;
  plan.record = record;
  plan.resolved = "concord: 1\ntitle: Two systems\n";
  return plan;
}

}  // namespace concord::test
