#include "experiments/pages/summary.hpp"

#include "agents/state/measures.hpp"
#include "experiments/charts/number_words.hpp"
#include "experiments/runs/record.hpp"
#include "experiments/runs/run_values.hpp"
#include "tests/experiments/hand_made_record.hpp"
#include "tests/support/source.hpp"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

using How = Aggregation::How;
constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr Quarter start = financial_quarter(2017, 1);

TEST(Spread, InterpolatesLinearlyAsNumPyAndRDo) {
  const std::vector<double> sorted{1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.05), 1.15);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.95), 7.4);
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 8);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(Spread, LeavesMissingRunsOut) {
  const Spread spread = spread_of({4, none, 0, 2, none});
  EXPECT_EQ(spread.runs, 3);
  EXPECT_DOUBLE_EQ(spread.median, 2);
  EXPECT_DOUBLE_EQ(spread.low90, 0.2);
  EXPECT_DOUBLE_EQ(spread.high50, 3);
  EXPECT_DOUBLE_EQ(spread.high90, 3.8);
  const Spread nothing = spread_of({none});
  EXPECT_EQ(nothing.runs, 0);
  EXPECT_TRUE(std::isnan(nothing.median));
}

TEST(Spread, GoesQuarterByQuarter) {
  const std::vector<double> runs{1, 10, 3, 30, 5, 50};
  const auto spreads = spread_by_quarter(runs, 2);
  ASSERT_EQ(spreads.size(), 2U);
  EXPECT_DOUBLE_EQ(spreads[0].median, 3);
  EXPECT_DOUBLE_EQ(spreads[1].median, 30);
}

TEST(Readable, WritesEachUnitAsPeopleDo) {
  EXPECT_EQ(readable(0.437, "share"), "44%");
  EXPECT_EQ(readable(0.034, "share"), "3.4%");
  EXPECT_EQ(readable(0.0, "share"), "0%");
  EXPECT_EQ(readable(0.0996, "share"), "10%");
  EXPECT_EQ(readable(1.0, "share"), "100%");
  EXPECT_EQ(readable(-960.4, "£m"), "-960");
  EXPECT_EQ(readable(1234567, "£m"), "1,234,567");
  EXPECT_EQ(readable(-123456, "£m"), "-123,456");
  EXPECT_EQ(readable(-0.3, "£m"), "0");
  EXPECT_EQ(readable(0.0649, "index"), "0.06");
  EXPECT_EQ(readable(8, "systems"), "8");
  EXPECT_EQ(readable(7.5, "systems"), "7.5");
  EXPECT_EQ(readable(99.9, "CCGs"), "100");
  EXPECT_EQ(readable(none, "systems"), "-");
  EXPECT_EQ(readable_range(14, 14, "systems"), "14");
  EXPECT_EQ(readable_range(-20, 30, "£m"), "-20 to 30");
}

TEST(Aggregation, ReadsFourForms) {
  const auto q = [](int year, int quarter) { return financial_quarter(year, quarter); };
  EXPECT_EQ(parse_aggregation("value at 2018/19 Q2"), (Aggregation{How::value, q(2018, 2), q(2018, 2)}));
  EXPECT_EQ(parse_aggregation("mean over 2018/19"), (Aggregation{How::mean, q(2018, 1), q(2018, 4)}));
  EXPECT_EQ(parse_aggregation("sum over 2017/18 to 2018/19"),
            (Aggregation{How::sum, q(2017, 1), q(2018, 4)}));
  EXPECT_EQ(parse_aggregation("change from 2017/18 Q4 to 2019/20 Q4"),
            (Aggregation{How::change, q(2017, 4), q(2019, 4)}));
  for (const auto* wrong : {"", "value at 2018/19", "value at never", "mean over 2018/20", "mean 2018/19",
                            "mean over 2018/19 Q1", "sum over 2018/19 to 2017/18", "change from 2017/18 Q4",
                            "change from 2017/18 Q4 to never", "Value at 2018/19 Q2", "value at 2018/19 Q2 "})
    EXPECT_FALSE(parse_aggregation(wrong)) << wrong;
}

TEST(Aggregation, MakesOneNumberOfARun) {
  const std::vector<double> run{1, none, 3, 4, none, none, none, none, 10};
  const auto number = [&](std::string_view text) { return aggregate(*parse_aggregation(text), start, run); };
  EXPECT_DOUBLE_EQ(number("value at 2017/18 Q3"), 3);
  EXPECT_TRUE(std::isnan(number("value at 2017/18 Q2")));
  EXPECT_DOUBLE_EQ(number("mean over 2017/18"), 8.0 / 3);
  EXPECT_DOUBLE_EQ(number("sum over 2017/18 to 2018/19"), 8);
  EXPECT_TRUE(std::isnan(number("mean over 2018/19")));
  EXPECT_TRUE(std::isnan(number("sum over 2018/19")));
  EXPECT_DOUBLE_EQ(number("change from 2017/18 Q4 to 2019/20 Q1"), 6);
}

TEST(Aggregation, NeedsAllItsQuarters) {
  const auto year = *parse_aggregation("mean over 2017/18");
  EXPECT_TRUE(covers(start, 4, year));
  EXPECT_FALSE(covers(start, 3, year));
  EXPECT_FALSE(covers(start + 4, 20, year));
  EXPECT_THROW(aggregate(year, start, std::vector<double>(3)), BrokenInvariant);
}

TEST(Published, TheTableOfEnglandIsSound) {
  Problems problems;
  const auto rows = read_published(test::source("configs/england_2019/published.csv"), problems);
  for (const Problem& problem : problems.all()) ADD_FAILURE() << problem;
  EXPECT_GE(rows.size(), 30U);
  std::set<std::string> sections;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    EXPECT_FALSE(rows[n].definition.empty()) << rows[n].id;
    EXPECT_TRUE(covers(start, 24, rows[n].aggregation)) << rows[n].id;
    if (n > 0 && rows[n].section == rows[n - 1].section) continue;
    EXPECT_TRUE(sections.insert(rows[n].section).second) << rows[n].section << " stands in two places";
  }
}

TEST(Published, TheTableOfEnglandIsBuiltIn) {
  EXPECT_EQ(published_england, test::bytes_of(test::source("configs/england_2019/published.csv")));
}

constexpr auto head = "id,section,label,measure,aggregation,unit,published,kind,use,source,definition\n";

std::vector<std::string> problems_of(const std::string& lines) {
  Problems problems;
  parse_published(head + lines, "facts.csv", problems);
  std::vector<std::string> out;
  for (const Problem& problem : problems.all()) out.push_back(to_string(problem));
  return out;
}

TEST(Published, RefusesWhatItCannotUse) {
  const std::string good = "a,S,label,designated,value at 2018/19 Q1,systems,14,published,fitted,HSJ,D\n";
  EXPECT_TRUE(problems_of(good).empty());
  EXPECT_TRUE(problems_of("a,S,label,designated,value at 2018/19 Q1,systems,,,,,D\n").empty());
  const auto wrong =
      problems_of(good +
                  "a,S,label,desgnated,at 2018/19 Q1,systems,14,exact,fitted,,D\n"
                  "b,S,label,designated,value at 2018/19 Q1,systems,,published,,,D\n"
                  "c,S,a label that is far too long for the one page of the summary,designated,"
                  "value at 2018/19 Q1,systems,many,,,,D\n");
  const std::vector<std::string> expected{
      "facts.csv:3: id: 'a' stands there twice",
      "facts.csv:3: measure: there is no measure 'desgnated'; did you mean 'designated'?",
      std::string(
          "facts.csv:3: aggregation: 'at 2018/19 Q1' is not understood; write `value at 2018/19 Q2`, ") +
          "`mean over 2018/19`, `sum over 2017/18 to 2018/19` or `change from 2017/18 Q4 to 2019/20 Q4`",
      "facts.csv:3: kind: 'exact' is none of published, near, assumed",
      "facts.csv:3: source: is blank; give a text",
      "facts.csv:4: kind: is given, but no figure",
      "facts.csv:5: label: 60 characters; at most 38 fit into the summary",
  };
  ASSERT_GE(wrong.size(), expected.size());
  for (std::size_t n = 0; n < expected.size(); ++n) EXPECT_EQ(wrong[n], expected[n]);
}

TEST(Published, IsForTheWorldOfEnglandOnly) {
  EXPECT_TRUE(is_england("concord: 1\nworld:\n  tables: \"england_2019\"\n"));
  EXPECT_TRUE(is_england("world:\n  tables: \"../configs/england_2019\"\n"));
  EXPECT_TRUE(is_england("world:\n  tables: \"../configs/england_2017\"\n"));
  EXPECT_FALSE(is_england("world:\n  tables: \"wales_2019\"\n"));
  EXPECT_FALSE(is_england("world:\n  synthetic:\n    systems: 42\n"));
  EXPECT_FALSE(is_england("title: england_2019\n"));
  EXPECT_FALSE(is_england(": : :"));
}

PublishedRow row_for(std::string measure, std::string_view aggregation, std::string unit) {
  PublishedRow row;
  row.section = "Section";
  row.label = measure + " " + std::string(aggregation);
  row.measure = std::move(measure);
  row.aggregation = parse_aggregation(aggregation).value();
  row.unit = std::move(unit);
  return row;
}

/// Three runs of five quarters and two systems; see hand_made_record.hpp for the numbers.
TEST(Summarise, MakesEveryNumberFromTheRuns) {
  const test::HandMadeRecord file(Record::systems);
  const RecordReader record(file.path());
  const auto median_of = [&](const std::string& measure, std::string_view aggregation) {
    const std::vector<PublishedRow> rows{row_for(measure, aggregation, "systems")};
    const SummaryTable table = summarise(record, rows);
    EXPECT_EQ(table.rows.size(), 1U);
    return table.rows.at(0).simulated;
  };
  // designated = run + quarter.
  EXPECT_DOUBLE_EQ(median_of("designated", "value at 2017/18 Q1").median, 1);
  EXPECT_DOUBLE_EQ(median_of("designated", "value at 2018/19 Q1").median, 5);
  EXPECT_DOUBLE_EQ(median_of("designated", "value at 2018/19 Q1").low90, 4.1);
  EXPECT_DOUBLE_EQ(median_of("designated", "mean over 2017/18").median, 2.5);
  EXPECT_DOUBLE_EQ(median_of("designated", "sum over 2017/18").high90, 13.6);
  EXPECT_DOUBLE_EQ(median_of("designated", "change from 2017/18 Q2 to 2017/18 Q4").low90, 2);
  // NHS 100 a quarter and trusts 130 + run.
  EXPECT_DOUBLE_EQ(median_of("ccgs_balance", "sum over 2017/18").median, -124);
  EXPECT_DOUBLE_EQ(median_of("councils_taking_part", "value at 2017/18 Q1").median, 0.75);
  EXPECT_DOUBLE_EQ(median_of("maturity_gap", "value at 2017/18 Q1").median, 0.5);
  // System 1 is always designated, system 2 never; in Q2 both pool money, in Q3 system 1 falls short.
  EXPECT_DOUBLE_EQ(median_of("ics_accepting", "value at 2017/18 Q1").median, 0);
  EXPECT_DOUBLE_EQ(median_of("ics_accepting", "value at 2017/18 Q2").median, 1);
  EXPECT_DOUBLE_EQ(median_of("ics_overspending", "value at 2017/18 Q2").median, 0);
  EXPECT_DOUBLE_EQ(median_of("ics_overspending", "value at 2017/18 Q3").median, 1);
  EXPECT_DOUBLE_EQ(median_of("ics_pooled_share", "value at 2017/18 Q2").median, 0.5);
  EXPECT_EQ(median_of("ics_pooled_share", "value at 2018/19 Q1").runs, 0);  // nobody is designated then
}

TEST(Summarise, LeavesOutRowsThatTheRunDoesNotReach) {
  const test::HandMadeRecord file(Record::systems);
  const RecordReader record(file.path());
  const std::vector<PublishedRow> rows{row_for("designated", "value at 2018/19 Q1", "systems"),
                                       row_for("designated", "value at 2018/19 Q2", "systems")};
  EXPECT_EQ(summarise(record, rows).rows.size(), 1U);
}

TEST(Summarise, KnowsWhatIsMadeFromSystemsWhereTheyWereNotKept) {
  const test::HandMadeRecord file(Record::summary);
  const RecordReader record(file.path());
  const std::vector<PublishedRow> rows{row_for("ics_overspending", "value at 2017/18 Q3", "systems"),
                                       row_for("designated", "value at 2018/19 Q1", "systems")};
  const SummaryTable table = summarise(record, rows);
  EXPECT_TRUE(table.rows[0].recorded);
  EXPECT_DOUBLE_EQ(table.rows[0].simulated.median, 1);
  EXPECT_TRUE(table.rows[1].recorded);
}

TEST(Summarise, ShowsHeadlinesWhereNothingWasPublished) {
  const test::HandMadeRecord file(Record::summary);
  const SummaryTable table = summarise(RecordReader(file.path()), {});
  ASSERT_EQ(table.rows.size(), 32U);
  EXPECT_EQ(table.rows.front().row.section, "Only whole year, 2017/18: mean of its quarters");
  EXPECT_DOUBLE_EQ(table.rows.front().simulated.median, 2.5);
  EXPECT_EQ(table.rows.back().row.section, "Last quarter, 2018/19 Q1");
  EXPECT_EQ(text(table).find("published"), std::string::npos);
}

TEST(Summarise, NeverGivesEnglandsFactsToAnotherWorld) {
  const test::HandMadeRecord file(Record::systems);
  EXPECT_TRUE(published_for(RecordReader(file.path())).empty());
}

SummaryTable small_table() {
  SummaryTable table;
  table.info.title = "A title";
  table.info.version = "1.2.3";
  table.info.commit = "abc";
  table.info.model_digest = "0123456789abcdef";
  table.info.start = "2017/18 Q1";
  table.info.seed = 7;
  table.info.replicates = 100;
  table.last_quarter = "2022/23 Q4";
  const auto add = [&](std::string section, std::string label, std::string unit, Spread spread,
                       std::optional<double> figure, Match match, Use use, std::string source) {
    SummaryRow& row = table.rows.emplace_back();
    row.row.section = std::move(section);
    row.row.label = std::move(label);
    row.row.unit = std::move(unit);
    row.row.published = figure;
    row.row.match = match;
    row.row.use = use;
    row.row.source = std::move(source);
    row.simulated = spread;
  };
  add("Systems", "designated, spring", "systems", {14, 14, 14, 14, 14, 100}, 14, Match::published, Use::input,
      "HSJ May 2018");
  add("Systems", "designated, later", "systems", {17, 18, 19.5, 21, 24, 100}, 18, Match::published,
      Use::fitted, "NHS England");
  add("Systems", "in name only", "systems", {5, 8, 10, 13, 16, 100}, 12.6, Match::assumed, Use::fitted,
      "assumed");
  add("Money", "trusts, £m", "£m", {-54, 100, 458, 600, 1870, 100}, -960, Match::published, Use::unused,
      "HSJ June 2018");
  add("Money", "arbitrations", "cases", {4, 7, 9, 11, 15, 100}, 10, Match::near, Use::fitted, "HSJ 2017");
  add("Money", "pooled", "share", {0.1, 0.2, 0.25, 0.3, 0.4, 100}, std::nullopt, Match::published,
      Use::unused, "");
  add("Money", "nothing", "share", {none, none, none, none, none, 0}, std::nullopt, Match::published,
      Use::unused, "");
  return table;
}

TEST(SummaryText, IsAlignedAndExplainsItself) {
  EXPECT_EQ(text(small_table()), R"(A title
Simulated, not observed. 2017/18 Q1 to 2022/23 Q4, 100 replicates, seed 7.
Concord 1.2.3 (abc), model 0123456789abcdef.

                     median  90% of runs   published  in range?  source
Systems
  designated, spring     14  14                   14  given      HSJ May 2018
  designated, later    19.5  17 to 24             18  inside     NHS England
  in name only           10  5 to 16          (12.6)             assumed

Money
  trusts, £m            458  -54 to 1,870       -960  OUTSIDE +  HSJ June 2018
  arbitrations            9  4 to 15              10  ~inside    HSJ 2017
  pooled                25%  10% to 40%
  nothing                 -  no values

90% of runs: from the 5th to the 95th percentile of the replicates.
in range?: does the published figure lie in it?  ~ = of another period, or defined somewhat differently.
given = the model is told this.  (...) = nobody counted it; an expectation of the modellers.
2 of the 3 published figures that the model is not told lie in range.
Of those marked +, to which no parameter was fitted: 0 of 1. Agreement with the others is fit, not
validation.
Definitions and sources: configs/england_2019/published.csv
)");
}

TEST(SummaryText, IsNeverWiderThanAPage) {
  Problems problems;
  SummaryTable table = small_table();
  table.rows.clear();
  table.info.title = std::string(300, 'x') + "\n";
  for (PublishedRow& row : parse_published(std::string(published_england), "published.csv", problems)) {
    const Spread spread = row.unit == "£m"      ? Spread{-1234, -900, -800, -700, -567, 100}
                          : row.unit == "index" ? Spread{0.11, 0.22, 0.33, 0.44, 0.55, 100}
                          : row.unit == "share" ? Spread{0.011, 0.02, 0.06, 0.1, 1, 100}
                                                : Spread{100, 110, 120, 130, 140, 100};
    table.rows.push_back({row, spread, true});
  }
  const std::string page = text(table);
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t end = page.find('\n', at);
    const auto line = std::string_view(page).substr(at, end - at);
    EXPECT_LE(characters(line), 110U) << line;
    at = end + 1;
  }
}

TEST(RunValues, AreReadInPiecesOfBoundedSize) {
  RecordInfo info;
  info.replicates = 1'000'000;
  info.quarters = 24;
  info.systems = 42;
  EXPECT_GT(runs_at_once(info, true), 1000);
  EXPECT_LT(runs_at_once(info, true), 10'000);
  EXPECT_GT(runs_at_once(info, false), 100'000);
  info.systems = 1'000'000;
  EXPECT_EQ(runs_at_once(info, true), 1);
  info.replicates = 3;
  info.systems = 42;
  EXPECT_EQ(runs_at_once(info, true), 3);
}

}  // namespace
}  // namespace concord
