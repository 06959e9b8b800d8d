#pragma once

#include "sim/errors.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A strict reader of comma-separated tables (RFC 4180, UTF-8) of up to millions of rows. Lines that begin
// with `#` may stand above the header. Every fault is a problem with file, line and column name.

namespace concord::csv {

inline constexpr std::size_t most_bytes = std::size_t{256} << 20U, most_lines = 2'000'000;

/// The text of a regular file of at most `most_bytes` and `most_lines`; longer ones are refused before they
/// take memory. Throws FileError when reading fails half-way.
std::optional<std::string> read_file(const std::filesystem::path& path, Problems& problems);

/// The columns that a table must have and those it may have, in any order; no others.
struct Columns {
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

/// The rows that were well formed. The text is held once; cells point into it.
class Table {
 public:
  std::size_t rows() const noexcept { return lines_.size(); }
  /// The place of a column for the getters. Asking for one that was not declared is a defect in the code.
  std::size_t column(std::string_view name) const;
  /// Is an optional column there? The getters treat a column that is not there as blank.
  bool has(std::size_t column) const;
  /// The line on which a row begins, from 1.
  int line(std::size_t row) const;

  /// Valid as long as the table is neither moved nor destroyed.
  std::string_view text(std::size_t row, std::size_t column) const;

  // Nothing for a blank cell; nothing and a problem for one that is not a number. The Problems given when the
  // table was read must still be alive.
  std::optional<double> number(std::size_t row, std::size_t column) const;
  std::optional<std::int64_t> integer(std::size_t row, std::size_t column) const;

  // The same, with a problem for a blank cell.
  std::optional<std::string_view> required_text(std::size_t row, std::size_t column) const;
  std::optional<double> required_number(std::size_t row, std::size_t column) const;
  std::optional<std::int64_t> required_integer(std::size_t row, std::size_t column) const;

  /// Reports a problem at a cell.
  void problem(std::size_t row, std::size_t column, std::string message) const;

 private:
  friend Table parse(std::string text, std::string file, const Columns& columns, Problems& problems);
  friend Table load(const std::filesystem::path& path, const Columns& columns, Problems& problems);
  Table(std::string file, const Columns& columns, Problems& problems);

  struct Cell {
    std::uint32_t begin = 0;  // 32 bits reach to the end of the longest file
    std::uint32_t length = 0;
  };
  static constexpr std::size_t absent = static_cast<std::size_t>(-1);

  std::string file_;
  std::string text_;
  std::vector<std::string> names_;   // declared columns, required ones first
  std::vector<std::size_t> places_;  // of each declared column in a row of the file, or absent
  std::size_t width_ = 0;            // cells in a row of the file
  std::vector<Cell> cells_;          // row by row
  std::vector<std::uint32_t> lines_;
  Problems* problems_ = nullptr;
};

/// The names of a table's columns, and the line they stand on. Only names without commas and line ends are
/// sought; all others are none of ours.
struct Header {
  int line = 1;
  std::vector<std::string> names;
};
Header header_of(std::string_view text);
/// What is wrong with a header whose names are separated by something else than commas, or nothing.
std::optional<std::string> other_separator(std::string_view header);
/// Reports such a header.
bool refuse_separator(const Header& header, const std::string& file, Problems& problems);

/// Reads a table from text. A fault in the header gives a table without rows; a faulty row is reported and
/// left out.
Table parse(std::string text, std::string file, const Columns& columns, Problems& problems);

/// Reads a file as read_file() does.
Table load(const std::filesystem::path& path, const Columns& columns, Problems& problems);

}  // namespace concord::csv
