#pragma once
// Replicates side by side: one Real holds the same quantity of `lanes`
// replicates of one run batch.
//
// Model code reads as if it were written for one replicate; every operation
// acts on all lanes at once. Lanes never mix, and only +, -, *, /, sqrt,
// comparison and selection are used, all exactly rounded by IEEE 754, so a
// replicate's result does not depend on its lane, its neighbours, the
// instruction set or the compiler (docs/adr/0002-replicates-side-by-side.md
// says what was measured and rejected).

#include <cmath>
#include <cstdint>

#include <immintrin.h>

#define CONCORD_INLINE __attribute__((always_inline)) inline

namespace concord {

/// Replicates computed together; one AVX-512 register, two of AVX2, four of
/// SSE2.
inline constexpr int lanes = 8;

namespace detail {
// The widest vector the processor has instructions for: compilers split wider
// ones badly (comparisons become scalar).
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#define CONCORD_NATIVE(instruction) _mm512_##instruction
inline constexpr int width = 8;
using Float = __m512d;
using Integer = __m512i;
#elif defined(__AVX2__)
#define CONCORD_NATIVE(instruction) _mm256_##instruction
inline constexpr int width = 4;
using Float = __m256d;
using Integer = __m256i;
#else
#define CONCORD_NATIVE(instruction) _mm_##instruction
inline constexpr int width = 2;
using Float = __m128d;
using Integer = __m128i;
#endif
using Doubles [[gnu::vector_size(sizeof(double) * width)]] = double;
using Integers [[gnu::vector_size(sizeof(double) * width)]] = unsigned long long;

/// N values in one native vector, or in two halves. Halves are members, not an
/// array: only then do compilers keep all of it in registers.
template <class Vector, class Value, int N>
struct Pack {
  Pack<Vector, Value, N / 2> low, high;
  CONCORD_INLINE Value lane(int k) const { return k < N / 2 ? low.lane(k) : high.lane(k - N / 2); }
  CONCORD_INLINE void set_lane(int k, Value value) {
    k < N / 2 ? low.set_lane(k, value) : high.set_lane(k - N / 2, value);
  }
  static CONCORD_INLINE Pack same(Value value) {
    return {Pack<Vector, Value, N / 2>::same(value), Pack<Vector, Value, N / 2>::same(value)};
  }
};
template <class Vector, class Value>
struct Pack<Vector, Value, width> {
  Vector v;
  CONCORD_INLINE Value lane(int k) const { return v[k]; }
  CONCORD_INLINE void set_lane(int k, Value value) { v[k] = value; }
  static CONCORD_INLINE Pack same(Value value) { return {Vector{} + value}; }
};
template <int N>
using Floats = Pack<Doubles, double, N>;
template <int N>
using Bits = Pack<Integers, std::uint64_t, N>;

/// result[k] = f(a[k], b[k], ...), native vector by native vector.
template <class Result, int N, class F, class... Packs>
CONCORD_INLINE Result each(F f, const Packs&... packs) {
  if constexpr (N == width) {
    return {f(packs.v...)};
  } else {
    using Half = decltype(Result::low);
    return {each<Half, N / 2>(f, packs.low...), each<Half, N / 2>(f, packs.high...)};
  }
}
template <int N>
CONCORD_INLINE std::uint64_t or_all(const Bits<N>& bits) {
  if constexpr (N == width) {
    std::uint64_t all = 0;
    for (int k = 0; k < width; ++k) all |= bits.v[k];
    return all;
  } else {
    return or_all<N / 2>(each<Bits<N / 2>, N / 2>([](auto a, auto b) { return a | b; }, bits.low, bits.high));
  }
}
}  // namespace detail

/// 64 bits per lane.
struct Words {
  detail::Bits<lanes> v;

  Words() = default;
  CONCORD_INLINE explicit Words(const detail::Bits<lanes>& bits) : v(bits) {}
  CONCORD_INLINE Words(std::uint64_t same) : v(detail::Bits<lanes>::same(same)) {}
  CONCORD_INLINE std::uint64_t lane(int k) const { return v.lane(k); }
  CONCORD_INLINE void set_lane(int k, std::uint64_t value) { v.set_lane(k, value); }
};

/// A yes or no per lane: all ones or all zeros.
struct Mask {
  Words bits;

  CONCORD_INLINE bool lane(int k) const { return bits.lane(k) != 0; }
  CONCORD_INLINE void set_lane(int k, bool yes) { bits.set_lane(k, yes ? ~std::uint64_t{0} : 0); }
  static CONCORD_INLINE Mask all(bool yes) { return {Words(yes ? ~std::uint64_t{0} : 0)}; }
};

/// A number per lane. Converts from double (the same in every lane), never
/// back.
struct Real {
  detail::Floats<lanes> v;

  Real() = default;
  CONCORD_INLINE explicit Real(const detail::Floats<lanes>& values) : v(values) {}
  CONCORD_INLINE Real(double same) : v(detail::Floats<lanes>::same(same)) {}
  CONCORD_INLINE double lane(int k) const { return v.lane(k); }
  CONCORD_INLINE void set_lane(int k, double value) { v.set_lane(k, value); }
  CONCORD_INLINE Real& operator+=(const Real& b);
  CONCORD_INLINE Real& operator-=(const Real& b);
  CONCORD_INLINE Real& operator*=(const Real& b);
};

#define CONCORD_OPERATOR(Type, Native, op)                                                              \
  CONCORD_INLINE Type operator op(const Type& a, const Type& b) {                                       \
    return Type(                                                                                        \
        detail::each<decltype(a.v), lanes>([](auto x, auto y) -> Native { return x op y; }, a.v, b.v)); \
  }
CONCORD_OPERATOR(Words, detail::Integers, +)
CONCORD_OPERATOR(Words, detail::Integers, -)
CONCORD_OPERATOR(Words, detail::Integers, &)
CONCORD_OPERATOR(Words, detail::Integers, |)
CONCORD_OPERATOR(Words, detail::Integers, ^)
CONCORD_OPERATOR(Real, detail::Doubles, +)
CONCORD_OPERATOR(Real, detail::Doubles, -)
CONCORD_OPERATOR(Real, detail::Doubles, *)
CONCORD_OPERATOR(Real, detail::Doubles, /)
#undef CONCORD_OPERATOR

#define CONCORD_COMPARISON(op)                                                  \
  CONCORD_INLINE Mask operator op(const Real& a, const Real& b) {               \
    return {Words(detail::each<detail::Bits<lanes>, lanes>(                     \
        [](auto x, auto y) { return (detail::Integers)(x op y); }, a.v, b.v))}; \
  }
CONCORD_COMPARISON(<)
CONCORD_COMPARISON(>)
CONCORD_COMPARISON(<=)
CONCORD_COMPARISON(>=)
CONCORD_COMPARISON(==)
#undef CONCORD_COMPARISON

CONCORD_INLINE Words operator~(const Words& a) { return a ^ ~std::uint64_t{0}; }
CONCORD_INLINE Words operator<<(const Words& a, int bits) {
  return Words(detail::each<detail::Bits<lanes>, lanes>(
      [bits](auto x) -> detail::Integers { return x << bits; }, a.v));
}
CONCORD_INLINE Words operator>>(const Words& a, int bits) {
  return Words(detail::each<detail::Bits<lanes>, lanes>(
      [bits](auto x) -> detail::Integers { return x >> bits; }, a.v));
}
/// Full product of words below 2^32. Compilers do not see that the high halves
/// are zero and multiply three times; the instruction that multiplies once is
/// asked for by name.
CONCORD_INLINE Words wide_product(const Words& a, std::uint32_t factor) {
  return Words(detail::each<detail::Bits<lanes>, lanes>(
      [](auto x, auto y) {
        return (detail::Integers)CONCORD_NATIVE(mul_epu32)((detail::Integer)x, (detail::Integer)y);
      },
      a.v, Words(factor).v));
}

CONCORD_INLINE Mask operator&(const Mask& a, const Mask& b) { return {a.bits & b.bits}; }
CONCORD_INLINE Mask operator|(const Mask& a, const Mask& b) { return {a.bits | b.bits}; }
CONCORD_INLINE Mask operator~(const Mask& a) { return {~a.bits}; }

CONCORD_INLINE Words bits_of(const Real& x) {
  return Words(detail::each<detail::Bits<lanes>, lanes>([](auto a) { return (detail::Integers)a; }, x.v));
}
CONCORD_INLINE Real from_bits(const Words& bits) {
  return Real(detail::each<detail::Floats<lanes>, lanes>([](auto a) { return (detail::Doubles)a; }, bits.v));
}
CONCORD_INLINE Real operator-(const Real& a) { return from_bits(bits_of(a) ^ (std::uint64_t{1} << 63)); }
CONCORD_INLINE Real& Real::operator+=(const Real& b) { return *this = *this + b; }
CONCORD_INLINE Real& Real::operator-=(const Real& b) { return *this = *this - b; }
CONCORD_INLINE Real& Real::operator*=(const Real& b) { return *this = *this * b; }

/// `yes` where the mask holds, else `no`.
CONCORD_INLINE Real select(const Mask& m, const Real& yes, const Real& no) {
  return from_bits((m.bits & bits_of(yes)) | (~m.bits & bits_of(no)));
}
/// 1 where the mask holds, else 0.
CONCORD_INLINE Real number(const Mask& m) { return from_bits(m.bits & bits_of(1.0)); }
CONCORD_INLINE Real min(const Real& a, const Real& b) {
  return Real(detail::each<detail::Floats<lanes>, lanes>(
      [](auto x, auto y) -> detail::Doubles { return y < x ? y : x; }, a.v, b.v));
}
CONCORD_INLINE Real max(const Real& a, const Real& b) {
  return Real(detail::each<detail::Floats<lanes>, lanes>(
      [](auto x, auto y) -> detail::Doubles { return y > x ? y : x; }, a.v, b.v));
}
CONCORD_INLINE Real clamp(const Real& x, const Real& low, const Real& high) { return min(max(x, low), high); }
CONCORD_INLINE Real abs(const Real& x) { return from_bits(bits_of(x) & 0x7fffffffffffffffULL); }
CONCORD_INLINE Real sqrt(const Real& x) {
  return Real(detail::each<detail::Floats<lanes>, lanes>(
      [](auto a) { return (detail::Doubles)CONCORD_NATIVE(sqrt_pd)((detail::Float)a); }, x.v));
}
CONCORD_INLINE bool any(const Mask& m) { return detail::or_all<lanes>(m.bits.v) != 0; }
/// The integer below 2^52 in each lane as a number.
CONCORD_INLINE Real whole_number(const Words& below_2_52) {
  constexpr double two52 = 4503599627370496.0;  // with this exponent, an integer
                                                // below 2^52 is the mantissa
  return from_bits(below_2_52 | bits_of(two52)) - two52;
}
/// What all lanes hold, where they hold the same.
CONCORD_INLINE double first(const Real& x) { return x.lane(0); }

}  // namespace concord
