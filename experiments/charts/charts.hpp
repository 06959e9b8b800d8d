#pragma once
// Charts as analysts know them. They draw what they are given and know no measure.

#include "experiments/charts/canvas.hpp"
#include "experiments/charts/number_words.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// Told apart by readers who do not see all colours, and at least 3:1 on white.
namespace palette {
inline constexpr std::string_view blue = "#12436D", teal = "#28A197", plum = "#801650", orange = "#F46A25",
                                  dark = "#3D3D3D", grid = "#E3E3E3", text = "#1A1A1A", muted = "#595959";
}

/// Evenly spaced round numbers, about `wanted` of them and at least two, between the first and last of which
/// `low` and `high` lie. Counts are not divided: their numbers are whole.
std::vector<double> ticks(double low, double high, int wanted, std::string_view unit);
/// Something that was published, or a baseline.
void draw_diamond(Canvas& canvas, Point at, double radius = 5, std::string_view fill = "#ffffff");

struct LinearScale {
  double from, to, low, high;  ///< pixels and values
  double operator()(double value) const { return from + (value - low) / (high - low) * (to - from); }
};
/// Moves labels apart, at least `gap` pixels, within [top, bottom]; `wanted` need not be sorted.
std::vector<double> spread_labels(std::span<const double> wanted, double gap, double top, double bottom);

struct FanLine {
  std::string label;
  std::string_view color, dash;
  std::vector<Spread> quarters;
};
/// The middle half, and the 90% range with `outer`; the median. `x`: pixels of every quarter.
void draw_bands(Canvas& canvas, const FanLine& line, std::span<const double> x, const LinearScale& y,
                bool outer = true);
void draw_median(Canvas& canvas, const FanLine& line, std::span<const double> x, const LinearScale& y);

/// A published figure at a quarter.
struct Observation {
  int quarter;
  double value;
};
struct RangeRow {
  std::string section, label, unit;
  Spread simulated;
  double published;
  bool assumed;  ///< nobody published it
  std::string note;
};
inline constexpr double range_row_height = 30, range_section_height = 26, range_head_height = 40;
double range_chart_height(std::span<const RangeRow> rows);
/// Published figures against simulated ranges, every row on a scale of its own that includes zero.
void draw_ranges(Canvas& canvas, const Box& box, std::span<const RangeRow> rows);

struct HeatRow {
  std::string label;
  std::vector<double> values;  ///< of every quarter; NaN = none
  int marked = -1;             ///< a quarter to mark, or none
};
struct HeatMap {
  std::string scale_title, mark_title, unit;
  std::vector<HeatRow> rows;
};
double heat_map_height(const HeatMap& map);
void draw_heat_map(Canvas& canvas, const Box& box, const HeatMap& map, std::span<const std::string> quarters);

/// Tells where the years stand on an axis of quarters: (quarter, "2019/20") of each year to be labelled, so
/// that labels of `size` do not touch when quarters are `step` pixels apart.
struct YearTick {
  int quarter;
  std::string label;
};
std::vector<YearTick> year_ticks(std::span<const std::string> quarters, double step, double size);

}  // namespace concord
