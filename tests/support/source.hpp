#pragma once
// Where the project's sources are; in one unit, so that a compiler's cache serves every copy of them.

#include <filesystem>
#include <string_view>

namespace concord::test {

/// A file or folder of the sources, "configs/base.yaml".
std::filesystem::path source(std::string_view below);

}  // namespace concord::test
