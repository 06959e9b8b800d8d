#pragma once
// Measures of many runs over time, as datasets of a record.

#include "agents/state/measures.hpp"
#include "sim/h5.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace concord {

/// One dataset a measure, [run x quarter] or [run x quarter x thing], filled run by run in order. Whatever
/// blocks the runs come in, they are written in stripes of a number of runs that the extents alone decide: so
/// equal results give equal bytes. Numbers of unit "code" are stored as int8, all others as T.
template <class T>
class Series {
 public:
  /// `thing` names the third dimension; empty for none, with `things` 1.
  Series(const h5::Object& parent, std::span<const MeasureRow> rows, std::uint64_t runs,
         std::uint64_t quarters, std::string_view thing, std::uint64_t things);

  /// Adds the next run from `values`, [measure][run][quarter][thing] with `block_runs` runs, of which it is
  /// number `run`.
  void add(std::span<const T> values, std::size_t block_runs, std::size_t run);

 private:
  void write_stripe();

  struct Target {
    h5::Object dataset;
    bool code;
  };
  std::vector<Target> targets_;              // [measure]
  h5::Extents extents_;                      // of each dataset
  std::size_t row_ = 0;                      // numbers a run and measure
  std::uint64_t stripe_ = 0;                 // runs
  std::vector<T> buffer_;                    // [measure][run of the stripe][quarter][thing]
  std::uint64_t written_ = 0, waiting_ = 0;  // runs
};

extern template class Series<double>;
extern template class Series<float>;
extern template class Series<std::int8_t>;

}  // namespace concord
