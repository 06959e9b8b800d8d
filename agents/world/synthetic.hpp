#pragma once
// An invented world of any size from 1 to a million organisations, for teaching, tests and timing.
//
// Sizes follow England in 2018/19: 42 systems of 0.5 to 3.1 million people, CCG allocations of £75.6bn and
// social care of £17bn a year for 56 million people, trusts scaled so that contracts take 66% of each
// system's allocation. Who exists where, and how large, is drawn; nothing is copied from real bodies.

#include "agents/world/world.hpp"
#include "sim/parameters.hpp"

#include <optional>
#include <string>

namespace concord {

struct SyntheticWorld {
  static constexpr std::string_view key = "synthetic";
  int systems = 42;
  double places_per_system = 3.6;
  double trusts_per_system = 5.36;
  double ccgs_per_system = 4.55;
  double councils_per_system = 3.6;
  double population = 56e6;
  int seed = 2019;
};

template <>
inline constexpr auto rows<SyntheticWorld> = std::array{
    parameter("systems", &SyntheticWorld::systems, {1, 1e6}, {1, 1000}, "systems", "Number of systems.",
              "England, April 2019: 42", "M30", ""),
    parameter("places_per_system", &SyntheticWorld::places_per_system, {1, 1e6}, {1, 10}, "places",
              "Mean number of places a system; every system has at least one.",
              "151 council footprints in 42 systems", "M30", ""),
    parameter(
        "trusts_per_system", &SyntheticWorld::trusts_per_system, {0, 1e6}, {1, 12}, "trusts",
        "Mean number of trusts a system; of every 225, 133 are acute, 54 mental health, 15 community, 10 "
        "ambulance and 13 specialist.",
        "225 trusts in 42 systems", "M30", ""),
    parameter("ccgs_per_system", &SyntheticWorld::ccgs_per_system, {0, 1e6}, {1, 10}, "CCGs",
              "Mean number of clinical commissioning groups a system.", "191 CCGs in 42 systems", "M30", ""),
    parameter("councils_per_system", &SyntheticWorld::councils_per_system, {0, 1e6}, {1, 10}, "councils",
              "Mean number of councils a system.", "151 councils in 42 systems", "M30", ""),
    parameter("population", &SyntheticWorld::population, {1, 1e12}, {1e6, 1e9}, "people",
              "People in all systems together; budgets go with them.", "England, about 56 million", "M30",
              ""),
    parameter("seed", &SyntheticWorld::seed, {0, 2147483647}, {0, 0}, "seed",
              "Which of the possible worlds; not the seed of the runs.", "arbitrary", "M30", ""),
};

/// How many of each there will be in all systems together: mean x systems, rounded.
struct WorldSize {
  double systems, places, trusts, ccgs, councils;
  double organisations() const { return trusts + ccgs + councils; }
};
WorldSize size_of(const SyntheticWorld&);

inline constexpr double most_organisations = 1e6;

/// Why such a world cannot be built, or nothing. Every value is within its own range.
std::optional<std::string> why_impossible(const SyntheticWorld&);

/// The same world for the same values, on every machine. Throws BrokenInvariant if it is impossible.
Layout synthetic_layout(const SyntheticWorld&);

}  // namespace concord
