#pragma once
// What a campaign folder holds of finished work, and how it is kept safe.
//
//   plan.yaml, scenario.yaml, tables, points.csv   the frozen plan (plan.hpp)
//   shards/        results of batches [first, end); a name tells what its file holds, and the digest of the
//                  plan and of its bytes
//   manifest.txt   a line for every finished shard, only ever appended to
//   leases         locked ranges of batches in work (leases.hpp)
//   progress/      a small file for every worker (worker_progress.hpp)
//   quarantine/    what was found damaged; nothing is ever deleted
//
// A shard counts when its bytes are those of its name. Lines that are torn or damaged do not count; a whole
// shard without a line gets one, and a line without a whole shard is struck out by another line.

#include "experiments/campaigns/leases.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace concord {

/// Batches [first, end).
struct BatchRange {
  std::int64_t first = 0, end = 0;
  std::int64_t size() const { return end - first; }
  bool operator==(const BatchRange&) const = default;
};

/// Throws FileError unless nothing stands at `part`, or a file or folder (`type`) of the campaign's own: no
/// link, FIFO, device or socket, which would hang or be taken for empty.
void expect_own(const std::filesystem::path& part, std::filesystem::file_type type);
/// Of all parts of a campaign but its tables. Whatever opens a campaign asks this first.
void expect_own_parts(const std::filesystem::path& folder);

/// How many batches that are.
std::int64_t batches_in(const std::vector<BatchRange>& ranges);
/// The parts of `whole` that are in none of `covered`, in order.
std::vector<BatchRange> uncovered(const BatchRange& whole, std::vector<BatchRange> covered);

/// A finished shard, as its line in the manifest says.
struct ShardEntry {
  BatchRange batches;
  std::int64_t rows = 0, failed = 0;
  std::string digest;  ///< shard_digest() of the file

  std::string name() const;  ///< of the file in shards/
  bool operator==(const ShardEntry&) const = default;
};

/// Finished work that was found, in order of batches; shards may overlap.
struct Inventory {
  std::vector<ShardEntry> shards;
  std::vector<std::string> notes;  ///< what was damaged, missing or without a line, for the user

  std::vector<BatchRange> covered() const;
  std::int64_t rows() const;  ///< of all shards, overlaps counted twice
  std::int64_t failed() const;
};

/// What the manifest of a folder says now, without a look at the shards, for who only watches: nothing is
/// opened for writing, made or locked. A missing manifest lists nothing.
Inventory listed_in(const std::filesystem::path& folder, const std::string& plan_digest);

class CampaignFolder {
 public:
  /// The folder must be there. `plan_digest` stands at the head of its manifest.
  CampaignFolder(std::filesystem::path folder, std::string plan_digest);

  const std::filesystem::path& path() const { return folder_; }
  std::filesystem::path path_of(const ShardEntry& shard) const { return folder_ / "shards" / shard.name(); }
  Leases& leases() { return leases_; }

  /// As listed_in().
  Inventory listed() const { return listed_in(folder_, plan_digest_); }
  /// What is there and whole, of the shards that touch `part`; every byte of them is read. What is damaged is
  /// moved to quarantine/, what has no line gets one. `stop` is asked between files.
  Inventory verified(const BatchRange& part, const std::function<void()>& stop = {});
  /// Gives a file that was written, closed and checked its name and its line; both survive a crash. If the
  /// same shard is there already, the file is dropped.
  void publish(const std::filesystem::path& temporary, const ShardEntry& shard);
  /// Path in shards/ for a file in the making, different for every process.
  std::filesystem::path temporary_for(const BatchRange& batches) const;

 private:
  void append(const std::string& text);
  void quarantine(const std::filesystem::path& file, const std::string& why, Inventory& found);

  std::filesystem::path folder_;
  std::string plan_digest_;
  Leases leases_;
};

/// Moves a file of a campaign to its quarantine/, under a name that is free there. False if it is gone.
bool set_aside(const std::filesystem::path& campaign, const std::filesystem::path& file);

/// Of the plan's digest and a file's bytes, so that no shard passes for one of another plan. Throws
/// FileError.
std::string shard_digest(const std::string& plan_digest, const std::filesystem::path& file);

}  // namespace concord
