#pragma once
// A world from a folder of tables (configs/england_2019/README.md describes the columns).

#include "agents/world/world.hpp"
#include "sim/errors.hpp"

#include <filesystem>

namespace concord {

/// Reads systems.csv, places.csv, trusts.csv, ccgs.csv, councils.csv and, if it is there, periods.csv, and
/// says in Layout::files which it read: campaigns copy those and take their fingerprint. What is wrong is
/// added to `problems`, all at once; the result is then incomplete and must not be used.
Layout read_tables(const std::filesystem::path& folder, Problems& problems);

}  // namespace concord
