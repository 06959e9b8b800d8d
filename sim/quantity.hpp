#pragma once
// Numbers with a unit in their type. The unit costs nothing at run time; mixing units does not compile.

#include "sim/lanes.hpp"

#include <compare>

namespace concord {

/// `Number` is double, or Real for one value a replicate.
template <class Unit, class Number = double>
struct Quantity {
  Number value{0.0};

  CONCORD_INLINE friend Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
  CONCORD_INLINE friend Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
  CONCORD_INLINE friend Quantity operator-(Quantity a) { return {-a.value}; }
  CONCORD_INLINE friend Quantity operator*(Quantity a, Number b) { return {a.value * b}; }
  CONCORD_INLINE friend Quantity operator*(Number a, Quantity b) { return {a * b.value}; }
  CONCORD_INLINE Quantity& operator+=(Quantity b) { return value += b.value, *this; }
  CONCORD_INLINE Quantity& operator-=(Quantity b) { return value -= b.value, *this; }
};

}  // namespace concord
