// Two runs on one timeline: every view in every way to compare, and what does not fit together.

#include "experiments/charts/plain_words.hpp"
#include "tests/viz/views_b_support.hpp"
#include "viz/views/comparison.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

using test::cell;
using test::expect_sound;

constexpr std::array ways{Compare::over, Compare::beside, Compare::difference};

/// What a world holds is told by the names of things, not by where they stand: code, quarter, replicate.
double told_by(const std::string& code, const std::string& quarter, int replicate) {
  double sum = 0.01 * replicate;
  for (const char c : code) sum += 0.02 * (c % 7);
  for (const char c : quarter) sum += 0.003 * (c % 11);
  return sum;
}

/// Every measure of every system, and of the country, is told_by its names, plus `shift` times 1 + replicate;
/// trust and balances of organisations likewise; choices are 0, or 2 with a shift.
std::unique_ptr<MemoryRun> world(const RunInfo& info, double shift) {
  auto data = std::make_unique<MemoryRun>(info);
  const int runs = info.replicates, quarters = static_cast<int>(info.quarters.size());
  const auto luck = [&](int r) { return shift * (1 + info.first_replicate + r); };
  const auto quarter = [&](int t) { return info.quarters[static_cast<std::size_t>(t)]; };
  for (std::size_t m = 0; m < measure_count; ++m)
    data->set_national(static_cast<Measure>(m), test::slice_of(runs, quarters, 1, [&](int r, int t, int) {
                         return told_by("country", quarter(t), info.first_replicate + r) + luck(r);
                       }));
  for (std::size_t m = 0; m < system_measure_count; ++m)
    data->set_systems(
        static_cast<SystemMeasure>(m),
        test::slice_of(runs, quarters, static_cast<int>(info.systems.size()), [&](int r, int t, int k) {
          return told_by(info.systems[static_cast<std::size_t>(k)].code, quarter(t),
                         info.first_replicate + r) +
                 luck(r);
        }));
  for (int r = 0; r < runs; ++r) {
    RunDetail detail = test::detail_of(info, [&](OrganisationColumn column, int t, int i) {
      const std::string& code = info.organisations[static_cast<std::size_t>(i)].code;
      if (column == OrganisationColumn::action) return shift != 0 && i == 0 ? 2.0 : 0.0;
      return told_by(code, quarter(t), info.first_replicate + r) + luck(r);
    });
    detail.run = r;
    detail.terms = {"duty", "trust"};
    const std::size_t cells = static_cast<std::size_t>(quarters) * info.organisations.size() * actions;
    for (std::size_t n = 0; n < cells; ++n) {
      detail.attraction.push_back(static_cast<float>(0.1 + shift));
      detail.chance.push_back(1.0F / 3);
    }
    for (std::size_t n = 0; n < 2 * cells; ++n)
      detail.parts.push_back(static_cast<float>(0.5 + (n / actions % 2 == 0 ? shift : 0)));
    data->set_detail(std::move(detail));
  }
  return data;
}

Scene scene_of(RunData* now, RunData* before, Compare compare) {
  Scene scene{.now = now, .before = before, .compare = compare};
  scene.selection.quarter = 3;
  scene.selection.measure = static_cast<std::size_t>(Measure::maturity);
  scene.selection.system_measure = static_cast<std::size_t>(SystemMeasure::maturity);
  scene.selection.column = static_cast<std::size_t>(OrganisationColumn::trust_system);
  return scene;
}

std::string table_of(const Figure& figure) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& cells) {
    for (const std::string& one : cells) text += one + ",";
    text += "\n";
  };
  add(figure.table.head);
  for (const auto& row : figure.table.rows) add(row);
  return text;
}

std::string value_of(const Figure& figure, const std::vector<std::string>& named, std::size_t column) {
  for (const auto& row : figure.table.rows) {
    if (std::ranges::all_of(named, [&](const auto& name) { return std::ranges::count(row, name) > 0; }))
      return row.at(column);
  }
  return "no such row";
}

TEST(Compare, EveryViewInEveryWayShowsWhatItIsComparedWith) {
  const RunInfo info = test::hand_info(3);
  const auto now = world(info, 0), near = world(info, 0.05), far = world(info, 0.3);
  for (const ViewRow& row : view_rows) {
    if (row.view == View::parameters) continue;
    for (const bool of_system : {false, true}) {
      const auto made = [&](RunData* before, Compare compare, bool ghost = false) {
        Scene scene = scene_of(now.get(), before, compare);
        scene.of_system = of_system;
        scene.ghost = ghost;
        return *make_figure(row.view, scene);
      };
      const Figure alone = made(nullptr, Compare::over);
      std::set<std::string> pictures{svg_of(alone, 952)};
      for (const Compare compare : ways) {
        const Figure figure = made(near.get(), compare), other = made(far.get(), compare);
        EXPECT_NE(table_of(figure), table_of(alone)) << row.key << static_cast<int>(compare);
        // Choices alone are counted by the funnel.
        if (row.view != View::funnel) {
          EXPECT_NE(table_of(figure), table_of(other)) << row.key << static_cast<int>(compare);
        }
        EXPECT_NE(figure.subtitle.find("A: By hand (hand.h5). B: By hand (hand.h5)."), std::string::npos)
            << figure.subtitle;
        EXPECT_TRUE(pictures.insert(svg_of(figure, 952)).second) << row.key << static_cast<int>(compare);
        if (compare == Compare::difference) {
          const std::string words = figure.title + figure.subtitle;
          EXPECT_TRUE(words.find("B less A") != words.npos || words.find("B less A") != words.npos) << words;
          EXPECT_NE(figure.subtitle.find("Paired"), std::string::npos) << figure.subtitle;
        }
        expect_sound(figure);
      }
      const Figure ghost = made(near.get(), Compare::difference, true);  // a shadow, whatever is chosen
      EXPECT_EQ(ghost.caption, alone.caption);
      EXPECT_GE(ghost.table.rows.size(), alone.table.rows.size()) << row.key;
      expect_sound(ghost);
    }
  }
}

TEST(Compare, SystemPageTakesPairedDifferencesWithTheirInterval) {
  const RunInfo info = test::hand_info(3);
  const auto now = world(info, 0), before = world(info, 0.1);
  const Figure figure = *make_figure(View::system, scene_of(now.get(), before.get(), Compare::difference));
  // Runs differ by -0.1, -0.2, -0.3.
  const std::vector<std::string> row{"Integration index", "B less A", "2019/20 Q2"};
  EXPECT_EQ(value_of(figure, row, 4), "-0.2");
  EXPECT_EQ(value_of(figure, row, 5), "-0.29");
  EXPECT_EQ(value_of(figure, row, 8), "-0.11");
  EXPECT_NE(figure.description.find("integration index −0.20 (90% of runs: −0.29 to −0.11)"),
            std::string::npos)
      << figure.description;
  EXPECT_EQ(value_of(figure, {"One (O1, acute trust, Place): choice", "B, run 0"}, 4), "own interest");
  EXPECT_EQ(value_of(figure, {"One (O1, acute trust, Place): choice", "A, run 0"}, 4), "system");
  EXPECT_NE(figure.description.find("1 of 1 chose otherwise in A."), std::string::npos);
  const auto canvas = expect_sound(figure);
  EXPECT_TRUE(canvas.says("Balance in the quarter, B less A (£m)"));
}

TEST(Compare, SystemPageStandsBesideOnOneScale) {
  const RunInfo info = test::hand_info(3);
  const auto now = world(info, 0), before = world(info, 0.5);
  const Figure figure = *make_figure(View::system, scene_of(now.get(), before.get(), Compare::beside));
  const auto canvas = test::drawn(figure, 1000);
  EXPECT_EQ(canvas.count("Integration index"), 2);
  const std::vector<std::string> then{"Integration index", "2019/20 Q2", "A"},
      today{"Integration index", "2019/20 Q2", "B"};
  EXPECT_NEAR(std::stod(value_of(figure, then, 5)) - std::stod(value_of(figure, today, 5)), 1, 1e-4);
  EXPECT_NE(value_of(figure, then, 6), "");  // its band is drawn, too
  // Every tick stands in both charts of its pair.
  EXPECT_GT(canvas.count("2"), 0);
  for (const char* tick : {"0", "1", "2", "0%", "100%", "200%"}) EXPECT_EQ(canvas.count(tick) % 2, 0) << tick;
}

TEST(Compare, OrganisationPageTakesDifferencesOfTerms) {
  const RunInfo info = test::hand_info(1);
  const auto now = world(info, 0), before = world(info, 0.25);
  const Figure figure =
      *make_figure(View::organisation, scene_of(now.get(), before.get(), Compare::difference));
  EXPECT_EQ(value_of(figure, {"duty", "place", "B less A"}, 4), "-0.25");
  EXPECT_EQ(value_of(figure, {"trust", "place", "B less A"}, 4), "no such row");  // it did not change
  EXPECT_EQ(value_of(figure, {"attraction after learning", "place", "B less A"}, 4), "-0.25");
  EXPECT_EQ(value_of(figure, {"balance", "B less A", "2018/19 Q3"}, 4), "-0.25");
  EXPECT_EQ(figure.title, "One: duty −0.25 pp for own interest, B less A, 2019/20 Q2");
  const Figure over = *make_figure(View::organisation, scene_of(now.get(), before.get(), Compare::over));
  EXPECT_EQ(over.title, "One chose its own interest in B, its system in A, 2019/20 Q2");
  EXPECT_EQ(value_of(over, {"duty", "place", "B"}, 4), "0.5");
  EXPECT_EQ(value_of(over, {"duty", "place", "A"}, 4), "0.75");
  EXPECT_TRUE(test::drawn(over, 904).says("0.50 (0.75)"));
  const Figure beside = *make_figure(View::organisation, scene_of(now.get(), before.get(), Compare::beside));
  EXPECT_TRUE(test::drawn(beside, 904).says("A: By hand (hand.h5)"));
  EXPECT_TRUE(test::drawn(beside, 904).says("0.75"));
}

TEST(Compare, NetworkTellsHigherFromLowerBySignAndDashAsWell) {
  const RunInfo info = test::hand_info(1);
  const auto now = world(info, 0), lower = world(info, -0.3), higher = world(info, 0.3);
  const Figure rose = *make_figure(View::network, scene_of(now.get(), lower.get(), Compare::difference));
  const Figure fell = *make_figure(View::network, scene_of(now.get(), higher.get(), Compare::difference));
  EXPECT_EQ(cell(rose, 0, "trust in system, B less A (index)"), "0.3");
  EXPECT_EQ(cell(fell, 0, "trust in system, B less A (index)"), "-0.3");
  const auto up = test::drawn(rose, 904), down = test::drawn(fell, 904);
  EXPECT_GT(up.count("+"), down.count("+"));
  EXPECT_GT(down.count("−"), up.count("−"));
  EXPECT_GT(std::ranges::count(down.dashes, "6 3"), std::ranges::count(up.dashes, "6 3"));
  EXPECT_TRUE(down.says("much lower (by 0.10 and more)"));
  EXPECT_NE(fell.title.find("lower for 1 of 1 members"), std::string::npos) << fell.title;
  const Figure over = *make_figure(View::network, scene_of(now.get(), higher.get(), Compare::over));
  EXPECT_TRUE(test::drawn(over, 904).says("One (was S)"));
  EXPECT_EQ(cell(over, 0, "choice, A"), "system");
}

TEST(Compare, FindsThingsByCodeAndNameWhereverTheyStand) {
  const RunInfo info = test::hand_info(2);
  RunInfo turned = test::hand_info(2);
  std::ranges::reverse(turned.systems);
  std::ranges::reverse(turned.organisations);
  for (PlaceInfo& place : turned.places) place.system = 1 - place.system;
  for (OrganisationInfo& one : turned.organisations) one.system = 1 - one.system;
  turned.quarters.insert(turned.quarters.begin(), "2018/19 Q2");
  const auto now = world(info, 0), before = world(turned, 0);
  for (const View view : {View::map, View::multiples, View::ranking, View::ensemble, View::control_chart,
                          View::system, View::network, View::organisation, View::distribution}) {
    for (const std::optional<int> run : {std::optional<int>(), std::optional<int>(1)}) {
      Scene scene = scene_of(now.get(), before.get(), Compare::difference);
      scene.of_system = true;
      scene.selection.run = run;
      const Figure figure = *make_figure(view, scene);
      // Luck is drawn by rows, so runs of the same seed are no pairs; what they hold is compared all the
      // same.
      EXPECT_NE(figure.subtitle.find("Not paired"), std::string::npos) << figure.subtitle;
      int numbers = 0;
      for (std::size_t c = 0; c < figure.table.head.size(); ++c) {
        for (const auto& row : figure.table.rows) {
          const bool difference =
              figure.table.head[c].find("B less A") != std::string::npos ||
              (std::ranges::count(row, "B less A") > 0 && figure.table.head[c].starts_with("value"));
          if (!difference || row[c].empty()) continue;
          ++numbers;
          EXPECT_NEAR(std::stod(row[c]), 0, 1e-6) << row_of(view).key << ": " << row[0];
        }
      }
      if (view == View::ranking || view == View::ensemble || view == View::distribution) {
        EXPECT_NE(figure.title.find("no difference"), std::string::npos) << figure.title;
      } else {
        EXPECT_GT(numbers, 0) << row_of(view).key;
      }
    }
  }
}

TEST(Compare, MeetsASelectedRunWithTheOneOfItsReplicateNumber) {
  const auto now = world(test::hand_info(4, 5, 2), 0), before = world(test::hand_info(4), 0);
  Scene scene = scene_of(now.get(), before.get(), Compare::difference);
  scene.selection.run = 1;  // replicate 3 on both sides
  EXPECT_EQ(comparison_of(scene).before_run, 3);
  EXPECT_EQ(make_figure(View::ranking, scene)->title, "Maturity, B less A: all systems at no difference");
  scene.selection.run = 2;  // replicate 4, which is missing there
  for (const ViewRow& row : view_rows) {
    if (row.view == View::parameters) continue;
    EXPECT_EQ(make_figure(row.view, scene)->description,
              "Nothing is compared: By hand (hand.h5) has no replicate 4.")
        << row.key;
  }
  scene.selection.run.reset();
  EXPECT_EQ(comparison_of(scene).pairs.size(), 2U);
  EXPECT_EQ(shown_runs(scene).now, 0);
  EXPECT_EQ(shown_runs(scene).before, 2);
}

TEST(Compare, SaysThatOtherSeedsAreNotPaired) {
  const auto now = world(test::hand_info(3), 0), before = world(test::hand_info(5, 6), 0.1);
  for (const ViewRow& row : view_rows) {
    if (row.view == View::parameters) continue;
    for (const Compare compare : ways) {
      const Figure figure = *make_figure(row.view, scene_of(now.get(), before.get(), compare));
      EXPECT_EQ(figure.subtitle.find("Paired"), std::string::npos) << row.key;
      if (compare == Compare::difference) {
        EXPECT_NE(figure.subtitle.find("Not paired"), std::string::npos) << figure.subtitle;
      }
      expect_sound(figure);
    }
  }
}

TEST(Compare, ControlChartOverlaysTheOtherLineOrChartsTheDifferences) {
  const RunInfo info = test::hand_info(3);
  const auto now = world(info, 0), before = world(info, 0.1);
  const Figure over = *make_figure(View::control_chart, scene_of(now.get(), before.get(), Compare::over));
  EXPECT_EQ(over.table.rows.size(), 6U);
  EXPECT_NEAR(std::stod(cell(over, 2, "A (index)")) - std::stod(cell(over, 2, "value (index)")), 0.2, 1e-4);
  EXPECT_TRUE(test::drawn(over, 904).says("A"));
  const Figure difference =
      *make_figure(View::control_chart, scene_of(now.get(), before.get(), Compare::difference));
  EXPECT_EQ(cell(difference, 2, "B less A (index)"), "-0.2");
  EXPECT_EQ(cell(difference, 2, "mean (index)"), "-0.2");
  const Figure beside = *make_figure(View::control_chart, scene_of(now.get(), before.get(), Compare::beside));
  EXPECT_EQ(cell(beside, 6, "side"), "A");
}

/// Of ten organisations of a system `own` chose their own interest, the others their system.
std::unique_ptr<MemoryRun> ten_choices(int own) {
  RunInfo info = test::hand_info(1);
  info.organisations.clear();
  for (int i = 0; i < 10; ++i)
    info.organisations.push_back(
        {"O" + std::to_string(i), "One", i < 5 ? Type::acute : Type::council, 0, 0, 1});
  auto data = std::make_unique<MemoryRun>(info);
  data->set_detail(
      test::detail_of(info, [&](OrganisationColumn, int, int i) { return i < own ? 0.0 : 2.0; }));
  return data;
}

TEST(Compare, FunnelTestsTheDifferenceOfTwoShares) {
  // 2019/20 Q1 and Q2: 20 decisions on each side, 20 and 4 of them for own interest; p = 24 / 40.
  const auto now = ten_choices(10), before = ten_choices(2);
  const Figure figure = *make_figure(View::funnel, scene_of(now.get(), before.get(), Compare::difference));
  EXPECT_EQ(cell(figure, 0, "decisions"), "20");
  EXPECT_EQ(cell(figure, 0, "for own interest"), "20");
  EXPECT_EQ(cell(figure, 0, "for own interest, A"), "4");
  EXPECT_EQ(cell(figure, 0, "share, B less A"), "0.8");
  EXPECT_NEAR(std::stod(cell(figure, 0, "99.8% limit high")),
              3.0902 * std::sqrt(0.6 * 0.4 * (1.0 / 20 + 1.0 / 20)), 1e-6);
  EXPECT_EQ(cell(figure, 0, "place"), "outside the 99.8% limits");
  EXPECT_EQ(figure.title,
            "1 of 1 systems changed by more than the 99.8% limits; chance explains fewer than one");
  const Figure over = *make_figure(View::funnel, scene_of(now.get(), before.get(), Compare::over));
  EXPECT_EQ(cell(over, 0, "share, A"), "0.2");
  EXPECT_TRUE(expect_sound(over).says("A"));
}

TEST(Compare, ChoicesByTypeTakeDifferencesOfShares) {
  const auto now = ten_choices(4), before = ten_choices(1);
  Scene scene = scene_of(now.get(), before.get(), Compare::difference);
  scene.selection.column = static_cast<std::size_t>(OrganisationColumn::action);
  const Figure figure = *make_figure(View::distribution, scene);
  EXPECT_EQ(figure.title, "Acute trusts: +60 percentage points for own interest, B less A, 2019/20 Q2");
  EXPECT_EQ(cell(figure, 0, "own interest, B less A (share)"), "0.6");
  EXPECT_EQ(cell(figure, 0, "system, B less A (share)"), "-0.6");
  EXPECT_EQ(cell(figure, 1, "system, B less A (share)"), "0");
  EXPECT_TRUE(expect_sound(figure).says("−60 pp"));
  scene.compare = Compare::beside;
  const Figure beside = *make_figure(View::distribution, scene);
  EXPECT_EQ(cell(beside, 2, "side"), "A");
  EXPECT_TRUE(expect_sound(beside).says("A: By hand (hand.h5)"));
}

/// Whatever view is made twice stands on the same scales, in the same order, and says which side is which.
TEST(Compare, EveryViewStandsBesideTheOtherSideInTheSameOrderOnTheSameScale) {
  const RunInfo info = test::hand_info(3);
  const auto now = world(info, 0), before = world(info, 0.5);
  for (const ViewRow& row : view_rows) {
    if (row.subject == Subject::settings) continue;
    const Figure figure = *make_figure(row.view, scene_of(now.get(), before.get(), Compare::beside));
    EXPECT_EQ(figure.table.head[0], "side") << row.key;
    const auto of = [&](const char* side) {
      return std::ranges::count_if(figure.table.rows, [&](const auto& cells) { return cells[0] == side; });
    };
    EXPECT_EQ(of("A"), of("B")) << row.key;
    EXPECT_EQ(of("A") + of("B"), static_cast<std::ptrdiff_t>(figure.table.rows.size())) << row.key;
    EXPECT_TRUE(figure.title.starts_with("B") || figure.title.starts_with("Run")) << figure.title;
    for (const double width : {1400.0, 600.0}) {
      const auto canvas = test::drawn(figure, width);
      std::map<std::string, Box> first;
      for (const auto& words : canvas.words) first.try_emplace(words.text.substr(0, 3), words.box);
      ASSERT_TRUE(first.contains("A: ") && first.contains("B: ")) << row.key;
      const Box a = first["A: "], b = first["B: "];
      EXPECT_TRUE(width > 1000 ? a.x < b.x && a.y == b.y : a.x == b.x && a.y < b.y) << row.key;
    }
  }
}

std::string settings(const std::vector<std::pair<std::string, std::string>>& values,
                     const std::string& changes = "") {
  std::map<std::string, std::string> groups;
  for (const auto& [path, value] : values) {
    const auto dot = path.find('.');
    groups[path.substr(0, dot)] += fmt::format("    {}: {}\n", path.substr(dot + 1), value);
  }
  std::string text = "concord: 1\nparameters:\n";
  for (const auto& [group, lines] : groups) text += fmt::format("  {}:\n{}", group, lines);
  return text + changes;
}

TEST(Compare, NamesBothSidesByWhatDiffers) {
  RunInfo a = test::hand_info(2), b = a;
  const auto names = [&] {
    const MemoryRun before(a), now(b);
    MemoryRun first(before), second(now);
    const SideNames found = side_names({.now = &second, .before = &first});
    return found.a + " | " + found.b;
  };
  a.configuration = settings({{"duty.strength", "0.35"}, {"pooling.floor", "0"}, {"pooling.quorum", "0.5"}});
  b.configuration = settings({{"duty.strength", "1"}, {"pooling.floor", "0"}, {"pooling.quorum", "0.5"}});
  EXPECT_EQ(names(), "duty strength 0.35 | duty strength 1");
  b.configuration = settings({{"duty.strength", "1"}, {"pooling.floor", "0.5"}, {"pooling.quorum", "0.9"}});
  EXPECT_EQ(names(),
            "duty strength 0.35, pooling floor 0, pooling quorum 0.5 | "
            "duty strength 1, pooling floor 0.5, pooling quorum 0.9");
  // What changes in mid-run is a difference as well.
  b.configuration =
      settings({{"duty.strength", "0.35"}, {"pooling.floor", "0"}, {"pooling.quorum", "0.5"}},
               "changes:\n  - from: 2019/20 Q1\n    parameters:\n      duty:\n        strength: 1\n");
  EXPECT_EQ(names(), "duty strength 0.35 | duty strength 0.35, 1 from 2019/20 Q1");
  // More than three make no name.
  a.configuration = settings({{"a.a", "0"}, {"a.b", "0"}, {"a.c", "0"}, {"a.d", "0"}});
  b.configuration = settings({{"a.a", "1"}, {"a.b", "1"}, {"a.c", "1"}, {"a.d", "1"}});
  b.source = "other.h5";
  EXPECT_EQ(names(), "By hand (hand.h5) | By hand (other.h5)");
  b.source = a.source;
  EXPECT_EQ(names(), "By hand (hand.h5) | the same with 4 other settings");
  b.configuration = a.configuration;
  b.seed = 6;
  EXPECT_EQ(names(), "seed 5 | seed 6");
  b.configuration = "{";  // cannot be read
  b.source = "other.h5";
  EXPECT_EQ(names(), "seed 5 | seed 6");
}

TEST(Compare, NoViewSaysBeforeOrNow) {
  RunInfo a = test::hand_info(3), b = a;
  a.configuration = settings({{"duty.strength", "0.35"}});
  b.configuration = settings({{"duty.strength", "1"}});
  const auto before = world(a, 0.1), now = world(b, 0);
  for (const ViewRow& row : view_rows) {
    for (const Compare compare : ways) {
      for (const bool of_system : {false, true}) {
        Scene scene = scene_of(now.get(), before.get(), compare);
        scene.of_system = of_system;
        const Figure figure = *make_figure(row.view, scene);
        std::string text = " " + table_of(figure) + svg_of(figure, 952);
        for (char& c : text)
          c = std::isalpha(static_cast<unsigned char>(c)) != 0 ? static_cast<char>(std::tolower(c)) : ' ';
        for (const char* word : {" before ", " now ", " earlier "})
          EXPECT_EQ(text.find(word), text.npos) << row.key << ": " << text.substr(text.find(word), 60);
        if (row.view != View::parameters) {
          EXPECT_TRUE(figure.title.size() > 110 ||
                      figure.title.ends_with("(duty strength 1 pp instead of 0.35)"))
              << figure.title;
        }
        EXPECT_NE(figure.caption.find("B: By hand (hand.h5): "), std::string::npos) << figure.caption;
        EXPECT_NE(figure.caption.find("duty strength 1"), std::string::npos) << figure.caption;
      }
    }
  }
}

class NoSystems final : public MemoryRun {
 public:
  using MemoryRun::MemoryRun;
  bool has_systems() const override { return false; }
};

TEST(Compare, SaysWhatTheOtherSideLacksAndShowsThisOneAlone) {
  const RunInfo info = test::hand_info(3);
  const auto now = world(info, 0);
  RunInfo elsewhere = info, later = info;
  elsewhere.systems = {{"SX", "Exe", "South", 1}};
  elsewhere.places = {{"X", "Exe place", 0}};
  elsewhere.organisations = {{"OX", "Exe trust", Type::acute, 0, 0, 1}};
  later.quarters = {"2021/22 Q1", "2021/22 Q2"};
  NoSystems summary(info);
  const auto other = world(elsewhere, 0), after = world(later, 0);
  const auto check = [&](View view, RunData* before, const std::string& sentence, bool of_system = false) {
    for (const Compare compare : ways) {
      Scene scene = scene_of(now.get(), before, compare);
      scene.of_system = of_system;
      const Figure figure = *make_figure(view, scene);
      const std::string& where = compare == Compare::difference ? figure.description : figure.subtitle;
      EXPECT_NE(where.find(sentence), std::string::npos) << row_of(view).key << ": " << where;
      expect_sound(figure);
      scene.before = nullptr;
      if (compare == Compare::difference) {
        EXPECT_EQ(figure.title, "There is no difference to show");
      } else {
        EXPECT_EQ(table_of(figure), table_of(*make_figure(view, scene))) << row_of(view).key;
      }
    }
  };
  for (const View view : {View::map, View::multiples, View::ranking})
    check(view, other.get(), "Nothing is compared: By hand (hand.h5) has none of these systems.");
  for (const View view : {View::system, View::network})
    check(view, other.get(), "Nothing is compared: By hand (hand.h5) has no system SA.");
  for (const View view : {View::ensemble, View::control_chart})
    check(view, other.get(), "has no system SA.", true);
  check(View::organisation, other.get(), "has no organisation O1.");
  for (const View view : {View::map, View::ranking, View::network, View::distribution, View::funnel})
    check(view, after.get(), "has no quarter 2019/20 Q2.");
  for (const View view : {View::system, View::multiples, View::ensemble, View::control_chart})
    check(view, after.get(), "has none of these quarters.");
  for (const View view : {View::map, View::system, View::multiples, View::ranking})
    check(view, &summary, "has no values of single systems (record them: --record systems).");
}

TEST(Compare, SaysWhyTheReasonsOfTheOtherSideAreNotKnown) {
  const RunInfo info = test::hand_info(1);
  const auto now = world(info, 0);
  MemoryRun before(info);
  RunDetail nothing;
  nothing.reason = "The file was made by another model.";
  before.set_detail(nothing);
  for (const Compare compare : ways) {
    for (const View view : {View::organisation, View::network}) {
      const Figure figure = *make_figure(view, scene_of(now.get(), &before, compare));
      EXPECT_NE((figure.subtitle + figure.description)
                    .find("Nothing is compared: The file was made by another model."),
                std::string::npos)
          << figure.subtitle;
      expect_sound(figure);
    }
    const auto canvas = expect_sound(*make_figure(View::system, scene_of(now.get(), &before, compare)));
    EXPECT_TRUE(canvas.says(compare == Compare::beside ? "The file was made by another model."
                                                       : "A: The file was made by another model."));
  }
}

}  // namespace
}  // namespace concord
