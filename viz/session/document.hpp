#pragma once
// Something open: runs of a file, a sweep, or a scenario that is simulated live.

#include "viz/data/reader_process.hpp"
#include "viz/data/run_data.hpp"
#include "viz/data/sweep_data.hpp"
#include "viz/live/live.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace concord {

/// Exactly one of the three is there.
struct Document {
  std::string name;
  std::filesystem::path path;
  std::shared_ptr<RunData> run;
  std::shared_ptr<SweepData> sweep;
  std::shared_ptr<Live> live;
};

/// Opens whatever a path is; may take its time, until it is cancelled. Throws ConfigError or FileError with
/// what the user shall read.
using Opener = std::function<Document(const std::filesystem::path&, const std::shared_ptr<Cancel>&)>;

}  // namespace concord
