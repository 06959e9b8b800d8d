// Three identities (docs/adr/0016-three-identities.md): a parameter without effect, a measure, a chart or a
// page more leaves behaviour, plans and campaigns as they are; nothing else does.

#include "experiments/campaigns/campaign.hpp"
#include "experiments/campaigns/merge.hpp"
#include "experiments/campaigns/plan.hpp"
#include "experiments/runs/fingerprint.hpp"
#include "experiments/scenarios/changed_settings.hpp"
#include "experiments/scenarios/changes.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "sim/digest.hpp"
#include "tests/support/folder.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;

std::vector<ParameterInfo> registry() {
  const auto all = all_parameters();
  return {all.begin(), all.end()};
}
/// A parameter that no group has, at `value`.
ParameterInfo invented(std::string path, double value, std::optional<double> neutral,
                       std::string_view idle_without = {}) {
  ParameterInfo info = *find_parameter("duty.strength");
  info.path = std::move(path);
  info.get = [=](const Parameters&) { return value; };
  info.neutral = neutral;
  info.idle_without = idle_without;
  return info;
}

void replace(std::string& text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  ASSERT_NE(at, text.npos) << old;
  text.replace(at, old.size(), now);
}
std::string sealed(const std::string& text, const std::string& seal) {
  return text + seal + digest_of(text) + "\n";
}
std::string without_seal(const std::string& text) { return text.substr(0, text.rfind("# ")); }

class Identity : public test::InFolder {
 protected:
  Identity() {
    write("world.yaml", "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 6\n");
    write("design.yaml", design_text);
  }
  Plan plan_of(const std::string& design = "design.yaml", std::span<const Override> overrides = {}) const {
    Problems problems;
    Plan plan = make_plan(load_design(home_ / design, overrides, problems), problems);
    problems.throw_if_any();
    return plan;
  }
  Plan planned(const std::string& folder) const {
    const Plan plan = plan_of();
    fs::create_directories(home_ / folder);
    write_plan(plan, home_ / folder);
    return plan;
  }
  Lines problems_of(const std::string& folder) const {
    Problems problems;
    load_plan(home_ / folder, problems);
    Lines lines;
    for (const Problem& problem : problems.all()) lines.push_back(problem.what);
    return lines;
  }
  /// The campaign's own files, as an older version would have left them.
  void change_scenario(const std::string& folder, const std::string& old, const std::string& now) const {
    std::string text = without_seal(bytes_of(home_ / folder / "scenario.yaml"));
    replace(text, old, now);
    write(folder + "/scenario.yaml", sealed(text, "# digest of the lines above: "));
  }
  void change_plan(const std::string& folder, const std::string& old, const std::string& now) const {
    std::string text = without_seal(bytes_of(home_ / folder / "plan.yaml"));
    replace(text, old, now);
    write(folder + "/plan.yaml", sealed(text, "# plan digest: "));
  }
  /// Simulates the third of a campaign, or what is missing; the digest of all results.
  void carry_out_a_third(const std::string& folder) const { work(folder, {1, 3}); }
  std::string carried_out(const std::string& folder) const {
    const Plan plan = work(folder, {});
    return merge(plan, {.campaign = home_ / folder, .target = home_ / (folder + ".h5"), .force = true})
        .content_digest;
  }

  const std::string one_axis =
      "sweep: 1\nscenario: world.yaml\nreplicates: 48\naxes: {duty.strength: [0, 0.35, 0.7]}\noutcomes: "
      "{real: "
      "{measure: real, take: value at 2018/19 Q1}}\n";
  const std::string design_text =
      "sweep: 1\nscenario: world.yaml\nreplicates: 16\naxes: {duty.strength: [0, 0.35, 0.7], pooling.floor: "
      "[0, "
      "1]}\noutcomes: {real: {measure: real, take: value at 2018/19 Q1}}\n";
  Plan work(const std::string& folder, Part part) const {
    Problems problems;
    Plan plan = load_plan(home_ / folder, problems);
    problems.throw_if_any();
    plan.design.frozen->unit = 1;
    work_on(plan, home_ / folder, {.part = part});
    return plan;
  }
};

TEST(Behaviour, IsAsAccepted) {
  const std::string file = test::source("tests/golden/behaviour.txt");
  std::string now;
  for (const auto& [name, digest] : behaviour_runs()) now += fmt::format("{} {}\n", name, digest);
  now += fmt::format("behaviour {}\n", behaviour_digest());
  if (std::getenv("CONCORD_ACCEPT_DIGESTS") != nullptr) std::ofstream(file) << now;
  EXPECT_EQ(now, bytes_of(file))
      << "a new parameter has an effect at its default, or the model behaves differently";
}

TEST(Behaviour, RunsAreOfScenariosThatCouldBeWritten) {
  EXPECT_EQ(faults_of(scenario_of_all_mechanisms()), Lines{});
}

TEST(Behaviour, StaysWithAParameterThatHasNoEffect) {
  auto more = registry();
  more.insert(more.begin() + 5, invented("new.strength", 0, 0));
  more.push_back(invented("new.reach", 2.5, std::nullopt, "new.strength"));
  EXPECT_EQ(behaviour_digest(more), behaviour_digest());
  std::ranges::reverse(more);
  EXPECT_EQ(behaviour_digest(more), behaviour_digest());
}

TEST(Behaviour, ChangesWithADefaultAndWithAParameterThatHasAnEffect) {
  auto more = registry();
  more.push_back(invented("new.strength", 0.1, 0));
  const std::string with_effect = behaviour_digest(more);
  EXPECT_NE(with_effect, behaviour_digest());
  more.push_back(invented("new.reach", 2.5, std::nullopt, "new.strength"));
  EXPECT_NE(behaviour_digest(more), with_effect);
  more = registry();
  more.push_back(invented("new.strength", 0, std::nullopt));
  EXPECT_NE(behaviour_digest(more), behaviour_digest());
  for (const char* path : {"duty.strength", "contracts.enabled", "deadline.date"}) {
    more = registry();
    const auto at = std::ranges::find(more, path, &ParameterInfo::path);
    at->get = [get = at->get](const Parameters& p) { return 1 - get(p); };
    EXPECT_NE(behaviour_digest(more), behaviour_digest()) << path;
  }
}

TEST(Behaviour, AMeasureMoreLeavesDigestsOfRuns) {
  std::vector<MeasureRow> national(measure_rows.begin(), measure_rows.end()),
      system(system_measure_rows.begin(), system_measure_rows.end()),
      organisation(organisation_column_rows.begin(), organisation_column_rows.end());
  for (auto* rows : {&national, &system, &organisation})
    rows->insert(rows->begin() + 3, MeasureRow{"brand_new", "share", "Another one.", ""});
  const Fingerprinted more = fingerprinted_among(national, system, organisation);

  const Scenario scenario = scenario_of_all_mechanisms();
  Block block;
  Workspace workspace;
  size_block(block, scenario, Record::organisations, 0, 3);
  simulate_batch(scenario, 7, 0, 3, workspace, block, 0);
  Block with_more = block;
  const auto add = [&](auto& values, std::size_t measures) {
    const auto of_one = static_cast<std::ptrdiff_t>(values.size() / measures);
    values.insert(values.begin() + 3 * of_one, static_cast<std::size_t>(of_one), 0.25F);
  };
  add(with_more.summary, measure_count);
  add(with_more.system, system_measure_count);
  add(with_more.organisation, organisation_column_count);
  for (const Record level : {Record::summary, Record::systems, Record::organisations}) {
    for (int run = 0; run < 3; ++run)
      EXPECT_EQ(digest_of_run(with_more, run, level, more), digest_of_run(block, run, level));
  }
}

TEST(Behaviour, EveryNumberThatIsListedCounts) {
  const Scenario scenario = scenario_of_all_mechanisms();
  Block block;
  Workspace workspace;
  size_block(block, scenario, Record::organisations, 0, 1);
  simulate_batch(scenario, 7, 0, 1, workspace, block, 0);
  const std::uint64_t digest = digest_of_run(block, 0, Record::organisations);
  const auto nudge = [&](auto& values, std::size_t measures, const std::vector<std::size_t>& listed) {
    EXPECT_GT(listed.size(), measures / 2);
    for (const std::size_t m : listed) {
      auto& value = values[m * (values.size() / measures) + 1];
      const auto before = value;
      value = 12345;
      EXPECT_NE(digest_of_run(block, 0, Record::organisations), digest) << m;
      value = before;
    }
  };
  nudge(block.summary, measure_count, fingerprinted().national);
  nudge(block.system, system_measure_count, fingerprinted().system);
  nudge(block.organisation, organisation_column_count, fingerprinted().organisation);
}

using Settings = std::vector<std::pair<const ParameterInfo*, double>>;
/// Of the run that uses all mechanisms, with other settings laid over.
std::uint64_t digest_with(const Settings& settings) {
  Scenario scenario = scenario_of_all_mechanisms();
  for (const auto& [parameter, value] : settings) parameter->set(scenario.parameters, value);
  Block block;
  Workspace workspace;
  size_block(block, scenario, Record::organisations, 0, lanes);
  simulate_batch(scenario, 3, 0, lanes, workspace, block, 0);
  Digest digest;
  for (int run = 0; run < lanes; ++run) digest.add(digest_of_run(block, run, Record::organisations));
  return digest.value();
}

TEST(Neutral, WhatIsIdleWithoutAnotherHasNoEffectThere) {
  int declared = 0;
  for (const ParameterInfo& parameter : all_parameters()) {
    if (parameter.neutral) {
      EXPECT_GE(*parameter.neutral, parameter.allowed.low) << parameter.path;
      EXPECT_LE(*parameter.neutral, parameter.allowed.high) << parameter.path;
      EXPECT_TRUE(neutral_by_default(parameter, all_parameters()))
          << parameter.path << ": nothing shows that results at its neutral value are as without it";
    }
    if (parameter.idle_without.empty()) continue;
    ++declared;
    const ParameterInfo* governor = find_parameter(parameter.idle_without);
    ASSERT_TRUE(governor != nullptr && governor->neutral) << parameter.path;
    const bool date = parameter.kind == ValueKind::quarter;
    const bool screened = parameter.screening.low != parameter.screening.high;
    const Range range = date       ? Range{static_cast<double>(financial_quarter(2018, 1).index),
                                     static_cast<double>(financial_quarter(2020, 3).index)}
                        : screened ? parameter.screening
                                   : parameter.allowed;
    const std::pair off{governor, *governor->neutral};
    EXPECT_EQ(digest_with({off, {&parameter, range.low}}), digest_with({off, {&parameter, range.high}}))
        << parameter.path;
  }
  EXPECT_GE(declared, 8);
}

TEST(Behaviour, EverySettingOfTheRunOfAllMechanismsActs) {
  const Parameters defaults;
  const Parameters all = scenario_of_all_mechanisms().parameters;
  const std::uint64_t digest = digest_with({});
  int set = 0;
  for (const ParameterInfo& parameter : all_parameters()) {
    if (parameter.get(all) == parameter.get(defaults)) continue;
    ++set;
    EXPECT_NE(digest_with({{&parameter, parameter.get(defaults)}}), digest) << parameter.path;
  }
  EXPECT_GE(set, 20);
}

TEST_F(Identity, ScenarioIsWhatDiffersFromTheDefaultsAndItsTables) {
  const std::string text = plan_of().design.base.resolved, digest = plan_of().design.base.scenario_digest;
  EXPECT_EQ(scenario_digest(text, {}), digest);
  // A later version knows more, says it in another order, and calls it something else.
  std::string other = text;
  replace(other, "  duty:\n", "  duty:\n    brand_new: 0\n");
  EXPECT_NE(scenario_digest(other, {}), digest) << "this version does not know that it has no effect";
  other = text;
  replace(other, "title: \"world\"", "title: \"Another name\"");
  replace(other, "record: summary", "record: systems");
  replace(other, "replicates: 16", "replicates: 2");
  EXPECT_EQ(scenario_digest(other, {}), digest);
  for (const auto& [old, now] :
       {std::pair{"strength: 0.35", "strength: 0.36"}, std::pair{"quarters: 6", "quarters: 7"},
        std::pair{"systems: 2", "systems: 3"}}) {
    other = text;
    replace(other, old, now);
    EXPECT_NE(scenario_digest(other, {}), digest) << now;
  }
  const std::vector<TableFile> tables{{"trusts.csv", "england/trusts.csv", "trusts.csv", "12"}};
  EXPECT_NE(scenario_digest(text, tables), digest);
  EXPECT_NE(scenario_digest(text, {{"trusts.csv", "england/trusts.csv", "trusts.csv", "13"}}),
            scenario_digest(text, tables));
}

TEST_F(Identity, SettingsWithoutEffectMayBeNew) {
  const Plan plan = planned("campaign");
  const std::string scenario = bytes_of(home_ / "campaign" / "scenario.yaml");
  auto more = registry();
  more.push_back(invented("new.strength", 0, 0));
  more.push_back(invented("new.reach", 2.5, std::nullopt, "new.strength"));
  EXPECT_EQ(new_with_effect(scenario, plan.design, more), Lines{});
  more = registry();
  more.push_back(invented("new.strength", 0.5, 0));
  more.push_back(invented("new.reach", 2.5, std::nullopt, "new.strength"));
  more.push_back(invented("new.other", 1, std::nullopt));
  EXPECT_EQ(new_with_effect(scenario, plan.design, more),
            (Lines{"new.strength, which is 0.5 here and has no effect at 0 only",
                   "new.reach, which is 2.5 here and is not declared to have no effect at some value",
                   "new.other, which is 1 here and is not declared to have no effect at some value"}));
}

TEST_F(Identity, AnUnfinishedCampaignGoesOnAfterAParameterWithoutEffectIsAdded) {
  planned("whole");
  const std::string expected = carried_out("whole");
  for (const char* line :
       {"    licence: 0\n", "    imitation: 0\n", "    imitation_intensity: 2\n", "    rate: 0\n"}) {
    planned("half");
    carry_out_a_third("half");
    change_scenario("half", line, "");  // as a version leaves it that does not know the parameter
    const std::string before = bytes_of(home_ / "half/scenario.yaml");
    EXPECT_EQ(problems_of("half"), Lines{}) << line;
    EXPECT_EQ(plan_differences(stored_plan(home_ / "half"), plan_of()), Lines{}) << line;
    write_plan(as_stored(plan_of(), home_ / "half"), home_ / "half");
    EXPECT_EQ(bytes_of(home_ / "half/scenario.yaml"), before) << "what was frozen stays";
    EXPECT_EQ(carried_out("half"), expected) << line;
    fs::remove_all(home_ / "half");
  }
}

TEST_F(Identity, ANewParameterWithAnEffectIsRefused) {
  planned("campaign");
  change_scenario("campaign", "    conflict: 0.8\n", "");
  EXPECT_EQ(
      problems_of("campaign"),
      (Lines{"does not know duty.conflict, which is 0.8 here and is not declared to have no effect at some "
             "value; go on with the version that began, or start a new campaign"}));
  EXPECT_EQ(plan_differences(stored_plan(home_ / "campaign"), plan_of()),
            (Lines{"parameters.duty.conflict: '0.8' asked for, not in the folder"}));
}

TEST_F(Identity, WhatIsIdleWithoutAParameterThatIsSweptIsRefused) {
  write("design.yaml",
        "sweep: 1\nscenario: world.yaml\nreplicates: 8\naxes: {walkout.rate: [0, 0.5]}\n"
        "outcomes: [real]\n");
  planned("campaign");
  change_scenario("campaign", "    concession: 0.3\n", "");
  ASSERT_EQ(problems_of("campaign").size(), 1U);
  EXPECT_NE(problems_of("campaign")[0].find("walkout.concession"), std::string::npos);
}

TEST_F(Identity, WhatActsWhereBodiesAreNamedIsRefusedThere) {
  for (const bool named : {false, true}) {
    write("world.yaml", "concord: 1\nworld: {synthetic: {systems: 2, population: 3000000}}\nquarters: 6\n" +
                            std::string(named ? "named: [{from: 2018/19 Q1, accelerator: S0001}]\n" : ""));
    planned("campaign");
    change_scenario("campaign", "    consent_weight: 0.1\n", "");
    EXPECT_EQ(problems_of("campaign").size(), named ? 1U : 0U);
    fs::remove_all(home_ / "campaign");
  }
}

TEST_F(Identity, ADefaultThatChangedIsToldWithBothValues) {
  planned("campaign");
  // A version whose duty.strength was 0.3 and whose quorum is as ours; the scenario set the first to 0.35.
  change_scenario("campaign", "# default of", "# default of duty.strength: 0.3\n# default of");
  change_plan("campaign", behaviour_digest(), "0123456789abcdef");
  EXPECT_EQ(
      problems_of("campaign"),
      (Lines{fmt::format("was made by a version of the program that simulates differently (behaviour "
                         "0123456789abcdef, this one is {}); go on with the version that began, or start a "
                         "new campaign",
                         behaviour_digest()),
             "default of duty.strength: 0.3 then, 0.35 now"}));
  // The design would now be simulated with the new default.
  change_scenario("campaign", "    strength: 0.35\n", "    strength: 0.3\n");
  EXPECT_EQ(plan_differences(stored_plan(home_ / "campaign"), plan_of()),
            (Lines{"parameters.duty.strength: '0.3' in the folder, '0.35' asked for",
                   fmt::format("behaviour: 0123456789abcdef in the folder, this program's is {}",
                               behaviour_digest())}));
}

TEST_F(Identity, AChangedScenarioIsNotTaken) {
  for (const auto& [old, now] :
       {std::pair{"    quorum: 0.85\n", "    quorum: 0.8\n"}, std::pair{"seed: 12345", "seed: 9"}}) {
    planned("campaign");
    change_scenario("campaign", old, now);
    ASSERT_EQ(problems_of("campaign").size(), 1U) << now;
    EXPECT_NE(problems_of("campaign")[0].find("scenario.yaml is not the one of this plan"),
              std::string::npos);
    fs::remove_all(home_ / "campaign");
  }
}

TEST_F(Identity, ACampaignOfBeforeIsJudgedAsBefore) {
  const auto old_campaign = [&] {
    const Plan plan = planned("old");
    const Frozen& f = *plan.design.frozen;
    write("old/scenario.yaml", plan.design.base.resolved);
    std::string text = plan.text;
    replace(text, fmt::format("  behaviour: \"{}\"\n  scenario: \"{}\"\n", f.behaviour, f.scenario),
            fmt::format("  model: \"{}\"\n  scenario: \"{}\"\n", model_digest_of_before(),
                        digest_of(plan.design.base.resolved)));
    replace(text, fmt::format("  seed: {}\n", f.seed), "");
    write("old/plan.yaml", sealed(text, "# plan digest: "));
  };
  old_campaign();
  EXPECT_EQ(problems_of("old"), Lines{});
  EXPECT_EQ(plan_differences(stored_plan(home_ / "old"), plan_of()), Lines{});
  const Plan again = as_stored(plan_of(), home_ / "old");
  EXPECT_EQ(again.digest, stored_digest(home_ / "old"));
  EXPECT_EQ(write_plan(again, home_ / "old"), std::vector<fs::path>{});
  EXPECT_NE(carried_out("old"), "");
  // What is damaged is restored as it was.
  const std::string scenario = bytes_of(home_ / "old/scenario.yaml");
  write("old/scenario.yaml", scenario.substr(0, 300));
  EXPECT_FALSE(problems_of("old").empty());
  EXPECT_EQ(plan_differences(stored_plan(home_ / "old"), plan_of()), Lines{});
  write_plan(as_stored(plan_of(), home_ / "old"), home_ / "old");
  EXPECT_EQ(bytes_of(home_ / "old/scenario.yaml"), scenario);
  EXPECT_EQ(problems_of("old"), Lines{});
  // Another seed, another model.
  const Override seed{.key = "seed", .value = "9"};
  EXPECT_EQ(plan_differences(stored_plan(home_ / "old"), plan_of("design.yaml", {&seed, 1})),
            (Lines{"seed: '12345' in the folder, '9' asked for"}));
  change_plan("old", model_digest_of_before(), "0123456789abcdef");
  EXPECT_EQ(problems_of("old").size(), 1U);
  EXPECT_EQ(plan_differences(stored_plan(home_ / "old"), plan_of()).size(), 1U);
}

TEST_F(Identity, AMeasureMoreLeavesThePlanThatKeepsAll) {
  write("design.yaml",
        "sweep: 1\nscenario: world.yaml\nreplicates: 8\naxes: {duty.strength: [0, 1]}\n"
        "trajectories: all\n");
  planned("campaign");
  // A version that knew neither of these two.
  const std::string text = bytes_of(home_ / "campaign/plan.yaml");
  const auto line = text.find("  real: {");
  change_plan("campaign", text.substr(line, text.find('\n', line) + 1 - line), "");
  change_plan("campaign", "trajectories: [institution_share, ", "trajectories: [");
  EXPECT_EQ(plan_differences(stored_plan(home_ / "campaign"), plan_of()), Lines{});
  write("design.yaml",
        "sweep: 1\nscenario: world.yaml\nreplicates: 8\naxes: {duty.strength: [0, 1]}\n"
        "outcomes: [real]\ntrajectories: all\n");
  EXPECT_FALSE(plan_differences(stored_plan(home_ / "campaign"), plan_of()).empty());
}

TEST_F(Identity, AChartOrAPageMoreLeavesPlanAndCampaign) {
  write("design.yaml", one_axis);
  const Plan plan = planned("campaign");
  write("design.yaml",
        one_axis +
            "question:\n  number: Q77\n  asks: Does a duty help?\n  why: It was asked.\n  reading: As "
            "it says.\n  cannot_say: All else.\n  lever: {axis: duty.strength, as: a stronger duty, "
            "name: strength, from: 0, to: 0.7}\n  outcomes: [{name: real, as: the number of systems, "
            "matters: 1, better: more}]\n");
  const Plan asked = plan_of();
  EXPECT_TRUE(asked.design.question.has_value());
  EXPECT_EQ(asked.digest, plan.digest);
  carry_out_a_third("campaign");
  write("campaign/pictures/another.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
  write("campaign/page.html", "<p>A page.</p>");
  EXPECT_EQ(problems_of("campaign"), Lines{});
  EXPECT_NE(carried_out("campaign"), "");
}

TEST_F(Identity, EveryTableThatIsReadIsCopiedAndCounted) {
  fs::copy(test::source("configs/teaching_two_systems"), home_ / "teaching", fs::copy_options::recursive);
  write("teaching/notes.txt", "Nobody reads this.");
  write("world.yaml", "concord: 1\nworld: {tables: teaching}\nquarters: 6\n");
  Plan plan = plan_of();
  ASSERT_GE(plan.design.base.files.size(), 5U);
  EXPECT_EQ(plan.design.base.scenario.world->layout.files.size(), plan.design.base.files.size());
  fs::create_directories(home_ / "campaign");
  write_plan(plan, home_ / "campaign");
  for (const TableFile& table : plan.design.base.files)
    EXPECT_EQ(bytes_of(home_ / "campaign/teaching" / table.name), bytes_of(home_ / "teaching" / table.name));
  EXPECT_FALSE(fs::exists(home_ / "campaign/teaching/notes.txt"));
  EXPECT_EQ(problems_of("campaign"), Lines{});
  for (const TableFile& table : plan.design.base.files) {
    const fs::path copy = home_ / "campaign" / table.beside;
    const std::string before = bytes_of(copy);
    std::ofstream(copy, std::ios::app) << "\n";
    EXPECT_FALSE(problems_of("campaign").empty()) << table.name;
    std::ofstream(copy) << before;
  }
  EXPECT_EQ(problems_of("campaign"), Lines{});
  // A table that some later reader takes from somewhere else.
  write("history.csv", "year,margin\n2016,1\n");
  Design design = plan.design;
  design.base.files.push_back({"history.csv", "more/history.csv", home_ / "history.csv", "12"});
  Problems problems;
  const Plan more = make_plan(design, problems);
  EXPECT_NE(more.design.frozen->tables, plan.design.frozen->tables);
  fs::create_directories(home_ / "other");
  write_plan(more, home_ / "other");
  EXPECT_EQ(bytes_of(home_ / "other/more/history.csv"), bytes_of(home_ / "history.csv"));
}

}  // namespace
}  // namespace concord
