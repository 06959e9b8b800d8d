#include "agents/games/control_total_game.hpp"

#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr std::uint64_t seed = 12345;

using Batch = std::vector<std::uint32_t>;

std::array<double, 3> values(const GameQuarter& quarter, int lane) {
  return {quarter.contributing.lane(lane), quarter.contributed.lane(lane), quarter.pooled.lane(lane)};
}

/// All bits of a replicate's history.
std::uint64_t digest(const std::vector<GameQuarter>& history, int lane) {
  std::uint64_t sum = 0xcbf29ce484222325;  // FNV-1a over 64-bit words
  for (const GameQuarter& quarter : history) {
    for (double value : values(quarter, lane))
      sum = (sum ^ std::bit_cast<std::uint64_t>(value)) * 0x100000001b3;
  }
  return sum;
}

/// Digests of replicates 0, 1, ... played in the given batches.
std::vector<std::uint64_t> digests(const ControlTotalGame& game, const std::vector<Batch>& batches) {
  std::vector<std::uint64_t> all(static_cast<std::size_t>(lanes) * 2);
  std::vector<GameQuarter> history;
  for (const Batch& batch : batches) {
    play(game, seed, batch, history);
    for (std::size_t k = 0; k < batch.size(); ++k) all.at(batch[k]) = digest(history, static_cast<int>(k));
  }
  return all;
}

struct Estimate {
  double mean = 0, error = 0;  // standard error, from the spread of replicates
};

/// Contributing, contributed and pooled in the last quarter.
std::array<Estimate, 3> last_quarter(const ControlTotalGame& game, std::uint32_t replicates) {
  std::array<double, 3> sum{}, squares{};
  std::vector<GameQuarter> history;
  for (std::uint32_t start = 0; start < replicates; start += lanes) {
    Batch batch(lanes);
    std::iota(batch.begin(), batch.end(), start);
    play(game, seed, batch, history);
    for (int k = 0; k < lanes; ++k) {
      const auto value = values(history.back(), k);
      for (std::size_t i = 0; i < 3; ++i) {
        sum[i] += value[i];
        squares[i] += value[i] * value[i];
      }
    }
  }
  std::array<Estimate, 3> out;
  for (std::size_t i = 0; i < 3; ++i) {
    const double mean = sum[i] / replicates;
    out[i] = {mean, std::sqrt((squares[i] / replicates - mean * mean) / (replicates - 1))};
  }
  return out;
}

/// The known figures have an error of their own: 4000 replicates and three digits.
TEST(ControlTotalGame, ReproducesTheKnownFigures) {
  const auto [contributing, contributed, pooled] = last_quarter({}, 800);
  EXPECT_LT(contributing.error, 0.001);
  EXPECT_LT(pooled.error, 0.002);
  EXPECT_NEAR(contributing.mean, 0.395, 4 * std::hypot(contributing.error, 0.0004));
  EXPECT_NEAR(contributed.mean, 0.395, 4 * std::hypot(contributed.error, 0.0004));
  EXPECT_NEAR(pooled.mean, 0.104, 4 * std::hypot(pooled.error, 0.0008));
}

TEST(ControlTotalGame, AReplicateIsTheSameInAnyBatch) {
  const ControlTotalGame game{.systems = 5, .quarters = 20};
  const auto expected = digests(game, {{0, 1, 2, 3, 4, 5, 6, 7}, {8, 9, 10, 11, 12, 13, 14, 15}});
  std::vector<Batch> single;
  for (std::uint32_t r = 0; r < 16; ++r) single.push_back({r});
  EXPECT_EQ(digests(game, single), expected);
  EXPECT_EQ(digests(game, {{15, 3, 8}, {0, 14, 1, 13, 2}, {12, 11, 4, 10, 5, 9, 6, 7}}), expected);
  for (std::size_t r = 1; r < 16; ++r) EXPECT_NE(expected[r], expected[0]);
}

TEST(ControlTotalGame, SpareLanesRepeatTheLastReplicate) {
  std::vector<GameQuarter> history;
  play({.systems = 2, .quarters = 9}, seed, Batch{4, 6}, history);
  ASSERT_EQ(history.size(), 9U);
  for (int k = 2; k < lanes; ++k) EXPECT_EQ(digest(history, k), digest(history, 1));
  EXPECT_NE(digest(history, 0), digest(history, 1));
}

/// The same bits from every compiler, instruction set and optimisation level.
TEST(ControlTotalGame, HasAFixedDigest) {
  std::vector<GameQuarter> history;
  play({}, seed, Batch{0}, history);
  EXPECT_EQ(digest(history, 0), 0x91fb7612d0f3df1aU);
}

TEST(ControlTotalGame, SharesAreShares) {
  std::vector<GameQuarter> history;
  play({.systems = 3}, seed, Batch{0, 1, 2, 3, 4, 5, 6, 7}, history);
  for (const GameQuarter& quarter : history) {
    for (int k = 0; k < lanes; ++k) {
      for (double value : values(quarter, k)) EXPECT_TRUE(value >= 0 && value <= 1) << value;
      EXPECT_NEAR(quarter.contributing.lane(k) * 3 * game_members,
                  std::round(quarter.contributing.lane(k) * 3 * game_members), 1e-9);
    }
  }
}

TEST(ControlTotalGame, AThresholdWithinReachOfAllOrNoneDecidesPooling) {
  EXPECT_EQ(last_quarter({.systems = 4, .quarters = 3, .threshold = 0}, 8)[2].mean, 1);
  EXPECT_EQ(last_quarter({.systems = 4, .quarters = 3, .threshold = 1.01}, 8)[2].mean, 0);
}

TEST(ControlTotalGame, WithoutSelectionTheMeanDoesNotDrift) {
  const Estimate contributing = last_quarter({.selection = 0}, 400)[0];
  EXPECT_NEAR(contributing.mean, 0.5, 4 * contributing.error);
}

TEST(ControlTotalGame, WithoutLearningMembersTossACoin) {
  const auto [contributing, contributed, pooled] = last_quarter({.quarters = 2, .step = 0}, 400);
  EXPECT_NEAR(contributing.mean, 0.5, 4 * contributing.error);
  EXPECT_NEAR(contributed.mean, 0.5, 4 * contributed.error);
}

TEST(ControlTotalGame, RefusesWhatCannotBePlayed) {
  std::vector<GameQuarter> history;
  EXPECT_THROW(play({}, seed, {}, history), BrokenInvariant);
  EXPECT_THROW(play({}, seed, Batch(9), history), BrokenInvariant);
  EXPECT_THROW(play({.systems = 0}, seed, Batch{0}, history), BrokenInvariant);
  EXPECT_THROW(play({.smallest_endowment = 0}, seed, Batch{0}, history), BrokenInvariant);
}

}  // namespace
}  // namespace concord
