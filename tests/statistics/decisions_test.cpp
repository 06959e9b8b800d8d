// Decisions with known answers: what luck makes of regret, what it is worth to know, where something fails.

#include "sim/statistics/decisions.hpp"

#include "sim/statistics/discovery.hpp"
#include "sim/statistics/random_words.hpp"
#include "sim/statistics/statistics.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

double draw(std::uint64_t seed, std::size_t row, std::size_t column) {
  const RandomWords words = random_words(seed, Draw::proposal, row, column);
  return share_of(joined(words[0], words[1]));
}
/// About normal, mean 0 and deviation 1: twelve even ones.
double bell(std::uint64_t seed, std::size_t row, std::size_t column) {
  double sum = -6;
  for (std::size_t n = 0; n < 12; ++n) sum += draw(seed, row, 12 * column + n);
  return sum;
}

/// Settings that count alike, of payoffs [policy][setting], without halves.
Payoffs payoffs_of(std::size_t policies, const std::vector<double>& values) {
  const std::size_t n = values.size() / policies;
  Payoffs payoffs{
      .policies = policies, .weights = std::vector<double>(n, 1.0 / static_cast<double>(n)), .mean = values};
  for (auto& half : payoffs.half) half.assign(values.size(), std::numeric_limits<double>::quiet_NaN());
  return payoffs;
}
std::vector<std::uint32_t> apart(std::size_t n) {
  std::vector<std::uint32_t> own(n);
  for (std::uint32_t s = 0; s < n; ++s) own[s] = s;
  return own;
}
/// Every setting a level of one axis.
SettingTable sampled(const std::vector<std::vector<double>>& columns) {
  SettingTable table{.axes = {{columns.front().size(), apart(columns.front().size())}}, .columns = {}};
  for (const auto& column : columns) table.columns.push_back({.axis = 0, .value = column});
  return table;
}

TEST(Decisions, RegretsBestSharesAndWorstTenthsAreThoseByHand) {
  // Two policies in ten settings: one gives 0, the other -1 once, 1 in eight, and as much as the first once.
  std::vector<double> values(20, 0.0);
  for (std::size_t s = 10; s < 20; ++s) values[s] = 1;
  values[10] = -1;
  values[11] = 0;
  const Merits merits = merits_of(payoffs_of(2, values), apart(10), 0.05);
  EXPECT_EQ(merits.choice, 1U);
  EXPECT_NEAR(merits.policies[0].best, 0.15, 1e-12);
  EXPECT_NEAR(merits.policies[1].best, 0.85, 1e-12);
  EXPECT_NEAR(merits.policies[0].regret.mean, 0.8, 1e-12);
  EXPECT_NEAR(merits.policies[1].regret.mean, 0.1, 1e-12);
  EXPECT_NEAR(merits.policies[1].regret.largest, 1, 1e-12);
  EXPECT_NEAR(merits.policies[1].regret.high, 0.55, 1e-12);  // between nine zeros and a one
  EXPECT_NEAR(merits.policies[1].worst_tenth, -1, 1e-12);
  EXPECT_NEAR(merits.perfect, 0.1, 1e-12);
  EXPECT_NEAR(merits.policies[0].behind.estimate, 0.7, 1e-12);
  EXPECT_TRUE(std::isnan(merits.perfect_crossed));
}

TEST(Decisions, WeightsAreAsGoodAsRepetition) {
  const std::vector<double> once{0, 0, 0, 0, -2, 1, 3, 0.5};
  Payoffs weighed = payoffs_of(2, once);
  weighed.weights = {0.1, 0.2, 0.3, 0.4};
  std::vector<double> repeated;
  for (const std::size_t p : {0U, 1U}) {
    for (std::size_t s = 0; s < 4; ++s) repeated.insert(repeated.end(), s + 1, once[4 * p + s]);
  }
  const Merits a = merits_of(weighed, apart(4), 0.05),
               b = merits_of(payoffs_of(2, repeated), apart(10), 0.05);
  for (const std::size_t p : {0U, 1U}) {
    EXPECT_NEAR(a.policies[p].mean.estimate, b.policies[p].mean.estimate, 1e-12);
    EXPECT_NEAR(a.policies[p].best, b.policies[p].best, 1e-12);
    EXPECT_NEAR(a.policies[p].regret.mean, b.policies[p].regret.mean, 1e-12);
    EXPECT_NEAR(a.policies[p].worst_tenth, b.policies[p].worst_tenth, 1e-12);
  }
  EXPECT_NEAR(a.perfect, b.perfect, 1e-12);
}

TEST(Decisions, AQuantileWithEqualWeightsIsThatWithout) {
  const std::vector<double> values{3, -1, 4, 1.5, 9, 2.6}, sorted{-1, 1.5, 2.6, 3, 4, 9}, weights(6, 0.3);
  for (const double q : {0.0, 0.1, 0.5, 0.77, 0.95, 1.0})
    EXPECT_NEAR(weighted_quantile(values, weights, q), quantile(sorted, q), 1e-12) << q;
}

TEST(Decisions, LuckIsNotSoldAsRegret) {
  // Four policies that are the same but for luck.
  constexpr std::size_t settings = 400, policies = 4;
  Payoffs payoffs = payoffs_of(policies, std::vector<double>(policies * settings, 0.0));
  for (std::size_t at = 0; at < payoffs.mean.size(); ++at) {
    for (const std::size_t h : {0U, 1U}) payoffs.half[h][at] = bell(5, at, h);
    payoffs.mean[at] = (payoffs.half[0][at] + payoffs.half[1][at]) / 2;
  }
  const Merits merits = merits_of(payoffs, apart(settings), 0.05);
  EXPECT_GT(merits.perfect, 0.5);  // the mean of the largest of four is 0.73
  EXPECT_NEAR(merits.perfect_crossed, 0, 0.1);
  for (const PolicyMerit& merit : merits.policies) {
    EXPECT_GT(merit.regret.high, 1.5);
    EXPECT_NEAR(merit.crossed.mean, 0, 0.1);
    EXPECT_LT(std::abs(merit.crossed.high), 0.6);
    EXPECT_LT(merit.best_twice, 0.12);  // one in sixteen
  }
}

TEST(Decisions, AMeasureAloneDominatesNothingThatAnotherGives) {
  const std::vector<std::vector<double>> merits{{1, 2, 3, 1}, {3, 2, 1, 0}};
  const auto by = dominated(merits);
  EXPECT_FALSE(by[0] || by[1] || by[2]);
  EXPECT_EQ(by[3], std::optional<std::size_t>(0));
}

/// One policy gives 0, the other the sum of two numbers spread evenly over [-1, 1], and luck.
struct TwoPolicies {
  explicit TwoPolicies(double luck) {
    constexpr std::size_t side = 40;
    std::vector<double> x, y, z, values(side * side, 0.0);
    for (std::size_t s = 0; s < side * side; ++s) {
      x.push_back((2.0 * static_cast<double>(s / side) + 1) / side - 1);
      y.push_back((2.0 * static_cast<double>(s % side) + 1) / side - 1);
      z.push_back(draw(7, s, 0));
    }
    for (std::size_t s = 0; s < side * side; ++s) values.push_back(x[s] + y[s] + luck * bell(8, s, 0));
    payoffs = payoffs_of(2, values);
    table = sampled({x, y, z});
  }
  Payoffs payoffs;
  SettingTable table;
};

TEST(Information, OfAllAndOfPartsIsWhatItIsInClosedForm) {
  const TwoPolicies two(0);
  EXPECT_NEAR(merits_of(two.payoffs, apart(1600), 0.05).perfect, 1.0 / 3,
              1e-3);  // mean of the positive part of a triangle
  const std::vector<std::vector<std::size_t>> known{{0}, {1}, {2}, {0, 1}};
  const auto found = information_of(two.payoffs, two.table, known, 40, 1);
  EXPECT_NEAR(found[0].value, 0.25, 5e-3);
  EXPECT_NEAR(found[1].value, 0.25, 5e-3);
  EXPECT_NEAR(found[2].value, 0, 0.03);  // numbers drawn at random go with the sum by chance
  EXPECT_NEAR(found[3].value, 1.0 / 3, 5e-3);
  EXPECT_GT(found[0].value, found[0].bar);
  EXPECT_LT(found[2].value, found[2].bar);
}

TEST(Information, LuckAddsNothing) {
  // Luck of twice the size of what can be known: the mean of all together is worth far more than its parts.
  const TwoPolicies two(1.2);
  EXPECT_GT(merits_of(two.payoffs, apart(1600), 0.05).perfect, 0.5);
  const std::vector<std::vector<std::size_t>> known{{0}, {2}, {0, 1}};
  const auto found = information_of(two.payoffs, two.table, known, 40, 1);
  EXPECT_NEAR(found[0].value, 0.25, 0.05);
  EXPECT_LT(found[1].value, found[1].bar);
  EXPECT_NEAR(found[2].value, 1.0 / 3, 0.06);
}

TEST(Information, ANullRejectsNoMoreThanItsLevel) {
  // Settings in clusters of three that share luck, and a number of the cluster that says nothing.
  constexpr std::size_t times = 150, clusters = 40, cases = 3;
  std::size_t beyond = 0, beyond_bar = 0;
  for (std::size_t time = 0; time < times; ++time) {
    std::vector<double> values(clusters * cases, 0.0), of_cluster, other, of_case{0, 1, 2};
    SettingTable table{.axes = {{clusters, {}}, {cases, {}}}, .columns = {}};
    for (std::uint32_t s = 0; s < clusters * cases; ++s) {
      table.axes[0].level.push_back(s / cases);
      table.axes[1].level.push_back(s % cases);
      values.push_back(bell(11 + time, s / cases, 0) + 0.5 * bell(11 + time, s, 1));
    }
    for (std::size_t c = 0; c < clusters; ++c) {
      of_cluster.push_back(draw(12 + time, c, 2));
      other.push_back(draw(12 + time, c, 3));
    }
    table.columns = {{0, of_cluster}, {0, other}, {1, of_case}};
    const std::vector<std::vector<std::size_t>> known{{0}, {1}, {2}};
    const auto found = information_of(payoffs_of(2, values), table, known, 40, time);
    beyond += found[0].value > found[0].null_high ? 1 : 0;
    bool any = false;
    for (const Information& i : found) any = any || i.value > i.bar;
    beyond_bar += any ? 1 : 0;
  }
  // 5% of 150, and three standard errors of it.
  EXPECT_LE(beyond, 16U);
  EXPECT_LE(beyond_bar, 16U);
}

/// Half of the settings are held out; failures lie in a box of two of six numbers, with some elsewhere.
struct Planted {
  explicit Planted(double noise, std::uint64_t seed = 3) {
    constexpr std::size_t settings = 900;
    std::vector<std::vector<double>> columns(6);
    for (std::size_t s = 0; s < settings; ++s) {
      for (std::size_t c = 0; c < columns.size(); ++c) columns[c].push_back(draw(seed, s, c));
      const bool inside = columns[1][s] >= 0.6 && columns[4][s] <= 0.5;
      failed.push_back((draw(seed, s, 20) < noise ? draw(seed, s, 21) < 0.2 : inside) ? 1 : 0);
    }
    table = sampled(columns);
    weights.assign(settings, 1.0 / settings);
    held = held_out(table, seed);
    for (const char h : held) seen.push_back(h ? 0 : 1);
  }
  Failures sought() const { return {table, failed, weights, seen}; }
  Failures kept() const { return {table, failed, weights, held}; }
  SettingTable table;
  std::vector<char> failed, held, seen;
  std::vector<double> weights;
};

TEST(Discovery, APlantedBoxIsFound) {
  const Planted planted(0.1);
  const FailureBox box = prim(planted.sought());
  ASSERT_EQ(box.region.limits.size(), 2U);
  EXPECT_EQ(box.region.limits[0].column, 1U);
  EXPECT_NEAR(box.region.limits[0].low, 0.6, 0.03);
  EXPECT_TRUE(std::isinf(box.region.limits[0].high));
  EXPECT_EQ(box.region.limits[1].column, 4U);
  EXPECT_NEAR(box.region.limits[1].high, 0.5, 0.03);
  const std::vector<Region> boxes{box.region}, leaves = failing_leaves(planted.sought());
  for (const auto& regions : {boxes, leaves}) {
    const Found found = found_in(planted.kept(), regions);
    EXPECT_GT(found.coverage, 0.8);
    EXPECT_GT(found.density, 0.8);
    EXPECT_NEAR(found.base, 0.2, 0.05);
    EXPECT_LT(chance_of(planted.kept(), regions), 1e-6);
  }
  EXPECT_LT(box.without[0].density, box.without[0].base * 2.5);  // of one limit alone half is left
}

TEST(Discovery, OfChanceNoMoreIsHeldForTrueThanTheLevelSays) {
  std::size_t box = 0, tree = 0;
  constexpr std::size_t times = 100;
  for (std::uint64_t time = 0; time < times; ++time) {
    const Planted none(1, 100 + time);
    box += chance_of(none.kept(), std::vector{prim(none.sought()).region}) < 0.05 ? 1 : 0;
    tree += chance_of(none.kept(), failing_leaves(none.sought())) < 0.05 ? 1 : 0;
  }
  EXPECT_LE(box, 12U);  // 5, and three standard errors
  EXPECT_LE(tree, 12U);
}

TEST(Discovery, NamesAreLeftOutOneByOne) {
  SettingTable table{.axes = {{4, {}}, {30, {}}}, .columns = {{0, {0, 1, 2, 3}, true}}};
  std::vector<char> failed, all;
  for (std::uint32_t s = 0; s < 120; ++s) {
    table.axes[0].level.push_back(s % 4);
    table.axes[1].level.push_back(s / 4);
    failed.push_back(s % 4 == 1 || s % 4 == 3 ? 1 : 0);
    all.push_back(1);
  }
  const std::vector<double> weights(120, 1.0 / 120);
  const Failures failures{table, failed, weights, all};
  const FailureBox box = prim(failures);
  ASSERT_EQ(box.region.limits.size(), 1U);
  EXPECT_EQ(box.region.limits[0].without, (std::vector<double>{0, 2}));
  EXPECT_NEAR(found_in(failures, failing_leaves(failures)).density, 1, 1e-12);
}

}  // namespace
}  // namespace concord::test
