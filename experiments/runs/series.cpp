#include "experiments/runs/series.hpp"

#include "experiments/runs/ensemble.hpp"
#include "sim/errors.hpp"

#include <algorithm>

namespace concord {

template <class T>
Series<T>::Series(const h5::Object& parent, std::span<const MeasureRow> rows, std::uint64_t runs,
                  std::uint64_t quarters, std::string_view thing, std::uint64_t things)
    : extents_{runs, quarters}, row_(quarters * things) {
  std::vector<std::string_view> names{"run", "quarter"};
  // Codes count as if they were as wide as others: their digests are, and some are read back.
  const std::uint64_t width = std::max(sizeof(T), sizeof(float));
  stripe_ = std::clamp<std::uint64_t>(h5::chunk_bytes / (row_ * width), 1, runs);
  // A run that alone is more than a chunk is cut along time.
  h5::Extents chunk{stripe_, std::clamp<std::uint64_t>(h5::chunk_bytes / (things * width), 1, quarters)};
  if (!thing.empty()) {
    names.push_back(thing);
    extents_.push_back(things);
    chunk.push_back(things);
  }
  for (const MeasureRow& row : rows) {
    const bool code = row.unit == "code";
    Target target{code ? h5::create_dataset<std::int8_t>(parent, row.key, extents_, chunk)
                       : h5::create_dataset<T>(parent, row.key, extents_, chunk),
                  code};
    h5::set_attribute(target.dataset, "unit", row.unit);
    h5::set_attribute(target.dataset, "meaning", row.meaning);
    h5::set_attribute(target.dataset, "dimensions", names);
    targets_.push_back(std::move(target));
  }
  buffer_.resize(targets_.size() * stripe_ * row_);
}

template <class T>
void Series<T>::add(std::span<const T> values, std::size_t block_runs, std::size_t run) {
  ensure(run < block_runs && values.size() == targets_.size() * block_runs * row_, "a block fits its series");
  ensure(written_ + waiting_ < extents_[0], "no more runs than planned");
  for (std::size_t m = 0; m < targets_.size(); ++m) {
    std::copy_n(&values[(m * block_runs + run) * row_], row_, &buffer_[(m * stripe_ + waiting_) * row_]);
  }
  ++waiting_;
  if (waiting_ == stripe_ || written_ + waiting_ == extents_[0]) write_stripe();
}

template <class T>
void Series<T>::write_stripe() {
  h5::Extents first(extents_.size(), 0), count = extents_;
  first[0] = written_;
  count[0] = waiting_;
  std::vector<h5::Packed> packed(targets_.size());
  in_parallel(targets_.size(), [&](std::size_t m) {
    const h5::Object& dataset = targets_[m].dataset;
    const std::span<const T> values{&buffer_[m * stripe_ * row_], waiting_ * row_};
    if (targets_[m].code && !std::same_as<T, std::int8_t>) {
      std::vector<std::int8_t> codes(values.size());
      std::ranges::transform(values, codes.begin(), [](T value) { return static_cast<std::int8_t>(value); });
      packed[m] = h5::pack<std::int8_t>(dataset, first, count, codes);
    } else {
      packed[m] = h5::pack<T>(dataset, first, count, values);
    }
  });
  for (std::size_t m = 0; m < targets_.size(); ++m) h5::write(targets_[m].dataset, packed[m]);
  written_ += waiting_;
  waiting_ = 0;
}

template class Series<double>;
template class Series<float>;
template class Series<std::int8_t>;

}  // namespace concord
