#include "experiments/charts/plain_words.hpp"
#include "experiments/scenarios/scenario.hpp"
#include "tests/support/source.hpp"
#include "tests/viz/views_b_support.hpp"
#include "viz/views/funnel.hpp"

#include <map>

#include <fmt/format.h>

namespace concord {
namespace {

using test::cell;
using test::expect_sound;

constexpr double gap = std::numeric_limits<double>::quiet_NaN();

/// Run r has the maturity (r + quarter + shift) / 10; run 0 of the last quarter has none.
std::unique_ptr<MemoryRun> ensemble(int runs, double shift = 0, std::int64_t seed = 5, int first = 0) {
  auto data = std::make_unique<MemoryRun>(test::hand_info(runs, seed, first));
  data->set_national(Measure::maturity, test::slice_of(runs, 6, 1, [&](int r, int t, int) {
                       return r == 0 && t == 5 ? gap : (r + first + t + shift * (r + 1)) / 10;
                     }));
  data->set_systems(SystemMeasure::maturity, test::slice_of(runs, 6, 2, [&](int r, int t, int s) {
                      return s == 1 && t == 0 ? gap : (r + t + 5 * s + shift * (r + 1)) / 10;
                    }));
  return data;
}

Scene scene_of(RunData* now, RunData* before = nullptr) {
  Scene scene{.now = now, .before = before};
  scene.selection.measure = static_cast<std::size_t>(Measure::maturity);
  scene.selection.system_measure = static_cast<std::size_t>(SystemMeasure::maturity);
  scene.selection.quarter = 2;
  return scene;
}

TEST(Ensemble, ShowsQuantilesOfTheRunsThatHaveAValue) {
  const auto data = ensemble(5);
  const Figure figure = *make_figure(View::ensemble, scene_of(data.get()));
  EXPECT_EQ(figure.title,
            "Maturity: median 0.40 (90% of runs: 0.22 to 0.58) in 2019/20 Q1, up from 0.20 in 2018/19 Q3");
  EXPECT_EQ(figure.table.rows.size(), 6U);
  EXPECT_EQ(cell(figure, 2, "median (index)"), "0.4");
  EXPECT_EQ(cell(figure, 2, "25th percentile (index)"), "0.3");
  EXPECT_EQ(cell(figure, 5, "runs"), "4");  // the missing one is left out
  EXPECT_EQ(cell(figure, 5, "median (index)"), "0.75");
  const auto canvas = expect_sound(figure);
  EXPECT_TRUE(canvas.selects("quarter 5"));
  EXPECT_TRUE(canvas.says("2019/20 Q1: 0.40 (90% of runs: 0.22 to 0.58)"));
  EXPECT_NE(svg_of(figure, 952).find("</svg>"), std::string::npos);
  EXPECT_NE(csv_of(figure).find("2019/20 Q1,median,5,0.22,0.3,0.4,0.5,0.58\n"), std::string::npos);
}

TEST(Ensemble, DrawsAnExpressionOverMeasures) {
  const auto data = ensemble(5);
  Scene scene = scene_of(data.get());
  scene.selection.expression = "2 * maturity";
  const Figure twice = *make_figure(View::ensemble, scene);
  EXPECT_EQ(cell(twice, 2, "median (index)"), "0.8");
  EXPECT_EQ(cell(twice, 5, "runs"), "4");
  EXPECT_TRUE(twice.title.starts_with("2 * maturity: median 0.80"));
  // Of the two systems one is 0.5 above the other, and missing in the first quarter.
  scene.selection.expression = "max(systems, maturity) - min(systems, maturity)";
  const Figure apart = *make_figure(View::ensemble, scene);
  EXPECT_EQ(cell(apart, 0, "median (index)"), "0");
  EXPECT_EQ(cell(apart, 2, "median (index)"), "0.5");
  scene.selection.expression = "max over run of maturity";
  EXPECT_EQ(cell(*make_figure(View::ensemble, scene), 0, "median (index)"), "0.7");
  expect_sound(apart);
}

TEST(Ensemble, DrawsEveryRunOnDemand) {
  const auto data = ensemble(5);
  Scene scene = scene_of(data.get());
  scene.spaghetti = true;
  scene.selection.run = 3;
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_EQ(figure.title, "Maturity: 0.50 in 2019/20 Q1, up from 0.30 in 2018/19 Q3");
  EXPECT_NE(figure.subtitle.find("Thin lines: every run."), std::string::npos);
  const auto canvas = expect_sound(figure);
  for (const char* run : {"run 0", "run 4"}) EXPECT_TRUE(canvas.selects(run)) << run;
  EXPECT_TRUE(canvas.says("run 3"));
}

TEST(Ensemble, OverlaysTwoMediansWithTheirNames) {
  const auto now = ensemble(5), before = ensemble(5, 1);
  const Figure figure = *make_figure(View::ensemble, scene_of(now.get(), before.get()));
  EXPECT_EQ(figure.title,
            "Maturity: B median 0.40 (90% of runs: 0.22 to 0.58), A median 0.70 (90% of runs: 0.34 to 1.06), "
            "2019/20 Q1");
  const auto canvas = expect_sound(figure);
  EXPECT_TRUE(canvas.says("A") && canvas.says("B"));
  EXPECT_EQ(figure.table.rows.size(), 12U);
}

TEST(Ensemble, ShowsTwoPanelsOnOneScale) {
  const auto now = ensemble(5), before = ensemble(5, 10);
  Scene scene = scene_of(now.get(), before.get());
  scene.compare = Compare::beside;
  const Figure figure = *make_figure(View::ensemble, scene);
  const auto canvas = expect_sound(figure);
  EXPECT_EQ(canvas.count("6"), 2);  // the highest tick of both
  EXPECT_TRUE(canvas.says("A: By hand (hand.h5)") && canvas.says("B: By hand (hand.h5)"));
  EXPECT_EQ(cell(figure, 0, "side"), "B");
  EXPECT_EQ(cell(figure, 6, "side"), "A");
}

TEST(Ensemble, TakesDifferencesRunByRunWhereTheLuckIsTheSame) {
  // now - before of run r is -(r + 1) / 10: median -0.3; as the medians are.
  const auto now = ensemble(5), before = ensemble(5, 1);
  Scene scene = scene_of(now.get(), before.get());
  scene.compare = Compare::difference;
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_EQ(cell(figure, 2, "median (index)"), "-0.3");
  EXPECT_EQ(cell(figure, 2, "5th percentile (index)"), "-0.48");
  EXPECT_EQ(cell(figure, 5, "runs"), "4");
  EXPECT_NE(figure.subtitle.find("Paired: 5 runs"), std::string::npos);
  EXPECT_EQ(figure.title, "Maturity: median −0.30 (90% of runs: −0.48 to −0.12), B less A, 2019/20 Q1");
  expect_sound(figure);
}

TEST(Ensemble, PairsReplicatesByTheirNumbers) {
  // Replicates 2 to 6 against 0 to 4: three in common, each with the same value.
  const auto now = ensemble(5, 0, 5, 2), before = ensemble(5);
  Scene scene = scene_of(now.get(), before.get());
  scene.compare = Compare::difference;
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_EQ(cell(figure, 2, "runs"), "3");
  EXPECT_EQ(cell(figure, 2, "median (index)"), "0");
  EXPECT_EQ(figure.title,
            "Maturity: median no difference (90% of runs: no difference), B less A, 2019/20 Q1");
}

TEST(Ensemble, ComparesOnlyMediansOfUnpairedRunsAndSaysSo) {
  const auto now = ensemble(5), before = ensemble(5, 1, 6);
  Scene scene = scene_of(now.get(), before.get());
  scene.compare = Compare::difference;
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_EQ(cell(figure, 2, "median (index)"), "-0.3");
  EXPECT_EQ(cell(figure, 2, "5th percentile (index)"), "");
  EXPECT_NE(figure.subtitle.find("Not paired"), std::string::npos);
  expect_sound(figure);
}

TEST(Ensemble, ShowsTheLastResultAsAShadow) {
  const auto now = ensemble(5), before = ensemble(5, 1);
  Scene scene = scene_of(now.get(), before.get());
  scene.ghost = true;
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_TRUE(expect_sound(figure).says("last result"));
  EXPECT_EQ(figure.caption.find("Compared"), std::string::npos);
  EXPECT_EQ(figure.table.rows.size(), 12U);
}

TEST(Ensemble, IsOfTheSelectedSystemToo) {
  const auto data = ensemble(5);
  Scene scene = scene_of(data.get());
  scene.selection.system = 1;
  scene.of_system = true;
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_EQ(figure.title,
            "Maturity of Brèche: median 0.90 (90% of runs: 0.72 to 1.08) in 2019/20 Q1");  // nothing in the
                                                                                           // first quarter
  expect_sound(figure);
}

class Waiting final : public MemoryRun {
 public:
  using MemoryRun::MemoryRun;
  SlicePointer national(std::size_t) override { return nullptr; }
  SlicePointer systems(std::size_t) override { return nullptr; }
};

TEST(Views, AreNothingWhileDataIsOnItsWay) {
  Waiting waiting(test::hand_info(2));
  const auto there = ensemble(2);
  for (Scene scene : {scene_of(&waiting), scene_of(there.get(), &waiting)}) {
    for (const bool of_system : {false, true}) {
      scene.of_system = of_system;
      EXPECT_FALSE(make_figure(View::ensemble, scene));
      EXPECT_FALSE(make_figure(View::control_chart, scene));
    }
    EXPECT_FALSE(make_figure(View::ranking, scene));
    EXPECT_FALSE(make_figure(View::funnel, scene));
    EXPECT_FALSE(make_figure(View::distribution, scene));
  }
}

TEST(Ranking, PutsTheHighestFirstAndTheMissingLast) {
  const auto data = ensemble(5);
  Scene scene = scene_of(data.get());
  Figure figure = *make_figure(View::ranking, scene);
  EXPECT_EQ(figure.title,
            "Maturity: highest in Brèche (median 0.90; in 5 of 5 runs), lowest in Aire (median 0.40; in 5 of "
            "5 runs)");
  EXPECT_EQ(cell(figure, 0, "system"), "Brèche");
  EXPECT_EQ(cell(figure, 0, "5th percentile (index)"), "0.72");
  EXPECT_EQ(expect_sound(figure).all_targets(), (std::set<std::string>{"system 0", "system 1"}));
  scene.selection.quarter = 0;
  figure = *make_figure(View::ranking, scene);
  EXPECT_EQ(cell(figure, 1, "system"), "Brèche");
  EXPECT_EQ(cell(figure, 1, "median (index)"), "");
  EXPECT_TRUE(expect_sound(figure).says("no data"));
}

TEST(Ranking, SaysInHowManyRunsTheEndsAreTheEnds) {
  // Aire is highest by what it has over the other, but in two of five runs only.
  MemoryRun data(test::hand_info(5));
  const std::array<double, 5> aire{0.95, 0.8, 0.5, 0.1, 0.1}, other{0.4, 0.4, 0.6, 0.4, 0.6};
  data.set_systems(SystemMeasure::maturity, test::slice_of(5, 6, 2, [&](int r, int, int s) {
                     return (s == 0 ? aire : other)[static_cast<std::size_t>(r)];
                   }));
  const Figure figure = *make_figure(View::ranking, scene_of(&data));
  EXPECT_EQ(figure.title,
            "Maturity: highest in Aire (median 0.50; in 2 of 5 runs), lowest in Brèche (median 0.40; in 2 of "
            "5 runs)");
  EXPECT_NE(figure.subtitle.find("In order of the mean difference from the median system of the same run."),
            std::string::npos);
}

TEST(Ranking, TellsSystemsApartByWhatTheyDifferWithinRuns) {
  // The luck of a run moves all systems much farther than they lie apart.
  for (const double effect : {0.1, -0.3}) {
    constexpr int runs = 8;
    RunInfo info = test::hand_info(runs);
    info.systems = {{"SA", "Aire", "North", 1},
                    {"SB", "Brook", "North", 1},
                    {"SC", "Cam", "North", 1},
                    {"SD", "Dee", "North", 1},
                    {"SE", "Exe", "North", 1}};
    MemoryRun data(info);
    data.set_systems(SystemMeasure::maturity, test::slice_of(runs, 6, 5, [&](int r, int, int s) {
                       const double luck = 10.0 * (r % 3) + r, wobble = 0.001 * ((r * 7 + s * 3) % 5);
                       if (s == 4) return luck + (r % 2 == 0 ? 5.0 : -5.0);  // anywhere
                       return luck + effect * s + wobble;
                     }));
    const Figure figure = *make_figure(View::ranking, scene_of(&data));
    int neither = 0;
    for (std::size_t n = 0; n < 5; ++n)
      neither += std::stod(cell(figure, n, "95% interval low (index)")) <= 0 &&
                         std::stod(cell(figure, n, "95% interval high (index)")) >= 0
                     ? 1
                     : 0;
    EXPECT_NE(figure.subtitle.find(fmt::format("; {} cannot be told apart from it (hollow).", neither)),
              std::string::npos)
        << figure.subtitle;
    std::map<std::string, std::size_t> at;
    for (std::size_t n = 0; n < 5; ++n) at[cell(figure, n, "code")] = n;
    for (const auto& [code, side] : {std::pair{"SA", effect < 0}, std::pair{"SD", effect > 0}}) {
      const double low = std::stod(cell(figure, at[code], "95% interval low (index)")),
                   high = std::stod(cell(figure, at[code], "95% interval high (index)"));
      EXPECT_EQ(low > 0, side) << code;
      EXPECT_EQ(high < 0, !side) << code;
    }
    EXPECT_LT(std::stod(cell(figure, at["SE"], "95% interval low (index)")), 0);
    EXPECT_GT(std::stod(cell(figure, at["SE"], "95% interval high (index)")), 0);
    expect_sound(figure);
  }
}

TEST(Ranking, ComparesInThreeWays) {
  const auto now = ensemble(5), before = ensemble(5, 1);
  Scene scene = scene_of(now.get(), before.get());
  EXPECT_EQ(cell(*make_figure(View::ranking, scene), 0, "A (index)"), "1.2");
  expect_sound(*make_figure(View::ranking, scene));
  scene.compare = Compare::beside;
  expect_sound(*make_figure(View::ranking, scene));
  scene.compare = Compare::difference;
  const Figure difference = *make_figure(View::ranking, scene);
  expect_sound(difference);
  EXPECT_EQ(cell(difference, 0, "median (index)"), "-0.3");
  EXPECT_EQ(cell(difference, 0, "95th percentile (index)"), "-0.12");
  EXPECT_NE(difference.subtitle.find("Paired: 5 runs"), std::string::npos);
  scene.ghost = true;
  EXPECT_TRUE(expect_sound(*make_figure(View::ranking, scene)).says("last result"));
}

TEST(ControlChart, SaysWhichRuleFoundWhat) {
  auto info = test::hand_info(1);
  info.quarters.clear();
  for (int t = 0; t < 20; ++t)
    info.quarters.push_back(fmt::format("{}/{} Q{}", 2017 + t / 4, 18 + t / 4, t % 4 + 1));
  MemoryRun data(info);
  data.set_systems(SystemMeasure::maturity, test::slice_of(1, 20, 2, [](int, int t, int s) {
                     return t == 10 ? 12.0 * (1 - s) : t % 2;
                   }));
  Scene scene = scene_of(&data);
  scene.of_system = true;
  const Figure figure = *make_figure(View::control_chart, scene);
  // One point far out draws the mean away from all others, which is why rules are not read one by one.
  EXPECT_EQ(figure.title,
            "Maturity of Aire went from 0.00 to 1.00: above its limits in 1, below in 0, of 20 quarters");
  EXPECT_NE(figure.description.find(
                "2019/20 Q3: above the upper limit; 2017/18 Q1 to 2019/20 Q2: 10 in a row below the mean"),
            std::string::npos)
      << figure.description;
  EXPECT_EQ(cell(figure, 10, "rules"), "outside the limits, high");
  EXPECT_EQ(cell(figure, 0, "mean (index)"), "1.1");
  EXPECT_TRUE(expect_sound(figure).selects("quarter 19"));
  Scene other = scene;
  other.selection.system = 1;
  EXPECT_EQ(make_figure(View::control_chart, other)->title,
            "Maturity of Brèche: no rule is broken in 20 quarters");
}

TEST(ControlChart, SaysOfASeriesThatMovesThatItMovesAndColoursByDirection) {
  for (const double slope : {-0.03, -0.4, 0.05, 2.0}) {
    RunInfo info = test::hand_info(5);
    info.quarters.clear();
    for (int t = 0; t < 24; ++t)
      info.quarters.push_back(fmt::format("{}/{} Q{}", 2017 + t / 4, 18 + t / 4, t % 4 + 1));
    MemoryRun data(info);
    data.set_national(Measure::maturity,
                      test::slice_of(5, 24, 1, [&](int r, int t, int) { return 10 + slope * t + 0.01 * r; }));
    const Figure figure = *make_figure(View::control_chart, scene_of(&data));
    EXPECT_EQ(figure.title.find("noise"), std::string::npos) << figure.title;
    const auto median = [](double value) {
      return fmt::format("{} (90% of runs: {} to {})", plain_value(value, "index"),
                         plain_value(value - 0.018, "index"), plain_value(value + 0.018, "index"));
    };
    const std::string ends =
        fmt::format("went from median {} to {}:", median(10.02), median(10.02 + 23 * slope));
    EXPECT_NE(figure.title.find(ends), std::string::npos) << figure.title;
    EXPECT_NE(figure.subtitle.find("one that moves crosses them"), std::string::npos) << figure.subtitle;
    std::size_t above = 0, below = 0;
    for (std::size_t t = 0; t < 24; ++t) {
      const std::string rules = cell(figure, t, "rules");
      above += rules.find("outside the limits, high") != rules.npos ? 1 : 0;
      below += rules.find("outside the limits, low") != rules.npos ? 1 : 0;
    }
    EXPECT_GT(above, 0U);
    EXPECT_GT(below, 0U);
    EXPECT_NE(
        figure.title.find(fmt::format("above its limits in {}, below in {}, of 24 quarters", above, below)),
        std::string::npos)
        << figure.title;
    EXPECT_EQ(svg_of(figure, 952).find("#F46A25"), std::string::npos);  // orange is no direction
  }
}

TEST(ControlChart, IsOfTheCountryToo) {
  const auto now = ensemble(5), before = ensemble(5, 1);
  Scene scene = scene_of(now.get(), before.get());
  scene.selection.run = 0;
  const Figure figure = *make_figure(View::control_chart, scene);
  EXPECT_EQ(figure.title,
            "B: Maturity: no rule is broken in 5 quarters");  // five rising, the sixth is missing
  EXPECT_EQ(cell(figure, 5, "value (index)"), "");
  EXPECT_EQ(cell(figure, 1, "A (index)"), "0.2");
  EXPECT_TRUE(expect_sound(figure).says("A"));
  scene.ghost = true;
  EXPECT_EQ(cell(*make_figure(View::control_chart, scene), 1, "last result (index)"), "0.2");
}

/// O1 always chooses its own interest, O2 its system, O3 its own interest until 2019/20 Q2, then nothing.
RunDetail choices(const RunInfo& info) {
  return test::detail_of(info, [](OrganisationColumn column, int t, int i) {
    if (column == OrganisationColumn::action) return i == 0 ? 0.0 : i == 1 ? 2.0 : t < 4 ? 0.0 : gap;
    if (column == OrganisationColumn::margin_to_date) return i == 2 ? gap : t + 10.0 * i;
    return 0.0;
  });
}

TEST(Funnel, CountsDecisionsOfTheFinancialYearSoFar) {
  MemoryRun data(test::hand_info(1));
  data.set_detail(choices(data.info()));
  Scene scene = scene_of(&data);
  scene.selection.quarter = 4;  // 2019/20 Q1 to Q3
  const Figure figure = *make_figure(View::funnel, scene);
  EXPECT_EQ(figure.title, "0 of 2 systems lie outside the 99.8% limits; chance explains fewer than one");
  EXPECT_NE(figure.subtitle.find("2019/20 Q1 to 2019/20 Q3"), std::string::npos);
  EXPECT_EQ(cell(figure, 0, "decisions"), "3");
  EXPECT_EQ(cell(figure, 0, "for own interest"), "3");
  EXPECT_EQ(cell(figure, 1, "decisions"), "5");
  EXPECT_EQ(cell(figure, 1, "for own interest"), "2");
  EXPECT_EQ(cell(figure, 1, "share"), "0.4");
  EXPECT_EQ(expect_sound(figure).all_targets(), (std::set<std::string>{"system 0", "system 1"}));
  scene.b = &data;
  EXPECT_EQ(cell(*funnel_figure_of(scene, Action::system), 1, "for system"), "3");
}

TEST(Distribution, DrawsADotForEveryOrganisationThatHasAValue) {
  MemoryRun data(test::hand_info(1));
  data.set_detail(choices(data.info()));
  Scene scene = scene_of(&data);
  scene.selection.column = static_cast<std::size_t>(OrganisationColumn::margin_to_date);
  scene.selection.organisation = 1;
  const Figure figure = *make_figure(View::distribution, scene);
  EXPECT_EQ(figure.table.rows.size(), 2U);
  EXPECT_EQ(cell(figure, 1, "Margin to date (pp)"), "12");
  EXPECT_NE(figure.description.find("Acute trusts: median 7 pp"), std::string::npos) << figure.description;
  EXPECT_NE(figure.description.find("Councils: no data"), std::string::npos);
  const auto canvas = expect_sound(figure);
  EXPECT_EQ(canvas.all_targets(), (std::set<std::string>{"organisation 0", "organisation 1"}));
  EXPECT_TRUE(canvas.says("Two: 12 pp"));
}

TEST(Distribution, NamesTheSelectedClearOfItsBox) {
  MemoryRun data(test::hand_info(1));
  data.set_detail(choices(data.info()));
  Scene scene = scene_of(&data);
  scene.selection.column = static_cast<std::size_t>(OrganisationColumn::margin_to_date);
  for (const int chosen : {0, 1}) {
    scene.selection.organisation = chosen;
    for (const double width : {500.0, 904.0, 1500.0}) {
      const auto canvas = test::drawn(*make_figure(View::distribution, scene), width);
      const auto name = std::ranges::find_if(canvas.words, [](const auto& one) {
        return one.text.starts_with("One: ") || one.text.starts_with("Two: ");
      });
      ASSERT_NE(name, canvas.words.end());
      for (const Box& other : canvas.outlines)
        EXPECT_FALSE(name->box.y + name->box.height > other.y && other.y + other.height > name->box.y &&
                     name->box.x + name->box.width > other.x && other.x + other.width > name->box.x);
    }
  }
}

TEST(Distribution, ShowsSharesOfChoices) {
  MemoryRun data(test::hand_info(1)), before(test::hand_info(1));
  data.set_detail(choices(data.info()));
  before.set_detail(choices(before.info()));
  Scene scene = scene_of(&data);
  const Figure figure = *make_figure(View::distribution, scene);
  EXPECT_EQ(figure.title, "2 of 3 organisations chose their own interest in 2019/20 Q1");
  EXPECT_EQ(cell(figure, 0, "system (share)"), "0.5");
  EXPECT_TRUE(expect_sound(figure).says("own 50%"));
  scene.before = &before;
  EXPECT_EQ(make_figure(View::distribution, scene)->table.rows.size(), 4U);
}

TEST(Distribution, TakesDifferencesOrganisationByOrganisation) {
  MemoryRun now(test::hand_info(1)), before(test::hand_info(1));
  now.set_detail(choices(now.info()));
  before.set_detail(
      test::detail_of(before.info(), [](OrganisationColumn, int, int i) { return i == 0 ? 1.5 : 10.0; }));
  Scene scene = scene_of(&now, &before);
  scene.selection.column = static_cast<std::size_t>(OrganisationColumn::margin_to_date);
  for (const Compare compare : {Compare::over, Compare::beside, Compare::difference}) {
    scene.compare = compare;
    const Figure figure = *make_figure(View::distribution, scene);
    expect_sound(figure);
    if (compare != Compare::difference) continue;
    EXPECT_EQ(cell(figure, 0, "difference of Margin to date (pp)"), "0.5");
    EXPECT_EQ(cell(figure, 1, "difference of Margin to date (pp)"), "2");
    EXPECT_NE(figure.subtitle.find("Paired"), std::string::npos);
  }
}

TEST(Distribution, SaysWhyThereAreNoOrganisations) {
  MemoryRun data(test::hand_info(1));
  RunDetail nothing;
  nothing.reason = "The tables of this run are missing.";
  data.set_detail(nothing);
  EXPECT_EQ(make_figure(View::distribution, scene_of(&data))->description,
            "The tables of this run are missing.");
  EXPECT_EQ(make_figure(View::funnel, scene_of(&data))->description, "The tables of this run are missing.");
}

TEST(PlainWords, SayNumbersAsReadersExpectThem) {
  EXPECT_EQ(plain_value(-120.4, "£m"), "−£120m");
  EXPECT_EQ(plain_difference(0.031, "share"), "+3.1 percentage points");
  EXPECT_EQ(plain_difference(12, "£m"), "+£12m");
  EXPECT_EQ(plain_difference(0.0001, "index"), "no difference");
  EXPECT_EQ(plain_difference_range(-0.02, 0.035, "share"), "−2 to +3.5 percentage points");
  EXPECT_EQ(plain_range(10, 14, "systems"), "10 to 14 systems");
  EXPECT_EQ(plain_value(1, "systems"), "1 system");
  EXPECT_EQ(plain_value(gap, "index"), "no data");
  EXPECT_EQ(table_number(-0.0), "0");
  EXPECT_EQ(plain_name(measure_rows[static_cast<std::size_t>(Measure::nhs_balance)]), "NHS balance");
  std::set<std::string> names;
  for (const MeasureRow& row : measure_rows)
    EXPECT_TRUE(names.insert(plain_name(row)).second) << plain_name(row);
}

/// Sixteen runs of England, simulated once.
const MemoryRun& england() {
  static const MemoryRun data = [] {
    Problems problems;
    RunPlan plan = load_scenario(test::source("configs/england_2019.yaml"), {}, problems);
    problems.throw_if_any();
    plan.replicates = 16;
    plan.record = Record::organisations;
    Block block;
    run_ensemble(
        plan, 2, [&](const Block& whole) { block = whole; }, {}, std::size_t{4} << 30U);
    MemoryRun run(plan, block);
    const auto width =
        static_cast<std::size_t>(block.quarters) * static_cast<std::size_t>(block.organisations);
    RunDetail detail{.run = 0, .quarters = block.quarters, .organisations = block.organisations};
    for (std::size_t c = 0; c < organisation_column_count; ++c) {
      const auto first = block.organisation.begin() +
                         static_cast<std::ptrdiff_t>(c * static_cast<std::size_t>(block.runs) * width);
      detail.columns.insert(detail.columns.end(), first, first + static_cast<std::ptrdiff_t>(width));
    }
    run.set_detail(std::move(detail));
    return run;
  }();
  return data;
}

TEST(England, FitsEveryViewIntoEveryWidth) {
  MemoryRun now = england(), before = england();
  for (RunData* other : {static_cast<RunData*>(nullptr), static_cast<RunData*>(&before)}) {
    for (const Compare compare : {Compare::over, Compare::beside, Compare::difference}) {
      Scene scene = scene_of(&now, other);
      scene.compare = compare;
      scene.selection.quarter = 11;
      scene.selection.system = 41;
      scene.spaghetti = true;
      scene.selection.column = static_cast<std::size_t>(OrganisationColumn::balance);
      for (const bool of_system : {false, true}) {
        scene.of_system = of_system;
        for (const View view :
             {View::ensemble, View::ranking, View::control_chart, View::funnel, View::distribution})
          expect_sound(*make_figure(view, scene));
      }
      if (other == nullptr) break;
    }
  }
}

TEST(England, ShowsPublishedFiguresBesideTheRuns) {
  MemoryRun now = england();
  Scene scene = scene_of(&now);
  scene.selection.measure = static_cast<std::size_t>(Measure::trusts_in_deficit_year);
  const Figure figure = *make_figure(View::ensemble, scene);
  EXPECT_NE(csv_of(figure).find("2017/18 Q4,published,,,,0.44,,\n"), std::string::npos);
  EXPECT_NE(figure.subtitle.find("Diamonds: published figures."), std::string::npos);
  EXPECT_NE(figure.subtitle.find("; England, 2017/18 Q1 to 2022/23 Q4; unit: per cent."), std::string::npos);
}

TEST(England, HasAllSystemsInItsRankingAndFunnel) {
  MemoryRun now = england();
  Scene scene = scene_of(&now);
  scene.selection.quarter = 11;
  EXPECT_EQ(expect_sound(*make_figure(View::ranking, scene)).all_targets().size(), 42U);
  const Figure funnel = *make_figure(View::funnel, scene);
  ASSERT_EQ(funnel.table.rows.size(), 42U);
  int decisions = 0;
  for (std::size_t n = 0; n < 42; ++n) decisions += std::stoi(cell(funnel, n, "decisions"));
  EXPECT_EQ(decisions, 4 * 580);
  EXPECT_EQ(svg_of(funnel, 952), svg_of(*make_figure(View::funnel, scene), 952));
}

}  // namespace
}  // namespace concord
