#pragma once
// What a merged sweep says: tables, figures and a page of text. docs/sweep_results.md describes them.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct AnalyseRequest {
  std::filesystem::path file, folder;
  std::optional<std::int64_t> baseline;  ///< point to compare with; else the file's own, if it has one
  std::vector<std::string> outcomes;     ///< all in tables and the first six in figures, if none is named
  std::optional<double> alpha;           ///< intervals at level 1 - alpha; else the file's
  bool force = false;                    ///< replaces files that exist
};

struct Analysis {
  std::string text;                          ///< for a terminal; ends with a line end
  std::vector<std::filesystem::path> files;  ///< that were written
};

/// Writes main_effects.csv and, as the design allows, differences.csv, morris.csv, sobol.csv and
/// rank_correlations.csv, and the figures of sweep_figures(), into the folder, which is made if its parent
/// exists. Without `force` nothing is written if one of the files exists. The same file gives the same bytes.
/// Throws ConfigError for names, points and levels that there are not, and FileError.
Analysis analyse(const AnalyseRequest& request);

}  // namespace concord
