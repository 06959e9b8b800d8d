#include "experiments/campaigns/row_stream.hpp"

#include "experiments/campaigns/shard.hpp"
#include "sim/digest.hpp"
#include "sim/errors.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

void drop_first(RunRows& rows, std::size_t count) {
  const auto drop = [](auto& values, std::size_t number) {
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(number));
  };
  drop(rows.run, count), drop(rows.status, count), drop(rows.digest, count);
  drop(rows.outcomes, count * rows.shape.outcomes), drop(rows.trajectories, count * rows.shape.series());
  std::erase_if(rows.failures,
                [&](const Failure& failure) { return rows.run.empty() || failure.run < rows.run.front(); });
}

/// Of all that is kept of a run.
std::uint64_t fingerprint(const RunRows& rows, std::size_t row) {
  Digest digest;
  digest.add(rows.digest[row]);
  digest.add(static_cast<std::uint64_t>(rows.status[row]));
  const auto add = [&](const std::vector<double>& values, std::size_t size) {
    for (std::size_t n = 0; n < size; ++n) digest.add(values[row * size + n]);
  };
  add(rows.outcomes, rows.shape.outcomes);
  add(rows.trajectories, rows.shape.series());
  return digest.value();
}

/// Runs of earlier shards that reach into later ones.
struct Seen {
  std::vector<std::int64_t> run;
  std::vector<std::uint64_t> fingerprint;
  std::int64_t end = 0;  // batch
};

bool overlap(const Inventory& inventory) {
  std::int64_t end = 0;
  return std::ranges::any_of(inventory.shards, [&](const ShardEntry& shard) {
    const bool before = shard.batches.first < end;
    end = std::max(end, shard.batches.end);
    return before;
  });
}

}  // namespace

void stream_rows(const Plan& plan, const CampaignFolder& folder, const Inventory& inventory,
                 const std::function<void(const RunRows&)>& take) {
  const bool shared = overlap(inventory);
  std::int64_t last = -1;
  Seen seen;
  for (const ShardEntry& shard : inventory.shards) {
    RunRows rows = read_shard(folder.path_of(shard), plan.digest, plan.shape());
    if (!std::ranges::is_sorted(rows.run, std::less_equal<>()) && rows.count() > 1)
      throw FileError(folder.path_of(shard).string(), "its runs are not in order");
    if (shard.batches.first >= seen.end) seen = {};
    const auto old = static_cast<std::size_t>(std::ranges::upper_bound(rows.run, last) - rows.run.begin());
    for (std::size_t row = 0; row < old; ++row) {
      const auto at = std::ranges::lower_bound(seen.run, rows.run[row]);
      const bool known = at != seen.run.end() && *at == rows.run[row];
      if (known &&
          seen.fingerprint[static_cast<std::size_t>(at - seen.run.begin())] == fingerprint(rows, row))
        continue;
      throw FileError(
          folder.path_of(shard).string(),
          fmt::format("run {} was simulated twice with different results; one of the machines or builds "
                      "is not to be trusted. Move this shard away and start `concord sweep` again",
                      rows.run[row]));
    }
    drop_first(rows, old);
    if (rows.count() == 0) continue;
    last = rows.run.back();
    seen.end = std::max(seen.end, shard.batches.end);
    for (std::size_t row = 0; shared && row < rows.count(); ++row) {
      seen.run.push_back(rows.run[row]);
      seen.fingerprint.push_back(fingerprint(rows, row));
    }
    take(rows);
  }
}

std::int64_t count_rows(const Plan& plan, const CampaignFolder& folder, const Inventory& inventory) {
  if (!overlap(inventory)) return inventory.rows();
  std::int64_t count = 0;
  stream_rows(plan, folder, inventory,
              [&](const RunRows& rows) { count += static_cast<std::int64_t>(rows.count()); });
  return count;
}

}  // namespace concord
