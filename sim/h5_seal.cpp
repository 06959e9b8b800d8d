// Evidence in files: noting what is written, comparing what is read; see sim/evidence.hpp.

#include "sim/errors.hpp"
#include "sim/h5_detail.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <hdf5.h>

namespace concord::h5 {
namespace detail {
namespace {

constexpr std::uint64_t most_evidence = 1U << 30U;  // bytes

/// What is read is not what was written; of the disk this says nothing.
class Differs : public FileError {
 public:
  using FileError::FileError;
};
void expect_same(bool same, const Object& object, std::string_view name, std::string_view why) {
  if (!same) throw Differs(*object.file, fmt::format("cannot read {}: {}", name, why));
}

/// Values of one row; all of a dataset without dimensions.
std::uint64_t row_size(const Evidence::Dataset& row) {
  return row.extents.empty() ? 1 : volume({row.extents.begin() + 1, row.extents.end()});
}

}  // namespace

void begin_evidence(const Object& dataset, std::uint64_t rows) {
  if (!dataset.evidence) return;
  Evidence::Dataset& row = dataset.evidence->datasets[dataset.name];
  row = {dataset.extents, std::max<std::uint64_t>(rows, 1), {}};
  row.digests.resize(row.pieces());
}

void note(const Object& dataset, std::uint64_t first_row, std::span<const ValueDigest> digests) {
  if (!dataset.evidence) return;
  Evidence::Dataset& row = dataset.evidence->datasets.at(dataset.name);
  ensure(first_row % row.rows == 0 && first_row / row.rows + digests.size() <= row.digests.size(),
         "whole pieces are written");
  std::ranges::copy(digests, row.digests.begin() + static_cast<std::ptrdiff_t>(first_row / row.rows));
}

template <Value T>
void note(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values) {
  if (!dataset.evidence) return;
  Evidence::Dataset& row = dataset.evidence->datasets.at(dataset.name);
  const std::uint64_t from = first.empty() ? 0 : first[0], rows = count.empty() ? 1 : count[0];
  ensure(values.size() == rows * row_size(row), "whole rows are written");
  ensure(rows % row.rows == 0 || from + rows == row.extents[0], "whole pieces are written");
  each_piece(row.rows, row_size(row), from, values,
             [&](std::size_t number, const ValueDigest& digest) { row.digests[number] = digest; });
}

const Evidence::Dataset* evidence_of(const Object& dataset) {
  if (!dataset.evidence || dataset.evidence->in_the_making) return nullptr;
  const auto found = dataset.evidence->datasets.find(dataset.name);
  expect_same(found != dataset.evidence->datasets.end(), dataset, dataset.name,
              "it is no part of the file as it was written");
  const Evidence::Dataset& row = found->second;
  // R has no values without dimensions: one row stands for it.
  expect_same(row.extents == dataset.extents || (row.extents.empty() && volume(dataset.extents) == 1),
              dataset, dataset.name, "has other sizes than when it was written");
  return &row;
}

template <Value T>
void compare(const Object& dataset, const Evidence::Dataset& row, std::uint64_t first,
             std::span<const T> values) {
  each_piece(row.rows, row_size(row), first, values, [&](std::size_t number, const ValueDigest& digest) {
    expect_same(digest == row.digests[number], dataset, dataset.name,
                "its values are not those that were written");
  });
}

void note_attribute(const Object& object, std::string_view name, const ValueDigest& digest) {
  if (object.evidence && object.evidence->in_the_making)
    object.evidence->attributes[{object.name, std::string(name)}] = digest;
}
void compare_attribute(const Object& object, std::string_view name, const ValueDigest& digest) {
  if (!object.evidence || object.evidence->in_the_making) return;
  const std::string where = "attribute " + joined(object, name);
  const auto found = object.evidence->attributes.find({object.name, std::string(name)});
  expect_same(found != object.evidence->attributes.end(), object, where,
              "it is no part of the file as it was written");
  expect_same(found->second == digest, object, where, "its value is not the one that was written");
}

void expect_gone(const Object& parent, std::string_view name) {
  if (!parent.evidence || parent.evidence->in_the_making) return;
  const std::string where = joined(parent, name);
  expect_same(!parent.evidence->holds(where), parent, where,
              "is missing, and was there when the file was written");
}

void expect_attribute_gone(const Object& object, const std::string& name) {
  if (!object.evidence || object.evidence->in_the_making) return;
  expect_same(!object.evidence->attributes.contains({object.name, name}), object,
              "attribute " + joined(object, name), "is missing, and was there when the file was written");
}

void load_evidence(Object& file) {
  if (!has_attribute(file, "evidence") && !has(file, "evidence")) return;
  const Task task(file, "cannot read", "its evidence");
  const auto bytes = read_column<std::int8_t>(file, "evidence", most_evidence);
  const std::string text(bytes.begin(), bytes.end());
  std::string digest = long_digest_of(text);
  task.expect(digest == text_attribute(file, "evidence"), "it is not the one that was written");
  try {
    auto evidence = std::make_shared<Evidence>(Evidence::parse(text));
    evidence->digest = std::move(digest);
    file.evidence = std::move(evidence);
  } catch (const std::invalid_argument& error) {
    task.expect(false, error.what());
  }
}

template void note<double>(const Object&, const Extents&, const Extents&, std::span<const double>);
template void note<float>(const Object&, const Extents&, const Extents&, std::span<const float>);
template void note<std::int64_t>(const Object&, const Extents&, const Extents&,
                                 std::span<const std::int64_t>);
template void note<std::int8_t>(const Object&, const Extents&, const Extents&, std::span<const std::int8_t>);
template void note<std::string>(const Object&, const Extents&, const Extents&, std::span<const std::string>);
template void compare<double>(const Object&, const Evidence::Dataset&, std::uint64_t,
                              std::span<const double>);
template void compare<float>(const Object&, const Evidence::Dataset&, std::uint64_t, std::span<const float>);
template void compare<std::int64_t>(const Object&, const Evidence::Dataset&, std::uint64_t,
                                    std::span<const std::int64_t>);
template void compare<std::int8_t>(const Object&, const Evidence::Dataset&, std::uint64_t,
                                   std::span<const std::int8_t>);
template void compare<std::string>(const Object&, const Evidence::Dataset&, std::uint64_t,
                                   std::span<const std::string>);

}  // namespace detail

using namespace detail;

namespace {

/// Reads all of a dataset, some pieces at a time; reading compares.
template <Number T>
void read_all(const Object& dataset, const Evidence::Dataset& row) {
  constexpr std::uint64_t at_once = 1U << 20U;  // values
  if (volume(dataset.extents) == 0) return;
  Extents first(dataset.extents.size(), 0), count = dataset.extents;
  if (row.extents.empty()) return static_cast<void>(read<T>(dataset, first, count));
  const std::uint64_t step = std::max<std::uint64_t>(at_once / (row.rows * row_size(row)), 1) * row.rows;
  for (; first[0] < dataset.extents[0]; first[0] += step) {
    count[0] = std::min(step, dataset.extents[0] - first[0]);
    read<T>(dataset, first, count);
  }
}

/// Chunks as they are stored are those that were given to the library; and the first piece reads as it
/// should.
template <Number T>
void read_stored(const Object& dataset, const Evidence::Dataset& row, std::span<const StoredChunk> chunks) {
  const Task task(dataset, "cannot read", dataset.name);
  expect_same(std::ranges::find(row.digests, ValueDigest{}) == row.digests.end(), dataset, dataset.name,
              "some of it was never written");
  std::vector<char> bytes;
  for (const auto& chunk : chunks) {
    const std::vector<hsize_t> at(chunk.first.begin(), chunk.first.end());
    hsize_t size = 0;
    std::uint32_t left_out = 0;
    task(H5Dget_chunk_storage_size(dataset.handle.id(), at.data(), &size));
    if (size == chunk.bytes) {
      bytes.resize(size);
      task(H5Dread_chunk(dataset.handle.id(), H5P_DEFAULT, at.data(), &left_out, bytes.data()));
    }
    expect_same(size == chunk.bytes && left_out == 0 && sum_of(bytes) == chunk.sum, dataset, dataset.name,
                "its bytes are not those that were written");
  }
  Extents one = dataset.extents;
  one[0] = std::min(row.rows, one[0]);
  read<T>(dataset, Extents(one.size(), 0), one);
}

/// Of a file, compared with its evidence; `made`, where it was written just now, tells of its chunks.
std::vector<std::string> faults_of(const Object& file, std::size_t most, const EvidenceInTheMaking* made) {
  std::vector<std::string> faults;
  const auto compared = [&](const auto& read) {
    if (faults.size() >= most) return;
    try {
      read();
    } catch (const Differs& error) {
      faults.push_back(error.what());
    }
  };
  for (const auto& stated : file.evidence->datasets) {
    compared([&] {
      const auto& [name, row] = stated;
      const auto slash = name.rfind('/');
      const Object parent = open_path(file, std::string_view(name).substr(0, slash));
      const auto [dataset, kind] = open_any(slash == 0 ? file : parent, name.substr(slash + 1), row.extents);
      const auto read = [&, &name = name, &dataset = dataset, &row = row]<Number T>(T) {
        if (made != nullptr && made->chunks.contains(name))
          read_stored<T>(dataset, row, made->chunks.at(name));
        else
          read_all<T>(dataset, row);
      };
      switch (kind) {
        case Kind::whole:
          return read(std::int64_t{});
        case Kind::number:
          return read(double{});
        case Kind::text:
          compare_texts(dataset);
      }
    });
  }
  for (const auto& stated : file.evidence->attributes) {
    compared([&] {
      const auto& [owner, name] = stated.first;
      const Object below = open_path(file, owner == "/" ? "" : owner);
      const Object& object = owner == "/" ? file : below;
      compare_attribute(object, name, digest_of_attribute(object, name));
    });
  }
  return faults;
}

}  // namespace

std::string seal(Object& file) {
  ensure(file.evidence && file.evidence->in_the_making, "a new file is sealed, once");
  const auto made = std::static_pointer_cast<EvidenceInTheMaking>(file.evidence);
  file.evidence.reset();  // evidence is none of itself
  const std::string path = *file.file, text = made->text();
  std::string digest = long_digest_of(text);
  write_column<std::int8_t>(file, "evidence", std::vector<std::int8_t>(text.begin(), text.end()));
  set_attribute(file, "evidence", std::string_view(digest));
  flush(file);
  close(file);
  const auto refuse = [&](const std::string& why) {
    throw FileError(path, fmt::format("reads back other than it was written; the disk may be full or failing "
                                      "({})",
                                      why));
  };
  const Object written = open_file(path);
  if (!written.evidence || written.evidence->text() != text) refuse("its evidence differs");
  if (const auto faults = faults_of(written, 1, made.get()); !faults.empty()) refuse(faults[0]);
  return digest;
}

std::string evidence_digest(const Object& file) { return file.evidence ? file.evidence->digest : ""; }

std::vector<std::string> compare_all(const Object& file, std::size_t most) {
  Task(file, "cannot compare", "").expect(file.evidence != nullptr, "holds no evidence of its values");
  return faults_of(file, most, nullptr);
}

}  // namespace concord::h5
