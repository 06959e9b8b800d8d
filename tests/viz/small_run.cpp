#include "tests/viz/small_run.hpp"

namespace concord {

AimedPolicy aimed_at_all(const Scenario& scenario, const ParameterInfo& parameter, double value) {
  Where where;
  for (const Layout::System& system : scenario.world->layout.systems) where.systems.push_back(system.code);
  return {.name = "All",
          .stages = {{scenario.start, where, find_target(*scenario.world, where, {})}},
          .settings = {{&parameter, value}}};
}

RunPlan small_plan() {
  RunPlan plan;
  plan.title = "A small country";
  plan.file = "small.yaml";
  plan.scenario.world =
      std::make_shared<const World>(build_world(synthetic_layout({.systems = 5, .population = 6e6})));
  plan.scenario.start = financial_quarter(2017, 1);
  plan.scenario.quarters = 12;
  plan.seed = 7;
  plan.replicates = 8;
  plan.record = Record::organisations;
  return plan;
}

std::shared_ptr<MemoryRun> small_run() {
  const RunPlan plan = small_plan();
  Block block;
  Workspace workspace;
  size_block(block, plan.scenario, plan.record, 0, plan.replicates);
  simulate_batch(plan.scenario, plan.seed, 0, plan.replicates, workspace, block, 0);
  auto run = std::make_shared<MemoryRun>(plan, block);
  RunDetail detail{.run = 0, .quarters = block.quarters, .organisations = block.organisations};
  // The block is [column][run][quarter][organisation]; the detail holds run 0 of it.
  const auto row = static_cast<std::ptrdiff_t>(block.quarters) * block.organisations;
  for (std::size_t column = 0; column < organisation_column_count; ++column) {
    const auto first = block.organisation.begin() + static_cast<std::ptrdiff_t>(column) * block.runs * row;
    detail.columns.insert(detail.columns.end(), first, first + row);
  }
  detail.reason = "the reasons are not part of this test";
  run->set_detail(std::move(detail));
  return run;
}

Slice slice_of_systems(const MemoryRun& run, double value) {
  const RunInfo& info = run.info();
  Slice slice{.runs = info.replicates,
              .quarters = static_cast<int>(info.quarters.size()),
              .things = static_cast<int>(info.systems.size())};
  slice.values.assign(static_cast<std::size_t>(slice.runs) * info.quarters.size() * info.systems.size(),
                      value);
  return slice;
}

}  // namespace concord
