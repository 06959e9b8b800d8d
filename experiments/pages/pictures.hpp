#pragma once
// What happened in a run, as pictures that can be printed or put on a page.

#include "experiments/pages/summary.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace concord {

struct Picture {
  std::string name;  ///< of the file, "systems.svg"
  std::string svg;
};

/// systems.svg, choices_and_money.svg; published.svg if the summary has published figures; maturity.svg if
/// the record has single systems, at most `most_named_systems`. The same record gives the same bytes. Throws
/// FileError.
std::vector<Picture> pictures(const RecordReader& record, const SummaryTable& summary);
inline constexpr int most_named_systems = 120;

/// Writes them into a folder, which is made if its parent exists, and returns their paths. Without `force`
/// nothing is written if one of the files exists. Throws FileError.
std::vector<std::filesystem::path> write_pictures(std::span<const Picture> pictures,
                                                  const std::filesystem::path& folder, bool force);

}  // namespace concord
