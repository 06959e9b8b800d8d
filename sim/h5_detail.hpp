#pragma once
// What the parts of sim/h5.hpp share; included by h5.cpp, h5_pack.cpp, h5_read.cpp and h5_seal.cpp only.

#include "sim/errors.hpp"
#include "sim/evidence.hpp"
#include "sim/h5.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace concord::h5::detail {

inline constexpr std::size_t most_attribute_bytes = 1U << 16U;  // a limit of the format

/// Before any call of the library: makes it keep its errors to itself.
void set_up();
/// The innermost reason on the library's error stack; of a failed system call, the system's own words.
std::string reason();
[[noreturn]] void fail(const std::string& file, std::string_view doing, std::string_view name,
                       std::string_view why);

/// One stay in the library, for count_calls. Those within another do not count.
struct Stay {
  Stay();
  ~Stay();
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;
};

/// Is there memory for a call of the library? It may crash where it gets none (1.10.8; 1.14 as it begins).
bool memory_for_a_call();

/// What is being done to what: context of the calls below, and text of their errors.
struct Task {
  const std::string& file;
  std::string_view doing;
  std::string name;
  Stay stay;

  Task(const Object& object, std::string_view verb, std::string_view at)
      : file(*object.file), doing(verb), name(at) {
    expect(memory_for_a_call(), "not enough memory; allow the program more (ulimit -v, -d)");
    set_up();  // which begins the library, where it has not begun
  }
  template <class Result>
  Result operator()(Result result) const {
    if (result < 0) fail(file, doing, name, reason());
    return result;
  }
  Handle own(std::int64_t id, Handle::Close close) const { return {(*this)(id), close}; }
  void expect(bool holds, std::string_view why) const {
    if (!holds) fail(file, doing, name, why);
  }
};

/// Full name of a thing below a parent.
std::string joined(const Object& parent, std::string_view name);
Object child(const Object& parent, std::string_view name, Handle handle, Extents extents = {});
/// Access to a file: things left open are closed with it, and no lock is taken.
Handle file_access(const Task& task);
Handle space_of(const Task& task, const Extents& extents);
/// The part of a dataset that is read or written.
Handle box(const Task& task, const Object& dataset, const Extents& first, const Extents& count);
std::uint64_t volume(const Extents& extents);

// Evidence: all of these do nothing where a file has none.

template <class T>
concept Value = Number<T> || std::same_as<T, std::string>;

/// Of a new dataset that is written in pieces of so many rows.
void begin_evidence(const Object& dataset, std::uint64_t rows);
/// Calls `see` with the number and the digest of each piece of `values`, which begin with row `first`; `rows`
/// make a piece, of `row_size` values each.
template <class T, class See>
void each_piece(std::uint64_t rows, std::uint64_t row_size, std::uint64_t first, std::span<const T> values,
                const See& see) {
  ensure(first % rows == 0, "a box begins with a piece");
  const std::size_t size = rows * row_size;
  for (std::size_t at = 0, number = first / rows; at < values.size(); at += size, ++number) {
    ValueHash hash;
    hash.add(values.subspan(at, std::min(size, values.size() - at)));
    see(number, hash.value());
  }
}
/// Of whole pieces that are written, the first of which begins with a row.
void note(const Object& dataset, std::uint64_t first_row, std::span<const ValueDigest> digests);
template <Value T>
void note(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values);
/// What to compare the values of a dataset with; null for nothing. Throws FileError if it is not as written.
const Evidence::Dataset* evidence_of(const Object& dataset);
/// `values` from row `first` on, which begins a piece. Throws FileError.
template <Value T>
void compare(const Object& dataset, const Evidence::Dataset& row, std::uint64_t first,
             std::span<const T> values);
/// Of the values of an attribute, as digest_of() counts them.
void note_attribute(const Object& object, std::string_view name, const ValueDigest& digest);
void compare_attribute(const Object& object, std::string_view name, const ValueDigest& digest);
/// Of an attribute of any kind, as it is stored.
ValueDigest digest_of_attribute(const Object& object, std::string_view name);
template <class T>
ValueDigest digest_of(std::span<const T> values) {
  ValueHash hash;
  hash.add(values);
  return hash.value();
}
/// Throws FileError if the parent held something of that name when it was written.
void expect_gone(const Object& parent, std::string_view name);
void expect_attribute_gone(const Object& object, const std::string& name);
/// Of a file that was opened.
void load_evidence(Object& file);

/// A chunk as the library was given it.
struct StoredChunk {
  Extents first;
  std::size_t bytes = 0;
  std::uint32_t sum = 0;  ///< sum_of() them
};
/// Evidence of a file that is being written.
struct EvidenceInTheMaking : Evidence {
  std::map<std::string, std::vector<StoredChunk>, std::less<>> chunks;  ///< of datasets by name
};
/// CRC-32 of bytes as they are stored.
std::uint32_t sum_of(const std::vector<char>& bytes);

enum class Kind { whole, number, text };
/// A dataset, whatever it holds, none of its dimensions longer than `most`.
std::pair<Object, Kind> open_any(const Object& parent, std::string_view name, const Extents& most);
/// The group or dataset of a full name.
Object open_path(const Object& file, std::string_view name);
void compare_texts(const Object& dataset);

/// The library's id of T in memory.
template <Number T>
std::int64_t memory_type();
template <>
std::int64_t memory_type<double>();
template <>
std::int64_t memory_type<float>();
template <>
std::int64_t memory_type<std::int64_t>();
template <>
std::int64_t memory_type<std::int8_t>();

}  // namespace concord::h5::detail
