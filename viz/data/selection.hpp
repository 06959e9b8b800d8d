#pragma once
// What the user looks at: shared by all views, so that they stay linked.

#include "experiments/charts/period.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace concord {

/// Indices into the open run; checked by clamp() whenever another one is opened.
struct Selection {
  int quarter = 0;
  std::optional<Period> period;    ///< what charts over time show, with the quarter in it; none = all
  std::optional<int> run;          ///< one run; none = all of them, shown as medians and bands
  int system = 0;                  ///< row of RunInfo::systems
  int organisation = 0;            ///< row of RunInfo::organisations; lies in the system
  std::size_t system_measure = 0;  ///< row of system_measure_rows
  std::size_t measure = 0;         ///< row of measure_rows
  std::string expression{};        ///< over measures, in its place in views of the country; empty = none
  std::size_t column = 0;          ///< row of organisation_column_rows, for distributions
  bool operator==(const Selection&) const = default;
};

/// What a click on part of a figure selects, as text in Canvas::Group::target: "system 12", "organisation
/// 230", "quarter 5", "run 7", "measure 3", "system_measure 4", "point 17" (of a sweep).
enum class TargetKind { system, organisation, quarter, run, measure, system_measure, point };
struct Clicked {
  TargetKind kind;
  int index;
};
std::string text_of(const Clicked& target);
std::optional<Clicked> parse_target(std::string_view text);

}  // namespace concord
