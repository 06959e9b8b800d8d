#pragma once
// HDF5 files, as far as records need them: groups, attributes, tables of numbers and of text.
//
// Only h5.cpp, h5_pack.cpp, h5_read.cpp and h5_seal.cpp see the library. Files hold no time stamps, so the
// same calls give the same bytes. Whatever fails throws FileError with the path of the file and the library's
// own reason. Reading trusts nothing: only hard links, plain layouts and the filters that ship with every
// HDF5 are followed, and class, rank and extents are checked against what the caller allows before memory is
// taken. One thread at a time, but for pack().

#include <array>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concord {
class Evidence;
}

namespace concord::h5 {

/// Owns an id of the library and gives it back in the way its kind asks for.
class Handle {
 public:
  using Close = int (*)(std::int64_t);
  Handle() = default;
  Handle(std::int64_t id, Close by) : id_(id), close_(by) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { close(); }

  std::int64_t id() const { return id_; }
  /// Negative if the library reports a failure; the id is gone all the same.
  int close() noexcept;

 private:
  std::int64_t id_ = -1;
  Close close_ = nullptr;
};

/// Sizes of, or positions in, each dimension, the slowest first.
using Extents = std::vector<std::uint64_t>;

/// Of a chunk, about: quick to unpack, few enough to index.
inline constexpr std::uint64_t chunk_bytes = 1U << 17U;

/// An open file, group or dataset.
struct Object {
  Handle handle;
  std::shared_ptr<const std::string> file;  ///< for messages
  /// Of a file in the making: what was written so far. Of one that is read: what it says of itself, which all
  /// that is read is compared with; none in files from before there was any.
  std::shared_ptr<Evidence> evidence;
  std::string name;  ///< full name within the file, "/" for the file itself
  Extents extents;   ///< of a dataset
  Extents chunk;     ///< of a new dataset in chunks
};

template <class T>
concept Number = std::same_as<T, double> || std::same_as<T, float> || std::same_as<T, std::int64_t> ||
    std::same_as<T, std::int8_t>;

// Files.

/// A new, empty file; one that exists is emptied.
Object create_file(const std::filesystem::path& path);
/// An existing file, for reading only. No lock is taken: finished files never change.
Object open_file(const std::filesystem::path& path);
void flush(const Object& file);
/// Closes and reports a failure, which the destructor cannot.
void close(Object& object);
/// Ends a new file: writes its evidence, /evidence with the attribute `evidence` of the file over it, closes
/// it, and reads all of it back, since a disk that was full for a moment may have lost what the library
/// thought written. Everything else of the file must be closed. The attribute's text.
std::string seal(Object& file);
/// The digest over the evidence of a file that is read, 64 hexadecimal digits; empty if it has none.
std::string evidence_digest(const Object& file);
/// Reads everything that the evidence of a file tells of; what differs, a sentence each, at most `most` of
/// them. Throws FileError where there is no evidence.
std::vector<std::string> compare_all(const Object& file, std::size_t most);

// Writing. Names are single steps below the parent.

Object create_group(const Object& parent, std::string_view name);
/// A dataset to be filled piece by piece, each of whole rows of the first dimension. `chunk` has as many
/// dimensions as `extents`; chunks are shuffled and compressed (deflate 1), and written at once rather than
/// cached, so pieces must be whole chunks, each written once.
template <Number T>
Object create_dataset(const Object& parent, std::string_view name, const Extents& extents,
                      const Extents& chunk);
/// Writes the box of `count` elements from `first`; `values` in the order of the dimensions.
template <Number T>
void write(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values);

/// A box as it will be stored.
struct Packed {
  struct Chunk {
    Extents first;
    std::vector<char> bytes;  ///< shuffled and compressed
  };
  std::vector<Chunk> chunks;
  std::uint64_t first_row = 0;
  std::vector<std::array<std::uint64_t, 2>> digests;  ///< of its pieces (sim/evidence.hpp)
};
/// What write() does before it calls the library: the dear part, which threads may do side by side.
template <Number T>
Packed pack(const Object& dataset, const Extents& first, const Extents& count, std::span<const T> values);
void write(const Object& dataset, const Packed& box);
/// A dataset of one dimension, written at once; compressed if that is worth while.
template <Number T>
Object write_column(const Object& parent, std::string_view name, std::span<const T> values);
Object write_column(const Object& parent, std::string_view name, std::span<const std::string> values);
/// A column of text of at most `width` bytes a row, to be filled piece by piece like other datasets.
Object create_text_column(const Object& parent, std::string_view name, std::uint64_t rows, std::size_t width,
                          std::uint64_t chunk_rows);
void write_texts(const Object& column, std::uint64_t first, std::span<const std::string> values,
                 std::size_t width);
/// One text as a dataset without dimensions.
Object write_text(const Object& parent, std::string_view name, std::string_view text);

void set_attribute(const Object& object, std::string_view name, double value);
void set_attribute(const Object& object, std::string_view name, std::int64_t value);
void set_attribute(const Object& object, std::string_view name, std::string_view value);
void set_attribute(const Object& object, std::string_view name, std::span<const std::string_view> values);

// Reading.

/// Does the parent hold a thing of that name itself (not a link into another file)?
bool has(const Object& parent, std::string_view name);
Object open_group(const Object& parent, std::string_view name);
/// A dataset of numbers of the kind of T, stored in any width, with as many dimensions as `most`, none longer
/// than `most` says.
template <Number T>
Object open_dataset(const Object& parent, std::string_view name, const Extents& most);
template <Number T>
std::vector<T> read(const Object& dataset, const Extents& first, const Extents& count);
/// A dataset of one dimension with at most `most_rows` rows.
template <Number T>
std::vector<T> read_column(const Object& parent, std::string_view name, std::uint64_t most_rows);
/// The same for text of at most `most_width` bytes a row; padding removed.
std::vector<std::string> read_text_column(const Object& parent, std::string_view name,
                                          std::uint64_t most_rows, std::uint64_t most_width);
/// What write_text wrote, at most `most` bytes.
std::string read_text(const Object& parent, std::string_view name, std::uint64_t most);

bool has_attribute(const Object& object, std::string_view name);
double number_attribute(const Object& object, std::string_view name);
std::int64_t whole_attribute(const Object& object, std::string_view name);
/// At most 64 KiB, the most that an attribute can hold.
std::string text_attribute(const Object& object, std::string_view name);

}  // namespace concord::h5
