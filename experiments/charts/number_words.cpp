#include "experiments/charts/number_words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

std::string with_minus(std::string text) {
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  if (text.starts_with('-') && text.size() > 1) text.replace(0, 1, "−");
  return text;
}

/// The £ sign belongs between the minus and the digits.
std::string money(const std::string& text) {
  const std::string_view minus = "−";
  const std::size_t at = text.starts_with(minus) ? minus.size() : text.starts_with('+') ? 1 : 0;
  return fmt::format("{}£{}m", text.substr(0, at), text.substr(at));
}

/// A hundredth of a percentage point of a budget still matters.
std::string number_text(double value, std::string_view unit) {
  return unit == "pp" && std::abs(value) < 0.95 ? in_decimals(value, 2, "") : label_of(value, unit);
}

bool is_named(std::string_view unit) { return unit == "systems" || unit == "places"; }

}  // namespace

std::string readable(double value, std::string_view unit) {
  if (!std::isfinite(value)) return "-";
  if (unit == "ratio" || unit.find("per ") != unit.npos) return fmt::format("{:.3g}", value);
  const bool share = unit == "share";
  if (share) value *= 100;
  int decimals = 0;
  if (unit == "index") {
    decimals = 2;
  } else if (share) {
    decimals = std::abs(value) < 9.95 ? 1 : 0;
  } else if (unit != "£m" && std::abs(value) < 19.95) {
    decimals = 1;
  }
  const double scale = std::pow(10.0, decimals);
  value = std::round(value * scale) / scale;
  if (value == 0) value = 0;  // no minus sign
  if (decimals == 0) return with_thousands(value) + (share ? "%" : "");
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (unit != "index" && text.ends_with(".0")) text.resize(text.size() - 2);
  return text + (share ? "%" : "");
}

std::string readable_range(double low, double high, std::string_view unit) {
  const std::string from = readable(low, unit), to = readable(high, unit);
  return from == to ? from : fmt::format("{} to {}", from, to);
}

std::string label_of(double value, std::string_view unit) {
  std::string text = readable(value, unit);
  if (text.starts_with('-') && text.size() > 1) text.replace(0, 1, "−");
  return text;
}

std::string in_decimals(double value, int decimals, std::string_view unit) {
  if (!std::isfinite(value)) return "-";
  const bool share = unit == "share";
  if (share) value *= 100;
  std::string text = decimals <= 0 ? readable(value, "£m") : fmt::format("{:.{}f}", value, decimals);
  return with_minus(std::move(text)) + (share ? "%" : "");
}

int decimals_between(double low, double high, std::string_view unit) {
  if (unit == "ratio") return 3;
  if (unit == "share") low *= 100, high *= 100;
  const double span = high > low ? high - low : std::abs(low);
  if (!(span > 0) || !std::isfinite(span)) return 0;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(span) + 1e-9)), 0, 9);
}

std::string in_three_digits(double value, std::string_view unit) {
  return in_decimals(value, decimals_between(value, value, unit), unit);
}

std::string with_unit(double value, std::string_view unit) {
  const std::string number = in_three_digits(value, unit);
  return unit.empty() || unit == "share" || unit == "index" ? number : fmt::format("{} {}", number, unit);
}

double difference_factor(std::string_view unit) { return unit == "share" ? 100 : 1; }
std::string_view difference_unit(std::string_view unit) {
  if (unit == "share") return "percentage points";
  return unit == "index" ? "points of the index" : unit;
}

std::string percent_of(double share) { return fmt::format("{:g}%", 100 * share); }

std::string plain_unit(std::string_view unit) {
  if (unit == "£m") return "£ million";
  if (unit == "pp") return "percentage points";
  if (unit == "share") return "per cent";
  if (unit == "0/1") return "0 = no, 1 = yes";
  return std::string(unit);
}

std::string plain_difference_unit(std::string_view unit) { return plain_unit(unit == "share" ? "pp" : unit); }

std::string plain_value(double value, std::string_view unit) {
  if (!std::isfinite(value)) return std::string(no_data);
  if (unit == "0/1") return value > 0.5 ? "yes" : value < 0.5 ? "no" : "in half";
  const std::string text = number_text(value, unit);
  if (unit == "£m") return money(text);
  if (unit == "pp") return text + " pp";
  return is_named(unit) ? fmt::format("{} {}", text, text == "1" ? unit.substr(0, unit.size() - 1) : unit)
                        : text;
}

std::string short_difference(double value, std::string_view unit) {
  if (!std::isfinite(value)) return std::string(no_data);
  if (unit == "share") value *= 100, unit = "pp";
  std::string text = unit == "0/1"                            ? in_decimals(value, 1, "")
                     : unit == "£m" && std::abs(value) < 9.95 ? in_decimals(value, 1, "")
                                                              : number_text(value, unit);
  if (text.find_first_of("123456789") == text.npos) return "0";
  if (value > 0) text = fmt::format("+{}", text);
  if (unit == "£m") return money(text);
  if (unit == "pp") return text + " pp";
  return is_named(unit) ? fmt::format("{} {}", text, unit) : text;
}

std::string plain_difference(double value, std::string_view unit) {
  std::string text = short_difference(value, unit);
  if (text == "0") return "no difference";
  if (unit == "share" && text.ends_with(" pp")) text.replace(text.size() - 2, 2, "percentage points");
  return text;
}

std::string plain_difference_range(double low, double high, std::string_view unit) {
  std::string from = plain_difference(low, unit);
  const std::string to = plain_difference(high, unit);
  if (from == to) return from;
  const std::size_t end = unit == "£m" ? from.npos : from.find(' ');
  const bool same = end != from.npos && to.ends_with(from.substr(end));
  return fmt::format("{} to {}", same ? from.substr(0, end) : from, to);
}

std::string with_range(const Spread& s, std::string_view unit, bool difference) {
  if (s.runs == 0) return std::string(no_data);
  const std::string middle = difference ? plain_difference(s.median, unit) : plain_value(s.median, unit);
  if (s.runs == 1) return middle;
  return fmt::format(
      "{} (90% of runs: {})", middle,
      difference ? plain_difference_range(s.low90, s.high90, unit) : plain_range(s.low90, s.high90, unit));
}

std::string median_words(const Spread& s, std::string_view unit, bool difference) {
  const std::string middle = difference ? plain_difference(s.median, unit) : plain_value(s.median, unit);
  return s.runs > 1 ? "median " + middle : middle;
}

std::string count_words(const Spread& count, std::size_t all, std::string_view things) {
  if (count.runs == 0) return std::string(no_data);
  const std::string middle = readable(count.median, "count");
  if (count.runs == 1) return fmt::format("{} of {} {}", middle, all, things);
  return fmt::format("median {} of {} {} (90% of runs: {})", middle, all, things,
                     readable_range(count.low90, count.high90, "count"));
}

void without_per_cent(std::vector<std::string>& labels) {
  for (std::string& label : labels) {
    if (label.ends_with('%')) label.pop_back();
  }
}

std::string plain_range(double low, double high, std::string_view unit) {
  std::string from = plain_value(low, unit);
  const std::string to = plain_value(high, unit);
  if (from == to) return from;
  return (is_named(unit) ? label_of(low, unit) : from) + " to " + to;
}

std::string table_number(double value) {
  if (!std::isfinite(value)) return {};
  if (value == 0) value = 0;  // no minus sign
  return fmt::format("{:.6g}", value);
}

std::string table_head(std::string_view name, std::string_view unit) {
  return unit.empty() ? std::string(name) : fmt::format("{} ({})", name, unit);
}

}  // namespace concord
