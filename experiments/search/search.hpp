#pragma once
// A search for policies: generation after generation in a folder, resumable after each, then the front
// verified with fresh luck and fresh settings.

#include "experiments/search/judge.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct SearchWork {
  std::filesystem::path folder;  ///< of a frozen plan; everything is written there
  int threads = 1;
  std::function<bool()> stop;
  /// Generations that are there, of all; and runs that were simulated now.
  std::function<void(int done, int all, std::size_t runs)> progress;
};

/// A policy of the front, or the scenario as it stands.
struct FrontPolicy {
  Policy policy;
  Judged searched, fresh;
};
struct SearchFound {
  std::vector<FrontPolicy> front;  ///< in descending order of effect, the better first
  FrontPolicy today;
  /// The cheapest that meets all aims on fresh luck; without costs the best one. None if no policy does.
  std::optional<std::size_t> chosen;
  int begun_at = 0;      ///< generations that were there already
  std::size_t runs = 0;  ///< simulated now
};
/// What is wrong with the ranges of levers, if anything: relations between parameters hold at all their
/// corners, and so everywhere between.
void check_levers(const SearchSpec& spec, Problems& problems);
/// Throws Stopped after a signal, ConfigError if the folder holds another search, FileError.
SearchFound search(const SearchSpec& spec, const SearchWork& work);

/// Tables and page, in the folder: front.csv, search.html, chosen.yaml.
std::vector<std::filesystem::path> write_search(const SearchSpec& spec, const SearchFound& found,
                                                const std::filesystem::path& folder,
                                                const std::string& plan_digest);
/// The finding in one sentence.
std::string search_title(const SearchSpec& spec, const SearchFound& found);

}  // namespace concord
