#include "viz/views/sweep_views.hpp"

#include "experiments/charts/plain_words.hpp"
#include "experiments/charts/shade.hpp"
#include "sim/statistics/sampling.hpp"
#include "tests/viz/memory_sweep.hpp"
#include "tests/viz/views_b_support.hpp"
#include "viz/views/sweep_cells.hpp"
#include "viz/views/sweep_grid.hpp"

#include <cmath>
#include <optional>
#include <set>
#include <utility>

namespace concord {
namespace {

using test::cell;
using test::expect_sound;
using test::MemorySweep;

SweepScene scene_of(MemorySweep& sweep) {
  SweepScene scene;
  scene.sweep = &sweep;
  scene.fixed.resize(sweep.known.axes.size());
  return scene;
}

std::vector<std::size_t> points_of(const SweepScene& scene, std::size_t x, std::size_t y) {
  const SweepGrid grid(scene);
  const auto points = grid.points(x, y);
  return {points.begin(), points.end()};
}

/// A full grid of so many levels an axis; the outcome tells each point from all others.
MemorySweep grid_sweep(const std::vector<std::size_t>& levels, std::optional<std::size_t> baseline) {
  MemorySweep sweep = test::small_sweep();
  std::size_t points = 1;
  for (const std::size_t count : levels) points *= count;
  sweep.known.axes.clear();
  sweep.known.coordinates.clear();
  sweep.known.labels.clear();
  for (std::size_t axis = 0, step = 1; axis < levels.size(); step *= levels[axis++]) {
    std::vector<double> at(points);
    for (std::size_t point = 0; point < points; ++point)
      at[point] = static_cast<double>(point / step % levels[axis]) / 7;
    sweep.add_axis(fmt::format("axis.number_{}", axis), at, true);
  }
  sweep.known.info.baseline = baseline;
  sweep.fill([](std::size_t) { return 3; },
             [](const std::vector<double>& at, int r) {
               double value = r - 1;
               for (std::size_t axis = 0; axis < at.size(); ++axis)
                 value += std::pow(8.0, axis + 1) * at[axis];
               return value;
             });
  return sweep;
}

/// Forty points drawn from ranges, and the baseline behind them.
MemorySweep drawn_sweep() {
  MemorySweep sweep;
  sweep.known.info = {
      .title = "Drawn", .version = "0.1.0", .commit = "abc", .model_digest = "12", .method = "sobol"};
  std::vector<double> a, b;
  for (int n = 0; n < 40; ++n)
    a.push_back((n * 7 % 40 + 0.123456789) / 40), b.push_back((n * 11 % 40 + 0.5) / 4);
  a.push_back(7), b.push_back(99);
  sweep.add_axis("duty.strength", a, false);
  sweep.add_axis("trust.loss", b, false);
  sweep.known.info.baseline = 40;
  sweep.known.outcomes.push_back({"own", "institution_share", "mean over 2022/23", "share", "Own interest."});
  return sweep;
}

TEST(SweepLevels, AreThoseOfAGrid) {
  MemorySweep sweep = test::small_sweep();
  const auto levels = levels_of(sweep.sheet(), 0);
  ASSERT_EQ(levels.size(), 3U);
  EXPECT_EQ(levels[2].label, "2");
  EXPECT_EQ(levels_of(sweep.sheet(), 1).size(), 2U);
  EXPECT_EQ(points_of(scene_of(sweep), 2, 1), (std::vector<std::size_t>{5}));
}

TEST(SweepLevels, AreWrittenInThreeFiguresUnlessMoreTellThemApart) {
  MemorySweep sweep;
  sweep.known.info.method = "factorial";
  sweep.add_axis("duty.strength", {0, 1 / 3.0, 2 / 3.0, 1}, true);
  sweep.add_axis("trust.loss", {0.12341, 0.12342, 123456, 2}, true);
  const auto labels = [&](std::size_t axis) {
    std::vector<std::string> out;
    for (const SweepLevel& level : levels_of(sweep.sheet(), axis)) out.push_back(level.label);
    return out;
  };
  EXPECT_EQ(labels(0), (std::vector<std::string>{"0", "0.333", "0.667", "1"}));
  EXPECT_EQ(labels(1), (std::vector<std::string>{"0.12341", "0.12342", "2", "123456"}));
  sweep.known.info.baseline = 1;
  for (const SweepViewRow& row : sweep_view_rows) {  // and nowhere are more of them drawn
    sweep.known.outcomes = {{"real", "real", "value at 2022/23 Q4", "systems", "Systems in substance."}};
    sweep.fill([](std::size_t) { return 3; }, [](const std::vector<double>& at, int r) { return at[0] + r; });
    const Figure figure = *make_figure(row.view, scene_of(sweep));
    for (const auto& words : expect_sound(figure).words)
      EXPECT_EQ(words.text.find("0.3333"), std::string::npos) << words.text;
    EXPECT_EQ((figure.title + figure.subtitle + figure.description).find("0.3333"), std::string::npos);
  }
}

TEST(SweepLevels, CutARangeIntoEightPartsOfEqualCounts) {
  MemorySweep sweep = drawn_sweep();
  SweepScene scene = scene_of(sweep);
  scene.y_axis = 0;
  const auto levels = levels_of(sweep.sheet(), 0);
  ASSERT_EQ(levels.size(), 8U);
  std::set<std::size_t> all;
  for (std::size_t x = 0; x < 8; ++x) {
    const auto points = points_of(scene, x, 0);
    EXPECT_EQ(points.size(), 5U);
    all.insert(points.begin(), points.end());
  }
  EXPECT_EQ(all.size(), 40U);
  EXPECT_FALSE(all.contains(40));  // the baseline that was added
  EXPECT_EQ(levels[0].label, "0.00309 to 0.103");
}

TEST(SweepLevels, LeaveABaselineThatWasAddedToAGridOut) {
  MemorySweep sweep = test::small_sweep();
  for (std::size_t axis = 0; axis < 2; ++axis) {
    sweep.known.coordinates[axis].push_back(0.5);
    sweep.known.labels[axis].push_back("0.5");
  }
  sweep.known.info.points = 7;
  sweep.known.info.baseline = 6;
  EXPECT_EQ(levels_of(sweep.sheet(), 0).size(), 3U);
}

TEST(SweepCells, FixOrAverageOtherAxes) {
  MemorySweep sweep = test::small_sweep();
  SweepScene scene = scene_of(sweep);
  scene.y_axis = 0;
  EXPECT_EQ(points_of(scene, 1, 0), (std::vector<std::size_t>{1, 4}));
  const auto runs = sweep.outcome(0);
  const std::vector<std::size_t> both{1, 4};
  const SweepCell averaged = cell_of(*runs, both, 0.05);
  EXPECT_EQ(averaged.runs, 8U);
  EXPECT_NEAR(averaged.mean.estimate, 6.15, 1e-12);
  // Over replicates 6.0, 6.1, 6.2, 6.3: s = 0.1291, t(3) = 3.1824.
  EXPECT_NEAR(averaged.mean.high - averaged.mean.estimate, 3.18245 * std::sqrt(0.05 / 3) / 2, 1e-5);
  scene.fixed[1] = 1;
  EXPECT_EQ(points_of(scene, 1, 0), (std::vector<std::size_t>{4}));
}

TEST(SweepGrid, LooksAtPointsOnceHoweverManyCellsThereAre) {
  std::set<double> looked_at;
  std::set<std::size_t> calls;
  for (const std::size_t side : {5, 20, 55}) {
    MemorySweep sweep = grid_sweep({side, side, 2}, 3);
    SweepScene scene = scene_of(sweep);
    scene.fixed = usual_levels(sweep.known);
    looked_at.insert(static_cast<double>(SweepGrid(scene).looked_at()) /
                     static_cast<double>(sweep.known.info.points));
    for (const SweepViewRow& row : sweep_view_rows) {
      sweep.calls = 0;
      ASSERT_TRUE(make_figure(row.view, scene));
      if (row.view == SweepView::map) calls.insert(sweep.calls);
      EXPECT_LT(sweep.calls, 40U) << row.key;
    }
  }
  EXPECT_EQ(looked_at.size(), 1U) << "work grows faster than points";
  EXPECT_EQ(calls.size(), 1U) << "work grows with cells";
}

TEST(SweepMap, MarksAsBaselineOnlyWhatShowsTheBaselinesValue) {
  for (const std::size_t baseline : {0, 7, 22, 35}) {
    MemorySweep sweep = grid_sweep({3, 4, 3}, baseline);
    for (std::size_t x = 0; x < 3; ++x) {
      for (std::size_t y = 0; y < 3; ++y) {
        if (x == y) continue;
        SweepScene scene = scene_of(sweep);
        scene.x_axis = x;
        scene.y_axis = y;
        scene.point = baseline == 0 ? 1 : 0;
        scene.fixed = usual_levels(sweep.known);
        const Figure one = *make_figure(SweepView::map, scene);
        EXPECT_TRUE(expect_sound(one).says("baseline"));
        const auto of = [&](std::size_t axis) {
          return *level_at(levels_of(sweep.known, axis), sweep.known.coordinates[axis][baseline]);
        };
        const std::size_t row = of(y) * levels_of(sweep.known, x).size() + of(x);
        const auto& runs = *sweep.outcome(0);
        EXPECT_EQ(cell(one, row, "mean (systems)"), table_number(runs.values[baseline * 3 + 1]));
        EXPECT_EQ(one.title.find("averaged"), std::string::npos) << one.title;
        scene.fixed[3 - x - y].reset();
        const Figure averaged = *make_figure(SweepView::map, scene);
        EXPECT_FALSE(expect_sound(averaged).says("baseline"));
        EXPECT_NE(averaged.title.find("averaged over 1 other axis"), std::string::npos) << averaged.title;
      }
    }
  }
}

TEST(SweepLevels, AreTheFirstWhereTheBaselineStandsOnNone) {
  MemorySweep sweep = grid_sweep({3, 2}, std::nullopt);
  EXPECT_EQ(usual_levels(sweep.known), (std::vector<std::optional<std::size_t>>{0, 0}));
  for (std::size_t axis = 0; axis < 2; ++axis) {  // a baseline that was added beside the grid
    sweep.known.coordinates[axis].push_back(axis == 0 ? 1 / 7.0 : 0.05);
    sweep.known.labels[axis].push_back("beside");
  }
  sweep.known.info.baseline = sweep.known.info.points++;
  EXPECT_EQ(usual_levels(sweep.known), (std::vector<std::optional<std::size_t>>{1, 0}));
  sweep.known.info.method = "sobol";
  EXPECT_EQ(usual_levels(sweep.known), (std::vector<std::optional<std::size_t>>(2)));
}

TEST(SweepMap, HasACellForEveryPairOfLevels) {
  MemorySweep sweep = test::small_sweep();
  SweepScene scene = scene_of(sweep);
  scene.point = 2;
  const Figure figure = *make_figure(SweepView::map, scene);
  ASSERT_EQ(figure.table.rows.size(), 6U);
  EXPECT_EQ(cell(figure, 5, "mean (systems)"), "12.15");
  EXPECT_EQ(cell(figure, 5, "runs"), "4");
  const auto canvas = expect_sound(figure);
  EXPECT_EQ(canvas.all_targets().size(), 6U);
  EXPECT_TRUE(canvas.selects("point 5"));
  EXPECT_TRUE(canvas.says("you are here") && canvas.says("baseline"));
  EXPECT_FALSE(canvas.says("no data"));
}

TEST(SweepMap, TakesDifferencesFromTheBaselineReplicateByReplicate) {
  MemorySweep sweep = test::small_sweep();
  sweep.fill([](std::size_t) { return 4; },  // large luck that all points share, small luck of their own
             [](const std::vector<double>& at, int r) {
               return 100 * r +
                      (at[0] == 2 && at[1] == 0 ? (r % 2 == 0 ? 1 : -1) : 10 * at[1] + 0.01 * r * at[0]);
             });
  SweepScene scene = scene_of(sweep);
  scene.difference = true;
  const Figure figure = *make_figure(SweepView::map, scene);
  EXPECT_EQ(cell(figure, 1, "difference of means (systems)"), "0");
  EXPECT_EQ(cell(figure, 5, "difference of means (systems)"), "10.015");
  EXPECT_EQ(cell(figure, 5, "95% low"), table_number(10.015 - 3.18245 * 0.0129099 / 2).substr(0, 7));
  const auto canvas = expect_sound(figure);
  EXPECT_TRUE(canvas.says("95% interval includes zero"));
  EXPECT_NE(figure.description.find("In 2 of 6 cells the 95% interval includes zero."), std::string::npos)
      << figure.description;
}

TEST(SweepMap, HatchesWhatHasNoRunsYet) {
  MemorySweep sweep = test::small_sweep();
  sweep.fill([](std::size_t point) { return point < 3 ? 4 : 0; },
             [](const std::vector<double>&, int r) { return r == 0 ? std::nan("") : 1.0 + r; });
  const Figure figure = *make_figure(SweepView::map, scene_of(sweep));
  EXPECT_EQ(cell(figure, 5, "mean (systems)"), "");
  EXPECT_EQ(cell(figure, 0, "runs"), "3");  // one has no value
  EXPECT_TRUE(expect_sound(figure).says("no data"));
  EXPECT_NE(figure.caption.find("12 runs of 6 points (unfinished: 50% of at most 24)"), std::string::npos)
      << figure.caption;
  sweep.fill([](std::size_t) { return 0; }, [](const std::vector<double>&, int) { return 0.0; });
  for (const SweepViewRow& row : sweep_view_rows) expect_sound(*make_figure(row.view, scene_of(sweep)));
}

TEST(SweepMap, PaintsMagnitudesInViridisAndDifferencesAroundZeroWithTextThatCanBeRead) {
  MemorySweep sweep = test::small_sweep();
  SweepScene scene = scene_of(sweep);
  const auto magnitudes = expect_sound(*make_figure(SweepView::map, scene));
  EXPECT_NE(std::ranges::find(magnitudes.fills, "#440154"), magnitudes.fills.end());  // the least
  EXPECT_NE(std::ranges::find(magnitudes.fills, "#FDE725"), magnitudes.fills.end());  // the greatest
  const auto color_of = [](const test::RecordingCanvas& canvas, std::string_view number) {
    const auto found = std::ranges::find(canvas.words, number, &test::RecordingCanvas::Words::text);
    return found == canvas.words.end() ? std::string("nowhere") : found->color;
  };
  EXPECT_EQ(color_of(magnitudes, "1.2"), "#FFFFFF");   // on dark violet
  EXPECT_EQ(color_of(magnitudes, "11.2"), "#000000");  // on green
  scene.difference = true;
  const auto differences = expect_sound(*make_figure(SweepView::map, scene));
  // Of the baseline: exactly the pale middle; no difference is as far below zero as 11 above.
  EXPECT_NE(std::ranges::find(differences.fills, "#F4F4F4"), differences.fills.end());
  EXPECT_NE(std::ranges::find(differences.fills, "#12436D"), differences.fills.end());
  EXPECT_TRUE(differences.says("0"));
  for (int n = 0; n <= 40; ++n) {
    const std::string dark = shade(viridis, n / 40.0), two = shade(around_zero, n / 40.0);
    EXPECT_GE(contrast(dark, text_on(dark)), 4.5) << dark;
    EXPECT_GE(contrast(two, text_on(two)), 4.5) << two;
  }
}

TEST(SweepLines, HaveALineALevel) {
  MemorySweep sweep = test::small_sweep();
  const Figure figure = *make_figure(SweepView::lines, scene_of(sweep));
  EXPECT_EQ(figure.table.rows.size(), 6U);
  const auto canvas = expect_sound(figure);
  EXPECT_TRUE(canvas.says("pooling: floor 0") && canvas.says("pooling: floor 1"));
  SweepScene one = scene_of(sweep);
  one.y_axis = 0;
  one.fixed[1] = 0;
  EXPECT_EQ(make_figure(SweepView::lines, one)->title,
            "Systems real in substance: 0.2 systems at duty: strength 0, 2.2 systems at 2");
}

TEST(SweepRuns, AreDotsOfThePointBesideTheBaseline) {
  MemorySweep sweep = test::small_sweep();
  sweep.known.trajectories = {"real"};
  sweep.known.quarters = {"2021/22 Q1", "2021/22 Q2"};
  sweep.kept =
      std::make_shared<Slice>(test::slice_of(4, 2, 1, [](int r, int t, int) { return r + 10.0 * t; }));
  SweepScene scene = scene_of(sweep);
  scene.point = 5;
  const Figure figure = *make_figure(SweepView::runs, scene);
  EXPECT_EQ(figure.table.rows.size(), 4U + 4U + 10U);
  EXPECT_EQ(figure.table.rows[3][3], "12.3");
  EXPECT_NE(csv_of(figure).find("median\",,2021/22 Q2,11.5\n"), std::string::npos);
  expect_sound(figure);
  sweep.kept = nullptr;
  EXPECT_FALSE(make_figure(SweepView::runs, scene));
}

TEST(SweepTable, PutsTheHighestPointFirst) {
  MemorySweep sweep = test::small_sweep();
  const Figure figure = *make_figure(SweepView::table, scene_of(sweep));
  EXPECT_EQ(figure.table.rows.size(), 6U);
  EXPECT_EQ(cell(figure, 0, "point"), "5");
  EXPECT_EQ(cell(figure, 0, "pooling.floor"), "1");
  EXPECT_TRUE(expect_sound(figure).selects("point 0"));
}

MemorySweep sampled(std::string method, const Sample& sample) {
  MemorySweep sweep;
  sweep.known.info = {.title = "Sampled",
                      .version = "0.1.0",
                      .commit = "abc",
                      .model_digest = "12",
                      .method = std::move(method)};
  for (std::size_t k = 0; k < sample.columns; ++k) {
    std::vector<double> at;
    for (std::size_t row = 0; row < sample.rows; ++row) at.push_back(sample.at(row, k));
    sweep.add_axis(fmt::format("group_{}.axis_{}", k % 3, k), at, false);
  }
  sweep.known.outcomes.push_back({"own", "institution_share", "mean over 2022/23", "share", "Own interest."});
  return sweep;
}

TEST(SweepEffects, AreDrawnInTheChartThatTheDesignWasMadeFor) {
  for (const std::size_t axes : {3U, 160U}) {
    MemorySweep morris = sampled("morris", morris_trajectories(6, axes, 4, 3));
    morris.known.info.trajectories = 6;
    morris.known.info.levels = 4;
    MemorySweep saltelli = sampled("saltelli", saltelli_design(64, axes, 3));
    saltelli.known.info.base = 64;
    MemorySweep latin = sampled("latin_hypercube", latin_hypercube(60, axes, 3));
    MemorySweep sobol = sampled("sobol", sobol_sequence(64, axes, 3));
    for (const auto& [sweep, says] : {std::pair{&morris, "μ*"},
                                      {&saltelli, "total"},
                                      {&latin, "95% confidence"},
                                      {&sobol, "95% confidence"}}) {
      const std::size_t count = std::min<std::size_t>(axes, 3);
      sweep->fill([](std::size_t) { return 2; },
                  [&](const std::vector<double>& at, int r) {
                    double value = 0.001 * r;
                    for (std::size_t k = 0; k < count; ++k) value += (k == 1 ? 0.5 : 0.05) * at[k];
                    return value;
                  });
      EXPECT_EQ(usual_view(sweep->known), SweepView::effects);
      SweepScene scene = scene_of(*sweep);
      scene.fixed = usual_levels(sweep->known);
      const Figure figure = *make_figure(SweepView::effects, scene);
      EXPECT_TRUE(figure.message.empty()) << figure.message;
      EXPECT_NE(figure.title.find("roup 1: axis 1"), std::string::npos) << figure.title;
      EXPECT_EQ(figure.table.rows.front().front(), "Group 1: axis 1");
      EXPECT_NE((figure.subtitle + figure.title).find(says), std::string::npos) << figure.subtitle;
      expect_sound(figure);
      for (const SweepView view : {SweepView::map, SweepView::lines}) {
        const Figure cells = *make_figure(view, scene);
        EXPECT_EQ(cells.message.empty(), axes == 3U);
        EXPECT_EQ(cells.title.find("averaged over 15"), std::string::npos) << cells.title;
        expect_sound(cells);
      }
    }
  }
}

TEST(SweepEffects, OfAGridAreDifferencesFromItsBaseline) {
  MemorySweep sweep = test::small_sweep();
  EXPECT_EQ(usual_view(sweep.known), SweepView::map);
  const Figure figure = *make_figure(SweepView::effects, scene_of(sweep));
  EXPECT_EQ(figure.title, "Pooling: floor moves systems real in substance most: 10.0 systems");
  EXPECT_EQ(figure.table.rows.size(), 3U);
  expect_sound(figure);
  sweep.fill([](std::size_t) { return 0; }, [](const std::vector<double>&, int) { return 0.0; });
  EXPECT_FALSE(make_figure(SweepView::effects, scene_of(sweep))->message.empty());
}

TEST(SweepViews, FitDrawnDesignsIntoEveryWidth) {
  MemorySweep sweep = drawn_sweep();
  sweep.fill([](std::size_t point) { return point % 3 == 0 ? 0 : 5; },
             [](const std::vector<double>& at, int r) { return 0.01 * at[0] + 0.02 * r; });
  for (const bool difference : {false, true}) {
    SweepScene scene = scene_of(sweep);
    scene.difference = difference;
    for (const SweepViewRow& row : sweep_view_rows) expect_sound(*make_figure(row.view, scene));
  }
  sweep.arrived = false;
  for (const SweepViewRow& row : sweep_view_rows) EXPECT_FALSE(make_figure(row.view, scene_of(sweep)));
  sweep.troubled = "The file is cut off.";
  EXPECT_EQ(make_figure(SweepView::map, scene_of(sweep))->description, "The file is cut off.");
}

}  // namespace
}  // namespace concord
