// How bodies' accounts move: what is managed, what shocks do, which deals break, who signs.

#include "agents/mechanisms/control_total.hpp"
#include "agents/mechanisms/cost_growth.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/fund_by_year.hpp"
#include "agents/mechanisms/pressures.hpp"
#include "agents/mechanisms/sector_shocks.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/switches.hpp"
#include "tests/support/worlds.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace concord::test {
namespace {

/// Choices move no money, so that two runs differ in nothing but the accounts.
Scenario quiet() {
  Scenario scenario = bare(synthetic_england());
  scenario.parameters.of<Switches>().finance = false;
  scenario.parameters.of<Switches>().noise = true;
  scenario.parameters.of<Switches>().fund = true;
  scenario.parameters.of<ControlTotal>().ratchet = 0;
  scenario.quarters = 12;
  return scenario;
}

/// Margins since the start, pp-quarters: [quarter][organisation], of the first replicate.
std::vector<std::vector<double>> margins(const Scenario& scenario, std::vector<std::vector<double>>* owed) {
  std::vector<std::vector<double>> all;
  std::vector<double> old_years(static_cast<std::size_t>(scenario.world->organisation_count()));
  run(scenario, [&](const Context& c, const State& s) {
    const int q = c.rules.of_year;
    std::vector<double> now, due;
    for (OrganisationId i : c.world.everybody()) {
      double& before = old_years[static_cast<std::size_t>(i.index)];
      now.push_back(before + s.year_to_date[i].lane(0) * (q + 1));
      due.push_back(4 * s.put_off[i].lane(0) + (3 - q) * s.carried[i].lane(0));
      if (q == 3) before = now.back();
    }
    all.push_back(now);
    if (owed != nullptr) owed->push_back(due);
  });
  return all;
}

TEST(ManagedAccounts, WhatIsPutOffIsPaid) {
  std::vector<std::vector<double>> owed;
  const auto plain = margins(quiet(), nullptr);
  const auto managed = margins(with(quiet(), "managed_accounts.enabled", 1), &owed);
  double moved = 0;
  for (std::size_t t = 0; t < plain.size(); ++t) {
    for (std::size_t i = 0; i < plain[t].size(); ++i) {
      EXPECT_NEAR(managed[t][i] - plain[t][i], owed[t][i], 1e-9) << "body " << i << " in quarter " << t;
      moved += std::abs(owed[t][i]);
    }
  }
  EXPECT_GT(moved, 1000);
}

TEST(ManagedAccounts, OnlyThoseWhoAnswerForAPlanStop) {
  const Scenario refused =
      with(with(quiet(), "managed_accounts.enabled", 1), "sustainability_fund.signing_cost", 100);
  run(refused, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      if (c.world.kind[i] != Kind::ccg) {
        EXPECT_FALSE(any(abs(s.put_off[i]) > 0.0)) << i.index;
      }
    }
  });
}

TEST(ManagedAccounts, OutturnsBunchJustAbovePlanWithALongTailBelow) {
  const auto counts = [](const Scenario& scenario) {
    std::array<double, 3> n{};  // just above plan, just below, far below
    run(scenario, [&](const Context& c, const State& s) {
      if (c.rules.of_year != 3) return;
      for (OrganisationId i : c.world.everybody()) {
        if (c.world.kind[i] != Kind::trust) continue;
        for (int lane = 0; lane < lanes; ++lane) {
          const double gap = s.year_to_date[i].lane(lane) - s.control_total[i].lane(lane);
          n[0] += gap >= 0 && gap < 0.2;
          n[1] += gap < 0 && gap > -0.2;
          n[2] += gap < -1;
        }
      }
    });
    return n;
  };
  const auto plain = counts(quiet()), managed = counts(with(quiet(), "managed_accounts.enabled", 1));
  EXPECT_GT(managed[0], 3 * plain[0]);
  EXPECT_LT(managed[1], 0.5 * plain[1]);
  EXPECT_GT(managed[2], 0.4 * plain[2]);
}

/// Shocks of sectors at their scales and nothing else.
Scenario shocked(std::initializer_list<std::pair<std::string_view, double>> scales) {
  Scenario scenario = with(quiet(), "sector_shocks.enabled", 1);
  SectorShocks& p = scenario.parameters.of<SectorShocks>();
  p.acute_permanent = p.specialist_permanent = p.other_permanent = p.ccg_permanent = 0;
  p.acute_growth = p.specialist_growth = p.other_growth = p.year_persistence_sd = p.year_scale_sd = 0;
  p.acute_reach = p.specialist_reach = p.other_reach = 1e9;
  p.acute_freedom = p.other_freedom = 2.5;
  p.acute_persistence = p.specialist_persistence = p.other_persistence = 1;
  for (const auto& [name, scale] : scales)
    scenario = with(scenario, "sector_shocks." + std::string(name), scale);
  return scenario;
}

TEST(SectorShocks, FollowStudentsDistribution) {
  std::vector<double> sizes;
  run(shocked({{"acute_permanent", 2}, {"acute_freedom", 2.5}, {"acute_upward", 1}}),
      [&](const Context& c, const State& s) {
        if (!c.rules.planning_round) return;
        for (OrganisationId i : c.world.everybody()) {
          for (int lane = 0; lane < lanes; ++lane) {
            const double shock = s.lasting_shock[i].lane(lane);
            if (c.world.type[i] == Type::acute)
              sizes.push_back(std::abs(shock) / 2);
            else
              EXPECT_EQ(shock, 0);
          }
        }
      });
  const auto beyond = [&](double limit) {
    return static_cast<double>(std::ranges::count_if(sizes, [&](double x) { return x > limit; })) /
           static_cast<double>(sizes.size());
  };
  // Of Student's t with 2.5 degrees of freedom lie beyond 0.786 and 4 about 1/2 and 1/27, of the normal
  // distribution 0.43 and 1/15,000; the part in common makes both a little less.
  EXPECT_GT(sizes.size(), 3000U);
  EXPECT_NEAR(beyond(0.786), 0.5, 0.03);
  EXPECT_NEAR(beyond(4), 0.037, 0.012);
}

TEST(SectorShocks, OfAcuteTrustsAreSmallerUpwards) {
  /// First shocks of acute trusts: [lane][trust].
  const auto first = [](double upward) {
    std::array<std::vector<double>, lanes> all;
    run(shocked({{"acute_permanent", 1}, {"acute_upward", upward}}), [&](const Context& c, const State& s) {
      for (OrganisationId i : c.world.everybody())
        for (int lane = 0; lane < lanes && c.rules.t == 0 && c.world.type[i] == Type::acute; ++lane)
          all[static_cast<std::size_t>(lane)].push_back(s.lasting_shock[i].lane(lane));
    });
    return all;
  };
  const auto even = first(1), skewed = first(0.4);
  int up = 0, down = 0;
  for (std::size_t lane = 0; lane < even.size(); ++lane) {
    const std::vector<double>&x = even[lane], &y = skewed[lane];
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {  // the mean of the sector is gone from both
        const double slope = (y[i] - y[j]) / (x[i] - x[j]);
        EXPECT_GT(slope, 0.4);
        EXPECT_LT(slope, 1);
        if (std::min(x[i], x[j]) > 4) {
          EXPECT_NEAR(slope, 0.4, 0.02);
          ++up;
        } else if (std::max(x[i], x[j]) < -4) {
          EXPECT_NEAR(slope, 1, 0.02);
          ++down;
        }
      }
    }
  }
  EXPECT_GT(up, 5);
  EXPECT_GT(down, 5);
}

TEST(SectorShocks, HaveNoMeanInMoneyHoweverTheyBend) {
  double sum = 0, n = 0;
  run(shocked({{"acute_permanent", 1}, {"acute_upward", 0.2}, {"acute_reach", 2}, {"common", 0}}),
      [&](const Context& c, const State& s) {
        if (!c.rules.planning_round) return;
        double turnover = 0, total = 0;
        for (OrganisationId i : c.world.everybody()) {
          if (c.world.type[i] != Type::acute) continue;
          turnover += c.world.budget[i];
          for (int lane = 0; lane < lanes; ++lane)
            total += c.world.budget[i] * s.lasting_shock[i].lane(lane) / lanes;
        }
        sum += total / turnover;
        n += 1;
      });
  EXPECT_NEAR(sum / n, 0, 0.12);  // otherwise -0.4; a trust's standard deviation is about 2
}

TEST(SectorShocks, TheWayBackLeavesTheTotalOfASectorWhereItIs) {
  Scenario scenario =
      shocked({{"acute_persistence", 0.6}, {"other_persistence", 0.8}, {"year_persistence_sd", 0.2}});
  Finance& finance = scenario.parameters.of<Finance>();
  finance.improvement_sd = finance.convergence = 0;
  Surprises& surprises = scenario.parameters.of<Surprises>();
  surprises.yearly_sd = surprises.overspend_chance = 0;
  const double change = (finance.recurrent_share * finance.improvement - finance.drift).lane(0);
  BySector<double> before{};
  double widest = 0;
  run(scenario, [&](const Context& c, const State& s) {
    if (!c.rules.planning_round) return;
    BySector<double> total{}, turnover{};
    for (OrganisationId i : c.world.everybody()) {
      if (c.world.kind[i] != Kind::trust) continue;
      const Sector sector = sector_of(c.world.type[i]);
      total[sector] += c.world.budget[i] * s.margin[i].lane(0);
      turnover[sector] += c.world.budget[i];
      widest = std::max(widest, std::abs(s.mean_from_sector[sector].lane(0)));
    }
    for (Sector sector : {Sector::acute, Sector::other}) {
      const double mean = total[sector] / turnover[sector];
      if (!c.first()) {
        EXPECT_NEAR(mean - before[sector], change, 1e-9);  // docs/ODD.md, 4.4
      }
      before[sector] = mean;
    }
  });
  EXPECT_GT(widest, 0.01);  // a mean that lies at the median would stay by itself
}

TEST(SectorShocks, StayInTheMarginAndAreSharedAsSaid) {
  const Scenario shared = shocked({{"other_permanent", 1}, {"common", 1}});
  run(shared, [&](const Context& c, const State& s) {
    for (SystemId k : c.world.all_systems()) {
      double first = 0;
      for (OrganisationId i : c.world.members(k)) {
        if (c.world.kind[i] != Kind::trust || sector_of(c.world.type[i]) != Sector::other) continue;
        if (first == 0) first = s.lasting_shock[i].lane(0);
        EXPECT_EQ(s.lasting_shock[i].lane(0), first);
      }
    }
  });
  const auto spread = [](const Scenario& scenario) {
    double sum = 0, squares = 0, n = 0;
    run(scenario, [&](const Context& c, const State& s) {
      if (c.rules.t != 8) return;
      for (OrganisationId i : c.world.everybody()) {
        if (c.world.type[i] != Type::mental_health) continue;
        for (int lane = 0; lane < lanes; ++lane, ++n) {
          sum += s.margin[i].lane(lane);
          squares += s.margin[i].lane(lane) * s.margin[i].lane(lane);
        }
      }
    });
    return std::sqrt(squares / n - sum / n * (sum / n));
  };
  const double usual = spread(quiet());
  EXPECT_GT(spread(shocked({{"other_permanent", 2}})), usual + 0.5);
  EXPECT_EQ(spread(shocked({{"other_passing", 2}})), usual);  // gone by next year
  EXPECT_LT(spread(shocked({{"other_persistence", 0.5}})), usual - 0.5);
}

TEST(SectorShocks, AreWiderFarFromTheMedianAndInLaterYears) {
  /// Median size of acute trusts' shocks in a year, of those farther from the median than a distance.
  const auto size = [](const Scenario& scenario, int year, double away) {
    std::vector<double> sizes;
    run(scenario, [&](const Context& c, const State& s) {
      if (!c.rules.planning_round || c.rules.t != 4 * year) return;
      for (OrganisationId i : c.world.everybody()) {
        for (int lane = 0; lane < lanes && c.world.type[i] == Type::acute; ++lane) {
          if (std::abs(s.from_sector[i].lane(lane)) >= away)
            sizes.push_back(std::abs(s.lasting_shock[i].lane(lane)));
        }
      }
    });
    std::ranges::nth_element(sizes, sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2));
    return sizes[sizes.size() / 2];
  };
  const Scenario plain = shocked({{"acute_permanent", 2}});
  const double usual = size(plain, 0, 0);
  EXPECT_NEAR(size(plain, 0, 3) / usual, 1, 0.2);
  EXPECT_GT(size(shocked({{"acute_permanent", 2}, {"acute_reach", 1}}), 0, 3), 2.5 * usual);
  const Scenario growing = shocked(
      {{"acute_permanent", 2}, {"acute_growth", 0.5}, {"growth_until", financial_quarter(2018, 1).index}});
  EXPECT_NEAR(size(growing, 0, 0), 1.5 * usual, 1e-9);  // from 2016/17 on
  EXPECT_NEAR(size(growing, 1, 0), 2.25 * size(plain, 1, 0), 1e-9);
  EXPECT_NEAR(size(growing, 2, 0), 2.25 * size(plain, 2, 0), 1e-9);
  EXPECT_NE(size(shocked({{"acute_permanent", 2}, {"year_scale_sd", 0.5}}), 0, 0), usual);
}

/// Trusts and councils of one system with what the tables may say of them.
Scenario from_accounts(double lowest = -8) {
  Layout layout = one_system({{4, 1, 2}});
  const double outturn[]{lowest, -2, 1, 3};
  for (std::size_t k = 0; k < 4; ++k) layout.organisations[k].outturn = outturn[k];
  layout.organisations[4].distance = 4;
  layout.organisations[5].delays = 1.5;
  layout.organisations[6].delays = -1.5;
  layout.organisations[0].special_measures = 1;
  layout.systems[0].waiting = 2;
  Scenario scenario = bare(scenario_of(layout, 4));
  scenario.parameters.of<Switches>().finance = false;
  scenario.parameters.of<Finance>().improvement_sd = 0;
  scenario.parameters.of<Finance>().convergence = 0;
  return scenario;
}

TEST(Accounts, TrustsStartFromTheOutturnOfTheYearBefore) {
  const auto start = [](const Scenario& scenario, int body) {
    double margin = 0;
    run(scenario, [&](const Context& c, const State& s) {
      if (c.first())
        margin = s.margin[OrganisationId{body}].lane(0) + s.improvement[OrganisationId{body}].lane(0);
    });
    return margin;
  };
  const Scenario plain = from_accounts();
  const Finance& p = plain.parameters.of<Finance>();
  const double change = (p.recurrent_share * p.improvement - p.drift).lane(0);  // docs/ODD.md, 4.4
  EXPECT_NEAR(start(plain, 0), -8 + change, 1e-12);
  EXPECT_NEAR(start(plain, 3), 3 + change, 1e-12);
  // With persistence they are nearer to the median from the first year on.
  Scenario persists = with(plain, "sector_shocks.enabled", 1);
  persists.parameters.of<SectorShocks>().acute_persistence = 0.5;
  persists.parameters.of<SectorShocks>().year_persistence_sd = 0;
  // All together they stay where they were: their mean is 1 pp below the median.
  EXPECT_NEAR(start(persists, 0), -0.5 - 0.5 * 7.5 - 0.5 * 1 + change, 1e-12);
  EXPECT_NEAR(start(persists, 3), -0.5 + 0.5 * 3.5 - 0.5 * 1 + change, 1e-12);
  // Without accounts the first planning round leaves margins where they were drawn.
  Scenario drawn = scenario_of(one_system({{4, 1, 2}}), 4);
  drawn.parameters.of<Finance>().system_sd = drawn.parameters.of<Finance>().organisation_sd = 0;
  drawn.parameters.of<Finance>().improvement_sd = 0;
  EXPECT_NEAR(start(with(drawn, "sector_shocks.enabled", 1), 0),
              (p.trust_margin + row_of(Type::acute).margin_shift + p.improvement).lane(0), 1e-12);
}

TEST(SectorShocks, WidenAsFarAsAnyTrustOfThePanelLay) {
  const auto size = [](double lowest) {
    double shock = 0;
    Scenario scenario =
        with(with(from_accounts(lowest), "sector_shocks.enabled", 1), "sector_shocks.acute_upward", 1);
    scenario.parameters.of<Switches>().noise = true;
    run(scenario, [&](const Context& c, const State& s) {
      if (c.first()) shock = s.lasting_shock[OrganisationId{0}].lane(0);
    });
    return shock;
  };
  EXPECT_GT(std::abs(size(-30) / size(-8)), 2);
  EXPECT_GT(std::abs(size(-60) / size(-30)), 1.1);
  EXPECT_EQ(size(-90), size(-60));
}

TEST(Accounts, OtherEvidenceActsOnlyThroughItsParameter) {
  const auto first = [](const Scenario& scenario) {
    std::array<double, 4> found{};
    run(scenario, [&](const Context& c, const State& s) {
      if (c.rules.t > 0) return;
      found = {s.margin[OrganisationId{4}].lane(0), s.reluctance[OrganisationId{5}].lane(0),
               s.reluctance[OrganisationId{6}].lane(0), s.pressure[SystemId{0}].lane(0)};
    });
    return found;
  };
  Scenario plain = from_accounts();
  plain.parameters.of<Switches>().pressure = true;
  const auto before = first(plain);
  EXPECT_NEAR(first(with(plain, "finance.distance_effect", 0.1))[0], before[0] + 0.4, 1e-12);
  const auto delays = first(with(plain, "councils.delay_weight", 1));
  EXPECT_EQ(delays[1], before[1]);
  const double weight = plain.parameters.of<Pressures>().backlog_weight.lane(0);
  EXPECT_NEAR(first(with(plain, "pressures.waiting_effect", 0.1))[3], before[3] + 0.2 * weight, 1e-12);
  EXPECT_NEAR(first(with(plain, "pressures.backlog_start", 0.3))[3], before[3] + 0.3 * weight, 1e-12);
}

TEST(Accounts, DelaysHoldCouncilsBackFromPlaceAndSystemAlike) {
  const auto utility = [](const Scenario& scenario, int body) {
    std::array<double, actions> found{};
    run(scenario, [&](const Context& c, const State& s) {
      Expectation weighed(c, SystemId{0}, std::pmr::new_delete_resource());
      weigh_reluctance(c, s, SystemId{0}, weighed, weighed.utility);
      const Options of = weighed.utility.of(c.row(OrganisationId{body}));
      for (std::size_t a = 0; a < actions; ++a) found[a] = of[a].lane(0);
    });
    return found;
  };
  Scenario plain = from_accounts();
  plain.parameters.of<Switches>().exposure = true;
  const Scenario told = with(plain, "councils.delay_weight", 0.64);
  const double spread = std::hypot(plain.parameters.of<Councils>().reluctance_sd.lane(0),
                                   plain.parameters.of<Councils>().reluctance_regional_sd.lane(0));
  for (const auto& [council, delays] : {std::pair(5, 1.5), std::pair(6, -1.5), std::pair(4, 0.0)}) {
    const auto before = utility(plain, council), after = utility(told, council);
    EXPECT_EQ(after[0], before[0]);
    EXPECT_NEAR(after[1] - before[1], -0.8 * spread * delays, 1e-12) << council;
    EXPECT_NEAR(after[2] - before[2], -0.8 * spread * delays, 1e-12) << council;
  }
}

TEST(Fund, TheWholePotIsPaidIfAllOfItIsShared) {
  const auto paid = [](const Scenario& scenario) {
    double sum = 0, offered = 0;
    run(scenario, [&](const Context& c, const State& s) {
      if (c.rules.of_year != 3 || c.rules.t > 3) return;
      for (OrganisationId i : c.world.everybody()) {
        if (c.world.kind[i] == Kind::council) continue;
        sum += (s.balance_of_year[i].lane(0) - s.year_to_date[i].lane(0) / 100 * 4 * c.world.budget[i]);
        offered += fund_on_offer(c, s, i).lane(0) / 100 * 4 * c.world.budget[i];
      }
    });
    return sum / offered;
  };
  Scenario plain = quiet();
  plain.parameters.of<SustainabilityFund>().redistribution = 1;
  plain.parameters.of<SustainabilityFund>().signing_cost = 0.6;
  EXPECT_LT(paid(plain), 0.9);
  EXPECT_NEAR(paid(with(plain, "sustainability_fund.whole_pot", 1)), 1, 0.03);  // beside what pools are paid
}

TEST(Fund, OnlyBodiesWithAnOfferRefuse) {
  const auto refusing = [](const Scenario& scenario) {
    double counted = 0, unsigned_trusts = 0;
    run(scenario, [&](const Context& c, const State& s) {
      for (SystemId k : c.world.all_systems()) counted += s.measures[SystemMeasure::refusing][k].lane(0);
      for (OrganisationId i : c.world.of(Kind::trust, c.world.england))
        unsigned_trusts += s.accepted[i].lane(0) == 0;
    });
    return std::pair(counted, unsigned_trusts);
  };
  Scenario plain = synthetic_england();
  plain.parameters.of<Shocks>().covid = false;  // under Covid nobody has an offer
  plain.parameters.of<SustainabilityFund>().signing_cost = 0.6;
  const auto [all, trusts] = refusing(plain);
  EXPECT_GT(all, trusts);
  const auto [without_ccgs, the_trusts] = refusing(with(plain, "fund_by_year.ccg", 0));
  EXPECT_GT(the_trusts, 0);
  EXPECT_EQ(without_ccgs, the_trusts);
  EXPECT_EQ(refusing(with(plain, "sustainability_fund.size", 0)).first, 0);
}

TEST(BrokenDeals, AreBrokenWithinTheYearAndCostTrust) {
  const Scenario holds = synthetic_england(), breaks = with(holds, "broken_deals.withdrawal", 0.2);
  const auto lost = [](const Scenario& scenario) {
    double accepted = 0, pooled = 0, lost_accepted = 0, lost_pooled = 0;
    run(scenario, [&](const Context& c, const State& s) {
      double signed_now = 0, pooled_now = 0;
      for (OrganisationId i : c.world.everybody()) signed_now += s.accepted[i].lane(0);
      for (int place = 0; place < c.world.place_count(); ++place)
        pooled_now += s.pooled_share[PlaceId{place}].lane(0);
      if (c.rules.planning_round) accepted = signed_now, pooled = pooled_now;
      EXPECT_LE(signed_now, accepted);
      EXPECT_LE(pooled_now, pooled);
      lost_accepted += accepted - signed_now;
      lost_pooled += pooled - pooled_now;
    });
    return std::pair(lost_accepted, lost_pooled);
  };
  EXPECT_EQ(lost(holds), std::pair(0.0, 0.0));
  EXPECT_GT(lost(breaks).first, 50);
  EXPECT_GT(lost(breaks).second, 5);
  // A single CCG brings more of them down, and trust falls with them.
  EXPECT_GT(lost(with(breaks, "broken_deals.ccg_veto", 1)).second,
            lost(with(breaks, "broken_deals.ccg_veto", 0)).second);
  const auto trust = [](const Scenario& s) { return mean_of(s, Measure::trust_system, 5, 12); };
  EXPECT_LT(trust(with(breaks, "broken_deals.trust_cost", 0.3)),
            trust(with(breaks, "broken_deals.trust_cost", 0)) - 0.002);
}

TEST(FundByYear, PaysBySectorAndBodiesInDeficit) {
  Scenario scenario = quiet();
  scenario.parameters.of<FundByYear>().acute = 0;
  scenario.parameters.of<FundByYear>().mental_health = 2;
  scenario.parameters.of<FundByYear>().ccg_deficit = 1.5;
  scenario.parameters.of<SustainabilityFund>().signing_cost = 0;
  scenario.parameters.of<SustainabilityFund>().signing_spread = 0;
  run(scenario, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      const double budget = c.world.budget[i] / 100, stake = s.stake[i].lane(0);
      switch (c.world.type[i]) {
        case Type::acute:
        case Type::council:
          EXPECT_EQ(stake, 0);
          break;
        case Type::mental_health:
          EXPECT_NEAR(stake, 2 * 1.4 * budget, 1e-12);
          break;
        case Type::ccg:
          EXPECT_NEAR(stake, (0.5 + 1.5 * s.in_deficit[i].lane(0)) * budget, 1e-12);
          break;
        default:
          EXPECT_NEAR(stake, row_of(c.world.type[i]).fund * budget, 1e-12);
      }
    }
  });
}

TEST(FundByYear, RecoveryEndsWhereABodyThatMeetsItsControlTotalIsInBalance) {
  Scenario scenario = quiet();
  scenario.parameters.of<FundByYear>().acute_deficit = 3;
  scenario.parameters.of<FundByYear>().recovery_to_balance = 1;
  int flat = 0, cut = 0;
  run(scenario, [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      if (c.world.type[i] != Type::acute) continue;
      const double fund = row_of(Type::acute).fund, offer = fund_on_offer(c, s, i).lane(0);
      const double lacking = std::max(-(s.control_total[i].lane(0) + fund), 0.0);
      EXPECT_NEAR(offer - fund, s.in_deficit[i].lane(0) * std::min(lacking, 3.0), 1e-12);
      flat += s.in_deficit[i].lane(0) * lacking > 3;
      cut += s.in_deficit[i].lane(0) * lacking > 0 && lacking < 3;
    }
  });
  EXPECT_GT(flat, 0);
  EXPECT_GT(cut, 0);
}

TEST(FundByYear, WhatIsNotEarnedOfARecoveryFundIsSharedWithNobody) {
  Scenario scenario = quiet();
  FundByYear& fund = scenario.parameters.of<FundByYear>();
  fund.acute_deficit = fund.other_deficit = 3;
  for (const double whole_pot : {0.0, 1.0}) {
    const Scenario some = with(scenario, "sustainability_fund.whole_pot", whole_pot);
    Scenario only = some;
    FundByYear& no_other = only.parameters.of<FundByYear>();
    no_other.acute = no_other.mental_health = no_other.community = no_other.ambulance = no_other.specialist =
        no_other.ccg = 0;
    const auto shared = [](const Scenario& s, double share) {
      return trajectory(with(s, "sustainability_fund.redistribution", share));
    };
    EXPECT_EQ(shared(only, 1), shared(only, 0));
    EXPECT_NE(shared(some, 1), shared(some, 0));
  }
}

TEST(FundByYear, OneOffGainsAreInTheLastQuarterOfTrustsAndDoNotStay) {
  const Scenario plain = quiet();
  const auto told = [](const Scenario& scenario) {
    std::vector<std::vector<double>> all;
    run(scenario, [&](const Context& c, const State& s) {
      std::vector<double>& now = all.emplace_back();
      for (OrganisationId i : c.world.everybody())
        now.push_back(c.rules.t < 4 ? s.year_to_date[i].lane(0) : s.margin[i].lane(0));
    });
    return all;
  };
  const auto without = told(plain), gained = told(with(plain, "fund_by_year.gains", 0.5));
  for (OrganisationId i : plain.world->everybody()) {
    const auto n = static_cast<std::size_t>(i.index);
    for (const std::size_t quarter : {0, 1, 2, 4}) EXPECT_EQ(gained[quarter][n], without[quarter][n]);
    EXPECT_NEAR(gained[3][n] - without[3][n], plain.world->kind[i] == Kind::trust ? 0.5 : 0, 1e-9);
  }
}

/// What is said of everybody at the end of the first year.
std::vector<double> at_year_end(const Scenario& scenario, auto State::*what) {
  std::vector<double> all;
  run(scenario, [&](const Context& c, const State& s) {
    if (c.rules.t != 3) return;
    for (OrganisationId i : c.world.everybody()) all.push_back((s.*what)[i].lane(0));
  });
  return all;
}

TEST(FundByYear, FewTrustsHaveLargeGains) {
  const Scenario plain = quiet(),
                 gained = with(with(plain, "fund_by_year.gains", 0.5), "fund_by_year.gain_chance", 0.2);
  const auto before = at_year_end(plain, &State::year_to_date),
             after = at_year_end(gained, &State::year_to_date);
  double trusts = 0, having = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double gain = after[i] - before[i];
    EXPECT_NEAR(gain, gain == 0 ? 0 : 2.5, 1e-9);
    having += gain != 0;
    trusts += plain.world->kind[OrganisationId{static_cast<int>(i)}] == Kind::trust;
  }
  EXPECT_NEAR(having / trusts, 0.2, 0.1);
}

TEST(FundByYear, OneOffGainsFillAGapAndAreNotBanked) {
  const Scenario plain = with(quiet(), "managed_accounts.enabled", 1);
  const auto without = at_year_end(plain, &State::put_off),
             gained = at_year_end(with(plain, "fund_by_year.gains", 0.5), &State::put_off);
  int banked = 0, filled = 0;
  for (std::size_t i = 0; i < without.size(); ++i) {
    if (without[i] < 0) {
      EXPECT_NEAR(gained[i], without[i], 1e-12);
      ++banked;
    } else if (without[i] > 0) {
      EXPECT_LE(gained[i], without[i]);
      EXPECT_GE(gained[i], 0);
      filled += gained[i] < without[i];
    }
  }
  EXPECT_GT(banked, 0);
  EXPECT_GT(filled, 0);
}

TEST(CostGrowth, TakesAsMuchFromAllTrustsInItsYearAndNothingFromCcgs) {
  Scenario plain = quiet();
  plain.parameters.of<Finance>().convergence = 0;
  Scenario dearer = plain;
  dearer.parameters.of<CostGrowth>().second_year = 1.5;
  dearer.parameters.of<CostGrowth>().third_year = -0.5;
  const auto margins_of = [](const Scenario& scenario) {
    std::vector<std::vector<double>> all;
    run(scenario, [&](const Context& c, const State& s) {
      std::vector<double>& now = all.emplace_back();
      for (OrganisationId i : c.world.everybody()) now.push_back(s.margin[i].lane(0));
    });
    return all;
  };
  const auto before = margins_of(plain), after = margins_of(dearer);
  for (OrganisationId i : plain.world->everybody()) {
    const auto n = static_cast<std::size_t>(i.index);
    const double trust = plain.world->kind[i] == Kind::trust ? 1 : 0;
    EXPECT_EQ(after[3][n], before[3][n]);
    EXPECT_NEAR(after[4][n] - before[4][n], -1.5 * trust, 1e-9);
    EXPECT_NEAR(after[8][n] - before[8][n], -1.0 * trust, 1e-9);
  }
}

/// Margins of trusts by sector and of all, by turnover: [quarter].
std::vector<std::array<double, 3>> margins_of_trusts(const Scenario& scenario) {
  std::vector<std::array<double, 3>> all;  // acute, others, together
  run(scenario, [&](const Context& c, const State& s) {
    std::array<double, 2> sum{}, turnover{};
    for (OrganisationId i : c.world.everybody()) {
      if (c.world.kind[i] != Kind::trust) continue;
      const std::size_t k = c.world.type[i] == Type::acute ? 0 : 1;
      sum[k] += c.world.budget[i] * s.margin[i].lane(0);
      turnover[k] += c.world.budget[i];
    }
    all.push_back(
        {sum[0] / turnover[0], sum[1] / turnover[1], (sum[0] + sum[1]) / (turnover[0] + turnover[1])});
  });
  return all;
}

TEST(CostGrowth, LaterYearsAreDrawnOnceForAll) {
  Scenario plain = quiet();
  plain.parameters.of<Finance>().convergence = 0;
  plain.quarters = 24;
  const auto before = margins_of_trusts(plain),
             after = margins_of_trusts(with(plain, "cost_growth.later_years_sd", 1)),
             apart = margins_of_trusts(with(plain, "cost_growth.later_years_acute_sd", 1));
  const auto fell = [&](const auto& than, std::size_t t, std::size_t who) {
    return before[t][who] - than[t][who];
  };
  for (const auto* years : {&after, &apart}) {
    EXPECT_EQ((*years)[11], before[11]);
    const double fourth = fell(*years, 12, 0), fifth = fell(*years, 16, 0) - fourth;
    EXPECT_NE(fourth, 0);
    EXPECT_NE(fifth, fourth);
    EXPECT_NEAR(fell(*years, 15, 0), fourth, 1e-9);
  }
  EXPECT_NEAR(fell(after, 16, 0), fell(after, 16, 1), 1e-9);
  EXPECT_LT(fell(apart, 16, 0) * fell(apart, 16, 1), 0);
  EXPECT_NEAR(fell(apart, 16, 2), 0, 1e-9);
  EXPECT_GT(std::abs(fell(apart, 12, 0) - fell(after, 12, 0)), 1e-3);  // draws of their own
}

TEST(CostGrowth, OfAcuteTrustsIsWhatOthersSave) {
  Scenario plain = quiet();
  plain.parameters.of<Finance>().convergence = 0;
  const auto before = margins_of_trusts(plain),
             after = margins_of_trusts(
                 with(with(plain, "cost_growth.second_year_acute", 1.5), "cost_growth.second_year", 0.4));
  EXPECT_EQ(after[3], before[3]);
  EXPECT_NEAR(before[4][0] - after[4][0] - (before[4][1] - after[4][1]), 1.5, 1e-9);
  EXPECT_NEAR(before[4][2] - after[4][2], 0.4, 1e-9);
}

TEST(FundByYear, TopsUpToBreakEvenAndPricesStay) {
  run(with(quiet(), "fund_by_year.top_up", 1), [&](const Context& c, const State& s) {
    for (OrganisationId i : c.world.everybody()) {
      if (c.world.kind[i] != Kind::council) {
        EXPECT_FALSE(any(s.balance[i] < 0.0)) << i.index;
      }
    }
  });
  const auto margins_in = [](const Scenario& scenario, int t) {
    double sum = 0;
    run(scenario, [&](const Context& c, const State& s) {
      for (OrganisationId i : c.world.everybody()) {
        if (c.rules.t == t && c.world.kind[i] == Kind::ccg) sum += s.margin[i].lane(0);
      }
    });
    return sum / 191;
  };
  Scenario dearer = quiet();
  dearer.parameters.of<Finance>().convergence = 0;
  const Scenario plain = dearer;
  const ParameterInfo* prices = find_parameter("fund_by_year.ccg_prices");
  dearer.changes = {{dearer.start + 4, prices, 0.4}, {dearer.start + 8, prices, 0.0}};
  EXPECT_EQ(margins_in(dearer, 3), margins_in(plain, 3));
  EXPECT_NEAR(margins_in(dearer, 4) - margins_in(plain, 4), 0.4, 1e-9);
  EXPECT_NEAR(margins_in(dearer, 11) - margins_in(plain, 11), 0.4, 1e-9);
}

TEST(Signing, InProportionToTheStakeSectorsRefuseAlike) {
  const auto refusals = [](double proportion) {
    std::array<double, 2> refused{}, bodies{};  // acute, other trusts
    const Scenario dear = with(with(synthetic_england(), "sustainability_fund.signing_cost", 0.6),
                               "sustainability_fund.signing_proportion", proportion);
    run(dear, [&](const Context& c, const State& s) {
      if (c.rules.t != 0) return;
      for (OrganisationId i : c.world.everybody()) {
        if (c.world.kind[i] != Kind::trust) continue;
        const std::size_t k = c.world.type[i] == Type::acute ? 0 : 1;
        for (int lane = 0; lane < lanes; ++lane) {
          refused[k] += 1 - s.accepted[i].lane(lane);
          bodies[k] += 1;
        }
      }
    });
    return refused[1] / bodies[1] / std::max(refused[0] / bodies[0], 1e-3);
  };
  EXPECT_GT(refusals(0), 3);  // bodies with little at stake
  EXPECT_LT(refusals(1), 1.5);
}

}  // namespace
}  // namespace concord::test
