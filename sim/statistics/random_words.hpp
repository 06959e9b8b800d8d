#pragma once
// Randomness of designs: every word is a function of its address, so nothing depends on the
// order of calls.

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <Random123/philox.h>

namespace concord {

/// What words are for. Never renumbered, and above the purposes of a model's draws (sim/random.hpp), so that
/// a design and its runs may have the same seed.
enum class Draw : std::uint32_t {
  latin_hypercube = 0x80000001,
  sobol_shift = 0x80000002,
  morris_start = 0x80000003,
  morris_order = 0x80000004,
  proposal = 0x80000008,  // 7 was that of walks
  axis_of_step = 0x80000009,
  acceptance = 0x8000000A,
  exchange = 0x8000000B,
  part = 0x8000000C,
  generation = 0x8000000D,
};

using RandomWords = std::array<std::uint32_t, 4>;

/// Philox4x32-10 (Salmon and others, 2011). Key: seed, low word first; counter: row, column, draw, round.
/// Rows, columns and rounds count below 2^32.
inline RandomWords random_words(std::uint64_t seed, Draw draw, std::size_t row, std::size_t column,
                                std::size_t round = 0) {
  const r123::Philox4x32::ctr_type counter{
      {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(column), static_cast<std::uint32_t>(draw),
       static_cast<std::uint32_t>(round)}};
  const r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const auto words = r123::Philox4x32()(counter, key);
  return {words[0], words[1], words[2], words[3]};
}

/// The highest 53 of 64 bits as a number in [0, 1), exactly.
inline double share_of(std::uint64_t bits) { return static_cast<double>(bits >> 11) / 9007199254740992.0; }

inline std::uint64_t joined(std::uint32_t high, std::uint32_t low) {
  return static_cast<std::uint64_t>(high) << 32 | low;
}

/// One of 0, ..., count - 1, all equally likely as far as 53 bits go. Rounding cannot reach `count`: a share
/// is at most 1 - 2^-53.
inline std::size_t pick(std::size_t count, std::uint32_t high, std::uint32_t low) {
  return static_cast<std::size_t>(share_of(joined(high, low)) * static_cast<double>(count));
}

/// 0, ..., count - 1 in random order (Fisher and Yates): step k of it is word `first` + k of the row.
inline std::vector<std::uint32_t> shuffled(std::size_t count, std::uint64_t seed, Draw draw, std::size_t row,
                                           std::size_t first = 0) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t k = count; k > 1; --k) {
    const RandomWords words = random_words(seed, draw, row, first + k);
    std::swap(order[k - 1], order[pick(k, words[0], words[1])]);
  }
  return order;
}

}  // namespace concord
