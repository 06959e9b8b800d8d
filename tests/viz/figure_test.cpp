#include "experiments/charts/figure.hpp"

#include "viz/data/selection.hpp"

#include <gtest/gtest.h>

namespace concord {
namespace {

Figure small() {
  return {.name = "small",
          .title = "Two \"systems\", one rule",
          .subtitle = "Balance, £m",
          .description = "A line.",
          .caption = "Simulated, not observed.",
          .table = {{"system", "balance (£m)"}, {{"A, B", "1.5"}, {"C\"D", ""}}},
          .height = [](double) { return 100.0; },
          .draw =
              [](Canvas& canvas, const Box& box) {
                canvas.line({box.x, box.y}, {box.x + box.width, box.y + box.height}, {"#12436D"});
              }};
}

TEST(Figure, IsCsvOfExactlyItsTable) {
  EXPECT_EQ(csv_of(small()),
            "\xEF\xBB\xBF# Two \"systems\", one rule\n# Balance, £m\n# Simulated, not observed.\n"
            "system,balance (£m)\n\"A, B\",1.5\n\"C\"\"D\",\n");
}

TEST(Figure, SharesArePerCentInThePictureAndSharesInItsTable) {
  Figure figure = small();
  figure.subtitle = "Trusts; unit: per cent. Median";
  figure.table = {{"trusts (share)"}, {{"0.5"}}};
  EXPECT_NE(csv_of(figure).find("# Trusts; unit: share. Median\n"), std::string::npos);
  EXPECT_NE(svg_of(figure, 400).find("unit: per cent"), std::string::npos);
}

TEST(Figure, IsAnSvgWithTitleDescriptionAndCaption) {
  const std::string svg = svg_of(small(), 400);
  EXPECT_NE(svg.find("<title id=\"title\">Two &quot;systems&quot;, one rule</title>"), svg.npos);
  EXPECT_NE(svg.find("A line. Simulated, not observed.</desc>"), svg.npos);
  EXPECT_NE(svg.find(">Simulated, not observed.</text>"), svg.npos);
  EXPECT_NE(svg.find("<line x1=\"24\""), svg.npos);
}

TEST(Target, ReadsWhatItWrites) {
  for (const TargetKind kind :
       {TargetKind::system, TargetKind::organisation, TargetKind::quarter, TargetKind::run,
        TargetKind::measure, TargetKind::system_measure, TargetKind::point}) {
    const auto back = parse_target(text_of({kind, 12}));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->kind, kind);
    EXPECT_EQ(back->index, 12);
  }
  for (const char* wrong : {"", "system", "system -1", "system 1x", "planet 3", "run 99999999999"})
    EXPECT_FALSE(parse_target(wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace concord
