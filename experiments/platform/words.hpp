#pragma once
// Counts and lists as people write them.

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// "1,240", "-7"; of a whole number.
std::string with_thousands(double whole);

/// "1 run", "1,240 runs", "2 bodies"; `many` is `one` with an s if left out.
std::string counted_things(double count, std::string_view one, std::string_view many);
template <std::integral Count>
std::string counted(Count count, std::string_view one, std::string_view many = {}) {
  return counted_things(static_cast<double>(count), one, many);
}

/// "a, b and c".
std::string listed(const std::vector<std::string>& things);

}  // namespace concord
