#include "agents/quarter/parameter_info.hpp"

#include <set>

#include <gtest/gtest.h>

namespace concord {
namespace {

TEST(Parameters, EveryOneIsDescribedAndItsDefaultAllowed) {
  const Parameters defaults;
  std::set<std::string> paths;
  for (const ParameterInfo& p : all_parameters()) {
    EXPECT_TRUE(paths.insert(p.path).second) << p.path;
    EXPECT_FALSE(p.meaning.empty() || p.source.empty() || p.mechanism.empty() || p.unit.empty()) << p.path;
    EXPECT_EQ(p.meaning.back(), '.') << p.path;
    for (const std::string_view of_another : {"The same", "Of ", "Added "})
      EXPECT_FALSE(p.meaning.starts_with(of_another)) << p.path << " does not stand alone";
    const double value = p.get(defaults);
    EXPECT_GE(value, p.allowed.low) << p.path;
    EXPECT_LE(value, p.allowed.high) << p.path;
    EXPECT_GE(p.screening.low, p.allowed.low) << p.path;
    EXPECT_LE(p.screening.high, p.allowed.high) << p.path;
  }
  EXPECT_GT(paths.size(), 190U);
}

TEST(Parameters, SettingOneChangesThatOneOnly) {
  for (const ParameterInfo& p : all_parameters()) {
    Parameters changed;
    const double other = p.kind == ValueKind::on_off ? 1 - p.get(changed)
                         : p.get(changed) == p.allowed.high
                             ? p.allowed.low
                             : p.get(changed) + (p.kind == ValueKind::number ? 0.0 : 1.0);
    const double target = p.kind == ValueKind::number ? (p.get(changed) + p.allowed.high) / 2 : other;
    p.set(changed, target);
    for (const ParameterInfo& q : all_parameters()) {
      EXPECT_EQ(q.get(changed), &p == &q ? target : q.get(Parameters{})) << p.path << " and " << q.path;
    }
  }
}

TEST(Parameters, EveryMechanismOfTheMissionHasAParameter) {
  std::set<std::string_view> mechanisms;
  for (const ParameterInfo& p : all_parameters()) mechanisms.insert(p.mechanism);
  for (int m = 1; m <= 34; ++m) {
    const std::string id = (m < 10 ? "M0" : "M") + std::to_string(m);
    if (id == "M30") continue;  // size and shape: the input tables; M35 is a measure
    EXPECT_TRUE(mechanisms.contains(id)) << id;
  }
}

TEST(Parameters, AreFoundByPathAndByReferenceName) {
  EXPECT_EQ(find_parameter("behaviour.choice_precision"), find_reference_parameter("lam"));
  EXPECT_EQ(find_parameter("behaviour.choice"), nullptr);
  EXPECT_EQ(find_reference_parameter(""), nullptr);
}

TEST(Parameters, ValuesArePrintedAsTheyAreWritten) {
  EXPECT_EQ(value_text(*find_parameter("behaviour.choice_precision"), 2.4), "2.4");
  EXPECT_EQ(value_text(*find_parameter("pooling.at_place"), 1), "true");
  EXPECT_EQ(value_text(*find_parameter("contracts.delay"), 4), "4");
  EXPECT_EQ(value_text(*find_parameter("deadline.date"), financial_quarter(2021, 1).index), "2021/22 Q1");
  EXPECT_EQ(value_text(*find_parameter("pooling.floor_until"), never.index), "never");
}

}  // namespace
}  // namespace concord
