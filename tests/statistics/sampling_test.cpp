#include "sim/statistics/sampling.hpp"

#include "sim/digest.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace concord {
namespace {

std::vector<double> column_of(const Sample& sample, std::size_t column) {
  std::vector<double> values;
  for (std::size_t row = 0; row < sample.rows; ++row) values.push_back(sample.at(row, column));
  return values;
}

/// Share `share` of the unit interval cut into `parts`; which one?
std::size_t part_of(double share, std::size_t parts) {
  return static_cast<std::size_t>(std::floor(share * static_cast<double>(parts)));
}

/// Is there exactly one value in each of as many equal parts of [0, 1) as there are values?
void expect_one_in_each_part(const std::vector<double>& values) {
  std::vector<int> found(values.size());
  for (const double value : values) {
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    ++found[part_of(value, values.size())];
  }
  EXPECT_EQ(found, std::vector<int>(values.size(), 1));
}

std::string digest_of(const Sample& sample) {
  Digest digest;
  for (const double value : sample.values) digest.add(value);
  return hex(digest.value());
}

TEST(LatinHypercube, HasOneValueInEachPartOfEachColumn) {
  for (const std::size_t rows : {1, 2, 3, 7, 49, 50, 200, 1000}) {
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
      SCOPED_TRACE(std::to_string(rows) + " rows, seed " + std::to_string(seed));
      const Sample sample = latin_hypercube(rows, 5, seed);
      ASSERT_EQ(sample.rows, rows);
      ASSERT_EQ(sample.columns, 5U);
      for (std::size_t column = 0; column < 5; ++column) expect_one_in_each_part(column_of(sample, column));
    }
  }
}

TEST(LatinHypercube, HoldsWithAsManyRowsAsThereMayBe) {
  expect_one_in_each_part(latin_hypercube(most_latin_rows, 1, 3).values);
}

TEST(LatinHypercube, IsRandomWithinThePartsAndInTheirOrder) {
  constexpr std::size_t rows = 10, columns = 4000;
  const Sample sample = latin_hypercube(rows, columns, 5);
  // In every row every part, and every tenth of every part, is as likely as any other: of 4000 draws 40 are
  // expected in each, standard deviation 6.3.
  for (std::size_t row = 0; row < rows; ++row) {
    std::array<int, rows * rows> tenths{};
    for (std::size_t column = 0; column < columns; ++column)
      ++tenths[part_of(sample.at(row, column), rows * rows)];
    for (std::size_t i = 0; i < tenths.size(); ++i)
      EXPECT_NEAR(tenths[i], 40, 5 * 6.3) << "row " << row << ", part " << i / rows << ", tenth " << i % rows;
  }
}

TEST(LatinHypercube, AllOrdersAreEquallyLikely) {
  std::map<std::array<std::size_t, 3>, int> orders;
  const Sample sample = latin_hypercube(3, 20000, 11);
  for (std::size_t column = 0; column < sample.columns; ++column)
    ++orders[{part_of(sample.at(0, column), 3), part_of(sample.at(1, column), 3),
              part_of(sample.at(2, column), 3)}];
  ASSERT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, 3333, 5 * 53);
}

TEST(LatinHypercube, MoreColumnsLeaveTheFirstOnesAlone) {
  const Sample few = latin_hypercube(20, 2, 9), many = latin_hypercube(20, 7, 9);
  for (const std::size_t column : {0, 1}) EXPECT_EQ(column_of(few, column), column_of(many, column));
  EXPECT_NE(column_of(many, 0), column_of(many, 1));
  EXPECT_NE(few.values, latin_hypercube(20, 2, 10).values);
  EXPECT_NE(few.values, latin_hypercube(20, 2, 9 + (std::uint64_t{1} << 32)).values);
}

/// Sobol's sequence by its definition, with the parameters that Joe and Kuo published (new-joe-kuo-6) for
/// dimensions 2 to 10: degree s, coefficients a, initial numbers m.
struct Direction {
  unsigned s, a;
  std::vector<std::uint64_t> m;
};
const std::array<Direction, 9> published{{{1, 0, {1}},
                                          {2, 1, {1, 3}},
                                          {3, 1, {1, 3, 1}},
                                          {3, 2, {1, 1, 1}},
                                          {4, 1, {1, 1, 3, 3}},
                                          {4, 4, {1, 3, 5, 13}},
                                          {5, 2, {1, 1, 5, 5, 17}},
                                          {5, 4, {1, 1, 5, 5, 5}},
                                          {5, 7, {1, 1, 7, 11, 19}}}};

std::uint64_t by_definition(std::size_t row, std::size_t column) {
  std::vector<std::uint64_t> m(32, 1);
  if (column > 0) {
    const Direction& direction = published[column - 1];
    for (unsigned j = 0; j < 32; ++j) {
      if (j < direction.s) {
        m[j] = direction.m[j];
        continue;
      }
      m[j] = m[j - direction.s] ^ m[j - direction.s] << direction.s;
      for (unsigned k = 1; k < direction.s; ++k)
        if (direction.a >> (direction.s - 1 - k) & 1) m[j] ^= m[j - k] << k;
    }
  }
  std::uint64_t bits = 0;
  const std::size_t gray = row ^ row >> 1;
  for (unsigned j = 0; j < 32; ++j)
    if (gray >> j & 1) bits ^= m[j] << (52 - j);
  return bits;  // 53 bits
}

std::uint64_t bits_of(double share) {
  const double bits = share * 9007199254740992.0;
  EXPECT_EQ(bits, std::floor(bits));
  return static_cast<std::uint64_t>(bits);
}

TEST(SobolSequence, IsThePublishedOneMovedDigitByDigit) {
  const Sample sample = sobol_sequence(600, 10, 77);
  for (std::size_t column = 0; column < 10; ++column) {
    const std::uint64_t shift = bits_of(sample.at(0, column));  // the point of zeros, moved
    for (std::size_t row = 0; row < sample.rows; ++row)
      ASSERT_EQ(bits_of(sample.at(row, column)) ^ shift, by_definition(row, column))
          << "row " << row << ", column " << column;
  }
}

TEST(SobolSequence, BeginsAsBratleyAndFoxPrinted) {
  const Sample sample = sobol_sequence(6, 2, 3);
  const std::array<std::array<double, 2>, 6> expected{
      {{0, 0}, {0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75}, {0.375, 0.375}, {0.875, 0.875}}};
  for (std::size_t row = 0; row < 6; ++row)
    for (std::size_t column = 0; column < 2; ++column)
      EXPECT_EQ(bits_of(sample.at(row, column)) ^ bits_of(sample.at(0, column)),
                bits_of(expected[row][column]));
}

TEST(SobolSequence, TwoColumnsAreANetOfTheHighestQuality) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Sample sample = sobol_sequence(1024, 2, seed);
    for (unsigned m = 0; m <= 10; ++m) {
      for (unsigned across = 0; across <= m; ++across) {
        std::set<std::pair<std::size_t, std::size_t>> boxes;
        for (std::size_t row = 0; row < std::size_t{1} << m; ++row)
          boxes.emplace(part_of(sample.at(row, 0), std::size_t{1} << across),
                        part_of(sample.at(row, 1), std::size_t{1} << (m - across)));
        EXPECT_EQ(boxes.size(), std::size_t{1} << m)
            << "2^" << m << " points, 2^" << across << " columns of boxes";
      }
    }
  }
}

TEST(SobolSequence, EveryColumnIsSpreadEvenlyUpToTheLast) {
  const Sample sample = sobol_sequence(64, most_sobol_axes, 4);
  for (std::size_t column = 0; column < most_sobol_axes; ++column)
    expect_one_in_each_part(column_of(sample, column));
}

TEST(SobolSequence, ShiftsAreIndependentAndUniform) {
  double sum = 0, squares = 0;
  std::set<double> shifts;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Sample sample = sobol_sequence(1, 20, seed);
    for (const double shift : sample.values) {
      sum += shift - 0.5;
      squares += (shift - 0.5) * (shift - 0.5);
      shifts.insert(shift);
    }
  }
  EXPECT_EQ(shifts.size(), 2000U);
  EXPECT_NEAR(sum / 2000, 0, 5 * std::sqrt(1.0 / 12 / 2000));
  EXPECT_NEAR(squares / 2000, 1.0 / 12, 5 * std::sqrt(1.0 / 180 / 2000));
}

TEST(MorrisTrajectories, MoveEveryColumnOnceByOneStepOnTheGrid) {
  for (const std::size_t levels : {2, 4, 6, 10}) {
    for (const std::size_t columns : {1, 2, 9}) {
      SCOPED_TRACE(std::to_string(levels) + " levels, " + std::to_string(columns) + " columns");
      const Sample sample = morris_trajectories(50, columns, levels, 8);
      ASSERT_EQ(sample.rows, 50 * (columns + 1));
      const auto grid = static_cast<double>(levels - 1);
      for (const double value : sample.values) {
        ASSERT_GE(value, 0);
        ASSERT_LE(value, 1);
        ASSERT_EQ(value, std::round(value * grid) / grid);
      }
      for (std::size_t start = 0; start < sample.rows; start += columns + 1) {
        std::vector<int> moves(columns);
        for (std::size_t row = start; row < start + columns; ++row) {
          int moved = 0;
          for (std::size_t column = 0; column < columns; ++column) {
            const double move = sample.at(row + 1, column) - sample.at(row, column);
            if (move == 0) continue;
            ++moved;
            ++moves[column];
            ASSERT_NEAR(std::abs(move), morris_step(levels), 1e-15);
          }
          ASSERT_EQ(moved, 1);
        }
        ASSERT_EQ(moves, std::vector<int>(columns, 1));
      }
    }
  }
}

TEST(MorrisTrajectories, StartsAndOrdersAreEquallyLikely) {
  constexpr std::size_t trajectories = 20000;
  const Sample sample = morris_trajectories(trajectories, 3, 4, 2);
  std::array<std::array<int, 4>, 3> starts{};
  std::map<std::vector<std::size_t>, int> orders;
  for (std::size_t start = 0; start < sample.rows; start += 4) {
    std::vector<std::size_t> order;
    for (std::size_t column = 0; column < 3; ++column)
      ++starts[column][static_cast<std::size_t>(std::lround(sample.at(start, column) * 3))];
    for (std::size_t row = start; row < start + 3; ++row)
      for (std::size_t column = 0; column < 3; ++column)
        if (sample.at(row, column) != sample.at(row + 1, column)) order.push_back(column);
    ++orders[order];
  }
  for (const auto& column : starts)
    for (const int count : column) EXPECT_NEAR(count, 5000, 5 * 61);
  ASSERT_EQ(orders.size(), 6U);
  for (const auto& [order, count] : orders) EXPECT_NEAR(count, 3333, 5 * 53);
}

TEST(MorrisStep, IsHalfTheGrid) {
  EXPECT_EQ(morris_step(2), 1);
  EXPECT_EQ(morris_step(4), 2.0 / 3);
  EXPECT_EQ(morris_step(10), 5.0 / 9);
}

TEST(SaltelliDesign, MixesTwoBlocksColumnByColumn) {
  constexpr std::size_t base = 33, columns = 4;
  const Sample blocks = sobol_sequence(base, 2 * columns, 6), sample = saltelli_design(base, columns, 6);
  ASSERT_EQ(sample.rows, base * (columns + 2));
  ASSERT_EQ(sample.columns, columns);
  for (std::size_t row = 0; row < base; ++row) {
    for (std::size_t i = 0; i < columns + 2; ++i) {
      for (std::size_t column = 0; column < columns; ++column) {
        const bool from_b = i == columns + 1 || i == column + 1;
        EXPECT_EQ(sample.at(row * (columns + 2) + i, column), blocks.at(row, column + (from_b ? columns : 0)))
            << "base row " << row << ", row " << i << ", column " << column;
      }
    }
  }
}

// A design once planned must come out the same for ever: these change only on purpose.
TEST(Samples, AreTheSameOnEveryMachineAndInEveryVersion) {
  EXPECT_EQ(digest_of(latin_hypercube(100, 7, 1)), "b3005f83ea6f040b");
  EXPECT_EQ(digest_of(sobol_sequence(100, 7, 1)), "facf5d312284152d");
  EXPECT_EQ(digest_of(morris_trajectories(10, 7, 4, 1)), "13dfa87c3aa828e8");
  EXPECT_EQ(digest_of(saltelli_design(16, 7, 1)), "b5809c7daf9d5383");
}

TEST(Samples, MayHaveNoRows) {
  EXPECT_TRUE(latin_hypercube(0, 3, 1).values.empty());
  EXPECT_TRUE(sobol_sequence(0, 3, 1).values.empty());
  EXPECT_TRUE(morris_trajectories(0, 3, 4, 1).values.empty());
  EXPECT_TRUE(saltelli_design(0, 3, 1).values.empty());
}

TEST(Samples, RefuseWhatTheyCannotBe) {
  EXPECT_THROW(latin_hypercube(10, 0, 1), BrokenInvariant);
  EXPECT_THROW(latin_hypercube(most_latin_rows + 1, 1, 1), BrokenInvariant);
  EXPECT_THROW(sobol_sequence(10, 0, 1), BrokenInvariant);
  EXPECT_THROW(sobol_sequence(10, most_sobol_axes + 1, 1), BrokenInvariant);
  EXPECT_THROW(morris_trajectories(10, 2, 5, 1), BrokenInvariant);
  EXPECT_THROW(morris_trajectories(10, 2, 0, 1), BrokenInvariant);
  EXPECT_THROW(morris_trajectories(std::size_t{1} << 33, 2, 4, 1), BrokenInvariant);
  EXPECT_THROW(saltelli_design(10, most_sobol_axes / 2 + 1, 1), BrokenInvariant);
  EXPECT_NO_THROW(saltelli_design(1, most_sobol_axes / 2, 1));
}

}  // namespace
}  // namespace concord
