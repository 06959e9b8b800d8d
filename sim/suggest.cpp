#include "sim/suggest.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

namespace concord {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char folded(char c) {
  if (c == '-') return '_';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string folded(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return folded(c); });
  return out;
}

/// Damerau-Levenshtein distance in its "optimal string alignment" form: no letter is edited twice.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

/// The digits of a text like `0x1F`, `0o17` or `0b101` as a number, if it is one.
std::optional<std::int64_t> in_another_base(std::string_view digits) {
  if (digits.size() < 3 || digits[0] != '0') return std::nullopt;
  const char letter = folded(digits[1]);
  const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
  if (base == 0) return std::nullopt;
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data() + 2, end, value, base);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

bool names_no_finite_number(std::string_view unsigned_text) {
  std::string word = folded(unsigned_text);
  if (word.starts_with('.')) word.erase(0, 1);
  return word == "nan" || word == "inf" || word == "infinity";
}

template <class Value>
Reading<Value> refuse(std::string wrong) {
  return {std::nullopt, std::move(wrong)};
}

/// Faults common to both kinds of number; empty when there is none. `noun` is "number" or "whole number".
std::string fault(std::string_view text, const char* noun) {
  if (text.empty()) return fmt::format("is empty; give a {}", noun);
  const bool padded =
      text.front() == ' ' || text.back() == ' ' || text.front() == '\t' || text.back() == '\t';
  if (padded) return fmt::format("{} is not a {}; remove the spaces", shown(text), noun);

  const bool negative = text.front() == '-';
  std::string_view digits = text;
  if (negative || text.front() == '+') digits.remove_prefix(1);
  const char* minus = negative ? "-" : "";
  if (names_no_finite_number(digits)) return fmt::format("must be a finite number, not {}", shown(text));
  if (const auto value = in_another_base(digits))
    return fmt::format("{} is not decimal; write {}{}", shown(text), minus, *value);
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), [](char c) {
        return is_digit(c) || c == '_' || c == ',' || c == '.' || c == 'e' || c == 'E' || c == '+' ||
               c == '-';
      }))
    return fmt::format("{} is not a {}", shown(text), noun);

  // Thousands, if every group after the first has three digits; otherwise a comma may be a decimal point.
  if (digits.find_first_of("_,") != digits.npos) {
    const std::size_t point = digits.find('.');
    std::string plain;
    bool grouped = is_digit(digits.front());
    std::size_t since = 0;
    bool first = true;
    for (const char c : digits.substr(0, point)) {
      if (c == '_' || c == ',') {
        grouped = grouped && (first ? since >= 1 && since <= 3 : since == 3);
        first = false;
        since = 0;
      } else {
        grouped = grouped && is_digit(c);
        ++since;
        plain += c;
      }
    }
    grouped = grouped && since == 3;
    if (point != digits.npos) plain += digits.substr(point);
    if (!grouped || plain.find_first_of("_,") != plain.npos)
      return fmt::format("{} is not a {}", shown(text), noun);
    return fmt::format("{} has separators; write {}{}", shown(text), minus, plain);
  }
  if (text.front() == '+') return fmt::format("{} has a plus sign; write {}", shown(text), digits);
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
    std::string_view plain = digits;
    while (plain.size() > 1 && plain[0] == '0' && is_digit(plain[1])) plain.remove_prefix(1);
    return fmt::format("{} has a leading zero; write {}{}", shown(text), minus, plain);
  }
  return "";
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 80;  // keeps hostile input from costing quadratic time
  if (word.size() > longest) return std::nullopt;
  const std::string wanted = folded(word);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : known) {
    if (candidate.size() > longest) continue;
    const std::size_t cut_off = std::max(word.size(), candidate.size()) / 3;
    const std::size_t apart = distance(wanted, folded(candidate));
    if (apart > cut_off || (best && apart >= best_distance)) continue;
    best = candidate;
    best_distance = apart;
  }
  return best;
}

Reading<double> as_number(std::string_view text) {
  if (std::string wrong = fault(text, "number"); !wrong.empty()) return refuse<double>(std::move(wrong));
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range && rest == end)
    return refuse<double>(fmt::format("{} is beyond the range of double precision", shown(text)));
  if (error != std::errc{} || rest != end)
    return refuse<double>(fmt::format("{} is not a number", shown(text)));
  if (!std::isfinite(value))
    return refuse<double>(fmt::format("must be a finite number, not {}", shown(text)));
  return {value, ""};
}

Reading<std::int64_t> as_integer(std::string_view text) {
  using Result = Reading<std::int64_t>;
  if (std::string wrong = fault(text, "whole number"); !wrong.empty())
    return {std::nullopt, std::move(wrong)};
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc{} && rest == end) return {value, ""};
  if (error == std::errc::result_out_of_range && rest == end)
    return Result{std::nullopt, fmt::format("{} does not fit in 64 bits", shown(text))};
  constexpr double exact = 9007199254740992.0;  // 2^53: up to here the remedy is the same number
  const auto real = as_number(text).value;
  if (real && std::trunc(*real) == *real && std::abs(*real) <= exact)
    return Result{std::nullopt, fmt::format("{} is not written as a whole number; write {}", shown(text),
                                            static_cast<std::int64_t>(*real))};
  return Result{std::nullopt, fmt::format("{} is not a whole number", shown(text))};
}

}  // namespace concord
