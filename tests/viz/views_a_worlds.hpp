#pragma once
// Two made-up systems in one or more runs, for views.

#include "tests/support/worlds.hpp"
#include "viz/data/memory_run.hpp"
#include "viz/figures/figure.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord::test {

/// "A" and "B" over the quarters of 2019/20; A has a trust, a CCG and a council in one place, B a trust. All
/// values are missing.
RunInfo two_systems(int runs = 1);
/// The same values in every run, [quarter][system].
Slice same_in_all_runs(const RunInfo& info, const std::vector<std::vector<double>>& values);
/// All columns 0 but for action: the same for every organisation and quarter; trust 0.8 in places and 0.2 in
/// the system.
RunDetail detail_of(const RunInfo& info, Action action);
void set_column(RunDetail& detail, OrganisationColumn column, int quarter, int organisation, float value);

std::size_t count_of(std::string_view text, std::string_view part);
/// Keeps what is drawn.
class Drawn final : public Canvas {
 public:
  using Canvas::begin_group;
  using Canvas::polygon;
  using Canvas::text;
  void rect(double x, double y, double width, double height, std::string_view fill) override;
  void line(Point from, Point to, const Pen& pen) override;
  void polyline(std::span<const Point> points, const Pen& pen) override;
  void polygon(std::span<const Point> points, std::string_view fill, double opacity,
               const Pen& outline) override;
  void circle(Point centre, double radius, std::string_view fill) override;
  void text(Point at, std::string_view words, const TextStyle& style) override;
  void begin_group(const Group& group) override;
  void end_group() override { --depth; }

  struct Words {
    std::string text;
    Box box;  ///< estimated
  };
  std::vector<Words> words;
  std::vector<std::string> targets, dashes;
  std::vector<std::size_t> corners;  ///< of polygons
  double left = 1e9, right = -1e9, bottom = -1e9;
  bool finite = true;
  int depth = 0;

 private:
  void reach(Point at);
};
/// The figure without its frame at a width, from (0, 0).
Drawn drawn(const Figure& figure, double width);

}  // namespace concord::test
