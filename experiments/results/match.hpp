#pragma once
// Compares a merged sweep with published figures, keeps the points that they do not rule out, and proposes
// points for the next wave. docs/calibration.md describes how it is used.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace concord {

struct MatchRequest {
  std::filesystem::path file;  ///< merged sweep; its outcomes are named as the rows of the published table;
                               ///< to write points, its axes must be numbers on ranges
  std::filesystem::path targets;   ///< which figures, and how exactly
  std::string split = "all";       ///< column of that table with `fit` or `predict`
  double cutoff = 3;               ///< most standard deviations from any figure that is fitted
  std::filesystem::path retained;  ///< table of the points that are not ruled out; empty = not written
  int keep = 150;                  ///< most points in it, the first ones
  std::filesystem::path proposed;  ///< table of points for the next wave; empty = not written
  std::filesystem::path table;     ///< how far every point is from every figure; empty = not written
  int propose = 3000;              ///< points in it, if as many are found
  std::uint64_t seed = 1;          ///< of the walks to them
  bool every_point = false;        ///< compares all points with the figures, not only those that are kept
  bool markdown = false;           ///< the comparison as a table for a document
  bool force = false;              ///< replaces files that exist
};

/// Writes what is asked for; what it returns is for a terminal or a document. Throws ConfigError and
/// FileError.
std::string match(const MatchRequest& request);

}  // namespace concord
