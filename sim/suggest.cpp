#include "sim/suggest.hpp"

#include "sim/characters.hpp"
#include "sim/errors.hpp"
#include "sim/plain_number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

namespace concord {

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                         std::string_view otherwise) {
  const auto near = nearest(word, known);
  return near ? fmt::format("; did you mean '{}'?", *near) : std::string(otherwise);
}

namespace {

/// The digits of a text like `0x1F`, `0o17` or `0b101` as a number, if it is one.
std::optional<std::int64_t> in_another_base(std::string_view digits) {
  if (digits.size() < 3) return std::nullopt;
  const std::string prefix = lower(digits.substr(0, 2));
  const int base = prefix == "0x" ? 16 : prefix == "0o" ? 8 : prefix == "0b" ? 2 : 0;
  if (base == 0) return std::nullopt;
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data() + 2, end, value, base);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

bool names_no_finite_number(std::string_view unsigned_text) {
  std::string word = lower(unsigned_text);
  if (word.starts_with('.')) word.erase(0, 1);
  return word == "nan" || word == "inf" || word == "infinity";
}

template <class Value>
Reading<Value> refuse(std::string wrong) {
  return {std::nullopt, std::move(wrong)};
}

/// "; write 0.5" with the number that was meant, if one can be told and it is of the kind wanted.
std::string remedy(std::string_view text, std::string_view noun) {
  const auto plain = plain_number(text);
  const bool whole = noun == "whole number";
  if (!plain || *plain == text || (whole && plain->find_first_of(".e") != plain->npos)) return "";
  return fmt::format("; write {}", *plain);
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
      })) {
    if (says_missing(text))
      return fmt::format("{} is not a {}; give one, or leave it out", shown(text), noun);
    if (is_sheet_error(text))
      return fmt::format("{} is an error of a spreadsheet; mend it there, and save again", shown(text));
    return fmt::format("{} is not a {}{}", shown(text), noun, remedy(text, noun));
  }

  if (digits.find_first_of("_,") != digits.npos) {
    const std::string write = remedy(text, noun);
    if (write.empty()) return fmt::format("{} is not a {}", shown(text), noun);
    const bool decimal = digits.find('.') == digits.npos && write.find('.') != write.npos;
    return fmt::format("{} has {}{}", shown(text), decimal ? "a decimal comma" : "separators", write);
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

Reading<double> as_number(std::string_view text) {
  if (std::string wrong = fault(text, "number"); !wrong.empty()) return refuse<double>(std::move(wrong));
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::result_out_of_range && rest == end)
    return refuse<double>(fmt::format("{} is beyond the range of double precision", shown(text)));
  if (error != std::errc{} || rest != end)
    return refuse<double>(fmt::format("{} is not a number{}", shown(text), remedy(text, "number")));
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
  return Result{std::nullopt,
                fmt::format("{} is not a whole number{}", shown(text), remedy(text, "whole number"))};
}

std::optional<bool> as_switch(std::string_view text) {
  const std::string word = lower(text);
  for (const char* yes : {"true", "yes", "on", "y", "t", "1"}) {
    if (word == yes) return true;
  }
  for (const char* no : {"false", "no", "off", "n", "f", "0"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

}  // namespace concord
