#pragma once
// A folder that goes away with the test, what its files hold, and what is said about them.

#include "sim/errors.hpp"
#include "tests/support/lines.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace concord::test {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "concord-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path / name).parent_path());
    std::ofstream(path / name, std::ios::binary) << text;
    return path / name;
  }
  /// A text without the folder's name, which differs from run to run.
  std::string without(std::string text) const {
    const std::string name = path.string() + "/";
    while (text.find(name) != text.npos) text.erase(text.find(name), name.size());
    return text;
  }
  Lines lines_of(const Problems& problems) const {
    Lines lines;
    for (const Problem& problem : problems.all()) lines.push_back(without(to_string(problem)));
    return lines;
  }
};

/// A fixture with such a folder.
class InFolder : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    return folder_.write(name, text);
  }
  std::string without(std::string text) const { return folder_.without(std::move(text)); }
  Lines lines_of(const Problems& problems) const { return folder_.lines_of(problems); }

 private:
  const Folder folder_;

 protected:
  const std::filesystem::path& home_ = folder_.path;
};

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What the FileError says; empty if nothing was thrown.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const FileError& error) {
    return error.what();
  }
  return "";
}

}  // namespace concord::test
