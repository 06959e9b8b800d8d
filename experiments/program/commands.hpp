#pragma once
// What the program does, a function a command. They print; they throw ConfigError, FileError or Stopped.

#include "experiments/platform/stop.hpp"
#include "experiments/scenarios/scenario.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct RunRequest {
  std::filesystem::path scenario, output;
  std::vector<std::string> set;                                   ///< "key=value"
  std::optional<std::string> seed, replicates, quarters, record;  ///< go before the file, as `set` does
  int threads = 0;                                                ///< 0: one for each core
  bool force = false, quiet = false;
  bool strict = false;  ///< refuses what is only a warning otherwise
};
void run(const RunRequest& request);

struct CheckRequest {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> set;  ///< "key=value"
  bool strict = false;
};
/// Prints a line for each file that is in order. Throws one ConfigError for all others.
void check(const CheckRequest& request);

/// Prints warnings to standard error, each as "warning: FILE:LINE:COLUMN: ..."; throws them as a ConfigError
/// if strict.
void tell_warnings(const std::vector<Problem>& warnings, bool strict, bool quiet = false);

enum class DescribedAs { yaml, markdown, json_schema, design_schema, design_markdown };
/// A document, or what is known about one subject, or an overview.
void describe(std::optional<DescribedAs> document, const std::string& subject);

void inspect(const std::filesystem::path& file);

struct SummariseRequest {
  std::filesystem::path record;
  std::filesystem::path pictures;     ///< folder; empty = none
  std::vector<std::string> measures;  ///< or expressions over them, in place of the usual table
  bool force = false;
};
/// Prints the table; writes the pictures if asked.
void summarise(const SummariseRequest& request);

/// Version, commit, digest of the model, version of the HDF5 library.
std::string version_text();

/// Overrides from `--set` and from options that stand for one, such as `--seed`.
std::vector<Override> read_overrides(
    const std::vector<std::string>& set,
    const std::vector<std::pair<std::string, std::optional<std::string>>>& shorthands, Problems& problems);

}  // namespace concord
