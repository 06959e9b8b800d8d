#include "experiments/pages/axis_words.hpp"

#include "experiments/designs/title_words.hpp"
#include "experiments/scenarios/short_meaning.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// "pooling: floor"
std::string name_words(const SweepAxis& axis) {
  std::string words = axis.name;
  std::ranges::replace(words, '_', ' ');
  if (const auto dot = words.find('.'); dot != words.npos) words.replace(dot, 1, ": ");
  return words;
}

}  // namespace

std::string axis_words(const SweepAxis& axis) {
  const std::string words = axis.kind == AxisKind::packages ? axis.name : short_meaning(axis.meaning);
  return words.empty() ? name_words(axis) : words;
}
std::string axis_in_title(const SweepAxis& axis) {
  const std::string words = axis_words(axis);
  return word_count(words) <= longest_subject ? words : name_words(axis);
}

namespace {
std::string standing_alone(const SweepAxis& axis) {
  std::string words = axis_words(axis);
  const bool small = axis.kind != AxisKind::packages && words[0] >= 'a' && words[0] <= 'z';
  if (small) words[0] = static_cast<char>(words[0] - 'a' + 'A');
  return words;
}
}  // namespace

std::vector<std::string> axis_labels(std::span<const SweepAxis> axes) {
  std::vector<std::string> labels;
  for (const SweepAxis& axis : axes) labels.push_back(standing_alone(axis));
  const std::vector<std::string> plain = labels;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (std::ranges::count(plain, plain[axis]) > 1) labels[axis] += " (" + axes[axis].name + ")";
  }
  return labels;
}

std::string unit_title(const SweepAxis& axis) {
  const std::string unit = axis.unit == "1" ? "" : axis.unit;
  if (!axis.log) return unit;
  return unit.empty() ? "by ratio" : unit + " (by ratio)";
}
std::string axis_title(const SweepAxis& axis) {
  const std::string unit = unit_title(axis);
  const std::string words = standing_alone(axis);
  return unit.empty() ? words : words + ", " + unit;
}

std::vector<double> positions_on(const SweepAxis& axis, std::span<const double> coordinates) {
  const bool log = axis.log && std::ranges::all_of(coordinates, [](double at) { return at > 0; });
  const bool metric = (axis.kind == AxisKind::number || axis.kind == AxisKind::whole) && axis.log == log;
  std::vector<double> out;
  for (const double at : coordinates)
    out.push_back(!metric ? static_cast<double>(out.size()) : log ? std::log10(at) : at);
  return out;
}

Dot dot_of(const Cell& cell) { return {cell.mean, Interval{missing_value, cell.low90, cell.high90}}; }

}  // namespace concord
