// Money is conserved, and what boards expect of an option is what the ledger then does.

#include "agents/state/ledger.hpp"

#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/switches.hpp"
#include "sim/errors.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/worlds.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

struct Book {
  explicit Book(Layout layout) : world(build_world(std::move(layout))), balance(world.organisation_count()) {}
  World world;
  Column<OrganisationTag, Real> balance;
  std::array<std::array<Real, kinds>, 4> dues;
  Ledger ledger{world, SystemId{0}, balance, dues};
  double of(int organisation) const { return balance[OrganisationId{organisation}].lane(0); }
};

TEST(Ledger, ChargesPayersOfThePlaceAndOfTheSystemInProportionToBudgets) {
  Book book(
      one_system({{1, 1, 0}, {0, 1, 0}}));  // 0 hospital and 1 CCG in the first place, 2 CCG in the second
  book.ledger.charge(OrganisationId{0}, Money{10.0}, Kind::ccg, 0.6);
  book.ledger.share_out_dues();
  EXPECT_DOUBLE_EQ(book.of(0), 10);
  EXPECT_DOUBLE_EQ(book.of(1), -(6 + 2));
  EXPECT_DOUBLE_EQ(book.of(2), -2);
  EXPECT_LT(first(book.ledger.residual()), 1e-12);
}

TEST(Ledger, APlaceWithoutPayersLeavesTheWholeChargeToTheSystem) {
  Book book(one_system({{1, 0, 0}, {0, 1, 0}, {0, 1, 0}}));
  book.ledger.charge(OrganisationId{0}, Money{10.0}, Kind::ccg, 0.6);
  book.ledger.share_out_dues();
  EXPECT_DOUBLE_EQ(book.of(1), -5);
  EXPECT_DOUBLE_EQ(book.of(2), -5);
}

TEST(Ledger, ASystemWithoutPayersLeavesTheChargeToTheCentre) {
  Book book(one_system({{1, 0, 0}}));
  book.ledger.charge(OrganisationId{0}, Money{10.0}, Kind::ccg, 0.6);
  book.ledger.share_out_dues();
  EXPECT_DOUBLE_EQ(book.of(0), 10);
  EXPECT_DOUBLE_EQ(book.ledger.outside().centre.value.lane(0), -10);
  EXPECT_LT(first(book.ledger.residual()), 1e-12);
}

TEST(Ledger, RefusesBooksThatDoNotBalance) {
  Book book(one_system({{1, 1, 1}}));
  book.ledger.grant(OrganisationId{0}, Money{5.0});
  book.balance[OrganisationId{1}] += 0.001;  // money from nowhere
  EXPECT_THROW(book.ledger.residual(), BrokenInvariant);
}

TEST(Ledger, EveryCaseOfTheReferenceConservesMoneyEveryQuarter) {
  for (const RecordedCase& recorded : recorded_cases()) {
    Workspace workspace;
    const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
    simulate(recorded.scenario, 3, ids, workspace, [&](const Context& c, const State& s) {
      Real sum = s.outside.centre.value + s.outside.ratepayers.value + s.outside.suppliers.value;
      for (OrganisationId i : c.world.everybody()) sum += s.balance[i];
      for (int lane = 0; lane < lanes; ++lane)
        EXPECT_NEAR(sum.lane(lane), 0, 1e-8) << recorded.name << " quarter " << c.rules.t;
      EXPECT_FALSE(any(s.ledger_residual >= 1e-9));
    });
  }
}

TEST(Ledger, MeasuresSayWhoPaysAndWhoGains) {
  bool paid = false;
  for (const RecordedCase& recorded : recorded_cases()) {
    Workspace workspace;
    const std::uint32_t ids[]{0, 1, 2, 3, 4, 5, 6, 7};
    simulate(recorded.scenario, 3, ids, workspace, [&](const Context& c, const State& s) {
      const Measures& m = s.measures;
      Real systems = 0.0;
      for (SystemId k : c.world.all_systems()) systems += m[SystemMeasure::centre_cost][k];
      const Real bodies = m[Measure::nhs_balance] + m[Measure::councils_balance],
                 put_in = m[Measure::centre_cost] + m[Measure::ratepayers_cost] - s.outside.suppliers.value;
      for (int lane = 0; lane < lanes; ++lane) {
        EXPECT_NEAR(systems.lane(lane), m[Measure::centre_cost].lane(lane), 1e-8) << recorded.name;
        EXPECT_NEAR(bodies.lane(lane), put_in.lane(lane), 1e-8) << recorded.name;
        paid = paid || (systems.lane(lane) > 0 && m[Measure::ratepayers_cost].lane(lane) > 0);
      }
    });
  }
  EXPECT_TRUE(paid);  // or nothing was shown
}

TEST(Ledger, WhatAnOptionIsExpectedToDoIsWhatTheLedgerDoes) {
  // One system, so that the payoffs of all its members are at hand when the choice is forced.
  Scenario scenario = scenario_of(one_system({{2, 2, 1}, {1, 1, 1}}), 1);
  Parameters& p = scenario.parameters;
  p.of<Switches>().noise = false;
  p.of<Switches>().fund = false;
  p.of<Commissioning>().arbitration_chance = 0;
  p.of<AgreementMandate>() = {.strength = 0, .conditional_money = 0.2, .audit = 0.4};
  const World& world = *scenario.world;
  const auto balances_if = [&](OrganisationId who, double action, Payoff* payoff) {
    std::vector<double> balances;
    Workspace workspace;
    const std::uint32_t ids[]{0};
    simulate(
        scenario, 1, ids, workspace,
        [&](const Context&, const State& s) {
          for (OrganisationId i : world.everybody()) balances.push_back(s.balance[i].lane(0));
        },
        [&](const Context& c, State& s) {
          for (OrganisationId i : world.everybody()) s.action[i] = i == who ? action : 1.0;
          if (payoff != nullptr) *payoff = expectation(c, s, SystemId{0}).payoff[c.row(who)];
        });
    return balances;
  };
  for (OrganisationId who : world.everybody()) {
    Payoff payoff;
    const std::vector<double> at_place = balances_if(who, 1, &payoff);
    for (std::size_t a : {0U, 2U}) {
      const std::vector<double> then = balances_if(who, static_cast<double>(a), nullptr);
      double own = 0, nhs = 0, councils = 0;
      for (OrganisationId i : world.everybody()) {
        const double change =
            (then[static_cast<std::size_t>(i.index)] - at_place[static_cast<std::size_t>(i.index)]) /
            world.budget[who] * 100;
        (i == who ? own : world.kind[i] == Kind::council ? councils : nhs) += change;
      }
      const auto expected = [&](const Options& options) { return options[a].lane(0) - options[1].lane(0); };
      EXPECT_NEAR(own, expected(payoff.own), 1e-10) << "organisation " << who.index << " option " << a;
      EXPECT_NEAR(nhs, expected(payoff.nhs), 1e-10) << "organisation " << who.index << " option " << a;
      EXPECT_NEAR(councils, expected(payoff.councils), 1e-10)
          << "organisation " << who.index << " option " << a;
    }
  }
}

}  // namespace
}  // namespace concord::test
