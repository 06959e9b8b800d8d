// BLAKE2b (RFC 7693) of four messages side by side. A message alone waits for itself: libsodium takes three
// times as long for each. A test compares both.

#include "sim/errors.hpp"
#include "sim/evidence.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace concord {
namespace {

constexpr std::size_t beside = 4, block_words = 16;
/// One word of each message.
using Words [[gnu::vector_size(beside * 8)]] = std::uint64_t;
using Bytes [[gnu::vector_size(beside * 8)]] = std::uint8_t;

constexpr std::array<std::uint64_t, 8> start{0x6a09e667f3bcc908U, 0xbb67ae8584caa73bU, 0x3c6ef372fe94f82bU,
                                             0xa54ff53a5f1d36f1U, 0x510e527fade682d1U, 0x9b05688c2b3e6c1fU,
                                             0x1f83d9abfb41bd6bU, 0x5be0cd19137e2179U};
constexpr std::array<std::array<std::uint8_t, block_words>, 10> orders{
    {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
     {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
     {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
     {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
     {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
     {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
     {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
     {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
     {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
     {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}}};

/// To the right, in each word.
template <int bytes>
Words rotated(Words words) {
  return [&]<int... n>(std::integer_sequence<int, n...>) {
    const Bytes all = reinterpret_cast<Bytes>(words);
    const Bytes turned = __builtin_shufflevector(all, all, ((n & ~7) | ((n + bytes) & 7))...);
    return reinterpret_cast<Words>(turned);
  }
  (std::make_integer_sequence<int, beside * 8>());
}

struct Quarter {
  Words &a, &b, &c, &d;
  void mix(Words one, Words other) {
    a += b + one;
    d = rotated<4>(d ^ a);
    c += d;
    b = rotated<3>(b ^ c);
    a += b + other;
    d = rotated<2>(d ^ a);
    c += d;
    b ^= c;
    b = b << 1 | b >> 63;
  }
};

using State = std::array<Words, 8>;

void add_block(State& state, const std::array<Words, block_words>& block, std::uint64_t bytes_so_far,
               bool last) {
  std::array<Words, 16> v;
  for (std::size_t n = 0; n < 8; ++n) {
    v[n] = state[n];
    v[n + 8] = Words{} + start[n];
  }
  v[12] ^= bytes_so_far;
  if (last) v[14] = ~v[14];
#pragma GCC unroll 12
  for (std::size_t round = 0; round < 12; ++round) {
    const auto& order = orders[round % orders.size()];
#pragma GCC unroll 8
    for (std::size_t n = 0; n < 8; ++n) {  // columns, then diagonals
      const std::size_t k = n % 4, turn = n / 4;
      Quarter{v[k], v[4 + (k + turn) % 4], v[8 + (k + 2 * turn) % 4], v[12 + (k + 3 * turn) % 4]}.mix(
          block[order[2 * n]], block[order[2 * n + 1]]);
    }
  }
  for (std::size_t n = 0; n < 8; ++n) state[n] ^= v[n] ^ v[n + 8];
}

/// Wide numbers as they count: every NaN as the same.
template <class Wide>
Words as_counted(Words words) {
  if constexpr (std::is_same_v<Wide, double>) {
    using Signed [[gnu::vector_size(sizeof(Words))]] = std::int64_t;
    constexpr auto nan = std::bit_cast<std::int64_t>(std::numeric_limits<double>::quiet_NaN()),
                   infinite = std::bit_cast<std::int64_t>(std::numeric_limits<double>::infinity());
    const auto bits = reinterpret_cast<Signed>(words);
    const Signed is_nan = (bits & std::numeric_limits<std::int64_t>::max()) > infinite;
    const Signed counted = (bits & ~is_nan) | (is_nan & nan);
    return reinterpret_cast<Words>(counted);
  }
  return words;
}

/// Four numbers of each of four rows, by columns.
template <class Wide>
void turn(const std::array<const Wide*, beside>& rows, Words* columns) {
  std::array<Words, beside> row;
  for (std::size_t n = 0; n < beside; ++n) {
    std::memcpy(&row[n], rows[n], sizeof(Words));
    row[n] = as_counted<Wide>(row[n]);
  }
  const Words even = __builtin_shufflevector(row[0], row[1], 0, 4, 2, 6),
              odd = __builtin_shufflevector(row[0], row[1], 1, 5, 3, 7),
              even_below = __builtin_shufflevector(row[2], row[3], 0, 4, 2, 6),
              odd_below = __builtin_shufflevector(row[2], row[3], 1, 5, 3, 7);
  columns[0] = __builtin_shufflevector(even, even_below, 0, 1, 4, 5);
  columns[1] = __builtin_shufflevector(odd, odd_below, 0, 1, 4, 5);
  columns[2] = __builtin_shufflevector(even, even_below, 2, 3, 6, 7);
  columns[3] = __builtin_shufflevector(odd, odd_below, 2, 3, 6, 7);
}

template <class T>
std::array<ValueDigest, beside> digests_of_four(const std::array<const T*, beside>& rows, std::size_t count) {
  using Wide = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;
  State state;
  for (std::size_t n = 0; n < state.size(); ++n) state[n] = Words{} + start[n];
  state[0] ^= 0x01010000U ^ sizeof(ValueDigest);  // no key, so long a digest
  std::array<std::array<Wide, 16 * block_words>, beside> wide;
  std::size_t at = 0;
  do {
    const std::size_t some = std::min(wide[0].size(), count - at);
    for (std::size_t row = 0; row < beside; ++row) {
      for (std::size_t n = 0; n < some; ++n) wide[row][n] = static_cast<Wide>(rows[row][at + n]);
      std::fill(wide[row].begin() + static_cast<std::ptrdiff_t>(some), wide[row].end(), Wide{});
    }
    for (std::size_t first = 0; first < std::max<std::size_t>(some, 1); first += block_words) {
      std::array<Words, block_words> block;
      for (std::size_t n = 0; n < block_words; n += beside)
        turn<Wide>({&wide[0][first + n], &wide[1][first + n], &wide[2][first + n], &wide[3][first + n]},
                   &block[n]);
      const std::size_t so_far = at + std::min(first + block_words, some);
      add_block(state, block, so_far * sizeof(Wide), so_far == count);
    }
    at += some;
  } while (at < count);
  std::array<ValueDigest, beside> digests;
  for (std::size_t row = 0; row < beside; ++row) digests[row] = {state[0][row], state[1][row]};
  return digests;
}

}  // namespace

template <class T>
std::vector<ValueDigest> digests_of_each(std::span<const std::span<const T>> rows) {
  std::vector<ValueDigest> digests;
  for (std::size_t first = 0; first < rows.size(); first += beside) {
    const std::size_t here = std::min(beside, rows.size() - first);
    if (here == 1) {
      ValueHash hash;
      hash.add(rows[first]);
      digests.push_back(hash.value());
      break;
    }
    std::array<const T*, beside> some;  // the first stands for those that there are not
    for (std::size_t n = 0; n < beside; ++n) {
      const auto& row = rows[first + (n < here ? n : 0)];
      ensure(row.size() == rows[0].size(), "rows are of one size");
      some[n] = row.data();
    }
    const auto made = digests_of_four(some, rows[0].size());
    digests.insert(digests.end(), made.begin(), made.begin() + static_cast<std::ptrdiff_t>(here));
  }
  return digests;
}
template std::vector<ValueDigest> digests_of_each(std::span<const std::span<const double>>);
template std::vector<ValueDigest> digests_of_each(std::span<const std::span<const float>>);
template std::vector<ValueDigest> digests_of_each(std::span<const std::span<const std::int8_t>>);

}  // namespace concord
