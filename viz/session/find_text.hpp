#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace concord {

/// Do these words stand in the text, large letters or small? Nothing stands everywhere.
inline bool mentions(std::string_view text, std::string_view words) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  // Not std::ranges::search: clang 14 cannot compile libstdc++'s.
  return words.empty() ||
         std::search(text.begin(), text.end(), words.begin(), words.end(), same) != text.end();
}

}  // namespace concord
