#pragma once
// What a campaign has finished so far, as far as it can be read without disturbing who works on it.

#include "experiments/campaigns/campaign_folder.hpp"
#include "experiments/campaigns/plan.hpp"
#include "viz/data/reader_process.hpp"
#include "viz/data/sweep_data.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace concord {

/// For one thread.
class CampaignRows {
 public:
  CampaignRows(const Plan& plan, std::filesystem::path folder) : plan_(plan), folder_(std::move(folder)) {}

  enum class News { none, some, more_to_come };
  /// Reads shards that are new, for about as long as `patience`. Looks at nothing but the manifest's date if
  /// there is no news.
  News look(ReaderProcess& reader, std::chrono::milliseconds patience);

  /// Rows of all points in order; a run that several shards hold counts once.
  std::size_t runs() const { return order_.size(); }
  std::size_t failed() const { return failed_; }
  const std::vector<std::uint32_t>& runs_of_point() const { return runs_of_point_; }
  SweepRuns outcome(std::size_t outcome) const;
  /// [run of the point][quarter]. Reads shards again.
  Slice trajectories(ReaderProcess& reader, std::size_t kept, std::size_t point) const;
  /// Shards that were left out and why, for the user; empty if none.
  std::string trouble() const;

 private:
  /// Tells whether a file is still the same.
  using Stamp = std::tuple<std::uintmax_t, std::filesystem::file_time_type>;
  struct Shard {
    ShardEntry entry;
    RunRows rows;  // without trajectories
  };
  struct Skipped {
    std::optional<Stamp> stamp;
    std::string why;
    bool again = false;  // it has changed since
  };
  struct Row {
    const Shard* shard;
    std::size_t row;
    std::int64_t run() const { return shard->rows.run[row]; }
  };
  std::filesystem::path path_of(const std::string& name) const { return folder_ / "shards" / name; }
  static std::optional<Stamp> stamp_of(const std::filesystem::path& file);
  Shard read(ReaderProcess& reader, const ShardEntry& entry) const;
  void put_in_order();

  const Plan& plan_;
  const std::filesystem::path folder_;
  std::optional<Stamp> manifest_;
  std::map<std::string, ShardEntry> wanted_;  // listed, not read yet
  std::map<std::string, Shard> shards_;       // by name, so in order of batches
  std::map<std::string, Skipped> skipped_;
  std::size_t bytes_ = 0;
  std::vector<Row> order_;
  std::vector<std::uint32_t> runs_of_point_;
  std::size_t failed_ = 0;
  std::string contradiction_;
};

}  // namespace concord
