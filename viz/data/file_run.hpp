#pragma once
// Records as views see them, read by a process of their own.

#include "viz/data/reading.hpp"

#include <filesystem>
#include <memory>

namespace concord {

/// Reads what a record says about itself, and waits for that; values come when they are asked for. Throws
/// FileError if it is none, or Cancelled. Runs that slices hold are the first ones of a file so large that a
/// measure of all systems would not fit into ReadingOptions::slice_bytes.
std::unique_ptr<RunData> open_run(const std::filesystem::path& path, const ReadingOptions& options = {},
                                  std::shared_ptr<Cancel> cancel = {});

}  // namespace concord
