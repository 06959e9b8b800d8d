#include "sim/statistics/history_match.hpp"

#include "sim/statistics/sampling.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

/// Points of [-1, 1]^axes, evenly spread.
std::vector<double> spread(std::size_t rows, std::size_t axes) {
  std::vector<double> points = latin_hypercube(rows, axes, 3).values;
  for (double& x : points) x = 2 * x - 1;
  return points;
}

double bowl(double x, double y) { return 3 + 2 * x - y + 4 * x * x + 0.5 * y * y; }

Emulator emulator_of_bowl() {
  const auto points = spread(60, 2);
  std::vector<double> values;
  for (std::size_t p = 0; p < 60; ++p) values.push_back(bowl(points[2 * p], points[2 * p + 1]));
  return {points, 2, values};
}

TEST(Implausibility, AddsUpAllVariances) {
  // 4 away; 1 + 4 + 9 x (1 + 1/9) = 15.
  EXPECT_DOUBLE_EQ(implausibility({10, 1, 2}, 14, 9, 9), 4 / std::sqrt(15.0));
  EXPECT_DOUBLE_EQ(implausibility({10, 3, 4}, 10, 0, 2), 0);
  EXPECT_TRUE(std::isnan(implausibility({10, 1, 2}, 14, 9, 1)));
}

TEST(Emulator, IsExactForSumsOfParabolas) {
  const Emulator emulator = emulator_of_bowl();
  for (const double x : {-1.0, -0.3, 0.8}) {
    const double point[]{x, 0.4};
    EXPECT_NEAR(emulator.at(point), bowl(x, 0.4), 1e-4);  // the pull to zero is 1e-6 of the terms
    EXPECT_NEAR(emulator.step(1, 0.4, -0.9), bowl(x, -0.9) - bowl(x, 0.4), 1e-4);
  }
  EXPECT_LT(emulator.residual_variance(), 1e-8);
}

TEST(Emulator, CountsWhatAxesDoTogetherAsError) {
  const auto points = spread(4000, 2);
  std::vector<double> values;
  for (std::size_t p = 0; p < 4000; ++p) values.push_back(points[2 * p] * points[2 * p + 1]);
  // The variance of a product of two uniform axes: 1/9; its own standard error is sqrt((1/25 - 1/81) / n).
  EXPECT_NEAR(Emulator(points, 2, values).residual_variance(), 1.0 / 9,
              4 * std::sqrt((1.0 / 25 - 1.0 / 81) / 4000));
}

TEST(Walk, FillsWhatIsNotRuledOutEvenly) {
  // One axis matters: 6x must be within 3 x 0.5 of 3, so x lies in [0.25, 0.75]. The other axis is free.
  const auto points = spread(60, 2);
  std::vector<double> values;
  for (std::size_t p = 0; p < 60; ++p) values.push_back(6 * points[2 * p]);
  const std::vector<Sought> sought{{{3, 0.3, 0.4}, Emulator(points, 2, values), 0}};
  const std::vector<double> starts{-0.9, -0.9};  // ruled out
  constexpr std::size_t count = 1000;
  const auto found = walk(sought, starts, 2, count, 40, 3, 7);
  ASSERT_EQ(found.size(), 2 * count);
  double x = 0, y = 0;
  for (std::size_t n = 0; n < count; ++n) {
    EXPECT_GE(found[2 * n], 0.25 - 1e-4);
    EXPECT_LE(found[2 * n], 0.75 + 1e-4);
    x += found[2 * n] / count;
    y += found[2 * n + 1] / count;
  }
  // Means of uniform draws from [0.25, 0.75] and [-1, 1], within four standard errors.
  EXPECT_NEAR(x, 0.5, 4 * 0.5 / std::sqrt(12.0 * count));
  EXPECT_NEAR(y, 0.0, 4 * 2 / std::sqrt(12.0 * count));
  EXPECT_EQ(found, walk(sought, starts, 2, count, 40, 3, 7));
  EXPECT_NE(found, walk(sought, starts, 2, count, 40, 3, 8));
}

TEST(Walk, FindsNothingWhereNothingIsLeft) {
  const auto points = spread(60, 1);
  const std::vector<Sought> sought{{{100, 0.1, 0}, Emulator(points, 1, points), 0}};
  const std::vector<double> starts{0};
  EXPECT_TRUE(walk(sought, starts, 1, 10, 20, 3, 1).empty());
}

}  // namespace
}  // namespace concord
