#include "sim/deflate.hpp"

#include <bit>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <libdeflate.h>

namespace concord {
namespace {

std::vector<char> unpacked(const std::vector<char>& stream, std::size_t size) {
  std::vector<char> bytes(size + 1);
  std::size_t made = 0;
  libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
  const auto result = libdeflate_zlib_decompress(decompressor, stream.data(), stream.size(), bytes.data(),
                                                 bytes.size(), &made);
  libdeflate_free_decompressor(decompressor);
  EXPECT_EQ(result, LIBDEFLATE_SUCCESS);
  bytes.resize(made);
  return bytes;
}

/// Planes of one kind: constant, random, of few values, in runs, in rows, of a skewed distribution, in turns.
std::vector<char> planes_of(int kind, std::size_t size, std::size_t plane, std::size_t row,
                            std::mt19937& draw) {
  std::vector<char> bytes(size);
  const unsigned values = 1 + draw() % 256;
  for (std::size_t n = 0; n < size; ++n) {
    const auto any = static_cast<char>(draw());
    const bool now = draw() % 25 == 0;
    switch (kind) {
      case 1:
        bytes[n] = any;
        break;
      case 2:
        bytes[n] = static_cast<char>(draw() % values);
        break;
      case 3:
        bytes[n] = now || n == 0 ? any : bytes[n - 1];
        break;
      case 4:
        bytes[n] = now || n < row ? any : bytes[n - row];
        break;
      case 5:
        bytes[n] = static_cast<char>(std::countr_zero(static_cast<std::uint32_t>(draw()) | 1U << 31U));
        break;
      case 6:
        bytes[n] = n / plane % 2 == 0 ? any : '\7';
        break;
      default:
        break;
    }
  }
  return bytes;
}

TEST(Deflate, GivesStreamsThatOthersUnpack) {
  std::mt19937 draw(15);  // the same numbers everywhere
  for (int trial = 0; trial < 1400; ++trial) {
    const std::size_t plane = 1 + draw() % (trial % 50 == 0 ? 70000 : 3000), size = plane * (1 + draw() % 8),
                      row = 1 + draw() % (trial % 9 == 0 ? 40000 : 600);
    const auto bytes = planes_of(trial % 7, size, plane, row, draw);
    ASSERT_EQ(unpacked(zlib_stream(bytes, plane, row), size), bytes) << trial;
  }
}

TEST(Deflate, StoresWhatIsRandomAndShrinksWhatIsNot) {
  std::mt19937 draw(16);
  constexpr std::size_t plane = 16000, row = 40;
  const auto share = [&](int kind) {
    const auto bytes = planes_of(kind, plane, plane, row, draw);
    return static_cast<double>(zlib_stream(bytes, plane, row).size()) / static_cast<double>(plane);
  };
  EXPECT_LT(share(0), 0.01);
  EXPECT_LT(share(1), 1.01);
  EXPECT_LT(share(3), 0.2);
  EXPECT_LT(share(4), 0.25);
  EXPECT_LT(share(5), 0.27);  // two bits each
}

/// Counts of Fibonacci make the deepest trees: no code may be longer than the format allows.
TEST(Deflate, KeepsCodesAsShortAsTheFormatAllows) {
  std::vector<char> bytes;
  for (std::size_t value = 0, count = 1, next = 1; value < 24; ++value) {
    bytes.insert(bytes.end(), count, static_cast<char>(value));
    count = std::exchange(next, next + count);
  }
  std::mt19937 draw(17);
  for (std::size_t n = bytes.size(); n > 1; --n) std::swap(bytes[n - 1], bytes[draw() % n]);  // no matches
  const auto stream = zlib_stream(bytes, bytes.size(), 1);
  EXPECT_LT(stream.size(), bytes.size() / 2);
  EXPECT_EQ(unpacked(stream, bytes.size()), bytes);
}

}  // namespace
}  // namespace concord
