#include "viz/data/memory_run.hpp"

#include "experiments/platform/version.hpp"
#include "experiments/runs/ensemble.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <filesystem>

namespace concord {
namespace {

SlicePointer empty_slice(const RunInfo& info, int things) {
  auto slice = std::make_shared<Slice>();
  slice->runs = info.replicates;
  slice->quarters = static_cast<int>(info.quarters.size());
  slice->things = things;
  slice->values.assign(static_cast<std::size_t>(slice->runs) * static_cast<std::size_t>(slice->quarters) *
                           static_cast<std::size_t>(things),
                       unknown);
  return slice;
}

/// The part of a block that holds one measure.
SlicePointer slice_of(const Block& block, const std::vector<double>& values, std::size_t measure,
                      int things) {
  auto slice = std::make_shared<Slice>();
  slice->runs = block.runs;
  slice->quarters = block.quarters;
  slice->things = things;
  const auto size = static_cast<std::ptrdiff_t>(block.runs) * block.quarters * things;
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(measure) * size;
  slice->values.assign(first, first + size);
  return slice;
}

}  // namespace

RunInfo info_of(const RunPlan& plan) {
  const World& world = *plan.scenario.world;
  RunInfo info;
  info.title = plan.title;
  info.source = std::filesystem::path(plan.file).filename().string();
  info.version = version();
  info.commit = commit();
  info.model_digest = behaviour_digest();
  info.seed = static_cast<std::int64_t>(plan.seed);
  info.replicates = plan.replicates;
  info.first_replicate = plan.first_replicate;
  info.record = plan.record;
  info.configuration = plan.resolved;
  info.plausible = plan.scenario.plausible;
  for (int t = 0; t < plan.scenario.quarters; ++t)
    info.quarters.push_back(to_string(plan.scenario.start + t));
  for (const auto& row : world.layout.systems)
    info.systems.push_back({row.code, row.name, row.region, row.population});
  for (const auto& row : world.layout.places) info.places.push_back({row.code, row.name, row.system});
  for (const auto& row : world.layout.organisations) {
    info.organisations.push_back({row.code, row.name, row.type, row.place,
                                  world.layout.places[static_cast<std::size_t>(row.place)].system,
                                  row.budget});
  }
  const Parameters standard, at_start = parameters_in(plan.scenario, plan.scenario.start);
  for (const ParameterInfo& parameter : all_parameters()) {
    info.parameters.push_back({parameter.path, value_text(parameter, parameter.get(at_start)),
                               value_text(parameter, parameter.get(standard))});
  }
  return info;
}

MemoryRun::MemoryRun(RunInfo info) : info_(std::move(info)) {
  national_.assign(measure_count, empty_slice(info_, 1));
  systems_.assign(system_measure_count, empty_slice(info_, static_cast<int>(info_.systems.size())));
}

MemoryRun::MemoryRun(const RunPlan& plan, const Block& block) : info_(info_of(plan)) {
  ensure(block.runs == info_.replicates && !block.system.empty(),
         "the block holds all runs and their systems");
  for (std::size_t m = 0; m < measure_count; ++m) national_.push_back(slice_of(block, block.summary, m, 1));
  for (std::size_t m = 0; m < system_measure_count; ++m)
    systems_.push_back(slice_of(block, block.system, m, block.systems));
}

std::shared_ptr<const RunDetail> MemoryRun::detail(int run) {
  const auto found = details_.find(run);
  return found == details_.end() ? nullptr : found->second;
}

bool MemoryRun::has_choices() const {
  return static_cast<int>(details_.size()) == info_.replicates &&
         std::ranges::none_of(details_, [](const auto& one) { return one.second->columns.empty(); });
}

SlicePointer MemoryRun::choices() {
  if (choices_ || !has_choices()) return choices_;
  auto slice = std::make_shared<Slice>(Slice{.runs = info_.replicates,
                                             .quarters = static_cast<int>(info_.quarters.size()),
                                             .things = static_cast<int>(info_.organisations.size()),
                                             .values = {}});
  for (const auto& [run, detail] : details_) {
    for (int t = 0; t < slice->quarters; ++t) {
      for (int i = 0; i < slice->things; ++i)
        slice->values.push_back(static_cast<double>(detail->column(OrganisationColumn::action, t, i)));
    }
  }
  choices_ = slice;
  return choices_;
}

void MemoryRun::set_national(Measure measure, Slice slice) {
  national_[static_cast<std::size_t>(measure)] = std::make_shared<Slice>(std::move(slice));
  ++generation_;
}
void MemoryRun::set_systems(SystemMeasure measure, Slice slice) {
  systems_[static_cast<std::size_t>(measure)] = std::make_shared<Slice>(std::move(slice));
  ++generation_;
}
void MemoryRun::set_detail(RunDetail detail) {
  const int run = detail.run;
  details_[run] = std::make_shared<const RunDetail>(std::move(detail));
  choices_ = nullptr;
  ++generation_;
}
void MemoryRun::set_trouble(std::string trouble) {
  trouble_ = std::move(trouble);
  ++generation_;
}

}  // namespace concord
