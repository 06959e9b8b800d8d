// The views of a simulated England: the real names, sizes and numbers.

#include "experiments/runs/ensemble.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/source.hpp"
#include "tests/viz/views_a_worlds.hpp"
#include "viz/session/events.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

namespace concord {
namespace {

using namespace test;

constexpr int runs = 4;

MemoryRun& england() {
  static MemoryRun all = [] {
    Problems problems;
    RunPlan plan = load_scenario(test::source("configs/england_2019.yaml"), {}, problems);
    EXPECT_TRUE(problems.empty());
    plan.replicates = runs;
    plan.record = Record::organisations;
    Block block;
    size_block(block, plan.scenario, plan.record, 0, runs);
    Workspace workspace;
    simulate_batch(plan.scenario, plan.seed, 0, runs, workspace, block, 0);
    MemoryRun run(plan, block);
    RunDetail detail;
    detail.quarters = block.quarters;
    detail.organisations = block.organisations;
    const auto size = static_cast<std::ptrdiff_t>(block.quarters) * block.organisations;
    for (std::ptrdiff_t column = 0; column < static_cast<std::ptrdiff_t>(organisation_column_count);
         ++column) {
      const auto first = block.organisation.begin() + column * runs * size;  // of run 0
      detail.columns.insert(detail.columns.end(), first, first + size);
    }
    detail.reason = "This test has no reasons.";
    run.set_detail(std::move(detail));
    return run;
  }();
  return all;
}

Scene scene_of(std::string_view code, int quarter) {
  Scene scene{.now = &england()};
  const auto& systems = england().info().systems;
  scene.selection.system =
      static_cast<int>(std::ranges::find(systems, code, &SystemInfo::code) - systems.begin());
  const auto& organisations = england().info().organisations;
  scene.selection.organisation =
      static_cast<int>(std::ranges::find(organisations, scene.selection.system, &OrganisationInfo::system) -
                       organisations.begin());
  scene.selection.quarter = quarter;
  return scene;
}

TEST(England, IsAMapOfFortyTwoTilesWithTheNumbersOfTheRun) {
  Scene scene = scene_of("QHM", 15);
  scene.selection.run = 1;
  scene.selection.system_measure = static_cast<std::size_t>(SystemMeasure::norm);
  const Figure figure = *make_figure(View::map, scene);
  const double real = england().national(static_cast<std::size_t>(Measure::real))->at(1, 15);
  EXPECT_TRUE(figure.title.starts_with(std::to_string(static_cast<int>(real)) + " of 42 systems"))
      << figure.title;
  EXPECT_EQ(figure.table.rows.size(), 42U);
  std::vector<std::string> targets = drawn(figure, 400).targets;  // without the list beside the map
  EXPECT_EQ(targets.size(), 42U);
  std::ranges::sort(targets);
  EXPECT_TRUE(std::ranges::adjacent_find(targets) == targets.end());
}

TEST(England, ChoicesOfMembersAddUpToThoseOfTheRun) {
  Scene scene = scene_of("QT6", 9);
  scene.selection.run = 0;
  const Figure figure = *make_figure(View::network, scene);
  for (const auto& row : figure.table.rows) EXPECT_FALSE(row[4].empty());
  const auto members =
      std::ranges::count(england().info().organisations, scene.selection.system, &OrganisationInfo::system);
  EXPECT_EQ(figure.table.rows.size(), static_cast<std::size_t>(members));
}

TEST(England, FitsAnyWidthInEveryQuarterOfItsLargestAndSmallestSystem) {
  for (const char* code : {"QHM", "QSL", "QYG"}) {
    for (const int quarter : {0, 9, 23}) {
      const Scene scene = scene_of(code, quarter);
      for (const View view :
           {View::map, View::system, View::organisation, View::network, View::multiples, View::parameters}) {
        const Figure figure = *make_figure(view, scene);
        EXPECT_GT(figure.description.size(), 20U);
        EXPECT_LT(figure.title.size(), 130U) << figure.title;
        for (const double width : {400.0, 952.0, 2400.0}) {
          const RecordingCanvas picture = drawn(figure, width - 48);
          EXPECT_TRUE(picture.finite);
          EXPECT_GE(picture.left, -12) << figure.name << " " << width;
          EXPECT_LE(picture.right, width - 48 + 12) << figure.name << " " << width;
          EXPECT_NE(svg_of(figure, width).find("Simulated, not observed"), std::string::npos);
        }
      }
    }
  }
}

TEST(England, DesignatesWhatTheMeasureCounts) {
  Selection selection;
  selection.run = 2;
  const auto events = events_of(england(), selection);
  EXPECT_TRUE(std::ranges::is_sorted(events, {}, &Event::quarter));
  const auto designated = england().national(static_cast<std::size_t>(Measure::designated));
  for (int t = 0; t < designated->quarters; ++t) {
    const auto so_far = std::ranges::count_if(events, [&](const Event& event) {
      return event.kind == EventKind::designation && event.quarter <= t;
    });
    EXPECT_EQ(static_cast<double>(so_far), designated->at(2, t)) << t;
  }
}

TEST(England, MarksWhatWasSaidOfASystemWhenItWasSaid) {
  const auto events = events_of(england(), {});
  const auto& info = england().info();
  const auto claim = [&](std::string_view id) {
    return std::ranges::find_if(events, [&](const Event& event) {
      return event.kind == EventKind::claim && event.sentence.find(id) != std::string::npos;
    });
  };
  ASSERT_NE(claim("C28"), events.end());
  EXPECT_EQ(claim("C28")->sentence,
            "Said, not simulated (HSJ Jan 2019, C28): Nottinghamshire is worst, £24m below plan.");
  EXPECT_EQ(info.systems.at(static_cast<std::size_t>(claim("C28")->system.value())).code, "QT1");
  EXPECT_EQ(info.quarters.at(static_cast<std::size_t>(claim("C28")->quarter)), "2018/19 Q2");
  ASSERT_NE(claim("C26"), events.end());
  EXPECT_FALSE(claim("C26")->system);
  // Seven systems wait for the deadline: one claim, seven marks.
  EXPECT_EQ(std::ranges::count_if(
                events, [](const Event& event) { return event.sentence.find("C44") != std::string::npos; }),
            7);
}

}  // namespace
}  // namespace concord
