#pragma once
// Cells and files of CSV as this program writes them: one rule for all tables.

#include <string>
#include <string_view>

namespace concord {

/// Before tables that are not pure ASCII, so that Excel takes them for UTF-8; pandas and readr leave it out.
inline constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

/// Text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line end and is no
/// number) with an apostrophe before it; all else as it is.
std::string not_a_formula(std::string_view text);
/// The same as a cell: in quotes where commas, quotes or line ends ask for it (RFC 4180).
std::string csv_cell(std::string_view text);
/// The shortest text that reads as the same number; blank for NaN.
std::string csv_number(double value);
bool is_ascii(std::string_view text);
/// The text of a whole table, with the mark if it needs it.
std::string csv_file_text(std::string table);

}  // namespace concord
