#pragma once
// Two figures beside each other, for every view: A left, B right, on the same scales and in the same order.

#include "experiments/charts/strips.hpp"
#include "viz/views/views.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace concord {

struct Comparison;

/// What figures that stand together share. Each adds to it what it needs and takes what all need: both are
/// made twice, so that the second time all is known.
struct Together {
  std::map<std::string, std::pair<double, double>> ranges;
  std::map<std::string, std::vector<std::string>> orders;
};
/// The range of a scale: this figure's own, or that of all figures it stands with.
std::pair<double, double> range_of(const Scene& scene, const std::string& scale, double low, double high);
/// Rows in the order that the figures share, those of all of them: their own where the figure stands alone.
std::vector<std::string> order_of(const Scene& scene, const std::string& list, std::vector<std::string> own);

/// The scale of the same strip beside it.
void share(Strip& strip, const Scene& scene);

/// A and B as each looks alone; nothing while data is on its way.
std::optional<Figure> beside_figure(View view, const Scene& scene, const Comparison& comparison);

}  // namespace concord
