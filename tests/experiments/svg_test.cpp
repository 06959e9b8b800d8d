#include "experiments/charts/svg.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/pages/run_figures.hpp"
#include "sim/errors.hpp"
#include "tests/experiments/hand_made_record.hpp"

#include <cctype>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// Why this is not well-formed XML (of the part that Svg writes); empty if it is.
std::string fault_of(std::string_view xml) {
  std::vector<std::string> open;
  const auto text_fault = [](std::string_view text) -> std::string {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '<' || text[at] == '>') return "bare angle bracket";
      if (static_cast<unsigned char>(text[at]) < 0x20 && text[at] != '\n') return "control character";
      if (text[at] != '&') continue;
      bool known = false;
      for (const auto* entity : {"&amp;", "&lt;", "&gt;", "&quot;"})
        known = known || text.substr(at).starts_with(entity);
      if (!known) return "bare ampersand";
    }
    return "";
  };
  if (!xml.starts_with("<?xml")) return "no declaration";
  xml.remove_prefix(xml.find("?>") + 2);
  bool any = false;
  while (true) {
    const auto begin = xml.find('<');
    if (auto fault = text_fault(xml.substr(0, begin)); !fault.empty()) return fault;
    if (begin == std::string_view::npos) break;
    const auto end = xml.find('>', begin);
    if (end == std::string_view::npos) return "unfinished tag";
    std::string_view tag = xml.substr(begin + 1, end - begin - 1);
    xml.remove_prefix(end + 1);
    if (tag.starts_with('/')) {
      if (open.empty() || open.back() != tag.substr(1)) return "unexpected </" + std::string(tag.substr(1));
      open.pop_back();
      continue;
    }
    if (any && open.empty()) return "two roots";
    any = true;
    const bool closed = tag.ends_with('/');
    if (closed) tag.remove_suffix(1);
    const auto name_end = tag.find(' ');
    if (!closed) open.emplace_back(tag.substr(0, name_end));
    std::string_view rest = name_end == std::string_view::npos ? "" : tag.substr(name_end + 1);
    while (!rest.empty()) {  // name="value" ...
      const auto equals = rest.find("=\"");
      if (equals == std::string_view::npos || equals == 0) return "attribute without value";
      const auto quote = rest.find('"', equals + 2);
      if (quote == std::string_view::npos) return "unfinished attribute";
      if (auto fault = text_fault(rest.substr(equals + 2, quote - equals - 2)); !fault.empty()) return fault;
      rest.remove_prefix(quote + 1);
      while (rest.starts_with(' ')) rest.remove_prefix(1);
    }
  }
  return open.empty() && any ? "" : "unclosed <" + (open.empty() ? "" : open.back());
}

TEST(WellFormedness, TheCheckItselfFindsFaults) {
  const std::string head = "<?xml version=\"1.0\"?>\n";
  EXPECT_EQ(fault_of(head + "<svg a=\"1\"><g/>&amp;</svg>\n"), "");
  for (const auto* bad :
       {"<svg>", "<svg></g>", "<svg>&</svg>", "<svg a=1/>", "<svg/><svg/>", "<svg a=\"<\"/>"})
    EXPECT_NE(fault_of(head + bad), "") << bad;
}

TEST(Escaping, LeavesNothingThatXmlForbids) {
  EXPECT_EQ(escaped("Bath & \"Wells\" <1>"), "Bath &amp; &quot;Wells&quot; &lt;1&gt;");
  EXPECT_EQ(escaped("£m − é 😀"), "£m − é 😀");
  const std::string unknown = "\xEF\xBF\xBD";
  EXPECT_EQ(escaped(std::string_view("a\0b\x1b", 4)), "a" + unknown + "b" + unknown);
  EXPECT_EQ(escaped("\xC3"), unknown);                              // cut short
  EXPECT_EQ(escaped("\xC0\xAF"), unknown + unknown);                // longer than needed
  EXPECT_EQ(escaped("\xED\xA0\x80"), unknown + unknown + unknown);  // half of a pair
  EXPECT_EQ(escaped("\xEF\xBF\xBF"), unknown + unknown + unknown);  // no character
  EXPECT_EQ(escaped("\xF5\x80\x80\x80"), unknown + unknown + unknown + unknown);
}

TEST(Shortening, CountsCharacters) {
  EXPECT_EQ(shortened("Brèche", 6), "Brèche");
  EXPECT_EQ(shortened("Brèche et Aire", 7), "Brèche…");
}

TEST(Svg, IsPlainText) {
  Svg svg(100, 50, "A & B", "Says <what> it shows");
  svg.line({0, 1.0 / 3}, {-0.001, 20.50}, {"#000000", 1.5, "6 3"});
  svg.begin_group("");
  svg.text({1, 2}, "x < y", {.size = 10, .anchor = Anchor::end, .bold = true});
  svg.end_group();
  const std::string out = std::move(svg).finish();
  EXPECT_EQ(out, R"(<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 100 50" role="img" aria-labelledby="title description" font-family="sans-serif">
<title id="title">A &amp; B</title>
<desc id="description">Says &lt;what&gt; it shows</desc>
<rect x="0" y="0" width="100" height="50" fill="#ffffff"/>
<line x1="0" y1="0.33" x2="0" y2="20.5" stroke="#000000" stroke-width="1.5" stroke-dasharray="6 3"/>
<g>
<text x="1" y="2" font-size="10" text-anchor="end" font-weight="bold" fill="#1a1a1a">x &lt; y</text>
</g>
</svg>
)");
  EXPECT_EQ(fault_of(out), "");
}

TEST(Svg, RefusesPointsOutsideTheNumbers) {
  Svg svg(10, 10, "", "");
  EXPECT_THROW(svg.circle({std::numeric_limits<double>::quiet_NaN(), 0}, 1, "#000000"), BrokenInvariant);
}

TEST(Ticks, AreRound) {
  EXPECT_EQ(ticks(0, 42, 5, "systems"), (std::vector<double>{0, 10, 20, 30, 40, 50}));
  EXPECT_EQ(ticks(0, 1, 5, "systems"), (std::vector<double>{0, 1}));
  EXPECT_EQ(ticks(-690, 430, 5, "£m"), (std::vector<double>{-750, -500, -250, 0, 250, 500}));
  EXPECT_EQ(ticks(3, 3, 5, "£m").size(), 6U);
  const auto shares = ticks(0, 0.61, 5, "share");
  ASSERT_EQ(shares.size(), 5U);
  EXPECT_DOUBLE_EQ(shares.back(), 0.8);
  EXPECT_EQ(label_of(-1250, "£m"), "−1,250");
}

TEST(Ticks, OfYearsStandUnderTheirFirstQuarter) {
  std::vector<std::string> quarters(24);
  for (int t = 0; t < 24; ++t)
    quarters[static_cast<std::size_t>(t)] = to_string(financial_quarter(2017, 1) + t);
  const auto wide = year_ticks(quarters, 20, 11);
  ASSERT_EQ(wide.size(), 6U);
  EXPECT_EQ(wide[1].quarter, 4);
  EXPECT_EQ(wide[1].label, "2018/19");
  EXPECT_EQ(year_ticks(quarters, 5, 11).size(), 2U);
}

TEST(Pictures, OfARecordAreWellFormedAndSayWhatTheyAre) {
  const test::HandMadeRecord file(Record::systems, "A <title> & \x01more");
  const RecordReader record(file.path());
  SummaryTable table = summarise(record, {});
  const auto drawn = run_figures(record, table);
  ASSERT_EQ(drawn.size(), 3U);  // without published figures
  for (const Figure& figure : drawn) {
    const std::string svg = svg_of(figure, page_width);
    EXPECT_EQ(fault_of(svg), "") << figure.name;
    for (const auto* needed : {"<title id=\"title\">", "<desc id=\"description\">",
                               "Simulated, not observed. A &lt;title&gt; &amp; ", "3 runs, seed 2019",
                               "2017/18", "financial quarters"})
      EXPECT_NE(svg.find(needed), std::string::npos) << figure.name << " lacks " << needed;
  }
  EXPECT_EQ(drawn[2].name, "maturity");
  const std::string maturity = svg_of(drawn[2], page_width);
  const auto first = maturity.find(">Brèche<"), second = maturity.find(">Aire<");
  EXPECT_LT(first, second);  // the more mature system stands on top
  EXPECT_NE(second, std::string::npos);
}

TEST(Pictures, ShowPublishedFiguresWhereThereAreSome) {
  const test::HandMadeRecord file(Record::summary);
  const RecordReader record(file.path());
  PublishedRow row;
  row.section = "Systems";
  row.label = "designated";
  row.measure = "designated";
  row.aggregation = parse_aggregation("value at 2018/19 Q1").value();
  row.unit = "systems";
  row.published = 4.5;
  row.use = Use::unused;
  const auto drawn = run_figures(record, summarise(record, std::vector<PublishedRow>{row}));
  ASSERT_EQ(drawn.size(), 3U);
  EXPECT_EQ(drawn[2].name, "published");
  const std::string published = svg_of(drawn[2], page_width);
  EXPECT_EQ(fault_of(published), "");
  EXPECT_NE(published.find("1 of 1 published figures lie within the simulated range"), std::string::npos);
  EXPECT_NE(drawn[0].subtitle.find("Diamonds: published figures"), std::string::npos);
}

TEST(Pictures, AreTheSameBytesEveryTime) {
  const test::HandMadeRecord file(Record::systems);
  const RecordReader record(file.path()), again(file.path());
  const auto one = run_figures(record, summarise(record, {})), two = run_figures(again, summarise(again, {}));
  ASSERT_EQ(one.size(), two.size());
  for (std::size_t n = 0; n < one.size(); ++n)
    EXPECT_EQ(svg_of(one[n], page_width), svg_of(two[n], page_width));
}

TEST(Pictures, DoNotReplaceFilesUnasked) {
  const test::HandMadeRecord file(Record::summary);
  const fs::path folder = file.folder() / "pictures";
  const std::vector<Figure> two{message_figure("a", "First", "One.", ""),
                                message_figure("b", "Second", "Two.", "")};
  const auto paths = write_figures(two, folder, false);
  EXPECT_EQ(paths, (std::vector<fs::path>{folder / "a.svg", folder / "b.svg"}));
  EXPECT_EQ(test::bytes_of(folder / "b.svg"), svg_of(two[1], page_width));

  fs::remove(folder / "a.svg");
  EXPECT_THROW(write_figures(two, folder, false), FileError);
  EXPECT_FALSE(fs::exists(folder / "a.svg"));  // nothing is written if one is in the way
  EXPECT_EQ(write_figures(two, folder, true).size(), 2U);
  EXPECT_THROW(write_figures(two, folder / "b.svg" / "such", false), FileError);  // a file is no folder
  for (const auto& entry : fs::directory_iterator(folder)) EXPECT_EQ(entry.path().extension(), ".svg");
}

}  // namespace
}  // namespace concord
