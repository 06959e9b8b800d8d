#pragma once
// One rule for names of what is written: an ending must be that of the kind of file, or there must be none.

#include <filesystem>
#include <string_view>

namespace concord {

enum class Output { hdf5, folder, csv };

/// Throws ConfigError with a remedy if the name ends like another kind of file than the one that is written:
/// `-o x.csv` of a command that writes HDF5, `-o x.h5` of one that fills a folder. Nothing for an empty name.
void check_output(const std::filesystem::path& name, Output kind, std::string_view option = "-o");

}  // namespace concord
