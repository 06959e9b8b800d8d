// What is pasted from documents, spreadsheets and other languages: seen, named, and with a remedy.

#include "sim/characters.hpp"
#include "sim/csv.hpp"
#include "sim/errors.hpp"
#include "sim/plain_number.hpp"
#include "sim/suggest.hpp"
#include "sim/yaml.hpp"
#include "tests/support/lines.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace concord {
namespace {

using namespace std::string_literals;

Lines yaml_faults(std::string_view text) {
  Problems problems;
  yaml::parse(text, "c.yaml", problems);
  return lines(problems);
}
Lines csv_faults(std::string text) {
  Problems problems;
  csv::parse(std::move(text), "t.csv", {.required = {"code", "share"}, .optional = {}}, problems);
  return lines(problems);
}
std::string utf8(char32_t c) {
  std::string out;
  if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6U));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12U));
    out += static_cast<char>(0x80 | ((c >> 6U) & 0x3FU));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18U));
    out += static_cast<char>(0x80 | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80 | ((c >> 6U) & 0x3FU));
  }
  return out + static_cast<char>(0x80 | (c & 0x3FU));
}

// ---- invisible characters ----

TEST(Invisible, AreNamedWithCodeAndPlaceWhereverTheyStand) {
  constexpr char32_t all[]{0x80,   0xA0,   0xAD,   0x61C,  0x1680, 0x180E, 0x2003, 0x2009, 0x200B,  0x200C,
                           0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x202F, 0x205F,  0x2060,
                           0x2066, 0x2069, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xE0020, 0xE0101};
  for (const char32_t c : all) {
    const std::string code = fmt::format("U+{:04X} (", static_cast<std::uint32_t>(c)), sign = utf8(c);
    const auto expect_at = [&](const Lines& found, const std::string& place) {
      ASSERT_EQ(found.size(), 1U) << code;
      EXPECT_TRUE(found[0].starts_with(place + ": " + code)) << found[0];
    };
    expect_at(yaml_faults("a:\n  b" + sign + ": 1\n"), "c.yaml:2:4");     // in a key
    expect_at(yaml_faults("a: 1\nb: é" + sign + "1\n"), "c.yaml:2:5");    // in a value, counted in characters
    expect_at(yaml_faults("a:\n" + sign + " b: 1\n"), "c.yaml:2:1");      // in the indentation
    expect_at(yaml_faults("a: 'x" + sign + "'\n"), "c.yaml:1:6");         // in quotes
    expect_at(csv_faults("code,share\nN" + sign + ",1\n"), "t.csv:2:2");  // behind a code
    expect_at(csv_faults("code,share" + sign + "\nN,1\n"), "t.csv:1:11");  // in the header
  }
}

TEST(Invisible, AllOfAFileAreNamedAtOnce) {
  EXPECT_EQ(yaml_faults("a: 2017/18\u00A0Q1\nb:\u00A01\n"),
            (Lines{"c.yaml:1:11: U+00A0 (no-break space) behind '2017/18'; it cannot be seen: remove it, or "
                   "write a space",
                   "c.yaml:2:3: U+00A0 (no-break space) behind 'b:'; it cannot be seen: remove it, or write "
                   "a space"}));
  EXPECT_EQ(yaml_faults("a:\n\u00A0\u00A0\u2003b:\u00A01\n").size(), 2U);  // once for each place
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "a\u200B: 1\n";
  EXPECT_EQ(yaml_faults(many).size(), 101U);
  EXPECT_EQ(yaml_faults(many).back(), "c.yaml:100:2: the rest of the file is not looked through");
}

TEST(Invisible, AByteOrderMarkInMidFileIsAFaultAndOneAtTheStartIsNot) {
  EXPECT_EQ(csv_faults("\uFEFFcode,share\r\nN,1\r\n"), Lines{});
  EXPECT_EQ(csv_faults("\uFEFFcode,share\r\n\uFEFFN,1\r\n").size(), 1U);
  EXPECT_EQ(yaml_faults("a: 1\n\uFEFFb: 2\n"),
            (Lines{"c.yaml:2:1: U+FEFF (byte-order mark, or zero width no-break space) at the beginning of "
                   "the line; it cannot be seen: remove it, or write a space"}));
}

TEST(Invisible, DoNoHarmInComments) {
  EXPECT_EQ(yaml_faults("# no\u00A0break\na: 1  # £\u00A05\n  # \u200B\n"), Lines{});
  EXPECT_EQ(csv_faults("# no\u00A0break\ncode,share\nN,1\n"), Lines{});
  EXPECT_EQ(yaml_faults("a: 'x # \u00A0'\n").size(), 1U);  // no comment
}

TEST(Invisible, WhatCanBeSeenIsLeftAlone) {
  EXPECT_EQ(yaml_faults("title: Café – £5 × “two” €😀 naïve 東京 Ærø\n"), Lines{});
}

TEST(Invisible, AreShownInMessages) { EXPECT_EQ(shown("N\u00A0\u200Bx"), "'N\\u{00a0}\\u{200b}x'"); }

// ---- encodings and separators ----

TEST(Encoding, Utf16And32AreNamedWithARemedy) {
  const auto wide = [](std::string_view text, bool little, std::size_t bytes) {
    std::string out;
    for (const char c : text) {
      std::string unit(bytes, '\0');
      (little ? unit.front() : unit.back()) = c;
      out += unit;
    }
    return out;
  };
  const Lines utf16{"c.yaml: is text in UTF-16, not UTF-8; save it again as UTF-8 (Excel: \"CSV UTF-8\")"};
  const Lines utf32{"c.yaml: is text in UTF-32, not UTF-8; save it again as UTF-8 (Excel: \"CSV UTF-8\")"};
  EXPECT_EQ(yaml_faults("\xFF\xFE" + wide("concord: 1\n", true, 2)), utf16);
  EXPECT_EQ(yaml_faults("\xFE\xFF" + wide("concord: 1\n", false, 2)), utf16);
  EXPECT_EQ(yaml_faults(wide("concord: 1\n", true, 2)), utf16);  // without a mark
  EXPECT_EQ(yaml_faults(wide("concord: 1\n", false, 2)), utf16);
  EXPECT_EQ(yaml_faults("\xFF\xFE\0\0"s + wide("concord: 1\n", true, 4)), utf32);
  EXPECT_EQ(yaml_faults("\0\0\xFE\xFF"s + wide("concord: 1\n", false, 4)), utf32);
}

TEST(Separators, OtherThanCommasAreNamedWithARemedy) {
  for (const auto& [sign, name] : {std::pair{";", "semicolons"}, {"\t", "tabs"}, {"|", "bars"}}) {
    EXPECT_EQ(csv_faults(fmt::format("# about, and more\ncode{0}share\nN{0}0,5\n", sign)),
              Lines{fmt::format(
                  "t.csv:2: its cells are separated by {}; save the table with commas between cells and "
                  "points in numbers (Excel: \"CSV UTF-8 (Comma delimited)\")",
                  name)});
  }
  EXPECT_EQ(csv_faults("code,share,\nN,1,\n"), Lines{"t.csv:1: column 3 has no name; remove it, or name it"});
}

TEST(Tabs, IndentJsonButNoYaml) {
  EXPECT_EQ(yaml_faults("{\n\t\"a\": {\n\t\t\"b\": [1,\n\t\t\t2]\n\t}\n}\n"), Lines{});
  EXPECT_EQ(yaml_faults("a:\n\tb: 1\n"), Lines{"c.yaml:2:1: tab in the indentation; use spaces"});
}

// ---- numbers ----

TEST(Numbers, AreToldHowToBeWritten) {
  const std::pair<const char*, const char*> meant[]{
      {"50%", "0.5"},        {"12.5 %", "0.125"},      {"7%", "0.07"},
      {"-5%", "-0.05"},      {"50 per cent", "0.5"},   {"0,5", "0.5"},
      {"-0,5", "-0.5"},      {"0,500", "0.5"},         {"12,75", "12.75"},
      {",5", "0.5"},         {"1,500", "1500"},        {"1,234,567", "1234567"},
      {"1.234,5", "1234.5"}, {"1.234.567", "1234567"}, {"1 234,5", "1234.5"},
      {"1'000", "1000"},     {"1_000", "1000"},        {"(1.2)", "-1.2"},
      {"(1,2)", "-1.2"},     {"(50%)", "-0.5"},        {"\u22121.2", "-1.2"},
      {"\u20131.2", "-1.2"}, {"\u2212 1.2", "-1.2"},   {"1.2-", "-1.2"},
      {"£5", "5"},           {"£1,234.50", "1234.5"},  {"-£5", "-5"},
      {"“0.5”", "0.5"},      {"1\u00A0000", "1000"},   {"0.5\u00A0", "0.5"},
      {"５", "5"},           {"\"0,5\"", "0.5"},
  };
  for (const auto& [text, plain] : meant) {
    EXPECT_EQ(plain_number(text), plain) << text;
    EXPECT_TRUE(as_number(text).wrong.ends_with(fmt::format("; write {}", plain))) << as_number(text).wrong;
  }
  for (const char* text : {"", "half", "1.2.3", "1,2,3", "1,23,456.5", "5m", "2017/18", "-", "%", "()",
                           "12 34", "0x1F", "e5", "1e", "--5", "1:30", "£", "0,0,0"})
    EXPECT_EQ(plain_number(text), std::nullopt) << text;
  EXPECT_EQ(as_integer("50%").wrong, "'50%' is not a whole number");  // no whole number is meant
  EXPECT_EQ(as_integer("(12)").wrong, "'(12)' is not a whole number; write -12");
}

TEST(Numbers, MissingOnesAndErrorsOfSpreadsheetsAreCalledSo) {
  for (const char* text : {"NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "missing"})
    EXPECT_EQ(as_number(text).wrong, fmt::format("'{}' is not a number; give one, or leave it out", text));
  for (const char* text : {"#REF!", "#DIV/0!", "#VALUE!", "#NAME?"})
    EXPECT_EQ(as_number(text).wrong,
              fmt::format("'{}' is an error of a spreadsheet; mend it there, and save again", text));
}

TEST(Numbers, ADecimalCommaInsideBracketsIsFound) {
  EXPECT_EQ(yaml_faults("a: {floor: 0,5}\n"),
            Lines{"c.yaml:1:14: a: a comma ends a setting inside {}; write 0.5"});
  EXPECT_EQ(yaml_faults("a: {b: -12,75, c: 1}\n"),
            Lines{"c.yaml:1:12: a: a comma ends a setting inside {}; write -12.75"});
  EXPECT_EQ(yaml_faults("a: {b: 0, 5}\n"),
            Lines{"c.yaml:1:11: a: '5' is not followed by ':'; a setting is written 'key: value'"});
}

TEST(Switches, OfSpreadsheetsAreRead) {
  for (const char* text : {"true", "TRUE", "True", "yes", "Yes", "YES", "y", "on", "ON", "1", "T"})
    EXPECT_EQ(as_switch(text), true) << text;
  for (const char* text : {"false", "FALSE", "False", "no", "No", "NO", "n", "off", "0", "F"})
    EXPECT_EQ(as_switch(text), false) << text;
  for (const char* text : {"", "2", "tru", "wahr", "1.0", "yes no", "NA"})
    EXPECT_EQ(as_switch(text), std::nullopt) << text;
}

}  // namespace
}  // namespace concord
