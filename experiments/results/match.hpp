#pragma once
// Compares the points of a merged sweep with published figures, moves a population of settings by them, and
// proposes points for the next wave. docs/calibration.md describes how it is used.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace concord {

struct MatchRequest {
  std::filesystem::path file;     ///< merged sweep; its outcomes are named as the rows of the published table
  std::filesystem::path targets;  ///< which figures, and how exactly
  std::string split = "all";      ///< column of that table with `fit` or `predict`
  double cutoff = 3;              ///< standard deviations from a fitted figure that are a limit
  std::filesystem::path axes;     ///< the first wave, whose axes are the ranges of parameters; empty = file
  std::filesystem::path priors;   ///< 90% intervals of parameters; empty = all places on an axis alike
  std::vector<std::filesystem::path> emulate;  ///< waves that emulators are fitted to; empty = file
  std::filesystem::path population;            ///< the settings that would move to the points; empty = none
  std::filesystem::path posterior;  ///< the same as a table of weighted settings, the central one first
  std::filesystem::path weights;    ///< points are the rows of this table and have its weights; empty = alike
  std::filesystem::path retained;   ///< the population after the moves; empty = not written
  int keep = 400;                   ///< of points without a population, the best that begin one
  std::filesystem::path
      proposed;                 ///< points for the next wave, of a population its moves; empty = not written
  int propose = 3000;           ///< points in it without a population
  std::filesystem::path table;  ///< how far every point is from every figure; empty = not written
  std::filesystem::path screened;  ///< how much each parameter moves each figure; empty = not written
  std::uint64_t seed = 1;          ///< of proposals
  bool markdown = false;           ///< the comparison as a table for a document
  bool force = false;              ///< replaces files that exist
};

/// Writes what is asked for; what it returns is for a terminal or a document. Throws ConfigError and
/// FileError.
std::string match(const MatchRequest& request);

}  // namespace concord
