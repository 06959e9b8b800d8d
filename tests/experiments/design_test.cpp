#include "experiments/designs/design.hpp"

#include "agents/mechanisms/contracts.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/state/measures.hpp"
#include "experiments/designs/design_keys.hpp"
#include "experiments/runs/run_values.hpp"
#include "tests/experiments/design_files.hpp"
#include "tests/support/source.hpp"

#include <set>
#include <sstream>

#include <fmt/format.h>

namespace concord::test {
namespace {

constexpr const char* continuous =
    "is a continuous range, of which a factorial design cannot take every value; add `steps`, give a list, "
    "or "
    "choose a method that samples, such as latin_hypercube";
constexpr const char* once = "as well; a parameter is varied by one axis only";
constexpr const char* give_one =
    "give one of `relative` (a share of the mean) and `absolute` (in the outcome's unit)";
constexpr const char* takes =
    "write `value at 2022/23 Q4`, `mean over 2021/22`, `sum over 2019/20 to 2020/21` or `change from 2018/19 "
    "Q4 "
    "to 2022/23 Q4`";
constexpr const char* matches_nothing =
    "matches nothing: no parameter there has a screening range and is not fixed or named elsewhere";

/// A text and what must be said about it; "d.yaml:" is left out of the messages.
struct Case {
  std::string text;
  Lines messages;
};

class DesignFile : public DesignFiles {
 public:
  void expect(const std::vector<Case>& cases, Lines (DesignFile::*read)(const std::string&)) {
    for (const Case& c : cases) {
      Lines found = (this->*read)(c.text);
      for (std::string& line : found)
        if (line.starts_with("d.yaml:")) line.erase(0, 7);
      EXPECT_EQ(found, c.messages) << c.text;
    }
  }
  Lines whole(const std::string& text) { return faults(text); }
  /// From line 3.
  Lines after_head(const std::string& text) { return faults_of(text); }
  /// From line 3, with a good axis below.
  Lines beside_axis(const std::string& text) { return faults_beside_axis(text + "\n"); }
  /// One axis on line 3.
  Lines one_axis(const std::string& text) { return faults_of("axes: {" + text + "}\n"); }
  /// The same with a method that takes ranges, on line 4.
  Lines sampled_axis(const std::string& text) {
    return faults_of("design: {method: sobol, points: 8}\naxes: {" + text + "}\n");
  }
  /// The method's section on line 3.
  Lines method(const std::string& text) { return faults_beside_axis("design: {" + text + "}\n"); }
  Lines precision(const std::string& text) {
    return faults_beside_axis("replicates: {precision: {" + text + "}}\n");
  }
  /// A table of points, whose problems are those of "p.csv".
  Lines table(const std::string& text) {
    write("p.csv", text);
    return faults_of("design: {method: points, file: p.csv}\n");
  }
  Lines table_with_packages(const std::string& text) {
    write("p.csv", text);
    return faults_of(
        "design: {method: points, file: p.csv}\n"
        "axes: {policy: {packages: {As it was: {}, 'Pool, all': {pooling: {floor: 0.5}}}}}\n");
  }
  /// Out and in again, beside its resolved scenario, gives the same text and the same points.
  void expect_round_trip(const std::string& text) {
    ASSERT_EQ(faults_of(text), Lines{}) << text;
    const Design first = design_;
    const Points points = make_points(first);
    const std::string canonical = canonical_design(first, "scenario.yaml", "points.csv");
    write("again/scenario.yaml", first.base.resolved);
    write("again/points.csv", points_csv(first, points));
    write("again/plan.yaml", canonical);
    ASSERT_EQ(problems_of("again/plan.yaml"), Lines{}) << canonical;
    EXPECT_EQ(canonical_design(design_, "scenario.yaml", "points.csv"), canonical);
    EXPECT_EQ(design_.base.resolved, first.base.resolved);
    EXPECT_EQ(design_.base.replicates, first.replication.most);
    const Points again = make_points(design_);
    EXPECT_EQ(again.coordinates, points.coordinates) << canonical;
    EXPECT_EQ(again.baseline, points.baseline);
    ASSERT_EQ(design_.axes.size(), first.axes.size());
    for (std::size_t k = 0; k < first.axes.size(); ++k) {
      const Axis &a = first.axes[k], &b = design_.axes[k];
      EXPECT_EQ(std::tie(a.name, a.parameter, a.levels, a.low, a.high, a.log),
                std::tie(b.name, b.parameter, b.levels, b.low, b.high, b.log));
      ASSERT_EQ(a.packages.size(), b.packages.size());
      for (std::size_t n = 0; n < a.packages.size(); ++n) {
        EXPECT_EQ(a.packages[n].name, b.packages[n].name);
        EXPECT_EQ(a.packages[n].meaning, b.packages[n].meaning);
        ASSERT_EQ(a.packages[n].settings.size(), b.packages[n].settings.size());
      }
    }
  }
};

TEST_F(DesignFile, SaysWhatIsVariedAndKept) {
  ASSERT_EQ(
      faults_of("title: Duty\n"
                "set:\n  quarters: 8\n  seed: 5\n  parameters: {deadline: {date: never}}\n"
                "design: {method: latin_hypercube, points: 200, seed: 9}\n"
                "axes:\n"
                "  duty.strength: [0, 0.35, 0.7]\n"
                "  pooling.floor: {from: 0.1, to: 0.9}\n"
                "  policy: {packages: {Nothing: {}, Delay: {meaning: Later, contracts: {delay: 8}}}}\n"
                "baseline: false\n"
                "replicates: {initial: 8, look_ahead: 4, alpha: 0.1, budget: 400, precision: {real: 0.2, "
                "backlog_at_the_end: {absolute: 0.05}}}\n"
                "outcomes:\n"
                "  real: {take: value at 2018/19 Q4}\n"
                "  backlog_at_the_end: {measure: backlog, take: mean over 2018/19}\n"
                "  ics_accepting:\n"
                "trajectories: [institution_share]\n"
                "failures: 3\n"),
      Lines{});
  EXPECT_EQ(design_.title, "Duty");
  EXPECT_EQ(design_.scenario, "world.yaml");
  EXPECT_EQ(design_.base.title, "Two systems");
  EXPECT_EQ(design_.base.scenario.quarters, 8);
  EXPECT_EQ(design_.base.seed, 5U);
  EXPECT_EQ(design_.base.scenario.parameters.of<Deadline>().date, never);
  EXPECT_EQ(design_.base.replicates, 400);
  EXPECT_EQ(design_.base.record, Record::summary);
  EXPECT_EQ(design_.base.scenario.world->system_count(), 2);
  EXPECT_EQ(design_.sampling.method, Method::latin_hypercube);
  EXPECT_EQ(design_.sampling.points, 200);
  EXPECT_EQ(design_.sampling.seed, 9U);
  ASSERT_EQ(design_.axes.size(), 3U);
  EXPECT_EQ(design_.axes[0].levels, (std::vector{0.0, 0.35, 0.7}));
  EXPECT_EQ(design_.axes[0].high, 0.7);
  EXPECT_TRUE(design_.axes[1].continuous());
  EXPECT_EQ(design_.axes[1].low, 0.1);
  ASSERT_EQ(design_.axes[2].packages.size(), 2U);
  EXPECT_EQ(design_.axes[2].packages[1].meaning, "Later");
  ASSERT_EQ(design_.axes[2].packages[1].settings.size(), 1U);
  EXPECT_EQ(design_.axes[2].packages[1].settings[0].parameter->path, "contracts.delay");
  EXPECT_EQ(design_.axes[2].packages[1].settings[0].value, 8);
  EXPECT_FALSE(design_.baseline);
  EXPECT_TRUE(design_.replication.sequential);
  EXPECT_EQ(design_.replication.initial, 8);
  EXPECT_EQ(design_.replication.look_ahead, 4);
  EXPECT_EQ(design_.replication.alpha, 0.1);
  EXPECT_EQ(design_.replication.most, 400);
  ASSERT_EQ(design_.replication.precision.size(), 2U);
  EXPECT_EQ(design_.replication.precision[0].relative, 0.2);
  EXPECT_EQ(design_.replication.precision[1].outcome, 1U);
  EXPECT_EQ(design_.replication.precision[1].absolute, 0.05);
  ASSERT_EQ(design_.outcomes.size(), 3U);
  EXPECT_EQ(design_.outcomes[1].name, "backlog_at_the_end");
  EXPECT_EQ(design_.outcomes[1].measure, "backlog");
  EXPECT_EQ(text_of(design_.outcomes[1].take), "mean over 2018/19");
  EXPECT_EQ(design_.outcomes[2].unit, "systems");
  EXPECT_EQ(design_.outcomes[2].meaning, "Designated systems with a pooled share above zero.");
  EXPECT_EQ(design_.trajectories, Lines{"institution_share"});
  EXPECT_EQ(design_.most_failures, 3);
  EXPECT_FALSE(design_.frozen);
}

TEST_F(DesignFile, LeavesTheRestAtItsDefault) {
  ASSERT_EQ(faults_beside_axis(""), Lines{});
  EXPECT_EQ(design_.title, "d");
  EXPECT_EQ(design_.sampling.method, Method::factorial);
  EXPECT_TRUE(design_.baseline);
  EXPECT_FALSE(design_.replication.sequential);
  EXPECT_EQ(design_.replication.most, 16);  // the scenario's
  EXPECT_EQ(design_.most_failures, -1);
  EXPECT_TRUE(design_.trajectories.empty());
  ASSERT_EQ(design_.outcomes.size(), measure_rows.size());
  for (std::size_t k = 0; k < measure_rows.size(); ++k) {
    EXPECT_EQ(design_.outcomes[k].name, measure_rows[k].key);
    EXPECT_EQ(design_.outcomes[k].unit, measure_rows[k].unit);
    EXPECT_EQ(design_.outcomes[k].meaning, measure_rows[k].meaning);
    EXPECT_EQ(text_of(design_.outcomes[k].take), "mean over 2022/23");
  }
}

TEST_F(DesignFile, TakesTheLastYearOfShortAndOddRuns) {
  for (const auto& [quarters, text] :
       {std::pair{1, "mean over 2017/18 Q1 to 2017/18 Q1"},
        std::pair{3, "mean over 2017/18 Q1 to 2017/18 Q3"}, std::pair{4, "mean over 2017/18"},
        std::pair{6, "mean over 2017/18 Q3 to 2018/19 Q2"}}) {
    ASSERT_EQ(faults_beside_axis(fmt::format("set: {{quarters: {}}}\noutcomes: [real]\n", quarters)),
              Lines{});
    EXPECT_EQ(text_of(design_.outcomes[0].take), text);
    ASSERT_EQ(faults_beside_axis(
                  fmt::format("set: {{quarters: {}}}\noutcomes: {{real: {{take: {}}}}}\n", quarters, text)),
              Lines{});
    EXPECT_EQ(text_of(design_.outcomes[0].take), text);
  }
}

TEST_F(DesignFile, GoesBeforeItsScenarioAndBehindTheCommandLine) {
  write("world.yaml",
        "concord: 1\nworld: {synthetic: {systems: 2}}\nquarters: 4\nseed: 1\nparameters: {pooling: {floor: "
        "0.1}, "
        "contracts: {delay: 1}}\n");
  ASSERT_EQ(faults_beside_axis(
                "set: {quarters: 8, seed: 2, world: {synthetic: {systems: 3}}, parameters: {pooling: "
                "{floor: 0.2}}}\n",
                {{"seed", "3"}, {"pooling.floor", "0.3"}}),
            Lines{});
  EXPECT_EQ(design_.base.scenario.quarters, 8);
  EXPECT_EQ(design_.base.seed, 3U);
  EXPECT_EQ(first(design_.base.scenario.parameters.of<Pooling>().floor), 0.3);
  EXPECT_EQ(design_.base.scenario.parameters.of<Contracts>().delay, 1);
  EXPECT_EQ(design_.base.scenario.world->system_count(), 3);
}

TEST_F(DesignFile, RefusesOverridesOfWhatItDecides) {
  EXPECT_EQ(
      faults_beside_axis(
          "", {{"duty.strength", "1"}, {"replicates", "3"}, {"record", "systems"}, {"poling.floor", "1"}}),
      (Lines{
          "--set: replicates: the design says how often to run; change `replicates` there",
          "--set: record: a sweep keeps `outcomes` and `trajectories`; leave it out",
          "--set: poling.floor: unknown key; did you mean 'pooling.floor'?",
          "--set: duty.strength: is an axis of the design, which gives it its values; leave it out here or "
          "there"}));
  EXPECT_EQ(
      faults_of("design: {method: sobol, points: 8}\naxes: {behaviour.*: screening}\n",
                {{"parameters.behaviour.memory", "0.5"}}),
      (Lines{
          "--set: behaviour.memory: is an axis of the design, which gives it its values; leave it out here "
          "or there"}));
}

TEST_F(DesignFile, FindsItsFilesBesideIt) {
  write("designs/d.yaml", "sweep: 1\nscenario: ../world.yaml\naxes: {duty.strength: [0, 1]}\n");
  EXPECT_EQ(problems_of("designs/d.yaml"), Lines{});
  write("tables/p.csv", "duty.strength\n1\n");
  EXPECT_EQ(faults_of("design: {method: points, file: tables/p.csv}\n"), Lines{});
  const std::string axes = "axes: {duty.strength: [0, 1]}\n";
  EXPECT_EQ(faults("sweep: 1\nscenario: " + (home_ / "world.yaml").string() + "\n" + axes), Lines{});
  expect(
      {{"sweep: 1\n" + axes, {"1:1: scenario: missing"}},
       {"sweep: 1\nscenario: wrld.yaml\n" + axes,
        {"2:11: scenario: there is no file 'wrld.yaml', seen from the design; did you mean 'world.yaml'?"}},
       {"sweep: 1\nscenario: /nowhere.yaml\n" + axes,
        {"2:11: scenario: there is no file '/nowhere.yaml', seen from the design"}},
       {"sweep: 1\nscenario: tables\n" + axes, {"2:11: scenario: 'tables' is a folder, not a file"}},
       {"sweep: 1\nscenario: ''\n" + axes, {"2:11: scenario: is empty"}},
       {"sweep: 1\nscenario: [a]\n" + axes, {"2:11: scenario: must be a text, not a list"}},
       {"sweep: 1\nscenario: \"a\\nb\"\n" + axes, {"2:11: scenario: must be one line without tabs"}}},
      &DesignFile::whole);
  expect({{"method: points, file: q.csv",
           {"4:23: axes.duty.strength: the columns of the file are the axes; only packages are written here",
            "3:32: design.file: there is no file 'q.csv', seen from the design"}}},
         &DesignFile::method);
}

TEST_F(DesignFile, IsNoScenario) {
  expect({{"concord: 1\nworld: {synthetic: {}}\n",
           {"1:10: concord: this is a scenario, not the design of a sweep; use `concord run`"}},
          {"sweep: 1\nscenario: d.yaml\naxes: {duty.strength: [0, 1]}\n",
           {"1:8: sweep: this is the design of a sweep, not a scenario; use `concord sweep`"}},
          {"scenario: world.yaml\naxes: {duty.strength: [0, 1]}\n",
           {"1:1: sweep: missing; begin the file with `sweep: 1`"}},
          {"sweep: 2\nunheard: of\n", {"1:8: sweep: this program reads designs of version 1, not 2"}},
          {"sweep: one\n", {"1:8: sweep: 'one' is not a whole number"}},
          {"", {" is empty; a map of keys is expected"}},
          {"- sweep\n", {"1:1: must be a section of keys ('key: value'), not a list"}},
          {"sweep: 1\n\tscenario: world.yaml\n", {"2:1: tab in the indentation; use spaces"}},
          {std::string("sweep: 1\0\n", 10), {"1:9: NUL byte at offset 8; is this a text file?"}},
          {"sweep: 1\n---\nsweep: 1\n", {"2:1: a second document starts here; a file holds only one"}}},
         &DesignFile::whole);
  EXPECT_EQ(problems_of("none.yaml"), (Lines{"none.yaml: cannot be read: No such file or directory"}));
  EXPECT_EQ(faults("\xEF\xBB\xBFsweep: 1\r\nscenario: world.yaml\r\naxes: {duty.strength: [0, 1]}\r\n"),
            Lines{});
}

TEST_F(DesignFile, NeedsAxes) {
  const std::string missing =
      "axes: missing; a sweep varies at least one parameter, `axes: {duty.strength: [0, 0.35, 0.7]}`";
  expect({{"", {"1:1: " + missing}},
          {"axes: {}\n", {"3:7: " + missing}},
          {"axes:\n", {"3:1: " + missing}},
          {"axes: [a]\n", {"3:7: axes: must be a section of keys ('key: value'), not a list"}}},
         &DesignFile::after_head);
}

TEST_F(DesignFile, ChecksNamesOfAxes) {
  const std::string only = "only parameters and packages can be axes; give it one value under `set`";
  expect(
      {{"duty.strenght: [0]",
        {"3:23: axes.duty.strenght: there is no such parameter; did you mean 'duty.strength'?"}},
       {"choice_precision: [1]",
        {"3:26: axes.choice_precision: there is no such parameter; did you mean "
         "'behaviour.choice_precision'?"}},
       {"parameters.duty.strength: [0]",
        {"3:34: axes.parameters.duty.strength: there is no such parameter; did you mean 'duty.strength'?"}},
       {"nonsense: [0]",
        {"3:18: axes.nonsense: there is no such parameter (`concord describe` lists them), and no "
         "`packages:`, `vectors:` or `policy:` follows"}},
       {"duty: {strength: [0, 1]}",
        {"3:14: axes.duty: is a group of parameters; write `duty.KEY` for one of them, or `duty.*: "
         "screening`"}},
       {"seed: [0, 1]", {"3:14: axes.seed: " + only}},
       {"quarters: [4, 8]", {"3:18: axes.quarters: " + only}},
       {"world.synthetic.systems: [4, 8]", {"3:33: axes.world.synthetic.systems: " + only}},
       {"replicates: [4, 8]",
        {"3:20: axes.replicates: only parameters and packages can be axes; `replicates` stands beside "
         "`axes`"}},
       {"duty.strength: [0, 1], duty.strength: [0]",
        {"3:31: axes.duty.strength: duplicate key; it was first given on line 3, column 8"}}},
      &DesignFile::one_axis);
}

TEST_F(DesignFile, ChecksLevels) {
  expect({{"duty.strength: []", {"3:23: axes.duty.strength: is empty; give at least one value"}},
          {"duty.strength: ",
           {"3:8: axes.duty.strength: is empty; give a list of values, a range {from: ..., to: ...} or "
            "`screening`"}},
          {"duty.strength: 0.5",
           {"3:23: axes.duty.strength: must be a list of values, a range {from: ..., to: ...} or "
            "`screening`; one value "
            "for all points belongs under `set`"}},
          {"duty.strength: [0, 0.5, 0.50]", {"3:32: axes.duty.strength[2]: 0.5 stands there twice"}},
          {"duty.strength: [0, x, -1, 2000, .nan]",
           {"3:27: axes.duty.strength[1]: 'x' is not a number",
            "3:30: axes.duty.strength[2]: -1 is outside [0, 1000] pp",
            "3:34: axes.duty.strength[3]: 2000 is outside [0, 1000] pp",
            "3:40: axes.duty.strength[4]: must be a finite number, not '.nan'"}},
          {"duty.strength: [0, [1], ~]",
           {"3:27: axes.duty.strength[1]: must be a number, not a list",
            "3:23: axes.duty.strength[2]: is empty; give a number"}},
          {"contracts.delay: [0, 1.5]", {"3:29: axes.contracts.delay[1]: '1.5' is not a whole number"}},
          {"shocks.covid: [true, yes, 1]",
           {"3:29: axes.shocks.covid[1]: 'yes' is not a boolean; write true",
            "3:34: axes.shocks.covid[2]: '1' is not a boolean; write true"}},
          {"deadline.date: [2021, never, 2021/22 Q1]",
           {"3:24: axes.deadline.date[0]: '2021' is not a financial quarter; write 2021/22 Q1 for April to "
            "June 2021, or "
            "never"}}},
         &DesignFile::one_axis);
  std::string many = "duty.strength: [0";
  for (int k = 1; k <= 1000; ++k) many += fmt::format(", {}", k / 10.0);
  expect({{many + "]", {"3:23: axes.duty.strength: 1001 values; at most 1000"}}}, &DesignFile::one_axis);
}

TEST_F(DesignFile, ChecksRanges) {
  expect({{"duty.strength: {from: 1, to: 0, steps: 3}",
           {"3:37: axes.duty.strength.to: 0 must be above `from` (1)"}},
          {"duty.strength: {from: 1, to: 1, steps: 3}",
           {"3:37: axes.duty.strength.to: 1 must be above `from` (1)"}},
          {"duty.strength: {from: 0, steps: 3}", {"3:23: axes.duty.strength.to: missing"}},
          {"duty.strength: {from: -1, to: 5000, steps: 3}",
           {"3:30: axes.duty.strength.from: -1 is outside [0, 1000] pp",
            "3:38: axes.duty.strength.to: 5000 is outside [0, 1000] pp"}},
          {"duty.strength: {from: 0, to: 1, steps: 1}",
           {"3:47: axes.duty.strength.steps: 1 is outside [2, 1000] values"}},
          {"duty.strength: {from: 0, to: 1, steps: 1001}",
           {"3:47: axes.duty.strength.steps: 1001 is outside [2, 1000] values"}},
          {"duty.strength: {from: 0, to: 1, steps: 2.5}",
           {"3:47: axes.duty.strength.steps: '2.5' is not a whole number"}},
          {"duty.strength: {from: 1, to: 1.0000000000001, steps: 5}",
           {"3:61: axes.duty.strength.steps: 5 steps are more than there are different values between the "
            "ends"}},
          {"duty.strength: {from: 0, to: 1, steps: 3, scale: log}",
           {"3:30: axes.duty.strength.from: 0 cannot begin a logarithmic range; it must be above 0"}},
          {"duty.strength: {from: 0, to: 1, steps: 3, scale: lag}",
           {"3:57: axes.duty.strength.scale: 'lag' is neither linear nor log"}},
          {"duty.strength: {from: 0, to: 1, stepps: 3, steps: 3}",
           {"3:40: axes.duty.strength.stepps: unknown key; did you mean 'steps'?"}},
          {"contracts.delay: {from: 0, to: 5, steps: 3}",
           {"3:49: axes.contracts.delay.steps: 3 steps do not fall on whole numbers, as 2.5 would be one; "
            "choose another "
            "number or give a list"}},
          {"contracts.delay: {from: 0.5, to: 5}",
           {"3:32: axes.contracts.delay.from: '0.5' is not a whole number"}},
          {"deadline.date: {from: 2018/19 Q1, to: never, steps: 3}",
           {"3:46: axes.deadline.date.to: a range ends at a quarter; never can stand in a list, such as "
            "[2020/21 Q4, "
            "never]"}},
          {"deadline.date: {from: 2018/19 Q1, to: 2018/19 Q4, steps: 3}",
           {"3:65: axes.deadline.date.steps: 3 steps do not fall on quarters; choose another number or give "
            "a list"}},
          {"shocks.covid: {from: false, to: true}",
           {"3:22: axes.shocks.covid: is a switch, which has no range; write [false, true]"}},
          {"duty.strength: {from: 0, to: 1}", {std::string("3:23: axes.duty.strength: ") + continuous}},
          {"duty.strength: screening", {std::string("3:23: axes.duty.strength: ") + continuous}},
          {"behaviour.*: screening", {std::string("3:21: axes.behaviour.*: ") + continuous}}},
         &DesignFile::one_axis);
  expect({{"contracts.delay: {from: 1, to: 8, scale: log}",
           {"4:49: axes.contracts.delay.scale: whole numbers are spaced by ratio only in steps; add `steps` "
            "or give a "
            "list"}},
          {"deadline.date: {from: 2018/19 Q1, to: 2018/19 Q4, scale: log}",
           {"4:65: axes.deadline.date.scale: quarters are spaced evenly; leave it out"}},
          {"shocks.covid: screening, deadline.date: screening",
           {"4:22: axes.shocks.covid: is a switch without a screening range; write [false, true]",
            "4:48: axes.deadline.date: has no screening range; give a list of values"}}},
         &DesignFile::sampled_axis);
  std::string axes;
  for (const ParameterInfo& info : all_parameters()) {
    if (info.kind == ValueKind::number && info.allowed.low <= 0.1 && info.allowed.high >= 1)
      axes += fmt::format("{}{}: {{from: 0.1, to: 1, steps: 1000}}", axes.empty() ? "" : ", ", info.path);
  }
  const Lines found = sampled_axis(axes);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find("levels in all axes together; at most 20000"), found[0].npos);
}

TEST_F(DesignFile, ReadsPatterns) {
  ASSERT_EQ(sampled_axis("behaviour.*: screening, behaviour.memory: [0.5, 0.6]"), Lines{});
  ASSERT_EQ(design_.axes.size(), 7U);
  EXPECT_EQ(design_.axes[0].name, "behaviour.choice_precision");
  EXPECT_EQ(design_.axes[0].low, 1);
  EXPECT_EQ(design_.axes[0].high, 5);
  EXPECT_EQ(design_.axes[1].name, "behaviour.foregone_weight");
  EXPECT_EQ(design_.axes[6].name, "behaviour.memory");
  EXPECT_EQ(design_.axes[6].levels.size(), 2U);

  // What the design fixes, or a package sets, is no axis.
  ASSERT_EQ(
      faults_of("set: {parameters: {behaviour: {memory: 0.5}}}\ndesign: {method: sobol, points: 8}\n"
                "axes: {behaviour.*: screening, policy: {packages: {A: {behaviour: {imitation: 0.1}}}}}\n"),
      Lines{});
  EXPECT_EQ(design_.axes.size(), 6U);

  ASSERT_EQ(sampled_axis("behaviour.*: screening, '*': screening"), Lines{});
  std::size_t screened = 0;
  for (const ParameterInfo& info : all_parameters())
    screened += info.screening.low < info.screening.high ? 1 : 0;
  EXPECT_EQ(design_.axes.size(), screened);

  expect(
      {{"behavior.*: screening",
        {"4:20: axes.behavior.*: there is no group 'behavior'; did you mean 'behaviour'?"}},
       {"zzz.*: screening", {"4:15: axes.zzz.*: there is no group 'zzz'; `concord describe` lists them"}},
       {"beh*: screening",
        {"4:14: axes.beh*: is not understood; a pattern is `group.*`, such as `behaviour.*`, or `*` for "
         "all"}},
       {"'*.*': screening",
        {"4:15: axes.*.*: is not understood; a pattern is `group.*`, such as `behaviour.*`, or `*` for all"}},
       {"finance.*: [1]",
        {"4:19: axes.finance.*: a pattern is followed by `screening`: each parameter over its own screening "
         "range"}},
       {"switches.*: screening", {std::string("4:20: axes.switches.*: ") + matches_nothing}},
       {"'*': screening, duty.*: screening", {std::string("4:32: axes.duty.*: ") + matches_nothing}}},
      &DesignFile::sampled_axis);
}

TEST_F(DesignFile, ChecksPackages) {
  expect({{"axes:\n  my policy: {packages: {A: {}}}\n  point: {packages: {A: {}}}\n  empty: {packages: {}}\n"
           "  none: {packages: }\n  list: {packages: [a]}\n  more: {packages: {A: }, levels: x}\n",
           {"4:14: axes.my policy: an axis of packages is named with letters, digits and underscores, at "
            "most 60",
            "5:10: axes.point: this name is taken by a column of the results; choose another",
            "6:21: axes.empty.packages: is empty; give at least one package, `NAME: {group: {key: value}}`",
            "7:10: axes.none.packages: is empty; give at least one package, `NAME: {group: {key: value}}`",
            "8:20: axes.list.packages: must be a section of keys ('key: value'), not a list",
            "9:27: axes.more.levels: unknown key; known here: packages"}},
          {"axes:\n  policy: {packages: {(scenario): {}, \"a\\tb\": {}, E: 5, F: {duty: {strenght: 1}, "
           "pooling: {floor: "
           "7}, dury: {}}}}\n",
           {"4:35: axes.policy.packages.(scenario): this name stands for no package at all in tables of "
            "points; choose "
            "another",
            "4:47: axes.policy.packages.a\\tb: the name must be one line without tabs",
            "4:54: axes.policy.packages.E: must be a section of keys ('key: value'), not a single value",
            "4:99: axes.policy.packages.F.pooling.floor: 7 is outside [0, 1] share",
            "4:103: axes.policy.packages.F.dury: unknown key; did you mean 'duty'?",
            "4:68: axes.policy.packages.F.duty.strenght: unknown key; did you mean 'strength'?"}},
          {"axes:\n  policy: {packages: {" + std::string(61, 'x') + ": {}, A: {meaning: \"\"}}}\n",
           {"4:86: axes.policy.packages." + std::string(61, 'x') +
                ": the name is 61 characters long; at most 60",
            "4:103: axes.policy.packages.A.meaning: is empty"}}},
         &DesignFile::after_head);
}

TEST_F(DesignFile, VariesAParameterOnce) {
  expect(
      {{"set: {parameters: {duty: {strength: 1}}}\naxes: {duty.strength: [0, 1]}\n",
        {"4:23: axes.duty.strength: is fixed under `set` as well; remove one of the two"}},
       {"axes:\n  duty.strength: [0, 1]\n  policy: {packages: {A: {}, B: {duty: {strength: 1}}}}\n"
        "  other: {packages: {C: {pooling: {floor: 0.5}}, D: {pooling: {floor: 1}}}}\n"
        "  third: {packages: {D: {pooling: {floor: 0.6}}}}\n",
        {fmt::format("5:51: axes.policy.packages.B.duty.strength: is an axis of its own {}", once),
         fmt::format("7:43: axes.third.packages.D.pooling.floor: is set by packages of `other` {}", once)}}},
      &DesignFile::after_head);
}

TEST_F(DesignFile, ChecksMethods) {
  expect(
      {{"method: sobel, points: 8",
        {"3:18: design.method: 'sobel' is none of factorial, one_at_a_time, points, latin_hypercube, sobol, "
         "morris, "
         "saltelli; did you mean 'sobol'?"}},
       {"method: sobol", {"3:9: design.points: missing; say how many points to sample"}},
       {"method: sobol, points: 0", {"3:33: design.points: 0 is outside [1, 1000000]"}},
       {"method: sobol, points: 1.5", {"3:33: design.points: '1.5' is not a whole number"}},
       {"method: sobol, points: 8, trajectories: 4, base: 3, levels: 4, file: a, zeed: 3",
        {"3:59: design.base: does not belong to `method: sobol`; it is for saltelli",
         "3:50: design.trajectories: does not belong to `method: sobol`; it is for morris",
         "3:70: design.levels: does not belong to `method: sobol`; it is for morris",
         "3:79: design.file: does not belong to `method: sobol`; it is for points",
         "3:82: design.zeed: unknown key; did you mean 'seed'?"}},
       {"method: morris",
        {"3:9: design.trajectories: missing; say how many trajectories, of axes + 1 points each"}},
       {"method: morris, trajectories: 4, levels: 5",
        {"3:51: design.levels: 5 is odd; Morris's steps need an even number"}},
       {"method: saltelli",
        {"3:9: design.base: missing; say how many base rows; there are base x (axes + 2) points"}},
       {"method: saltelli, base: 8, seed: -1", {"3:43: design.seed: -1 is outside [0, 9007199254740991]"}},
       {"seed: 3",
        {"3:16: design.seed: does not belong to `method: factorial`; it is for latin_hypercube, sobol, "
         "morris, "
         "saltelli"}},
       {"method: points",
        {"3:9: design.file: missing; say which table holds the points (CSV, relative to the design)",
         "4:23: axes.duty.strength: the columns of the file are the axes; only packages are written here"}}},
      &DesignFile::method);
  expect({{"design: sobol", {"3:9: design: must be a section of keys ('key: value'), not a single value"}}},
         &DesignFile::beside_axis);
  expect({{"design: {method: morris, trajectories: 4}\n"
           "axes: {duty.strength: [1], policy: {packages: {A: {}, B: {}, C: {}}}}\n",
           {"4:23: axes.duty.strength: has one value only; Morris's method needs a range or two values",
            "4:36: axes.policy: 3 packages have no order, so that Morris's steps would mean nothing; give "
            "two, or "
            "choose another method"}}},
         &DesignFile::after_head);
}

TEST_F(DesignFile, ChecksReplicates) {
  expect({{"replicates: 0", {"3:13: replicates: 0 is outside [1, 1000000] runs"}},
          {"replicates: many", {"3:13: replicates: 'many' is not a whole number"}},
          {"replicates: 1.5", {"3:13: replicates: '1.5' is not a whole number"}},
          {"replicates: {initial: 1}",
           {"3:23: replicates.initial: 1 is outside [2, 1000000] runs",
            "3:13: replicates.precision: missing; say how exact which outcome shall be, `precision: "
            "{OUTCOME: 0.1}`, "
            "or give a number of replicates"}},
          {"replicates: {initial: 10, budget: 5, precision: {real: 0.1}}",
           {"3:35: replicates.budget: 5 runs of a point are fewer than the 10 to begin with"}},
          {"replicates: {alpha: 0, look_ahead: -1, most: 5, precision: {real: 0.1}}",
           {"3:36: replicates.look_ahead: -1 is outside [0, 1000000] runs",
            "3:21: replicates.alpha: 0 is outside [0.0001, 0.5]",
            "3:40: replicates.most: unknown key; known here: initial, look_ahead, alpha, budget, precision"}},
          {"replicates: {precision: [real]}",
           {"3:25: replicates.precision: must be a section of keys ('key: value'), not a list"}}},
         &DesignFile::beside_axis);
  expect(
      {{"rael: 0.1", {"3:32: replicates.precision.rael: there is no outcome 'rael'; did you mean 'real'?"}},
       {"real: 0",
        {"3:32: replicates.precision.real: 0 is not a share of the mean above 0 and up to 1; 0.1 is ten per "
         "cent"}},
       {"real: {relative: 10}",
        {"3:43: replicates.precision.real.relative: 10 is not a share of the mean above 0 and up to 1; 0.1 "
         "is ten "
         "per cent"}},
       {"real: {absolute: -1}", {"3:43: replicates.precision.real.absolute: -1 is not above 0"}},
       {"real: {}", {std::string("3:32: replicates.precision.real: ") + give_one}},
       {"real: {absolute: 1, relative: 1}", {std::string("3:32: replicates.precision.real: ") + give_one}},
       {"real: [1]", {"3:32: replicates.precision.real: must be a number, not a list"}}},
      &DesignFile::precision);
}

TEST_F(DesignFile, ChecksOutcomes) {
  expect({{"outcomes: {reel: , re-al: {measure: real}}",
           {"3:12: outcomes.reel: is no measure, and none is given under `measure`; did you mean 'real'?",
            "3:27: outcomes.re-al: an outcome is named with letters, digits and underscores, at most 60"}},
          {"outcomes: {one: {measure: rael, take: never}}",
           {std::string("3:39: outcomes.one.take: 'never' is not understood; ") + takes,
            "3:27: outcomes.one.measure: there is no measure 'rael'; did you mean 'real'?"}},
          {"outcomes: {real: {take: value at 2022/23}}",
           {std::string("3:25: outcomes.real.take: 'value at 2022/23' is not understood; ") + takes}},
          {"outcomes: {real: {take: value at 2024/25 Q1}}",
           {"3:25: outcomes.real.take: 'value at 2024/25 Q1' is not within the run, which is 2017/18 Q1 to "
            "2022/23 Q4"}},
          {"outcomes: {real: {take: change from 2016/17 Q4 to 2018/19 Q4}}",
           {"3:25: outcomes.real.take: 'change from 2016/17 Q4 to 2018/19 Q4' is not within the run, which "
            "is 2017/18 Q1 "
            "to 2022/23 Q4"}},
          {"outcomes: {real: {tke: 1}}", {"3:19: outcomes.real.tke: unknown key; did you mean 'take'?"}},
          {"outcomes: {real: value}",
           {"3:18: outcomes.real: must be a section of keys ('key: value'), not a single value"}},
          {"outcomes: [real, rael, real]",
           {"3:18: outcomes[1]: there is no measure 'rael'; did you mean 'real'?",
            "3:24: outcomes[2]: 'real' stands there twice"}},
          {"outcomes: []",
           {"3:11: outcomes: is empty; name at least one measure, or leave the key out to keep all"}},
          {"outcomes: {}",
           {"3:11: outcomes: is empty; name at least one measure, or leave the key out to keep all"}},
          {"outcomes: real", {"3:11: outcomes: must be a list of measures, or a section of outcomes"}},
          {"trajectories: some", {"3:15: trajectories: must be a list of measures, or `all`"}},
          {"trajectories: [rael, real, real]",
           {"3:16: trajectories[0]: there is no measure 'rael'; did you mean 'real'?",
            "3:28: trajectories[2]: 'real' stands there twice"}}},
         &DesignFile::beside_axis);
  ASSERT_EQ(faults_beside_axis("trajectories: all\n"), Lines{});
  EXPECT_EQ(design_.trajectories.size(), measure_rows.size());
}

TEST_F(DesignFile, ChecksTheRest) {
  expect({{"failures: -1", {"3:11: failures: -1 is outside [0, 1000000000] runs"}},
          {"failures: none", {"3:11: failures: 'none' is neither a whole number of runs nor `any`"}},
          {"baseline: yes", {"3:11: baseline: 'yes' is not a boolean; write true"}},
          {"bseline: true", {"3:1: bseline: unknown key; did you mean 'baseline'?"}},
          {"title: \"a\\nb\"", {"3:8: title: must be one line without tabs"}},
          {"frozen: {model: a, unit: 0}",
           {"3:9: frozen.scenario: missing", "3:9: frozen.tables: missing", "3:9: frozen.points: missing",
            "3:26: frozen.unit: 0 is outside [1, 1000000000]"}}},
         &DesignFile::beside_axis);
}

TEST_F(DesignFile, ChecksWhatItSets) {
  expect({{"set: 5", {"3:6: set: must be a section of keys ('key: value'), not a single value"}},
          {"set: {replicates: 3, record: systems, title: x, extends: y, concord: 1}",
           {"3:7: set.replicates: the design says how often to run; write `replicates` outside `set`",
            "3:22: set.record: a sweep keeps `outcomes` and `trajectories`; leave it out",
            "3:39: set.title: the design has a title of its own; leave it out",
            "3:49: set.extends: belongs to a scenario file; leave it out",
            "3:61: set.concord: belongs to a scenario file; leave it out"}},
          {"set: {quaters: 3, quarters: 0}",
           {"3:29: quarters: 0 is outside [1, 400] quarters",
            "3:7: quaters: unknown key; did you mean 'quarters'?"}},
          {"set: {world: {tables: x}}",
           {"3:15: set.world.tables: a design takes the tables of its scenario; write a scenario for other "
            "tables"}},
          {"set: {parameters: {poling: {floor: 1}, pooling: {floor: 2}, control_total: {ask_base: 5}}}",
           {"3:57: parameters.pooling.floor: 2 is outside [0, 1] share",
            "3:87: parameters.control_total.ask_base: 5 must not be above control_total.ask_cap (2.2); the "
            "largest "
            "ask cannot be below that of a balanced body",
            "3:20: parameters.poling: unknown key; did you mean 'pooling'?"}}},
         &DesignFile::beside_axis);
}

TEST_F(DesignFile, RefusesWhatIsTooMuch) {
  const std::string remedy = "give fewer levels or axes, or take a sample of fewer points";
  expect({{"method: sobol, points: 1000001", {"3:33: design.points: 1000001 is outside [1, 1000000]"}},
          {"method: morris, trajectories: 1000000",
           {"3:9: design: 2000000 points; at most 1000000 are simulated: " + remedy}}},
         &DesignFile::method);
  expect({{"replicates: 100000\ndesign: {method: sobol, points: 100000}",
           {"3:13: replicates: 100000 runs of each of 100000 points are 10000000000 runs; at most "
            "1000000000: take "
            "fewer of either"}}},
         &DesignFile::beside_axis);
  std::string axes = "axes:\n";
  for (const char* name : {"duty.strength", "pooling.floor", "behaviour.memory", "behaviour.imitation",
                           "behaviour.foregone_weight", "behaviour.perceived_uncertainty"})
    axes += fmt::format("  {}: {{from: 0, to: 1, steps: 1000}}\n", name);
  expect(
      {{axes, {"4:3: axes: 1e+18 points; at most 1000000 are simulated: " + remedy}},
       {"design: {method: latin_hypercube, points: 1000000}\naxes: {behaviour.*: screening, finance.*: "
        "screening, "
        "shocks.*: screening, councils.*: screening}\n",
        {fmt::format(
            "3:9: design: 1000000 points of {0} axes are {0}000000 values; at most 20000000 are kept: take "
            "fewer of either",
            39)}}},
      &DesignFile::after_head);
}

TEST_F(DesignFile, ChecksTablesOfPoints) {
  expect({{"", {"p.csv: has no header; the names of its columns are those of parameters"}},
          {"point\n1\n", {"p.csv:1: has no column with the name of a parameter"}},
          {"duty.strength\n", {"p.csv: has no points; each is a line below the names of the columns"}},
          {"point,duty.strength\n0,1\n1,x\n2,\n3,-1\n",
           {"p.csv:3: duty.strength: 'x' is not a number", "p.csv:4: duty.strength: is blank; give a value",
            "p.csv:5: duty.strength: -1 is outside [0, 1000] pp"}},
          {"duty.strenght,foo,duty.strength\n1,2,3\n",
           {"p.csv:1: duty.strenght: unknown column; did you mean 'duty.strength'?",
            "p.csv:1: foo: unknown column; it is no parameter (`concord describe` lists them) and no axis of "
            "packages"}},
          {"duty.strength,duty.strength\n1,2\n",
           {"p.csv:1: duty.strength: duplicate column; it is also column 1 of the header"}},
          {"# "
           "a\nduty.strength,deadline.date,shocks.covid,contracts.delay\n0.1,2021,true,3\n0.2,never,perhaps,"
           "1.5\n",
           {"p.csv:3: deadline.date: '2021' is not a financial quarter; write 2021/22 Q1 for April to June "
            "2021, or "
            "never",
            "p.csv:4: shocks.covid: must be true or false, not 'perhaps'",
            "p.csv:4: contracts.delay: '1.5' is not a whole number"}},
          {"duty.strength\n1,2\n", {"p.csv:2: 2 cells, but the header has 1"}},
          {"\xff\n", {"p.csv:1:1: invalid UTF-8 (byte 0xff) at offset 0; save the file as UTF-8"}}},
         &DesignFile::table);
  expect(
      {{"duty.strength\n1\n", {"p.csv:1: policy: missing column"}},
       {"policy\nAs it is\n", {"p.csv:2: policy: there is no package 'As it is'; did you mean 'As it was'?"}},
       {"pooling.floor,policy\n1,As it was\n",
        {fmt::format("p.csv:1: pooling.floor: is set by packages of `policy` {}", once)}}},
      &DesignFile::table_with_packages);
}

TEST_F(DesignFile, ReadsTablesThatWentThroughASpreadsheet) {
  write("p.csv", "\uFEFFpoint,pooling.floor,shocks.covid\r\n0,0,TRUE\r\n1,0.5,False\r\n2,1,yes\r\n3,1,0\r\n");
  ASSERT_EQ(faults_of("design: {method: points, file: p.csv}\n"), Lines{});
  EXPECT_EQ(design_.sampling.rows, (std::vector<double>{0, 1, 0.5, 0, 1, 1, 1, 0}));
  ASSERT_EQ(faults_of("axes: {sets: {vectors: p.csv}}\n"), Lines{});
  write("p.csv", "pooling.floor;shocks.covid\n0,5;TRUE\n");
  for (const char* use : {"design: {method: points, file: p.csv}\n", "axes: {sets: {vectors: p.csv}}\n"}) {
    const Lines found = faults_of(use);
    ASSERT_FALSE(found.empty());
    EXPECT_TRUE(found[0].starts_with("p.csv:1: its cells are separated by semicolons; save")) << found[0];
  }
  write("p.csv", "pooling.floor,shocks.covid\n50%,perhaps\n\"0,5\",NA\n\u22121,TRUE\n");
  EXPECT_EQ(faults_of("design: {method: points, file: p.csv}\n"),
            (Lines{"p.csv:2: pooling.floor: '50%' is not a number; write 0.5",
                   "p.csv:2: shocks.covid: must be true or false, not 'perhaps'",
                   "p.csv:3: pooling.floor: '0,5' has a decimal comma; write 0.5",
                   "p.csv:3: shocks.covid: must be true or false, not 'NA'",
                   "p.csv:4: pooling.floor: '\u22121' is not a number; write -1"}));
}

TEST_F(DesignFile, ReadsDottedKeysInSetAndPackages) {
  ASSERT_EQ(faults_of("set: {pooling.quorum: 0.5, parameters: {duty.strength: 1, duty: {licence: 0.5}}}\n"
                      "axes:\n  policy:\n    packages:\n      none: {}\n"
                      "      floor: {meaning: A floor, pooling.floor: 0.5, pooling: {floor_until: never}}\n"),
            Lines{});
  EXPECT_EQ(first(design_.base.scenario.parameters.of<Pooling>().quorum), 0.5);
  EXPECT_EQ(first(design_.base.scenario.parameters.of<Duty>().strength), 1);
  EXPECT_EQ(first(design_.base.scenario.parameters.of<Duty>().licence), 0.5);
  ASSERT_EQ(design_.axes[0].packages.size(), 2U);
  EXPECT_EQ(design_.axes[0].packages[1].settings.size(), 2U);
  EXPECT_EQ(faults_beside_axis("set: {pooling.floor: 1, parameters: {pooling: {floor: 0}}}\n"),
            (Lines{"d.yaml:3:7: set.pooling.floor: is given a second time; it was first given on line 3, "
                   "column 48"}));
  EXPECT_EQ(faults_beside_axis("set: {duty.strength: 1}\n"),
            (Lines{"d.yaml:4:23: axes.duty.strength: is fixed under `set` as well; remove one of the two"}));
}

TEST_F(DesignFile, ReportsAllProblemsAtOnce) {
  EXPECT_EQ(
      faults("sweep: 1\nscenario: world.yml\ntitel: x\nset: {replicates: 2}\ndesign: {method: sobol}\n"
             "axes: {duty.strenght: [0]}\nreplicates: 0\noutcomes: [rael]\n"),
      (Lines{"d.yaml:7:13: replicates: 0 is outside [1, 1000000] runs",
             "d.yaml:4:7: set.replicates: the design says how often to run; write `replicates` outside `set`",
             "d.yaml:2:11: scenario: there is no file 'world.yml', seen from the design; did you mean "
             "'world.yaml'?",
             "d.yaml:5:9: design.points: missing; say how many points to sample",
             "d.yaml:6:23: axes.duty.strenght: there is no such parameter; did you mean 'duty.strength'?",
             "d.yaml:8:12: outcomes[0]: there is no measure 'rael'; did you mean 'real'?",
             "d.yaml:3:1: titel: unknown key; did you mean 'title'?"}));
}

// What the code asks for is what the table says, so that neither can have a key more.
TEST_F(DesignFile, TellsTheKeysOfTheTableWhereNoneIsNear) {
  const Lines found = faults_beside_axis("colour: red\n");
  ASSERT_EQ(found.size(), 1U);
  const std::string start = "d.yaml:3:1: colour: unknown key; known here: ";
  ASSERT_TRUE(found[0].starts_with(start)) << found[0];
  std::set<std::string> said, table;
  std::istringstream names(found[0].substr(start.size()));
  for (std::string name; std::getline(names >> std::ws, name, ',');) said.insert(name);
  Design design;
  for (const Key& key : design_keys(design)) table.insert(key.key);
  EXPECT_EQ(said, table);
  EXPECT_EQ(faults_of("axes: {policy: {packages: {A: {colour: {red: 1}}}}}\n"),
            Lines{"d.yaml:3:41: axes.policy.packages.A.colour.red: there is no such parameter; `concord "
                  "describe` lists all"});
}

TEST_F(DesignFile, IsTheSameOutAndInAgain) {
  const std::string axes =
      "axes:\n  contracts.delay: {from: 0, to: 8}\n  pooling.floor: {from: 0.1, to: 0.3}\n"
      "  surprises.quarterly_sd: {from: 0.5, to: 1.7, scale: log}\n  shocks.covid: [false, true]\n"
      "  deadline.date: {from: 2019/20 Q1, to: 2021/22 Q4}\n";
  for (const char* method :
       {"latin_hypercube, points: 9, seed: 4", "sobol, points: 9", "one_at_a_time",
        "morris, trajectories: 3, levels: 6", "saltelli, base: 3, seed: 9007199254740991"})
    expect_round_trip(fmt::format("design: {{method: {}}}\n{}", method, axes));
  expect_round_trip(
      "design: {method: sobol, points: 4}\naxes: {behaviour.*: screening, shocks.*: screening}\n");
  expect_round_trip(
      "title: \"A \\\"quoted\\\" \\\\ title: é # no comment\"\nset: {quarters: 6, parameters: {finance: "
      "{evidence_weight: 1}}}\nbaseline: false\nreplicates: 3\noutcomes: {a1: {measure: real}, b: {measure: "
      "backlog, "
      "take: change from 2017/18 Q1 to 2018/19 Q2}, c: {measure: margin, take: sum over 2017/18}, d: "
      "{measure: "
      "maturity_gap, take: value at 2018/19 Q1}}\n"
      "trajectories: [real, ccgs_balance]\nfailures: 0\n"
      "axes:\n"
      "  duty.strength: {from: 0.1, to: 10, steps: 4, scale: log}\n"
      "  deadline.date: [2020/21 Q4, never]\n"
      "  shocks.covid: [false]\n"
      "  designation.first_wave_systems: [10, 3]\n"
      "  behaviour.choice_precision: [1e-9, 1000000000, 0.1]\n"
      "  policy:\n    packages:\n      \"Pool, \\\"all\\\": yes\": {meaning: \"x: \\\"y\\\"\", duty: {}, "
      "pooling: {floor: "
      "1, floor_from: 2019/20 Q1}, contracts: {delay: 2}}\n      Plain: \n      \"null\": {switches: {noise: "
      "false}}\n");
  expect_round_trip(
      "replicates: {initial: 8, budget: 100, precision: {real: 0.05, backlog: {absolute: 1e-7}}}\n"
      "axes: {duty.strength: [0, 1]}\n");
  expect_round_trip(
      "axes: {duty.strength: [0, 1]}\nfrozen: {model: 00ff, scenario: 12e5, tables: none, points: \"0\", "
      "unit: 64}\n");
  EXPECT_EQ(design_.frozen->behaviour, "00ff");
  EXPECT_TRUE(design_.frozen->of_before);
  EXPECT_EQ(design_.frozen->scenario, "12e5");
  EXPECT_EQ(design_.frozen->unit, 64);
  write("p.csv", "policy,point,duty.strength\n(scenario),1,0.5\n\"A, B\",2,1\n");
  expect_round_trip(
      "design: {method: points, file: p.csv}\naxes: {policy: {packages: {\"A, B\": {contracts: {delay: "
      "2}}}}}\n");
}

TEST_F(DesignFile, MeasuresOfAllKindsHaveUnitAndMeaning) {
  for (const std::string& name : measure_names()) {
    EXPECT_FALSE(describe_measure(name).unit.empty()) << name;
    EXPECT_TRUE(describe_measure(name).meaning.ends_with('.')) << name;
    EXPECT_FALSE(describe_measure(name).meaning.starts_with("The same")) << name;
  }
}

TEST_F(DesignFile, ExamplesAreGood) {
  for (const char* folder : {"examples", "questions", "sensitivity"}) {
    int designs = 0;
    for (const auto& entry : std::filesystem::directory_iterator(source("experiments") / folder)) {
      if (entry.path().extension() != ".yaml") continue;
      ++designs;
      Problems problems;
      const Design design = load_design(entry.path(), {}, problems);
      ASSERT_EQ(lines_of(problems), Lines{});
      check_points(design, make_points(design), problems);
      EXPECT_EQ(lines_of(problems), Lines{});
      if (!design.question) continue;
      for (const QuestionOutcome& asked : design.question->outcomes) {
        const std::string& measure = design.outcomes[asked.outcome].measure;
        if (asked.better == Better::neither) continue;  // a question may leave it open
        EXPECT_EQ(asked.better, describe_measure(measure).better) << entry.path() << " " << measure;
      }
    }
    EXPECT_GE(designs, 2) << folder;
  }
}

// Every design in the document is one that the program reads.
TEST_F(DesignFile, TheDocumentShowsGoodDesigns) {
  const std::filesystem::path root = source("");
  std::filesystem::create_directory_symlink(root / "configs", home_ / "configs");
  write("designs/points.csv", "duty.strength,pooling.floor,deadline.date\n0,0.2,2021/22 Q1\n0.7,0.2,never\n");
  std::ifstream in(root / "docs/sweeps.md");
  int designs = 0;
  std::string text;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```yaml") {
      inside = true;
      text.clear();
    } else if (line == "```" && inside) {
      inside = false;
      if (!text.starts_with("sweep: 1")) continue;  // a part of one
      ++designs;
      write("designs/d.yaml", text);
      EXPECT_EQ(problems_of("designs/d.yaml"), Lines{}) << text;
      points_ = make_points(design_);
      Problems problems;
      check_points(design_, points_, problems);
      EXPECT_EQ(lines_of(problems), Lines{}) << text;
    } else if (inside) {
      text += line + "\n";
    }
  }
  EXPECT_GE(designs, 3);
}

}  // namespace
}  // namespace concord::test
