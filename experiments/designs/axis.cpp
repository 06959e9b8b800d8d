// Coordinates of axes as numbers and as text.

#include "experiments/designs/design.hpp"
#include "sim/math.hpp"

#include <algorithm>
#include <cmath>

namespace concord {
namespace {

double scalar_log(double x) { return log(Real(x)).lane(0); }
double scalar_exp(double x) { return exp(Real(x)).lane(0); }

/// The part of [0, 1], of `parts` equal ones, in which u lies.
double part_of(double u, double parts) { return std::min(std::floor(u * parts), parts - 1); }

}  // namespace

double value_in(const Axis& axis, const Scenario& scenario) {
  if (axis.national()) return axis.parameter->get(scenario.parameters);
  const auto policy = std::ranges::find(scenario.policies, axis.policy, &AimedPolicy::name);
  ensure(policy != scenario.policies.end(), "axes name policies of the scenario");
  const auto setting = std::ranges::find(policy->settings, axis.parameter, &AimedSetting::parameter);
  ensure(setting != policy->settings.end(), "and parameters that these set");
  return setting->value;
}

double coordinate_at(const Axis& axis, double u) {
  ensure(u >= 0 && u <= 1, "a share of an axis");
  if (!axis.continuous()) {
    const auto count = static_cast<double>(axis.levels.size());
    return axis.levels[static_cast<std::size_t>(part_of(u, count))];
  }
  if (axis.parameter->kind != ValueKind::number) return axis.low + part_of(u, axis.high - axis.low + 1);
  if (u == 0) return axis.low;
  if (u == 1) return axis.high;
  double value = axis.low + u * (axis.high - axis.low);
  if (axis.log) {
    const double low = scalar_log(axis.low);
    value = scalar_exp(low + u * (scalar_log(axis.high) - low));
  }
  return std::clamp(value, axis.low, axis.high);  // rounding may lead past an end
}

std::string text_of(const Axis& axis, double coordinate) {
  if (axis.parameter != nullptr) return value_text(*axis.parameter, coordinate);
  if (coordinate == as_in_scenario) return std::string(no_package);
  return axis.packages.at(static_cast<std::size_t>(coordinate)).name;
}

}  // namespace concord
