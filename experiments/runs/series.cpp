#include "experiments/runs/series.hpp"

#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/record_parts.hpp"
#include "sim/errors.hpp"
#include "sim/evidence.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace concord {
namespace {

constexpr std::uint64_t chunk_bytes = 1U << 17U;  // 128 KiB: quick to unpack, few enough to index

}  // namespace

template <class T>
Series<T>::Series(const h5::Object& parent, std::span<const MeasureRow> rows, std::uint64_t runs,
                  std::uint64_t quarters, std::string_view thing, std::uint64_t things)
    : extents_{runs, quarters}, row_(quarters * things) {
  std::vector<std::string_view> names{"run", "quarter"};
  stripe_ = std::clamp<std::uint64_t>(chunk_bytes / (row_ * sizeof(T)), 1, runs);
  // A run that alone is more than a chunk is cut along time.
  h5::Extents chunk{stripe_, std::clamp<std::uint64_t>(chunk_bytes / (things * sizeof(T)), 1, quarters)};
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
  for (const bool code : {false, true}) {
    constexpr std::size_t together = 4;
    std::vector<std::size_t> group;
    for (std::size_t m = 0; m < targets_.size(); ++m) {
      if (targets_[m].code == code) group.push_back(m);
      if (group.size() == together || (m + 1 == targets_.size() && !group.empty()))
        groups_.push_back(std::exchange(group, {}));
    }
  }
  buffer_.resize(targets_.size() * stripe_ * row_);
}

template <class T>
void Series<T>::add(std::span<const T> values, std::size_t block_runs, std::size_t run) {
  ensure(run < block_runs && values.size() == targets_.size() * block_runs * row_, "a block fits its series");
  ensure(written_ + waiting_ < extents_[0], "no more runs than planned");
  for (std::size_t m = 0; m < targets_.size(); ++m) {
    std::ranges::copy(values.subspan((m * block_runs + run) * row_, row_),
                      buffer_.begin() + static_cast<std::ptrdiff_t>((m * stripe_ + waiting_) * row_));
  }
  ++waiting_;
  if (waiting_ == stripe_ || written_ + waiting_ == extents_[0]) write_stripe();
}

template <class T>
void Series<T>::write_stripe() {
  h5::Extents first(extents_.size(), 0), count = extents_;
  first[0] = written_;
  count[0] = waiting_;
  const auto values_of = [&](std::size_t m) {
    return std::span<const T>(&buffer_[m * stripe_ * row_], waiting_ * row_);
  };
  std::vector<std::vector<std::int8_t>> codes(targets_.size());
  std::vector<ValueDigest> digests(targets_.size());
  in_parallel(groups_.size(), [&](std::size_t g) {
    const std::vector<std::size_t>& group = groups_[g];
    const auto note = [&](const auto& rows) {
      const auto made = digests_of_each(std::span(rows));
      for (std::size_t n = 0; n < made.size(); ++n) digests[group[n]] = made[n];
    };
    if (!targets_[group[0]].code) return note(column(group, values_of));
    for (const std::size_t m : group)
      std::ranges::transform(values_of(m), std::back_inserter(codes[m]),
                             [](T value) { return static_cast<std::int8_t>(value); });
    note(column(group, [&](std::size_t m) { return std::span<const std::int8_t>(codes[m]); }));
  });
  std::vector<h5::Packed> packed(targets_.size());
  in_parallel(targets_.size(), [&](std::size_t m) {
    const h5::Object& dataset = targets_[m].dataset;
    packed[m] = targets_[m].code ? h5::pack<std::int8_t>(dataset, first, count, codes[m], {digests[m]})
                                 : h5::pack<T>(dataset, first, count, values_of(m), {digests[m]});
  });
  for (std::size_t m = 0; m < targets_.size(); ++m) h5::write(targets_[m].dataset, packed[m]);
  written_ += waiting_;
  waiting_ = 0;
}

template class Series<double>;
template class Series<float>;

}  // namespace concord
