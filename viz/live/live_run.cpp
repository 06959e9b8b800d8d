#include "viz/live/live_run.hpp"

#include "experiments/scenarios/resolved.hpp"
#include "sim/digest.hpp"

#include <utility>

namespace concord {
namespace {

/// The plan of the runs that are shown.
RunPlan shown(RunPlan plan, int runs) {
  plan.replicates = runs;
  plan.resolved = canonical_yaml_again(plan);
  return plan;
}

RunInfo info_of_live(const RunPlan& plan) {
  RunInfo info = info_of(plan);
  info.source = "live";
  return info;
}

/// The first `runs` of what a block holds of one measure.
SlicePointer first_runs(const Block& block, const std::vector<double>& values, std::size_t measure, int runs,
                        int things) {
  auto slice = std::make_shared<Slice>();
  slice->runs = runs;
  slice->quarters = block.quarters;
  slice->things = things;
  const auto run = static_cast<std::ptrdiff_t>(block.quarters) * things;
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(measure) * block.runs * run;
  slice->values.assign(first, first + runs * run);
  return slice;
}

/// Of one run, as digest_of_run.
std::uint64_t digest_of_run(const std::vector<SlicePointer>& national,
                            const std::vector<SlicePointer>& systems, int run) {
  Digest digest;
  const auto add = [&](const std::vector<SlicePointer>& measures, const std::vector<std::size_t>& counted) {
    for (const std::size_t m : counted) {
      const SlicePointer& slice = measures[m];
      const std::size_t size =
          static_cast<std::size_t>(slice->quarters) * static_cast<std::size_t>(slice->things);
      const double* values = slice->values.data() + static_cast<std::size_t>(run) * size;
      for (std::size_t n = 0; n < size; ++n) digest.add(values[n]);
    }
  };
  add(national, fingerprinted().national);
  add(systems, fingerprinted().system);
  return digest.value();
}

}  // namespace

LiveRun::LiveRun(RunPlan of, const Block& block, int runs, std::uint64_t serial,
                 std::shared_ptr<DetailWorker> worker)
    : MemoryRun(info_of_live(shown(of, runs))), worker_(std::move(worker)) {
  generation_ = serial << 20U;
  for (std::size_t m = 0; m < measure_count; ++m) national_[m] = first_runs(block, block.summary, m, runs, 1);
  for (std::size_t m = 0; m < system_measure_count; ++m)
    systems_[m] = first_runs(block, block.system, m, runs, block.systems);
  const auto plan = std::make_shared<const RunPlan>(shown(std::move(of), runs));
  make_ = [plan, national = national_, systems = systems_](int run, const std::stop_token& stop) {
    return detail_of(*plan, run, digest_of_run(national, systems, run), stop);
  };
}

std::shared_ptr<const RunDetail> LiveRun::detail(int run) {
  if (run < 0 || run >= info_.replicates) return nullptr;
  return worker_->get(cache_, run, make_);
}

}  // namespace concord
