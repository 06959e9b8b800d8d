#include "sim/statistics/intervals.hpp"

#include "tests/statistics/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

TEST(Intervals, OfTwoValuesAreTheExactOnes) {
  // Clopper and Pearson (1934): 2 of 10, 1 of 20, 0 of 8 at 95%.
  const auto share = [](int ones, int n) {
    std::vector<double> values(static_cast<std::size_t>(n), 0.0);
    std::fill_n(values.begin(), ones, 1.0);
    return mean_interval(values, 0.05, {.low = 0, .high = 1, .reach = 1});
  };
  EXPECT_NEAR(share(1, 20).high, 0.2487, 5e-5);
  EXPECT_NEAR(share(0, 8).high, 0.3694, 5e-5);
  EXPECT_EQ(share(0, 8).low, 0);
  EXPECT_NEAR(share(8, 8).low, 1 - 0.3694, 5e-5);
  EXPECT_NEAR(share(2, 10).high, 0.5561, 5e-5);
  EXPECT_EQ(share(2, 10).kind, IntervalKind::atoms);
}

TEST(Intervals, OfEqualValuesNeverHaveNoWidth) {
  for (const std::size_t n : {4, 8, 9, 40, 300}) {
    for (const double value : {0.0, 0.1, -3.7, 1e9}) {
      for (const double reach : {0.0, 0.25, 1.0, 42.0}) {
        const std::vector<double> values(n, value), others(n, value / 3);
        for (const Interval& interval : {mean_interval(values, 0.05, {.reach = reach}),
                                         paired_difference(values, others, 0.05, {.reach = reach}),
                                         paired_difference(values, values, 0.05, {.reach = reach})}) {
          EXPECT_EQ(interval.given(), reach > 0);
          if (reach > 0) {
            EXPECT_GT(interval.high - interval.low, reach / static_cast<double>(n));
          }
        }
      }
    }
  }
  // Equal but for rounding.
  std::vector<double> rounded;
  for (int i = 0; i < 8; ++i) rounded.push_back(0.1 * (i + 3) - 0.1 * i);
  EXPECT_GT(half_width(mean_interval(rounded, 0.05, {.reach = 1, .size = 1})), 0.3);
}

TEST(Intervals, OfClustersAreThoseOfTheirMeansIfAllAreAlike) {
  const std::vector<double> values{1, 3, 2, 6, 5, 9, 8, 4, 0, 4}, means{2, 4, 7, 6, 2.5};
  const std::vector<std::uint32_t> clusters{0, 0, 1, 1, 2, 2, 3, 3, 9, 9};
  const std::vector<double> by_cluster{2, 4, 7, 6, 2};
  const Interval clustered = clustered_mean(values, clusters, 0.05);
  const Interval plain = mean_interval(by_cluster, 0.05);
  EXPECT_DOUBLE_EQ(clustered.estimate, plain.estimate);
  EXPECT_NEAR(clustered.low, plain.low, 1e-12);
  EXPECT_NEAR(clustered.high, plain.high, 1e-12);
}

/// Steps on the axis itself, what other axes do, and values that repeat without being atoms are no error.
TEST(Intervals, OfALatinHypercubeAreAsWideAsMeansVary) {
  const auto ratio = [](bool latin, const std::function<double(double, double, double)>& f) {
    const auto values = [&](std::size_t, const Sample& sample) {
      std::vector<double> all;
      for (std::size_t row = 0; row < sample.rows; ++row)
        all.push_back(f(sample.at(row, 0), sample.at(row, 1), sample.at(row, 2)));
      return all;
    };
    const auto design = latin ? test::latin_points(300) : test::random_points(300);
    const auto measured = test::coverage_of_main_effect("", design, 3, 0, false, true, 500, values);
    EXPECT_EQ(measured.given, measured.repeats);
    return measured.width / (2 * 1.96 * measured.deviation);
  };
  const auto product = [](double x, double y, double z) { return x + y + (y - 0.5) * (z - 0.5); };
  const auto step = [&](double x, double y, double z) { return (x < 0.1 ? 1 : 0) + product(x, y, z); };
  const auto coarse = [&](double x, double y, double z) { return std::round(24 * product(x, y, z)) / 24; };
  const auto bends = [&](double x, double y, double z) { return std::sin(9 * y) + product(x, y, z); };
  for (const bool latin : {true, false}) {
    for (const auto& f : std::vector<std::function<double(double, double, double)>>{product, coarse, bends}) {
      // Chance makes up 4 x 1 / sqrt(2 x 500); a fit by squares leaves at most 1 / sqrt(1 - 1 / 5).
      EXPECT_GT(ratio(latin, f), 0.87);
      EXPECT_LT(ratio(latin, f), latin ? 1.25 : 1.15);
    }
  }
  EXPECT_LT(ratio(true, step), 1.25);
}

TEST(Intervals, OfADeviationHoldThatOfNormalValuesAndOfCoins) {
  std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8};
  const Interval eight = deviation_interval(values, 0.05, 8);
  EXPECT_NEAR(eight.estimate, 2.44949, 1e-5);
  EXPECT_LE(eight.low, 2.44949 * std::sqrt(7 / 16.0128));  // quantiles of chi squared
  EXPECT_GE(eight.high, 2.44949 * std::sqrt(7 / 1.68987));
  // In balance leaving out one says nothing; the other half of the rule gives a width.
  EXPECT_GT(half_width(deviation_interval(std::vector<double>{0, 0, 0, 0, 1, 1, 1, 1}, 0.05, 1)), 0.3);
  EXPECT_FALSE(deviation_interval(std::vector<double>{0, 0, 0, 0, 0, 0, 0, 1}, 0.05, 1).given());
  EXPECT_FALSE(deviation_interval(std::vector<double>(8, 0.1), 0.05, 1).given());
  EXPECT_FALSE(deviation_interval(std::vector<double>{1, 2, 3}, 0.05, 3).given());
}

/// Of a sample of repeats: is the share within what counting so few can tell?
void expect_coverage(const test::Measured& measured, double least, double most) {
  const auto n = static_cast<double>(measured.repeats);
  const double error = 4 * std::sqrt(0.95 * 0.05 / n);  // binomial, so wide that no seed matters
  EXPECT_GE(measured.coverage(), least - error) << measured.name << ", " << measured.units;
  EXPECT_LE(measured.coverage(), most + error) << measured.name << ", " << measured.units;
}

TEST(Intervals, CoverAsOftenAsTheySay) {
  std::size_t given = 0, covered = 0, lines = 0;
  for (const test::Measured& measured : test::coverage_of_known_functions(300)) {
    expect_coverage(measured, 0.92, 1);
    if (!measured.exact) continue;
    ++lines;
    given += measured.given;
    covered += measured.covered;
  }
  // Too wide shows only over all continuous ones together: one line of 300 repeats can reach 100% by chance.
  EXPECT_GT(lines, 10U);
  EXPECT_LE(static_cast<double>(covered) / static_cast<double>(given), 0.97);
}

}  // namespace
}  // namespace concord
