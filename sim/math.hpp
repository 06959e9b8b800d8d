#pragma once
// Elementary and normal-distribution functions that give the same bits
// everywhere.
//
// libm differs between systems and vector widths; these use only exactly
// rounded operations (sim/lanes.hpp), so results depend on neither. Accuracy is
// tested against Boost.Math (tests/sim/math_test.cpp).

#include "sim/lanes.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace concord {

namespace detail {
/// c[start] + c[start + stride] x + c[start + 2 stride] x^2 + ...
template <std::size_t start, std::size_t stride, std::size_t N>
CONCORD_INLINE Real every(const std::array<double, N>& c, const Real& x) {
  constexpr std::size_t terms = (N - start + stride - 1) / stride;
  if constexpr (terms <= 3) {
    Real sum = c[start + (terms - 1) * stride];
    if constexpr (terms > 2) sum = sum * x + c[start + stride];
    if constexpr (terms > 1) sum = sum * x + c[start];
    return sum;
  } else {
    const Real square = x * x;
    return every<start, 2 * stride>(c, square) + x * every<start + stride, 2 * stride>(c, square);
  }
}
}  // namespace detail

/// Coefficients in rising powers, evaluated at x by Estrin's scheme: even and odd powers apart, so that
/// processors work on both at once (Horner's rule makes every step wait for the last).
template <std::size_t N>
CONCORD_INLINE Real polynomial(const std::array<double, N>& c, const Real& x) {
  return detail::every<0, 1>(c, x);
}

/// e^x within 1.25 units in the last place; 0 below -708, e^709 above 709.
CONCORD_INLINE Real exp(const Real& x) {
  constexpr double shift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to the nearest integer
  // Cody and Waite (1980): ln 2 in two parts, the first short enough for an
  // exact product.
  constexpr double ln2_high = 6.93145751953125e-1, ln2_low = 1.42860682030941723212e-6;
  constexpr auto taylor = [] {  // 1/2!, 1/3!, ...
    std::array<double, 12> c{};
    double term = 0.5;
    for (std::size_t n = 0; n < c.size(); ++n, term /= static_cast<double>(n + 2)) c[n] = term;
    return c;
  }();
  const Real clamped = clamp(x, -708.0, 709.0);
  const Real shifted = clamped * std::numbers::log2e + shift;
  const Real k = shifted - shift;
  const Real r = (clamped - k * ln2_high) - k * ln2_low;
  const Words scale_bits = (bits_of(shifted) + 1023) << 52;  // low bits of `shifted` hold the integer k
  return select(x < -708.0, 0.0, (1.0 + (r + r * r * polynomial(taylor, r))) * from_bits(scale_bits));
}

/// Natural logarithm of a positive, normal number, within 1 unit in the last
/// place.
CONCORD_INLINE Real log(const Real& x) {
  constexpr double ln2_high = 6.93145751953125e-1, ln2_low = 1.42860682030941723212e-6;
  constexpr auto odd_reciprocals = [] {
    std::array<double, 11> c{};
    for (std::size_t n = 0; n < c.size(); ++n) c[n] = 1.0 / static_cast<double>(2 * n + 3);
    return c;
  }();
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)); log m = 2 artanh((m - 1) / (m +
  // 1)).
  constexpr std::uint64_t sqrt_half_bits = 0x3fe6a09e667f3bcd, one_bits = 0x3ff0000000000000;
  const Words biased = (bits_of(x) + (one_bits - sqrt_half_bits)) >> 52;  // e + 1023
  const Real m = from_bits(bits_of(x) - ((biased - 1023) << 52));
  const Real f = m - 1.0;
  const Real s = f / (f + 2.0), s2 = s * s;
  const Real half = 0.5 * f * f;
  const Real rest = s * (half + 2.0 * s2 * polynomial(odd_reciprocals, s2));
  const Real exponent = whole_number(biased) - 1023.0;
  return exponent * ln2_high - ((half - (rest + exponent * ln2_low)) - f);
}

/// Density of the standard normal distribution.
CONCORD_INLINE Real normal_density(const Real& x) { return exp(-0.5 * x * x) / 2.5066282746310002; }

/// Distribution function of the standard normal distribution, relative error
/// below 1e-13 for x > -37.
CONCORD_INLINE Real normal_cdf(const Real& x) {
  // (1 + 2z) exp(z^2) erfc(z) as a polynomial in (z - 3.75)/(z + 3.75), the
  // variable of Shepherd and Laframboise (1981); coefficients computed here by
  // Chebyshev interpolation with 60 digits.
  constexpr std::array<double, 24> c{
      1.23751263083782748e+00,  -1.40240598585546966e-01, 3.58541548547902569e-03,  8.22767384901452042e-02,
      -1.08803930142444619e-01, 9.23043211603774838e-02,  -5.86933985766493402e-02, 2.83622774189564060e-02,
      -9.74657968326526208e-03, 1.75562585289529543e-03,  2.93714378044958009e-04,  -2.90154080540841724e-04,
      5.16465297417741622e-05,  2.23842391550822306e-05,  -1.14380480333468935e-05, -9.73559896736774970e-07,
      1.74198215862248163e-06,  -5.72182306032240859e-08, -2.48571262480167447e-07, 2.32635087088591238e-08,
      3.19792667166680421e-08,  -3.74421008096201827e-09, -2.62310734713347593e-09, 3.11143338097992545e-10};
  const Real z = abs(x) * (1 / std::numbers::sqrt2);
  const Real t = (z - 3.75) / (z + 3.75);
  const Real tail = 0.5 * exp(-0.5 * x * x) * polynomial(c, t) / (1.0 + 2.0 * z);
  return select(x < 0.0, tail, 1.0 - tail);
}

/// Quantile of the standard normal distribution for p in (0, 1): algorithm AS
/// 241 (PPND16) of Wichura (1988).
CONCORD_INLINE Real normal_quantile(const Real& p) {
  constexpr std::array<double, 8> a{
      3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  constexpr std::array<double, 8> b{1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
  constexpr std::array<double, 8> c{1.42343711074968357734e0,  4.63033784615654529590e0,
                                    5.76949722146069140550e0,  3.64784832476320460504e0,
                                    1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array<double, 8> d{1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
  constexpr std::array<double, 8> e{6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array<double, 8> f{1.0,
                                    5.99832206555887937690e-1,
                                    1.36929880922735805310e-1,
                                    1.48753612908506148525e-2,
                                    7.86869131145613259100e-4,
                                    1.84631831751005468180e-5,
                                    1.42151175831644588870e-7,
                                    2.04426310338993978564e-15};
  const Real q = p - 0.5;
  const Mask central = abs(q) <= 0.425;
  const Real r = 0.180625 - q * q;
  Real x = q * polynomial(a, r) / polynomial(b, r);
  if (any(~central)) {
    const Real root = sqrt(-log(select(central, 0.25, min(p, 1.0 - p))));
    Real tail = polynomial(c, root - 1.6) / polynomial(d, root - 1.6);
    if (any(root > 5.0)) {
      tail = select(root > 5.0, polynomial(e, root - 5.0) / polynomial(f, root - 5.0), tail);
    }
    x = select(central, x, select(q < 0.0, -tail, tail));
  }
  return x;
}

}  // namespace concord
