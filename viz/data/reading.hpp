#pragma once
// How files are opened and read for views.

#include "experiments/platform/readable_text.hpp"
#include "experiments/runs/run_plan.hpp"
#include "viz/data/reader_process.hpp"
#include "viz/data/run_data.hpp"
#include "viz/data/slice_cache.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace concord {

struct ReadingOptions {
  /// The program that reads files, started with reader_argument; by default the one that runs.
  std::filesystem::path reader_program = "/proc/self/exe";
  ReaderLimits limits;
  /// Called from a working thread whenever something has arrived. May be empty.
  std::function<void()> wake;
  /// Null: that of the whole program.
  std::shared_ptr<SliceCache> cache;
  /// Most bytes of one slice. A measure of every system of more runs than fit is cut to the first ones
  /// (RunData::shown_runs).
  std::size_t slice_bytes = std::size_t{32} << 20U;
  /// Tells why the organisations of one run chose what they chose, by simulating it again; run number `run`
  /// of the plan, which is replicate first_replicate + run. Called from a working thread; may throw. Without
  /// it, details have the columns of organisations alone.
  std::function<std::shared_ptr<const RunDetail>(const RunPlan&, int run)> explain;
  /// Between looks at a campaign that may still be growing; longer where a look takes long.
  std::chrono::milliseconds between_looks{1000};
  /// A worker of a campaign without a word for so long counts as silent.
  std::chrono::seconds silent_after{30};
};

}  // namespace concord
