#include "experiments/read_parameters.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

/// Two parameters of which the first must not exceed the second.
struct Order {
  std::string_view low, high;
  bool may_be_equal;
  std::string_view why;
};

constexpr Order orders[]{
    {"control_total.ask_base", "control_total.ask_cap", true,
     "the largest ask cannot be below that of a balanced body"},
    {"designation.developing", "designation.maturing", false, "the stages of maturity follow one another"},
    {"designation.maturing", "designation.thriving", false, "the stages of maturity follow one another"},
    {"designation.first_wave_date", "designation.second_wave_date", false, "the waves follow one another"},
    {"designation.second_wave_date", "designation.third_wave_date", false, "the waves follow one another"},
    {"pooling.floor_from", "pooling.floor_until", false, "the mandate must begin before it ends"},
    {"guidance.vagueness_after", "guidance.vagueness_before", true, "guidance does not make things vaguer"},
};

/// The remedy for a text that is not a quarter.
std::string not_a_quarter(std::string_view text, std::string_view or_never) {
  int year = 0;
  for (const char c : text.substr(0, 4))
    year = c >= '0' && c <= '9' && year >= 0 ? 10 * year + (c - '0') : -1;
  if (text.size() >= 4 && year >= 1990 && year <= 2199) {
    return fmt::format("{} is not a financial quarter; write {} for April to June {}{}", shown(text),
                       to_string(financial_quarter(year, 1)), year, or_never);
  }
  return fmt::format("{} is not a financial quarter of 1990 to 2199; write it like 2019/20 Q1{}", shown(text),
                     or_never);
}

struct ParameterReading {
  Parameters parameters;
  std::set<std::string_view> faulty;
  yaml::Reader section;

  std::pair<std::string_view, std::string_view> split(std::string_view path) const {
    const auto dot = path.find('.');
    return {path.substr(0, dot), path.substr(dot + 1)};
  }
  yaml::Reader group(std::string_view path) { return section.section(split(path).first); }
  bool given(std::string_view path) { return group(path).has(split(path).second); }

  void read(const ParameterInfo& info, const Problems& problems) {
    yaml::Reader reader = group(info.path);
    const std::size_t before = problems.count();
    const auto value = read_value(reader, split(info.path).second, {info.kind, info.allowed, info.unit});
    if (value) info.set(parameters, *value);
    if (problems.count() != before) faulty.insert(info.path);
  }

  void check(const Order& order) {
    const ParameterInfo* low = find_parameter(order.low);
    const ParameterInfo* high = find_parameter(order.high);
    ensure(low != nullptr && high != nullptr, "an order between parameters that do not exist");
    if (faulty.contains(low->path) || faulty.contains(high->path)) return;
    const double a = low->get(parameters), b = high->get(parameters);
    if (a < b || (order.may_be_equal && a == b)) return;
    if (low->kind == ValueKind::quarter && a >= never.index && b >= never.index) return;
    // At the value that the user wrote; at the second if both.
    const bool at_low = given(order.low) && !given(order.high);
    const ParameterInfo& here = at_low ? *low : *high;
    const ParameterInfo& there = at_low ? *high : *low;
    const bool dates = low->kind == ValueKind::quarter;
    const std::string_view relation = at_low ? (order.may_be_equal ? "must not be above"
                                                : dates            ? "must be before"
                                                                   : "must be below")
                                             : (order.may_be_equal ? "must not be below"
                                                : dates            ? "must be after"
                                                                   : "must be above");
    group(here.path).problem(
        split(here.path).second,
        fmt::format("{} {} {} ({}); {}", value_text(here, here.get(parameters)), relation, there.path,
                    value_text(there, there.get(parameters)), order.why));
  }
};

}  // namespace

std::string_view readable_unit(std::string_view unit) {
  return unit == "1" || unit == "switch" || unit == "quarter" || unit == "seed" ? std::string_view() : unit;
}

std::optional<Quarter> read_quarter(yaml::Reader& reader, std::string_view key, bool may_be_never) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  const auto quarter = parse_quarter(*text);
  if (quarter && (may_be_never || *quarter != never)) return quarter;
  reader.problem(key, not_a_quarter(*text, may_be_never ? ", or never" : ""));
  return std::nullopt;
}

std::optional<double> read_value(yaml::Reader& reader, std::string_view key, const ValueRule& rule) {
  if (!reader.has(key)) return std::nullopt;
  constexpr double wrong = std::numeric_limits<double>::quiet_NaN();
  switch (rule.kind) {
    case ValueKind::on_off: {
      const auto value = reader.boolean(key);
      return value ? std::optional(*value ? 1.0 : 0.0) : std::nullopt;
    }
    case ValueKind::quarter: {
      const auto value = read_quarter(reader, key, true);
      return value ? std::optional(static_cast<double>(value->index)) : std::nullopt;
    }
    case ValueKind::whole: {
      constexpr std::int64_t no_value = -1;  // no count is negative
      const auto value =
          reader.integer_in(key, no_value, static_cast<std::int64_t>(rule.allowed.low),
                            static_cast<std::int64_t>(rule.allowed.high), readable_unit(rule.unit));
      return value == no_value ? std::nullopt : std::optional(static_cast<double>(value));
    }
    case ValueKind::number:
      break;
  }
  const double value =
      reader.number_in(key, wrong, rule.allowed.low, rule.allowed.high, readable_unit(rule.unit));
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

Parameters read_parameters(yaml::Reader section, Problems& problems) {
  ParameterReading reading{.parameters = {}, .faulty = {}, .section = std::move(section)};
  for (const ParameterInfo& info : all_parameters()) reading.read(info, problems);
  for (const Order& order : orders) reading.check(order);
  return reading.parameters;
}

}  // namespace concord
