#include "experiments/authoring/describe.hpp"

#include "agents/quarter/parameter_info.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace concord {
namespace {

std::string text_of(const std::string& name) {
  std::ifstream in(test::source(name), std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

constexpr const char* stale = " is out of date; make it again with `concord describe`";

TEST(Describe, BaseYamlIsUpToDate) {
  EXPECT_TRUE(text_of("configs/base.yaml") == describe_yaml()) << "configs/base.yaml" << stale << " --yaml";
}

TEST(Describe, ParametersMdIsUpToDate) {
  EXPECT_TRUE(text_of("docs/parameters.md") == describe_markdown())
      << "docs/parameters.md" << stale << " --markdown";
}

TEST(Describe, SchemaIsUpToDate) {
  EXPECT_TRUE(text_of("configs/scenario.schema.json") == describe_schema())
      << "configs/scenario.schema.json" << stale << " --json-schema";
}

TEST(Describe, DesignSchemaIsUpToDate) {
  EXPECT_TRUE(text_of("experiments/design.schema.json") == describe_design_schema())
      << "experiments/design.schema.json" << stale << " --design-schema";
}

TEST(Describe, KeysOfDesignsAreUpToDate) {
  EXPECT_TRUE(text_of("docs/design_keys.md") == describe_design_keys())
      << "docs/design_keys.md" << stale << " --design-markdown";
}

TEST(Describe, EveryParameterIsAnAxisOfTheDesignSchema) {
  const std::string schema = describe_design_schema();
  for (const ParameterInfo& info : all_parameters())
    EXPECT_NE(schema.find("\"" + info.path + "\": {"), std::string::npos) << info.path;
}

TEST(Describe, BaseYamlIsAScenarioWithAllDefaults) {
  Problems problems;
  const RunPlan plan = load_scenario(test::source("configs/base.yaml"), {}, problems);
  ASSERT_TRUE(problems.empty()) << to_string(problems.all().front());
  for (const ParameterInfo& info : all_parameters())
    EXPECT_EQ(info.get(plan.scenario.parameters), info.get(Parameters{})) << info.path;
}

TEST(Describe, EveryParameterIsInEveryDocument) {
  const std::string yaml = describe_yaml(), markdown = describe_markdown(), schema = describe_schema();
  for (const ParameterInfo& info : all_parameters()) {
    const std::string key = info.path.substr(info.path.find('.') + 1);
    EXPECT_NE(yaml.find("    " + key + ": "), std::string::npos) << info.path;
    EXPECT_NE(markdown.find("| `" + key + "` |"), std::string::npos) << info.path;
    EXPECT_NE(schema.find("\"" + key + "\": {"), std::string::npos) << info.path;
    ASSERT_TRUE(describe_one(info.path)) << info.path;
    EXPECT_NE(describe_one(info.path)->find(info.path), std::string::npos);
  }
}

TEST(Describe, LinesOfYamlAreShort) {
  std::istringstream in(describe_yaml());
  for (std::string line; std::getline(in, line);) EXPECT_LE(line.size(), 112U) << line;
}

TEST(Describe, SchemaClosesWhatItOpens) {
  const std::string schema = describe_schema();
  EXPECT_EQ(std::ranges::count(schema, '{'), std::ranges::count(schema, '}'));
  EXPECT_NE(schema.find("\"$schema\": \"http://json-schema.org/draft-07/schema#\""), std::string::npos);
}

TEST(Describe, FindsMechanismsGroupsAndBareKeys) {
  EXPECT_NE(describe_one("M05")->find("commissioning.ringfence"), std::string::npos);
  EXPECT_NE(describe_one("pooling")->find("pooling.vote_precision"), std::string::npos);
  EXPECT_EQ(describe_one("quorum"), describe_one("pooling.quorum"));
  EXPECT_NE(describe_one("seed")->find("12345"), std::string::npos);
  EXPECT_NE(describe_one("M35")->find("No parameter of its own"), std::string::npos);
  EXPECT_FALSE(describe_one("date"));  // several groups have one
  EXPECT_FALSE(describe_one("poling"));
  EXPECT_EQ(nearest_subject("poling"), "pooling");
  EXPECT_EQ(nearest_subject("M5"), "M05");
}

TEST(Describe, ExplainsKeysOfScenariosAndDesigns) {
  const std::string both = describe_one("replicates").value_or("");
  EXPECT_NE(both.find("replicates, a key of scenarios\n  Runs that differ in nothing but luck."),
            std::string::npos)
      << both;
  EXPECT_NE(both.find("replicates, a key of designs of sweeps\n  Runs of every point."), std::string::npos)
      << both;
  EXPECT_NE(both.find("  replicates.precision "), std::string::npos) << both;
  EXPECT_NE(describe_one("design.shifts")->find("Only with `method: sobol`, `saltelli`."), std::string::npos);
  EXPECT_NE(describe_one("changes")->find("changes[].from"), std::string::npos);
  EXPECT_EQ(nearest_subject("replicates.precison"), "replicates.precision");
}

TEST(Describe, ListsMeasures) {
  const std::string all = describe_one("measures").value_or("");
  for (const std::string& name : measure_names())
    EXPECT_NE(all.find("  " + name + " "), std::string::npos) << name;
  EXPECT_NE(describe_one("ics_accepting")->find("pooled share above zero"), std::string::npos);
  EXPECT_EQ(nearest_subject("integration_indx"), "integration_index");
}

TEST(Describe, EveryMechanismOfAParameterIsKnown) {
  for (const ParameterInfo& info : all_parameters())
    EXPECT_TRUE(describe_one(info.mechanism)) << info.path << " names mechanism " << info.mechanism;
}

}  // namespace
}  // namespace concord
