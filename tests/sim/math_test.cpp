#include "sim/math.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

using Function = Real (*)(const Real&);
using Truth = std::function<long double(double)>;

/// Calls `visit(argument, result)` for all arguments, eight different ones side by side.
template <class Visit>
void apply(Function function, const std::vector<double>& arguments, Visit visit) {
  for (std::size_t i = 0; i < arguments.size(); i += lanes) {
    Real x = 0.0;
    for (std::size_t k = 0; k < lanes; ++k) {
      x.set_lane(static_cast<int>(k), arguments[std::min(i + k, arguments.size() - 1)]);
    }
    const Real y = function(x);
    for (int k = 0; k < lanes; ++k) visit(x.lane(k), y.lane(k));
  }
}

/// Largest distance from the truth, in units in the last place of the truth.
double worst_ulp(Function function, const Truth& truth, const std::vector<double>& arguments) {
  double worst = 0;
  apply(function, arguments, [&](double x, double y) {
    const long double exact = truth(x);
    const double near = std::fabs(static_cast<double>(exact));
    const double ulp = std::nextafter(near, infinity) - near;
    const auto error = static_cast<double>(std::fabs(y - exact)) / ulp;
    worst = std::isnan(error) ? infinity : std::max(worst, error);
  });
  return worst;
}

double worst_relative(Function function, const Truth& truth, const std::vector<double>& arguments) {
  double worst = 0;
  apply(function, arguments, [&](double x, double y) {
    const long double exact = truth(x);
    const auto error = static_cast<double>(std::fabs((y - exact) / exact));
    worst = std::isnan(error) ? infinity : std::max(worst, error);
  });
  return worst;
}

std::vector<double> evenly(double low, double high, int n) {
  std::vector<double> x;
  for (int i = 0; i <= n; ++i) x.push_back(low + (high - low) * i / n);
  return x;
}

const boost::math::normal_distribution<long double> standard_normal;
long double exact_cdf(double x) { return cdf(standard_normal, static_cast<long double>(x)); }
long double exact_quantile(double p) {
  // The distance from 1 is exact, so large p lose nothing by reflection.
  return p <= 0.5 ? quantile(standard_normal, static_cast<long double>(p))
                  : -quantile(standard_normal, 1 - static_cast<long double>(p));
}

// Functions that can be handed about, whatever is inlined.
Real exp_of(const Real& x) { return exp(x); }
Real log_of(const Real& x) { return log(x); }
Real cdf_of(const Real& x) { return normal_cdf(x); }
Real density_of(const Real& x) { return normal_density(x); }
Real quantile_of(const Real& p) { return normal_quantile(p); }

/// Measured: 1.00 units.
TEST(Math, ExpIsWithinOneUnitInTheLastPlace) {
  const Truth truth = [](double x) { return std::exp(static_cast<long double>(x)); };
  EXPECT_LE(worst_ulp(exp_of, truth, evenly(-708, 709, 500'000)), 1.01);
  EXPECT_LE(worst_ulp(exp_of, truth, evenly(-1, 1, 200'000)), 1.01);
  EXPECT_LE(worst_ulp(exp_of, truth, evenly(-1e-8, 1e-8, 2'000)), 1.01);
}

TEST(Math, ExpOfSpecialValues) {
  EXPECT_EQ(first(exp(0.0)), 1.0);
  EXPECT_EQ(first(exp(-0.0)), 1.0);
  EXPECT_EQ(first(exp(-708.0001)), 0.0);
  EXPECT_EQ(first(exp(-infinity)), 0.0);
  EXPECT_GT(first(exp(-708.0)), 0.0);
  EXPECT_EQ(bits(first(exp(710.0))), bits(first(exp(709.0))));
  EXPECT_EQ(bits(first(exp(infinity))), bits(first(exp(709.0))));
  EXPECT_TRUE(std::isnan(first(exp(nan))));
}

/// Measured: 0.83 units.
TEST(Math, LogIsWithinOneUnitInTheLastPlace) {
  const Truth truth = [](double x) { return std::log(static_cast<long double>(x)); };
  std::mt19937_64 generator(1);
  std::vector<double> any_size;
  while (any_size.size() < 500'000) {
    const auto x = std::bit_cast<double>(generator() >> 1);
    if (std::isnormal(x)) any_size.push_back(x);
  }
  EXPECT_LE(worst_ulp(log_of, truth, any_size), 1.0);
  EXPECT_LE(worst_ulp(log_of, truth, evenly(0.25, 4, 500'000)), 1.0);
  EXPECT_LE(worst_ulp(log_of, truth, evenly(1 - 1e-3, 1 + 1.1e-3, 200'000)), 1.0);
  EXPECT_LE(worst_ulp(log_of, truth, evenly(0.5, 1, 200'000)), 1.0);
}

TEST(Math, LogOfSpecialValues) {
  EXPECT_EQ(first(log(1.0)), 0.0);
  EXPECT_EQ(first(log(2.0)), std::numbers::ln2);
  EXPECT_EQ(first(log(std::numeric_limits<double>::min())),
            static_cast<double>(std::log(static_cast<long double>(std::numeric_limits<double>::min()))));
  EXPECT_EQ(first(log(std::numeric_limits<double>::max())),
            static_cast<double>(std::log(static_cast<long double>(std::numeric_limits<double>::max()))));
}

/// The error grows with the exponent x^2/2 in the far tail: measured 5.7e-14 at -37.
TEST(Math, NormalCdfAgreesWithBoost) {
  EXPECT_LE(worst_relative(cdf_of, exact_cdf, evenly(-37, 9, 200'000)), 1e-13);
  EXPECT_LE(worst_relative(cdf_of, exact_cdf, evenly(-6, 6, 200'000)), 1e-14);
  EXPECT_LE(worst_relative(cdf_of, exact_cdf, evenly(-1e-6, 1e-6, 1'000)), 2e-15);
}

TEST(Math, NormalCdfOfSpecialValues) {
  EXPECT_NEAR(first(normal_cdf(0.0)), 0.5, 1e-16);
  EXPECT_EQ(first(normal_cdf(40.0)), 1.0);
  EXPECT_EQ(first(normal_cdf(-40.0)), 0.0);
  for (double x : {0.1, 0.7, 1.9, 4.0, 7.5}) {
    EXPECT_NEAR(first(normal_cdf(x) + normal_cdf(-x)), 1.0, 3e-16) << x;
  }
}

TEST(Math, NormalDensityAgreesWithBoost) {
  const Truth truth = [](double x) { return pdf(standard_normal, static_cast<long double>(x)); };
  EXPECT_LE(worst_relative(density_of, truth, evenly(-37, 37, 100'000)), 1e-13);
  EXPECT_LE(worst_relative(density_of, truth, evenly(-6, 6, 100'000)), 1e-14);
}

TEST(Math, NormalQuantileAgreesWithBoost) {
  EXPECT_LE(worst_relative(quantile_of, exact_quantile, evenly(1e-5 / 3, 0.4999, 60'000)), 1e-14);
  EXPECT_LE(worst_relative(quantile_of, exact_quantile, evenly(0.5001, 1 - 1e-5 / 3, 60'000)), 1e-14);
  std::vector<double> tails, middle;
  for (int k = 2; k < 1020; ++k) tails.push_back(std::ldexp(1.1, -k));
  for (int k = 2; k < 53; ++k) {
    tails.push_back(1 - std::ldexp(1.0, -k));
    middle.push_back(0.5 + std::ldexp(1.0, -k));
    middle.push_back(0.5 - std::ldexp(1.0, -k - 1));
  }
  EXPECT_LE(worst_relative(quantile_of, exact_quantile, tails), 1e-14);
  EXPECT_LE(worst_relative(quantile_of, exact_quantile, middle), 1e-14);
}

TEST(Math, NormalQuantileOfSpecialValues) {
  EXPECT_EQ(first(normal_quantile(0.5)), 0.0);
  // The least and the greatest number below 1 that Random::uniform gives, and where the formulas meet.
  EXPECT_NEAR(first(normal_quantile(0x1p-54)), -8.2923611, 1e-7);
  EXPECT_NEAR(first(normal_quantile(1 - 0x1p-53)), 8.2095362, 1e-7);
  for (double p : {0.075, 0.925, 1.3887943864964021e-11}) {
    const double below = first(normal_quantile(std::nextafter(p, 0.0)));
    const double above = first(normal_quantile(std::nextafter(p, 1.0)));
    EXPECT_NEAR(below, above, 1e-13 * std::fabs(above)) << p;
  }
}

TEST(Math, NormalQuantileInvertsTheCdf) {
  for (double x : evenly(-8, 5, 1'000)) {
    EXPECT_NEAR(first(normal_quantile(normal_cdf(x))), x, 1e-9) << x;
  }
}

TEST(Math, PolynomialTakesRisingPowers) {
  EXPECT_EQ(first(polynomial(std::array{1.0, 2.0, 3.0}, Real{2.0})), 17.0);
  EXPECT_EQ(first(polynomial(std::array{5.0}, Real{2.0})), 5.0);
}

/// Some lanes take every branch: a result must not depend on which lane or neighbours an argument has.
TEST(Math, LanesAreIndependent) {
  struct Case {
    const char* name;
    Function function;
    std::vector<double> arguments;
  };
  const std::vector<double> wide{-infinity, -800, -708, -37, -6.5, -1,  -1e-9,   0,
                                 1e-9,      0.3,  2,    8.5, 60,   709, infinity};
  const std::vector<double> positive{
      2.3e-308, 1e-200, 1e-9, 0.5, 0.7071067811865475, 0.7071067811865476, 0.999, 1, 1.5, 1e5, 1.7e308};
  const std::vector<double> shares{1e-300, 1e-20, 1e-11, 1e-3,      0.074,      0.075,
                                   0.5,    0.9,   0.926, 1 - 1e-12, 1 - 0x1p-53};
  for (const Case& c : {Case{"exp", exp_of, wide}, Case{"log", log_of, positive}, Case{"cdf", cdf_of, wide},
                        Case{"density", density_of, wide}, Case{"quantile", quantile_of, shares}}) {
    std::vector<std::uint64_t> alone;
    for (double x : c.arguments) {
      const Real y = c.function(x);
      alone.push_back(bits(first(y)));
      for (int k = 1; k < lanes; ++k) EXPECT_EQ(bits(y.lane(k)), alone.back()) << c.name << ' ' << x;
    }
    const std::size_t n = c.arguments.size();
    for (std::size_t start = 0; start < n; ++start) {
      for (std::size_t stride : {1U, 2U, 3U, 5U}) {
        Real x = 0.0;
        for (std::size_t k = 0; k < lanes; ++k)
          x.set_lane(static_cast<int>(k), c.arguments[(start + stride * k) % n]);
        const Real y = c.function(x);
        for (std::size_t k = 0; k < lanes; ++k) {
          const int lane = static_cast<int>(k);
          EXPECT_EQ(bits(y.lane(lane)), alone[(start + stride * k) % n]) << c.name << ' ' << x.lane(lane);
        }
      }
    }
  }
}

}  // namespace
}  // namespace concord
