#include "experiments/campaigns/merge.hpp"

#include "experiments/campaigns/row_stream.hpp"
#include "experiments/campaigns/sweep_file.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/results/sweep_reader.hpp"
#include "experiments/runs/estimate.hpp"
#include "sim/errors.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

void expect_complete(const Plan& plan, const Merge& request, const Inventory& found) {
  const auto open = uncovered({0, plan.batches()}, found.covered());
  if (open.empty() || request.partial) return;
  const std::int64_t missing = batches_in(open);
  std::string what = fmt::format(
      "{:.1f}% of the campaign is not there yet ({} of {} batches); `concord sweep {}` simulates it, "
      "`concord status {}` says who is at it, and --partial merges what there is",
      100.0 * static_cast<double>(missing) / static_cast<double>(plan.batches()), missing, plan.batches(),
      request.campaign.string(), request.campaign.string());
  refuse(request.campaign.string(), std::move(what));
}

void expect_room(const Plan& plan, const Merge& request) {
  constexpr double best_compression = 0.1;
  std::error_code failure;
  const auto folder =
      request.target.has_parent_path() ? request.target.parent_path() : std::filesystem::path(".");
  const auto space = std::filesystem::space(folder, failure);
  const double most = result_bytes(plan);
  if (failure || plan.design.replication.sequential ||
      most * best_compression <= static_cast<double>(space.available))
    return;
  throw FileError(request.target.string(),
                  fmt::format("would take {} before packing, and the disk has {} left", readable_bytes(most),
                              readable_bytes(static_cast<double>(space.available))));
}

}  // namespace

Merged merge(const Plan& plan, const Merge& request) {
  PartialFile file(request.target, request.force);
  expect_room(plan, request);
  CampaignFolder folder(request.campaign, plan.digest);
  const Inventory found = folder.verified({0, plan.batches()}, request.stop);
  for (const std::string& note : found.notes) {
    if (request.note) request.note(note);
  }
  expect_complete(plan, request, found);

  Merged merged;
  merged.runs = count_rows(plan, folder, found);
  SweepFile out(file.temporary(), plan, merged.runs);
  std::int64_t done = 0;
  stream_rows(plan, folder, found, [&](const RunRows& rows) {
    if (request.stop) request.stop();
    out.add(rows);
    done += static_cast<std::int64_t>(rows.count());
    merged.failed += static_cast<std::int64_t>(rows.failures.size());
    if (request.progress) request.progress(done, merged.runs);
  });
  merged.content_digest = out.finish();
  file.publish();
  return merged;
}

}  // namespace concord
