#pragma once
// Reading files of results in a process of its own, as the HDF5 library can crash or stand still on damaged
// ones.

#include <filesystem>
#include <optional>

namespace concord {

/// Forks before the program has threads. In the child it returns nothing, and the command goes on there. In
/// the parent it waits, passes signals on, and returns the child's exit code. Throws FileError, in the
/// parent, naming what is read, if the child ends by a signal that was not sent to the parent, or if it
/// stays in one call of the library for too long (CONCORD_READ_LIMIT seconds) and is killed.
std::optional<int> go_on_apart(const std::filesystem::path& read);

}  // namespace concord
