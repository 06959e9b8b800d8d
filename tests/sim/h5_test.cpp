#include "sim/h5.hpp"

#include "sim/errors.hpp"
#include "tests/support/folder.hpp"

#include <bit>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::error_of;
using namespace std::string_literals;

class H5 : public test::InFolder {
 protected:
  std::string path(const std::string& name) const { return (home_ / name).string(); }
};

/// A file with one of everything.
void write_sample(const std::string& path) {
  h5::Object file = h5::create_file(path);
  h5::set_attribute(file, "title", std::string_view("Grüße"));
  h5::set_attribute(file, "nothing", std::string_view());
  h5::set_attribute(file, "seed", std::int64_t{9'007'199'254'740'991});
  h5::set_attribute(file, "share", 0.25);
  const std::vector<std::string_view> names{"run", "quarter"};
  const h5::Object group = h5::create_group(file, "group");
  h5::set_attribute(group, "dimensions", names);
  h5::write_text(file, "configuration", "a: 1\nb: £2\n");
  h5::write_column(group, "codes", std::vector<std::string>{"QWO", "", "£"});
  h5::write_column<std::int64_t>(group, "counts", std::vector<std::int64_t>{-1, 2, 3});
  const h5::Object grid = h5::create_dataset<double>(group, "grid", {5, 3}, {2, 3});
  for (std::uint64_t row = 0; row < 5; row += 2) {  // the last piece fills half a chunk
    const std::uint64_t rows = std::min<std::uint64_t>(2, 5 - row);
    std::vector<double> values(rows * 3);
    std::iota(values.begin(), values.end(), 3.0 * static_cast<double>(row));
    h5::write<double>(grid, {row, 0}, {rows, 3}, values);
  }
  const h5::Object codes = h5::create_dataset<std::int8_t>(group, "actions", {2, 2}, {2, 2});
  h5::write<std::int8_t>(codes, {0, 0}, {2, 2}, std::vector<std::int8_t>{0, 1, 2, -1});
  const h5::Object single = h5::create_dataset<float>(group, "single", {4}, {4});
  h5::write<float>(single, {0}, {4}, std::vector<float>{0.5F, 1, 2, 3});
  h5::flush(file);
  h5::close(file);
}

/// Writes values in boxes of two rows, in chunks that do not divide the extents; HDF5's own filters read
/// them.
template <class T>
void expect_packed(const std::string& path, T (*value)(std::uint64_t)) {
  const h5::Extents extents{5, 7, 3}, chunk{2, 3, 2};
  std::vector<T> values(extents[0] * extents[1] * extents[2]);
  for (std::size_t n = 0; n < values.size(); ++n) values[n] = value(n);
  h5::Object file = h5::create_file(path);
  {
    const h5::Object dataset = h5::create_dataset<T>(file, "box", extents, chunk);
    const std::size_t row_size = extents[1] * extents[2];
    for (std::uint64_t row = 0; row < extents[0]; row += 2) {
      const std::uint64_t rows = std::min<std::uint64_t>(2, extents[0] - row);
      const std::span<const T> part(&values[row * row_size], rows * row_size);
      h5::write(dataset, h5::pack<T>(dataset, {row, 0, 0}, {rows, extents[1], extents[2]}, part));
    }
    EXPECT_EQ(h5::read<T>(dataset, {0, 0, 0}, extents), values) << "before the file is closed";
    EXPECT_THROW(h5::pack<T>(dataset, {1, 0, 0}, {2, 7, 3}, std::span(values).first(42)), BrokenInvariant);
  }
  h5::seal(file);
  const h5::Object read = h5::open_file(path);
  const h5::Object dataset = h5::open_dataset<T>(read, "box", extents);
  EXPECT_EQ(h5::read<T>(dataset, {0, 0, 0}, extents), values);
  EXPECT_EQ(h5::read<T>(dataset, {2, 3, 1}, {1, 1, 2}), (std::vector<T>{values[52], values[53]}));
}

TEST_F(H5, PacksChunksAsItsFiltersDo) {
  expect_packed<double>(path("smooth.h5"), [](std::uint64_t n) { return static_cast<double>(n / 4); });
  // Too irregular to become less.
  expect_packed<double>(path("rough.h5"), [](std::uint64_t n) {
    return 1.0 / static_cast<double>((n + 1) * 0x9E3779B97F4A7C15ULL);
  });
  expect_packed<float>(path("single.h5"), [](std::uint64_t n) { return 1 / static_cast<float>(n + 1); });
  expect_packed<std::int8_t>(path("codes.h5"),
                             [](std::uint64_t n) { return static_cast<std::int8_t>(n % 5); });
}

/// Planes of bytes longer than a block that is stored as it is, beside others that shrink; HDF5's own filters
/// read them.
template <class T>
void expect_packed_small(const std::string& path, T (*value)(std::uint64_t), std::size_t most) {
  constexpr std::uint64_t count = 90'000;
  std::vector<T> values(count);
  for (std::uint64_t n = 0; n < count; ++n) values[n] = value(n);
  h5::Object file = h5::create_file(path);
  {
    const h5::Object dataset = h5::create_dataset<T>(file, "long", {count}, {count});
    h5::write<T>(dataset, {0}, {count}, values);
  }
  h5::seal(file);
  const h5::Object read = h5::open_file(path);
  EXPECT_TRUE(h5::read<T>(h5::open_dataset<T>(read, "long", {count}), {0}, {count}) == values);
  EXPECT_LT(fs::file_size(path), most * count);
}

/// Between 0 and 1, with no pattern in its bits.
double noise(std::uint64_t n) {
  n = (n + 1) * 0x9E3779B97F4A7C15ULL;
  n = (n ^ n >> 29U) * 0xBF58476D1CE4E5B9ULL;
  return static_cast<double>((n ^ n >> 32U) >> 11U) * 0x1p-53;
}

TEST_F(H5, StoresWhatCannotBePackedAsItIs) {
  expect_packed_small<double>(
      path("noise.h5"), [](std::uint64_t n) { return 1 + noise(n); }, 7);
  expect_packed_small<float>(
      path("single.h5"), [](std::uint64_t n) { return static_cast<float>(1 + noise(n)); }, 4);
  expect_packed_small<double>(
      path("steps.h5"), [](std::uint64_t n) { return noise(n % 42); }, 1);  // noise that repeats
  expect_packed_small<double>(
      path("zero.h5"), [](std::uint64_t) { return 0.0; }, 1);
  expect_packed_small<std::int64_t>(
      path("all.h5"),
      [](std::uint64_t n) {
        return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(noise(n)) * 0x9E3779B97F4A7C15ULL);
      },
      9);
}

TEST_F(H5, ReadsBackWhatItWrote) {
  write_sample(path("a.h5"));
  const h5::Object file = h5::open_file(path("a.h5"));
  EXPECT_EQ(h5::text_attribute(file, "title"), "Grüße");
  EXPECT_EQ(h5::text_attribute(file, "nothing"), "");
  EXPECT_EQ(h5::whole_attribute(file, "seed"), 9'007'199'254'740'991);
  EXPECT_EQ(h5::number_attribute(file, "share"), 0.25);
  EXPECT_EQ(h5::read_text(file, "configuration", 100), "a: 1\nb: £2\n");
  const h5::Object group = h5::open_group(file, "group");
  EXPECT_EQ(h5::read_text_column(group, "codes", 10, 10), (std::vector{"QWO"s, ""s, "£"s}));
  EXPECT_EQ(h5::read_column<std::int64_t>(group, "counts", 3), (std::vector<std::int64_t>{-1, 2, 3}));
  const h5::Object grid = h5::open_dataset<double>(group, "grid", {100, 100});
  EXPECT_EQ(grid.extents, (h5::Extents{5, 3}));
  EXPECT_EQ(h5::read<double>(grid, {1, 1}, {2, 2}), (std::vector<double>{4, 5, 7, 8}));
  EXPECT_EQ(h5::read<double>(grid, {4, 0}, {1, 3}), (std::vector<double>{12, 13, 14}));
  EXPECT_EQ(h5::read<double>(grid, {0, 0}, {0, 3}), std::vector<double>{});
  const h5::Object actions = h5::open_dataset<std::int8_t>(group, "actions", {2, 2});
  EXPECT_EQ(h5::read<std::int8_t>(actions, {0, 0}, {2, 2}), (std::vector<std::int8_t>{0, 1, 2, -1}));
  const h5::Object wide = h5::open_dataset<float>(group, "grid", {9, 9});  // and in more
  EXPECT_EQ(h5::read<float>(wide, {1, 1}, {1, 2}), (std::vector<float>{4, 5}));
  const h5::Object narrow = h5::open_dataset<double>(group, "single", {4});  // stored in fewer bits
  EXPECT_EQ(h5::read<double>(narrow, {0}, {4}), (std::vector<double>{0.5, 1, 2, 3}));
}

TEST_F(H5, SameCallsGiveTheSameBytesAtAnyTime) {
  write_sample(path("a.h5"));
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5 keeps times in seconds
  write_sample(path("b.h5"));
  EXPECT_GT(bytes_of(path("a.h5")).size(), 1000U);
  EXPECT_TRUE(bytes_of(path("a.h5")) == bytes_of(path("b.h5")));
}

TEST_F(H5, LongColumnsComeBackWhole) {
  std::vector<double> numbers(100'000);
  std::iota(numbers.begin(), numbers.end(), 0);
  const std::vector<std::string> texts(3000, "a line that repeats");
  {
    h5::Object file = h5::create_file(path("a.h5"));
    h5::write_column<double>(file, "numbers", numbers);
    h5::write_column(file, "texts", texts);
    h5::write_column<double>(file, "none", std::vector<double>{});
    h5::close(file);
  }
  EXPECT_LT(fs::file_size(path("a.h5")), 400'000U);  // compressed
  const h5::Object file = h5::open_file(path("a.h5"));
  EXPECT_EQ(h5::read_column<double>(file, "numbers", 100'000), numbers);
  EXPECT_EQ(h5::read_text_column(file, "texts", 3000, 100), texts);
  EXPECT_EQ(h5::read_column<double>(file, "none", 10), std::vector<double>{});
}

TEST_F(H5, SaysWhyAFileCannotBeOpened) {
  write_sample(path("whole.h5"));
  const std::string whole = bytes_of(path("whole.h5"));
  std::ofstream(path("half.h5"), std::ios::binary) << whole.substr(0, whole.size() / 2);
  std::ofstream(path("text.h5")) << "not at all\n";
  std::ofstream(path("empty.h5")).close();
  const auto opening = [&](const std::string& name) { return error_of([&] { h5::open_file(path(name)); }); };
  EXPECT_EQ(opening("none.h5"), path("none.h5") + ": cannot open the file: No such file or directory");
  EXPECT_EQ(opening("."), path(".") + ": cannot open the file: not a regular file");
  EXPECT_EQ(opening("text.h5"), path("text.h5") + ": cannot open the file: not an HDF5 file");
  EXPECT_EQ(opening("empty.h5"), path("empty.h5") + ": cannot open the file: not an HDF5 file");
  EXPECT_EQ(opening("half.h5"),
            path("half.h5") + ": cannot open the file: the file is truncated: its end is missing");
  EXPECT_EQ(error_of([&] { h5::create_file(path("no/such.h5")); }),
            path("no/such.h5") + ": cannot create the file: No such file or directory");
}

TEST_F(H5, ChecksWhatItIsGivenToRead) {
  write_sample(path("a.h5"));
  const h5::Object file = h5::open_file(path("a.h5"));
  const h5::Object group = h5::open_group(file, "group");
  const auto reading = [&](auto action) { return error_of(action).substr(path("a.h5").size() + 2); };
  EXPECT_EQ(reading([&] { h5::open_group(file, "none"); }), "cannot read /none: is missing");
  EXPECT_EQ(reading([&] { h5::open_group(file, "configuration"); }),
            "cannot read /configuration: expected a group");
  EXPECT_EQ(reading([&] { h5::open_dataset<double>(file, "group", {1}); }),
            "cannot read /group: expected a dataset");
  EXPECT_EQ(reading([&] { h5::open_dataset<double>(group, "codes", {9}); }),
            "cannot read /group/codes: expected numbers");
  EXPECT_EQ(reading([&] {
              h5::open_dataset<std::int64_t>(group, "grid", {9, 9});
            }),
            "cannot read /group/grid: expected whole numbers");
  EXPECT_EQ(reading([&] { h5::open_dataset<double>(group, "grid", {9}); }),
            "cannot read /group/grid: has 2 dimensions instead of 1");
  EXPECT_EQ(reading([&] {
              h5::open_dataset<double>(group, "grid", {4, 9});
            }),
            "cannot read /group/grid: dimension 1 is 5, more than 4");
  EXPECT_EQ(reading([&] { h5::read_text_column(group, "codes", 9, 2); }),
            "cannot read /group/codes: text of 3 bytes is longer than 2");
  EXPECT_EQ(reading([&] { h5::read_text_column(group, "counts", 9, 9); }),
            "cannot read /group/counts: expected text");
  EXPECT_EQ(reading([&] { h5::text_attribute(file, "share"); }),
            "cannot read attribute share: expected text");
  EXPECT_EQ(reading([&] { h5::whole_attribute(file, "absent"); }),
            "cannot read attribute absent: is missing");
  EXPECT_EQ(reading([&] { h5::text_attribute(group, "dimensions"); }),
            "cannot read attribute dimensions: expected one value");
  const h5::Object grid = h5::open_dataset<double>(group, "grid", {5, 3});
  EXPECT_THROW(h5::read<double>(grid, {4, 0}, {2, 3}), BrokenInvariant);
}

TEST_F(H5, NeverPrints) {
  testing::internal::CaptureStderr();
  std::thread([&] { error_of([&] { h5::create_file(path("no/such.h5")); }); }).join();
  error_of([&] { h5::open_file(path("none.h5")); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

/// No file of this process grows beyond the limit while this lives.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : ignored_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, ignored_);
  }

 private:
  rlimit before_{};
  void (*ignored_)(int);
};

TEST_F(H5, ReportsADiskThatIsFull) {
  const std::string error = error_of([&] {
    const SmallDisk disk(1U << 18U);
    h5::Object file = h5::create_file(path("a.h5"));
    const h5::Object rows = h5::create_dataset<double>(file, "rows", {100, 1000}, {1, 1000});
    std::vector<double> values(1000);
    for (std::uint64_t row = 0; row < 100; ++row) {
      for (std::size_t k = 0; k < values.size(); ++k)
        values[k] = 1.0 / static_cast<double>(1 + row * values.size() + k);
      h5::write<double>(rows, {row, 0}, {1, 1000}, values);
    }
    h5::close(file);
  });
  EXPECT_EQ(error, path("a.h5") + ": cannot write /rows: File too large");
  write_sample(path("a.h5"));  // the library still works
  EXPECT_EQ(h5::number_attribute(h5::open_file(path("a.h5")), "share"), 0.25);
}

}  // namespace
}  // namespace concord
