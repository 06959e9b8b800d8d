#pragma once
// Replicates side by side: one Real holds the same quantity of `lanes` replicates of one run batch.
//
// Model code reads as if it were written for one replicate; every operation acts on all lanes at once. Lanes
// never mix, and only +, -, *, /, sqrt, comparison and selection are used, all exactly rounded by IEEE 754,
// so a replicate's result does not depend on its lane, its neighbours, the instruction set or the compiler
// (docs/adr/0002-replicates-side-by-side.md says what was measured and rejected).

#include <cmath>
#include <cstdint>

#define CONCORD_INLINE __attribute__((always_inline)) inline

namespace concord {

/// Replicates computed together; one AVX-512 register, two of AVX2, four of SSE2.
inline constexpr int lanes = 8;

namespace detail {
using Doubles [[gnu::vector_size(sizeof(double) * lanes)]] = double;
using Words [[gnu::vector_size(sizeof(double) * lanes)]] = long long;
}  // namespace detail

/// A yes or no per lane.
struct Mask {
  detail::Words bits;  // all ones or all zeros in each lane
  CONCORD_INLINE friend Mask operator&(Mask a, Mask b) { return {a.bits & b.bits}; }
  CONCORD_INLINE friend Mask operator|(Mask a, Mask b) { return {a.bits | b.bits}; }
  CONCORD_INLINE friend Mask operator~(Mask a) { return {~a.bits}; }
  CONCORD_INLINE bool lane(int k) const { return bits[k] != 0; }
  static CONCORD_INLINE Mask all(bool yes) { return {detail::Words{} - (yes ? 1LL : 0LL)}; }
};

/// A number per lane. Converts from double (the same in every lane), never back.
struct Real {
  detail::Doubles v;

  Real() = default;
  CONCORD_INLINE Real(double same) : v(detail::Doubles{} + same) {}
  CONCORD_INLINE explicit Real(detail::Doubles values) : v(values) {}

  CONCORD_INLINE double lane(int k) const { return v[k]; }
  CONCORD_INLINE void set_lane(int k, double value) { v[k] = value; }

  CONCORD_INLINE friend Real operator+(Real a, Real b) { return Real{a.v + b.v}; }
  CONCORD_INLINE friend Real operator-(Real a, Real b) { return Real{a.v - b.v}; }
  CONCORD_INLINE friend Real operator*(Real a, Real b) { return Real{a.v * b.v}; }
  CONCORD_INLINE friend Real operator/(Real a, Real b) { return Real{a.v / b.v}; }
  CONCORD_INLINE friend Real operator-(Real a) { return Real{-a.v}; }
  CONCORD_INLINE Real& operator+=(Real b) { return *this = *this + b; }
  CONCORD_INLINE Real& operator-=(Real b) { return *this = *this - b; }
  CONCORD_INLINE Real& operator*=(Real b) { return *this = *this * b; }

  CONCORD_INLINE friend Mask operator<(Real a, Real b) { return {(detail::Words)(a.v < b.v)}; }
  CONCORD_INLINE friend Mask operator>(Real a, Real b) { return {(detail::Words)(a.v > b.v)}; }
  CONCORD_INLINE friend Mask operator<=(Real a, Real b) { return {(detail::Words)(a.v <= b.v)}; }
  CONCORD_INLINE friend Mask operator>=(Real a, Real b) { return {(detail::Words)(a.v >= b.v)}; }
  CONCORD_INLINE friend Mask operator==(Real a, Real b) { return {(detail::Words)(a.v == b.v)}; }
};

CONCORD_INLINE detail::Words bits_of(Real x) { return (detail::Words)x.v; }
CONCORD_INLINE Real from_bits(detail::Words bits) { return Real{(detail::Doubles)bits}; }

/// `yes` where the mask holds, else `no`.
CONCORD_INLINE Real select(Mask m, Real yes, Real no) {
  return from_bits((m.bits & bits_of(yes)) | (~m.bits & bits_of(no)));
}
/// 1 where the mask holds, else 0.
CONCORD_INLINE Real number(Mask m) { return from_bits(m.bits & bits_of(1.0)); }
CONCORD_INLINE Real min(Real a, Real b) { return select(b < a, b, a); }
CONCORD_INLINE Real max(Real a, Real b) { return select(b > a, b, a); }
CONCORD_INLINE Real clamp(Real x, Real low, Real high) { return min(max(x, low), high); }
CONCORD_INLINE Real abs(Real x) { return from_bits(bits_of(x) & 0x7fffffffffffffffLL); }
CONCORD_INLINE Real sqrt(Real x) {
  for (int k = 0; k < lanes; ++k) x.v[k] = __builtin_sqrt(x.v[k]);
  return x;
}
CONCORD_INLINE bool any(Mask m) {
  long long seen = 0;
  for (int k = 0; k < lanes; ++k) seen |= m.bits[k];
  return seen != 0;
}
/// The double in every lane: lets the same formula serve one number and eight.
CONCORD_INLINE double first(Real x) { return x.v[0]; }

}  // namespace concord
