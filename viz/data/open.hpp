#pragma once
// Opening whatever the user names, without keeping the window waiting.

#include "experiments/run_plan.hpp"
#include "viz/data/reading.hpp"
#include "viz/data/sweep_data.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace concord {

enum class FileKind {
  run,       ///< a record of `concord run`
  sweep,     ///< a merged sweep
  campaign,  ///< a folder in which a sweep is or was carried out
  scenario,  ///< YAML, to be simulated
  none,
};
struct WhatItIs {
  FileKind kind = FileKind::none;
  std::string message;  ///< of none: why, and what can be done; begins with the path
};

/// Looks at the beginning of a file or into a folder. Waits for the disk, and for a reader if it is HDF5.
/// Throws Cancelled.
WhatItIs what_is(const std::filesystem::path& path, const ReadingOptions& options = {},
                 const std::shared_ptr<Cancel>& cancel = {});

/// One of the three.
struct Opened {
  std::unique_ptr<RunData> run;
  std::unique_ptr<SweepData> sweep;
  std::optional<RunPlan> scenario;
};

/// A file being opened on a thread of its own. For the thread that draws; nothing blocks but the destructor,
/// for as long as it takes to give up.
class OpenJob {
 public:
  /// ReadingOptions::wake is called when it is done, too.
  explicit OpenJob(std::filesystem::path path, ReadingOptions options = {});
  ~OpenJob();
  OpenJob(const OpenJob&) = delete;
  OpenJob& operator=(const OpenJob&) = delete;

  enum class State { pending, opened, failed };
  State state() const;
  const std::filesystem::path& path() const;
  /// Once, when opened.
  Opened take();
  /// When failed: one line or several.
  const std::string& message() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace concord
