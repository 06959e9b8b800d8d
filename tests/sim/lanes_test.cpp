#include "sim/lanes.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Real lanes_of(std::array<double, lanes> values) {
  Real x = 0.0;
  for (int k = 0; k < lanes; ++k) x.set_lane(k, values[static_cast<std::size_t>(k)]);
  return x;
}

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Every pair of these meets in some lane.
constexpr std::array interesting{0.0, -0.0, 1.0, -1.5, 3e-310, 1e308, infinity, -infinity, nan};

/// Calls `check(a, b, x, y, lane)` for all pairs, with the pair in each lane in turn and other numbers
/// around.
template <class Check>
void for_all_pairs(Check check) {
  for (double a : interesting) {
    for (double b : interesting) {
      for (int k = 0; k < lanes; ++k) {
        Real x = lanes_of({1, 2, 3, 4, 5, 6, 7, 8}), y = lanes_of({8, 7, 6, 5, 4, 3, 2, 1});
        x.set_lane(k, a);
        y.set_lane(k, b);
        check(a, b, x, y, k);
      }
    }
  }
}

bool same(double a, double b) { return bits(a) == bits(b) || (std::isnan(a) && std::isnan(b)); }

TEST(Lanes, ArithmeticIsThatOfDoubleInEveryLane) {
  for_all_pairs([](double a, double b, Real x, Real y, int k) {
    EXPECT_TRUE(same((x + y).lane(k), a + b)) << a << ' ' << b;
    EXPECT_TRUE(same((x - y).lane(k), a - b)) << a << ' ' << b;
    EXPECT_TRUE(same((x * y).lane(k), a * b)) << a << ' ' << b;
    EXPECT_TRUE(same((x / y).lane(k), a / b)) << a << ' ' << b;
    EXPECT_TRUE(same((-x).lane(k), -a)) << a;
    EXPECT_TRUE(same(abs(x).lane(k), std::fabs(a))) << a;
    EXPECT_TRUE(same(sqrt(x).lane(k), std::sqrt(a))) << a;
  });
}

TEST(Lanes, ComparisonIsThatOfDoubleInEveryLane) {
  for_all_pairs([](double a, double b, Real x, Real y, int k) {
    EXPECT_EQ((x < y).lane(k), a < b) << a << ' ' << b;
    EXPECT_EQ((x > y).lane(k), a > b) << a << ' ' << b;
    EXPECT_EQ((x <= y).lane(k), a <= b) << a << ' ' << b;
    EXPECT_EQ((x >= y).lane(k), a >= b) << a << ' ' << b;
    EXPECT_EQ((x == y).lane(k), a == b) << a << ' ' << b;
    EXPECT_EQ((~(x < y)).lane(k), !(a < b)) << a << ' ' << b;
    EXPECT_TRUE(same(number(x < y).lane(k), a < b ? 1.0 : 0.0)) << a << ' ' << b;
  });
}

TEST(Lanes, SelectionTakesTheBitsOfOneSide) {
  for_all_pairs([](double a, double b, Real x, Real y, int k) {
    EXPECT_EQ(bits(select(Mask::all(true), x, y).lane(k)), bits(a));
    EXPECT_EQ(bits(select(Mask::all(false), x, y).lane(k)), bits(b));
    EXPECT_TRUE(same(min(x, y).lane(k), b < a ? b : a)) << a << ' ' << b;
    EXPECT_TRUE(same(max(x, y).lane(k), b > a ? b : a)) << a << ' ' << b;
  });
}

TEST(Lanes, OtherLanesKeepTheirOwnAnswer) {
  const Real x = lanes_of({1, 2, 3, 4, 5, 6, 7, 8});
  const Mask small = x < 3.5;
  for (int k = 0; k < lanes; ++k) {
    EXPECT_EQ(small.lane(k), k < 3);
    EXPECT_EQ(select(small, x, -x).lane(k), k < 3 ? k + 1.0 : -(k + 1.0));
    EXPECT_EQ(clamp(x, 2.5, 6.5).lane(k), std::min(std::max(k + 1.0, 2.5), 6.5));
  }
}

TEST(Lanes, MasksCombine) {
  const Real x = lanes_of({1, 2, 3, 4, 5, 6, 7, 8});
  for (int k = 0; k < lanes; ++k) {
    EXPECT_EQ(((x > 2.0) & (x < 6.0)).lane(k), k > 1 && k < 5);
    EXPECT_EQ(((x < 2.0) | (x > 6.0)).lane(k), k < 1 || k > 5);
  }
}

TEST(Lanes, AnyFindsASingleLane) {
  EXPECT_FALSE(any(Mask::all(false)));
  for (int k = 0; k < lanes; ++k) {
    Real x = 0.0;
    x.set_lane(k, 1.0);
    EXPECT_TRUE(any(x > 0.5)) << k;
    EXPECT_FALSE(any(x > 1.5)) << k;
  }
}

TEST(Lanes, ANumberBecomesTheSameInAllLanes) {
  const Real x = 2.5;
  for (int k = 0; k < lanes; ++k) EXPECT_EQ(x.lane(k), 2.5);
  EXPECT_EQ(first(x), 2.5);
  Real sum = x;
  sum += 1.5;
  sum *= 3.0;
  sum -= 2.0;
  EXPECT_EQ(sum.lane(lanes - 1), 10.0);
}

}  // namespace
}  // namespace concord
