#pragma once
// A merged sweep as plain tables, for spreadsheets and programs that do not read HDF5.

#include <filesystem>
#include <vector>

namespace concord {

/// Writes axes.csv, outcomes.csv, points.csv, runs.csv, statistics.csv, failures.csv (if runs failed) and
/// README.txt into a folder, which is made if its parent exists, and returns their paths. Without `force`
/// nothing is written if one of them exists. Runs are copied in pieces. Throws FileError.
std::vector<std::filesystem::path> export_csv(const std::filesystem::path& sweep,
                                              const std::filesystem::path& folder, bool force);

}  // namespace concord
