#pragma once
// Worlds to be timed.

#include "agents/quarter/simulate.hpp"

namespace concord {

/// England 2019, 24 quarters.
Scenario england();

/// An invented world of about so many organisations, one year: short, because a million of them take long.
Scenario invented(int organisations);

/// Replicates 8 b to 8 b + 7.
std::array<std::uint32_t, lanes> batch(int b);

}  // namespace concord
