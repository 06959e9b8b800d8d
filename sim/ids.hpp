#pragma once
// Ids are types: a SystemId is not a PlaceId, and neither is a count.

#include <compare>

namespace concord {

template <class Tag>
struct Id {
  int index = 0;
  constexpr auto operator<=>(const Id&) const = default;
};

/// The indices [first, last) of things stored side by side.
template <class Tag>
struct IdRange {
  int first = 0, last = 0;

  struct Iterator {
    int index;
    constexpr Id<Tag> operator*() const { return {index}; }
    constexpr Iterator& operator++() { return ++index, *this; }
    constexpr bool operator!=(Iterator other) const { return index != other.index; }
  };
  constexpr Iterator begin() const { return {first}; }
  constexpr Iterator end() const { return {last}; }
  constexpr int size() const { return last - first; }
};

}  // namespace concord
