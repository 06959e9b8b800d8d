#include "sim/parameters.hpp"

#include <gtest/gtest.h>

namespace concord {

struct Complete {
  double speed = 2;
  int crew = 3;
  bool armed = false;
  Quarter built = never;
};
struct Forgetful {
  double speed = 2;
  int crew = 3;
};
struct SameKey {
  double speed = 2, depth = 3;
};
struct SameMember {
  double speed = 2, depth = 3;
};
struct Empty {};

template <class Group, class Value>
constexpr Row<Group> short_row(std::string_view key, Value Group::*member) {
  return parameter(key, member, allow::any_number, {1, 3}, "knots", "How fast.", "assumed", "M01", "");
}

template <>
inline constexpr auto rows<Complete> =
    std::array{short_row("speed", &Complete::speed), short_row("crew", &Complete::crew),
               short_row("armed", &Complete::armed), short_row("built", &Complete::built)};
template <>
inline constexpr auto rows<Forgetful> = std::array{short_row("speed", &Forgetful::speed)};
template <>
inline constexpr auto rows<SameKey> =
    std::array{short_row("speed", &SameKey::speed), short_row("speed", &SameKey::depth)};
template <>
inline constexpr auto rows<SameMember> =
    std::array{short_row("speed", &SameMember::speed), short_row("depth", &SameMember::speed)};
template <>
inline constexpr auto rows<Empty> = std::array<Row<Empty>, 0>{};

// The checks are made by the compiler; that they can fail is shown here.
static_assert(all_fields_have_rows<Complete>());
static_assert(!all_fields_have_rows<Forgetful>(), "a member has no row");
static_assert(!all_fields_have_rows<SameKey>(), "two members share a key");
static_assert(!all_fields_have_rows<SameMember>(), "a member has two rows, another none");
static_assert(all_fields_have_rows<Empty>());

namespace {

TEST(Parameters, ARowKnowsItsMemberAndItsType) {
  constexpr const auto& table = rows<Complete>;
  Complete group;
  group.*std::get<double Complete::*>(table[0].member) = 5;
  group.*std::get<int Complete::*>(table[1].member) = 7;
  group.*std::get<bool Complete::*>(table[2].member) = true;
  group.*std::get<Quarter Complete::*>(table[3].member) = financial_quarter(2019, 1);
  EXPECT_EQ(group.speed, 5);
  EXPECT_EQ(group.crew, 7);
  EXPECT_TRUE(group.armed);
  EXPECT_EQ(group.built, financial_quarter(2019, 1));
}

TEST(Parameters, ARowSaysEverything) {
  constexpr auto row = parameter("speed", &Complete::speed, allow::share, {0.2, 0.8}, "knots", "How fast.",
                                 "assumed", "M01", "v");
  EXPECT_EQ(row.key, "speed");
  EXPECT_EQ(row.allowed.low, 0);
  EXPECT_EQ(row.allowed.high, 1);
  EXPECT_EQ(row.screening.low, 0.2);
  EXPECT_EQ(row.screening.high, 0.8);
  EXPECT_EQ(row.unit, "knots");
  EXPECT_EQ(row.meaning, "How fast.");
  EXPECT_EQ(row.source, "assumed");
  EXPECT_EQ(row.mechanism, "M01");
  EXPECT_EQ(row.reference, "v");
}

}  // namespace
}  // namespace concord
