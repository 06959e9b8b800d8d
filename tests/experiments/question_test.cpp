// Axes of parameter sets, and the section `question` of a design.

#include "tests/experiments/design_files.hpp"
#include "tests/experiments/small_design.hpp"

#include <fmt/format.h>

namespace concord::test {
namespace {

class ParameterSets : public DesignFiles {
 protected:
  Lines sets() const {
    Lines lines;
    for (const Axis& axis : design_.axes) {
      for (const Package& package : axis.packages) {
        std::string line = package.name + ":";
        for (const Setting& setting : package.settings)
          line += " " + setting.parameter->path + "=" + value_text(*setting.parameter, setting.value);
        lines.push_back(line);
      }
    }
    return lines;
  }
};

TEST_F(ParameterSets, AreRowsOfATable) {
  write("sets.csv",
        "# Made up,\n# for this test.\npoint,duty.conflict,behaviour.memory\n0,0.5,0.25\n1,0.75,0.5\n");
  EXPECT_EQ(faults_of("axes:\n  duty.strength: [0, 1]\n  set: {vectors: sets.csv}\n"), Lines{});
  EXPECT_EQ(sets(), (Lines{"set 1: behaviour.memory=0.25 duty.conflict=0.5",
                           "set 2: behaviour.memory=0.5 duty.conflict=0.75"}));
  EXPECT_EQ(point_count(design_), 4);
  EXPECT_EQ(design_.axes[1].sets_from, "sets.csv: Made up, for this test.");
}

TEST_F(ParameterSets, LeaveAloneWhatIsNamedElsewhere) {
  write(
      "sets.csv",
      "duty.strength,duty.conflict,pooling.floor,break_even.relief,behaviour.memory\n0.1,0.5,0.2,0.3,0.4\n");
  EXPECT_EQ(faults_of("set: {parameters: {pooling: {floor: 0.5}}}\naxes:\n  set: {vectors: sets.csv}\n"
                      "  duty.strength: [0, 1]\n  policy: {packages: {Relief: {break_even: {relief: 1}}}}\n",
                      {{"behaviour.memory", "0.9", "--set"}}),
            Lines{});
  EXPECT_EQ(sets(), (Lines{"set 1: duty.conflict=0.5", "Relief: break_even.relief=1"}));
}

TEST_F(ParameterSets, AreSpacedEvenlyIfFewerAreWanted) {
  std::string table = "behaviour.memory\n";
  for (int n = 0; n < 10; ++n) table += "0." + std::to_string(n) + "\n";
  write("sets.csv", table);
  EXPECT_EQ(faults_of("axes: {set: {vectors: sets.csv, most: 4}}\n"), Lines{});
  EXPECT_EQ(sets(), (Lines{"set 1: behaviour.memory=0", "set 3: behaviour.memory=0.2",
                           "set 6: behaviour.memory=0.5", "set 8: behaviour.memory=0.7"}));
}

TEST_F(ParameterSets, FaultsAreNamedWithLineAndColumn) {
  write("sets.csv", "behaviour.memry,duty.conflict\n0.5,\n0.5,7\n");
  EXPECT_EQ(faults_of("axes: {set: {vectors: sets.csv}}\n"),
            (Lines{"sets.csv:1: behaviour.memry: unknown column; did you mean 'behaviour.memory'?",
                   "sets.csv:2: duty.conflict: is blank; give a value",
                   "sets.csv:3: duty.conflict: 7 is outside [0, 1] share"}));
  EXPECT_EQ(faults_of("axes: {set: {vectors: none.csv}}\n"),
            Lines{"d.yaml:3:23: axes.set.vectors: there is no file 'none.csv', seen from the design"});
}

TEST_F(ParameterSets, AreNotMoreThanAPlanHolds) {
  std::string header, row;
  std::size_t parameters = 0;
  for (const ParameterInfo& info : all_parameters()) {
    if (info.kind != ValueKind::number) continue;
    ++parameters;
    header += (header.empty() ? "" : ",") + info.path;
    row += (row.empty() ? "" : ",") + value_text(info, info.get(Parameters{}));
  }
  std::string table = header + "\n";
  for (int n = 0; n < 400; ++n) table += row + "\n";
  write("sets.csv", table);
  const Lines faults = faults_of("axes: {set: {vectors: sets.csv}}\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("at most 25000, as a plan keeps them all: take fewer with `most`"),
            std::string::npos)
      << faults[0];
  EXPECT_EQ(faults_of(fmt::format("axes: {{set: {{vectors: sets.csv, most: {}}}}}\n", 25000 / parameters)),
            Lines{});
  // The largest plan reads back.
  write("again.yaml", canonical_design(design_, "world.yaml", "points.csv"));
  EXPECT_EQ(problems_of("again.yaml"), Lines{});
}

TEST_F(ParameterSets, APlanHoldsThemItself) {
  write("sets.csv", "behaviour.memory\n0.25\n0.5\n");
  ASSERT_EQ(faults_of("axes:\n  duty.strength: [0, 1]\n  set: {vectors: sets.csv}\n"), Lines{});
  const std::string text = canonical_design(design_, "world.yaml", "points.csv");
  const Lines before = sets();
  write("again.yaml", text);
  EXPECT_EQ(problems_of("again.yaml"), Lines{});
  EXPECT_EQ(sets(), before);
  EXPECT_EQ(canonical_design(design_, "world.yaml", "points.csv"), text);
}

constexpr const char* asked =
    "axes:\n  duty.strength: [0, 0.5, 1]\n  break_even.relief: [0, 1]\n  set: {vectors: sets.csv}\n"
    "outcomes: [real]\n"
    "question:\n  number: Q01\n  asks: Does it?\n  why: Because.\n  reading: Thus.\n";
constexpr const char* roles =
    "  lever: {axis: duty.strength, as: a duty, name: duty}\n"
    "  context: [{axis: break_even.relief, as: relief, levels: [{at: 1, as: with}, {at: 0, as: without}]}]\n"
    "  parameter_sets: set\n";

class AQuestion : public ParameterSets {
 protected:
  AQuestion() { write("sets.csv", "behaviour.memory\n0.25\n0.5\n"); }
};

TEST_F(AQuestion, IsReadInItsOrder) {
  ASSERT_EQ(faults_of(std::string(asked) + roles +
                      "  outcomes: [{name: real, as: real systems, matters: 2, better: more}]\n"),
            Lines{});
  ASSERT_TRUE(design_.question);
  const Question& question = *design_.question;
  EXPECT_EQ(question.number, "Q01");
  EXPECT_EQ(question.lever.axis, 0U);
  EXPECT_EQ(question.lever.from, 0);
  EXPECT_EQ(question.lever.to, 1);
  ASSERT_EQ(question.contexts.size(), 1U);
  EXPECT_EQ(question.contexts[0].levels[0].at, 1);
  EXPECT_EQ(question.sets, 2U);
  EXPECT_EQ(question.outcomes[0].better, Better::more);
  EXPECT_EQ(question.headline, 1U);
}

TEST_F(AQuestion, ChangesNoPlan) {
  const std::string rest = "  outcomes: [{name: real, as: real systems, matters: 2}]\n";
  ASSERT_EQ(faults_of(std::string(asked) + roles + rest), Lines{});
  const std::string digest = plan_of(design_).digest;
  std::string without = asked;
  without = without.substr(0, without.find("question:"));
  ASSERT_EQ(faults_of(without), Lines{});
  EXPECT_FALSE(design_.question);
  EXPECT_EQ(plan_of(design_).digest, digest);
}

TEST_F(AQuestion, FaultsComeWithRemedies) {
  EXPECT_EQ(faults_of(std::string(asked) +
                      "  lever: {axis: duty.strenth, as: a duty, name: duty}\n"
                      "  outcomes: [{name: rel, as: real systems, matters: 2, better: bigger}]\n"),
            (Lines{"d.yaml:14:64: question.outcomes[0].better: 'bigger' is neither more nor less",
                   "d.yaml:13:17: question.lever.axis: the design has no axis 'duty.strenth'; did you mean "
                   "'duty.strength'?",
                   "d.yaml:14:21: question.outcomes[0].name: the design keeps no outcome 'rel'; did you mean "
                   "'real'?"}));
  EXPECT_EQ(faults_of(std::string(asked) +
                      "  lever: {axis: duty.strength, as: a duty, name: duty, to: 2}\n"
                      "  context: [{axis: break_even.relief, as: relief, levels: [{at: 1, as: with}]}]\n"
                      "  outcomes: [{name: real, as: real systems, matters: 2}]\n"),
            (Lines{"d.yaml:13:60: question.lever.to: is no level of duty.strength; it has 0, 0.5, 1",
                   "d.yaml:14:59: question.context[0].levels: gives words for 1 of the 2 levels of "
                   "break_even.relief; all need them"}));
}

TEST_F(AQuestion, PullsALeverFromTheLeastToTheGreatest) {
  std::string text =
      std::string(asked) + roles + "  outcomes: [{name: real, as: real systems, matters: 2}]\n";
  text.replace(text.find("[0, 0.5, 1]"), 11, "[0, 1, 0.5]");
  const Lines faults = faults_of(text);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find("has levels in no order; list those of a lever"), std::string::npos) << faults[0];
}

TEST_F(AQuestion, GivesEveryAxisARole) {
  const Lines faults =
      faults_of(std::string(asked) +
                "  lever: {axis: duty.strength, as: a duty, name: duty}\n  parameter_sets: set\n"
                "  outcomes: [{name: real, as: real systems, matters: 2}]\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_NE(faults[0].find(
                "the axis break_even.relief has no role; make it `lever`, `context` or `parameter_sets`"),
            std::string::npos)
      << faults[0];
}

TEST_F(AQuestion, IsAskedOfGridsWithAFixedNumberOfRuns) {
  const std::string text =
      std::string(asked) + roles + "  outcomes: [{name: real, as: real systems, matters: 2}]\n";
  const auto first = [&](const std::string& more) {
    const Lines faults = faults_of(more + text);
    return faults.empty() ? std::string() : faults.front();
  };
  EXPECT_NE(
      first("design: {method: one_at_a_time}\n").find("`method: factorial`; this design is one_at_a_time"),
      std::string::npos);
  EXPECT_NE(first("replicates: {precision: {real: 0.1}}\n").find("give `replicates` as a number"),
            std::string::npos);
}

}  // namespace
}  // namespace concord::test
