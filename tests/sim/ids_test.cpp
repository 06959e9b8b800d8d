#include "sim/ids.hpp"

#include "sim/column.hpp"
#include "sim/quantity.hpp"

#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

struct ShipTag;
struct PortTag;
using ShipId = Id<ShipTag>;
using PortId = Id<PortTag>;

template <class Table, class Index>
concept indexable = requires(Table table, Index index) {
  table[index];
};
template <class A, class B>
concept comparable = requires(A a, B b) {
  a == b;
};
template <class A, class B>
concept addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept multipliable = requires(A a, B b) {
  a* b;
};

// Mixing ids does not compile, nor does using a number for an id.
static_assert(indexable<Column<ShipTag, double>, ShipId>);
static_assert(!indexable<Column<ShipTag, double>, PortId>);
static_assert(!indexable<Column<ShipTag, double>, int>);
static_assert(comparable<ShipId, ShipId> && !comparable<ShipId, PortId> && !comparable<ShipId, int>);
static_assert(!std::is_convertible_v<ShipId, PortId> && !std::is_convertible_v<ShipId, int> &&
              !std::is_convertible_v<int, ShipId>);

// Nor does mixing units.
struct Metres;
struct Seconds;
using Length = Quantity<Metres>;
using Time = Quantity<Seconds>;
static_assert(addable<Length, Length> && !addable<Length, Time> && !addable<Length, double>);
static_assert(multipliable<Length, double> && !multipliable<Length, Length>);
static_assert(sizeof(Length) == sizeof(double) && sizeof(Quantity<Metres, Real>) == sizeof(Real));

TEST(Ids, AreOrderedByIndex) {
  EXPECT_LT(ShipId{1}, ShipId{2});
  EXPECT_EQ(ShipId{3}, (ShipId{3}));
}

TEST(Ids, ARangeVisitsEachIndexOnce) {
  std::vector<int> seen;
  for (ShipId ship : IdRange<ShipTag>{2, 5}) seen.push_back(ship.index);
  EXPECT_EQ(seen, (std::vector{2, 3, 4}));
  EXPECT_EQ((IdRange<ShipTag>{2, 5}.size()), 3);
  for (ShipId ship : IdRange<ShipTag>{4, 4}) ADD_FAILURE() << ship.index;
}

TEST(Column, KeepsAValuePerThing) {
  Column<ShipTag, double> speed(3, 7.5);
  speed[ShipId{1}] = 9;
  EXPECT_EQ(std::vector<double>(speed.begin(), speed.end()), (std::vector{7.5, 9.0, 7.5}));
  EXPECT_EQ(speed.size(), 3);
}

TEST(Column, ResetGivesEveryRowTheValueInTheSameMemory) {
  Column<ShipTag, double> speed(3, 7.5);
  const double* before = &speed[ShipId{0}];
  speed.reset(2, 1.0);
  EXPECT_EQ(std::vector<double>(speed.begin(), speed.end()), (std::vector{1.0, 1.0}));
  speed.reset(3, 2.0);
  EXPECT_EQ(&speed[ShipId{0}], before);
}

TEST(Column, OfRealsIsAlignedForTheWidestRegister) {
  const Column<ShipTag, Real> speed(3, 1.0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&speed[ShipId{1}]) % alignof(Real), 0U);
}

TEST(Quantity, CountsInItsUnit) {
  Length way{3};
  way += Length{4} * 2.0;
  way -= -Length{1};
  EXPECT_EQ(way.value, 12);
  EXPECT_EQ((0.5 * (way - Length{2})).value, 5);
}

}  // namespace
}  // namespace concord
