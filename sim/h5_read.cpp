// The reading half of sim/h5.hpp.

#include "sim/errors.hpp"
#include "sim/h5_detail.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <hdf5.h>

namespace concord::h5 {

using namespace detail;

namespace {

constexpr std::array<H5Z_filter_t, 6> stock_filters{H5Z_FILTER_SHUFFLE,    H5Z_FILTER_DEFLATE,
                                                    H5Z_FILTER_FLETCHER32, H5Z_FILTER_SZIP,
                                                    H5Z_FILTER_NBIT,       H5Z_FILTER_SCALEOFFSET};
constexpr std::uint64_t most_chunk_bytes = 1ULL << 28U;  // larger chunks of a foreign file are refused

void expect_class(const Task& task, hid_t type, H5T_class_t wanted, std::string_view what) {
  task.expect(H5Tget_class(type) == wanted, fmt::format("expected {}", what));
  task.expect(wanted == H5T_STRING || H5Tget_size(type) <= 8, "expected numbers of at most 64 bits");
}
/// Wider ones than T are read too: other programs store all numbers in 64 bits.
template <Number T>
void expect_number(const Task& task, hid_t type) {
  constexpr bool whole = std::integral<T>;
  expect_class(task, type, whole ? H5T_INTEGER : H5T_FLOAT, whole ? "whole numbers" : "numbers");
}

/// Text as other programs store it, of a fixed length with any padding or of a variable one: each row comes
/// without padding, none longer than `most`. `read` fills a buffer for the type that it is given.
template <class Read>
std::vector<std::string> read_rows_of_text(const Task& task, hid_t stored, std::uint64_t rows,
                                           std::uint64_t most, Read read) {
  expect_class(task, stored, H5T_STRING, "text");
  const auto expect_width = [&](std::size_t width) {
    task.expect(width <= most, fmt::format("text of {} bytes is longer than {}", width, most));
  };
  std::vector<std::string> texts(rows);
  if (task(H5Tis_variable_str(stored)) > 0) {
    const Handle type = task.own(H5Tcopy(stored), H5Tclose), space = space_of(task, {rows});
    std::vector<char*> places(rows, nullptr);
    if (rows > 0) task(read(type.id(), places.data()));
    for (std::size_t k = 0; k < rows; ++k) {
      if (places[k] != nullptr) texts[k] = places[k];
    }
    H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, places.data());
    for (const std::string& text : texts) expect_width(text.size());
    return texts;
  }
  const std::size_t width = H5Tget_size(stored);
  expect_width(width);
  const bool spaces = H5Tget_strpad(stored) == H5T_STR_SPACEPAD;
  std::string bytes(rows * width, '\0');
  if (!bytes.empty()) task(read(stored, bytes.data()));
  for (std::size_t k = 0; k < rows; ++k) {
    std::string& text = texts[k] = bytes.substr(k * width, width);
    text.resize(std::min(text.find('\0'), text.size()));
    if (spaces) text.resize(text.find_last_not_of(' ') + 1);
  }
  return texts;
}

/// No files beside this one, no filters that others may lack, no chunk that fills the memory.
void expect_plain_storage(const Task& task, hid_t dataset, std::size_t element_bytes) {
  const Handle creation = task.own(H5Dget_create_plist(dataset), H5Pclose);
  const H5D_layout_t layout = H5Pget_layout(creation.id());
  task.expect(layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED,
              "unusual storage layout");
  task.expect(task(H5Pget_external_count(creation.id())) == 0, "data in another file");
  if (layout != H5D_CHUNKED) return;
  std::array<hsize_t, H5S_MAX_RANK> chunk{};
  const auto rank = static_cast<std::size_t>(task(H5Pget_chunk(creation.id(), H5S_MAX_RANK, chunk.data())));
  std::uint64_t bytes = std::max<std::size_t>(element_bytes, 1);
  for (std::size_t k = 0; k < rank; ++k) {
    task.expect(chunk[k] > 0 && chunk[k] <= most_chunk_bytes / bytes, "chunks are too large");
    bytes *= chunk[k];
  }
  const int filters = task(H5Pget_nfilters(creation.id()));
  for (int k = 0; k < filters; ++k) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter = H5Pget_filter2(creation.id(), static_cast<unsigned>(k), &flags, &values,
                                               nullptr, 0, nullptr, &config);
    task.expect(
        std::ranges::find(stock_filters, filter) != stock_filters.end() && H5Zfilter_avail(filter) > 0,
        fmt::format("stored with filter {}, which HDF5 itself does not have; write the file again with "
                    "gzip, such as `h5repack -f GZIP=1 IN.h5 OUT.h5`",
                    filter));
  }
}

Object open_child(const Object& parent, std::string_view name, H5I_type_t kind, std::string_view what) {
  const Task task(parent, "cannot read", joined(parent, name));
  task.expect(has(parent, name), "is missing");
  const std::string text(name);
  Handle handle = task.own(H5Oopen(parent.handle.id(), text.c_str(), H5P_DEFAULT), H5Oclose);
  task.expect(H5Iget_type(handle.id()) == kind, fmt::format("expected {}", what));
  return child(parent, name, std::move(handle));
}

/// Opens a dataset and fills in its extents; the type is checked by the caller.
std::pair<Object, Handle> open_data(const Object& parent, std::string_view name, const Extents& most) {
  Object dataset = open_child(parent, name, H5I_DATASET, "a dataset");
  const Task task(dataset, "cannot read", dataset.name);
  const Handle space = task.own(H5Dget_space(dataset.handle.id()), H5Sclose);
  const H5S_class_t extent_class = H5Sget_simple_extent_type(space.id());
  // R has no values without dimensions: one row stands for it.
  const bool single = most.empty() && H5Sget_simple_extent_npoints(space.id()) == 1;
  task.expect(single || extent_class == (most.empty() ? H5S_SCALAR : H5S_SIMPLE), "has an unexpected shape");
  const auto rank = static_cast<std::size_t>(task(H5Sget_simple_extent_ndims(space.id())));
  task.expect(single || rank == most.size(),
              fmt::format("has {} dimensions instead of {}", rank, most.size()));
  std::vector<hsize_t> sizes(rank);
  if (rank > 0) task(H5Sget_simple_extent_dims(space.id(), sizes.data(), nullptr));
  dataset.extents.assign(sizes.begin(), sizes.end());
  for (std::size_t k = 0; k < most.size(); ++k) {
    task.expect(sizes[k] <= most[k],
                fmt::format("dimension {} is {}, more than {}", k + 1, sizes[k], most[k]));
  }
  Handle type = task.own(H5Dget_type(dataset.handle.id()), H5Tclose);
  expect_plain_storage(task, dataset.handle.id(), H5Tget_size(type.id()));
  return {std::move(dataset), std::move(type)};
}

Handle open_attribute(const Task& task, const Object& object, std::string_view name, std::uint64_t most = 1) {
  task.expect(has_attribute(object, name), "is missing");
  const std::string text(name);
  Handle attribute = task.own(H5Aopen(object.handle.id(), text.c_str(), H5P_DEFAULT), H5Aclose);
  const Handle space = task.own(H5Aget_space(attribute.id()), H5Sclose);
  const auto count = static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(space.id()));
  task.expect(count >= 1 && count <= most, most == 1 ? "expected one value" : "has no values, or too many");
  return attribute;
}

std::vector<std::string> texts_of_attribute(const Task& task, const Handle& attribute) {
  const Handle type = task.own(H5Aget_type(attribute.id()), H5Tclose),
               space = task.own(H5Aget_space(attribute.id()), H5Sclose);
  return read_rows_of_text(
      task, type.id(), static_cast<std::uint64_t>(H5Sget_simple_extent_npoints(space.id())),
      most_attribute_bytes, [&](hid_t as, void* to) { return H5Aread(attribute.id(), as, to); });
}

/// All rows of a dataset of text.
std::vector<std::string> read_texts(const Object& dataset, const Handle& type, std::uint64_t most_width) {
  auto texts = read_rows_of_text(Task(dataset, "cannot read", dataset.name), type.id(),
                                 volume(dataset.extents), most_width, [&](hid_t as, void* to) {
                                   return H5Dread(dataset.handle.id(), as, H5S_ALL, H5S_ALL, H5P_DEFAULT, to);
                                 });
  if (const Evidence::Dataset* row = evidence_of(dataset)) compare<std::string>(dataset, *row, 0, texts);
  return texts;
}

/// Of values that lie in order in a box from `from` on, those of the box of `count` from `first` on.
template <class T>
std::vector<T> part_of(std::span<const T> values, const Extents& sizes, const Extents& first,
                       const Extents& from, const Extents& count) {
  std::vector<T> part(volume(count));
  for (std::uint64_t n = 0; n < part.size(); ++n) {
    std::uint64_t rest = n, index = 0, stride = 1;
    for (std::size_t k = count.size(); k-- > 0;) {
      index += (first[k] - from[k] + rest % count[k]) * stride;
      rest /= count[k];
      stride *= sizes[k];
    }
    part[n] = values[index];
  }
  return part;
}

template <Number T>
T read_number_attribute(const Object& object, std::string_view name) {
  const Task task(object, "cannot read attribute", name);
  const Handle attribute = open_attribute(task, object, name);
  const Handle type = task.own(H5Aget_type(attribute.id()), H5Tclose);
  expect_number<T>(task, type.id());
  T value{};
  task(H5Aread(attribute.id(), memory_type<T>(), &value));
  compare_attribute(object, name, digest_of(std::span<const T>(&value, 1)));
  return value;
}

}  // namespace

Object open_file(const std::filesystem::path& path) {
  Object file{{}, std::make_shared<const std::string>(path.string()), nullptr, "/", {}};
  const Task task(file, "cannot open the file", "");
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  task.expect(std::filesystem::exists(status), failure.message());
  task.expect(std::filesystem::is_regular_file(status), "not a regular file");
  const Handle access = file_access(task);
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id());
  if (id < 0) {
    const std::string why = reason();
    task.expect(why != "file signature not found", "not an HDF5 file");
    fail(task.file, task.doing, "",
         why.starts_with("truncated file") ? "the file is truncated: its end is missing" : why);
  }
  file.handle = {id, H5Fclose};
  load_evidence(file);
  return file;
}

bool has(const Object& parent, std::string_view name) {
  const Task task(parent, "cannot look up", name);
  const std::string text(name);
  bool found = task(H5Lexists(parent.handle.id(), text.c_str(), H5P_DEFAULT)) > 0;
  if (found) {
    H5L_info_t link{};
    task(H5Lget_info(parent.handle.id(), text.c_str(), &link, H5P_DEFAULT));
    found = link.type == H5L_TYPE_HARD;  // others lead nowhere, or away
  }
  if (!found) expect_gone(parent, name);
  return found;
}

Object open_group(const Object& parent, std::string_view name) {
  return open_child(parent, name, H5I_GROUP, "a group");
}

template <Number T>
Object open_dataset(const Object& parent, std::string_view name, const Extents& most) {
  auto [dataset, type] = open_data(parent, name, most);
  expect_number<T>(Task(dataset, "cannot read", dataset.name), type.id());
  return std::move(dataset);
}

template <Number T>
std::vector<T> read(const Object& dataset, const Extents& first, const Extents& count) {
  const auto values_of = [&](const Extents& from, const Extents& sizes) {
    const Task task(dataset, "cannot read", dataset.name);
    const Handle file = box(task, dataset, from, sizes);
    std::vector<T> values(volume(sizes));
    const Handle memory =
        space_of(task, sizes);  // of one shape with the box: the library maps others by element
    task(H5Dread(dataset.handle.id(), memory_type<T>(), memory.id(), file.id(), H5P_DEFAULT, values.data()));
    return values;
  };
  const Evidence::Dataset* row = evidence_of(dataset);
  if (row == nullptr || volume(count) == 0) return values_of(first, count);
  Extents from(dataset.extents.size(), 0), sizes = dataset.extents;
  if (!row->extents.empty()) {  // the pieces that the box touches
    from[0] = first[0] / row->rows * row->rows;
    sizes[0] =
        std::min((first[0] - from[0] + count[0] + row->rows - 1) / row->rows * row->rows, sizes[0] - from[0]);
  }
  std::vector<T> values = values_of(from, sizes);
  compare<T>(dataset, *row, from.empty() ? 0 : from[0], values);
  if (from == first && sizes == count) return values;
  return part_of<T>(values, sizes, first, from, count);
}

template <Number T>
std::vector<T> read_column(const Object& parent, std::string_view name, std::uint64_t most_rows) {
  const Object dataset = open_dataset<T>(parent, name, {most_rows});
  return read<T>(dataset, {0}, dataset.extents);
}

std::vector<std::string> read_text_column(const Object& parent, std::string_view name,
                                          std::uint64_t most_rows, std::uint64_t most_width) {
  const auto [dataset, type] = open_data(parent, name, {most_rows});
  return read_texts(dataset, type, most_width);
}

std::string read_text(const Object& parent, std::string_view name, std::uint64_t most) {
  const auto [dataset, type] = open_data(parent, name, {});
  return read_texts(dataset, type, most).at(0);
}

bool has_attribute(const Object& object, std::string_view name) {
  const Task task(object, "cannot look up attribute", name);
  const std::string text(name);
  if (task(H5Aexists(object.handle.id(), text.c_str())) > 0) return true;
  expect_attribute_gone(object, text);
  return false;
}

double number_attribute(const Object& object, std::string_view name) {
  return read_number_attribute<double>(object, name);
}
std::int64_t whole_attribute(const Object& object, std::string_view name) {
  return read_number_attribute<std::int64_t>(object, name);
}
std::string text_attribute(const Object& object, std::string_view name) {
  const Task task(object, "cannot read attribute", name);
  const Handle attribute = open_attribute(task, object, name);
  const auto texts = texts_of_attribute(task, attribute);
  compare_attribute(object, name, digest_of(std::span(texts)));
  return texts.at(0);
}

namespace detail {

ValueDigest digest_of_attribute(const Object& object, std::string_view name) {
  const Task task(object, "cannot read attribute", name);
  const Handle attribute = open_attribute(task, object, name, most_attribute_bytes);
  const Handle type = task.own(H5Aget_type(attribute.id()), H5Tclose);
  const auto numbers = [&]<Number T>(std::vector<T> values) {
    expect_number<T>(task, type.id());
    task(H5Aread(attribute.id(), memory_type<T>(), values.data()));
    return digest_of(std::span<const T>(values));
  };
  const Handle space = task.own(H5Aget_space(attribute.id()), H5Sclose);
  const auto count = static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id()));
  switch (H5Tget_class(type.id())) {
    case H5T_INTEGER:
      return numbers(std::vector<std::int64_t>(count));
    case H5T_FLOAT:
      return numbers(std::vector<double>(count));
    default:
      return digest_of(std::span<const std::string>(texts_of_attribute(task, attribute)));
  }
}

std::pair<Object, Kind> open_any(const Object& parent, std::string_view name, const Extents& most) {
  auto [dataset, type] = open_data(parent, name, most);
  const H5T_class_t kind = H5Tget_class(type.id());
  return {std::move(dataset), kind == H5T_INTEGER ? Kind::whole
                              : kind == H5T_FLOAT ? Kind::number
                                                  : Kind::text};
}

Object open_path(const Object& file, std::string_view name) {
  Object at{{}, file.file, file.evidence, file.name, {}};
  const Object* parent = &file;
  while (!name.empty()) {
    const auto slash = name.find('/', 1);
    const std::string_view step = name.substr(1, slash == name.npos ? name.npos : slash - 1);
    const Task task(*parent, "cannot read", joined(*parent, step));
    task.expect(has(*parent, step), "is missing");
    const std::string text(step);
    at = child(*parent, step, task.own(H5Oopen(parent->handle.id(), text.c_str(), H5P_DEFAULT), H5Oclose));
    parent = &at;
    name.remove_prefix(slash == name.npos ? name.size() : slash);
  }
  return at;
}

void compare_texts(const Object& dataset) {
  constexpr std::uint64_t most_width = 1U << 26U;
  const Task task(dataset, "cannot read", dataset.name);
  const Handle type = task.own(H5Dget_type(dataset.handle.id()), H5Tclose);
  read_texts(dataset, type, most_width);
}

}  // namespace detail

template Object open_dataset<double>(const Object&, std::string_view, const Extents&);
template Object open_dataset<float>(const Object&, std::string_view, const Extents&);
template Object open_dataset<std::int64_t>(const Object&, std::string_view, const Extents&);
template Object open_dataset<std::int8_t>(const Object&, std::string_view, const Extents&);
template std::vector<double> read<double>(const Object&, const Extents&, const Extents&);
template std::vector<float> read<float>(const Object&, const Extents&, const Extents&);
template std::vector<std::int64_t> read<std::int64_t>(const Object&, const Extents&, const Extents&);
template std::vector<std::int8_t> read<std::int8_t>(const Object&, const Extents&, const Extents&);
template std::vector<double> read_column<double>(const Object&, std::string_view, std::uint64_t);
template std::vector<std::int64_t> read_column<std::int64_t>(const Object&, std::string_view, std::uint64_t);
template std::vector<std::int8_t> read_column<std::int8_t>(const Object&, std::string_view, std::uint64_t);

}  // namespace concord::h5
