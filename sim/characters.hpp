#pragma once
// Characters that an editor does not show, or shows as something else: pasted from a web page, a document or
// a spreadsheet, they make two texts differ that look the same.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace concord {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// With the letters A to Z as a to z; other bytes stay.
std::string lower(std::string_view text);

/// Length of the well-formed UTF-8 sequence that begins at `at`, or 0 (overlong forms and surrogates are
/// malformed).
std::size_t sequence_length(std::string_view text, std::size_t at);

/// "U+00A0 (no-break space)" of the character that begins at `at`, if nobody can see it. Plain spaces, tabs
/// and line ends are none. The text is well-formed UTF-8.
std::optional<std::string> invisible_at(std::string_view text, std::size_t at);

/// What is wrong with the invisible character at `at` of a line, and what to do: names it and what stands
/// before it.
std::string invisible_fault(std::string_view line, std::size_t at, std::string_view name);

/// The text with its invisible characters as \u{00A0}.
std::string with_invisible_shown(std::string_view text);

}  // namespace concord
