#include "experiments/scenarios/short_meaning.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {

std::string short_meaning(std::string_view meaning) {
  std::string text(meaning.substr(0, meaning.find_first_of(";:")));
  // Brackets in the middle of the sentence are dropped, and from those near its end on everything is.
  for (std::size_t open = text.find('('); open != text.npos; open = text.find('(')) {
    const std::size_t close = std::min(text.find(')', open), text.size());
    const bool goes_on = close + 1 < text.size() && text[close + 1] == ' ';
    text.erase(open, goes_on ? close + 2 - open : text.npos);
  }
  while (text.ends_with('.') || text.ends_with(' ')) text.pop_back();
  const bool word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';  // not an abbreviation
  if (word && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string_view switch_words(bool on) { return on ? "on" : "off"; }

std::string short_value(const ParameterInfo& parameter, double value) {
  if (parameter.kind == ValueKind::number) return fmt::format("{:.3g}", value);
  if (parameter.kind == ValueKind::on_off) return std::string(switch_words(value != 0));
  return value_text(parameter, value);
}

}  // namespace concord
