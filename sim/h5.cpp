// The shared and the writing half of sim/h5.hpp.

#include "sim/errors.hpp"
#include "sim/h5_detail.hpp"
#include "sim/h5_watch.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <new>
#include <numeric>

#include <fmt/format.h>
#include <hdf5.h>
#include <sys/mman.h>

namespace concord::h5 {
namespace detail {

static_assert(std::same_as<hid_t, std::int64_t> && std::same_as<herr_t, int>);

std::string reason() {
  std::string text;
  const auto first = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
    auto& found = *static_cast<std::string*>(out);
    if (found.empty() && error->desc != nullptr) found = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, first, &text);
  H5Eclear2(H5E_DEFAULT);
  constexpr std::string_view mark = "error message = '";
  if (const auto at = text.find(mark); at != text.npos) {
    const auto from = at + mark.size();
    text = text.substr(from, text.find('\'', from) - from);
  }
  return text.empty() ? "no reason given" : text;
}

void set_up() {
  // At exit the library would close what a full disk kept it from closing, and crash (1.10.8).
  static const herr_t stays = H5dont_atexit();
  // It prints errors unless told not to, once in every thread.
  thread_local const herr_t silent = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  static_cast<void>(stays);
  static_cast<void>(silent);
}

namespace {
std::atomic<std::uint64_t>* counted_calls = nullptr;
thread_local int stays = 0;
void count_call() {
  if (counted_calls != nullptr) counted_calls->fetch_add(1, std::memory_order_relaxed);
}
}  // namespace

Stay::Stay() {
  if (stays++ == 0) count_call();
}
Stay::~Stay() {
  if (--stays == 0) count_call();
}

bool memory_for_a_call() {
  constexpr std::size_t bytes = std::size_t{8} << 20U;
  void* const place = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return false;
  ::munmap(place, bytes);
  return true;
}

void fail(const std::string& file, std::string_view doing, std::string_view name, std::string_view why) {
  if (why.starts_with("memory allocation failed")) throw std::bad_alloc();  // in words of HDF5 1.14
  throw FileError(file, name.empty() || name == "/" ? fmt::format("{}: {}", doing, why)
                                                    : fmt::format("{} {}: {}", doing, name, why));
}

std::string joined(const Object& parent, std::string_view name) {
  return fmt::format("{}{}{}", parent.name, parent.name == "/" ? "" : "/", name);
}

Object child(const Object& parent, std::string_view name, Handle handle, Extents extents) {
  return {std::move(handle), parent.file, parent.evidence, joined(parent, name), std::move(extents)};
}

Handle space_of(const Task& task, const Extents& extents) {
  if (extents.empty()) return task.own(H5Screate(H5S_SCALAR), H5Sclose);
  const std::vector<hsize_t> sizes(extents.begin(), extents.end());
  return task.own(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose);
}

Handle box(const Task& task, const Object& dataset, const Extents& first, const Extents& count) {
  const Extents& size = dataset.extents;
  ensure(!size.empty() && first.size() == size.size() && count.size() == size.size(),
         "a box has the dimensions of its dataset");
  for (std::size_t k = 0; k < size.size(); ++k) {
    ensure(count[k] <= size[k] && first[k] <= size[k] - count[k], "a box lies within its dataset");
  }
  const std::vector<hsize_t> start(first.begin(), first.end()), block(count.begin(), count.end());
  Handle space = task.own(H5Dget_space(dataset.handle.id()), H5Sclose);
  task(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, block.data(), nullptr));
  return space;
}

std::uint64_t volume(const Extents& extents) {
  return std::accumulate(extents.begin(), extents.end(), std::uint64_t{1}, std::multiplies<>());
}

Handle file_access(const Task& task) {
  Handle access = task.own(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  task(H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG));
  task(H5Pset_file_locking(access.id(), false, true));  // some cluster file systems have none
  return access;
}

template <>
std::int64_t memory_type<double>() {
  return H5T_NATIVE_DOUBLE;
}
template <>
std::int64_t memory_type<float>() {
  return H5T_NATIVE_FLOAT;
}
template <>
std::int64_t memory_type<std::int64_t>() {
  return H5T_NATIVE_INT64;
}
template <>
std::int64_t memory_type<std::int8_t>() {
  return H5T_NATIVE_INT8;
}

}  // namespace detail

void count_calls(std::atomic<std::uint64_t>* calls) { detail::counted_calls = calls; }

using namespace detail;

namespace {

constexpr std::size_t worth_compressing = 2048;  // bytes of a column; below, the index costs more

template <Number T>
hid_t file_type() {
  if constexpr (std::same_as<T, double>) return H5T_IEEE_F64LE;
  if constexpr (std::same_as<T, float>) return H5T_IEEE_F32LE;
  if constexpr (std::same_as<T, std::int64_t>) return H5T_STD_I64LE;
  if constexpr (std::same_as<T, std::int8_t>) return H5T_STD_I8LE;
}

/// Fixed length, UTF-8, padded with NUL.
Handle text_type(const Task& task, std::size_t width) {
  Handle type = task.own(H5Tcopy(H5T_C_S1), H5Tclose);
  task(H5Tset_size(type.id(), std::max<std::size_t>(width, 1)));
  task(H5Tset_strpad(type.id(), H5T_STR_NULLPAD));
  task(H5Tset_cset(type.id(), H5T_CSET_UTF8));
  return type;
}

Object new_dataset(const Object& parent, std::string_view name, hid_t type, const Extents& extents,
                   const Extents& chunk) {
  const Task task(parent, "cannot create", name);
  const Handle space = space_of(task, extents);
  const Handle creation = task.own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  task(H5Pset_obj_track_times(creation.id(), false));
  const Handle access = task.own(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
  if (!chunk.empty()) {
    const std::vector<hsize_t> sizes(chunk.begin(), chunk.end());
    task(H5Pset_chunk(creation.id(), static_cast<int>(sizes.size()), sizes.data()));
    task(H5Pset_shuffle(creation.id()));
    task(H5Pset_deflate(creation.id(), 1));
    // Without a cache a chunk reaches the file in the call that writes it: failures show there, the order of
    // chunks is the caller's, and a hundred datasets do not hold a hundred caches.
    task(H5Pset_chunk_cache(access.id(), 0, 0, 1));
  }
  const std::string text(name);
  Object dataset = child(parent, name,
                         task.own(H5Dcreate2(parent.handle.id(), text.c_str(), type, space.id(), H5P_DEFAULT,
                                             creation.id(), access.id()),
                                  H5Dclose),
                         extents);
  dataset.chunk = chunk;
  begin_evidence(dataset, !chunk.empty() ? chunk[0] : extents.empty() ? 1 : extents[0]);
  return dataset;
}

/// A column and its values in one go, `bytes` long.
Object write_at_once(const Object& parent, std::string_view name, hid_t stored, hid_t given,
                     const Extents& extents, std::size_t bytes, const void* values) {
  const bool compressed = !extents.empty() && bytes >= worth_compressing;
  // Long columns in chunks of about 128 KiB.
  const std::uint64_t rows = compressed ? std::max<std::uint64_t>((1U << 17U) / (bytes / extents[0]), 1) : 0;
  Object dataset = new_dataset(parent, name, stored, extents,
                               compressed ? Extents{std::min(extents[0], rows)} : Extents{});
  if (bytes == 0) return dataset;
  const Task task(dataset, "cannot write", dataset.name);
  task(H5Dwrite(dataset.handle.id(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
  return dataset;
}

void write_attribute(const Object& object, std::string_view name, hid_t stored, hid_t given,
                     const Extents& extents, const void* values) {
  const Task task(object, "cannot write attribute", name);
  const Handle space = space_of(task, extents);
  const std::string text(name);
  const Handle attribute = task.own(
      H5Acreate2(object.handle.id(), text.c_str(), stored, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  task(H5Awrite(attribute.id(), given, values));
}

/// Texts side by side, each padded to the widest.
template <class Texts>
std::string padded(const Texts& texts, std::size_t width) {
  std::string bytes;
  for (const auto& text : texts) bytes.append(text).append(width - text.size(), '\0');
  return bytes;
}
template <class Texts>
std::size_t widest(const Texts& texts) {
  std::size_t width = 1;
  for (const auto& text : texts) width = std::max(width, text.size());
  return width;
}

}  // namespace

int Handle::close() noexcept {
  if (id_ < 0) return 0;
  set_up();
  return close_(std::exchange(id_, -1));
}

Object create_file(const std::filesystem::path& path) {
  Object file{{},
              std::make_shared<const std::string>(path.string()),
              std::make_shared<EvidenceInTheMaking>(),
              "/",
              {}};
  file.evidence->in_the_making = true;
  const Task task(file, "cannot create the file", "");
  const Handle creation = task.own(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  task(H5Pset_obj_track_times(creation.id(), false));
  task(H5Pset_istore_k(creation.id(), 4));  // small chunk indices: a record has a hundred datasets
  const Handle access = file_access(task);
  file.handle = task.own(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose);
  return file;
}

void flush(const Object& file) {
  const Task task(file, "cannot write", file.name);
  task(H5Fflush(file.handle.id(), H5F_SCOPE_GLOBAL));
}

void close(Object& object) {
  const Task task(object, "cannot close", object.name);
  task(object.handle.close());
}

Object create_group(const Object& parent, std::string_view name) {
  const Task task(parent, "cannot create", name);
  const Handle creation = task.own(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  task(H5Pset_obj_track_times(creation.id(), false));
  const std::string text(name);
  return child(parent, name,
               task.own(H5Gcreate2(parent.handle.id(), text.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
                        H5Gclose));
}

template <Number T>
Object create_dataset(const Object& parent, std::string_view name, const Extents& extents,
                      const Extents& chunk) {
  ensure(!extents.empty() && chunk.size() == extents.size(), "a chunk has the dimensions of its dataset");
  return new_dataset(parent, name, file_type<T>(), extents, chunk);
}

template <Number T>
Object write_column(const Object& parent, std::string_view name, std::span<const T> values) {
  Object dataset = write_at_once(parent, name, file_type<T>(), memory_type<T>(), {values.size()},
                                 values.size_bytes(), values.data());
  note(dataset, {0}, {values.size()}, values);
  return dataset;
}

Object write_column(const Object& parent, std::string_view name, std::span<const std::string> values) {
  const std::size_t width = widest(values);
  const std::string bytes = padded(values, width);
  const Handle type = text_type(Task(parent, "cannot create", name), width);
  Object dataset =
      write_at_once(parent, name, type.id(), type.id(), {values.size()}, bytes.size(), bytes.data());
  note(dataset, {0}, {values.size()}, values);
  return dataset;
}

Object create_text_column(const Object& parent, std::string_view name, std::uint64_t rows, std::size_t width,
                          std::uint64_t chunk_rows) {
  const Handle type = text_type(Task(parent, "cannot create", name), width);
  return new_dataset(parent, name, type.id(), {rows}, {chunk_rows});
}

void write_texts(const Object& column, std::uint64_t first, std::span<const std::string> values,
                 std::size_t width) {
  const Task task(column, "cannot write", column.name);
  ensure(widest(values) <= width, "texts as long as their column allows");
  const std::string bytes = padded(values, width);
  const Handle type = text_type(task, width), memory = space_of(task, {values.size()});
  const Handle file = box(task, column, {first}, {values.size()});
  task(H5Dwrite(column.handle.id(), type.id(), memory.id(), file.id(), H5P_DEFAULT, bytes.data()));
  note(column, {first}, {values.size()}, values);
}

Object write_text(const Object& parent, std::string_view name, std::string_view text) {
  const std::string bytes = padded(std::array{text}, std::max<std::size_t>(text.size(), 1));
  const Handle type = text_type(Task(parent, "cannot create", name), bytes.size());
  Object dataset = write_at_once(parent, name, type.id(), type.id(), {}, bytes.size(), bytes.data());
  const std::string whole(text);
  note(dataset, {}, {}, std::span(&whole, 1));
  return dataset;
}

void set_attribute(const Object& object, std::string_view name, double value) {
  write_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {}, &value);
  note_attribute(object, name, digest_of(std::span<const double>(&value, 1)));
}
void set_attribute(const Object& object, std::string_view name, std::int64_t value) {
  write_attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, {}, &value);
  note_attribute(object, name, digest_of(std::span<const std::int64_t>(&value, 1)));
}
void set_attribute(const Object& object, std::string_view name, std::string_view value) {
  const std::array one{value};
  const std::string bytes = padded(one, widest(one));
  const Handle type = text_type(Task(object, "cannot write attribute", name), bytes.size());
  write_attribute(object, name, type.id(), type.id(), {}, bytes.data());
  note_attribute(object, name, digest_of(std::span<const std::string_view>(one)));
}
void set_attribute(const Object& object, std::string_view name, std::span<const std::string_view> values) {
  const std::size_t width = widest(values);
  const std::string bytes = padded(values, width);
  const Handle type = text_type(Task(object, "cannot write attribute", name), width);
  write_attribute(object, name, type.id(), type.id(), {values.size()}, bytes.data());
  note_attribute(object, name, digest_of(values));
}

template Object create_dataset<double>(const Object&, std::string_view, const Extents&, const Extents&);
template Object create_dataset<float>(const Object&, std::string_view, const Extents&, const Extents&);
template Object create_dataset<std::int64_t>(const Object&, std::string_view, const Extents&, const Extents&);
template Object create_dataset<std::int8_t>(const Object&, std::string_view, const Extents&, const Extents&);
template Object write_column<double>(const Object&, std::string_view, std::span<const double>);
template Object write_column<std::int64_t>(const Object&, std::string_view, std::span<const std::int64_t>);
template Object write_column<std::int8_t>(const Object&, std::string_view, std::span<const std::int8_t>);

}  // namespace concord::h5
