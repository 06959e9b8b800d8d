#include "viz/data/campaign_rows.hpp"

#include "experiments/campaigns/sweep_file.hpp"
#include "experiments/results/sweep_table.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_answer = std::size_t{1} << 29U;
constexpr std::size_t most_bytes = std::size_t{2} << 30U;  // of all rows

std::size_t bytes_of(const RunRows& rows) {
  return rows.count() * (rows.shape.outcomes * sizeof(double) + 2 * sizeof(std::int64_t) + 1);
}

}  // namespace

std::optional<CampaignRows::Stamp> CampaignRows::stamp_of(const fs::path& file) {
  std::error_code missing;
  const auto size = fs::file_size(file, missing);
  if (missing) return std::nullopt;
  const auto written = fs::last_write_time(file, missing);
  return missing ? std::nullopt : std::optional(Stamp{size, written});
}

CampaignRows::News CampaignRows::look(ReaderProcess& reader, std::chrono::milliseconds patience) {
  bool news = false;
  // Damaged shards are mended by workers, without a change of the manifest if their numbers stay.
  for (auto& [name, skipped] : skipped_) {
    const auto stamp = stamp_of(path_of(name));
    if (stamp == skipped.stamp) continue;
    skipped.again = true;
    manifest_.reset();
  }
  const auto stamp = stamp_of(folder_ / "manifest.txt");
  if (stamp != manifest_) {
    manifest_ = stamp;
    std::map<std::string, ShardEntry> listed;
    for (ShardEntry& entry : listed_in(folder_, plan_.digest).shards)
      listed.emplace(entry.name(), std::move(entry));
    const auto gone = [&](const auto& entry) { return !listed.contains(entry.first); };
    news = std::erase_if(shards_, gone) + std::erase_if(skipped_, gone) > 0;
    wanted_ = std::move(listed);
    std::erase_if(wanted_, [&](const auto& entry) {
      return shards_.contains(entry.first) ||
             (skipped_.contains(entry.first) && !skipped_[entry.first].again);
    });
  }
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!wanted_.empty() && std::chrono::steady_clock::now() < until) {
    const auto next = wanted_.begin();
    const auto& [name, entry] = *next;
    const auto before = stamp_of(path_of(name));
    try {
      if (bytes_ > most_bytes)
        throw FileError(
            path_of(name).string(),
            "the campaign is too large to be followed; `concord merge` makes one file of it to open");
      Shard shard = read(reader, entry);
      bytes_ += bytes_of(shard.rows);
      shards_.insert_or_assign(name, std::move(shard));
      skipped_.erase(name);
    } catch (const FileError& error) {
      skipped_[name] = {before, error.what(), false};
    }
    wanted_.erase(next);
    news = true;
  }
  if (news) put_in_order();
  return !wanted_.empty() ? News::more_to_come : news ? News::some : News::none;
}

CampaignRows::Shard CampaignRows::read(ReaderProcess& reader, const ShardEntry& entry) const {
  wire::Request request;
  request.file = path_of(entry.name()).string();
  request.fingerprint = entry.digest;
  request.plan_digest = plan_.digest;
  request.shape = plan_.shape();
  Shard shard{.entry = entry, .rows = {}};
  reader.ask(wire::Ask::shard, request, most_answer, shard.rows);
  const RunRows& rows = shard.rows;
  const auto in_order = [&] {
    for (std::size_t n = 0; n < rows.count(); ++n) {
      if (rows.run[n] < (n == 0 ? 0 : rows.run[n - 1] + 1) || rows.run[n] >= plan_.runs()) return false;
    }
    return true;
  };
  if (rows.shape != plan_.shape() || rows.status.size() != rows.count() ||
      rows.outcomes.size() != rows.count() * rows.shape.outcomes || !in_order())
    throw FileError(request.file, "its rows are not those of the plan");
  return shard;
}

void CampaignRows::put_in_order() {
  bytes_ = 0;
  std::size_t all = 0;
  for (const auto& [name, shard] : shards_) bytes_ += bytes_of(shard.rows), all += shard.rows.count();
  order_.clear();
  order_.reserve(all);
  for (const auto& [name, shard] : shards_) {
    for (std::size_t row = 0; row < shard.rows.count(); ++row) order_.push_back({&shard, row});
  }
  std::ranges::stable_sort(order_, {}, &Row::run);
  contradiction_.clear();
  const std::size_t outcomes = plan_.shape().outcomes;
  const auto same = [&](const Row& a, const Row& b) {
    for (std::size_t n = 0; n < outcomes; ++n) {
      if (std::bit_cast<std::uint64_t>(a.shard->rows.outcomes[a.row * outcomes + n]) !=
          std::bit_cast<std::uint64_t>(b.shard->rows.outcomes[b.row * outcomes + n]))
        return false;
    }
    return a.shard->rows.status[a.row] == b.shard->rows.status[b.row];
  };
  std::size_t kept = 0;
  for (const Row& row : order_) {
    if (kept > 0 && order_[kept - 1].run() == row.run()) {
      if (!same(order_[kept - 1], row))
        contradiction_ = fmt::format(
            "run {} was simulated twice with different results; one of the machines or builds is not to be "
            "trusted",
            row.run());
    } else {
      order_[kept++] = row;
    }
  }
  order_.resize(kept);
  runs_of_point_.assign(plan_.points.count(), 0);
  failed_ = 0;
  for (const Row& row : order_) {
    ++runs_of_point_[static_cast<std::size_t>(row.run() / plan_.most())];
    failed_ += row.shard->rows.status[row.row] != 0;
  }
}

SweepRuns CampaignRows::outcome(std::size_t outcome) const {
  SweepRuns runs;
  for (const Row& row : order_) {
    const double value = row.shard->rows.outcomes[row.row * plan_.shape().outcomes + outcome];
    runs.values.push_back(std::isinf(value) ? unknown : value);
    runs.point.push_back(static_cast<std::uint32_t>(row.run() / plan_.most()));
    runs.replicate.push_back(static_cast<std::uint32_t>(row.run() % plan_.most()));
  }
  runs.first.assign(plan_.points.count() + 1, 0);
  for (std::size_t point = 0; point < runs_of_point_.size(); ++point)
    runs.first[point + 1] = runs.first[point] + runs_of_point_[point];
  runs.range = known_range_of(outcomes_of(plan_)[outcome], runs.values, runs.first);
  return runs;
}

Slice CampaignRows::trajectories(ReaderProcess& reader, std::size_t kept, std::size_t point) const {
  const RowShape shape = plan_.shape();
  const std::int64_t first = static_cast<std::int64_t>(point) * plan_.most(), end = first + plan_.most();
  Slice slice;
  slice.quarters = static_cast<int>(shape.quarters);
  const auto from = std::ranges::lower_bound(order_, first, {}, &Row::run);
  const auto to = std::ranges::lower_bound(order_, end, {}, &Row::run);
  std::map<const Shard*, RunRows> read;
  for (auto row = from; row != to; ++row) {
    auto [found, fresh] = read.try_emplace(row->shard);
    if (fresh) {
      wire::Request request;
      request.file = path_of(row->shard->entry.name()).string();
      request.fingerprint = row->shard->entry.digest;
      request.plan_digest = plan_.digest;
      request.shape = shape;
      request.first = first;
      request.count = plan_.most();
      reader.ask(wire::Ask::shard_trajectories, request, most_answer, found->second);
      if (found->second.trajectories.size() != found->second.count() * shape.series())
        throw FileError(request.file, "its rows are not those of the plan");
    }
    const RunRows& rows = found->second;
    const auto at = std::ranges::lower_bound(rows.run, row->run());
    if (at == rows.run.end() || *at != row->run())
      throw FileError(path_of(row->shard->entry.name()).string(), "has other runs than before");
    const std::size_t begin =
        static_cast<std::size_t>(at - rows.run.begin()) * shape.series() + kept * shape.quarters;
    for (std::size_t t = 0; t < shape.quarters; ++t) {
      const double value = rows.trajectories[begin + t];
      slice.values.push_back(std::isinf(value) ? unknown : value);
    }
    ++slice.runs;
  }
  return slice;
}

std::string CampaignRows::trouble() const {
  if (!contradiction_.empty()) return contradiction_;
  if (skipped_.empty()) return {};
  return fmt::format("{} of {} finished pieces of this campaign cannot be read and {} left out: {}",
                     skipped_.size(), skipped_.size() + shards_.size(), skipped_.size() == 1 ? "is" : "are",
                     skipped_.begin()->second.why);
}

}  // namespace concord
