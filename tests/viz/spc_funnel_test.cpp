#include "experiments/charts/beeswarm.hpp"
#include "viz/views/funnel_limits.hpp"
#include "viz/views/spc.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

std::vector<SpcSignal> of_rule(const Spc& spc, SpcRule rule) {
  std::vector<SpcSignal> out;
  for (const SpcSignal& signal : spc.signals) {
    if (signal.rule == rule) out.push_back(signal);
  }
  return out;
}

// NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: individuals and moving range of a flow rate.
TEST(Spc, FindsTheLimitsOfTheNistHandbook) {
  const std::array values{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
  const Spc spc = spc_of(values);
  EXPECT_NEAR(spc.mean, 50.81, 1e-9);
  EXPECT_NEAR(spc.moving_range, 1.8778, 5e-5);
  EXPECT_NEAR(spc.high, 55.8041, 2e-3);  // there 3 / 1.128, here 2.66
  EXPECT_NEAR(spc.low, 45.8159, 2e-3);
  EXPECT_TRUE(spc.signals.empty());
}

TEST(Spc, FindsAPointOutsideTheLimits) {
  std::vector<double> values;
  for (int n = 0; n < 20; ++n) values.push_back(n % 2);
  values[10] = 12;
  const auto found = of_rule(spc_of(values), SpcRule::outside);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].first, 10U);
  EXPECT_EQ(found[0].last, 10U);
  EXPECT_TRUE(found[0].high);
}

TEST(Spc, FindsSevenOnOneSideAndNotSix) {
  for (const int length : {6, 7}) {
    std::vector<double> values;
    for (int n = 0; n < length; ++n) values.push_back(1 + 0.1 * (n % 2));
    for (int n = 0; n < length; ++n) values.push_back(-1 - 0.1 * (n % 2));
    EXPECT_EQ(of_rule(spc_of(values), SpcRule::shift).size(), length == 7 ? 2U : 0U);
  }
}

TEST(Spc, FindsSevenRisingAndNotSix) {
  for (const int length : {6, 7}) {
    std::vector<double> values;
    for (int n = 0; n < length; ++n) values.push_back(n);
    for (int n = 0; n < 6; ++n) values.push_back(n % 2 == 0 ? 0.0 : 4.0);
    const auto found = of_rule(spc_of(values), SpcRule::trend);
    ASSERT_EQ(found.size(), length == 7 ? 1U : 0U);
    if (found.empty()) continue;
    EXPECT_EQ(found[0].first, 0U);
    EXPECT_EQ(found[0].last, 6U);
  }
}

TEST(Spc, FindsTwoOfThreeNearTheSameLimit) {
  // Mean moving range 1, so that the zone begins 1.77 from the mean.
  std::vector<double> values{0, 1, 0, 1, 0, 1, 0,   1,   0,   1, 0, 1, 0, 1,
                             0, 1, 0, 1, 0, 1, 2.6, 1.8, 2.6, 1, 0, 1, 0};
  const Spc spc = spc_of(values);
  const auto found = of_rule(spc, SpcRule::near_limit);
  ASSERT_EQ(found.size(), 1U) << spc.mean << " " << spc.moving_range;
  EXPECT_EQ(found[0].first, 20U);
  EXPECT_EQ(found[0].last, 22U);
  EXPECT_TRUE(of_rule(spc, SpcRule::outside).empty());
}

TEST(Spc, SeesNoSignalInAConstantWhoseMeanIsRounded) {
  const std::vector<double> values(24, 0.1);
  const Spc spc = spc_of(values);
  EXPECT_EQ(spc.moving_range, 0);
  EXPECT_TRUE(spc.signals.empty());
}

TEST(Spc, LeavesMissingValuesOutAndEndsStretchesThere) {
  const double gap = std::nan("");
  std::vector<double> values{1, 1.1, 1, gap, 1.1, 1, 1.1, 1, -2, -2.1, -2, -2.1};
  const Spc spc = spc_of(values);
  EXPECT_EQ(spc.points, 11U);
  EXPECT_NEAR(spc.moving_range, (0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 3 + 0.1 + 0.1 + 0.1) / 9, 1e-12);
  EXPECT_TRUE(of_rule(spc, SpcRule::shift).empty());
  EXPECT_TRUE(std::isnan(spc_of(std::array{gap, 1.0, gap, 2.0}).mean));
}

// Binomial, n = 10, p = 0.5: F(1) = 11/1024, F(2) = 56/1024. The quantile 0.025 = 25.6/1024 lies at r = 2;
// alpha = (56 - 25.6) / 45.
TEST(FunnelLimit, InterpolatesTheBinomialAsSpiegelhalterDoes) {
  EXPECT_NEAR(funnel_limit(10, 0.5, 0.025), (2 - (56 - 25.6) / 45) / 10, 1e-12);
}

TEST(FunnelLimit, ApproachesTheNormalWithCount) {
  const double sd = std::sqrt(0.3 * 0.7 / 5000);
  EXPECT_NEAR(funnel_limit(5000, 0.3, 0.975), 0.3 + 1.96 * sd, 3e-4);
  EXPECT_NEAR(funnel_limit(5000, 0.3, 0.001), 0.3 - 3.09 * sd, 4e-4);
  EXPECT_GT(funnel_limit(20, 0.3, 0.999), funnel_limit(200, 0.3, 0.999));
}

TEST(FunnelLimit, MirrorsLowerLimitsSoThatFewDecisionsAreNoSignal) {
  EXPECT_NEAR(funnel_limit(10, 0.3, 0.975), 1 - funnel_limit(10, 0.7, 0.025), 1e-12);
  EXPECT_EQ(funnel_place(3, 1, 0.625), FunnelPlace::inside);  // its chance is 24%
  // Binomial, n = 10, p = 0.5: nine or more have a chance of 11/1024, eight or more of 56/1024.
  EXPECT_EQ(funnel_place(10, 0.9, 0.5), FunnelPlace::outside_95);
  EXPECT_EQ(funnel_place(10, 0.8, 0.5), FunnelPlace::inside);
  EXPECT_EQ(funnel_place(10, 0.1, 0.5), FunnelPlace::outside_95);
}

TEST(FunnelLimit, StaysWithinZeroAndOne) {
  EXPECT_EQ(funnel_limit(8, 0, 0.025), 0);
  EXPECT_EQ(funnel_limit(8, 1, 0.025), 1);
  EXPECT_GE(funnel_limit(3, 0.02, 0.001), 0);
  EXPECT_LE(funnel_limit(3, 0.98, 0.999), 1);
}

TEST(FunnelPlace, TellsTheLimitsApart) {
  EXPECT_EQ(funnel_place(100, 0.5, 0.5), FunnelPlace::inside);
  EXPECT_EQ(funnel_place(100, 0.61, 0.5), FunnelPlace::outside_95);
  EXPECT_EQ(funnel_place(100, 0.7, 0.5), FunnelPlace::outside_998);
  EXPECT_EQ(funnel_place(100, 0.3, 0.5), FunnelPlace::outside_998);
}

TEST(Beeswarm, KeepsDotsApartAndNearTheLine) {
  std::vector<double> along;
  for (int n = 0; n < 30; ++n) along.push_back(n % 10);
  const auto off = beeswarm(along, 2, 100);
  for (std::size_t a = 0; a < along.size(); ++a) {
    for (std::size_t b = a + 1; b < along.size(); ++b)
      EXPECT_GE(std::hypot(along[a] - along[b], off[a] - off[b]), 4 - 1e-6);
  }
  EXPECT_EQ(beeswarm(std::vector<double>{5, 50}, 2, 10), (std::vector<double>{0, 0}));
  for (const double y : beeswarm(along, 2, 6)) EXPECT_LE(std::abs(y), 6);
}

}  // namespace
}  // namespace concord
