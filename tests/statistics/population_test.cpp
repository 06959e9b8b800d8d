#include "sim/statistics/population.hpp"

#include "sim/statistics/sampling.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr std::array scale{1.0};

/// Points of [-1, 1]^axes, evenly spread.
std::vector<double> spread(std::size_t rows, std::size_t axes) {
  std::vector<double> points = latin_hypercube(rows, axes, 3).values;
  for (double& x : points) x = 2 * x - 1;
  return points;
}

template <class Value>
Emulators emulated(std::size_t rows, std::size_t axes, std::size_t multiplied, Value value) {
  const auto points = spread(rows, axes);
  std::vector<double> values;
  for (std::size_t p = 0; p < rows; ++p) values.push_back(value(&points[p * axes]));
  return {points, axes, std::array{values}, scale, multiplied};
}

double bowl(double x, double y) { return 3 + 2 * x - y + 4 * x * x + 0.5 * y * y; }

TEST(Implausibility, AddsUpAllVariances) {
  // 4 away; 1 + 4 + 9 x (1 + 1/9) = 15.
  EXPECT_DOUBLE_EQ(implausibility({10, 1, 2}, 14, 9, 9), 4 / std::sqrt(15.0));
  EXPECT_DOUBLE_EQ(implausibility({10, 3, 4}, 10, 0, 2), 0);
  EXPECT_TRUE(std::isnan(implausibility({10, 1, 2}, 14, 9, 1)));
}

TEST(JointNormal, HasTheDensityOfItsCovariance) {
  // Inverse of {4, 1.2, 1.2, 1}: {1, -1.2, -1.2, 4} / 2.56.
  const JointNormal density({4, 1.2, 1.2, 1}, 2);
  const auto expected = [](double x, double y) {
    return -0.5 * ((x * x - 2.4 * x * y + 4 * y * y) / 2.56 + std::log(2.56));
  };
  EXPECT_NEAR(density.log_density({1.5, -0.5}), expected(1.5, -0.5), 1e-12);
  EXPECT_NEAR(density.log_density({0, 2}), expected(0, 2), 1e-12);
}

TEST(ErrorsOf, AreThoseOfFiguresAndLuckThatMovesThemTogether) {
  // Variances 5 + 9 and 1 + 4, luck alike by half: 3 x 2 x 0.5; and 1 more in common.
  const std::array<Observed, 2> observed{{{10, 1, 2}, {0, 1, 0}}};
  const std::array luck{3.0, 2.0};
  const std::array correlation{1.0, 0.5, 0.5, 1.0}, more{1.0, 1.0, 1.0, 1.0};
  const std::vector<double> away{4, -1};
  EXPECT_DOUBLE_EQ(errors_of(observed, luck, correlation).log_density(away),
                   JointNormal({14, 3, 3, 5}, 2).log_density(away));
  EXPECT_DOUBLE_EQ(errors_of(observed, luck, correlation, more).log_density(away),
                   JointNormal({15, 4, 4, 6}, 2).log_density(away));
}

TEST(Prior, HasQuantilesBetweenTheEnds) {
  const Prior even, normal{0.5, 0.4};
  EXPECT_DOUBLE_EQ(even.quantile(0.25), -0.5);
  EXPECT_EQ(even.log_density(0.9), even.log_density(-0.9));
  EXPECT_NEAR(normal.quantile(0), -1, 1e-3);
  EXPECT_LE(normal.quantile(std::nextafter(1.0, 0.0)), 1);
  EXPECT_LT(normal.quantile(0.5), 0.5);  // more is cut off above
  EXPECT_NEAR(normal.log_density(0.9), -0.5, 1e-12);
}

TEST(Emulators, AreExactForSumsOfParabolas) {
  const auto emulator = emulated(60, 2, 0, [](const double* at) { return bowl(at[0], at[1]); });
  std::array<double, 1> at{}, moved{};
  for (const double x : {-1.0, -0.3, 0.8}) {
    const std::array point{x, 0.4}, there{x, -0.9};
    emulator.at(point, at);
    EXPECT_NEAR(at[0], bowl(x, 0.4), 1e-4);  // the pull to zero is 1e-6 of the terms
    emulator.moved(point, at, 1, -0.9, moved);
    EXPECT_NEAR(moved[0], bowl(x, -0.9), 1e-4);
    emulator.at(there, at);
    EXPECT_NEAR(moved[0], at[0], 1e-12);
  }
  EXPECT_LT(emulator.residual_covariance()[0], 1e-8);
}

TEST(Emulators, KnowWhatAxesDoTogetherIfTheyAreMultiplied) {
  const auto product = [](const double* at) { return at[0] * at[1] + 0.5 * at[0] + 0.4 * at[1]; };
  // Alone it is an error: the variance of a product of two even axes, 1/9; its own standard error is
  // sqrt((1/25 - 1/81) / n).
  EXPECT_NEAR(emulated(4000, 3, 0, product).residual_covariance()[0], 1.0 / 9,
              4 * std::sqrt((1.0 / 25 - 1.0 / 81) / 4000));
  const auto multiplied = emulated(4000, 3, 2, product);
  EXPECT_LT(multiplied.residual_covariance()[0], 1e-8);
  const std::array point{0.3, -0.7, 0.2}, there{0.3, 0.5, 0.2};
  std::array<double, 1> at{}, moved{};
  multiplied.at(point, at);
  multiplied.moved(point, at, 1, 0.5, moved);
  EXPECT_NEAR(moved[0], product(there.data()), 1e-4);
}

TEST(Emulators, MeasureWhatAnAxisAloneDoes) {
  const auto emulator = emulated(500, 2, 0, [](const double* at) { return 3 * at[0]; });
  EXPECT_NEAR(emulator.effect(0, 0), 9.0 / 3, 1e-3);  // variance of three times an even axis
  EXPECT_NEAR(emulator.effect(1, 0), 0, 1e-6);
}

/// A figure of 1 x the first of two axes, seen at 0.2 with a standard deviation of 0.3.
Proposal simple_proposal() {
  return {emulated(60, 2, 0, [](const double* at) { return at[0]; }),
          {{0.2, 0.3, 0}},
          JointNormal({0.09}, 1),
          {{}, {0.1, 0.2}}};
}

struct Seen {
  double mean = 0, deviation = 0;
};
Seen of_axis(const std::vector<double>& points, std::size_t axis) {
  const double n = static_cast<double>(points.size()) / 2;
  Seen seen;
  for (std::size_t at = axis; at < points.size(); at += 2) seen.mean += points[at] / n;
  for (std::size_t at = axis; at < points.size(); at += 2)
    seen.deviation += (points[at] - seen.mean) * (points[at] - seen.mean) / n;
  seen.deviation = std::sqrt(seen.deviation);
  return seen;
}

void is_posterior(const std::vector<double>& found) {
  // Even prior times normal kernel, cut off at 1, where 2.7 deviations lie; the prior of the other axis.
  const double n = static_cast<double>(found.size()) / 2;
  EXPECT_NEAR(of_axis(found, 0).mean, 0.2, 4 * 0.3 / std::sqrt(n) + 0.01);
  EXPECT_NEAR(of_axis(found, 0).deviation, 0.3, 4 * 0.3 / std::sqrt(2 * n) + 0.01);
  EXPECT_NEAR(of_axis(found, 1).mean, 0.1, 4 * 0.2 / std::sqrt(n));
  EXPECT_NEAR(of_axis(found, 1).deviation, 0.2, 4 * 0.2 / std::sqrt(2 * n));
}

TEST(Propose, DrawsFromPriorTimesKernel) {
  const Proposal proposal = simple_proposal();
  const std::vector<double> starts{-0.9, -0.9};
  const auto found = propose(proposal, starts, 4000, 20, 7);
  is_posterior(found);
  EXPECT_EQ(found, propose(proposal, starts, 4000, 20, 7));
  EXPECT_NE(found, propose(proposal, starts, 4000, 20, 8));
}

TEST(Moves, LeaveAPosteriorAsItIs) {
  const Proposal proposal = simple_proposal();
  const std::vector<double> starts{-0.9, -0.9};
  const auto before = propose(proposal, starts, 4000, 20, 7), after = moves(proposal, before, 11);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_NE(after, before);
  is_posterior(after);
}

TEST(Accepted, IsAlwaysABetterPointAndAWorseOneByItsRatio) {
  int often = 0;
  for (std::size_t p = 0; p < 2000; ++p) {
    EXPECT_TRUE(accepted(1, 1.5, p, 3));
    often += accepted(0, std::log(0.25), p, 3) ? 1 : 0;
  }
  EXPECT_NEAR(often, 500, 4 * std::sqrt(2000 * 0.25 * 0.75));
}

TEST(EffectiveSize, IsTheNumberOfPointsThatTellAsMuch) {
  EXPECT_DOUBLE_EQ(effective_size(std::array{0.25, 0.25, 0.25, 0.25}), 4);
  EXPECT_DOUBLE_EQ(effective_size(std::array{1.0, 0.0}), 1);
  EXPECT_DOUBLE_EQ(effective_size(std::array{0.0, 0.0}), 0);
}

}  // namespace
}  // namespace concord
