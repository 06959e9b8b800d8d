#pragma once
// Opening whatever the user names.

#include "experiments/scenarios/scenario.hpp"
#include "viz/data/reading.hpp"
#include "viz/data/sweep_data.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace concord {

enum class FileKind {
  run,       ///< a record of `concord run`
  sweep,     ///< a merged sweep
  campaign,  ///< a folder in which a sweep is or was carried out
  scenario,  ///< YAML, to be simulated
};

/// Looks at the beginning of a file or into a folder. Waits for the disk, and for a reader if it is HDF5.
/// Throws FileError where nothing is there, it cannot be read, is damaged or is something else, which tells
/// what can be done; or Cancelled.
FileKind what_is(const std::filesystem::path& path, const ReadingOptions& options = {},
                 const std::shared_ptr<Cancel>& cancel = {});

/// One of the three.
struct Opened {
  std::unique_ptr<RunData> run;
  std::unique_ptr<SweepData> sweep;
  std::optional<RunPlan> scenario;
};

/// Opens whatever a path is; `overrides` are for scenarios. Waits for the disk; a campaign or file goes on
/// being read on threads of its own. Throws ConfigError or FileError with what the user shall read, or
/// Cancelled.
Opened open_anything(const std::filesystem::path& path, const ReadingOptions& options = {},
                     const std::shared_ptr<Cancel>& cancel = {}, std::span<const Override> overrides = {});

}  // namespace concord
