#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "sim/statistics/sampling.hpp"
#include "tests/experiments/design_files.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace concord::test {
namespace {

class PointsOf : public DesignFiles {
 protected:
  Lines broken() const {
    Problems problems;
    check_points(design_, points_, problems);
    return lines_of(problems);
  }
};

TEST_F(PointsOf, AFactorialTurnTheLastAxisFastest) {
  EXPECT_EQ(points_of("axes:\n  duty.strength: [0.7, 0]\n  shocks.covid: [true, false]\n"
                      "  deadline.date: [2020/21 Q4, never]\n"),
            (Lines{"0.7 | true | 2020/21 Q4", "0.7 | true | never", "0.7 | false | 2020/21 Q4",
                   "0.7 | false | never", "0 | true | 2020/21 Q4", "0 | true | never",
                   "0 | false | 2020/21 Q4", "0 | false | never", "0.35 | true | 2021/22 Q1"}));
  EXPECT_EQ(points_.baseline, 8U);
  EXPECT_EQ(point_count(design_), 8);
}

TEST_F(PointsOf, AFactorialFindTheScenarioAmongThem) {
  EXPECT_EQ(points_of("axes:\n  duty.strength: [0, 0.35]\n  shocks.covid: [true, false]\n").size(), 4U);
  EXPECT_EQ(points_.baseline, 2U);
}

TEST_F(PointsOf, ADesignWithoutBaselineMayMeetItAllTheSame) {
  EXPECT_EQ(points_of("baseline: false\naxes: {duty.strength: [0, 1]}\n"), (Lines{"0", "1"}));
  EXPECT_EQ(points_.baseline, std::nullopt);
  EXPECT_EQ(points_of("baseline: false\naxes: {duty.strength: [0, 0.35]}\n"), (Lines{"0", "0.35"}));
  EXPECT_EQ(points_.baseline, 1U);
}

TEST_F(PointsOf, RangesHaveRoundSteps) {
  EXPECT_EQ(points_of("axes: {pooling.floor: {from: 0, to: 1, steps: 11}}\n"),
            (Lines{"0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"}));
  EXPECT_EQ(points_of("baseline: false\naxes: {behaviour.choice_precision: {from: 0.01, to: 100, steps: 5, "
                      "scale: log}}\n"),
            (Lines{"0.01", "0.1", "1", "10", "100"}));
  EXPECT_EQ(points_of("baseline: false\naxes: {behaviour.optimism: {from: -0.3, to: 0.3, steps: 7}}\n"),
            (Lines{"-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"}));
  EXPECT_EQ(points_of("baseline: false\naxes: {contracts.delay: {from: 1, to: 100, steps: 3, scale: log}}\n"),
            (Lines{"1", "10", "100"}));
  EXPECT_EQ(
      points_of("baseline: false\naxes: {deadline.date: {from: 2018/19 Q1, to: 2019/20 Q1, steps: 3}}\n"),
      (Lines{"2018/19 Q1", "2018/19 Q3", "2019/20 Q1"}));
}

TEST_F(PointsOf, PackagesApplyTogether) {
  const Lines points = points_of(
      "axes:\n"
      "  policy:\n"
      "    packages:\n"
      "      Pool: {pooling: {floor: 0.5, floor_from: 2019/20 Q1}}\n"
      "      Nothing: {}\n"
      "      Duty: {duty: {strength: 1}}\n"
      "  behaviour.memory: [0.5]\n");
  EXPECT_EQ(points, (Lines{"Pool | 0.5", "Nothing | 0.5", "Duty | 0.5", "Nothing | 0.55"}));
  EXPECT_EQ(points_.baseline, 3U);
  const Parameters pool = parameters_at(design_, points_[0]), nothing = parameters_at(design_, points_[1]),
                   duty = parameters_at(design_, points_[2]);
  EXPECT_EQ(first(pool.of<Pooling>().floor), 0.5);
  EXPECT_EQ(pool.of<Pooling>().floor_from, financial_quarter(2019, 1));
  EXPECT_EQ(first(pool.of<Duty>().strength), first(Parameters{}.of<Duty>().strength));
  EXPECT_EQ(first(nothing.of<Pooling>().floor), first(Parameters{}.of<Pooling>().floor));
  EXPECT_EQ(first(nothing.of<Behaviour>().memory), 0.5);
  EXPECT_EQ(first(duty.of<Duty>().strength), 1);
}

// A point differs from the scenario in its axes and in nothing else.
TEST_F(PointsOf, AnyDesignTouchOnlyTheirAxes) {
  points_of(
      "set: {parameters: {pooling: {floor: 0.25}}}\n"
      "design: {method: sobol, points: 16}\naxes: {behaviour.*: screening, shocks.covid: [true, false]}\n");
  for (std::size_t p = 0; p < points_.count(); ++p) {
    const Parameters there = parameters_at(design_, points_[p]);
    EXPECT_EQ(first(there.of<Pooling>().floor), 0.25);
    for (const ParameterInfo& info : all_parameters()) {
      const auto axis = std::ranges::find(design_.axes, &info, &Axis::parameter);
      const double expected = axis == design_.axes.end()
                                  ? info.get(design_.base.scenario.parameters)
                                  : points_[p][static_cast<std::size_t>(axis - design_.axes.begin())];
      EXPECT_EQ(info.get(there), expected) << info.path;
    }
  }
}

TEST_F(PointsOf, OneAtATimeBeginWithTheScenario) {
  EXPECT_EQ(points_of("design: {method: one_at_a_time}\naxes:\n"
                      "  duty.strength: [0, 0.35, 0.7]\n"
                      "  pooling.floor: {from: 0, to: 1}\n"
                      "  shocks.covid: [true, false]\n"
                      "  policy: {packages: {A: {contracts: {delay: 2}}, B: {contracts: {delay: 4}}}}\n"),
            (Lines{"0.35 | 0 | true | B", "0 | 0 | true | B", "0.7 | 0 | true | B", "0.35 | 1 | true | B",
                   "0.35 | 0 | false | B", "0.35 | 0 | true | A"}));
  EXPECT_EQ(points_.baseline, 0U);
  EXPECT_EQ(point_count(design_), 6);
  EXPECT_EQ(points_of("design: {method: one_at_a_time}\naxes:\n"
                      "  policy: {packages: {A: {contracts: {delay: 2}}}}\n"),
            (Lines{"(scenario)", "A"}));
  EXPECT_EQ(points_of("design: {method: one_at_a_time}\nbaseline: false\naxes: {duty.strength: [0, 0.35]}\n"),
            (Lines{"0"}));
}

TEST_F(PointsOf, ATableComeInItsOrder) {
  write("p.csv",
        "# any remark\nshocks.covid,point,policy,duty.strength\nfalse,7,\"Pool, "
        "all\",1e-1\ntrue,3,(scenario),0.35\n");
  EXPECT_EQ(points_of("design: {method: points, file: p.csv}\n"
                      "axes: {policy: {packages: {'Pool, all': {pooling: {floor: 1}}}}}\n"),
            (Lines{"false | Pool, all | 0.1", "true | (scenario) | 0.35"}));
  EXPECT_EQ(points_.baseline, 1U);
  EXPECT_EQ(points_csv(design_, points_),
            "point,shocks.covid,policy,duty.strength\n0,false,\"Pool, all\",0.1\n1,true,(scenario),0.35\n");
}

TEST_F(PointsOf, ATableOpenInASpreadsheetAndReadBack) {
  const std::string axes =
      "axes: {policy: {packages: {'+10% pool': {pooling: {floor: 1}}, '=A1': {pooling: {floor: 0}}}}}\n";
  points_of("baseline: false\n" + axes);
  const std::string table = points_csv(design_, points_);
  EXPECT_EQ(table, "point,policy\n0,'+10% pool\n1,'=A1\n");
  write("p.csv", table);
  const std::string design = "baseline: false\ndesign: {method: points, file: p.csv}\n";
  EXPECT_EQ(points_of(design + axes), (Lines{"+10% pool", "=A1"}));
  write("p.csv", "policy\n+10% pool\n=A1\n");  // as people write it
  EXPECT_EQ(points_of(design + axes), (Lines{"+10% pool", "=A1"}));
}

TEST_F(PointsOf, SamplesLieWhereTheSampleSays) {
  const std::string axes =
      "axes:\n  pooling.floor: {from: 0.2, to: 0.4}\n  contracts.delay: {from: 1, to: 4}\n"
      "  behaviour.choice_precision: {from: 0.1, to: 10, scale: log}\n  shocks.covid: [false, true]\n";
  EXPECT_EQ(points_of("design: {method: latin_hypercube, points: 8, seed: 3}\n" + axes).size(), 9U);
  EXPECT_EQ(points_.baseline, 8U);
  const Sample sample = latin_hypercube(8, 4, 3);
  for (std::size_t p = 0; p < 8; ++p) {
    EXPECT_DOUBLE_EQ(points_[p][0], 0.2 + 0.2 * sample.at(p, 0));
    EXPECT_EQ(points_[p][1], 1 + std::floor(4 * sample.at(p, 1)));
    EXPECT_NEAR(points_[p][2], 0.1 * std::pow(100, sample.at(p, 2)), 1e-14 * points_[p][2]);
    EXPECT_EQ(points_[p][3], sample.at(p, 3) < 0.5 ? 0 : 1);
  }
  // Whole numbers are as likely at the ends as between them.
  std::multiset<double> delays;
  for (std::size_t p = 0; p < 8; ++p) delays.insert(points_[p][1]);
  for (const double delay : {1, 2, 3, 4}) EXPECT_EQ(delays.count(delay), 2U);
}

TEST_F(PointsOf, EveryMethodHaveTheNumberItPromises) {
  const std::string axes =
      "axes: {pooling.floor: {from: 0, to: 1}, duty.strength: {from: 0, to: 1}, behaviour.*: screening}\n";
  const std::size_t k = 9;
  struct Case {
    std::string design;
    std::size_t points;
    bool baseline;
  };
  for (const Case& c :
       {Case{"latin_hypercube, points: 20", 20, true}, Case{"sobol, points: 32", 32, true},
        Case{"morris, trajectories: 5", 5 * (k + 1), false},
        Case{"morris, trajectories: 3, levels: 6", 3 * (k + 1), false},
        Case{"saltelli, base: 8", 8 * (k + 2), false}, Case{"one_at_a_time", 1 + 2 * k - 2, true}}) {
    const Lines points = points_of("design: {method: " + c.design + "}\n" + axes);
    ASSERT_EQ(design_.axes.size(), k);
    // Floor and imitation begin where the scenario is; the extra point of samples is the scenario.
    const bool extra = c.baseline && !c.design.starts_with("one");
    EXPECT_EQ(points.size(), c.points + (extra ? 1 : 0)) << c.design;
    EXPECT_EQ(point_count(design_), c.points) << c.design;
    EXPECT_EQ(points_.baseline.has_value(), c.baseline) << c.design;
    EXPECT_EQ(std::set<std::string>(points.begin(), points.end()).size(), points.size()) << c.design;
    for (std::size_t p = 0; p < points.size(); ++p) {
      for (std::size_t a = 0; a < k; ++a) {
        const Range allowed = design_.axes[a].parameter->allowed;
        EXPECT_TRUE(points_[p][a] >= allowed.low && points_[p][a] <= allowed.high);
      }
    }
  }
}

TEST_F(PointsOf, MorrisChangeOneAxisAtEachStep) {
  points_of(
      "design: {method: morris, trajectories: 4}\nbaseline: true\n"
      "axes:\n  pooling.floor: {from: 0, to: 1}\n  contracts.delay: {from: 0, to: 1}\n"
      "  shocks.covid: [true, false]\n  behaviour.memory: [0.1, 0.5, 0.9]\n"
      "  policy: {packages: {A: {}, B: {duty: {strength: 1}}}}\n");
  ASSERT_EQ(points_.count(), 4 * 6 + 1U);
  EXPECT_EQ(points_.baseline, 24U);
  for (std::size_t p = 0; p < 24; ++p) {
    if (p % 6 == 0) continue;
    int changed = 0;
    for (std::size_t k = 0; k < 5; ++k) changed += points_[p][k] != points_[p - 1][k] ? 1 : 0;
    EXPECT_EQ(changed, 1) << "point " << p;
  }
}

TEST_F(PointsOf, ASeedDecideTheSampleAndNothingElseDoes) {
  const std::string axes = "axes: {pooling.floor: {from: 0, to: 1}, behaviour.*: screening}\n";
  const Lines first = points_of("design: {method: latin_hypercube, points: 20}\n" + axes);
  EXPECT_EQ(
      points_of("set: {seed: 4}\nreplicates: 3\ndesign: {method: latin_hypercube, points: 20}\n" + axes),
      first);
  EXPECT_EQ(points_of("design: {method: latin_hypercube, points: 20, seed: 1}\n" + axes), first);
  EXPECT_NE(points_of("design: {method: latin_hypercube, points: 20, seed: 2}\n" + axes), first);
}

TEST_F(PointsOf, ADesignMustKeepTheRelationsOfParameters) {
  points_of("axes: {control_total.ask_base: [0, 2.2, 2.5, 3], control_total.ask_cap: [2.2, 2.7]}\n");
  EXPECT_EQ(
      broken(),
      (Lines{"d.yaml: axes: at point 4, control_total.ask_cap (2.2) must not be below control_total.ask_base "
             "(2.5); the largest ask cannot be below that of a balanced body (3 of 9 points); narrow an "
             "axis so that no point does that"}));
  points_of(
      "axes:\n  policy: {packages: {A: {}, B: {designation: {second_wave_date: 2017/18 Q1}}}}\n"
      "  designation.maturing: [0.4, 0.7]\n");
  EXPECT_EQ(
      broken(),
      (Lines{
          "d.yaml: axes: at point 1, designation.thriving (0.62) must be above designation.maturing (0.7); "
          "the stages of maturity follow one another (2 of 5 points); narrow an axis so that no point "
          "does that",
          "d.yaml: axes: at point 2, designation.second_wave_date (2017/18 Q1) must be after "
          "designation.first_wave_date (2017/18 Q2); the waves follow one another (2 of 5 points); "
          "narrow an axis so that no point does that"}));
  points_of("axes: {control_total.ask_base: [0, 2.2], designation.third_wave_date: [2019/20 Q1, never]}\n");
  EXPECT_EQ(broken(), Lines{});
}

TEST_F(PointsOf, ManyPointsAreMadeAndCheckedInNoTime) {
  points_of("design: {method: latin_hypercube, points: 100000}\naxes: {behaviour.*: screening}\n");
  EXPECT_EQ(points_.count(), 100'001U);
  EXPECT_EQ(broken(), Lines{});
}

TEST(Axes, GrowAlongTheirRangesAndEndAtTheirEnds) {
  Axis axis{.name = "x", .parameter = find_parameter("behaviour.choice_precision"), .low = 0.3, .high = 7.7};
  for (const bool log : {false, true}) {
    axis.log = log;
    EXPECT_EQ(coordinate_at(axis, 0), 0.3);
    EXPECT_EQ(coordinate_at(axis, 1), 7.7);
    double before = 0;
    for (int k = 0; k <= 1000; ++k) {
      const double value = coordinate_at(axis, k / 1000.0);
      EXPECT_GT(value, before);
      before = value;
    }
  }
  EXPECT_NEAR(coordinate_at(axis, 0.5), std::sqrt(0.3 * 7.7), 1e-14);
}

}  // namespace
}  // namespace concord::test
