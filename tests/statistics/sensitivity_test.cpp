#include "sim/statistics/sensitivity.hpp"

#include "sim/errors.hpp"
#include "sim/statistics/sampling.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using Function = std::function<double(std::span<const double>)>;
std::vector<double> outcomes(const Sample& sample, const Function& function) {
  std::vector<double> values;
  for (std::size_t row = 0; row < sample.rows; ++row)
    values.push_back(function({&sample.values[row * sample.columns], sample.columns}));
  return values;
}

std::vector<MorrisAxis> unit_cube(std::size_t axes) { return std::vector<MorrisAxis>(axes); }

TEST(MorrisEffects, OfALinearFunctionAreItsCoefficients) {
  const std::array<double, 4> coefficients{3, -2, 0, 0.5};
  for (const std::size_t levels : {2, 4, 8}) {
    const Sample sample = morris_trajectories(10, 4, levels, 1);
    const std::vector<double> outcome = outcomes(sample, [&](std::span<const double> x) {
      return 7 + coefficients[0] * x[0] + coefficients[1] * x[1] + coefficients[3] * x[3];
    });
    const std::vector<MorrisEffect> effects = morris_effects(sample.values, unit_cube(4), outcome, 0.05);
    ASSERT_EQ(effects.size(), 4U);
    for (std::size_t axis = 0; axis < 4; ++axis) {
      const MorrisEffect& effect = effects[axis];
      EXPECT_EQ(effect.count, 10U);
      EXPECT_NEAR(effect.mu, coefficients[axis], 1e-13);
      EXPECT_NEAR(effect.mu_star.estimate, std::abs(coefficients[axis]), 1e-13);
      EXPECT_FALSE(effect.mu_star.given());  // ten equal effects, and nothing known of others
      EXPECT_NEAR(effect.sigma, 0, 1e-13);
    }
  }
}

TEST(MorrisEffects, OfAProductDependOnTheOtherAxis) {
  // Of x y on the grid {0, 1/3, 2/3, 1}: the effect of x is y itself, all four alike: mean 1/2, variance
  // 5/36.
  const Sample sample = morris_trajectories(4000, 2, 4, 2);
  const std::vector<double> outcome = outcomes(sample, [](std::span<const double> x) { return x[0] * x[1]; });
  for (const MorrisEffect& effect : morris_effects(sample.values, unit_cube(2), outcome, 0.05)) {
    EXPECT_NEAR(effect.mu, 0.5, 0.025);
    EXPECT_NEAR(effect.sigma, std::sqrt(5.0 / 36), 0.015);
    EXPECT_LT(effect.mu_star.low, effect.mu_star.estimate);
    EXPECT_GT(effect.mu_star.high, effect.mu_star.estimate);
    EXPECT_NEAR(effect.mu_star.high - effect.mu_star.low, 2 * 1.96 * std::sqrt(5.0 / 36 / 4000), 0.002);
    EXPECT_NEAR(effect.mu_interval.high - effect.mu_interval.low, 2 * 1.96 * std::sqrt(5.0 / 36 / 4000),
                0.002);
  }
}

TEST(MorrisEffects, SizesDoNotCancel) {
  // (x - 1/2)^2 on two steps up and two down: effects -1/3 and 1/3.
  const Sample sample = morris_trajectories(2000, 1, 4, 3);
  const std::vector<double> outcome =
      outcomes(sample, [](std::span<const double> x) { return (x[0] - 0.5) * (x[0] - 0.5); });
  const MorrisEffect effect = morris_effects(sample.values, unit_cube(1), outcome, 0.05).front();
  EXPECT_NEAR(effect.mu_star.estimate, 1.0 / 3, 1e-12);
  EXPECT_NEAR(effect.mu, 0, 0.04);
  EXPECT_NEAR(effect.sigma, 1.0 / 3, 0.01);
}

TEST(MorrisEffects, DoNotDependOnTheUnitsOfCoordinates) {
  const Sample sample = morris_trajectories(6, 2, 4, 4);
  const std::vector<double> outcome =
      outcomes(sample, [](std::span<const double> x) { return x[0] + 2 * x[0] * x[1]; });
  std::vector<double> units = sample.values;
  for (std::size_t i = 0; i < units.size(); i += 2) {
    units[i] = 1000 - 10 + 20 * units[i];
    units[i + 1] = std::exp(5 * units[i + 1]);
  }
  const std::vector<MorrisAxis> axes{{990, 1010}, {1, std::exp(5.0), true}};
  const auto plain = morris_effects(sample.values, unit_cube(2), outcome, 0.05);
  const auto other = morris_effects(units, axes, outcome, 0.05);
  for (std::size_t axis = 0; axis < 2; ++axis) {
    EXPECT_NEAR(plain[axis].mu_star.estimate, other[axis].mu_star.estimate, 1e-12);
    EXPECT_NEAR(plain[axis].mu_star.high, other[axis].mu_star.high, 1e-12);
    EXPECT_NEAR(plain[axis].mu, other[axis].mu, 1e-12);
    EXPECT_NEAR(plain[axis].sigma, other[axis].sigma, 1e-12);
  }
}

TEST(MorrisEffects, AreThoseOfTheMoveThatWasMade) {
  // Whole numbers and switches move farther than the grid's step: levels 0 to 1, 0 to 2, 0 to 4 of equal
  // parts.
  for (const std::size_t levels : {2, 4, 6, 8}) {
    const Sample sample = morris_trajectories(25, 4, levels, 8);
    std::vector<double> coordinates = sample.values;
    std::vector<MorrisAxis> axes(4);
    for (std::size_t axis = 1; axis < 4; ++axis) {
      const double count = std::array{0.0, 2.0, 3.0, 5.0}[axis];
      axes[axis] = {0, count - 1, false, axis == 1};
      for (std::size_t i = axis; i < coordinates.size(); i += 4)
        coordinates[i] = std::min(std::floor(coordinates[i] * count), count - 1);
    }
    std::vector<double> outcome;
    for (std::size_t row = 0; row < sample.rows; ++row) {
      outcome.push_back(0);
      for (std::size_t axis = 0; axis < 4; ++axis)
        outcome.back() += coordinates[4 * row + axis] / axes[axis].high;
    }
    for (const MorrisEffect& effect : morris_effects(coordinates, axes, outcome, 0.05))
      EXPECT_NEAR(effect.mu_star.estimate, 1, 1e-12) << levels << " levels";
  }
}

TEST(MorrisEffects, AMissingOutcomeCostsTheEffectsItTouches) {
  const Sample sample = morris_trajectories(20, 3, 4, 5);
  std::vector<double> outcome =
      outcomes(sample, [](std::span<const double> x) { return x[0] + 2 * x[1] + 4 * x[2]; });
  outcome[0] = missing;   // the first row of the first trajectory: one effect
  outcome[5] = missing;   // within the second: two effects
  outcome[11] = missing;  // the last of the third: one effect
  const auto effects = morris_effects(sample.values, unit_cube(3), outcome, 0.05);
  std::size_t count = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    count += effects[axis].count;
    EXPECT_EQ(effects[axis].trajectories, 20U);
    EXPECT_NEAR(effects[axis].mu, static_cast<double>(1 << axis), 1e-12);
  }
  EXPECT_EQ(count, 60U - 4);
  // Beyond a tenth of an axis's effects there are none at all.
  for (std::size_t row = 40; row < 56; ++row) outcome[row] = missing;
  for (const MorrisEffect& effect : morris_effects(sample.values, unit_cube(3), outcome, 0.05)) {
    EXPECT_LT(effect.count, 18U);
    EXPECT_TRUE(std::isnan(effect.mu) && std::isnan(effect.sigma) && std::isnan(effect.mu_star.estimate));
  }
  const auto none = morris_effects(sample.values, unit_cube(3), std::vector<double>(80, missing), 0.05);
  EXPECT_EQ(none[0].count, 0U);
  EXPECT_TRUE(std::isnan(none[0].mu) && std::isnan(none[0].mu_star.estimate) &&
              std::isnan(none[0].mu_star.low));
}

TEST(MorrisEffects, OfAnAxisThatCannotMoveAreNothing) {
  const Sample sample = morris_trajectories(5, 3, 4, 6);
  std::vector<double> coordinates = sample.values;
  for (std::size_t i = 1; i < coordinates.size(); i += 3) coordinates[i] = 8;
  std::vector<double> outcome = outcomes(sample, [](std::span<const double> x) { return x[0] - x[2]; });
  const auto effects = morris_effects(coordinates, unit_cube(3), outcome, 0.05);
  EXPECT_NEAR(effects[0].mu, 1, 1e-12);
  EXPECT_EQ(effects[1].count, 5U);
  EXPECT_EQ(effects[1].mu_star.estimate, 0);
  EXPECT_NEAR(effects[2].mu, -1, 1e-12);
}

TEST(MorrisEffects, RefuseWhatAreNoTrajectories) {
  const Sample sample = morris_trajectories(2, 2, 4, 7);
  std::vector<double> coordinates = sample.values, outcome(6, 1.0);
  EXPECT_THROW(morris_effects(coordinates, unit_cube(2), std::vector<double>(5, 1.0), 0.05), BrokenInvariant);
  EXPECT_THROW(morris_effects(std::span(coordinates).first(10), unit_cube(2), outcome, 0.05),
               BrokenInvariant);
  EXPECT_THROW(morris_effects(coordinates, unit_cube(2), outcome, 1.5), BrokenInvariant);
  coordinates[0] += 0.1;
  coordinates[1] += 0.1;
  EXPECT_THROW(morris_effects(coordinates, unit_cube(2), outcome, 0.05), BrokenInvariant);
}

struct Expected {
  double first, total;
};
void expect_indices(const std::vector<SobolIndex>& indices, const std::vector<Expected>& expected,
                    double tolerance) {
  ASSERT_EQ(indices.size(), expected.size());
  for (std::size_t axis = 0; axis < indices.size(); ++axis) {
    SCOPED_TRACE("axis " + std::to_string(axis));
    const auto& [first, total] = indices[axis];
    EXPECT_NEAR(first.estimate, expected[axis].first, tolerance);
    EXPECT_NEAR(total.estimate, expected[axis].total, tolerance);
    EXPECT_LE(first.low, expected[axis].first);
    EXPECT_GE(first.high, expected[axis].first);
    EXPECT_LE(total.low, expected[axis].total);
    EXPECT_GE(total.high, expected[axis].total);
  }
}

TEST(SobolIndices, OfIshigamisFunctionAreTheAnalyticOnes) {
  constexpr double a = 7, b = 0.1, pi = std::numbers::pi;
  const double pi4 = pi * pi * pi * pi;
  const double x1 = (1 + b * pi4 / 5) * (1 + b * pi4 / 5) / 2, x2 = a * a / 8,
               x13 = 8 * b * b * pi4 * pi4 / 225;
  const double all = x1 + x2 + x13;
  const Sample sample = saltelli_design(8192, 3, 1, 8);
  const std::vector<double> outcome = outcomes(sample, [&](std::span<const double> u) {
    const double x = pi * (2 * u[0] - 1), y = pi * (2 * u[1] - 1), z = pi * (2 * u[2] - 1);
    return 1e6 + std::sin(x) + a * std::sin(y) * std::sin(y) + b * z * z * z * z * std::sin(x);
  });
  expect_indices(sobol_indices(outcome, 3, 8, 0.001).axes,
                 {{x1 / all, (x1 + x13) / all}, {x2 / all, x2 / all}, {0, x13 / all}}, 0.01);
}

TEST(SobolIndices, OfTheGFunctionAreTheAnalyticOnes) {
  const std::vector<double> a{0, 1, 4.5, 9, 99, 99};
  std::vector<double> alone;
  double all = 1;
  for (const double weight : a) {
    alone.push_back(1 / (3 * (1 + weight) * (1 + weight)));
    all *= 1 + alone.back();
  }
  std::vector<Expected> expected;
  expected.reserve(alone.size());
  for (const double variance : alone)
    expected.push_back({variance / (all - 1), variance * all / (1 + variance) / (all - 1)});
  const Sample sample = saltelli_design(8192, 6, 2, 8);
  const std::vector<double> outcome = outcomes(sample, [&](std::span<const double> u) {
    double product = 1;
    for (std::size_t i = 0; i < 6; ++i) product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
    return product;
  });
  expect_indices(sobol_indices(outcome, 6, 8, 0.001).axes, expected, 0.01);
}

TEST(SobolIndices, IntervalsCoverTheTruthAboutAsOftenAsTheySay) {
  // Independent base rows, unlike Sobol's; 3 x + 2 y + z of uniforms: shares 9/14, 4/14, 1/14.
  std::mt19937_64 generator(30);
  const std::array<double, 3> weights{3, 2, 1};
  constexpr int repeats = 150;
  std::array<int, 3> first_covered{}, total_covered{};
  for (int repeat = 0; repeat < repeats; ++repeat) {
    std::vector<double> outcome;
    for (int row = 0; row < 80; ++row) {
      std::array<double, 3> a{}, b{};
      for (double& value : a) value = static_cast<double>(generator() >> 11) / 9007199254740992.0;
      for (double& value : b) value = static_cast<double>(generator() >> 11) / 9007199254740992.0;
      const auto sum = [&](const std::array<double, 3>& x) { return 3 * x[0] + 2 * x[1] + x[2]; };
      outcome.push_back(sum(a));
      for (std::size_t axis = 0; axis < 3; ++axis) {
        std::array<double, 3> mixed = a;
        mixed[axis] = b[axis];
        outcome.push_back(sum(mixed));
      }
      outcome.push_back(sum(b));
    }
    const auto indices = sobol_indices(outcome, 3, 80, 0.1).axes;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double truth = weights[axis] * weights[axis] / 14;
      first_covered[axis] += indices[axis].first.low <= truth && truth <= indices[axis].first.high ? 1 : 0;
      total_covered[axis] += indices[axis].total.low <= truth && truth <= indices[axis].total.high ? 1 : 0;
    }
  }
  for (std::size_t axis = 0; axis < 3; ++axis) {  // 90% of 150 is 135, binomial deviation 3.7
    EXPECT_NEAR(first_covered[axis], 135, 15) << "axis " << axis;
    EXPECT_NEAR(total_covered[axis], 135, 15) << "axis " << axis;
  }
}

TEST(SobolIndices, AMissingOutcomeCostsItsBaseRow) {
  const Sample sample = saltelli_design(64, 2, 3);
  std::vector<double> outcome =
      outcomes(sample, [](std::span<const double> x) { return x[0] + x[0] * x[1]; });
  std::vector<double> without = outcome;
  without.erase(without.begin() + 8, without.begin() + 12);  // base row 2
  for (const std::size_t row : {8, 9, 10, 11}) {
    std::vector<double> holed = outcome;
    holed[row] = missing;
    const auto left_out = sobol_indices(holed, 2, 64, 0.05).axes,
               erased = sobol_indices(without, 2, 63, 0.05).axes;
    for (std::size_t axis = 0; axis < 2; ++axis) {
      EXPECT_NEAR(left_out[axis].first.estimate, erased[axis].first.estimate, 1e-12);
      EXPECT_NEAR(left_out[axis].total.high, erased[axis].total.high, 1e-12);
    }
  }
}

TEST(SobolIndices, OfNothingOrAConstantAreMissing) {
  for (const std::vector<double>& outcome :
       {std::vector<double>(40, 0.1), std::vector<double>(40, missing), std::vector<double>{}}) {
    for (const SobolIndex& index : sobol_indices(outcome, 2, 1, 0.05).axes) {
      for (const Interval& interval : {index.first, index.total})
        EXPECT_TRUE(std::isnan(interval.estimate) && std::isnan(interval.low) && std::isnan(interval.high));
    }
  }
  EXPECT_THROW(sobol_indices(std::vector<double>(7, 1.0), 2, 1, 0.05), BrokenInvariant);
}

TEST(SobolIndices, AreRefusedWhereTheyWouldMislead) {
  const Sample sample = saltelli_design(64, 2, 5);
  const std::vector<double> outcome = outcomes(sample, [](std::span<const double> x) { return x[0] + x[1]; });
  std::vector<double> few = outcome, many = outcome, noise = outcome;
  for (std::size_t row = 0; row < 24; row += 4) few[row] = missing;   // six base rows of 64
  for (std::size_t row = 0; row < 28; row += 4) many[row] = missing;  // seven
  for (double& value : noise) value = 1e9 + 1e-7 * value;
  EXPECT_EQ(sobol_indices(few, 2, 1, 0.05).used, 58U);
  EXPECT_TRUE(sobol_indices(few, 2, 1, 0.05).refused.empty());
  for (const std::vector<double>& wrong : {many, noise}) {
    const SobolIndices found = sobol_indices(wrong, 2, 1, 0.05);
    EXPECT_FALSE(found.refused.empty());
    EXPECT_EQ(found.rows, 64U);
    EXPECT_TRUE(std::isnan(found.axes[0].first.estimate) && std::isnan(found.axes[1].total.estimate));
  }
}

}  // namespace
}  // namespace concord
