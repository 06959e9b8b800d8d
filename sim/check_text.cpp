// Is a file the text that its reader sees? (sim/errors.hpp)

#include "sim/characters.hpp"
#include "sim/errors.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr int most_unseen = 100;  // invisible characters of a file that are named one by one

/// Why a text is in another encoding, from its first bytes.
std::optional<std::string> other_encoding(std::string_view text) {
  const auto says = [](const char* what) {
    return fmt::format("is text in {}, not UTF-8; save it again as UTF-8 (Excel: \"CSV UTF-8\")", what);
  };
  using namespace std::string_view_literals;
  if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return says("UTF-32");
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return says("UTF-16");
  // Latin letters of two bytes each, of which one is 0.
  if (text.size() < 4) return std::nullopt;
  const bool low_first = text[0] != 0 && text[1] == 0 && text[2] != 0 && text[3] == 0;
  const bool high_first = text[0] == 0 && text[1] != 0 && text[2] == 0 && text[3] != 0;
  if (low_first || high_first) return says("UTF-16");
  return std::nullopt;
}

/// Does a comment begin here? In YAML behind a space, in tables at the beginning of a line. Behind a quote
/// nobody can say.
bool begins_comment(std::string_view text, std::size_t line_start, std::size_t at) {
  const std::string_view before = text.substr(line_start, at - line_start);
  return before.empty() ||
         ((before.back() == ' ' || before.back() == '\t') && before.find_first_of("\"'") == before.npos);
}

}  // namespace

bool check_text(std::string_view text, std::string_view file, Problems& problems) {
  if (auto wrong = other_encoding(text)) {
    problems.add(file, 0, 0, "", std::move(*wrong));
    return false;
  }
  int line = 1;
  std::size_t line_start = text_start(text);
  bool good = true, in_comment = false;
  int unseen = 0;
  std::size_t unseen_end = text.size();
  auto refuse = [&](std::size_t at, std::string what) {
    const auto column = static_cast<int>(characters(text.substr(line_start, at - line_start))) + 1;
    problems.add(file, line, column, "", std::move(what));
    return good = false;
  };
  for (std::size_t at = line_start; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if ((byte >= 0x20 && byte < 0x7F) || byte == '\t') {
      if (byte == '#' && !in_comment) in_comment = begins_comment(text, line_start, at);
      ++at;
    } else if (byte == '\n') {
      ++line;
      line_start = ++at;
      in_comment = false;
    } else if (byte == '\r') {
      if (at + 1 == text.size() || text[at + 1] != '\n')
        return refuse(at, "carriage return without a line feed; save the file with LF or CRLF line ends");
      ++at;
    } else if (byte == 0) {
      return refuse(at, fmt::format("NUL byte at offset {}; is this a text file?", at));
    } else if (byte < 0x20 || byte == 0x7F) {
      return refuse(at, fmt::format("control character 0x{:02x} at offset {}", byte, at));
    } else {
      const std::size_t length = sequence_length(text, at);
      if (length == 0)
        return refuse(
            at, fmt::format("invalid UTF-8 (byte 0x{:02x}) at offset {}; save the file as UTF-8", byte, at));
      const auto name = in_comment ? std::nullopt : invisible_at(text, at);
      if (name && at != unseen_end) {  // of several in a row the first is named
        refuse(at, invisible_fault(text.substr(line_start), at - line_start, *name));
        if (++unseen == most_unseen) return refuse(at, "the rest of the file is not looked through");
      }
      at += length;
      if (name) unseen_end = at;
    }
  }
  return good;
}

}  // namespace concord
