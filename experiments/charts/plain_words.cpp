#include "experiments/charts/plain_words.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/sweep_charts.hpp"

#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
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

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string plain_name(const MeasureRow& row) {
  std::string text(row.key);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> words{
      {{"institution_share", "own-interest share"},
       {"place_share", "place share"},
       {"system_share", "system share"},
       {"_share_trusts", " share of trusts"},
       {"share_trusts", "share of trusts"},
       {"share_ccgs", "share of CCGs"},
       {"share_councils", "share of councils"},
       {"_low_trust", ", low-trust systems"},
       {"_high_trust", ", high-trust systems"},
       {"_poor", ", poor systems"},
       {"_rich", ", rich systems"},
       {"_p10", ", lower tenth"},
       {"_p90", ", upper tenth"},
       {"trust_place", "trust in place"},
       {"trust_system", "trust in system"},
       {"trusts_in_deficit_year", "trusts in deficit this year"},
       {"ccgs", "CCGs"},
       {"nhs", "NHS"}}};
  for (const auto& [from, to] : words) replace_all(text, from, to);
  replace_all(text, "_", " ");
  if (row.key == "designated") text = row.unit == "0/1" ? "designated" : "designated systems";
  if (row.key == "real") text = "systems real in substance";
  if (row.key == "in_name_only") text = "systems in name only";
  if (row.key == "mature" || row.key == "thriving" || row.key == "overspending" || row.key == "supported")
    text = row.unit == "0/1" ? text : text + " systems";
  return capital(std::move(text));
}

std::string plain_meaning(const MeasureRow& row) {
  std::string text(row.meaning);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

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

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", readable(static_cast<double>(count), "£m"), count == 1 ? one : many);
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
