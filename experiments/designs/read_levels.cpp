#include "experiments/designs/read_levels.hpp"

#include "experiments/designs/design_keys.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

ValueRule rule_of(const ParameterInfo& info) { return {info.kind, info.allowed, info.unit}; }

/// Twelve significant digits: 0.1 x 3 is 0.3, as whoever wrote the range would write it, and powers do not
/// depend on the last bit of a logarithm. `width` is that of the range; what is nothing beside it is 0.
double tidy(double value, double width) {
  if (std::abs(value) < 1e-12 * width) return 0;
  const std::string text = fmt::format("{:.12g}", value);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `steps` values from low to high; the ends are exact.
std::vector<double> spaced(const Axis& axis, int steps) {
  Axis plain = axis;  // in real numbers, whatever the parameter's kind
  static const ParameterInfo number{.path = "", .kind = ValueKind::number};
  plain.parameter = &number;
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(steps));
  for (int k = 0; k < steps; ++k)
    values.push_back(tidy(coordinate_at(plain, static_cast<double>(k) / (steps - 1)), axis.high - axis.low));
  values.front() = axis.low;
  values.back() = axis.high;
  return values;
}

/// Why the values of a range cannot be used, if so; whole numbers are made exact.
std::optional<std::string> not_usable(std::vector<double>& values, const ParameterInfo& info) {
  if (info.kind != ValueKind::number) {
    for (double& value : values) {
      if (std::abs(value - std::round(value)) > 1e-9) {
        const bool dates = info.kind == ValueKind::quarter;
        return fmt::format("{} steps do not fall on {}{}; choose another number or give a list",
                           values.size(), dates ? "quarters" : "whole numbers",
                           dates ? "" : fmt::format(", as {} would be one", value));
      }
      value = std::round(value);
    }
  }
  if (std::ranges::adjacent_find(values) != values.end())
    return fmt::format("{} steps are more than there are different values between the ends", values.size());
  return std::nullopt;
}

}  // namespace

bool read_list(const std::string& key, const yaml::Node& list, Axis& axis, Problems& problems) {
  const std::size_t before = problems.count();
  if (list.children.empty() || list.children.size() > most_levels) {
    problems.add(list.file ? *list.file : "", list.line, list.column, "axes." + key,
                 list.children.empty()
                     ? "is empty; give at least one value"
                     : fmt::format("{} values; at most {}", list.children.size(), most_levels));
    return false;
  }
  // Each element as a key of its own, so that one function reads values of parameters wherever they stand.
  yaml::Node elements = list;
  elements.kind = yaml::Kind::map;
  for (std::size_t k = 0; k < elements.children.size(); ++k)
    elements.children[k].key = fmt::format("{}[{}]", key, k);
  yaml::Reader reader(elements, problems, "axes");
  for (const yaml::Node& element : elements.children) {
    const auto value = read_value(reader, element.key, rule_of(*axis.parameter));
    if (!value) continue;
    if (std::ranges::find(axis.levels, *value) != axis.levels.end())
      reader.problem(element.key, fmt::format("{} stands there twice", value_text(*axis.parameter, *value)));
    axis.levels.push_back(*value);
  }
  if (problems.count() != before) return false;
  axis.low = std::ranges::min(axis.levels);
  axis.high = std::ranges::max(axis.levels);
  return true;
}

bool read_range(yaml::Reader range, Axis& axis, Problems& problems) {
  const ParameterInfo& info = *axis.parameter;
  const std::size_t before = problems.count();
  std::optional<double> low, high;
  for (const auto& [key, end] : {std::pair{"from", &low}, std::pair{"to", &high}}) {
    if (!range.require(key)) continue;
    *end = read_value(range, key, rule_of(info));
    if (*end && info.kind == ValueKind::quarter && **end == never.index)
      range.problem(key, "a range ends at a quarter; never can stand in a list, such as [2020/21 Q4, never]");
  }
  const bool stepped = range.has("steps");
  int steps = 0;
  const Keys keys = range_keys(info.kind, steps, axis.log);
  read_keys(range, {keys.begin() + 2, keys.end()});  // the ends were read above
  if (problems.count() != before || !low || !high) return false;
  axis.low = *low;
  axis.high = *high;
  if (*low >= *high) {
    range.problem(
        "to", fmt::format("{} must be above `from` ({})", value_text(info, *high), value_text(info, *low)));
  } else if (axis.log && *low <= 0) {
    range.problem("from", fmt::format("{} cannot begin a logarithmic range; it must be above 0", *low));
  } else if (axis.log && info.kind == ValueKind::quarter) {
    range.problem("scale", "quarters are spaced evenly; leave it out");
  } else if (axis.log && info.kind == ValueKind::whole && !stepped) {
    range.problem("scale", "whole numbers are spaced by ratio only in steps; add `steps` or give a list");
  } else if (stepped) {
    axis.levels = spaced(axis, steps);
    axis.log = false;
    if (const auto wrong = not_usable(axis.levels, info)) range.problem("steps", *wrong);
  }
  return problems.count() == before;
}

}  // namespace concord
