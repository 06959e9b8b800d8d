#pragma once
// A merged sweep or the results of runs as plain tables, for spreadsheets and programs that do not read HDF5.

#include <filesystem>
#include <vector>

namespace concord {

/// Writes axes.csv, outcomes.csv, points.csv, runs.csv, statistics.csv, failures.csv (if runs failed) and
/// README.txt into a folder, which is made if its parent exists, and returns their paths. Without `force`
/// nothing is written if one of them exists. Runs are copied in pieces. Throws FileError.
std::vector<std::filesystem::path> export_csv(const std::filesystem::path& sweep,
                                              const std::filesystem::path& folder, bool force);

/// The same of results of `concord run`: summary.csv and, as far as they were recorded, systems.csv and
/// organisations.csv, one row a value (with `wide`: one column a measure); lists of who is meant;
/// parameters.csv; dictionary.csv with meaning, unit and source of every column; README.txt.
std::vector<std::filesystem::path> export_run(const std::filesystem::path& run,
                                              const std::filesystem::path& folder, bool force, bool wide);

}  // namespace concord
