#pragma once
// The results of one plan in one HDF5 file; docs/output.md describes it to its readers.

#include "experiments/platform/partial_file.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/events.hpp"
#include "experiments/runs/series.hpp"
#include "sim/h5.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace concord {

/// Of the layout of the file; raised when readers have to change. From 2 on files hold evidence of their
/// values.
/// Files of layout 3 hold the settings that runs drew, those of layout 4 aimed policies: who does not know of
/// these would simulate other runs.
inline constexpr std::int64_t record_schema = 4, record_schema_with_draws = 3, record_schema_plain = 2;

/// "summary", "systems" or "organisations".
std::string_view name_of(Record record);
std::optional<Record> record_named(std::string_view name);

/// Writes a record under a temporary name; it gets its own only when finish() has seen it complete on disk.
/// The same plan and build give the same bytes, whatever threads and blocks the runs came in. Everything
/// throws FileError on failure, and the temporary file is then removed with the writer.
class RecordWriter {
 public:
  /// Refuses an existing target without `force`, and a plan whose results cannot fit on the disk.
  RecordWriter(const std::filesystem::path& target, const RunPlan& plan, bool force);

  /// Takes the blocks of run_ensemble in its order.
  void write(const Block& block);
  /// To be called after the last block.
  void finish();

 private:
  std::vector<std::int8_t> events_of(const Block& block) const;

  PartialFile partial_;  // first, so that the file is closed before it is removed
  h5::Object file_;
  std::vector<Series<double>> summary_, derived_, systems_;  // none or one each
  std::vector<Series<std::int8_t>> events_;
  std::vector<Series<float>> organisations_;
  std::vector<EventRules> rules_;
  Scenario scenario_;
  std::int64_t seed_;
  int replicates_, first_replicate_;
  std::vector<std::uint64_t> digests_;  // [run]
  RunsDigest digest_;
};

}  // namespace concord
