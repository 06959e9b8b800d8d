#pragma once
// Counter-based randomness: every draw is a pure function of seed, replicate,
// step, agent and purpose.
//
// No generator is carried about, so results do not depend on the order of
// calls, on threads or on what else a run records, and all points of a sweep
// share the same luck (Salmon and others, 2011: Philox4x32-10).

#include "sim/lanes.hpp"
#include "sim/math.hpp"

#include <array>
#include <cstdint>

#include <Random123/philox.h>

namespace concord {

namespace detail {
/// Philox4x32-10 on the counters of all lanes at once; the same words as
/// r123::Philox4x32.
CONCORD_INLINE void philox(std::array<Words, 4>& c, std::uint32_t key_low, std::uint32_t key_high) {
  const Words word = 0xffffffff;
  for (int round = 0; round < 10; ++round) {
    const Words first = wide_product(c[0], PHILOX_M4x32_0), second = wide_product(c[2], PHILOX_M4x32_1);
    c = {(second >> 32) ^ c[1] ^ Words(key_low), second & word, (first >> 32) ^ c[3] ^ Words(key_high),
         first & word};
    key_low += PHILOX_W32_0;
    key_high += PHILOX_W32_1;
  }
}

/// 53 bits of two words as a number in (0, 1), by the formula of
/// Random::uniform.
CONCORD_INLINE Real unit_interval(const Words& first, const Words& second) {
  return (whole_number(first >> 5) * 67108864.0 + whole_number(second >> 6) + 0.5) / 9007199254740992.0;
}
}  // namespace detail

/// Draws for the `lanes` replicates of a batch. `Purpose` is an enumeration of
/// the model whose values are never renumbered.
struct Random {
  std::uint64_t seed = 0;
  std::array<std::uint32_t, lanes> replicates{};

  /// One uniform in (0, 1) a lane, 53 bits. Key: seed, low word first; counter:
  /// agent, step, purpose, replicate.
  template <class Purpose>
  CONCORD_INLINE Real uniform(Purpose purpose, std::uint32_t step, std::uint32_t agent) const {
    const std::array<Words, 4> words = draw(purpose, step, agent);
    return detail::unit_interval(words[0], words[1]);
  }

  /// Two independent uniforms in (0, 1) a lane, for the price of one: the first
  /// from the words that `uniform` uses at this address, so equal to it, the
  /// second from the other two words.
  template <class Purpose>
  CONCORD_INLINE std::array<Real, 2> uniforms(Purpose purpose, std::uint32_t step,
                                              std::uint32_t agent) const {
    const std::array<Words, 4> words = draw(purpose, step, agent);
    return {detail::unit_interval(words[0], words[1]), detail::unit_interval(words[2], words[3])};
  }

  /// One standard normal variate a lane, by inverse distribution.
  template <class Purpose>
  CONCORD_INLINE Real normal(Purpose purpose, std::uint32_t step, std::uint32_t agent) const {
    return normal_quantile(uniform(purpose, step, agent));
  }

 private:
  template <class Purpose>
  CONCORD_INLINE std::array<Words, 4> draw(Purpose purpose, std::uint32_t step, std::uint32_t agent) const {
    Words replicate;
    for (int k = 0; k < lanes; ++k) replicate.set_lane(k, replicates[static_cast<std::size_t>(k)]);
    std::array<Words, 4> words{Words(agent), Words(step), Words(static_cast<std::uint32_t>(purpose)),
                               replicate};
    detail::philox(words, static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
    return words;
  }
};

}  // namespace concord
