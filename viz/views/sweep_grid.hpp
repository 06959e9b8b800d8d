#pragma once
// A design cut into cells: its levels, and the points that stand together.

#include "viz/views/sweep_views.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace concord {

/// The design's own points; one behind them is the baseline that was added to it.
std::size_t own_points(const SweepSheet& sheet);

/// Levels of an axis that a map has cells for: those of the design; of a continuous axis, parts of its range.
struct SweepLevel {
  std::string label;
  double low, high;  ///< coordinates
};
/// Looks at all points of a sweep: for figures, and to be kept where frames need them.
std::vector<SweepLevel> levels_of(const SweepSheet& sheet, std::size_t axis);
/// The level a coordinate stands at, if any.
std::optional<std::size_t> level_at(std::span<const SweepLevel> levels, double coordinate);
/// What SweepScene::fixed begins with: of a grid, and of axes moved one at a time, the levels of the
/// baseline, or the first ones where it stands on none; elsewhere nothing, as nearly no points would be left.
std::vector<std::optional<std::size_t>> usual_levels(const SweepSheet& sheet);

/// The cells of a scene: points at these levels of the two axes and at the fixed levels of the others.
class SweepGrid {
 public:
  /// Looks at every point once an axis that matters, however many cells there are.
  explicit SweepGrid(const SweepScene& scene);
  const std::vector<SweepLevel>& across() const { return across_; }
  /// One without a label where both axes are the same.
  const std::vector<SweepLevel>& up() const { return up_; }
  /// In ascending order.
  std::span<const std::size_t> points(std::size_t x, std::size_t y) const;
  /// Other axes with more than one level: those that stay at one ("trust loss rate at 0.2"), and how many are
  /// averaged over.
  const std::vector<std::string>& held() const { return held_; }
  std::size_t averaged() const { return averaged_; }
  /// "; trust loss rate at 0.2; averaged over 2 other axes".
  std::string others_text() const;
  /// Coordinates looked at so far: grows with points and axes, never with cells.
  std::size_t looked_at() const { return looked_at_; }

 private:
  std::vector<SweepLevel> across_, up_;
  std::vector<std::size_t> points_, first_;  ///< of cell y * across + x: [first_[cell], first_[cell + 1])
  std::vector<std::string> held_;
  std::size_t averaged_ = 0, looked_at_ = 0;
};

}  // namespace concord
