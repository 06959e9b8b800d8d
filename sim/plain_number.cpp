#include "sim/plain_number.hpp"

#include "sim/characters.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <vector>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t longest_number = 40;  // bytes of a text that may still be one number

struct Spelling {
  std::string_view from, to;
};
// Signs that stand for one of ours; spaces of all kinds; quotation marks and currencies say nothing.
constexpr Spelling spellings[]{
    {"\u2212", "-"}, {"\u2010", "-"}, {"\u2011", "-"}, {"\u2012", "-"}, {"\u2013", "-"}, {"\u2014", "-"},
    {"\uFE63", "-"}, {"\uFF0D", "-"}, {"\uFF0B", "+"}, {"\uFF05", "%"}, {"\uFF0C", ","}, {"\uFF0E", "."},
    {"\u066B", "."}, {"\u066C", ","}, {"\u00A0", " "}, {"\u2009", " "}, {"\u202F", " "}, {"\t", " "},
    {"\u201C", ""},  {"\u201D", ""},  {"\u2018", ""},  {"\u2019", "'"}, {"\u00AB", ""},  {"\u00BB", ""},
    {"\"", ""},      {"\u00A3", ""},  {"\u20AC", ""},  {"$", ""},
};

std::string in_plain_signs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto* const found =
        std::find_if(std::begin(spellings), std::end(spellings),
                     [&](const Spelling& spelling) { return text.starts_with(spelling.from); });
    if (found != std::end(spellings)) {
      out += found->to;
      text.remove_prefix(found->from.size());
    } else if (text.size() >= 3 && text[0] == '\xEF' && text[1] == '\xBC' && text[2] >= '\x90' &&
               text[2] <= '\x99') {  // digits as wide as Chinese characters
      out += static_cast<char>('0' + (text[2] - '\x90'));
      text.remove_prefix(3);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

void trim(std::string& text) {
  text.erase(0, std::min(text.find_first_not_of(" '"), text.size()));
  text.erase(text.find_last_not_of(" '") + 1);
}

/// Removes an ending, and the blanks before it.
bool strip_end(std::string& text, std::string_view end) {
  if (!lower(text).ends_with(end)) return false;
  text.resize(text.size() - end.size());
  trim(text);
  return true;
}

/// Are the digits between the marks in threes, the first group of one to three not beginning with 0?
bool grouped(std::string_view digits, char mark) {
  std::vector<std::string_view> groups;
  while (true) {
    const auto end = digits.find(mark);
    groups.push_back(digits.substr(0, end));
    if (end == digits.npos) break;
    digits.remove_prefix(end + 1);
  }
  const auto all_digits = [](std::string_view group) {
    return std::all_of(group.begin(), group.end(), is_digit);
  };
  return groups.size() > 1 && !groups[0].empty() && groups[0].size() <= 3 && groups[0][0] != '0' &&
         all_digits(groups[0]) && std::all_of(groups.begin() + 1, groups.end(), [&](std::string_view group) {
           return group.size() == 3 && all_digits(group);
         });
}

/// Without marks between thousands and with a point; false if that cannot be.
bool unify_marks(std::string& digits) {
  for (const char space : {' ', '\'', '_'}) {
    if (digits.find(space) == digits.npos) continue;
    if (!grouped(digits.substr(0, digits.find_first_of(".,")), space)) return false;
    std::erase(digits, space);
  }
  const auto comma = digits.rfind(','), point = digits.rfind('.');
  if (comma == digits.npos) {
    if (std::ranges::count(digits, '.') < 2) return true;
    if (!grouped(digits, '.')) return false;
    std::erase(digits, '.');
    return true;
  }
  const bool comma_last = point == digits.npos || comma > point;
  const bool thousands = point == digits.npos ? grouped(digits, ',') : !comma_last;
  if (thousands) {
    if (!grouped(digits.substr(0, digits.find('.')), ',')) return false;
    std::erase(digits, ',');
    return true;
  }
  if (std::ranges::count(digits, ',') > 1) return false;
  if (point != digits.npos) {
    if (!grouped(digits.substr(0, comma), '.')) return false;
    std::erase(digits, '.');
  }
  digits[digits.find(',')] = '.';
  return true;
}

}  // namespace

std::optional<std::string> plain_number(std::string_view text) {
  if (text.size() > longest_number) return std::nullopt;
  std::string rest = in_plain_signs(text);
  trim(rest);
  bool negative = false;
  if (rest.size() > 2 && rest.front() == '(' && rest.back() == ')') {  // an accountant's minus
    negative = true;
    rest = rest.substr(1, rest.size() - 2);
    trim(rest);
  }
  const bool percent = strip_end(rest, "%") || strip_end(rest, "per cent") || strip_end(rest, "percent");
  if (rest.size() > 1 && rest.back() == '-' && !negative) {  // as some accounting systems write it
    negative = true;
    rest.pop_back();
  }
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    if (rest.front() == '-') negative = !negative;
    rest.erase(0, 1);
    trim(rest);
  }
  if (rest.empty() || !unify_marks(rest)) return std::nullopt;
  if (rest.find_first_not_of("0123456789.eE+-") != rest.npos || !(is_digit(rest[0]) || rest[0] == '.'))
    return std::nullopt;
  double value = 0;
  const char* end = rest.data() + rest.size();
  const auto [stopped, error] = std::from_chars(rest.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  if (percent) value /= 100;
  return fmt::format("{}{:.15g}", negative && value != 0 ? "-" : "", value);
}

bool says_missing(std::string_view text) {
  constexpr std::string_view words[]{"na",  "n/a",  "n.a.",    "#n/a", "#na", "null",          "none",
                                     "nil", "<na>", "missing", "?",    "--",  "not available", "n/k"};
  return std::ranges::find(words, lower(text)) != std::end(words);
}

bool is_sheet_error(std::string_view text) {
  return text.size() > 2 && text.front() == '#' && (text.back() == '!' || text.back() == '?');
}

}  // namespace concord
