#include "sim/percentile.hpp"

#include "sim/statistics/statistics.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

/// Numbers that differ from lane to lane, with ties.
std::vector<Real> drawn(std::size_t n, std::mt19937_64& generator) {
  std::vector<Real> values(n, 0.0);
  for (Real& value : values) {
    for (int k = 0; k < lanes; ++k) {
      const auto word = static_cast<double>(generator() >> 40);
      value.set_lane(k, k % 2 == 0 ? word - 8388608 : std::floor(word / 2097152));
    }
  }
  return values;
}

std::vector<double> lane_of(const std::vector<Real>& values, int k) {
  std::vector<double> one;
  for (const Real& value : values) one.push_back(value.lane(k));
  return one;
}

TEST(Percentile, SortsEveryLaneForEverySize) {
  std::mt19937_64 generator(1);
  std::vector<Real> sorted;
  for (std::size_t n = 1; n <= 200; ++n) {
    const std::vector<Real> values = drawn(n, generator);
    sort_into(sorted, values.begin(), values.end());
    ASSERT_EQ(sorted.size(), n);
    for (int k = 0; k < lanes; ++k) {
      std::vector<double> expected = lane_of(values, k);
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(lane_of(sorted, k), expected) << n << " values, lane " << k;
    }
  }
}

/// A network that sorts all sequences of zeros and ones sorts everything (Knuth): all of them up to 12
/// values.
TEST(Percentile, SortsAllZeroOneSequences) {
  std::vector<Real> sorted;
  for (unsigned n = 1; n <= 12; ++n) {
    for (unsigned pattern = 0; pattern < 1U << n; pattern += lanes) {
      std::vector<Real> values(n, 0.0);
      for (unsigned i = 0; i < n; ++i) {
        for (int k = 0; k < lanes; ++k) {
          values[i].set_lane(k, (pattern + static_cast<unsigned>(k)) >> i & 1U);
        }
      }
      sort_into(sorted, values.begin(), values.end());
      for (unsigned i = 1; i < n; ++i) ASSERT_FALSE(any(sorted[i] < sorted[i - 1])) << n << ' ' << pattern;
    }
  }
}

TEST(Percentile, LeavesTheSourceAloneAndReusesTheTarget) {
  std::mt19937_64 generator(2);
  const std::vector<Real> values = drawn(50, generator);
  std::vector<Real> sorted(60, 1.0);
  const Real* before = sorted.data();
  const std::vector<double> lane = lane_of(values, 3);
  sort_into(sorted, values.begin(), values.end());
  EXPECT_EQ(lane_of(values, 3), lane);
  EXPECT_EQ(sorted.data(), before);
}

TEST(Percentile, InterpolatesBetweenOrderStatistics) {
  const std::vector<Real> five{1.0, 2.0, 4.0, 8.0, 16.0};
  EXPECT_EQ(first(percentile(five, 0)), 1);
  EXPECT_EQ(first(percentile(five, 1)), 16);
  EXPECT_EQ(first(percentile(five, 0.5)), 4);
  EXPECT_EQ(first(percentile(five, 0.25)), 2);
  EXPECT_EQ(first(percentile(five, 0.375)), 3);
  EXPECT_DOUBLE_EQ(first(percentile(five, 0.9)), 8 + 0.6 * 8);
  const std::vector<Real> one{7.0};
  for (double q : {0.0, 0.3, 1.0}) EXPECT_EQ(first(percentile(one, q)), 7);
}

/// Hyndman and Fan (1996), type 7: the k-th of n values is the (k - 1)/(n - 1) quantile, linear in between.
TEST(Percentile, HasTheOrderStatisticsAsItsKnots) {
  std::mt19937_64 generator(3);
  std::vector<Real> sorted;
  for (std::size_t n : {2U, 3U, 42U, 101U}) {
    const std::vector<Real> values = drawn(n, generator);
    sort_into(sorted, values.begin(), values.end());
    for (int step = 0; step <= 1000; ++step) {
      const double q = step / 1000.0;
      const Real got = percentile(sorted, q);
      for (int k = 0; k < lanes; ++k) {
        double expected = sorted[0].lane(k);
        for (std::size_t i = 1; i < n; ++i) {
          const double rise = sorted[i].lane(k) - sorted[i - 1].lane(k);
          expected +=
              rise * std::clamp(q * static_cast<double>(n - 1) - static_cast<double>(i - 1), 0.0, 1.0);
        }
        ASSERT_NEAR(got.lane(k), expected, 1e-7) << n << ' ' << q;
      }
    }
  }
}

/// Runs side by side and one after the other: one definition of a quantile.
TEST(Percentile, AgreesWithTheQuantileOfOneRow) {
  std::mt19937_64 generator(7);
  std::vector<Real> sorted;
  for (std::size_t n = 1; n <= 60; ++n) {
    const std::vector<Real> values = drawn(n, generator);
    sort_into(sorted, values.begin(), values.end());
    for (int k = 0; k < lanes; ++k) {
      for (const double q : {0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0})
        ASSERT_EQ(percentile(sorted, q).lane(k), quantile(lane_of(sorted, k), q)) << n << " values, " << q;
      ASSERT_EQ(median_of(lane_of(values, k)), quantile(lane_of(sorted, k), 0.5)) << n << " values";
    }
  }
}

}  // namespace
}  // namespace concord
