#pragma once
// Writes tables as CSV (RFC 4180, UTF-8, lines end in a line feed), row by row; cells as in csv_text.hpp,
// with the mark of UTF-8 if there is more than ASCII in a table.

#include "experiments/platform/partial_file.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

class CsvFile {
 public:
  /// Throws FileError like PartialFile, or if the file cannot be made.
  CsvFile(const std::filesystem::path& target, bool force);

  /// Cells from left to right; quoted where needed.
  CsvFile& operator<<(std::string_view text);
  CsvFile& operator<<(const char* text) { return *this << std::string_view(text); }
  CsvFile& operator<<(const std::string& text) { return *this << std::string_view(text); }
  /// The shortest text that reads as the same number; blank for NaN.
  CsvFile& operator<<(double value);
  CsvFile& operator<<(float value);
  CsvFile& operator<<(std::int64_t value);
  CsvFile& operator<<(std::size_t value) { return *this << static_cast<std::int64_t>(value); }
  void end_row();
  /// Lines as they are, for what stands beside tables.
  void lines(std::string_view text);

  /// Writes what is left. Throws FileError.
  void finish();
  /// Gives the file its name, and finishes it before if need be. Throws FileError.
  void publish();
  const std::filesystem::path& target() const { return partial_.target(); }

 private:
  void separate();
  void put_mark();

  PartialFile partial_;  // first, so that the file is closed before it is removed
  WrittenFile out_;
  std::string row_;
  bool first_ = true, ascii_ = true, finished_ = false;
};

/// Finishes all of a range of files before the first gets its name; their paths. Throws FileError.
template <class Files>
std::vector<std::filesystem::path> publish_all(Files&& files) {
  std::vector<std::filesystem::path> paths;
  for (CsvFile& file : files) file.finish();
  for (CsvFile& file : files) {
    file.publish();
    paths.push_back(file.target());
  }
  return paths;
}

/// A header in which no name stands twice: later ones get underscores.
std::vector<std::string> distinct(std::vector<std::string> names);

}  // namespace concord
