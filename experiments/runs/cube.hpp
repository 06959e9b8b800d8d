#pragma once
// How numbers of many runs lie side by side.

#include <cstddef>

namespace concord {

/// Places in rows of [measure][run][quarter][thing]; `things` is 1 for what belongs to the country.
struct Cube {
  std::size_t runs = 0, quarters = 0, things = 1;

  template <class Runs, class Quarters, class Things>
  static constexpr Cube of(Runs runs, Quarters quarters, Things things) {
    return {static_cast<std::size_t>(runs), static_cast<std::size_t>(quarters),
            static_cast<std::size_t>(things)};
  }
  /// How many numbers a run has of each measure, and how many a measure has.
  constexpr std::size_t a_run() const { return quarters * things; }
  constexpr std::size_t a_measure() const { return runs * a_run(); }
  constexpr std::size_t at(std::size_t measure, std::size_t run, std::size_t quarter,
                           std::size_t thing = 0) const {
    return ((measure * runs + run) * quarters + quarter) * things + thing;
  }
};

}  // namespace concord
