#include "experiments/campaigns/side_by_side.hpp"

#include "sim/lanes.hpp"

#include <algorithm>
#include <compare>

namespace concord {
namespace {

constexpr std::size_t window = std::size_t{64} * lanes;  // runs, within which those that agree are looked for

bool number(const ParameterInfo& parameter) { return parameter.kind == ValueKind::number; }

bool sets_numbers(const Package& package, const std::vector<AimedPolicy>& policies) {
  return std::ranges::all_of(package.settings,
                             [](const Setting& setting) { return number(*setting.parameter); }) &&
         std::ranges::all_of(package.policies, [&](const std::string& name) {
           const auto policy = std::ranges::find(policies, name, &AimedPolicy::name);
           return std::ranges::all_of(policy->settings,
                                      [](const AimedSetting& setting) { return number(*setting.parameter); });
         });
}

/// Axes that move more than numbers.
std::vector<std::size_t> dividing_axes(const Design& design) {
  std::vector<std::size_t> axes;
  for (std::size_t k = 0; k < design.axes.size(); ++k) {
    const Axis& axis = design.axes[k];
    const bool numbers = axis.parameter != nullptr
                             ? number(*axis.parameter)
                             : std::ranges::all_of(axis.packages, [&](const Package& package) {
                                 return sets_numbers(package, design.base.scenario.policies);
                               });
    if (!numbers) axes.push_back(k);
  }
  return axes;
}

}  // namespace

RunGroups runs_side_by_side(const Plan& plan, const BatchRange& range) {
  const std::vector<std::size_t> axes = dividing_axes(plan.design);
  const auto order = [&](std::int64_t a, std::int64_t b) {
    const auto point = plan.points[static_cast<std::size_t>(a / plan.most())],
               other = plan.points[static_cast<std::size_t>(b / plan.most())];
    for (const std::size_t k : axes) {
      if (point[k] != other[k]) return point[k] < other[k] ? -1 : 1;
    }
    return 0;
  };
  RunGroups groups;
  const std::int64_t first = plan.first_run(range.first), end = plan.first_run(range.end);
  groups.runs.reserve(static_cast<std::size_t>(end - first));
  for (std::int64_t run = first; run < end; ++run) groups.runs.push_back(run);
  for (std::size_t from = 0; from < groups.runs.size(); from += window) {
    const std::size_t to = std::min(from + window, groups.runs.size());
    if (!axes.empty()) {
      std::ranges::stable_sort(groups.runs.begin() + static_cast<std::ptrdiff_t>(from),
                               groups.runs.begin() + static_cast<std::ptrdiff_t>(to),
                               [&](std::int64_t a, std::int64_t b) { return order(a, b) < 0; });
    }
    for (std::size_t begin = from; begin < to;) {
      std::size_t last = begin + 1;
      while (last < to && last < begin + lanes && order(groups.runs[begin], groups.runs[last]) == 0) ++last;
      groups.ends.push_back(last);
      begin = last;
    }
  }
  return groups;
}

}  // namespace concord
