#include "sim/evidence.hpp"

#include "sim/errors.hpp"
#include "sim/h5.hpp"

#include <cmath>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

template <class T>
ValueDigest digest_of(const std::vector<T>& values) {
  ValueHash hash;
  hash.add(std::span<const T>(values));
  return hash.value();
}

TEST(Evidence, CountsValuesAndNotHowWideTheyAreStored) {
  EXPECT_EQ(digest_of<double>({0.5, -2, 1e9}), digest_of<float>({0.5F, -2, 1e9F}));
  EXPECT_EQ(digest_of<std::int64_t>({1, -7}), digest_of<std::int8_t>({1, -7}));
  EXPECT_NE(digest_of<double>({1, -7}), digest_of<std::int64_t>({1, -7}));
  EXPECT_EQ(digest_of<double>({std::nan("1")}),
            digest_of<double>({-std::numeric_limits<double>::quiet_NaN()}));
  EXPECT_NE(digest_of<double>({1, 2}), digest_of<double>({2, 1}));
  EXPECT_NE(digest_of<std::string>({"ab", "c"}), digest_of<std::string>({"a", "bc"}));
  // BLAKE2b-128 of nothing, as RFC 7693 makes it.
  EXPECT_EQ(digest_of<double>({}), (ValueDigest{0x40bdefd94169e6ca, 0x7076a68e75884d4e}))
      << std::hex << digest_of<double>({})[0] << " " << digest_of<double>({})[1];
}

TEST(Evidence, ReadsItsOwnTextAndNoOther) {
  Evidence evidence;
  evidence.datasets["/a/b"] = {{5, 3}, 2, {{1, 2}, {3, 4}, {5, 6}}};
  evidence.datasets["/text"] = {{}, 1, {{7, 8}}};
  evidence.datasets["/none"] = {{0, 4}, 1, {}};
  evidence.attributes[{"/a", "unit"}] = {9, 10};
  const std::string text = evidence.text();
  EXPECT_EQ(Evidence::parse(text).text(), text);
  EXPECT_TRUE(evidence.holds("/a"));
  EXPECT_TRUE(evidence.holds("/a/b"));
  EXPECT_FALSE(evidence.holds("/a/bc"));
  for (std::size_t at = 0; at < text.size(); ++at) {  // whatever is cut out, it is refused or read whole
    std::string cut = text;
    cut.erase(at, 1);
    try {
      const std::string again = Evidence::parse(cut).text();
      EXPECT_EQ(again.size(), cut.size()) << at;
    } catch (const std::invalid_argument&) {
    }
  }
}

class Sealed : public testing::Test {
 protected:
  ~Sealed() override { std::filesystem::remove(path_); }
  void write() {
    h5::Object file = h5::create_file(path_);
    h5::set_attribute(file, "title", std::string_view("T"));
    h5::Object table = h5::create_dataset<double>(file, "table", {7, 2}, {3, 1});
    for (std::uint64_t row = 0; row < 7; row += 3) {
      const std::uint64_t rows = std::min<std::uint64_t>(3, 7 - row);
      std::vector<double> values(2 * rows);
      for (std::size_t n = 0; n < values.size(); ++n) values[n] = static_cast<double>(10 * row + n);
      h5::write<double>(table, {row, 0}, {rows, 2}, values);
    }
    h5::write_text(file, "words", "twelve é");
    h5::seal(file);
  }
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("concord_sealed_" + std::to_string(::getpid()) + ".h5");
};

TEST_F(Sealed, FilesReadAsWrittenInAnyPart) {
  write();
  const h5::Object file = h5::open_file(path_);
  EXPECT_EQ(h5::evidence_digest(file).size(), 64U);
  EXPECT_TRUE(h5::compare_all(file, 10).empty());
  const h5::Object table = h5::open_dataset<double>(file, "table", {10, 10});
  const auto whole = h5::read<double>(table, {0, 0}, {7, 2});
  for (std::uint64_t first = 0; first < 7; ++first) {
    for (std::uint64_t rows = 1; rows <= 7 - first; ++rows) {
      for (std::uint64_t column = 0; column < 2; ++column) {
        const auto part = h5::read<double>(table, {first, column}, {rows, 1});
        ASSERT_EQ(part.size(), rows);
        for (std::size_t n = 0; n < rows; ++n) EXPECT_EQ(part[n], whole[2 * (first + n) + column]);
      }
    }
  }
}

TEST_F(Sealed, FilesHoldNothingThatWasNotWritten) {
  write();
  const h5::Object file = h5::open_file(path_);
  EXPECT_THROW(h5::text_attribute(file, "evidence"), FileError) << "no part of itself";
  EXPECT_FALSE(h5::has(file, "other"));
  EXPECT_FALSE(h5::has_attribute(file, "other"));
}

}  // namespace
}  // namespace concord
