#pragma once
// The plot of figures over financial quarters: its axes, and lines with bands in it.

#include "experiments/charts/charts.hpp"
#include "experiments/charts/period.hpp"
#include "experiments/runs/published.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concord {

/// Every quarter is a strip that can be clicked ("quarter 5").
struct TimeAxes {
  std::vector<std::string> quarters;
  std::string unit, y_title;
  std::string title = {};         ///< above, in bold; may be empty
  double low = 0, high = 1;       ///< values that the scale has room for
  int selected = -1;              ///< a quarter to mark, or none
  std::string selected_words;     ///< above the mark
  std::vector<std::string> tips;  ///< [quarter], shown when pointing at it; may be empty
  bool difference = false;        ///< values are differences: shares in percentage points
  double names = 0;               ///< pixels for the names of lines at the right
};
/// Where things are.
struct TimePlace {
  std::vector<double> x;  ///< of every quarter
  LinearScale y;
  double left, right, top, bottom;
};
TimePlace draw_time_axes(Canvas& canvas, const Box& box, const TimeAxes& axes);
/// Its quarters alone, below `y`, at the pixels `x`; words stay within the room.
void draw_time_axis(Canvas& canvas, const Box& room, std::span<const std::string> quarters,
                    std::span<const double> x, double y);

/// A thin line: one run.
struct Thread {
  std::vector<double> values;  ///< [quarter]; NaN = missing
  std::string target;
};
struct TimePlot {
  TimeAxes axes;  ///< `low`, `high` and `names` are found by fit()
  std::vector<FanLine> lines;
  bool outer_bands = true;
  std::vector<Thread> threads;
  std::optional<FanLine> ghost;
  std::vector<Observation> observed;
};
/// What of it lies in a period, which lies within its quarters.
TimePlot part_of(TimePlot plot, const Period& period);
/// Makes room for everything, zero included.
void fit(TimePlot& plot);
void draw_time_plot(Canvas& canvas, const Box& box, const TimePlot& plot);

/// Published figures that are one quarter's value of a measure.
std::vector<Observation> observed_among(std::span<const PublishedRow> facts, std::string_view measure,
                                        std::span<const std::string> quarters);

/// Every quarter by its full name where there is room for that, else years under their first quarters.
std::vector<YearTick> time_ticks(std::span<const std::string> quarters, double step, double size);

/// What a tip says of a quarter, for sorting.
struct TipRow {
  double value;
  std::string words;
};
/// Rows below the head from the highest value down; at most eight, and how many more there are.
std::string sorted_tip(std::string head, std::vector<TipRow> rows);

/// Pieces of a line between missing values.
void draw_values(Canvas& canvas, std::span<const double> values, std::span<const double> x,
                 const LinearScale& y, const Pen& pen);
/// Names beside the ends of lines, moved apart; samples of their pens before them.
struct LineEnd {
  std::string name;
  double y;
  Pen pen;
};
void draw_line_ends(Canvas& canvas, std::span<const LineEnd> ends, const TimePlace& place, double room);

}  // namespace concord
