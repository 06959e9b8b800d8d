#include "experiments/charts/number_words.hpp"
#include "experiments/charts/shades.hpp"
#include "tests/support/source.hpp"
#include "tests/viz/views_a_worlds.hpp"
#include "viz/data/selection.hpp"
#include "viz/views/tiles.hpp"
#include "viz/views/views.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord {
namespace {

using namespace test;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr auto index_of(SystemMeasure measure) { return static_cast<std::size_t>(measure); }

MemoryRun two_at_work(int runs = 1) {
  const RunInfo info = two_systems(runs);
  MemoryRun run(info);
  const auto set = [&](SystemMeasure measure, const std::vector<std::vector<double>>& values) {
    run.set_systems(measure, same_in_all_runs(info, values));
  };
  set(SystemMeasure::designated, {{0, 0}, {1, 0}, {1, 1}, {1, 1}});
  set(SystemMeasure::norm, {{0.4, 0.2}, {0.6, 0.2}, {0.6, 0.3}, {0.7, 0.3}});
  set(SystemMeasure::balance, {{5, -3}, {4, -2}, {-1, -2}, {2, -6}});
  set(SystemMeasure::trust_system, {{0.5, 0.25}, {0.5, 0.25}, {0.6, none}, {0.75, 0.25}});
  return run;
}

TEST(TileMap, HoldsTheFortyTwoSystemsOfEnglandEachOnATileOfItsOwnAndConnected) {
  std::set<std::string> codes;
  std::vector<SystemInfo> systems;
  for (const EnglandTile& tile : england_tiles()) {
    codes.emplace(tile.code);
    systems.push_back({std::string(tile.code), "", "", 0});
    EXPECT_EQ((tile.x + tile.row) % 2, 0) << tile.code;
  }
  const std::set<std::string> england{
      "QE1", "QF7", "QGH", "QH8", "QHG", "QHL", "QHM", "QJ2", "QJG", "QJK", "QJM", "QK1", "QKK", "QKS",
      "QM7", "QMF", "QMJ", "QMM", "QNC", "QNQ", "QNX", "QOC", "QOP", "QOQ", "QOX", "QPM", "QR1", "QRL",
      "QRV", "QSL", "QT1", "QT6", "QU9", "QUA", "QUE", "QUY", "QVV", "QWE", "QWO", "QWU", "QXU", "QYG"};
  EXPECT_EQ(codes, england);
  const TileMap map = tile_map_of(systems);
  EXPECT_TRUE(map.geographic);
  std::set<std::pair<int, int>> taken;
  for (const auto& cell : map.cells) EXPECT_TRUE(taken.emplace(cell.x, cell.row).second);
  std::vector<std::size_t> reached{0};
  std::set<std::size_t> seen{0};
  for (std::size_t n = 0; n < reached.size(); ++n) {
    for (std::size_t k = 0; k < map.cells.size(); ++k) {
      if (adjacent(map.cells[reached[n]], map.cells[k]) && seen.insert(k).second) reached.push_back(k);
    }
  }
  EXPECT_EQ(reached.size(), 42U);
  const auto cell = [&](std::string_view code) {
    return map.cells[static_cast<std::size_t>(std::ranges::find(systems, code, &SystemInfo::code) -
                                              systems.begin())];
  };
  EXPECT_EQ(cell("QHM").row, 0);
  EXPECT_EQ(cell("QT6").x, 0);
  EXPECT_EQ(cell("QT6").row, map.rows - 1);
  EXPECT_TRUE(adjacent(cell("QWE"), cell("QKK")));
  EXPECT_TRUE(adjacent(cell("QJK"), cell("QT6")));
  EXPECT_FALSE(adjacent(cell("QHM"), cell("QT6")));
}

TEST(TileMap, GivesOtherWorldsTilesInOrderOfRegions) {
  std::vector<SystemInfo> systems;
  for (int n = 0; n < 23; ++n) systems.push_back({"S" + std::to_string(n), "", n % 2 == 0 ? "b" : "a", 0});
  const TileMap map = tile_map_of(systems);
  EXPECT_FALSE(map.geographic);
  std::set<std::pair<int, int>> taken;
  for (const auto& cell : map.cells) EXPECT_TRUE(taken.emplace(cell.row, cell.x).second);
  EXPECT_EQ(map.cells[1].row, 0);             // the first of region a
  EXPECT_EQ(map.cells[8].row, map.rows - 1);  // the last of region b
  for (const auto& cell : map.cells) EXPECT_LE(cell.x + 2, map.width);
}

TEST(Shades, KeepTextReadableOnEveryFill) {
  for (const bool difference : {false, true}) {
    const ValueShades shades = shades_for(std::vector<double>{-1, 1}, "share", difference);
    for (int n = 0; n <= 100; ++n) {
      const std::string fill = fill_of(shades, shades.low + (shades.high - shades.low) * n / 100);
      EXPECT_GE(contrast(fill, text_on(fill)), 4.5) << fill;
    }
  }
  EXPECT_NEAR(contrast("#FFFFFF", "#000000"), 21, 1e-9);
}

TEST(Shades, AreSymmetricAroundZeroForMoney) {
  const ValueShades shades = shades_for(std::vector<double>{-7, 2, none}, "£m", false);
  EXPECT_TRUE(shades.diverging);
  EXPECT_EQ(shades.low, -shades.high);
  EXPECT_GE(shades.high, 7);
  EXPECT_LE(shades_for(std::vector<double>{0.44, 0.82}, "share", false).high, 0.9);
  EXPECT_GE(shades_for(std::vector<double>{0.44, 0.82}, "share", false).low, 0.4);
  EXPECT_EQ(shades_for(std::vector<double>{0, 1, 1}, "0/1", false).high, 1);
}

TEST(MapFigure, CountsRealSystemsAndDrawsATileASystem) {
  MemoryRun run = two_at_work();
  Scene scene{.now = &run};
  scene.selection.quarter = 3;
  scene.selection.system_measure = index_of(SystemMeasure::norm);
  const Figure figure = *make_figure(View::map, scene);
  EXPECT_EQ(figure.title, "1 of 2 systems is a real integrated care system in 2019/20 Q4");
  ASSERT_EQ(figure.table.rows.size(), 2U);
  EXPECT_EQ(figure.table.rows[0],
            (std::vector<std::string>{"A", "Avon", "South", "0.7", "real integrated care system"}));
  EXPECT_EQ(figure.table.rows[1][4], "designated, in name only");
  const RecordingCanvas picture = drawn(figure, 900);
  EXPECT_EQ(picture.targets, (std::vector<std::string>{"system 1", "system 0"}));  // the selected one on top
  EXPECT_EQ(std::ranges::count(picture.corners, 6U), 4);  // two tiles and the outline of the selection
  EXPECT_TRUE(picture.says("70%"));
}

/// Type 7 of Hyndman and Fan, written again.
double quantile_of(std::vector<double> values, double q) {
  std::ranges::sort(values);
  const double at = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double next = values[std::min(below + 1, values.size() - 1)];
  return values[below] + (at - static_cast<double>(below)) * (next - values[below]);
}
std::string told(const std::vector<double>& counts, std::size_t all) {
  return fmt::format("edian {} of {} systems (90% of runs: {})", readable(quantile_of(counts, 0.5), "count"),
                     all, readable_range(quantile_of(counts, 0.05), quantile_of(counts, 0.95), "count"));
}

TEST(Counts, AreCountedWithinRuns) {
  for (const std::uint32_t seed : {1U, 2U, 3U, 4U}) {
    std::mt19937 random(seed);
    const auto luck = [&] { return static_cast<double>(random() % 1000) / 1000; };
    const int runs = 5 + static_cast<int>(seed), all = 9;
    RunInfo info = two_systems(runs);
    info.systems.clear();
    for (int k = 0; k < all; ++k)
      info.systems.push_back({fmt::format("S{}", k), fmt::format("S{}", k), "", 1});
    MemoryRun now(info), before(info);
    Slice form{runs, 4, all, {}}, norm = form, balance = form, other = form;
    std::vector<double> real(static_cast<std::size_t>(runs)), deficit = real, rose = real, higher = real;
    for (std::size_t r = 0; r < static_cast<std::size_t>(runs); ++r) {
      std::vector<double> first;
      for (int t = 0; t < 4; ++t) {
        for (std::size_t k = 0; k < all; ++k) {
          const double formal = luck() < 0.8 ? 1 : 0, substance = luck(), money = luck() - 0.6,
                       theirs = luck() - 0.5;
          form.values.push_back(formal);
          norm.values.push_back(substance);
          balance.values.push_back(money);
          other.values.push_back(theirs);
          if (t == 0) first.push_back(money);
          if (t != 3) continue;
          real[r] += formal > 0.5 && substance >= 0.5 ? 1 : 0;
          deficit[r] += money < 0 ? 1 : 0;
          rose[r] += money > first[k] ? 1 : 0;
          higher[r] += money > theirs ? 1 : 0;
        }
      }
    }
    now.set_systems(SystemMeasure::designated, form);
    now.set_systems(SystemMeasure::norm, norm);
    now.set_systems(SystemMeasure::balance, balance);
    before.set_systems(SystemMeasure::balance, other);
    const auto says = [&](View view, SystemMeasure measure, Compare compare, bool compared,
                          const std::vector<double>& counts) {
      Scene scene{.now = &now, .before = compared ? &before : nullptr, .compare = compare};
      scene.selection.quarter = 3;
      scene.selection.system_measure = index_of(measure);
      const Figure figure = *make_figure(view, scene);
      EXPECT_NE(figure.title.find(told(counts, all)), std::string::npos) << figure.title << told(counts, all);
    };
    says(View::map, SystemMeasure::norm, Compare::over, false, real);
    says(View::map, SystemMeasure::balance, Compare::over, false, deficit);
    says(View::map, SystemMeasure::balance, Compare::difference, true, higher);
    says(View::multiples, SystemMeasure::balance, Compare::over, false, rose);
    says(View::multiples, SystemMeasure::balance, Compare::difference, true, higher);
    says(View::multiples, SystemMeasure::balance, Compare::over, true, higher);
  }
}

TEST(MapFigure, TakesLessHeightWhereThereIsLess) {
  MemoryRun run = two_at_work();
  const Figure figure = *make_figure(View::map, Scene{.now = &run});
  const double wanted = figure.height(900), least = figure.least_height(900);
  ASSERT_LT(least, wanted);
  for (const double room : {wanted, (wanted + least) / 2, least}) {
    RecordingCanvas canvas;
    figure.draw(canvas, {0, 0, 900, room});
    EXPECT_LE(canvas.bottom, room);
    EXPECT_GT(canvas.bottom, room - 30);  // all of it is used
    EXPECT_TRUE(canvas.says("A"));
  }
}

TEST(MapFigure, HatchesWhatHasNoData) {
  MemoryRun run = two_at_work();
  Scene scene{.now = &run};
  scene.selection.quarter = 2;
  scene.selection.system_measure = index_of(SystemMeasure::trust_system);
  const Figure figure = *make_figure(View::map, scene);
  EXPECT_EQ(figure.table.rows[1][3], "");
  const std::string svg = svg_of(figure, 952);
  EXPECT_GT(count_of(svg, "#A0A0A0"), 4U);
  EXPECT_NE(svg.find(">no data<"), svg.npos);
}

TEST(MapFigure, TakesTheMedianOfRunsThatHaveAValue) {
  MemoryRun run = two_at_work(3);
  run.set_systems(SystemMeasure::balance, {3, 4, 2, {1,    0, 1,    0, 1, 0, 1, 0, none, 0, none, 0,
                                                     none, 0, none, 0, 4, 9, 4, 9, 4,    9, 4,    9}});
  Scene scene{.now = &run};
  scene.selection.system_measure = index_of(SystemMeasure::balance);
  EXPECT_EQ(make_figure(View::map, scene)->table.rows[0][3], "2.5");
  scene.selection.run = 2;
  EXPECT_EQ(make_figure(View::map, scene)->table.rows[1][3], "9");
}

TEST(MapFigure, ComparesSideBySideAndAsDifference) {
  MemoryRun now = two_at_work(), before = two_at_work();
  before.set_systems(SystemMeasure::balance,
                     same_in_all_runs(before.info(), {{4, -1}, {4, -1}, {4, -1}, {4, -1}}));
  Scene scene{.now = &now, .before = &before};
  scene.selection.system_measure = index_of(SystemMeasure::balance);
  scene.compare = Compare::difference;
  const Figure difference = *make_figure(View::map, scene);
  EXPECT_EQ(difference.table.rows[0][3], "1");
  EXPECT_EQ(difference.table.rows[1][3], "-2");
  EXPECT_EQ(difference.title, "Balance is higher in B than in A in 1 of 2 systems, 2019/20 Q1");
  scene.compare = Compare::beside;
  const Figure both = *make_figure(View::map, scene);
  EXPECT_EQ(both.table.rows[1][4], "-3");
  EXPECT_EQ(both.table.rows[3][4], "-1");
  const RecordingCanvas two = drawn(both, 900);
  EXPECT_EQ(two.targets.size(), 4U);
  const auto left_of = [&](std::string_view start) {
    return std::ranges::find_if(two.words, [&](const auto& one) { return one.text.starts_with(start); })
        ->box.x;
  };
  EXPECT_LT(left_of("A: "), left_of("B: "));
  scene.compare = Compare::over;
  EXPECT_EQ(make_figure(View::map, scene)->table.rows[1][5], "-2");
}

TEST(SystemFigure, DrawsWithoutDetailAndNamesChoicesWithIt) {
  MemoryRun run = two_at_work();
  Scene scene{.now = &run};
  scene.selection.quarter = 3;
  const Figure loading = *make_figure(View::system, scene);
  EXPECT_EQ(loading.title, "Avon is a real integrated care system, 2019/20 Q4");
  EXPECT_NE(svg_of(loading, 952).find(">loading<"), std::string::npos);
  run.set_detail(detail_of(run.info(), Action::place));
  const Figure figure = *make_figure(View::system, scene);
  EXPECT_EQ(svg_of(figure, 952).find(">loading<"), std::string::npos);
  EXPECT_NE(figure.description.find("3 their place"), std::string::npos);
  const RecordingCanvas picture = drawn(figure, 900);
  EXPECT_EQ(std::ranges::count(picture.targets, "organisation 1"), 1);
  EXPECT_EQ(std::ranges::count(picture.targets, "organisation 3"), 0);  // of the other system
  EXPECT_EQ(std::ranges::count(picture.targets, "quarter 2"), 6);       // a strip each
}

TEST(OrganisationFigure, SaysWhatOutweighedWhat) {
  MemoryRun run = two_at_work();
  Scene scene{.now = &run};
  EXPECT_FALSE(make_figure(View::organisation, scene).has_value());  // loading
  RunDetail detail = detail_of(run.info(), Action::institution);
  detail.reason = "The reasons are not in the file.";
  for (int t = 0; t < 4; ++t) set_column(detail, OrganisationColumn::utility_institution, t, 0, 0.5F);
  run.set_detail(detail);
  EXPECT_EQ(make_figure(View::organisation, scene)->title,
            "First chose its own interest, which promised 0.50 pp more than place");
  EXPECT_NE(svg_of(*make_figure(View::organisation, scene), 952).find("not in the file"), std::string::npos);

  detail.reason.clear();
  detail.terms = {"duty to collaborate", "activity income", "relationships"};
  detail.parts.assign(4U * 4U * 3U * 3U, 0);
  detail.chance.assign(4U * 4U * 3U, 1.0F / 3);
  detail.attraction.assign(4U * 4U * 3U, 0.25F);
  const std::vector<float> parts{0, 0.2F, 0.4F, 0.9F, 0, 0, 0, 0, 0};  // [term][action]
  std::ranges::copy(parts, detail.parts.begin());
  run.set_detail(detail);
  const Figure figure = *make_figure(View::organisation, scene);
  EXPECT_EQ(figure.title, "First chose its own interest, close to a coin flip (chance 33%, place 33%)");
  EXPECT_EQ(figure.table.rows[0], (std::vector<std::string>{"activity income", "own interest", "this result",
                                                            "2019/20 Q1", "0.9", "pp"}));
  // A term that is zero for every option is left out.
  EXPECT_TRUE(
      std::ranges::none_of(figure.table.rows, [](const auto& row) { return row[0] == "relationships"; }));
  EXPECT_NE(figure.description.find("changed its choice 0 times"), std::string::npos);
}

TEST(OrganisationFigure, SaysOutweighedOnlyWhereItDoesInValueAndInChoice) {
  MemoryRun run = two_at_work();
  const auto title = [&](float pro, float contra, float chance, float other) {
    RunDetail detail = detail_of(run.info(), Action::institution);
    detail.terms = {"earned autonomy", "trust"};
    detail.parts.assign(4U * 4U * 2U * 3U, 0);
    detail.parts[0] = pro;     // for the chosen option
    detail.parts[4] = contra;  // trust, for place
    set_column(detail, OrganisationColumn::utility_institution, 0, 0, pro);
    set_column(detail, OrganisationColumn::utility_place, 0, 0, contra);
    detail.chance.assign(4U * 4U * 3U, 0);
    detail.chance[0] = chance;
    detail.chance[1] = other;
    detail.chance[2] = 1 - chance - other;
    detail.attraction.assign(4U * 4U * 3U, 0);
    run.set_detail(detail);
    return make_figure(View::organisation, Scene{.now = &run})->title;
  };
  for (const float scale : {1.0F, 0.1F, 7.0F}) {
    EXPECT_EQ(title(0.9F * scale, 0.2F * scale, 0.8F, 0.15F),
              "First chose its own interest (chance 80%): earned autonomy outweighed trust");
    for (const auto& [pro, contra, chance, other] :
         {std::array{0.26F, 0.27F, 0.55F, 0.42F}, std::array{0.9F, 0.2F, 0.5F, 0.45F},
          std::array{0.9F, 0.2F, 0.3F, 0.6F}, std::array{0.2F, 0.9F, 0.8F, 0.1F}})
      EXPECT_EQ(title(pro * scale, contra * scale, chance, other).find("outweighed"), std::string::npos);
  }
  EXPECT_EQ(title(0.26F, 0.27F, 0.55F, 0.42F),
            "First chose its own interest, close to a coin flip (chance 55%, place 42%)");
  EXPECT_EQ(title(0.9F, 0.2F, 0.3F, 0.6F),
            "First chose its own interest against the odds (chance 30%, place 60%)");
}

TEST(OrganisationFigure, CountsTheRunsInWhichItChoseSo) {
  MemoryRun run = two_at_work(3);
  for (int r = 0; r < 3; ++r) {
    RunDetail detail = detail_of(run.info(), r == 1 ? Action::system : Action::place);
    detail.run = r;
    run.set_detail(detail);
  }
  const Figure figure = *make_figure(View::organisation, Scene{.now = &run});
  EXPECT_NE(figure.title.find("in 2 of 3 runs it chose so"), std::string::npos) << figure.title;
  EXPECT_NE(figure.subtitle.find(
                "Of 3 runs it chose its own interest in 0, its place in 2 (run 0, 2), its system in "
                "1 (run 1)."),
            std::string::npos)
      << figure.subtitle;
}

TEST(Views, SayWhichRunTheyShowWhereTheyShowOne) {
  MemoryRun run = two_at_work(3);
  for (int r = 0; r < 3; ++r) {
    RunDetail detail = detail_of(run.info(), Action::place);
    detail.run = r;
    run.set_detail(detail);
  }
  for (const ViewRow& row : view_rows) {
    for (const std::optional<int> chosen : {std::optional<int>(), std::optional<int>(2)}) {
      Scene scene{.now = &run};
      scene.selection.run = chosen;
      const Figure figure = *make_figure(row.view, scene);
      const std::string words = fmt::format("run {} of 3", chosen.value_or(0));
      const bool one = row.of_one_run();
      EXPECT_EQ(figure.caption.find(words) != std::string::npos, one || chosen) << row.key << figure.caption;
      if (one && !chosen) {
        EXPECT_TRUE(figure.title.starts_with("R" + words.substr(1) + ": ")) << figure.title;
      }
      EXPECT_NE(figure.caption.find("Setting changed: pooling floor 0.5"), std::string::npos)
          << figure.caption;
    }
  }
}

TEST(NetworkFigure, DashesWeakTrustAndShapesKinds) {
  MemoryRun run = two_at_work();
  run.set_detail(detail_of(run.info(), Action::system));
  Scene scene{.now = &run};
  const Figure figure = *make_figure(View::network, scene);
  EXPECT_EQ(figure.title, "3 of 3 members of Avon trust their place more than the system, 2019/20 Q1");
  const RecordingCanvas strong = drawn(figure, 900);
  EXPECT_EQ(std::ranges::count(strong.dashes, "1.5 3"), 1 + 3);  // one in the key, three to the system
  RunDetail weak = detail_of(run.info(), Action::system);
  set_column(weak, OrganisationColumn::trust_place, 0, 1, 0.1F);
  run.set_detail(weak);
  EXPECT_EQ(std::ranges::count(drawn(*make_figure(View::network, scene), 900).dashes, "1.5 3"), 1 + 4);
  EXPECT_EQ(std::ranges::count(strong.targets, "organisation 2"), 1);
  EXPECT_EQ(figure.table.rows[1][2], "CCG");
  EXPECT_EQ(figure.table.rows[2][4], "system");
}

TEST(NetworkFigure, KeepsSixtyLabelsApart) {
  RunInfo info = two_systems();
  for (int n = 0; n < 57; ++n) {
    if (n % 5 == 0) info.places.push_back({"A-" + std::to_string(n), "A place with a long name", 0});
    info.organisations.push_back({"X" + std::to_string(n), "Some Hospitals of a Long Name NHS Trust",
                                  Type::acute, static_cast<int>(info.places.size()) - 1, 0, 100});
  }
  MemoryRun run(info);
  run.set_detail(detail_of(info, Action::place));
  Scene scene{.now = &run};
  const Figure figure = *make_figure(View::network, scene);
  for (const double width : {352.0, 904.0, 2352.0}) {
    const RecordingCanvas picture = drawn(figure, width);
    std::vector<Box> labels;
    for (const auto& words : picture.words) {
      if (words.text.starts_with("Some Hosp") || words.text.starts_with("X")) labels.push_back(words.box);
    }
    ASSERT_EQ(labels.size(), 57U) << width;
    for (std::size_t a = 0; a < labels.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const bool apart =
            labels[a].x + labels[a].width <= labels[b].x || labels[b].x + labels[b].width <= labels[a].x ||
            labels[a].y + labels[a].height <= labels[b].y || labels[b].y + labels[b].height <= labels[a].y;
        EXPECT_TRUE(apart) << width << ": " << a << " and " << b;
      }
    }
  }
}

TEST(MultiplesFigure, DrawsAPanelASystemOnOneScale) {
  MemoryRun run = two_at_work();
  Scene scene{.now = &run};
  scene.selection.quarter = 3;
  scene.selection.system_measure = index_of(SystemMeasure::trust_system);
  const Figure figure = *make_figure(View::multiples, scene);
  EXPECT_EQ(figure.title, "Trust in system rose in 1 of 2 systems from 2019/20 Q1 to 2019/20 Q4");
  EXPECT_EQ(figure.table.rows.size(), 3U * 4U);  // two systems and their median
  EXPECT_EQ(figure.table.rows[0][0], "B");       // north before south
  EXPECT_EQ(figure.table.rows[2][3], "");        // missing
  EXPECT_EQ(figure.table.rows[11][3], "0.5");    // of 0.75 and 0.25
  EXPECT_EQ(drawn(figure, 900).targets.size(), 2U);
}

TEST(ParametersFigure, ListsWhatDiffers) {
  MemoryRun now(two_systems());
  RunInfo other = two_systems();
  other.configuration = "concord: 1\nparameters:\n  pooling:\n    floor: 0.5\n  duty:\n    strength: 1\n";
  MemoryRun before(other);
  Scene scene{.now = &now};
  const Figure alone = *make_figure(View::parameters, scene);
  EXPECT_EQ(alone.title, "1 setting differs from the defaults");
  EXPECT_EQ(alone.table.rows[0][0], "pooling.floor");
  EXPECT_EQ(alone.table.rows[0][3], "Mandated pooled share. (share)");
  scene.before = &before;
  const Figure both = *make_figure(View::parameters, scene);
  ASSERT_EQ(both.table.rows.size(), 1U);
  EXPECT_EQ(both.table.rows[0][0], "duty.strength");
  EXPECT_EQ(both.table.rows[0][1], "0.35");  // B
  EXPECT_EQ(both.table.rows[0][2], "1");     // A
  scene.now = &before;
  EXPECT_EQ(make_figure(View::parameters, scene)->title, "No setting differs between A and B");
}

/// Loads nothing.
class Slow final : public MemoryRun {
 public:
  using MemoryRun::MemoryRun;
  SlicePointer national(std::size_t) override { return nullptr; }
  SlicePointer systems(std::size_t) override { return nullptr; }
};

TEST(Views, WaitForData) {
  Slow run(two_systems());
  const Scene scene{.now = &run};
  for (const View view : {View::map, View::system, View::organisation, View::network, View::multiples})
    EXPECT_FALSE(make_figure(view, scene).has_value()) << row_of(view).key;
}

TEST(Views, FitAnyWidthInEveryMode) {
  MemoryRun now = two_at_work(2), before = two_at_work(2);
  RunDetail detail = detail_of(now.info(), Action::place);
  set_column(detail, OrganisationColumn::control_total, 0, 0, std::numeric_limits<float>::quiet_NaN());
  now.set_detail(detail);
  before.set_detail(detail);
  for (const View view :
       {View::map, View::system, View::organisation, View::network, View::multiples, View::parameters}) {
    for (RunData* other : {static_cast<RunData*>(nullptr), static_cast<RunData*>(&before)}) {
      for (const Compare compare : {Compare::over, Compare::beside, Compare::difference}) {
        for (const bool ghost : {false, true}) {
          for (std::size_t measure = 0; measure < system_measure_count; ++measure) {
            Scene scene{.now = &now, .before = other, .compare = compare, .ghost = ghost, .spaghetti = ghost};
            scene.selection.system_measure = measure;
            scene.selection.quarter = 2;
            if (ghost) scene.selection.run = 0;
            const Figure figure = *make_figure(view, scene);
            EXPECT_FALSE(figure.description.empty());
            EXPECT_EQ(figure.name, row_of(view).key);
            for (const auto& row : figure.table.rows) EXPECT_EQ(row.size(), figure.table.head.size());
            for (const double width : {352.0, 904.0, 2352.0}) {
              const RecordingCanvas picture = drawn(figure, width);
              EXPECT_TRUE(picture.finite) << figure.name;
              EXPECT_EQ(picture.depth, 0) << figure.name;
              EXPECT_GE(picture.left, -12) << figure.name << " " << width;
              EXPECT_LE(picture.right, width + 12) << figure.name << " " << width;
              EXPECT_LE(picture.bottom, figure.height(width) + 6) << figure.name << " " << width;
              for (const std::string& target : picture.targets) EXPECT_TRUE(parse_target(target)) << target;
            }
          }
        }
      }
    }
  }
}

/// Compared as text. After an intended change: CONCORD_ACCEPT_PICTURES=1 tests_viz_views_a, and look at them.
TEST(Views, DrawAsAccepted) {
  MemoryRun run = two_at_work();
  RunDetail detail = detail_of(run.info(), Action::place);
  set_column(detail, OrganisationColumn::action, 3, 1, 2);
  set_column(detail, OrganisationColumn::trust_place, 3, 2, 0.3F);
  run.set_detail(detail);
  Scene scene{.now = &run};
  scene.selection.quarter = 3;
  scene.selection.system_measure = index_of(SystemMeasure::trust_system);
  for (const View view : {View::map, View::network, View::multiples, View::parameters}) {
    const std::string svg = svg_of(*make_figure(view, scene), 600);
    const std::string file =
        test::source("tests/viz/golden").string() + "/" + std::string(row_of(view).key) + ".svg";
    if (std::getenv("CONCORD_ACCEPT_PICTURES") != nullptr) {
      std::ofstream(file, std::ios::binary) << svg;
    } else {
      std::ifstream in(file, std::ios::binary);
      const std::string accepted{std::istreambuf_iterator<char>(in), {}};
      EXPECT_TRUE(svg == accepted) << file << " would differ";
    }
  }
}

}  // namespace
}  // namespace concord
