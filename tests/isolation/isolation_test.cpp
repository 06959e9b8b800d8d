// One test a row of the declarations: directions, what must not move, and the committed page.

#include "tests/isolation/isolation.hpp"

#include "experiments/scenarios/catalogue.hpp"
#include "tests/support/source.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace concord::isolation {

void PrintTo(const Isolation& row, std::ostream* out) { *out << row.id; }

namespace {

std::string page() {
  std::ifstream in(test::source("docs/mechanisms.md"), std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

constexpr const char* stale =
    "docs/mechanisms.md is out of date: build/check/bin/mechanisms > docs/mechanisms.md";

class Each : public testing::TestWithParam<Isolation> {};

TEST_P(Each, MovesWhatItIsMeantToAndNothingItMustNot) {
  const Isolation& row = GetParam();
  const Result result = run(row);
  for (std::size_t n = 0; n < row.moves.size(); ++n) {
    const Moves& moves = row.moves[n];
    const Moved& moved = result.moved[n];
    const bool toward = moved.strong_less_off.estimate * static_cast<int>(moves.direction) > 0;
    EXPECT_EQ(moved.certain, moves.finding != Finding::unclear)
        << moves.measure << ": " << moved.strong_less_off.low << " to " << moved.strong_less_off.high;
    if (moves.finding != Finding::unclear) {
      EXPECT_EQ(toward, moves.finding == Finding::expected)
          << moves.measure << ": " << moved.strong_less_off.estimate;
    }
  }
  for (std::size_t n = 0; n < row.keeps.size(); ++n)
    EXPECT_TRUE(result.kept[n].holds) << row.keeps[n].measure << " moved by up to " << result.kept[n].largest;
  EXPECT_LT(result.ledger_residual, 0.5e-8);  // half a penny, £m
  EXPECT_NE(page().find(section(row, result)), std::string::npos) << stale;
}

INSTANTIATE_TEST_SUITE_P(Isolation, Each, testing::ValuesIn(declarations().begin(), declarations().end()),
                         [](const auto& instance) { return std::string(instance.param.id); });

TEST(Isolation, CoversEveryMechanismWithSomethingToMoveAndSomethingToKeep) {
  std::set<std::string_view> declared;
  for (const Isolation& row : declarations()) {
    declared.insert(row.id.substr(0, 3));
    EXPECT_FALSE(row.moves.empty()) << row.id;
    EXPECT_FALSE(row.keeps.empty()) << row.id;
    EXPECT_FALSE(row.off.empty() && row.strong.empty()) << row.id;
    for (const Moves& moves : row.moves) {
      // What the runs do not bear out is said in words.
      EXPECT_TRUE(moves.finding == Finding::expected || !row.note.empty()) << row.id;
    }
  }
  for (const Mechanism& mechanism : mechanisms()) {
    EXPECT_TRUE(!mechanism.id.starts_with('M') || declared.contains(mechanism.id)) << mechanism.id;
  }
}

TEST(Isolation, PageHasTheRowsInOrderAndNothingElse) {
  const std::string text = page();
  EXPECT_TRUE(text.starts_with(preface())) << stale;
  std::vector<std::string> expected, found;
  for (const Isolation& row : declarations()) expected.emplace_back(row.id);
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) found.push_back(line.substr(3, line.find(' ', 3) - 3));
  }
  EXPECT_EQ(found, expected) << stale;
}

}  // namespace
}  // namespace concord::isolation
