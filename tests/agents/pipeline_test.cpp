// The order of a quarter is the model; nothing but the phases themselves can change what a run does.

#include "agents/quarter/pipeline.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/walkout.hpp"
#include "agents/quarter/initialise.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "agents/quarter/utility_terms.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

/// Every measure of every quarter and every organisation's action and utilities, under another list of steps.
std::vector<double> trajectory_of(const Scenario& scenario, const std::vector<Step>& steps) {
  Context c{.world = *scenario.world,
            .p = scenario.parameters,
            .rules = {},
            .random = {.seed = 7, .replicates = {0, 1, 2, 3, 4, 5, 6, 7}}};
  State s;
  size_state(c, s);
  initialise(c, s);
  std::vector<double> seen;
  const auto note = [&](const Real& value) {
    for (int lane = 0; lane < lanes; ++lane) seen.push_back(value.lane(lane));
  };
  for (int t = 0; t < scenario.quarters; ++t) {
    c.rules = rules_in_force(scenario.parameters, scenario.start, t);
    run_quarter(c, s, {}, steps);
    for (const Real& value : s.measures.national) note(value);
    for (OrganisationId i : c.world.everybody()) {
      note(s.action[i]);
      for (const Real& value : s.utility[i]) note(value);
    }
  }
  return seen;
}

/// Bits, so that missing values are equal to themselves.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return std::memcmp(&x, &y, sizeof x) == 0; });
}

bool always(const Context&) { return true; }

Scenario everything_on() {
  Scenario scenario = synthetic_england();
  scenario.quarters = 9;
  scenario.parameters.of<Behaviour>().imitation = 0.2;
  scenario.parameters.of<Walkout>().rate = 0.1;
  scenario.parameters.of<Support>().peer_cost = 0.1;
  return scenario;
}

template <class Work>
SystemPhase<Work> nothing() {
  return {"nothing", always, [](const Context&, State&, SystemId, Work&) {}};
}

TEST(Quarter, APhaseThatDoesNothingChangesNothingWhereverItStands) {
  const Scenario scenario = everything_on();
  const std::vector<double> as_is = trajectory_of(scenario, quarter_steps());
  int tried = 0;
  const auto try_steps = [&](const std::vector<Step>& steps, const std::string& where) {
    EXPECT_TRUE(same(trajectory_of(scenario, steps), as_is)) << where;
    ++tried;
  };
  for (std::size_t n = 0; n <= quarter_steps().size(); ++n) {
    const std::string at = "step " + std::to_string(n);
    std::vector<Step> steps = quarter_steps();
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(n),
                 NationalPhase{"nothing", always, [](const Context&, State&) {}});
    try_steps(steps, at + ", of the nation");
    if (n == quarter_steps().size()) continue;
    std::visit(
        [&]<class What>(const What& step) {
          if constexpr (requires { step.phases; }) {
            for (std::size_t k = 0; k <= step.phases.size(); ++k) {
              What longer = step;
              const auto another = []<class Work>(const Stretch<Work>&) { return nothing<Work>(); };
              longer.phases.insert(longer.phases.begin() + static_cast<std::ptrdiff_t>(k), another(step));
              std::vector<Step> with_more = quarter_steps();
              with_more[n] = longer;
              try_steps(with_more, at + ", phase " + std::to_string(k));
            }
          }
        },
        quarter_steps()[n]);
  }
  EXPECT_GT(tried, 50);
}

/// Fills every row of a work space with values that would show.
void spoil(const Context&, State&, SystemId, Accounts& work) {
  std::ranges::fill(work.gap, Real{std::nan("")});
  std::ranges::fill(work.place_gap, Real{std::nan("")});
  work.system_gap = std::nan("");
}
void spoil(const Context& c, State&, SystemId system, Expectation& work) {
  std::ranges::fill(work.gap, Real{std::nan("")});
  work.deficit_chance = work.system_slope = std::nan("");
  for (std::size_t k = 0; k < c.members(system); ++k) {
    work.payoff[k].own.fill(std::nan(""));
    work.utility.set(k, work.payoff[k].own);
  }
}
void spoil(const Context&, State&, SystemId, Signing& work) {
  std::ranges::fill(work.gap, Real{std::nan("")});
  std::ranges::fill(work.chance, Real{std::nan("")});
}

template <class Work>
Step spoiled() {
  const auto fill = [](const Context& c, State& s, SystemId system, Work& work) {
    spoil(c, s, system, work);
  };
  return Stretch<Work>{{SystemPhase<Work>{"spoil", always, fill}}};
}

TEST(Quarter, WhatOneStretchLeavesInItsWorkSpaceReachesNoOther) {
  const Scenario scenario = everything_on();
  const std::vector<double> as_is = trajectory_of(scenario, quarter_steps());
  for (std::size_t n = 0; n <= quarter_steps().size(); ++n) {
    for (const Step& spoils : {spoiled<Signing>(), spoiled<Expectation>(), spoiled<Accounts>()}) {
      std::vector<Step> steps = quarter_steps();
      steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(n), spoils);
      EXPECT_TRUE(same(trajectory_of(scenario, steps), as_is)) << "before step " << n;
    }
  }
}

/// A term's part, rounded to a multiple of 2^-20 pp, so that sums do not depend on their order.
Options rounded(const Options& change) {
  constexpr double grid = 1 << 20;
  Options out;
  for (std::size_t a = 0; a < actions; ++a) {
    for (int lane = 0; lane < lanes; ++lane)
      out[a].set_lane(lane, std::nearbyint(change[a].lane(lane) * grid) / grid);
  }
  return out;
}

TEST(Utility, TheOrderOfTermsDoesNotMatter) {
  Scenario scenario = everything_on();
  scenario.quarters = 6;
  scenario.parameters.of<Ladder>().reward = 0.5;
  std::mt19937 random(3);
  int moved = 0;
  Workspace workspace;
  simulate(scenario, 5, std::array<std::uint32_t, 1>{0}, workspace, [&](const Context& c, const State& s) {
    if (c.rules.t != scenario.quarters - 1) return;
    for (SystemId system : c.world.all_systems()) {
      std::vector<AddTerm> terms(weighed_terms().begin(), weighed_terms().end());
      const auto sum = [&] {
        Expectation e = expectation(c, s, system);
        for (OrganisationId i : c.world.members(system)) {
          e.utility.set(c.row(i), rounded(e.payoff[c.row(i)].own));
        }
        for (AddTerm term : terms) {
          Expectation before = e;
          term(c, s, system, e, e.utility);
          for (OrganisationId i : c.world.members(system)) {
            const Options was = before.utility.of(c.row(i)), is = e.utility.of(c.row(i));
            const Options part = rounded({is[0] - was[0], is[1] - was[1], is[2] - was[2]});
            moved += any(~((part[0] == 0.0) & (part[1] == 0.0) & (part[2] == 0.0)));
            e.utility.set(c.row(i), {was[0] + part[0], was[1] + part[1], was[2] + part[2]});
          }
        }
        std::vector<double> all;
        for (OrganisationId i : c.world.members(system)) {
          for (const Real& value : e.utility.of(c.row(i))) all.push_back(value.lane(0));
        }
        return all;
      };
      const std::vector<double> in_order = sum();
      for (int n = 0; n < 5; ++n) {
        std::ranges::shuffle(terms, random);
        EXPECT_EQ(sum(), in_order) << "system " << system.index;
      }
    }
  });
  EXPECT_GT(moved, 1000);
}

}  // namespace
}  // namespace concord::test
