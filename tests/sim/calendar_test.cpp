#include "sim/calendar.hpp"

#include <gtest/gtest.h>

namespace concord {
namespace {

TEST(Calendar, CountsQuartersOfTheFinancialYear) {
  constexpr Quarter autumn = financial_quarter(2019, 3);
  static_assert(autumn.year() == 2019 && autumn.of_year() == 2);
  static_assert(autumn + 1 == financial_quarter(2019, 4) && autumn + 2 == financial_quarter(2020, 1));
  static_assert(financial_quarter(2022, 2) - autumn == 11);
  static_assert(autumn < autumn + 1 && autumn < never);
  EXPECT_EQ((autumn + 6).of_year(), 0);
}

TEST(Calendar, WritesTheYearAndTheNext) {
  EXPECT_EQ(to_string(financial_quarter(2019, 3)), "2019/20 Q3");
  EXPECT_EQ(to_string(financial_quarter(1999, 4)), "1999/00 Q4");
  EXPECT_EQ(to_string(financial_quarter(2008, 1)), "2008/09 Q1");
  EXPECT_EQ(to_string(never), "never");
  EXPECT_EQ(to_string(never + 5), "never");
}

TEST(Calendar, ReadsWhatItWrites) {
  for (int year = 1990; year <= 2199; ++year) {
    for (int quarter = 1; quarter <= 4; ++quarter) {
      const Quarter written = financial_quarter(year, quarter);
      const auto read = parse_quarter(to_string(written));
      ASSERT_TRUE(read) << to_string(written);
      EXPECT_EQ(*read, written);
    }
  }
  EXPECT_EQ(parse_quarter("never"), never);
}

TEST(Calendar, RefusesEverythingElse) {
  using namespace std::string_view_literals;
  for (std::string_view text : {""sv,
                                " "sv,
                                "2019"sv,
                                "2019/20"sv,
                                "2019/20 Q0"sv,
                                "2019/20 Q5"sv,
                                "2019/20 q1"sv,
                                "2019/21 Q1"sv,
                                "2019/19 Q1"sv,
                                "2019-20 Q1"sv,
                                "2019/20  Q1"sv,
                                "2019/20Q1"sv,
                                "2019/20 1Q"sv,
                                "2019/20 Q"sv,
                                "2019/20 Q11"sv,
                                "19/20 Q1"sv,
                                "2019/2020 Q1"sv,
                                " 2019/20 Q1"sv,
                                "2019/20 Q1 "sv,
                                "1989/90 Q4"sv,
                                "2200/01 Q1"sv,
                                "+019/20 Q1"sv,
                                "-019/20 Q1"sv,
                                "2O19/20 Q1"sv,
                                "Never"sv,
                                "never "sv,
                                "NEVER"sv,
                                "2019/20\0Q1"sv,
                                "2019/20\tQ1"sv,
                                "2019/2\xc3\xa9 1"sv,
                                "9999/00 Q1"sv,
                                "2019/20 Q\xb9"sv}) {
    EXPECT_EQ(parse_quarter(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace concord
