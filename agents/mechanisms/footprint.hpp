#pragma once

#include "agents/state/phase.hpp"
#include "sim/parameters.hpp"

namespace concord {

/// Readiness to pool with places that carry deficits (M06).
struct Footprint {
  static constexpr std::string_view key = "footprint";
  Real exposure = 0.35;
};

template <>
inline constexpr auto rows<Footprint> = std::array{
    parameter("exposure", &Footprint::exposure, allow::non_negative, {0, 0.8}, "1",
              "Fear of paying for others' deficits.", "assumed; HSJ, January 2020", "M06", "expo"),
};

/// Subtracts the fear of paying for other places' deficits from system action (docs/ODD.md, 4.17).
void weigh_footprint(const Context&, const State&, SystemId, const Expectation&, Utilities&);

}  // namespace concord
