#include "experiments/platform/readable_text.hpp"

#include "sim/characters.hpp"

#include <cstddef>
#include <string_view>

namespace concord {
namespace {

/// Length of the well-formed UTF-8 character at the beginning that XML allows; 0 if there is none.
std::size_t character_at(std::string_view text) {
  const std::size_t length = sequence_length(text, 0);
  const bool control = length == 2 && text < "\u00A0";                     // C1
  const bool no_character = length == 3 && text.substr(0, 3) >= "\uFFFE";  // U+FFFE and U+FFFF
  return control || no_character ? 0 : length;
}

}  // namespace

std::string readable(std::string text, bool lines) {
  std::string out;
  out.reserve(text.size());
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = character_at(rest);
    const auto first = static_cast<unsigned char>(rest.front());
    const bool control = first < 0x20 || first == 0x7F;
    if (length == 0 || (control && !(lines && first == '\n'))) {
      out += '?';
      rest.remove_prefix(1);
    } else {
      out += rest.substr(0, length);
      rest.remove_prefix(length);
    }
  }
  return out;
}

}  // namespace concord
