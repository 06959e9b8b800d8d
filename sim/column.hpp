#pragma once
// A column: one value a thing, contiguous, indexed by the thing's own id type only.

#include "sim/ids.hpp"
#include "sim/lanes.hpp"

#include <cstddef>
#include <vector>

namespace concord {

template <class Tag, class Value>
class Column {
 public:
  Column() = default;
  explicit Column(int size, Value value = {}) : values_(static_cast<std::size_t>(size), value) {}

  CONCORD_INLINE Value& operator[](Id<Tag> id) { return values_[static_cast<std::size_t>(id.index)]; }
  CONCORD_INLINE const Value& operator[](Id<Tag> id) const {
    return values_[static_cast<std::size_t>(id.index)];
  }
  int size() const { return static_cast<int>(values_.size()); }
  /// Gives every row the value; allocates only when the column grows.
  void reset(int size, Value value) { values_.assign(static_cast<std::size_t>(size), value); }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::vector<Value> values_;
};

}  // namespace concord
