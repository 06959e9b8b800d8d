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
  /// In descending order of effect, the better first. Of one objective, what was left to choose from, or the
  /// chosen one alone if runs were kept for that.
  std::vector<FrontPolicy> front;
  FrontPolicy today;
  std::size_t candidates = 0;  ///< from which one is chosen
  /// Of those that meet all aims the best by the first objective: on the runs that are kept for it, else on
  /// fresh luck. None if no policy meets them.
  std::optional<std::size_t> chosen;
  int begun_at = 0;                                        ///< generations that were there already
  std::size_t runs = 0;                                    ///< simulated now
  std::size_t searching = 0, choosing = 0, verifying = 0;  ///< runs in all, whenever they were simulated
};
/// What is wrong with the ranges of levers, if anything: relations between parameters hold at all their
/// corners, and so everywhere between.
void check_levers(const SearchSpec& spec, Problems& problems);
/// Does the first come before the second? Aims first, then the first objective.
bool better(const SearchSpec& spec, const Judged& a, const Judged& b);
/// One of the candidates, by sequential halving (Karnin, Koren and Somekh, 2013): the runs that are kept for
/// it are shared out to rounds, each with sets and luck of its own, and the better half by all runs so far
/// goes on. Writes what was seen to choice.csv, and adds up `runs`. None if it misses an aim.
std::optional<std::size_t> choose(const SearchSpec& spec, const std::vector<Policy>& candidates,
                                  const SearchWork& work, std::size_t& runs);
/// Throws Stopped after a signal, ConfigError if the folder holds another search, FileError.
SearchFound search(const SearchSpec& spec, const SearchWork& work);

/// Tables and page, in the folder: front.csv, search.html, chosen.yaml.
std::vector<std::filesystem::path> write_search(const SearchSpec& spec, const SearchFound& found,
                                                const std::filesystem::path& folder,
                                                const std::string& plan_digest);
/// The finding in one sentence.
std::string search_title(const SearchSpec& spec, const SearchFound& found);

}  // namespace concord
