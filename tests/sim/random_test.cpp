#include "sim/random.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

enum class Purpose : std::uint32_t { nothing = 0, choice = 14, everything = 0xffffffff, pi = 0x13198a2e };

/// Known answers published with Random123 for philox4x32 with 10 rounds.
struct KnownAnswer {
  const char* name;
  std::uint32_t agent, step;
  Purpose purpose;
  std::uint32_t replicate;
  std::uint64_t seed;
  std::array<std::uint32_t, 4> words;
};
constexpr std::array known_answers{
    KnownAnswer{"zeros", 0, 0, Purpose::nothing, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    KnownAnswer{"ones",
                0xffffffff,
                0xffffffff,
                Purpose::everything,
                0xffffffff,
                0xffffffffffffffff,
                {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    KnownAnswer{"pi",
                0x243f6a88,
                0x85a308d3,
                Purpose::pi,
                0x03707344,
                0x299f31d0a4093822,
                {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};

double of_53_bits(std::uint32_t first, std::uint32_t second) {
  const std::uint64_t n = static_cast<std::uint64_t>(first >> 5) << 26 | second >> 6;
  return (static_cast<double>(n) + 0.5) / 9007199254740992.0;
}

Random batch(std::uint64_t seed, std::array<std::uint32_t, lanes> replicates) { return {seed, replicates}; }
Random alone(std::uint64_t seed, std::uint32_t replicate) {
  Random random{.seed = seed, .replicates = {}};
  random.replicates.fill(replicate);
  return random;
}

TEST(Random, GivesThePublishedAnswers) {
  for (const KnownAnswer& known : known_answers) {
    SCOPED_TRACE(known.name);
    const Random random = alone(known.seed, known.replicate);
    const Real one = random.uniform(known.purpose, known.step, known.agent);
    const auto [first_of_two, second_of_two] = random.uniforms(known.purpose, known.step, known.agent);
    for (int k = 0; k < lanes; ++k) {
      EXPECT_EQ(one.lane(k), of_53_bits(known.words[0], known.words[1]));
      EXPECT_EQ(first_of_two.lane(k), of_53_bits(known.words[0], known.words[1]));
      EXPECT_EQ(second_of_two.lane(k), of_53_bits(known.words[2], known.words[3]));
    }
  }
}

TEST(Random, AddressesPhiloxByAgentStepPurposeAndReplicate) {
  const Random random = batch(0x123456789abcdef, {0, 1, 2, 3, 77, 1000, 999'999, 0xffffffff});
  for (std::uint32_t agent : {0U, 1U, 566U, 100'041U, 0x20000000U}) {
    for (std::uint32_t step : {0U, 1U, 399U}) {
      const Real one = random.uniform(Purpose::choice, step, agent);
      const auto two = random.uniforms(Purpose::choice, step, agent);
      for (int k = 0; k < lanes; ++k) {
        const auto words = r123::Philox4x32{}(
            {{agent, step, 14, random.replicates[static_cast<std::size_t>(k)]}}, {{0x89abcdef, 0x01234567}});
        EXPECT_EQ(one.lane(k), of_53_bits(words[0], words[1]));
        EXPECT_EQ(two[0].lane(k), of_53_bits(words[0], words[1]));
        EXPECT_EQ(two[1].lane(k), of_53_bits(words[2], words[3]));
      }
    }
  }
}

TEST(Random, AReplicateDrawsTheSameAloneAndInAnyCompany) {
  const Random company = batch(5, {3, 14, 15, 92, 65, 35, 89, 79});
  const Random other_company = batch(5, {79, 3, 3, 3, 14, 14, 92, 15});
  for (std::uint32_t agent = 0; agent < 200; ++agent) {
    const Real u = company.uniform(Purpose::choice, 7, agent);
    const Real z = company.normal(Purpose::choice, 7, agent);
    for (int k = 0; k < lanes; ++k) {
      const Random single = alone(5, company.replicates[static_cast<std::size_t>(k)]);
      ASSERT_EQ(u.lane(k), first(single.uniform(Purpose::choice, 7, agent)));
      ASSERT_EQ(std::bit_cast<std::uint64_t>(z.lane(k)),
                std::bit_cast<std::uint64_t>(first(single.normal(Purpose::choice, 7, agent))));
    }
    const Real moved = other_company.uniform(Purpose::choice, 7, agent);
    ASSERT_EQ(moved.lane(0), u.lane(7));
    ASSERT_EQ(moved.lane(2), u.lane(0));
    ASSERT_EQ(moved.lane(6), u.lane(3));
  }
}

TEST(Random, EveryPartOfTheAddressMatters) {
  const double here = first(alone(9, 4).uniform(Purpose::choice, 2, 3));
  EXPECT_NE(here, first(alone(10, 4).uniform(Purpose::choice, 2, 3)));
  EXPECT_NE(here, first(alone(9 + (1ULL << 32), 4).uniform(Purpose::choice, 2, 3)));
  EXPECT_NE(here, first(alone(9, 5).uniform(Purpose::choice, 2, 3)));
  EXPECT_NE(here, first(alone(9, 4).uniform(Purpose::nothing, 2, 3)));
  EXPECT_NE(here, first(alone(9, 4).uniform(Purpose::choice, 3, 3)));
  EXPECT_NE(here, first(alone(9, 4).uniform(Purpose::choice, 3, 2)));
  EXPECT_EQ(here, first(alone(9, 4).uniform(Purpose::choice, 2, 3)));
}

/// Mean, variance, extremes and correlation of a million draws, all within 5 standard errors.
TEST(Random, IsUniformAndNormal) {
  const Random random = batch(12345, {0, 1, 2, 3, 4, 5, 6, 7});
  constexpr int agents = 125'000;
  constexpr double n = static_cast<double>(agents) * lanes;
  double sum = 0, squares = 0, products = 0, normals = 0, normal_squares = 0, fourth = 0;
  double least = 1, greatest = 0;
  for (std::uint32_t agent = 0; agent < agents; ++agent) {
    const auto [u, v] = random.uniforms(Purpose::choice, 1, agent);
    const Real z = random.normal(Purpose::choice, 1, agent);
    for (int k = 0; k < lanes; ++k) {
      for (double x : {u.lane(k), v.lane(k)}) {
        sum += x;
        squares += (x - 0.5) * (x - 0.5);
        least = std::min(least, x);
        greatest = std::max(greatest, x);
      }
      products += (u.lane(k) - 0.5) * (v.lane(k) - 0.5);
      normals += z.lane(k);
      normal_squares += z.lane(k) * z.lane(k);
      fourth += z.lane(k) * z.lane(k) * z.lane(k) * z.lane(k);
    }
  }
  EXPECT_GT(least, 0);
  EXPECT_LT(greatest, 1);
  EXPECT_LT(least, 10 / (2 * n));
  EXPECT_GT(greatest, 1 - 10 / (2 * n));
  EXPECT_NEAR(sum / (2 * n), 0.5, 5 * std::sqrt(1.0 / 12 / (2 * n)));
  EXPECT_NEAR(squares / (2 * n), 1.0 / 12, 5 * std::sqrt(1.0 / 180 / (2 * n)));
  EXPECT_NEAR(products / n, 0, 5 / 12.0 / std::sqrt(n));
  EXPECT_NEAR(normals / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(normal_squares / n, 1, 5 * std::sqrt(2 / n));
  EXPECT_NEAR(fourth / n, 3, 5 * std::sqrt(96 / n));
}

}  // namespace
}  // namespace concord
