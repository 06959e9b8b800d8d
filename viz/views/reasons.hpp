#pragma once
// Why an organisation chose what it chose: the parts of what it expected of each option, side by side.

#include "experiments/charts/canvas.hpp"
#include "viz/data/run_data.hpp"
#include "viz/views/views.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct ReasonRow {
  std::string term;
  std::array<double, actions> parts{};  ///< pp of the own budget
  double lead = 0;                      ///< of the chosen over the next best option
};
struct WeighedReasons {
  std::optional<Action> chosen;
  Action rival = Action::institution;    ///< the best of the others
  std::vector<ReasonRow> rows;           ///< those that separate the two most first; none if unknown
  std::array<double, actions> totals{};  ///< what was expected, pp
  std::array<double, actions> attraction{}, chance{};  ///< NaN if unknown
  std::string missing;                                 ///< why there are no rows
  bool difference = false;                             ///< numbers are differences of two runs
  double reach = 0;                                    ///< pp that the bars have room for at least
};
WeighedReasons reasons_of(const RunDetail& detail, int quarter, int organisation);
/// The term that speaks most for the choice, and the one that speaks most against it, if there are any.
struct Weights {
  const ReasonRow* pro = nullptr;
  const ReasonRow* contra = nullptr;
};
Weights weights_of(const WeighedReasons& reasons);

/// Of a run that holds differences of two: those first that moved most.
WeighedReasons differences_of(const RunDetail& detail, int quarter, int organisation);
/// Gives both the same rows in the same order and one scale, so that they can be compared line by line.
void align(WeighedReasons& now, WeighedReasons& before);

/// The terms, in the same order, and the scale of what stands beside it.
void share(WeighedReasons& reasons, const Scene& scene);

double reasons_height(const WeighedReasons& reasons, double width);
/// With `before` its bars stand grey below those of `reasons`, which it is aligned with, and its numbers in
/// brackets.
void draw_reasons(Canvas& canvas, const Box& box, const WeighedReasons& reasons,
                  const WeighedReasons* before = nullptr);

}  // namespace concord
