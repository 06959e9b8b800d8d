// What named bodies and systems do on dates that a scenario gives.

#include "agents/mechanisms/support.hpp"
#include "tests/support/worlds.hpp"

#include <gtest/gtest.h>

namespace concord::test {
namespace {

Scenario with_named(NamedAct act, int who, int from, int until) {
  Scenario scenario = synthetic_england();
  scenario.named = {{.act = act, .who = who, .from = scenario.start + from, .until = scenario.start + until}};
  return scenario;
}
OrganisationId first_of(Kind kind) {
  const Scenario scenario = synthetic_england();
  for (OrganisationId i : scenario.world->everybody()) {
    if (scenario.world->kind[i] == kind) return i;
  }
  return {};
}

TEST(NamedInputs, ATrustSignsNothingWhileItRefuses) {
  const OrganisationId trust = first_of(Kind::trust);
  double signed_before = 0, signed_after = 0;
  run(with_named(NamedAct::refusal, trust.index, 5, 9), [&](const Context& c, const State& s) {
    const int t = c.rules.t;
    for (int lane = 0; lane < lanes; ++lane) {
      const double accepted = s.accepted[trust].lane(lane);
      if (t < 5) signed_before += accepted;
      if (t >= 5 && t < 12) {
        EXPECT_EQ(accepted, 0) << t;
      }  // the refusal of April 2019 holds for that year
      if (t >= 12) signed_after += t >= 16 ? accepted : 0;
    }
  });
  EXPECT_GT(signed_before, 0);
  EXPECT_GT(signed_after, 0);
}

TEST(NamedInputs, ACouncilIsOutFromItsDateUntilItReturns) {
  const OrganisationId council = first_of(Kind::council);
  run(with_named(NamedAct::refusal, council.index, 6, 11), [&](const Context& c, const State& s) {
    const int t = c.rules.t;
    const bool out = t >= 6 && t < 11;
    for (int lane = 0; lane < lanes; ++lane) {
      EXPECT_EQ(s.measures[Measure::councils_out].lane(lane), out ? 1 : 0) << t;
      EXPECT_EQ(s.measures[Measure::walkouts].lane(lane), t == 6 ? 1 : 0) << t;
      if (out) {
        EXPECT_NE(s.action[council].lane(lane), 2) << t;
      }
    }
  });
}

TEST(NamedInputs, ASystemHasItsPlaceBesideThoseAllotted) {
  constexpr int first = 9, last = 14;
  const SystemId named{5};
  int accelerated = 0;
  run(with_named(NamedAct::accelerator, named.index, first, last), [&](const Context& c, const State& s) {
    const int t = c.rules.t;
    for (int lane = 0; lane < lanes; ++lane) {
      double others = 0;
      for (SystemId k : c.world.all_systems()) others += k == named ? 0 : s.accelerated[k].lane(lane);
      EXPECT_LE(others, c.of<Support>().accelerator_places);
      if (t < first || t >= last) continue;
      // Until it is designated, which is decided later in the quarter.
      const bool was_designated = s.designated[named].lane(lane) && s.designated_at[named].lane(lane) < t;
      EXPECT_EQ(s.accelerated[named].lane(lane), was_designated ? 0 : 1) << t;
      accelerated += was_designated ? 0 : 1;
    }
  });
  EXPECT_GT(accelerated, 0);
}

TEST(NamedInputs, ChangeNothingBeforeTheirDate) {
  constexpr int date = 10;
  Scenario named = with_named(NamedAct::accelerator, 5, date, 99), plain = synthetic_england();
  named.quarters = plain.quarters = date;
  EXPECT_EQ(trajectory(named), trajectory(plain));
  named.quarters = plain.quarters = date + 4;
  EXPECT_NE(trajectory(named), trajectory(plain));
}

}  // namespace
}  // namespace concord::test
