#pragma once
// The part of time that charts show.

#include <algorithm>
#include <optional>

namespace concord {

/// Quarters from `first` to `last`, both included.
struct Period {
  int first = 0, last = 0;
  int length() const { return last - first + 1; }
  bool holds(int quarter) const { return quarter >= first && quarter <= last; }
  bool operator==(const Period&) const = default;
};

/// The shortest that zooming makes.
inline constexpr int shortest_period = 2;

/// What of it lies within `quarters` quarters; none if that is all or nothing of them: all are shown then.
std::optional<Period> within(const Period& period, int quarters);
/// Shorter (`steps` > 0) or longer, and the quarter `at` stays where it was, as far as there are quarters.
Period zoomed(const Period& period, int steps, int at, int quarters);
/// As long as it was, later by so many quarters, as far as there are.
Period moved(const Period& period, int by, int quarters);
/// Moved no further than needed to hold a quarter.
Period holding(const Period& period, int quarter);

}  // namespace concord
