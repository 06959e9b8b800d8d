#pragma once
// What somebody meant who wrote a number as a spreadsheet, an accountant or another language shows it.

#include <optional>
#include <string>
#include <string_view>

namespace concord {

/// The number as this program reads it: "0.5" of "50%", "0,5" and "“0.5”"; "-1.2" of "(1.2)" and of one with
/// a typographic minus; "1234.5" of "1.234,5", "1 234.5" and "£1,234.50". Nothing if no single number is
/// meant.
std::optional<std::string> plain_number(std::string_view text);

/// Does the text say that there is no value: NA, n/a, NULL, none? Or an error of a spreadsheet: #REF!
bool says_missing(std::string_view text);
bool is_sheet_error(std::string_view text);

}  // namespace concord
