#pragma once
// `concord new`: a folder to begin with.

#include <filesystem>
#include <vector>

namespace concord {

/// Makes a folder with a scenario, a design and a README whose commands work as they stand. `extends` is a
/// scenario to start from, or empty for an invented country of England's size. Gives the files. Throws
/// FileError if the folder is there and not empty, ConfigError if the scenario to start from is wrong.
std::vector<std::filesystem::path> new_project(const std::filesystem::path& folder,
                                               const std::filesystem::path& extends);

}  // namespace concord
