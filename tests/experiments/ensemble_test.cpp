#include "experiments/runs/ensemble.hpp"

#include "sim/errors.hpp"
#include "tests/experiments/small_plan.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

using test::small_plan;

/// All runs of a plan as one block, whatever blocks they came in.
struct Gathered {
  Block all;
  std::vector<int> block_runs;
  std::uint64_t digest = 0;
};

template <class T>
void append(std::vector<T>& all, const std::vector<T>& values, std::size_t measures, const Block& block,
            int replicates) {
  if (values.empty()) return;
  const std::size_t row = values.size() / measures / static_cast<std::size_t>(block.runs);
  all.resize(measures * static_cast<std::size_t>(replicates) * row);
  for (std::size_t m = 0; m < measures; ++m) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(block.runs) * row; ++k) {
      all[(m * static_cast<std::size_t>(replicates) + static_cast<std::size_t>(block.first_run)) * row + k] =
          values[m * static_cast<std::size_t>(block.runs) * row + k];
    }
  }
}

Gathered gather(const RunPlan& plan, int threads, std::size_t block_bytes = default_block_bytes) {
  Gathered result;
  RunsDigest digest;
  run_ensemble(
      plan, threads,
      [&](const Block& block) {
        EXPECT_EQ(static_cast<std::size_t>(block.first_run), result.all.digest.size());
        append(result.all.summary, block.summary, measure_count, block, plan.replicates);
        append(result.all.system, block.system, system_measure_count, block, plan.replicates);
        append(result.all.organisation, block.organisation, organisation_column_count, block,
               plan.replicates);
        result.all.digest.insert(result.all.digest.end(), block.digest.begin(), block.digest.end());
        result.block_runs.push_back(block.runs);
        digest.add(block);
      },
      {}, block_bytes);
  result.digest = digest.value();
  return result;
}

/// Equal, and missing in the same places.
template <class T>
void expect_same(const std::vector<T>& a, const std::vector<T>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) ASSERT_TRUE(a[k] == b[k] || (a[k] != a[k] && b[k] != b[k])) << k;
}

TEST(Ensemble, GivesTheSameResultsOnAnyNumberOfThreadsAndInAnyBlocks) {
  const RunPlan plan = small_plan(61, Record::organisations);
  const Gathered one = gather(plan, 1), three = gather(plan, 3), pieces = gather(plan, 2, 1);
  EXPECT_EQ(one.block_runs, (std::vector{61}));
  EXPECT_EQ(pieces.block_runs, (std::vector{16, 16, 16, 13}));
  EXPECT_EQ(one.all.digest.size(), 61U);
  for (const Gathered* other : {&three, &pieces}) {
    EXPECT_EQ(one.digest, other->digest);
    EXPECT_EQ(one.all.digest, other->all.digest);
    expect_same(one.all.summary, other->all.summary);
    expect_same(one.all.system, other->all.system);
    expect_same(one.all.organisation, other->all.organisation);
  }
}

TEST(Ensemble, HoldsWhatARunAloneShows) {
  const RunPlan plan = small_plan(20, Record::organisations);
  const Gathered together = gather(plan, 2);
  const std::uint32_t replicate = 13;
  Workspace workspace;
  simulate(plan.scenario, plan.seed, {&replicate, 1}, workspace, [&](const Context& c, const State& s) {
    const auto t = static_cast<std::size_t>(c.rules.t), run = std::size_t{replicate};
    const auto measure = [&](Measure m) {
      return together.all.summary[(static_cast<std::size_t>(m) * 20 + run) * 5 + t];
    };
    const auto system = [&](SystemMeasure m, std::size_t k) {
      return together.all.system[((static_cast<std::size_t>(m) * 20 + run) * 5 + t) * 2 + k];
    };
    const auto column = [&](OrganisationColumn n, std::size_t i) {
      return together.all.organisation[((static_cast<std::size_t>(n) * 20 + run) * 5 + t) * 7 + i];
    };
    EXPECT_EQ(measure(Measure::nhs_balance), s.measures[Measure::nhs_balance].lane(0));
    EXPECT_EQ(measure(Measure::ledger_residual), s.measures[Measure::ledger_residual].lane(0));
    EXPECT_EQ(system(SystemMeasure::maturity, 1), s.measures[SystemMeasure::maturity][SystemId{1}].lane(0));
    EXPECT_EQ(system(SystemMeasure::margin, 0), s.measures[SystemMeasure::margin][SystemId{0}].lane(0));
    EXPECT_EQ(column(OrganisationColumn::action, 4), s.action[OrganisationId{4}].lane(0));
    EXPECT_EQ(column(OrganisationColumn::balance, 5),
              static_cast<float>(s.balance[OrganisationId{5}].lane(0)));
    EXPECT_EQ(column(OrganisationColumn::utility_system, 3),
              static_cast<float>(s.utility[OrganisationId{3}][2].lane(0)));
    EXPECT_TRUE(std::isnan(column(OrganisationColumn::control_total, 6)));  // a council
    EXPECT_FALSE(std::isnan(column(OrganisationColumn::control_total, 5)));
  });
}

TEST(Ensemble, KeepsOnlyWhatThePlanRecords) {
  const Gathered summary = gather(small_plan(3, Record::summary), 1);
  EXPECT_EQ(summary.all.summary.size(), measure_count * 3 * 5);
  EXPECT_TRUE(summary.all.system.empty());
  const Gathered systems = gather(small_plan(3, Record::systems), 1);
  EXPECT_EQ(systems.all.system.size(), system_measure_count * 3 * 5 * 2);
  EXPECT_TRUE(systems.all.organisation.empty());
  expect_same(summary.all.summary, systems.all.summary);
}

TEST(Ensemble, IsTheStartOfALongerOne) {
  const Gathered few = gather(small_plan(5, Record::summary), 1),
                 more = gather(small_plan(9, Record::summary), 1);
  EXPECT_EQ(few.all.digest, std::vector(more.all.digest.begin(), more.all.digest.begin() + 5));
  EXPECT_NE(few.digest, more.digest);
  RunPlan other = small_plan(5, Record::summary);
  other.seed += 1;
  EXPECT_NE(gather(other, 1).digest, few.digest);
}

TEST(Ensemble, TellsHowFarItIs) {
  std::vector<int> done;
  run_ensemble(
      small_plan(50, Record::summary), 3, [](const Block&) {},
      [&](int runs, int total) {
        EXPECT_EQ(total, 50);
        done.push_back(runs);
      },
      1);
  EXPECT_EQ(done.size(), 7U);  // batches of eight
  EXPECT_TRUE(std::ranges::is_sorted(done));
  EXPECT_EQ(done.back(), 50);
}

TEST(Ensemble, StopsWhenTheSinkFails) {
  int blocks = 0;
  const auto sink = [&](const Block&) {
    if (++blocks == 2) throw std::runtime_error("disk full");
  };
  EXPECT_THROW(run_ensemble(small_plan(200, Record::summary), 2, sink, {}, 1), std::runtime_error);
  EXPECT_EQ(blocks, 2);
}

TEST(Ensemble, StopsWhenAskedTo) {
  struct Stopped {};
  int blocks = 0;
  const auto stop = [](int done, int) {
    if (done >= 40) throw Stopped();
  };
  EXPECT_THROW(run_ensemble(
                   small_plan(400, Record::summary), 2, [&](const Block&) { ++blocks; }, stop, 1),
               Stopped);
  EXPECT_LE(blocks, 4);
}

TEST(Ensemble, PassesOnTheFailureOfARun) {
  RunPlan plan = small_plan(100, Record::summary);
  plan.scenario.start = financial_quarter(2017, 2);  // no planning round: refused by every run
  EXPECT_THROW(gather(plan, 3), BrokenInvariant);
}

TEST(Ensemble, RefusesRunsThatDoNotFitInMemory) {
  RunPlan plan = small_plan(1, Record::organisations);
  plan.scenario.quarters = 1'000'000;
  try {
    gather(plan, 1);
    FAIL() << "was run";
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.problems().at(0).path, "record");
    EXPECT_NE(std::string(error.what()).find("MiB of results"), std::string::npos) << error.what();
  }
}

TEST(Digest, IsWrittenInSixteenDigits) { EXPECT_EQ(hex(0x1fU), "000000000000001f"); }

TEST(Digest, IsFnv1a) {
  // Test vectors of the authors.
  const auto of = [](std::string_view text) {
    Digest digest;
    digest.add(text);
    return digest.value();
  };
  EXPECT_EQ(of(""), 0xcbf29ce484222325U);
  EXPECT_EQ(of("a"), 0xaf63dc4c8601ec8cU);
  EXPECT_EQ(of("foobar"), 0x85944171f73967e8U);
  Digest letters, number;
  letters.add("foobar12");
  number.add(std::uint64_t{0x32317261626f6f66U});  // the same bytes, least significant first
  EXPECT_EQ(letters.value(), number.value());
}

TEST(Digest, TakesEveryNaNForTheSame) {
  Digest plus, minus, zero;
  plus.add(std::nan("1"));
  minus.add(-std::nan("2"));
  zero.add(0.0);
  EXPECT_EQ(plus.value(), minus.value());
  EXPECT_NE(plus.value(), zero.value());
}

}  // namespace
}  // namespace concord
