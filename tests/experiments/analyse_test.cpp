#include "experiments/pages/analyse.hpp"

#include "experiments/pages/export_csv.hpp"
#include "experiments/results/effects.hpp"
#include "sim/csv.hpp"
#include "sim/errors.hpp"
#include "sim/statistics/sampling.hpp"
#include "tests/experiments/hand_made_record.hpp"
#include "tests/experiments/hand_made_sweep.hpp"
#include "tests/support/folder.hpp"

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using test::HandSweep;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

class SweepAnalysis : public test::InFolder {
 protected:
  fs::path file(const HandSweep& sweep) const {
    fs::path path = home_ / "sweep.h5";
    sweep.write(path);
    return path;
  }
  OutcomeEffects effects(const HandSweep& sweep) const {
    const SweepReader reader(file(sweep));
    return effects_of(reader, SweepTable(reader), 0, reader.info().baseline, 0.05);
  }
};

/// Two axes and a known effect of each; luck is the same at every point.
HandSweep two_by_three() {
  HandSweep sweep;
  sweep.axes = {{"duty.strength"}, {"pooling.floor"}};
  sweep.points = test::grid({{0, 1}, {0, 0.5, 1}});
  sweep.outcomes = {{"real", "systems", [](std::span<const double> point, int replicate) {
                       return 10 + 2 * point[0] - 4 * point[1] + test::luck(replicate);
                     }}};
  return sweep;
}

/// Mean and half-width of the luck of replicates, by hand: Student's quantile for one degree less.
struct Luck {
  double mean = 0, half = 0;
};
Luck luck_of(const std::vector<int>& replicates) {
  constexpr double quantile[]{
      0, 0, 12.706204736432095, 4.302652729696142, 3.182446305284263, 2.776445105197793};
  const auto n = static_cast<double>(replicates.size());
  Luck out;
  for (const int r : replicates) out.mean += test::luck(r) / n;
  double squares = 0;
  for (const int r : replicates) squares += std::pow(test::luck(r) - out.mean, 2);
  out.half = quantile[replicates.size()] * std::sqrt(squares / (n - 1) / n);
  return out;
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST_F(SweepAnalysis, ReadsWhatWasWritten) {
  HandSweep sweep = two_by_three();
  sweep.axes[0].kind = "whole";
  sweep.axes[1].scale = "linear";
  sweep.baseline = 2;
  sweep.failed = {5, 9};
  sweep.kept = true;
  const SweepReader reader(file(sweep));
  EXPECT_EQ(reader.info().title, "By hand");
  EXPECT_EQ(reader.info().points, 6U);
  EXPECT_EQ(reader.info().runs, 24U);
  EXPECT_EQ(reader.info().baseline, 2U);
  EXPECT_EQ(reader.info().seed, 2019);
  EXPECT_EQ(reader.quarters().back(), "2019/20 Q4");
  EXPECT_EQ(reader.plan(), "sweep: 1\n");
  EXPECT_EQ(reader.configuration(), "concord: 1\n");
  ASSERT_EQ(reader.axes().size(), 2U);
  EXPECT_EQ(reader.axes()[0].kind, AxisKind::whole);
  EXPECT_TRUE(reader.axes()[0].list);
  EXPECT_FALSE(reader.axes()[1].list);
  EXPECT_EQ(reader.axes()[1].source, "source of pooling.floor");
  EXPECT_EQ(reader.coordinates(1), (std::vector<double>{0, 0.5, 1, 0, 0.5, 1}));
  EXPECT_EQ(reader.labels(1)[1], "0.5");
  EXPECT_EQ(reader.failed_replicates(), (std::vector<std::int64_t>{0, 1, 1, 0, 0, 0}));
  EXPECT_EQ(reader.first_rows(), (std::vector<std::size_t>{0, 4, 8, 12, 16, 20, 24}));
  EXPECT_EQ(reader.run_column("replicate", 3, 3), (std::vector<std::int64_t>{3, 0, 1}));
  EXPECT_EQ(reader.digests()[17], "0000000000000011");
  EXPECT_TRUE(std::isnan(reader.outcome(0)[5]));
  EXPECT_EQ(reader.outcome(0, 6, 2), (std::vector<double>{8 + test::luck(2), 8 + test::luck(3)}));
  EXPECT_EQ(reader.statistics(0).n, (std::vector<std::int64_t>{4, 3, 3, 4, 4, 4}));
  EXPECT_EQ(reader.trajectories("real", 2, 1), (std::vector<double>{2, 3, 4, 5}));
  EXPECT_THROW(reader.trajectories("maturity", 0, 1), FileError);
  ASSERT_EQ(reader.failures().size(), 2U);
  EXPECT_EQ(reader.failures()[1].replay, "concord replay DIR 9");
}

TEST_F(SweepAnalysis, RefusesWhatIsNoWholeSweep) {
  const test::HandMadeRecord record(Record::summary);
  EXPECT_NE(message_of([&] {
              SweepReader{record.path()};
            }).find("this is the record of one run, not a sweep: use `concord summarise`"),
            std::string::npos);
  EXPECT_THROW(SweepReader{home_ / "missing.h5"}, FileError);
  struct Case {
    std::function<void(HandSweep&)> spoil;
    const char* message;
  };
  const std::vector<Case> cases{
      {[](HandSweep& s) { s.schema = 2; }, "the evidence of its values is missing"},
      {[](HandSweep& s) { s.schema = 3; }, "written in layout 3 by Concord '0.1.0', which is newer"},
      {[](HandSweep& s) { s.schema = 0; }, "there is no layout 0"},
      {[](HandSweep& s) { s.finished = false; }, "incomplete: its writer was stopped"},
      {[](HandSweep& s) { s.method = "guess"; }, "made by method 'guess', which is unknown"},
      {[](HandSweep& s) { s.baseline = 6; }, "its baseline is point 6 of 6"},
      {[](HandSweep& s) { s.axes[0].kind = "colour"; }, "is of kind 'colour', which is unknown"},
      {[](HandSweep& s) { s.axes[0].scale = "curved"; }, "has scale 'curved', which is unknown"},
      {[](HandSweep& s) { s.method = "saltelli", s.base = 2; }, "6 points do not make a design"},
      {[](HandSweep& s) { s.method = "morris", s.trajectories = 1, s.levels = 3; },
       "6 points do not make a design"},
      {[](HandSweep& s) { s.replicates = 0; }, "most_replicates is 0, not from 1"},
  };
  for (const Case& one : cases) {
    HandSweep sweep = two_by_three();
    one.spoil(sweep);
    const fs::path path = file(sweep);
    const std::string message = message_of([&] { SweepReader{path}; });
    EXPECT_NE(message.find(one.message), std::string::npos) << one.message << ": " << message;
  }
}

TEST_F(SweepAnalysis, RefusesDamagedNumbers) {
  HandSweep sweep = two_by_three();
  sweep.outcomes[0].value = [](std::span<const double>, int) {
    return std::numeric_limits<double>::infinity();
  };
  EXPECT_THROW(SweepReader(file(sweep)).outcome(0), FileError);
  sweep = two_by_three();
  sweep.points[0][0] = none;
  EXPECT_THROW(SweepReader(file(sweep)).coordinates(0), FileError);
  sweep = two_by_three();
  sweep.method = "morris", sweep.trajectories = 2, sweep.levels = 4;  // six points, but no trajectories
  EXPECT_THROW(SweepTable{SweepReader(file(sweep))}, FileError);
}

TEST_F(SweepAnalysis, MainEffectsOfAGridAreMeansOverTheOtherAxes) {
  const auto found = effects(two_by_three()).main;
  ASSERT_EQ(found.size(), 5U);
  const Luck luck = luck_of({0, 1, 2, 3});
  const double expected[]{8, 10, 11, 9, 7};
  const std::size_t points[]{3, 3, 2, 2, 2};
  for (std::size_t n = 0; n < 5; ++n) {
    EXPECT_EQ(found[n].axis, n < 2 ? 0U : 1U);
    EXPECT_EQ(found[n].cell.points, points[n]);
    EXPECT_EQ(found[n].cell.runs, 4 * points[n]);
    EXPECT_NEAR(found[n].cell.mean.estimate, expected[n] + luck.mean, 1e-12);
    EXPECT_NEAR(found[n].cell.mean.high - found[n].cell.mean.estimate, luck.half, 1e-9);
  }
  EXPECT_EQ(found[3].group.label, "0.5");
}

TEST_F(SweepAnalysis, IntervalsLeaveOutReplicatesThatNotAllPointsHave) {
  HandSweep sweep = two_by_three();
  sweep.replicates = 5;
  sweep.failed = {1};  // replicate 1 of point 0
  const auto found = effects(sweep).main;
  const Luck four = luck_of({0, 2, 3, 4}), five = luck_of({0, 1, 2, 3, 4});
  EXPECT_EQ(found[0].cell.runs, 14U);
  EXPECT_NEAR(found[0].cell.mean.high - found[0].cell.mean.estimate, four.half, 1e-9);
  EXPECT_NEAR(found[0].cell.mean.estimate, 8 + (four.mean + 2 * five.mean) / 3, 1e-12);
  EXPECT_NEAR(found[1].cell.mean.high - found[1].cell.mean.estimate, five.half, 1e-9);
  sweep.failed = {1, 2};  // three are too few
  const auto fewer = effects(sweep).main;
  EXPECT_FALSE(fewer[0].cell.mean.given());
  EXPECT_NEAR(fewer[0].cell.mean.estimate, 8 + (luck_of({0, 3, 4}).mean + 2 * five.mean) / 3, 1e-12);
}

TEST_F(SweepAnalysis, DifferencesArePairedByReplicate) {
  HandSweep sweep = two_by_three();
  sweep.baseline = 1;
  sweep.replicates = 6;
  sweep.failed = {6, 14};  // replicate 0 of the baseline, replicate 2 of point 2
  const auto found = effects(sweep).differences;
  ASSERT_EQ(found.size(), 6U);
  const double expected[]{2, 0, -2, 4, 2, 0};
  const std::size_t pairs[]{5, 5, 4, 5, 5, 5};
  for (std::size_t point = 0; point < 6; ++point) {
    EXPECT_EQ(found[point].pairs, pairs[point]);
    EXPECT_NEAR(found[point].mean.estimate, expected[point], 1e-12);
    EXPECT_EQ(found[point].mean.given(), point != 1);  // nothing is nothing, for sure
    if (point == 1) continue;
    // The luck cancels; equal differences are still no certainty.
    EXPECT_GT(found[point].mean.high, expected[point] + 0.5);
    EXPECT_LT(found[point].mean.low, expected[point] - 0.5);
  }
}

TEST_F(SweepAnalysis, SwingsMoveOneAxisAlone) {
  HandSweep sweep = two_by_three();
  sweep.baseline = 1;
  const auto found = effects(sweep).swings;
  ASSERT_EQ(found.size(), 2U);  // both reach two; the first axis stands first
  EXPECT_EQ(found[0].axis, 0U);
  EXPECT_EQ(found[0].least, 4U);
  EXPECT_EQ(found[0].greatest, 4U);
  EXPECT_EQ(found[1].least, 2U);
  EXPECT_EQ(found[1].greatest, 0U);
}

TEST_F(SweepAnalysis, OfManyPointsThatMoveOneWayTheFarthestCounts) {
  HandSweep sweep = two_by_three();
  sweep.points = test::grid({{0, 1}, {0, 0.25, 0.5, 1}});
  sweep.baseline = 0;
  const auto found = effects(sweep).swings;
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].axis, 1U);
  EXPECT_EQ(found[0].least, 3U);
  EXPECT_EQ(found[0].greatest, 3U);
}

TEST_F(SweepAnalysis, OneAtATimeHoldsTheOtherAxes) {
  HandSweep sweep = two_by_three();
  sweep.method = "one_at_a_time";
  sweep.points = {{0.5, 0.5}, {0, 0.5}, {1, 0.5}, {0.5, 0}, {0.5, 1}};
  sweep.baseline = 0;
  const auto found = effects(sweep).main;
  ASSERT_EQ(found.size(), 6U);
  const double luck = luck_of({0, 1, 2, 3}).mean;
  EXPECT_EQ(found[1].group.points, std::vector<std::uint32_t>{0});
  EXPECT_NEAR(found[0].cell.mean.estimate, 8 + luck, 1e-12);
  EXPECT_NEAR(found[3].cell.mean.estimate, 11 + luck, 1e-12);
}

TEST_F(SweepAnalysis, AnAddedBaselineIsNoPartOfTheDesign) {
  HandSweep sweep = two_by_three();
  sweep.points.push_back({0.2, 0.3});
  sweep.baseline = 6;
  {
    const SweepReader reader(file(sweep));
    EXPECT_EQ(SweepTable(reader).own_points, 6U);
  }
  sweep.points.pop_back();
  sweep.baseline = 5;  // on the grid
  {
    const SweepReader reader(file(sweep));
    EXPECT_EQ(SweepTable(reader).own_points, 6U);
  }
  sweep.method = "latin_hypercube";
  const SweepReader reader(file(sweep));
  EXPECT_EQ(SweepTable(reader).own_points, 5U);
}

TEST_F(SweepAnalysis, SeesLevelsThatAreSpacedByRatio) {
  HandSweep sweep = two_by_three();
  sweep.axes.push_back({"c.list"});
  sweep.points = test::grid({{0.1, 1, 10}, {0.316, 1, 3.16, 10}, {1, 1.1, 1.2}});
  const SweepReader reader(file(sweep));
  const SweepTable table(reader);
  EXPECT_TRUE(table.axes[0].log);
  EXPECT_TRUE(table.axes[1].log);
  EXPECT_FALSE(table.axes[2].log);
}

HandSweep sampled(int points) {
  HandSweep sweep;
  sweep.method = "latin_hypercube";
  sweep.axes = {{"a.up", "number", "linear"},
                {"b.down", "number", "log"},
                {"c.none", "number", "linear"},
                {"policy", "packages", "list", "", {"one", "two"}}};
  for (int n = 0; n < points; ++n)
    sweep.points.push_back({n / 10.0, std::pow(2.0, -n), static_cast<double>(n % 3 == 0 ? 7 : n % 4),
                            static_cast<double>(n % 2)});
  sweep.outcomes = {{"real", "systems", [](std::span<const double> point, int replicate) {
                       return point[0] * point[0] + test::luck(replicate);
                     }}};
  return sweep;
}

TEST_F(SweepAnalysis, DrawnPointsAreCutIntoFiveParts) {
  const SweepReader reader(file(sampled(32)));
  const SweepTable table(reader);
  const auto parts = table.groups(0);
  ASSERT_EQ(parts.size(), 5U);
  std::size_t all = 0;
  for (const Group& part : parts) {
    EXPECT_GE(part.points.size(), 6U);
    EXPECT_LE(part.points.size(), 7U);
    all += part.points.size();
  }
  EXPECT_EQ(all, 32U);
  EXPECT_EQ(parts[0].label, "0 to 0.6");
  EXPECT_EQ(table.groups(2).size(), 5U);  // by level: 0, 1, 2, 3, 7
  EXPECT_EQ(table.groups(2)[4].label, "7");
  EXPECT_EQ(table.groups(3)[1].label, "two");
  // Over points, as another sample would have other points.
  const auto cell = effects_of(reader, table, 0, std::nullopt, 0.05).main[0].cell;
  EXPECT_EQ(cell.points, 7U);
  // By differences between neighbours, of which a little less counts: the others are where these are not.
  double squares = 0;
  for (int n = 0; n < 6; ++n) squares += std::pow((2 * n + 1) / 100.0, 2);
  const double neighbours = 2.776445105 * std::sqrt(squares / (2 * 6 * 7));  // four degrees of freedom
  EXPECT_LT(cell.mean.high - cell.mean.estimate, neighbours);
  EXPECT_GT(cell.mean.high - cell.mean.estimate, 0.8 * neighbours);
}

TEST_F(SweepAnalysis, EqualCoordinatesStayTogether) {
  HandSweep sweep = sampled(40);
  for (std::size_t n = 0; n < 40; ++n) sweep.points[n][2] = static_cast<double>(n < 20 ? 0 : n);
  const SweepReader reader(file(sweep));
  const auto parts = SweepTable(reader).groups(2);
  ASSERT_GE(parts.size(), 2U);
  EXPECT_EQ(parts[0].points.size(), 20U);
  EXPECT_EQ(parts[0].label, "0");
}

TEST_F(SweepAnalysis, RanksTellDirections) {
  const auto found = effects(sampled(32)).correlations;
  ASSERT_EQ(found.size(), 4U);
  EXPECT_DOUBLE_EQ(*found[0], 1);
  EXPECT_DOUBLE_EQ(*found[1], -1);
  EXPECT_LT(std::abs(*found[2]), 0.5);
  EXPECT_FALSE(found[3].has_value());
}

TEST_F(SweepAnalysis, MorrisAndSaltelliFindALinearModel) {
  HandSweep sweep;
  sweep.axes = {{"a"}, {"b"}, {"c"}};
  sweep.outcomes = {{"real", "systems", [](std::span<const double> point, int replicate) {
                       return 3 * point[0] - 4 * point[1] + test::luck(replicate);
                     }}};
  const auto use = [&](const Sample& sample) {
    sweep.points.clear();
    for (std::size_t row = 0; row < sample.rows; ++row)
      sweep.points.push_back({sample.at(row, 0), sample.at(row, 1), sample.at(row, 2)});
  };
  sweep.method = "morris", sweep.trajectories = 6, sweep.levels = 4;
  use(morris_trajectories(6, 3, 4, 1));
  sweep.points.push_back({0.5, 0.5, 0.5});  // a baseline stands after the trajectories
  sweep.baseline = 24;
  const auto morris = effects(sweep).morris;
  ASSERT_EQ(morris.size(), 3U);
  EXPECT_NEAR(morris[0].mu, 3, 1e-9);
  EXPECT_NEAR(morris[1].mu, -4, 1e-9);
  EXPECT_NEAR(morris[1].mu_star.estimate, 4, 1e-9);
  EXPECT_NEAR(morris[2].mu_star.estimate, 0, 1e-9);
  EXPECT_EQ(morris[0].count, 6U);
  sweep.method = "saltelli", sweep.base = 256, sweep.baseline = -1;
  use(saltelli_design(256, 3, 1));
  const auto sobol = effects(sweep).sobol;
  ASSERT_EQ(sobol.size(), 3U);
  EXPECT_NEAR(sobol[0].total.estimate, 9.0 / 25, 0.05);
  EXPECT_NEAR(sobol[1].total.estimate, 16.0 / 25, 0.05);
  EXPECT_NEAR(sobol[2].total.estimate, 0, 1e-9);
}

/// A design of drawn points whose outcome is a function of them and nothing else.
HandSweep drawn(const std::string& method, const Sample& sample, std::size_t part,
                std::function<double(std::span<const double>)> value) {
  HandSweep sweep;
  sweep.method = method, sweep.baseline = -1, sweep.replicates = 1, sweep.levels = 4;
  sweep.trajectories = method == "morris" ? static_cast<std::int64_t>(part) : 0;
  sweep.base = method == "saltelli" ? static_cast<std::int64_t>(part) : 0;
  for (std::size_t k = 0; k < sample.columns; ++k)
    sweep.axes.push_back({"a.x" + std::to_string(k), "number", "linear"});
  for (std::size_t row = 0; row < sample.rows; ++row)
    sweep.points.emplace_back(
        sample.values.begin() + static_cast<std::ptrdiff_t>(row * sample.columns),
        sample.values.begin() + static_cast<std::ptrdiff_t>((row + 1) * sample.columns));
  sweep.outcomes = {
      {"own", "index", [value = std::move(value)](std::span<const double> x, int) { return value(x); }}};
  return sweep;
}

TEST_F(SweepAnalysis, MeansOverDrawnPointsAreAsUncertainAsTrajectoriesAndShiftsMakeThem) {
  // How far means in a part lie apart from seed to seed, and how far their intervals say. Points as if they
  // were independent say half of it for Morris and Saltelli, three times as much for one Sobol' sequence.
  const auto value = [](std::span<const double> x) {
    return std::accumulate(x.begin(), x.end(), x[0] * x[1]);
  };
  constexpr std::size_t axes = 8, seeds = 40;
  const std::map<std::string, std::function<HandSweep(std::uint64_t)>> designs{
      {"morris",
       [&](auto seed) { return drawn("morris", morris_trajectories(20, axes, 4, seed), 20, value); }},
      {"saltelli",
       [&](auto seed) {
         HandSweep sweep = drawn("saltelli", saltelli_design(64, axes, seed, 8), 64, value);
         sweep.shifts = 8;
         return sweep;
       }},
      {"sobol",
       [&](auto seed) {
         HandSweep sweep = drawn("sobol", sobol_sequence(128, axes, seed, 8), 0, value);
         sweep.shifts = 8;
         return sweep;
       }},
      {"latin_hypercube",
       [&](auto seed) { return drawn("latin_hypercube", latin_hypercube(100, axes, seed), 0, value); }}};
  for (const auto& [method, design] : designs) {
    std::size_t covered = 0;
    Moments truth;
    std::vector<Interval> found;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      found.push_back(effects(design(seed)).main[0].cell.mean);
      truth.add(found.back().estimate);
    }
    for (const Interval& interval : found)
      covered += interval.low <= truth.mean() && truth.mean() <= interval.high;
    EXPECT_GE(covered, 33U) << method;  // of 40; binomial, four deviations of 1.4
    double width = 0;
    for (const Interval& interval : found) width += half_width(interval) / seeds;
    EXPECT_LT(width, 4.5 * truth.deviation()) << method;
  }
  const auto one = effects(drawn("sobol", sobol_sequence(128, axes, 1), 0, value)).main[0].cell.mean;
  EXPECT_FALSE(one.given());  // one sequence cannot say
}

/// What stands between the tags, as lines of text break wherever they must.
std::string words_of(std::string_view markup) {
  std::string out;
  bool inside = false;
  for (const char c : markup) {
    if (c == '<' || c == '>') inside = c == '<';
    if (c == '\n') out += out.ends_with(' ') ? "" : " ";
    if (!inside && c != '>' && c != '\n') out += c;
  }
  return out;
}

TEST_F(SweepAnalysis, IndicesSayWhatTheyRestOnOrAreRefused) {
  const auto value = [](std::span<const double> x) { return x[0] + 0.5 * x[1]; };
  for (const double beyond : {0.97, 0.7}) {  // no outcome where the first axis lies beyond
    HandSweep sweep = drawn("saltelli", saltelli_design(256, 2, 3, 8), 256,
                            [&](std::span<const double> x) { return x[0] > beyond ? none : value(x); });
    sweep.shifts = 8;
    const fs::path path = file(sweep), out = home_ / fmt::format("out{}", beyond);
    const Analysis analysis = analyse({path, out, {}, {}, {}, false});
    const std::string table = test::bytes_of(out / "sobol.csv");
    const bool refused = beyond < 0.9;
    EXPECT_EQ(fs::exists(out / "sobol_own.svg"), !refused);
    EXPECT_NE(table.find("base_rows,base_rows_used"), std::string::npos);
    EXPECT_EQ(table.find("a.x0,,,,,,,256,") != std::string::npos, refused) << table;
    EXPECT_NE(analysis.text.find(" of 256 base rows"), std::string::npos) << analysis.text;
    EXPECT_NE(analysis.text.find("runs have no value and are left out"), std::string::npos);
    if (!refused) {
      const std::string words = words_of(test::bytes_of(out / "sobol_own.svg"));
      EXPECT_NE(words.find(" of 256 base rows"), std::string::npos) << words;
    }
  }
}

TEST_F(SweepAnalysis, PicturesOfIndicesSpeakOfWhiskersOnlyWhereTheyHaveThem) {
  const auto value = [](std::span<const double> x) { return x[0] + 0.5 * x[1]; };
  for (const std::size_t shifts : {1, 8}) {
    HandSweep sweep = drawn("saltelli", saltelli_design(256, 2, 3, shifts), 256, value);
    sweep.shifts = shifts;
    const fs::path path = file(sweep), out = home_ / fmt::format("out{}", shifts);
    analyse({path, out, {}, {}, {}, false});
    const std::string picture = test::bytes_of(out / "sobol_own.svg");
    EXPECT_NE(picture.find("Sobol"), std::string::npos);
    EXPECT_EQ(picture.find("Whiskers") != std::string::npos, shifts == 8) << picture;
  }
}

TEST_F(SweepAnalysis, IndicesAndCorrelationsOfRoundingNoiseAreRefused) {
  const auto noise = [](std::span<const double> x) {
    return 0.1 + 1e-17 * std::floor(9 * x[0]) + 1e-16 * x[1];
  };
  HandSweep sweep = drawn("saltelli", saltelli_design(64, 2, 3, 8), 64, noise);
  sweep.shifts = 8;
  EXPECT_FALSE(effects(sweep).refused.empty());
  for (const auto& correlation :
       effects(drawn("latin_hypercube", latin_hypercube(50, 2, 1), 0, noise)).correlations)
    EXPECT_TRUE(std::isnan(*correlation));
}

TEST_F(SweepAnalysis, MorrisTreatsSwitchesPackagesAndNumbersAlike) {
  const Sample sample = morris_trajectories(60, 4, 4, 2);
  HandSweep sweep;
  sweep.method = "morris", sweep.trajectories = 60, sweep.levels = 4, sweep.replicates = 1,
  sweep.baseline = -1;
  sweep.axes = {{"a.number", "number", "linear"},
                {"a.switch", "on_off", "list", ""},
                {"a.whole", "whole", "linear"},
                {"policy", "packages", "list", "", {"one", "two"}}};
  const auto level = [](double u, double count) { return std::min(std::floor(u * count), count - 1); };
  for (std::size_t row = 0; row < sample.rows; ++row)
    sweep.points.push_back({sample.at(row, 0), level(sample.at(row, 1), 2), level(sample.at(row, 2), 3),
                            level(sample.at(row, 3), 2)});
  sweep.outcomes = {
      {"own", "share", [](std::span<const double> x, int) { return x[0] + x[1] + x[2] / 2 + x[3]; }}};
  for (const MorrisEffect& effect : effects(sweep).morris) EXPECT_NEAR(effect.mu_star.estimate, 1, 1e-12);
}

TEST_F(SweepAnalysis, WritesTablesAndFiguresOnce) {
  HandSweep sweep = two_by_three();
  sweep.baseline = 0;
  const AnalyseRequest request{file(sweep), home_ / "out", {}, {}, {}, false};
  const Analysis first = analyse(request);
  std::vector<std::string> names;
  for (const fs::path& path : first.files) names.push_back(path.filename().string());
  EXPECT_EQ(names,
            (std::vector<std::string>{"main_effects.csv", "differences.csv", "README.txt", "tornado_real.svg",
                                      "lines_real_duty.strength.svg", "lines_real_pooling.floor.svg",
                                      "map_real_duty.strength_pooling.floor.svg"}));
  EXPECT_EQ(test::bytes_of(home_ / "out" / "differences.csv").substr(0, 115),
            "point,settings,outcome,unit,n,mean,low,high\n"
            "0,(baseline),real,systems,4,0,,\n"
            "1,pooling.floor=0.5,real,systems,4,-2,-");
  EXPECT_NE(first.text.find("Simulated, not observed. 4 quarters from 2019/20 Q1, seed 2019."),
            std::string::npos);
  EXPECT_NE(first.text.find("factorial: 2 axes, 6 points, 24 runs, 0 failed."), std::string::npos);
  EXPECT_NE(first.text.find("4 figures (SVG)"), std::string::npos) << first.text;
  const std::string table = test::bytes_of(home_ / "out" / "main_effects.csv");
  EXPECT_THROW(analyse(request), FileError);
  fs::remove(home_ / "out" / "main_effects.csv");
  EXPECT_THROW(analyse(request), FileError);  // another file is still there
  EXPECT_FALSE(fs::exists(home_ / "out" / "main_effects.csv"));
  fs::remove(home_ / "out" / "differences.csv");
  EXPECT_THROW(analyse(request), FileError);  // the figures are
  EXPECT_FALSE(fs::exists(home_ / "out" / "main_effects.csv"));
  AnalyseRequest again = request;
  again.force = true;
  EXPECT_EQ(analyse(again).text, first.text);
  EXPECT_EQ(test::bytes_of(home_ / "out" / "main_effects.csv"), table);
}

TEST_F(SweepAnalysis, TakesAnotherBaselineAndLevel) {
  const fs::path path = file(two_by_three());
  const Analysis none_given = analyse({path, home_ / "a", {}, {}, {}, false});
  EXPECT_FALSE(fs::exists(home_ / "a" / "differences.csv"));
  EXPECT_NE(none_given.text.find("No baseline."), std::string::npos);
  const Analysis given = analyse({path, home_ / "b", 3, {"real"}, 0.5, false});
  EXPECT_TRUE(fs::exists(home_ / "b" / "differences.csv"));
  EXPECT_NE(
      given.text.find("Brackets: 50% intervals.\nSet: all settings are the defaults.\nBaseline: point 3."),
      std::string::npos)
      << given.text;
}

TEST_F(SweepAnalysis, RefusesWhatTheSweepDoesNotHave) {
  const fs::path path = file(two_by_three());
  const std::string message = message_of([&] {
    analyse({path, home_ / "out", 6, {"rael", "maturity"}, 2.0, false});
  });
  for (const char* part :
       {"--outcome: the sweep keeps no outcome 'rael'; did you mean 'real'?",
        "--outcome: the sweep keeps no outcome 'maturity'; it keeps real",
        "--baseline: there is no point 6; points count from 0 to 5", "--alpha: 2 is not between 0 and 1"})
    EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_FALSE(fs::exists(home_ / "out"));
  EXPECT_THROW(analyse({path, path / "such", {}, {}, {}, false}), FileError);  // a file is no folder
}

TEST_F(SweepAnalysis, ExportsPlainTables) {
  HandSweep sweep;
  sweep.axes = {{"policy", "packages", "list", "", {"Duty, with \"licence\"", "None"}},
                {"deadline.date", "quarter", "list", ""},
                {"policy_", "on_off", "list", ""}};
  sweep.points = {{0, 8083, 1}, {1, 1000000, 0}, {-1, 8083, 0}};
  sweep.baseline = 2;
  sweep.replicates = 2;
  sweep.failed = {3};
  sweep.outcomes = {{"policy", "systems", [](std::span<const double> point, int replicate) {
                       return point[0] + 0.1 * replicate;
                     }}};
  const fs::path path = file(sweep), out = home_ / "csv";
  const auto files = export_csv(path, out, false);
  EXPECT_EQ(files.size(), 7U);
  EXPECT_EQ(test::bytes_of(out / "points.csv"),
            "point,replicates,failed,baseline,policy,deadline.date,policy_\n"
            "0,2,0,false,\"Duty, with \"\"licence\"\"\",2020/21 Q4,true\n"
            "1,2,1,false,None,never,false\n"
            "2,2,0,true,(scenario),2020/21 Q4,false\n");
  EXPECT_EQ(test::bytes_of(out / "runs.csv").substr(0, 289),
            "run,point,replicate,seed,status,digest,policy,deadline.date,policy_,policy__\n"
            "0,0,0,2019,0,0000000000000000,\"Duty, with \"\"licence\"\"\",2020/21 Q4,true,0\n"
            "1,0,1,2019,0,0000000000000001,\"Duty, with \"\"licence\"\"\",2020/21 Q4,true,0.1\n"
            "2,1,0,2019,0,0000000000000002,None,never,false,1\n"
            "3,1,1,2019,1,00");
  EXPECT_NE(test::bytes_of(out / "runs.csv").find("3,1,1,2019,1,0000000000000003,None,never,false,\n"),
            std::string::npos);
  EXPECT_NE(test::bytes_of(out / "statistics.csv").find("\n1,policy,systems,1,1,,,1,1,1,1,1\n"),
            std::string::npos);
  EXPECT_EQ(test::bytes_of(out / "failures.csv"),
            "run,point,replicate,seed,message,replay\n"
            "3,1,1,2019,\"a \"\"broken\"\" ledger, alas\",concord replay DIR 3\n");
  EXPECT_EQ(test::bytes_of(out / "outcomes.csv"),
            "outcome,measure,take,unit,meaning\n"
            "policy,policy,mean over 2019/20,systems,What is meant by policy.\n");
  const std::string text = test::bytes_of(out / "README.txt");
  for (const char* part :
       {"By hand\n", "Simulated, not observed.", "00000000000000bb", "concord 0.1.0", "seed 2019"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
  // The project's own reader of tables agrees.
  Problems problems;
  const auto table = csv::load(
      out / "axes.csv",
      {{"axis", "kind", "scale", "low", "high", "unit", "meaning", "source", "mechanism"}, {}}, problems);
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(table.rows(), 3U);

  EXPECT_THROW(export_csv(path, out, false), FileError);
  fs::remove(out / "axes.csv");
  EXPECT_THROW(export_csv(path, out, false), FileError);
  EXPECT_FALSE(fs::exists(out / "axes.csv"));
  EXPECT_EQ(export_csv(path, out, true), files);
  for (const auto& entry : fs::directory_iterator(out))
    EXPECT_EQ(entry.path().string().find("partial"), std::string::npos);
}

}  // namespace
}  // namespace concord
