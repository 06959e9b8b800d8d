#pragma once
// Text in parts.

#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// What lies between the letters `at`: always one part more than there are such letters, empty ones too.
inline std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace concord
