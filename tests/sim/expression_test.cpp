// The language of expressions over measures: what it says, which units it gives, and what it refuses.

#include "sim/expression.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Two runs of four quarters from 2019/20 Q1, with three systems and four bodies, of which two are trusts.
class Expressions : public testing::Test {
 protected:
  Vocabulary vocabulary_{
      .tables = {{{"real", "systems"}, {"centre_cost", "£m"}, {"own", "share"}, {"gone", "count"}},
                 {{"maturity", "index"}, {"norm", "share"}, {"real", "0/1"}},
                 {{"balance", "£m"}}},
      .kinds =
          {{"systems", 1, {0, 1, 2}, {"QA", "QB", "QC"}, {"Alpha", "Beta", "Gamma Delta"}, {{"target", {1}}}},
           {"trusts", 2, {1, 3}, {"R0A", "R1B"}, {"One", "Two"}, {}}},
      .start = financial_quarter(2019, 1),
      .quarters = 4};
  std::vector<double> real_{1, 2, 3, 4, 4, 3, 2, 1}, cost_{2, 0, 5, 10, 1, 1, 1, none};
  /// [run][quarter][system]
  std::vector<double> maturity_{0.1, 0.2, 0.9, 0.3, 0.4, 0.5, 0.5, none, 0.1, none, none, none,
                                0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3,  0.3, 0.4,  0.4,  0.4};
  std::vector<double> balance_ = [] {
    std::vector<double> all;
    for (int n = 0; n < 32; ++n) all.push_back(n % 4 == 1 ? -n : n);
    return all;
  }();

  MeasuredRuns runs() const {
    return {.runs = 2,
            .quarters = 4,
            .start = financial_quarter(2019, 1),
            .things = {1, 3, 4},
            .values = [this](std::size_t table, std::size_t measure) {
              if (table == 2) return balance_;
              if (table == 1) return maturity_;
              return measure == 0   ? real_
                     : measure == 1 ? cost_
                                    : std::vector<double>(8, measure == 2 ? 0.5 : none);
            }};
  }
  std::vector<double> values(std::string_view text) const {
    const Reading<Expression> read = parse_expression(text, vocabulary_);
    EXPECT_TRUE(read.value) << text << ": " << read.wrong;
    return read.value ? evaluate(*read.value, runs()) : std::vector<double>{};
  }
  std::string unit(std::string_view text) const {
    const Reading<Expression> read = parse_expression(text, vocabulary_);
    return read.value ? text_of(read.value->whole().unit) : read.wrong;
  }
  std::string wrong(std::string_view text) const { return parse_expression(text, vocabulary_).wrong; }
};

/// The same numbers, missing ones included.
void expect_same(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t n = 0; n < found.size(); ++n) {
    if (std::isnan(expected[n])) {
      EXPECT_TRUE(std::isnan(found[n])) << n << ": " << found[n];
    } else {
      EXPECT_DOUBLE_EQ(found[n], expected[n]) << n;
    }
  }
}

TEST_F(Expressions, ArithmeticBindsAsInSchool) {
  expect_same(values("real + 2 * real - 1"), {2, 5, 8, 11, 11, 8, 5, 2});
  expect_same(values("-real * (1 + 1)"), {-2, -4, -6, -8, -8, -6, -4, -2});
  expect_same(values("12 / real / 2"), {6, 3, 2, 1.5, 1.5, 2, 3, 6});
  expect_same(values("real - 1 - 1"), {-1, 0, 1, 2, 2, 1, 0, -1});
}

TEST_F(Expressions, WhatIsDividedByZeroIsMissingAndSoIsWhatIsMadeOfIt) {
  expect_same(values("real / centre_cost"), {0.5, none, 0.6, 0.4, 4, 3, 2, none});
  expect_same(values("real / centre_cost + 1"), {1.5, none, 1.6, 1.4, 5, 4, 3, none});
}

TEST_F(Expressions, ThingsAreCountedSharedAddedAndAveraged) {
  expect_same(values("count(systems, maturity < 0.4)"), {2, 1, 1, none, 3, 3, 3, 0});
  expect_same(values("share(systems, maturity < 0.4)"), {2 / 3., 1 / 3., 0.5, none, 1, 1, 1, 0});
  expect_same(values("max(systems, maturity) - min(systems, maturity)"),
              {0.9 - 0.1, 0.5 - 0.3, 0.4, none, 0, 0, 0, 0});
  // Of the four bodies only rows 1 and 3 are trusts.
  const std::vector<double> sum = values("sum(trusts, balance)"), mean = values("mean(trusts, balance)");
  for (std::size_t n = 0; n < 8; ++n) {
    const double q = 4 * static_cast<double>(n);
    EXPECT_DOUBLE_EQ(sum[n], -(q + 1) + q + 3);
    EXPECT_DOUBLE_EQ(mean[n], 1);
  }
  expect_same(values("share(trusts, balance < 0)"), std::vector<double>(8, 0.5));
}

TEST_F(Expressions, ThingsAreChosenByCodeNameAndGroup) {
  expect_same(values("sum(systems in QA, maturity)"), {0.1, 0.3, 0.5, none, 0.1, 0.2, 0.3, 0.4});
  expect_same(values("sum(systems in (QA, \"Gamma Delta\"), maturity)"),
              {1.0, 0.8, 0.6, none, 0.2, 0.4, 0.6, 0.8});
  expect_same(values("sum(systems not in (QA, Beta), maturity)"), {0.9, 0.5, 0.1, none, 0.1, 0.2, 0.3, 0.4});
  // The target, the rest, the difference.
  expect_same(values("mean(systems in target, maturity) - mean(systems not in target, maturity)"),
              {0.2 - 0.5, 0.0, none, none, 0, 0, 0, 0});
}

TEST_F(Expressions, InsideThingsTheirMeasuresGoBeforeThoseOfTheNation) {
  EXPECT_EQ(unit("mean(systems, real)"), "0/1");
  EXPECT_EQ(unit("mean(systems, maturity * real)"), "ratio");
  EXPECT_EQ(unit("sum(trusts, balance / centre_cost)"), "ratio");  // the nation's, the same for all
}

TEST_F(Expressions, TimeIsBroughtTogether) {
  expect_same(values("max over run of real"), {4, 4});
  expect_same(values("mean over 2019/20 of centre_cost"), {17 / 4., 1});
  expect_same(values("sum over 2019/20 Q2 to 2019/20 Q3 of real"), {5, 5});
  expect_same(values("value at 2019/20 Q4 of centre_cost"), {10, none});
  expect_same(values("change from 2019/20 Q1 to 2019/20 Q4 of real"), {3, -3});
  expect_same(values("first quarter when real >= 3"), {2, 0});
  expect_same(values("first quarter when real > 4"), {none, none});
  expect_same(values("first quarter when centre_cost > 1"), {0, none});
  // One number a run beside one a quarter.
  expect_same(values("real / max over run of real"), {0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25});
  expect_same(values("max over run of real - min over run of real"), {3, 3});
}

TEST_F(Expressions, ConditionsAreMissingOnlyIfWhatIsMissingCouldTurnThem) {
  expect_same(values("real > 2 and centre_cost > 4"), {0, 0, 1, 1, 0, 0, 0, 0});
  expect_same(values("real < 2 and centre_cost > 4"), {0, 0, 0, 0, 0, 0, 0, none});
  expect_same(values("real < 2 or centre_cost > 4"), {1, 0, 1, 1, 0, 0, 0, 1});
  expect_same(values("not centre_cost > 4"), {1, 1, 0, 0, 1, 1, 1, none});
  expect_same(values("real == 1 or real == 2 and not real != 2"), {1, 1, 0, 0, 0, 0, 1, 1});
}

TEST_F(Expressions, WhatRunsIsBrokenByAQuarterThatDoesNotHold) {
  expect_same(values("running 2 quarters of real >= 2"), {0, 0, 1, 1, 0, 1, 1, 0});
  expect_same(values("running 1 year of real >= 2"), {0, 0, 0, 1, 0, 0, 0, 0});
  expect_same(values("running 1 quarter of centre_cost <= 1"), {0, 1, 0, 0, 1, 1, 1, 0});  // missing: no
  expect_same(values("at 2019/20 Q3 of real >= 2"), {0, 0, 1, 0, 0, 0, 1, 0});
  expect_same(values("at 2019/20 of real >= 2 or real > 3"), {0, 0, 0, 1, 1, 0, 0, 0});
  expect_same(values("not at 2019/20 Q2 of real >= 2"), {1, 0, 1, 1, 1, 0, 1, 1});
  expect_same(values("first quarter when running 2 quarters of real >= 2"), {2, 1});
  EXPECT_EQ(wrong("running 0 years of real > 1"), "at column 9, must be a whole number, 1 to 4000");
  EXPECT_EQ(wrong("running 1.5 years of real > 1"), "at column 9, must be a whole number, 1 to 4000");
  EXPECT_EQ(wrong("running 2 of real > 1"), "at column 11, quarters or years is missing");
  EXPECT_EQ(wrong("running 2 years of real"),
            "at column 20, is a number (systems), where a condition such as x < 1 must stand");
  EXPECT_EQ(wrong("at 2018/19 of real > 1"),
            "at column 4, 2018/19 Q4 is before the run, which begins with 2019/20 Q1");
}

TEST_F(Expressions, ConditionsOfPoliciesAreLookedAtQuarterByQuarterAndGiveTheSame) {
  vocabulary_.own = 1;
  for (const char* text :
       {"own maturity >= 0.2", "running 2 quarters of own maturity >= 0.2 and real > 1",
        "own maturity > mean(systems in target, maturity) or running 3 quarters of real >= 2",
        "at 2019/20 Q3 of running 1 quarter of own maturity < 0.5"}) {
    const Expression expression = *parse_expression(text, vocabulary_).value;
    EXPECT_EQ(expression.whole().shape, Expression::Shape::thing);
    const std::vector<double> whole = evaluate(expression, runs());
    ASSERT_EQ(whole.size(), 24U);
    Remembered remembered;
    for (std::size_t quarter = 0; quarter < 4; ++quarter) {
      MeasuredRuns one = runs();
      one.quarters = 1;
      one.start = runs().start + static_cast<int>(quarter);
      one.values = [&](std::size_t table, std::size_t measure) {
        const std::vector<double> all = runs().values(table, measure);
        const std::size_t things = runs().things[table];
        std::vector<double> values;
        for (std::size_t run = 0; run < 2; ++run) {
          for (std::size_t thing = 0; thing < things; ++thing)
            values.push_back(all[(run * 4 + quarter) * things + thing]);
        }
        return values;
      };
      const std::vector<double> now = evaluate(expression, one, &remembered);
      for (std::size_t run = 0; run < 2; ++run) {
        const auto at = whole.begin() + static_cast<std::ptrdiff_t>((run * 4 + quarter) * 3),
                   here = now.begin() + static_cast<std::ptrdiff_t>(run * 3);
        expect_same({here, here + 3}, {at, at + 3});
      }
    }
  }
  EXPECT_EQ(
      wrong("maturity < 1"),
      "at column 1, 'maturity' is a measure of systems, of which one must be made, such as mean(systems, "
      "maturity); `own maturity` is that of each that the policy is for");
  EXPECT_EQ(wrong("own reall < 1"), "at column 5, there is no measure 'reall'; did you mean 'real'?");
  EXPECT_EQ(wrong("count(systems, own maturity < 1) > 2"),
            "at column 20, `own` does not stand within brackets of things");
  EXPECT_EQ(wrong("max over 2019/20 of real > 1"),
            "at column 21, is looked at when a quarter has ended and knows no others; `running` does");
}

TEST_F(Expressions, UnitsFollowFromWhatIsDone) {
  EXPECT_EQ(unit("real"), "systems");
  EXPECT_EQ(unit("real / centre_cost"), "systems per £m");
  EXPECT_EQ(unit("centre_cost / real * real"), "£m");
  EXPECT_EQ(unit("real / real"), "ratio");
  EXPECT_EQ(unit("own * centre_cost"), "£m");
  EXPECT_EQ(unit("own * 2"), "share");
  EXPECT_EQ(unit("1 / centre_cost"), "per £m");
  EXPECT_EQ(unit("centre_cost * centre_cost"), "£m^2");
  EXPECT_EQ(unit("count(systems, maturity < 0.4) + real"), "systems");
  EXPECT_EQ(unit("share(trusts, balance < 0) - own"), "share");
  EXPECT_EQ(unit("first quarter when real > 1"), "quarters");
}

TEST_F(Expressions, WhatDoesNotFitSaysBothUnitsAndTheColumn) {
  EXPECT_EQ(wrong("real + centre_cost"), "at column 6, systems and £m cannot be added");
  EXPECT_EQ(wrong("centre_cost - own"), "at column 13, £m and share cannot be subtracted");
  EXPECT_EQ(wrong("count(systems, maturity < norm)"), "at column 25, index and share cannot be compared");
  EXPECT_EQ(wrong("real > 1 and centre_cost > real"), "at column 26, £m and systems cannot be compared");
  EXPECT_EQ(wrong("own + real / centre_cost"), "at column 5, share and systems per £m cannot be added");
}

TEST_F(Expressions, MistakesSayTheColumnAndWhatWasPerhapsMeant) {
  EXPECT_EQ(wrong("1 + rela"), "at column 5, there is no measure 'rela'; did you mean 'real'?");
  EXPECT_EQ(wrong("count(systems, maturty < 1)"),
            "at column 16, there is no measure 'maturty'; did you mean 'maturity'?");
  EXPECT_EQ(wrong("maturity"),
            "at column 1, 'maturity' is a measure of systems, of which one must be made, such as "
            "mean(systems, maturity)");
  EXPECT_EQ(wrong("count(systms, maturity < 1)"),
            "at column 7, 'systms' are no things that have measures; did you mean 'systems'?");
  EXPECT_EQ(wrong("mean(systems in QX, maturity)"), "at column 17, none of the systems is 'QX'");
  EXPECT_EQ(wrong("mean(systems in (QA, Bta), maturity)"),
            "at column 22, none of the systems is 'Bta'; did you mean 'Beta'?");
  EXPECT_EQ(wrong("count(systems, own > 1)"),
            "at column 16, is the same for all systems; name a measure of theirs");
  EXPECT_EQ(wrong("count(systems, maturity)"),
            "at column 16, is a number (index), where a condition such as x < 1 must stand");
  EXPECT_EQ(wrong("sum(systems, maturity < 1)"), "at column 14, is a condition, where a number must stand");
  EXPECT_EQ(wrong("first quarter when real"),
            "at column 20, is a number (systems), where a condition such as x < 1 must stand");
  EXPECT_EQ(
      wrong("max over 2025/26 of real"),
      "at column 21, 2025/26 Q1 to 2025/26 Q4 is not within the run, which is 2019/20 Q1 to 2019/20 Q4");
  EXPECT_EQ(wrong("max over run of max over run of real"),
            "at column 17, is one number a run already; name a measure that changes over time");
  EXPECT_EQ(wrong("max over 20 of real"),
            "at column 10, a year such as 2021/22, or a quarter such as 2021/22 Q4, is missing");
  EXPECT_EQ(wrong("3 * 4"), "at column 1, names no measure");
  EXPECT_EQ(wrong(""), "at column 1, a measure, a number or a bracket is missing");
  EXPECT_EQ(wrong("real *"), "at column 7, a measure, a number or a bracket is missing");
  EXPECT_EQ(wrong("(real"), "at column 6, ')' is missing");
  EXPECT_EQ(wrong("real real"), "at column 6, 'real' is not understood there");
  EXPECT_EQ(wrong("real * 4x"), "at column 8, '4x' is no number");
}

TEST_F(Expressions, RunsAreWhatTheyAreInWhateverCompany) {
  for (const char* text : {"real / centre_cost", "count(systems, maturity < 0.4)", "max over run of real"}) {
    const std::vector<double> both = values(text);
    MeasuredRuns second = runs();
    second.runs = 1;
    second.values = [this](std::size_t table, std::size_t measure) {
      const std::vector<double> all = runs().values(table, measure);
      return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end());
    };
    const std::vector<double> alone = evaluate(*parse_expression(text, vocabulary_).value, second);
    expect_same(alone, {both.begin() + static_cast<std::ptrdiff_t>(both.size() / 2), both.end()});
  }
}

TEST_F(Expressions, OfAWorldThatIsNotKnownCodesAreTakenOnTrust) {
  for (auto& kind : vocabulary_.kinds) kind.rows.clear(), kind.codes.clear(), kind.names.clear();
  EXPECT_EQ(wrong("mean(systems in (QX, \"No such system\"), maturity)"), "");
}

}  // namespace
}  // namespace concord::test
