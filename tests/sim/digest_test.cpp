#include "sim/digest.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

template <class T>
void expect_as_one_by_one() {
  for (const std::size_t runs : {1U, 7U, 8U, 19U}) {
    constexpr std::size_t count = 5;
    std::vector<T> values;
    for (std::size_t n = 0; n < runs * count; ++n)
      values.push_back(static_cast<T>(std::sin(static_cast<double>(n))));
    values[2] = -std::numeric_limits<T>::quiet_NaN();
    values.back() = -T{0};
    std::vector<Digest> together(runs), alone(runs);
    for (int again = 0; again < 2; ++again)
      Digest::add_to_each(std::span(together), std::span<const T>(values), count);
    for (std::size_t run = 0; run < runs; ++run) {
      for (int again = 0; again < 2; ++again) {
        for (std::size_t k = 0; k < count; ++k) alone[run].add(values[run * count + k]);
      }
      EXPECT_EQ(together[run].value(), alone[run].value()) << run << " of " << runs;
    }
  }
}

TEST(Digest, OfManyIsThatOfEach) {
  expect_as_one_by_one<double>();
  expect_as_one_by_one<float>();
}

}  // namespace
}  // namespace concord
