#include "experiments/platform/words.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {

std::string with_thousands(double whole) {
  const std::string digits = fmt::format("{:.0f}", std::abs(whole));
  std::string out = whole < 0 ? "-" : "";
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) out += ',';
    out += digits[at];
  }
  return out;
}

std::string counted_things(double count, std::string_view one, std::string_view many) {
  const std::string number = with_thousands(count);
  if (count == 1) return fmt::format("{} {}", number, one);
  return many.empty() ? fmt::format("{} {}s", number, one) : fmt::format("{} {}", number, many);
}

std::string listed(const std::vector<std::string>& things) {
  if (things.size() < 2) return things.empty() ? "" : things.front();
  return fmt::format("{} and {}", fmt::join(things.begin(), things.end() - 1, ", "), things.back());
}

}  // namespace concord
