#include "experiments/charts/spread.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {}  // namespace

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

}  // namespace concord
