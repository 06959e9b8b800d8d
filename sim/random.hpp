#pragma once
// Counter-based randomness: every draw is a pure function of seed, replicate, step, agent and purpose.
//
// No generator is carried about, so results do not depend on the order of calls, on threads or on what else a
// run records, and all points of a sweep share the same luck (Salmon and others, 2011: Philox4x32-10).

#include "sim/lanes.hpp"
#include "sim/math.hpp"

#include <array>
#include <cstdint>

#include <Random123/philox.h>

namespace concord {

/// Draws for the `lanes` replicates of a batch. `Purpose` is an enumeration of the model whose values are
/// never renumbered.
struct Random {
  std::uint64_t seed = 0;
  std::array<std::uint32_t, lanes> replicates{};

  /// One uniform in (0, 1) a lane, 53 bits. Key: seed, low word first; counter: agent, step, purpose,
  /// replicate.
  template <class Purpose>
  CONCORD_INLINE Real uniform(Purpose purpose, std::uint32_t step, std::uint32_t agent) const {
    std::uint32_t high[lanes], low[lanes];
    for (int k = 0; k < lanes; ++k) {
      const auto words = r123::Philox4x32{}(
          {{agent, step, static_cast<std::uint32_t>(purpose), replicates[static_cast<std::size_t>(k)]}},
          {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}});
      high[k] = words[0] >> 5;
      low[k] = words[1] >> 6;
    }
    Real u;
    for (int k = 0; k < lanes; ++k) {
      u.v[k] = (static_cast<double>(high[k]) * 67108864.0 + static_cast<double>(low[k]) + 0.5) /
               9007199254740992.0;
    }
    return u;
  }

  /// One standard normal variate a lane, by inverse distribution.
  template <class Purpose>
  CONCORD_INLINE Real normal(Purpose purpose, std::uint32_t step, std::uint32_t agent) const {
    return normal_quantile(uniform(purpose, step, agent));
  }
};

}  // namespace concord
