#include "sim/statistics/intervals.hpp"

#include "tests/statistics/coverage.hpp"

#include <algorithm>
#include <cmath>
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

/// Of a sample of repeats: is the share within what counting so few can tell?
void expect_coverage(const test::Measured& measured, double least, double most) {
  const auto n = static_cast<double>(measured.repeats);
  const double error = 4 * std::sqrt(0.95 * 0.05 / n);  // binomial, so wide that no seed matters
  EXPECT_GE(measured.coverage(), least - error) << measured.name << ", " << measured.units;
  EXPECT_LE(measured.coverage(), most + error) << measured.name << ", " << measured.units;
}

TEST(Intervals, CoverAsOftenAsTheySay) {
  for (const test::Measured& measured : test::coverage_of_known_functions(300))
    expect_coverage(measured, 0.92, measured.exact ? 0.98 : 1);
}

}  // namespace
}  // namespace concord
