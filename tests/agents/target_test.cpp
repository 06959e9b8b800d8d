// Whom people mean when they name systems, regions, places and bodies.

#include "agents/world/target.hpp"

#include "agents/world/tables.hpp"
#include "tests/support/source.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

const World& england() {
  static const World world = [] {
    Problems problems;
    Layout layout = read_tables(source("configs/england_2019"), problems);
    problems.throw_if_any();
    return build_world(std::move(layout));
  }();
  return world;
}

AimTarget target_of(const Where& where, std::vector<std::string>* faults = nullptr) {
  return find_target(england(), where, [&](std::string_view key, std::size_t index, std::string what) {
    if (faults == nullptr) {
      ADD_FAILURE() << what;
    } else {
      faults->push_back(std::string(key) + " " + std::to_string(index) + " " + what);
    }
  });
}
bool all_of(const AimTarget& target, auto test) { return std::ranges::all_of(target.bodies, test); }
std::size_t members(const AimTarget& target) {
  std::size_t sum = 0;
  for (const SystemId k : target.systems) sum += static_cast<std::size_t>(england().members(k).size());
  return sum;
}

TEST(Target, NobodyNamedIsTheNation) {
  const AimTarget nation = target_of({});
  EXPECT_TRUE(nation.nation);
  EXPECT_FALSE(nation.at_bodies);
  EXPECT_EQ(nation.systems.size(), 42U);
  EXPECT_EQ(nation.bodies.size(), static_cast<std::size_t>(england().organisation_count()));
}

TEST(Target, SystemsAndRegionsAddUpAndHaveAllTheirMembers) {
  const World& w = england();
  const AimTarget two = target_of({.systems = {"QOP", "Humber, Coast and Vale"}});
  ASSERT_EQ(two.systems.size(), 2U);
  EXPECT_FALSE(two.at_bodies);
  EXPECT_EQ(two.bodies.size(), members(two));
  const AimTarget london = target_of({.regions = {"London"}});
  EXPECT_EQ(london.systems.size(), 5U);
  EXPECT_TRUE(std::ranges::all_of(london.systems, [&](SystemId k) {
    return w.regions[static_cast<std::size_t>(w.region[k].index)] == "London";
  }));
  EXPECT_EQ(target_of({.systems = {"QOP", "QOP"}, .regions = {"London"}}).systems.size(), 6U);
  EXPECT_FALSE(london.nation);
  EXPECT_TRUE(std::ranges::is_sorted(london.bodies));
}

TEST(Target, KindsAndTypesKeepMembersOfTheAreas) {
  const World& w = england();
  const AimTarget acute = target_of({.types = {"acute"}});
  EXPECT_TRUE(acute.at_bodies);
  EXPECT_TRUE(all_of(acute, [&](OrganisationId i) { return w.type[i] == Type::acute; }));
  EXPECT_EQ(
      static_cast<std::ptrdiff_t>(acute.bodies.size()),
      std::ranges::count_if(w.layout.organisations, [](const auto& row) { return row.type == Type::acute; }));
  const AimTarget councils = target_of({.regions = {"London"}, .kinds = {"council"}});
  EXPECT_EQ(councils.bodies.size(), 33U);
  const AimTarget either = target_of({.systems = {"QOP"}, .kinds = {"council"}, .types = {"acute"}});
  EXPECT_TRUE(all_of(
      either, [&](OrganisationId i) { return w.kind[i] == Kind::council || w.type[i] == Type::acute; }));
}

TEST(Target, BodiesNamedSinglyAreMeantWhateverTheirKind) {
  const AimTarget one = target_of({.organisations = {"R0A"}, .kinds = {"council"}});
  ASSERT_EQ(one.bodies.size(), 1U);
  const AimTarget place = target_of({.places = {"QOP-1"}});
  EXPECT_TRUE(place.at_bodies);
  EXPECT_LT(place.bodies.size(), members(place));
}

TEST(Target, AllButLeavesOthers) {
  const AimTarget rest = target_of({.but = {{.systems = {"QOP"}, .regions = {"London"}}}});
  EXPECT_EQ(rest.systems.size(), 36U);
  EXPECT_FALSE(rest.at_bodies);
  EXPECT_FALSE(rest.nation);
  const AimTarget without_councils = target_of({.systems = {"QOP"}, .but = {{.kinds = {"council"}}}});
  EXPECT_TRUE(without_councils.at_bodies);
  EXPECT_TRUE(all_of(without_councils, [](OrganisationId i) { return england().kind[i] != Kind::council; }));
  EXPECT_TRUE(target_of({.systems = {"QOP"}, .but = {{.systems = {"QOP"}}}}).bodies.empty());
}

TEST(Target, IncomeIsThatOfTheBodiesReached) {
  const World& w = england();
  double sum = 0;
  for (const auto& row : w.layout.organisations) {
    if (row.code == "R0A") sum += row.budget;
  }
  EXPECT_NEAR(target_of({.organisations = {"R0A"}}).income(w), sum, 1e-9);
}

TEST(Target, WhatCcgsPayToTrustsThatAreReachedTooCountsOnce) {
  const World& w = england();
  const auto income = [&](const char* kind) {
    return target_of({.systems = {"QOP"}, .kinds = {kind}}).income(w);
  };
  const AimTarget all = target_of({.systems = {"QOP"}});
  double contracts = 0;
  Where trusts_and_one_ccg;
  std::vector<OrganisationId> ccgs;
  for (const OrganisationId i : all.bodies) {
    contracts += 4 * w.budget[i] * w.ccg_share[i];
    if (w.kind[i] == Kind::ccg) ccgs.push_back(i);
    if (w.kind[i] == Kind::trust || (ccgs.size() == 1 && ccgs.front() == i))
      trusts_and_one_ccg.organisations.push_back(
          w.layout.organisations[static_cast<std::size_t>(i.index)].code);
  }
  ASSERT_GT(ccgs.size(), 1U);
  EXPECT_GT(contracts, 0);
  EXPECT_NEAR(all.income(w), income("trust") + income("ccg") + income("council") - contracts, 1e-6);
  EXPECT_NEAR(target_of(trusts_and_one_ccg).income(w),
              income("trust") + 4 * w.budget[ccgs.front()] - contracts * w.system_share[ccgs.front()], 1e-6);
}

TEST(Target, FaultsAreToldWithTheirPlaceAndWhatMayBeMeant) {
  std::vector<std::string> faults;
  target_of({.systems = {"QOP", "QXX1"},
             .regions = {"Londn"},
             .types = {"accute"},
             .terciles = {"poorest"},
             .waves = {"4"},
             .but = {{.kinds = {"councils"}}}},
            &faults);
  ASSERT_EQ(faults.size(), 6U);
  const auto told = [&](std::string_view text) {
    return std::ranges::any_of(faults,
                               [&](const std::string& fault) { return fault.find(text) != fault.npos; });
  };
  EXPECT_TRUE(told("systems 1 there is no system 'QXX1'")) << faults[0];
  EXPECT_TRUE(told("regions 0 there is no region 'Londn'; did you mean 'London'?"));
  EXPECT_TRUE(told("types 0 there is no type 'accute'; did you mean 'acute'?"));
  EXPECT_TRUE(told("terciles 0 there is no tercile 'poorest'"));
  EXPECT_TRUE(told("waves 0 there is no wave '4'; there are first, second, third"));
  EXPECT_TRUE(told("all_but.kinds 0 there is no kind 'councils'; did you mean 'council'?"));
}

TEST(Target, AWordGoesWhereItBelongs) {
  Where where;
  for (const char* word : {"QOP", "London", "acute", "council", "R0A", "QOP-1", "poor", "first"})
    EXPECT_EQ(add_word(england(), word, where), "") << word;
  EXPECT_EQ(where, (Where{.systems = {"QOP"},
                          .places = {"QOP-1"},
                          .organisations = {"R0A"},
                          .regions = {"London"},
                          .kinds = {"council"},
                          .types = {"acute"},
                          .terciles = {"poor"},
                          .waves = {"first"}}));
  EXPECT_NE(add_word(england(), "acutes", where).find("did you mean 'acute'"), std::string::npos);
}

}  // namespace
}  // namespace concord::test
