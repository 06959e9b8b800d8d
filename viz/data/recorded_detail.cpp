#include "viz/data/recorded_detail.hpp"

#include "experiments/runs/ensemble.hpp"

#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// The run again, with everything recorded.
Block simulated(const RunPlan& plan, int run) {
  Block block;
  Workspace workspace;
  size_block(block, plan.scenario, Record::organisations, 0, 1);
  simulate_batch(plan.scenario, plan.seed, plan.first_replicate + run, 1, workspace, block, 0);
  return block;
}

}  // namespace

RunDetail recorded_detail(const RecordContents& record, const wire::RecordedRun& recorded, int run,
                          const ReadingOptions& options) {
  RunDetail detail;
  detail.run = run;
  detail.quarters = record.info.quarters;
  detail.organisations = static_cast<int>(record.layout.organisations.size());
  const std::size_t numbers = organisation_column_count * static_cast<std::size_t>(detail.quarters) *
                              static_cast<std::size_t>(detail.organisations);
  if (!recorded.columns.empty() && recorded.columns.size() != numbers)
    throw FileError(record.info.scenario_file,
                    "the columns of organisations have another size than the record");
  detail.columns = recorded.columns;
  for (float& value : detail.columns) {
    if (std::isinf(value)) value = std::numeric_limits<float>::quiet_NaN();
  }
  try {
    const RunPlan plan = plan_of_record(record);
    Block block = simulated(plan, run);
    if (hex(digest_of_run(block, 0, plan.record)) != recorded.digest) {
      detail.reason =
          "This program gives other numbers for the run than the file holds, so that it cannot tell why they "
          "are "
          "as they are. The file may be damaged; make it again with `concord run`.";
      return detail;
    }
    detail.columns = std::move(block.organisation);
    detail.verified = true;
    if (!options.explain) {
      detail.reason = "Reasons are not available here.";
      return detail;
    }
    const auto explained = options.explain(plan, run);
    if (explained) {
      RunDetail whole = *explained;
      whole.run = run;
      whole.verified = true;
      return whole;
    }
    detail.reason = "The reasons of this run could not be simulated.";
  } catch (const ConfigError& error) {
    detail.reason = fmt::format("Reasons come from simulating the run again: {}", error.what());
  } catch (const FileError& error) {
    detail.reason = error.what();
  }
  return detail;
}

}  // namespace concord
