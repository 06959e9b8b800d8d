#include "experiments/charts/sweep_charts.hpp"

#include "agents/quarter/parameter_info.hpp"
#include "experiments/charts/svg.hpp"
#include "experiments/designs/title_words.hpp"
#include "experiments/pages/sweep_figures.hpp"
#include "sim/statistics/sampling.hpp"
#include "tests/experiments/hand_made_sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord {
namespace {

namespace fs = std::filesystem;
using test::HandSweep;

/// A text of a picture and about the room it takes.
struct Label {
  std::string text;
  Box box;
};

double number_after(std::string_view tag, std::string_view name) {
  const auto at = tag.find(name);
  return at == std::string_view::npos ? 0 : std::strtod(tag.data() + at + name.size(), nullptr);
}

std::vector<Label> labels_of(const std::string& svg) {
  std::vector<Label> out;
  for (std::size_t at = svg.find("<text "); at != std::string::npos; at = svg.find("<text ", at + 1)) {
    const std::string tag = svg.substr(at, svg.find('>', at) - at);
    const std::size_t begin = svg.find('>', at) + 1;
    const std::string text = svg.substr(begin, svg.find("</text>", begin) - begin);
    const double size = number_after(tag, "font-size=\"");
    const double width = 0.9 * text_width(text, size);
    double x = number_after(tag, " x=\"");
    if (tag.find("\"end\"") != std::string::npos) x -= width;
    if (tag.find("\"middle\"") != std::string::npos) x -= width / 2;
    out.push_back({text, {x, number_after(tag, " y=\"") - 0.7 * size, width, 0.75 * size}});
  }
  return out;
}

/// A figure as its file.
struct Picture {
  std::string name, svg;
};

/// All that can be said of any picture without looking at it.
void expect_readable(const Picture& picture) {
  EXPECT_EQ(picture.svg.find("=\"nan"), std::string::npos) << picture.name;
  for (const auto* part : {"<title id=\"title\">", "<desc id=\"description\">", "Simulated, not observed.",
                           "Concord 0.1.0", "seed 2019", " points, ", " runs of "})
    EXPECT_NE(picture.svg.find(part), std::string::npos) << picture.name << " lacks " << part;
  const double width = number_after(picture.svg, "width=\""), height = number_after(picture.svg, "height=\"");
  const auto labels = labels_of(picture.svg);
  EXPECT_GT(labels.size(), 5U);
  for (std::size_t a = 0; a < labels.size(); ++a) {
    const Box& one = labels[a].box;
    EXPECT_TRUE(one.x >= 0 && one.x + one.width <= width && one.y >= 0 && one.y + one.height <= height)
        << picture.name << ": '" << labels[a].text << "' leaves the page";
    for (std::size_t b = 0; b < a; ++b) {
      const Box& other = labels[b].box;
      const bool apart = one.x >= other.x + other.width || other.x >= one.x + one.width ||
                         one.y >= other.y + other.height || other.y >= one.y + one.height;
      EXPECT_TRUE(apart) << picture.name << ": '" << labels[a].text << "' over '" << labels[b].text << "'";
    }
  }
}

std::vector<Picture> pictures_of(const HandSweep& sweep) {
  const fs::path path =
      fs::path(testing::TempDir()) / ("concord_charts_" + std::to_string(::getpid()) + ".h5");
  sweep.write(path);
  std::vector<Picture> out;
  {
    const SweepReader reader(path);
    const SweepTable table(reader);
    const auto baseline = reader.info().baseline;
    for (std::size_t n = 0; n < reader.outcomes().size(); ++n) {
      const OutcomeEffects effects = effects_of(reader, table, n, baseline, 0.05);
      const FigureSource source{table, reader.outcomes()[n], effects, baseline, 0.05};
      for (const Figure& figure : sweep_figures(source))
        out.push_back({figure.name, svg_of(figure, page_width)});
    }
  }
  fs::remove(path);
  return out;
}

/// All words of a picture, one after the other: lines break wherever they must.
std::string words_of(const Picture& picture) {
  std::string out;
  for (const Label& label : labels_of(picture.svg)) out += (out.empty() ? "" : " ") + label.text;
  return out;
}

/// The words of the picture of that name; empty if there is none.
std::string words_of(const std::vector<Picture>& pictures, std::string_view name) {
  const auto found = std::ranges::find(pictures, name, &Picture::name);
  return found == pictures.end() ? "" : words_of(*found);
}

std::vector<std::string> names_of(const std::vector<Picture>& pictures) {
  std::vector<std::string> out;
  out.reserve(pictures.size());
  for (const Picture& picture : pictures) out.push_back(picture.name);
  return out;
}

double wobble(std::span<const double> point, int replicate) {
  double sum = 0.1 * replicate;
  for (const double value : point) sum = std::fmod(std::abs(sum * 7.31 + value * 3.7 + 0.123), 1.0);
  return 2 * sum - 1;
}

/// Signs, sizes and gaps of all kinds.
std::vector<test::HandOutcome> outcomes() {
  const auto line = [](std::span<const double> point, int replicate) {
    double sum = test::luck(replicate) + wobble(point, replicate);
    for (std::size_t k = 0; k < point.size(); ++k)
      sum += (k % 2 == 0 ? 5.0 : -4.0) / static_cast<double>(k + 1) * std::min(point[k], 20.0);
    return sum;
  };
  return {{"real", "systems", line},
          {"nhs_balance", "£m", [line](auto point, int r) { return -1234 + 170 * line(point, r); }},
          {"institution_share_of_bodies_with_a_long_name", "share",
           [line](auto point, int r) { return 0.4 + line(point, r) / 900; }},
          {"gaps", "pp",
           [line](auto point, int r) { return point[0] > 0.6 ? std::nan("") : line(point, r) / 1e5; }},
          {"flat", "index", [](auto, int) { return 0.25; }},
          {"missing", "pp", [](auto, int) { return std::nan(""); }}};
}

TEST(Numbers, AreShort) {
  EXPECT_EQ(in_three_digits(0.1234, "share"), "12.3%");
  EXPECT_EQ(in_three_digits(-1239.6, "£m"), "−1,240");
  EXPECT_EQ(in_three_digits(-156.2, "£m"), "−156");
  EXPECT_EQ(in_three_digits(0.03411, "index"), "0.0341");
  EXPECT_EQ(in_three_digits(14, "systems"), "14.0");
  EXPECT_EQ(in_three_digits(0, "systems"), "0");
  EXPECT_EQ(in_three_digits(std::nan(""), "pp"), "-");
  EXPECT_EQ(in_three_digits(-0.00001, "ratio"), "0.000");
  EXPECT_EQ(decimals_between(0, 15.8, "pp"), 1);
  EXPECT_EQ(decimals_between(0.394, 0.404, "share"), 2);
  EXPECT_EQ(decimals_between(-1045, -156, "£m"), 0);
  EXPECT_EQ(with_unit(4.2, "systems"), "4.20 systems");
  EXPECT_EQ(with_unit(0.5, "share"), "50.0%");
}

TEST(Texts, FitTheirRoom) {
  const std::string name = "behaviour.willingness_to_cooperate_when_others_do";
  EXPECT_EQ(fitted(name, 12, 1000), name);
  const std::string cut = fitted(name, 12, 100);
  EXPECT_TRUE(cut.ends_with("…"));
  EXPECT_LE(text_width(cut, 12), 100);
  const auto lines = wrapped_lines("one two three four " + name, 12, 120);
  ASSERT_GE(lines.size(), 2U);
  for (const std::string& line : lines) EXPECT_LE(text_width(line, 12), 120);
  EXPECT_EQ(lines[0], "one two three four");
}

TEST(ValueScale, HoldsWhatItShows) {
  const ValueScale tiny(0.394, 0.4041, 5, "share");
  EXPECT_EQ(tiny.labels.front(), "39.25%");
  EXPECT_LE(tiny.ticks.front(), 0.394);
  EXPECT_GE(tiny.ticks.back(), 0.4041);
  const ValueScale one(5, 5, 5, "pp");
  EXPECT_LT(one.ticks.front(), 5);
  EXPECT_GT(one.ticks.back(), 5);
  const ValueScale empty(std::nan(""), std::nan(""), 5, "pp");
  EXPECT_EQ(empty.labels.front(), "0.0");
  EXPECT_EQ(ValueScale(0, 0, 5, "pp").ticks.front(), 0);
}

TEST(SweepPictures, OfAGrid) {
  HandSweep sweep;
  sweep.title =
      "A <title> & a rather long one about duties to collaborate, pooled shares and relief from "
      "break-even in all of England";
  sweep.axes = {
      {"behaviour.willingness_to_cooperate_when_others_do"},
      {"shocks.tail_size", "number", "log", "sd"},
      {"policy", "packages", "list", "", {"As it was", "A package with a very long name, as people give"}},
      {"deadline.date", "quarter", "list", ""},
      {"one.level", "on_off", "list", ""}};
  sweep.points = test::grid({{0, 0.35, 0.7}, {0.1, 1, 10}, {0, 1}, {8083, 1000000}, {1}});
  sweep.baseline = 4;
  sweep.failed = {3, 100};
  sweep.outcomes = outcomes();
  const auto pictures = pictures_of(sweep);
  EXPECT_EQ(pictures.size(), 5U * (1 + 4 + 6));
  EXPECT_EQ(pictures[1].name, "lines_real_behaviour.willingness_to_cooperate_when_others_do");
  EXPECT_EQ(pictures[3].name, "packages_real_policy");
  EXPECT_NE(pictures[0].svg.find("A &lt;title&gt; &amp;"), std::string::npos);
  const std::string words = words_of(pictures[1]);
  EXPECT_NE(words.find("bands: 90% of the runs"), std::string::npos);
  EXPECT_NE(words.find("Not shown: "), std::string::npos);
  for (const Picture& picture : pictures) expect_readable(picture);
  const auto again = pictures_of(sweep);
  for (std::size_t n = 0; n < pictures.size(); ++n) EXPECT_EQ(pictures[n].svg, again[n].svg);
}

/// What a chart does not show stays where the baseline stands, and is said.
TEST(SweepPictures, OfAGridKeepOtherAxesAtTheBaseline) {
  HandSweep sweep;
  sweep.axes = {{"duty.strength"}, {"pooling.floor"}, {"trust.loss"}, {"trust.gain"}};
  sweep.points = test::grid({{0, 1}, {0, 1}, {0, 1 / 3.0, 1}, {0, 1}});
  sweep.outcomes = {{"real", "systems", [](std::span<const double> at, int) {
                       return 7 + at[0] + 10 * at[1] + 300 * at[2] + 4000 * at[3];
                     }}};
  for (const std::size_t baseline : {0, 3, 8, 23}) {
    sweep.baseline = baseline;
    const auto& at = sweep.points[baseline];
    const double least = 7 + 300 * at[2] + 4000 * at[3];
    const auto pictures = pictures_of(sweep);
    const std::string map = words_of(pictures, "map_real_duty.strength_pooling.floor");
    EXPECT_NE(map.find(fmt::format(": {} to {} systems", in_three_digits(least, ""),
                                   in_three_digits(least + 11, ""))),
              std::string::npos)
        << map;
    EXPECT_NE(map.find(fmt::format(" at {}, ", brief_number(at[2]))), std::string::npos) << map;
    EXPECT_EQ(map.find("0.3333"), std::string::npos);
    EXPECT_EQ(map.find("averaged"), std::string::npos);
    const std::string lines = words_of(pictures, "lines_real_duty.strength");
    EXPECT_NE(lines.find("and over"), std::string::npos) << lines;
    EXPECT_NE(lines.find("Not shown: "), std::string::npos) << lines;
  }
}

/// A tornado names what moves the outcome only where the interval leaves out zero.
TEST(SweepPictures, OfTornadosSayOnlyWhatHolds) {
  HandSweep sweep;
  sweep.method = "one_at_a_time";
  sweep.axes = {{"duty.strength"}, {"pooling.floor"}};
  sweep.points = {{1, 1}, {0, 1}, {2, 1}, {1, 0}, {1, 2}};
  sweep.baseline = 0;
  sweep.replicates = 6;
  const auto finding = [&](double clear, double noisy) {
    sweep.outcomes = {{"real", "systems", [=](std::span<const double> at, int r) {
                         const double sign = r % 2 == 0 ? 1 : -1;  // no common luck
                         const double unlike = 1 + 1e-5 * r;       // equal differences are no certainty
                         return clear * unlike * std::abs(at[0] - 1) + noisy * (at[1] - 1) * (1 + 9 * sign);
                       }}};
    return words_of(pictures_of(sweep), "tornado_real");
  };
  EXPECT_NE(finding(0, 3).find("No axis alone clearly moves systems real in substance: every interval "
                               "includes zero"),
            std::string::npos);
  EXPECT_NE(finding(2, 3).find(" clearly moves systems real in substance: 2.00 systems"), std::string::npos)
      << finding(2, 3);
  EXPECT_NE(finding(2, 0).find(" moves systems real in substance most: 2.00 systems"), std::string::npos)
      << finding(2, 0);
  EXPECT_EQ(finding(2, 0).find("down and up"), std::string::npos);  // both ends are up
}

TEST(SweepPictures, OfManyLevels) {
  HandSweep sweep;
  std::vector<double> many, some;
  for (int n = 0; n < 40; ++n) many.push_back(n / 39.0);
  for (int n = 0; n < 9; ++n) some.push_back(n / 8.0);
  sweep.axes = {{"sustainability_fund.share_that_hangs_on_results", "number", "linear"}, {"pooling.floor"}};
  sweep.points = test::grid({many, some});
  sweep.replicates = 1;
  sweep.outcomes = outcomes();
  const auto pictures = pictures_of(sweep);
  EXPECT_EQ(pictures.size(), 5U * 3);
  EXPECT_NE(words_of(pictures[0]).find("5 of 9 levels of "), std::string::npos);
  for (const Picture& picture : pictures) expect_readable(picture);
}

TEST(SweepPictures, OfOneAtATime) {
  HandSweep sweep;
  sweep.method = "one_at_a_time";
  std::vector<double> base;
  for (int k = 0; k < 29; ++k) {
    sweep.axes.push_back(
        {"group_" + std::to_string(k % 5) + ".a_parameter_with_a_long_name_" + std::to_string(k), "number",
         k == 3 ? "log" : "linear"});
    base.push_back(0.3);
  }
  sweep.axes.push_back(
      {"policy", "packages", "list", "", {"Duty and licence to cooperate with others nearby"}});
  base.push_back(-1);
  sweep.points.push_back(base);
  for (std::size_t k = 0; k < 30; ++k) {
    for (const double value : {0.0, 1.0}) {
      if (k == 29 && value > 0) continue;
      sweep.points.push_back(base);
      sweep.points.back()[k] = value;
    }
  }
  sweep.baseline = 0;
  sweep.outcomes = outcomes();
  const auto pictures = pictures_of(sweep);
  EXPECT_EQ(names_of(pictures)[0], "tornado_real");
  EXPECT_EQ(names_of(pictures)[1], "response_real");
  EXPECT_NE(words_of(pictures[0]).find("The first 25 of 30 axes; all are in differences.csv."),
            std::string::npos);
  EXPECT_NE(words_of(pictures[4]).find("baseline, percentage points"), std::string::npos);
  EXPECT_NE(words_of(pictures, "tornado_flat").find("No axis alone moves flat"), std::string::npos);
  for (const Picture& picture : pictures) expect_readable(picture);
}

/// A chart alone, as high as it says that it needs.
template <class Height, class Draw>
Picture drawn(double width, Height height, Draw draw) {
  Svg svg(width + 48, height(width), "title", "description");  // with the margins of a figure
  draw(svg, Box{24, 0, width, height(width)});
  return {"chart", std::move(svg).finish()};
}

/// A meaning of many words gives way to the name, and axes that a title has no room for are left to the rest.
TEST(Titles, OfFiguresHaveAtMostSoManyWords) {
  HandSweep sweep;
  for (const auto* axis :
       {"councils.delay_weight", "support.known_difficulty", "break_even.relief", "duty.strength"})
    sweep.axes.push_back({.name = axis, .meaning = std::string(find_parameter(axis)->meaning)});
  ASSERT_GT(word_count(sweep.axes[0].meaning), longest_title);
  sweep.outcomes = {outcomes()[0], outcomes()[1]};
  const auto expect_short = [&](std::string_view method, std::size_t points) {
    sweep.method = method;
    sweep.baseline = 0;
    sweep.points.resize(std::min(points, sweep.points.size()));
    for (const Picture& picture : pictures_of(sweep)) {
      const auto begin = picture.svg.find("<title id=\"title\">") + 18;
      const std::string title = picture.svg.substr(begin, picture.svg.find('<', begin) - begin);
      EXPECT_LE(word_count(title), longest_title) << title;
      EXPECT_TRUE(title[0] >= 'A' && title[0] <= 'Z') << title;
      EXPECT_EQ(title.find('_'), title.npos) << title;
    }
  };
  sweep.points = test::grid({{0, 1}, {0, 1}, {0, 1}, {0, 1}});
  expect_short("factorial", 16);
  EXPECT_NE(
      words_of(pictures_of(sweep), "lines_real_councils.delay_weight").find("along councils: delay weight"),
      std::string::npos);
  expect_short("points", 12);
}

TEST(Titles, OfAxesAreNeverCut) {
  const std::string across =
                        "The share of the fund that hangs on the target of a whole system, in per cent of it",
                    up = "Change of the share of the fund that is earned by bodies, in percentage points",
                    shade = "Change of own interest, in percentage points";
  const Interval value{1, 0.5, 1.5, IntervalKind::student};
  LineChart lines{.unit = "pp", .series = {}, .panels = {}};
  lines.panels.push_back({.title = up,
                          .x_title = across,
                          .x = {0, 1, 2},
                          .x_labels = {"as each place decides", "0.25", "on"},
                          .lines = {{{value, 0, 2}, {value, 0, 2}, {value, 0, 2}}}});
  const DotChart dots{
      .scale_title = across, .unit = "pp", .series = {}, .rows = {{"one", {{value}}}}, .held = {0}};
  const Tornado tornado{.scale_title = across, .unit = "pp", .rows = {{"one", {{"0.5", value, 0}}}}};
  GridMap map{.x_title = across,
              .y_title = up,
              .scale_title = shade,
              .unit = "pp",
              .x_labels = {"0", "1"},
              .y_labels = {"0"},
              .cells = {{{.value = 1}, {.value = 2}}}};
  const MorrisChart morris{.unit = "pp", .points = {{"one", value, 0.5}}};
  for (const double width : {250.0, 292.0, 700.0}) {
    const std::vector<std::pair<Picture, std::vector<std::string>>> pictures{
        {drawn(
             width, [&](double w) { return line_chart_height(lines, w); },
             [&](Canvas& canvas, const Box& box) { draw_lines(canvas, box, lines); }),
         {across, up, "as each place decides"}},
        {drawn(
             width, [&](double w) { return dot_chart_height(dots, w); },
             [&](Canvas& canvas, const Box& box) { draw_dots(canvas, box, dots); }),
         {across}},
        {drawn(
             width, [&](double w) { return tornado_height(tornado, w); },
             [&](Canvas& canvas, const Box& box) { draw_tornado(canvas, box, tornado); }),
         {across}},
        {drawn(
             width, [&](double w) { return grid_map_height(map, w); },
             [&](Canvas& canvas, const Box& box) { draw_grid_map(canvas, box, map); }),
         {across, up, shade}},
        {drawn(
             width, [](double) { return 400.0; },
             [&](Canvas& canvas, const Box& box) { draw_morris(canvas, box, morris); }),
         {"depends on other axes", "right = matters more"}}};
    for (const auto& [picture, titles] : pictures) {
      const auto labels = labels_of(picture.svg);
      const double height = number_after(picture.svg, "height=\"");
      for (const Label& label : labels) {
        EXPECT_TRUE(label.box.x >= 0 && label.box.x + label.box.width <= width + 48 && label.box.y >= 0 &&
                    label.box.y + label.box.height <= height)
            << "'" << label.text << "' leaves a picture of " << width;
        for (const Label& other : labels) {
          if (&other == &label) break;
          const bool apart =
              label.box.x >= other.box.x + other.box.width || other.box.x >= label.box.x + label.box.width ||
              label.box.y >= other.box.y + other.box.height || other.box.y >= label.box.y + label.box.height;
          EXPECT_TRUE(apart) << "'" << label.text << "' over '" << other.text << "' in " << width;
        }
      }
      for (const std::string& title : titles)
        EXPECT_NE(words_of(picture).find(title), std::string::npos)
            << title << " in " << width << ": " << words_of(picture);
    }
  }
}

TEST(Titles, OfOneLineAreMadeSmaller) {
  const std::string title = "Share of the budget that follows own interest, B less A, percentage points";
  for (const double part : {1.5, 0.9, 0.8}) {
    const double width = part * text_width(title, 11.5);
    Svg svg(width, 20, "t", "d");
    draw_title_line(svg, {0, 14}, title, width, {.size = 11.5});
    const std::string text = std::move(svg).finish();
    const auto labels = labels_of(text);
    ASSERT_EQ(labels.size(), 1U);
    EXPECT_EQ(labels[0].text, title);
    EXPECT_LE(text_width(title, number_after(text.substr(text.find("<text ")), "font-size=\"")),
              width + 0.1 * width * 0.02);
  }
}

HandSweep from_sample(const Sample& sample) {
  HandSweep sweep;
  for (std::size_t k = 0; k < sample.columns; ++k)
    sweep.axes.push_back({k == 1 ? "behaviour.willingness_to_cooperate_when_others_do"
                                 : "group_" + std::to_string(k % 7) + ".parameter_" + std::to_string(k),
                          "number", k == 2 ? "log" : "linear", k == 2 ? "£m" : "share"});
  for (std::size_t row = 0; row < sample.rows; ++row) {
    auto& point = sweep.points.emplace_back();
    for (std::size_t k = 0; k < sample.columns; ++k)
      point.push_back(k == 2 ? std::exp(sample.at(row, k)) : sample.at(row, k));
  }
  sweep.outcomes = outcomes();
  return sweep;
}

TEST(SweepPictures, OfSamples) {
  HandSweep sweep = from_sample(latin_hypercube(60, 12, 1));
  sweep.method = "latin_hypercube";
  auto pictures = pictures_of(sweep);
  EXPECT_EQ(names_of(pictures)[0], "correlation_real");
  EXPECT_EQ(names_of(pictures)[1], "response_real");
  for (const Picture& picture : pictures) expect_readable(picture);

  sweep = from_sample(latin_hypercube(12, 4, 2));
  sweep.method = "points";
  sweep.baseline = 3;
  pictures = pictures_of(sweep);
  EXPECT_EQ(names_of(pictures)[0], "points_real");
  EXPECT_NE(pictures[0].svg.find("(baseline)"), std::string::npos);
  for (const Picture& picture : pictures) expect_readable(picture);

  sweep = from_sample(saltelli_design(32, 28, 1));
  sweep.method = "saltelli";
  sweep.base = 32;
  sweep.replicates = 2;
  pictures = pictures_of(sweep);
  EXPECT_EQ(names_of(pictures)[0], "sobol_real");
  const auto names = names_of(pictures);
  EXPECT_EQ(std::ranges::count(names, "sobol_flat"), 0);  // nothing to share out
  for (const Picture& picture : pictures) expect_readable(picture);
}

TEST(SweepPictures, OfMorris) {
  HandSweep sweep = from_sample(morris_trajectories(10, 60, 4, 1));
  sweep.method = "morris";
  sweep.trajectories = 10;
  sweep.levels = 4;
  sweep.replicates = 2;
  const auto pictures = pictures_of(sweep);
  EXPECT_EQ(names_of(pictures),
            (std::vector<std::string>{"morris_real", "morris_nhs_balance",
                                      "morris_institution_share_of_bodies_with_a_long_name", "morris_flat"}));
  EXPECT_NE(words_of(pictures[0]).find("of 60 axes"), std::string::npos);
  for (const Picture& picture : pictures) expect_readable(picture);
}

TEST(SweepPictures, OfNothingAreNone) {
  HandSweep sweep;
  sweep.axes = {{"a"}};
  sweep.points = {{0}, {1}};
  sweep.outcomes = {{"missing", "pp", [](auto, int) { return std::nan(""); }}};
  EXPECT_TRUE(pictures_of(sweep).empty());
}

}  // namespace
}  // namespace concord
