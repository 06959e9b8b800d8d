#include "sim/errors.hpp"
#include "sim/statistics/intervals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// In (0, 1).
double uniform(std::mt19937_64& generator) {
  return (static_cast<double>(generator() >> 12) + 0.5) / 4503599627370496.0;
}
/// Box and Muller.
double normal(std::mt19937_64& generator) {
  const double radius = std::sqrt(-2 * std::log(uniform(generator)));
  return radius * std::cos(2 * std::numbers::pi * uniform(generator));
}

Moments moments_of(const std::vector<double>& values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

TEST(Moments, AreThoseOfTheValuesThatAreThere) {
  const Moments moments = moments_of({2, missing, 4, 4, 4, missing, 5, 5, 7, 9});
  EXPECT_EQ(moments.count(), 8U);
  EXPECT_DOUBLE_EQ(moments.mean(), 5);
  EXPECT_DOUBLE_EQ(moments.variance(), 32.0 / 7);
  EXPECT_DOUBLE_EQ(moments.deviation(), std::sqrt(32.0 / 7));
}

TEST(Moments, OfTooFewValuesAreMissing) {
  EXPECT_TRUE(std::isnan(Moments{}.mean()));
  const Moments one = moments_of({missing, 3});
  EXPECT_EQ(one.mean(), 3);
  EXPECT_TRUE(std::isnan(one.variance()));
  EXPECT_TRUE(std::isnan(one.deviation()));
}

TEST(Moments, KeepTheirDigitsFarFromZero) {
  // 2^40 + {0, 1, 2, 3}: sums of squares would lose the variance, 5/3, altogether.
  const Moments moments = moments_of({1099511627776.0, 1099511627777.0, 1099511627778.0, 1099511627779.0});
  EXPECT_DOUBLE_EQ(moments.variance(), 5.0 / 3);
  EXPECT_EQ(moments_of({0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}).variance(), 0);
}

TEST(StudentQuantile, IsThatOfPrintedTables) {
  struct Entry {
    double probability, degrees, quantile;
  };
  constexpr std::array table{Entry{0.975, 9, 2.262157},   Entry{0.975, 1, 12.706205},
                             Entry{0.95, 5, 2.015048},    Entry{0.995, 30, 2.749996},
                             Entry{0.9, 2, 1.885618},     Entry{0.975, 120, 1.979930},
                             Entry{0.9995, 10, 4.586894}, Entry{0.025, 9, -2.262157}};
  for (const Entry& entry : table)
    EXPECT_NEAR(student_quantile(entry.probability, entry.degrees), entry.quantile, 6e-7)
        << entry.probability << ", " << entry.degrees << " degrees";
}

TEST(StudentQuantile, IsTheClosedFormOfOneAndTwoDegrees) {
  for (int percent = 1; percent < 100; ++percent) {
    const double p = percent / 100.0;
    EXPECT_NEAR(student_quantile(p, 1), std::tan(std::numbers::pi * (p - 0.5)), 1e-11 / p / (1 - p));
    EXPECT_NEAR(student_quantile(p, 2), (2 * p - 1) / std::sqrt(2 * p * (1 - p)), 1e-11);
  }
  EXPECT_THROW(student_quantile(0, 3), BrokenInvariant);
  EXPECT_THROW(student_quantile(1, 3), BrokenInvariant);
  EXPECT_THROW(student_quantile(missing, 3), BrokenInvariant);
  EXPECT_THROW(student_quantile(0.5, 0), BrokenInvariant);
}

TEST(HalfWidth, IsThatOfTheTextbook) {
  // Ten values, mean 5.5, sum of squares about it 82.5; t(0.975, 9) = 2.262157, t(0.95, 9) = 1.833113.
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const double error = std::sqrt(82.5 / 9 / 10);
  EXPECT_NEAR(half_width(mean_interval(values, 0.05)), 2.262157 * error, 1e-6);
  EXPECT_NEAR(half_width(mean_interval(values, 0.1)), 1.833113 * error, 1e-6);
  EXPECT_THROW(mean_interval(values, 0), BrokenInvariant);
  EXPECT_THROW(mean_interval(values, 1), BrokenInvariant);
}

TEST(MeanInterval, LiesAroundTheMean) {
  const Interval interval = mean_interval(std::vector{1.0, missing, 2.0, 3.0, 4.0}, 0.05);
  EXPECT_DOUBLE_EQ(interval.estimate, 2.5);
  EXPECT_NEAR(interval.high - 2.5, 3.182446 * std::sqrt(5.0 / 3 / 4), 1e-6);
  EXPECT_NEAR(2.5 - interval.low, 3.182446 * std::sqrt(5.0 / 3 / 4), 1e-6);
  EXPECT_EQ(interval.kind, IntervalKind::student);
  for (const std::vector<double>& few : {std::vector{7.0}, std::vector{1.0, missing, 2.0, 3.0}}) {
    const Interval none = mean_interval(few, 0.05);
    EXPECT_FALSE(std::isnan(none.estimate));
    EXPECT_TRUE(std::isnan(none.low) && std::isnan(none.high) && std::isnan(half_width(none)));
    EXPECT_TRUE(none.kind == IntervalKind::none && !none.given());
  }
  EXPECT_TRUE(std::isnan(mean_interval({}, 0.05).estimate));
}

TEST(MeanInterval, CoversTheTruthAsOftenAsItSays) {
  std::mt19937_64 generator(20);
  constexpr int samples = 5000;
  for (const std::size_t n : {4, 5, 12}) {
    for (const double alpha : {0.05, 0.2}) {
      int covered = 0;
      for (int i = 0; i < samples; ++i) {
        std::vector<double> values(n);
        for (double& value : values) value = 3 + 10 * normal(generator);
        const Interval interval = mean_interval(values, alpha);
        covered += interval.low <= 3 && 3 <= interval.high ? 1 : 0;
      }
      EXPECT_NEAR(covered, samples * (1 - alpha), 4 * std::sqrt(samples * alpha * (1 - alpha)))
          << n << " values, alpha " << alpha;
    }
  }
}

TEST(PairedDifference, UsesThePairsThatAreComplete) {
  // Differences 1, 2, 3, 4.
  const std::vector<double> a{11, 102, missing, 1003, 5, 8}, b{10, 100, 4, 1000, missing, 4};
  const Interval interval = paired_difference(a, b, 0.05);
  EXPECT_DOUBLE_EQ(interval.estimate, 2.5);
  EXPECT_NEAR(interval.high - interval.low, 2 * 3.182446 * std::sqrt(5.0 / 3 / 4), 2e-6);
  const Interval turned = paired_difference(b, a, 0.05);
  EXPECT_EQ(turned.estimate, -interval.estimate);
  EXPECT_EQ(turned.low, -interval.high);
  EXPECT_THROW(paired_difference(a, std::vector{1.0}, 0.05), BrokenInvariant);
}

TEST(PairedDifference, GainsWhatThePairsHaveInCommon) {
  std::mt19937_64 generator(21);
  std::vector<double> a, b;
  for (int i = 0; i < 40; ++i) {
    const double luck = 100 * normal(generator);
    a.push_back(luck + 2 + 0.1 * normal(generator));
    b.push_back(luck + 0.1 * normal(generator));
  }
  const Interval paired = paired_difference(a, b, 0.05), alone = mean_interval(a, 0.05);
  EXPECT_NEAR(paired.estimate, 2, 0.15);
  EXPECT_LT(paired.high - paired.low, (alone.high - alone.low) / 100);
}

/// The rule as it is stated, from the end: for each n the half-width is worked out afresh, and n is the first
/// whose half-widths up to the end of its look-ahead are all there and all within.
std::optional<int> needed_by_definition(const std::vector<double>& values, const PrecisionRule& rule) {
  const int size = static_cast<int>(values.size());
  std::vector<bool> within{false};
  for (int n = 1; n <= size; ++n) {
    double sum = 0, squares = 0, count = 0;
    for (int i = 0; i < n; ++i)
      if (const double value = values[static_cast<std::size_t>(i)]; !std::isnan(value)) sum += value, ++count;
    for (int i = 0; i < n; ++i)
      if (const double value = values[static_cast<std::size_t>(i)]; !std::isnan(value))
        squares += (value - sum / count) * (value - sum / count);
    if (count < 2) {
      within.push_back(false);
      continue;
    }
    const double half =
        student_quantile(1 - rule.alpha / 2, count - 1) * std::sqrt(squares / (count - 1) / count);
    const double most = rule.absolute > 0 ? rule.absolute : rule.relative * std::abs(sum / count);
    within.push_back(half <= most);
  }
  for (int n = std::max(rule.initial, fewest_to_stop); n <= size; ++n) {
    const int last =
        n + (n > 100 ? static_cast<int>(std::floor(rule.look_ahead * n / 100.0)) : rule.look_ahead);
    if (last > size) continue;
    if (std::all_of(within.begin() + n, within.begin() + last + 1, [](bool is) { return is; })) return n;
  }
  return std::nullopt;
}

TEST(ReplicatesNeeded, FollowTheRuleOnManySequences) {
  std::mt19937_64 generator(22);
  int found = 0, beyond_hundred = 0, corrected = 0;
  for (int i = 0; i < 400; ++i) {
    PrecisionRule rule;
    rule.initial = static_cast<int>(generator() % 12);
    rule.look_ahead = static_cast<int>(generator() % 15);
    rule.alpha = i % 3 == 0 ? 0.01 : 0.05;
    const double mean = i % 2 == 0 ? 10 : -10;
    if (i % 5 == 0) rule = {rule.alpha, 0, 1 + uniform(generator), rule.initial, rule.look_ahead};
    const double noise = 1 + 9 * uniform(generator), lost = i % 4 == 0 ? 0.2 : 0;
    std::vector<double> values(300);
    for (double& value : values)
      value = uniform(generator) < lost ? missing : mean + noise * normal(generator);
    const std::optional<int> expected = needed_by_definition(values, rule);
    EXPECT_EQ(replicates_needed(values, rule), expected) << "sequence " << i;
    if (!expected) continue;
    ++found;
    beyond_hundred += *expected > 100 ? 1 : 0;
    PrecisionRule hasty = rule;
    hasty.look_ahead = 0;
    corrected += replicates_needed(values, hasty) < expected ? 1 : 0;
    // It is known as soon as the look-ahead is over, not before, and for good.
    const auto end = static_cast<std::size_t>(*expected + rule.look_ahead * std::max(*expected, 100) / 100);
    EXPECT_EQ(replicates_needed(std::span(values).first(end), rule), expected);
    EXPECT_EQ(replicates_needed(std::span(values).first(end - 1), rule), std::nullopt);
  }
  // The sequences are worth something only if they reach all branches.
  EXPECT_GT(found, 200);
  EXPECT_LT(found, 400);
  EXPECT_GT(beyond_hundred, 20);
  EXPECT_GT(corrected, 20);
}

TEST(ReplicatesNeeded, EqualRunsStopOnlyWhereAnExactBoundAllowsIt) {
  PrecisionRule rule;
  EXPECT_EQ(replicates_needed(std::vector<double>(2000, 4.2), rule), std::nullopt);  // nobody knows of others
  rule.relative = 0;
  rule.absolute = 0.1;
  rule.range = {.low = 0, .high = 1, .reach = 1};
  // Rule of three at 97.5%: 1 - 0.025^(1/n) is at most 0.1 from n = 36.
  EXPECT_EQ(replicates_needed(std::vector<double>(41, 0.0), rule), 36);
  EXPECT_EQ(replicates_needed(std::vector<double>(40, 0.0), rule), std::nullopt);
  EXPECT_EQ(replicates_needed(std::vector<double>(41, 1.0), rule), 36);
}

TEST(ReplicatesNeeded, OfAMeanOfZeroOrMissingValuesAreNeverReached) {
  std::vector<double> turns(500, 1);
  for (std::size_t i = 1; i < 500; i += 2) turns[i] = -1;
  EXPECT_EQ(replicates_needed(turns, {}), std::nullopt);
  PrecisionRule absolute;
  absolute.relative = 0;
  absolute.absolute = 0.5;
  // Of two values more are needed than Student's interval alone asks for.
  EXPECT_GT(replicates_needed(turns, absolute), needed_by_definition(turns, absolute));
  EXPECT_EQ(replicates_needed(std::vector<double>(500, missing), {}), std::nullopt);
  EXPECT_EQ(replicates_needed({}, {}), std::nullopt);
}

TEST(ReplicatesNeeded, LookAheadGrowsBeyondAHundred) {
  EXPECT_EQ(replicates_ahead(3, 5), 5);
  EXPECT_EQ(replicates_ahead(399, 5), 19);
  EXPECT_EQ(replicates_ahead(1'000'000, 1'000'000), 10'000'000'000);  // no overflow
  // Missing up to the replicate before n, then hardly any luck: n is the first with an interval.
  const auto length_for = [](int n) {
    std::vector<double> values(static_cast<std::size_t>(n - 4), missing);
    while (!replicates_needed(values, {}))
      values.push_back(1 + 1e-3 * static_cast<double>(values.size() % 7));
    EXPECT_EQ(replicates_needed(values, {}), n);
    return static_cast<int>(values.size()) - n;
  };
  EXPECT_EQ(length_for(50), 5);
  EXPECT_EQ(length_for(100), 5);
  EXPECT_EQ(length_for(119), 5);
  EXPECT_EQ(length_for(120), 6);
  EXPECT_EQ(length_for(400), 20);
}

TEST(ReplicatesNeeded, NeedOneKindOfPrecision) {
  PrecisionRule rule;
  rule.absolute = 1;
  EXPECT_THROW((void)replicates_needed(std::vector{1.0}, rule), BrokenInvariant);
  rule.relative = rule.absolute = 0;
  EXPECT_THROW((void)replicates_needed(std::vector{1.0}, rule), BrokenInvariant);
}

TEST(RankCorrelation, WithoutTiesIsSpearmansFormula) {
  // 1 - 6 x sum of squared differences of ranks / (n (n^2 - 1)); the differences here are 4, -2, -1, 0, 1, 2,
  // -4.
  const std::vector<double> a{1, 2, 3, 4, 5, 6, 7};
  const std::vector<double> ranks{5, 0, 2, 4, 6, 8, 3};
  const std::vector<double> sorted_ranks{5, 1, 2, 4, 6, 7, 3};
  double squares = 0;
  for (std::size_t i = 0; i < 7; ++i) squares += (a[i] - sorted_ranks[i]) * (a[i] - sorted_ranks[i]);
  EXPECT_NEAR(rank_correlation(a, ranks), 1 - 6 * squares / (7 * 48), 1e-15);
  std::vector<double> grown = ranks;
  for (double& value : grown) value = std::exp(value);  // any growing function leaves ranks alone
  EXPECT_EQ(rank_correlation(a, grown), rank_correlation(a, ranks));
}

TEST(RankCorrelation, TiesShareTheirMeanRank) {
  // Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: products about 2.5 sum to 4.5, squares to 4.5 and 5.
  EXPECT_NEAR(rank_correlation(std::vector{1.0, 2.0, 2.0, 3.0}, std::vector{10.0, 30.0, 20.0, 40.0}),
              4.5 / std::sqrt(4.5 * 5), 1e-15);
}

TEST(RankCorrelation, LeavesOutMissingPairsAndKnowsItsLimits) {
  const std::vector<double> up{1, missing, 2, 3, 9}, down{5, 6, 4, 3, missing};
  EXPECT_EQ(rank_correlation(up, down), -1);
  EXPECT_EQ(rank_correlation(up, up), 1);
  EXPECT_TRUE(std::isnan(rank_correlation(up, std::vector<double>(5, 2.0))));
  EXPECT_TRUE(std::isnan(rank_correlation({}, {})));
  EXPECT_THROW(rank_correlation(up, std::vector{1.0}), BrokenInvariant);
}

}  // namespace
}  // namespace concord
