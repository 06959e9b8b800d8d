#pragma once
// How far a worker is, in a small file that anybody may read at any time: it is replaced whole.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct WorkerProgress {
  std::string worker;  ///< host and process
  int part = 1, parts = 1, threads = 1;
  std::int64_t batches_done = 0, batches = 0;  ///< of its part, with what others did
  std::int64_t runs = 0, failed = 0;           ///< by this worker
  double runs_per_second = 0, seconds_left = 0;
  bool waiting = false;  ///< for other workers, which are at the rest of its part
};

/// One line of JSON.
std::string to_json(const WorkerProgress& progress);

/// Keeps the file DIR/progress/<worker>.json; removed when the worker ends in order. A failure to write it is
/// no reason to stop a simulation, and is ignored.
class ProgressFile {
 public:
  explicit ProgressFile(const std::filesystem::path& campaign);
  ~ProgressFile();
  ProgressFile(const ProgressFile&) = delete;
  ProgressFile& operator=(const ProgressFile&) = delete;
  void write(const WorkerProgress& progress);

 private:
  std::filesystem::path file_;
};

/// What the workers of a campaign say, and how many seconds ago by the clock of the disk.
struct Sign {
  WorkerProgress progress;
  double age;
};
std::vector<Sign> signs_of_workers(const std::filesystem::path& campaign);

}  // namespace concord
