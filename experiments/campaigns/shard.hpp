#pragma once
// Shards: files of rows as workers leave them (HDF5). Readers of results use the merged file.

#include "experiments/campaigns/rows.hpp"

#include <filesystem>
#include <string>

namespace concord {

/// Writes rows to a new file, closes it, opens it again and compares every number: a full disk can go
/// unnoticed otherwise. Equal rows give equal bytes. Throws FileError; the file is then removed.
void write_shard(const std::filesystem::path& file, const std::string& plan_digest, const RunRows& rows);

/// Reads a shard. Throws FileError if it is none of this plan or not of this shape.
RunRows read_shard(const std::filesystem::path& file, const std::string& plan_digest, const RowShape& shape);

}  // namespace concord
