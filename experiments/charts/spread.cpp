#include "experiments/charts/spread.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

std::string with_thousands(double whole) {
  const std::string digits = fmt::format("{:.0f}", std::abs(whole));
  std::string out = whole < 0 ? "-" : "";
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) out += ',';
    out += digits[at];
  }
  return out;
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  std::ranges::sort(values);
  return {quantile(values, 0.05), quantile(values, 0.25), quantile(values, 0.5),
          quantile(values, 0.75), quantile(values, 0.95), static_cast<int>(values.size())};
}

std::vector<Spread> spread_by_quarter(std::span<const double> values, int quarters) {
  const auto width = static_cast<std::size_t>(quarters);
  std::vector<Spread> spreads;
  std::vector<double> runs(values.size() / width);
  for (std::size_t t = 0; t < width; ++t) {
    for (std::size_t run = 0; run < runs.size(); ++run) runs[run] = values[run * width + t];
    spreads.push_back(spread_of(runs));
  }
  return spreads;
}

std::vector<double> medians_of(const std::vector<Spread>& course) {
  std::vector<double> out;
  out.reserve(course.size());
  for (const Spread& quarter : course) out.push_back(quarter.median);
  return out;
}

std::string readable(double value, std::string_view unit) {
  if (!std::isfinite(value)) return "-";
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

}  // namespace concord
