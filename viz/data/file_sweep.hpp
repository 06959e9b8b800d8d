#pragma once
// Sweeps as views see them: merged files, and campaign folders that may still be growing. HDF5 is read by a
// process of its own.

#include "viz/data/reading.hpp"
#include "viz/data/sweep_data.hpp"

#include <filesystem>
#include <memory>

namespace concord {

/// A merged file, or a campaign if `path` is a folder. Reads what it says about itself and waits for that;
/// values come when they are asked for. Throws FileError or ConfigError if it is neither, or Cancelled.
std::unique_ptr<SweepData> open_sweep(const std::filesystem::path& path, const ReadingOptions& options = {},
                                      std::shared_ptr<Cancel> cancel = {});

/// A campaign is looked at about every second, and never disturbed: nothing in its folder is opened for
/// writing, made, moved or locked. Shards that are damaged or cannot be read are left out and told of in
/// SweepData::trouble. What sheet() gave stays valid until generation() was asked twice again.
std::unique_ptr<SweepData> follow_campaign(const std::filesystem::path& folder, const ReadingOptions& options,
                                           std::shared_ptr<Cancel> cancel);

/// Rows of points, out of the points of rows in order.
std::vector<std::size_t> first_rows(const std::vector<std::uint32_t>& point_of_row, std::size_t points);

}  // namespace concord
