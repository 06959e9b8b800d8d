#include "sim/yaml.hpp"

#include "sim/errors.hpp"
#include "sim/suggest.hpp"
#include "tests/support/folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace concord {
namespace {

using namespace std::string_literals;

/// What the strict pass says about a text.
Lines faults(std::string_view text) {
  Problems problems;
  yaml::parse(text, "c.yaml", problems);
  return lines(problems);
}

/// A text with a Reader on it.
struct Document {
  Problems problems;
  yaml::Node root;
  yaml::Reader read;
  explicit Document(std::string_view text)
      : root(yaml::parse(text, "c.yaml", problems)), read(root, problems) {}
  Lines said() const { return lines(problems); }
};

Lines load_faults(const std::filesystem::path& path) {
  Problems problems;
  yaml::load(path, problems);
  Lines out = lines(problems);
  for (std::string& line : out)  // the folder's name differs from run to run
    if (line.starts_with(path.string())) line.replace(0, path.string().size(), "FILE");
  return out;
}

// ---- errors ----

TEST(Errors, AProblemPrintsOnlyWhatIsKnown) {
  EXPECT_EQ(to_string(Problem{"a.yaml", 3, 13, "x.y", "is bad"}), "a.yaml:3:13: x.y: is bad");
  EXPECT_EQ(to_string(Problem{"a.csv", 3, 0, "share", "is bad"}), "a.csv:3: share: is bad");
  EXPECT_EQ(to_string(Problem{"a.yaml", 0, 0, "", "is empty"}), "a.yaml: is empty");
  EXPECT_EQ(to_string(Problem{"", 0, 0, "--runs", "missing"}), "--runs: missing");
}

TEST(Errors, AllProblemsAreThrownTogetherInOrderOfPlace) {
  Problems problems;
  problems.add("b.yaml", 1, 1, "", "third");
  problems.add("a.yaml", 9, 2, "", "second");
  problems.add("a.yaml", 2, 7, "", "first");
  try {
    problems.throw_if_any();
    FAIL() << "nothing was thrown";
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(), "a.yaml:2:7: first\na.yaml:9:2: second\nb.yaml:1:1: third");
    EXPECT_EQ(error.problems().size(), 3U);
  }
}

TEST(Errors, WithoutProblemsNothingIsThrown) { EXPECT_NO_THROW(Problems{}.throw_if_any()); }

TEST(Errors, AMillionProblemsDoNotFillTheMemory) {
  Problems problems;
  for (int i = 1; i <= 1'000'000; ++i) problems.add("a.csv", i, 0, "", "bad");
  EXPECT_EQ(problems.all().size(), Problems::most_kept);
  try {
    problems.throw_if_any();
    FAIL() << "nothing was thrown";
  } catch (const ConfigError& error) {
    EXPECT_TRUE(std::string(error.what()).ends_with("a.csv:1000: bad\nand 999000 more problems"));
  }
}

TEST(Errors, AFileErrorNamesThePathAndTheReason) {
  const FileError error(std::filesystem::path("out.h5"), "no space left");
  EXPECT_STREQ(error.what(), "out.h5: no space left");
  EXPECT_EQ(error.path(), "out.h5");
}

TEST(Errors, ABrokenInvariantTellsWhere) {
  EXPECT_NO_THROW(ensure(true, "holds"));
  const int line = __LINE__ + 2;
  try {
    ensure(1 > 2, "one is not above two");
    FAIL() << "nothing was thrown";
  } catch (const BrokenInvariant& error) {
    EXPECT_EQ(error.what(), "yaml_test.cpp:" + std::to_string(line) + ": TestBody: one is not above two");
  }
  EXPECT_THROW(broken("a < b", "order"), BrokenInvariant);
}

TEST(Errors, AUsersTextCannotDisturbTheTerminal) {
  EXPECT_EQ(shown("a\x1b[31m\n"), "'a\\x1b[31m\\n'");
  EXPECT_EQ(shown(std::string(100, 'x')), "'" + std::string(60, 'x') + "...'");
  EXPECT_EQ(shown(std::string(59, 'x') + "\xC3\xA9"), "'" + std::string(59, 'x') + "...'");  // not half an é
}

// ---- suggestions and numbers ----

TEST(Suggest, ANearWordIsFound) {
  const Lines known = {"clawback", "deficit_support", "threshold", "id"};
  EXPECT_EQ(nearest("clawbak", known), "clawback");
  EXPECT_EQ(nearest("calwback", known), "clawback");
  EXPECT_EQ(nearest("Deficit-Support", known), "deficit_support");
  EXPECT_EQ(nearest("treshhold", known), "threshold");
}

TEST(Suggest, AFarWordIsNot) {
  EXPECT_EQ(nearest("colour", {"clawback", "id"}), std::nullopt);
  EXPECT_EQ(nearest("x", {"y"}), std::nullopt);
  EXPECT_EQ(nearest("", {"a"}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'a'), {std::string(100'000, 'b')}), std::nullopt);
}

TEST(Numbers, PlainDecimalsAreRead) {
  EXPECT_EQ(as_number("0.30").value, 0.3);
  EXPECT_EQ(as_number("-1e3").value, -1000.0);
  EXPECT_EQ(as_number(".5").value, 0.5);
  EXPECT_EQ(as_number("0").value, 0.0);
  EXPECT_EQ(as_integer("-9223372036854775808").value, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(as_integer("0").value, 0);
}

TEST(Numbers, DoubtfulNumbersAreRefusedWithARemedy) {
  const auto number = [](const char* text) { return as_number(text).wrong; };
  EXPECT_EQ(number("010"), "'010' has a leading zero; write 10");
  EXPECT_EQ(number("-007.5"), "'-007.5' has a leading zero; write -7.5");
  EXPECT_EQ(number("0x10"), "'0x10' is not decimal; write 16");
  EXPECT_EQ(number("-0b101"), "'-0b101' is not decimal; write -5");
  EXPECT_EQ(number("1_000"), "'1_000' has separators; write 1000");
  EXPECT_EQ(number("1,234,567.5"), "'1,234,567.5' has separators; write 1234567.5");
  EXPECT_EQ(number("1,5"), "'1,5' has a decimal comma; write 1.5");
  EXPECT_EQ(number("+1.5"), "'+1.5' has a plus sign; write 1.5");
  EXPECT_EQ(number(" 1"), "' 1' is not a number; remove the spaces");
  EXPECT_EQ(number("50%"), "'50%' is not a number; write 0.5");
  EXPECT_EQ(number("1.2.3"), "'1.2.3' is not a number");
  EXPECT_EQ(number("-"), "'-' is not a number");
  EXPECT_EQ(number("e5"), "'e5' is not a number");
  EXPECT_EQ(number(""), "is empty; give a number");
  EXPECT_EQ(number("1e400"), "'1e400' is beyond the range of double precision");
}

TEST(Numbers, WhatIsNotFiniteIsRefused) {
  for (const char* text : {".nan", "NaN", "nan", ".NAN", ".inf", "-.inf", "+.Inf", "inf", "-Infinity"}) {
    EXPECT_EQ(as_number(text).wrong, "must be a finite number, not '" + std::string(text) + "'");
    EXPECT_EQ(as_integer(text).wrong, "must be a finite number, not '" + std::string(text) + "'");
  }
}

TEST(Numbers, AWholeNumberHasNoPointAndNoExponent) {
  const auto integer = [](const char* text) { return as_integer(text).wrong; };
  EXPECT_EQ(integer("1.5"), "'1.5' is not a whole number");
  EXPECT_EQ(integer("3.0"), "'3.0' is not written as a whole number; write 3");
  EXPECT_EQ(integer("1e3"), "'1e3' is not written as a whole number; write 1000");
  EXPECT_EQ(integer("1e30"), "'1e30' is not a whole number");
  EXPECT_EQ(integer("010"), "'010' has a leading zero; write 10");
  EXPECT_EQ(integer("0x10"), "'0x10' is not decimal; write 16");
  EXPECT_EQ(integer("0o17"), "'0o17' is not decimal; write 15");
  EXPECT_EQ(integer("1_000"), "'1_000' has separators; write 1000");
  EXPECT_EQ(integer("9223372036854775808"), "'9223372036854775808' does not fit in 64 bits");
  EXPECT_EQ(integer("many"), "'many' is not a whole number");
}

// ---- the strict pass ----

TEST(YamlTree, KeepsOrderKindsAndPositions) {
  Problems problems;
  const yaml::Node root = yaml::parse("b: 1\na: [x, 'y']\nc:\n  d: |\n    text\ne:\n", "c.yaml", problems);
  ASSERT_TRUE(problems.empty());
  ASSERT_EQ(root.kind, yaml::Kind::map);
  ASSERT_EQ(root.children.size(), 4U);
  EXPECT_EQ(root.children[0].key, "b");
  EXPECT_EQ(root.children[0].text, "1");
  EXPECT_FALSE(root.children[0].quoted);
  const yaml::Node& list = root.children[1];
  EXPECT_EQ(list.kind, yaml::Kind::sequence);
  EXPECT_EQ(list.key_line, 2);
  EXPECT_EQ(list.key_column, 1);
  EXPECT_EQ(list.children[1].column, 8);
  EXPECT_TRUE(list.children[1].quoted);
  EXPECT_TRUE(root.find("c")->find("d")->quoted);
  EXPECT_EQ(root.find("c")->find("d")->text, "text\n");
  EXPECT_EQ(root.find("e")->kind, yaml::Kind::null);
  EXPECT_EQ(root.find("e")->line, 6);  // at its key, not at what comes next
  EXPECT_EQ(root.find("absent"), nullptr);
  EXPECT_EQ(*root.find("b")->file, "c.yaml");
}

TEST(YamlTree, CountsColumnsInCharacters) {
  Problems problems;
  const yaml::Node root = yaml::parse("{é: 1, ü: 2}\n", "c.yaml", problems);
  EXPECT_EQ(root.find("é")->column, 5);
  EXPECT_EQ(root.find("ü")->key_column, 8);
}

TEST(YamlTree, WindowsLineEndsChangeNothing) {
  Document d("a:\r\n  b: 1\r\n  c: x\r\n");
  EXPECT_EQ(d.read.section("a").integer("b"), 1);
  EXPECT_EQ(d.read.section("a").text("c"), "x");
  EXPECT_EQ(d.root.find("a")->find("c")->line, 3);
  EXPECT_EQ(d.root.find("a")->find("c")->column, 6);
  EXPECT_EQ(d.said(), Lines{});
}

TEST(YamlTree, AByteOrderMarkChangesNothing) {
  Document d(
      "\xEF\xBB\xBF"
      "a: x\n");
  EXPECT_EQ(d.root.find("a")->key_column, 1);
  EXPECT_EQ(d.read.text("a"), "x");
  EXPECT_EQ(d.said(), Lines{});
}

TEST(YamlStrict, ADuplicateKeyGivesBothPlaces) {
  EXPECT_EQ(faults("s:\n  a: 1\n  b: 2\n  'a': 3\n"),
            Lines{"c.yaml:4:3: s.a: duplicate key; it was first given on line 2, column 3"});
  EXPECT_EQ(faults("- {a: 1, a: 2}\n"),
            Lines{"c.yaml:1:10: [0].a: duplicate key; it was first given on line 1, column 4"});
}

TEST(YamlStrict, EqualKeysOfDifferentMapsAreNoDuplicates) {
  EXPECT_EQ(faults("a: {x: 1}\nb: {x: 2}\n"), Lines{});
}

TEST(YamlStrict, AMergeKeyIsRefused) {
  EXPECT_EQ(faults("a: 1\n<<: {b: 2}\n"),
            Lines{"c.yaml:2:1: <<: merge keys ('<<') are not accepted; write the keys out"});
}

TEST(YamlStrict, AnchorsAndAliasesAreRefused) {
  EXPECT_EQ(faults("a: &x 1\nb: *x\n"),
            (Lines{"c.yaml:1:4: a: anchors such as '&x' are not accepted; write the value out",
                   "c.yaml:2:4: b: aliases (a '*' before a name) are not accepted; write the value out, or "
                   "text in quotes"}));
  EXPECT_EQ(faults("a: *nowhere\n"), Lines{"c.yaml:1:4: aliases (a '*' before a name) are not accepted; "
                                           "write the value out, or text in quotes"});
}

TEST(YamlStrict, ATreeThatContainsItselfIsRefused) {
  EXPECT_EQ(faults("&a [*a]\n"),
            (Lines{"c.yaml:1:1: anchors such as '&a' are not accepted; write the value out",
                   "c.yaml:1:5: [0]: aliases (a '*' before a name) are not accepted; write the value out, or "
                   "text in quotes"}));
}

TEST(YamlStrict, ABillionLaughsAreNotExpanded) {
  std::string text = "a0: &a0 [x, x]\n";
  for (int i = 1; i <= 40; ++i) {
    const std::string last = std::to_string(i - 1), now = std::to_string(i);
    text += "a" + now + ": &a" + now + " [*a" + last + ", *a" + last + "]\n";
  }
  EXPECT_EQ(faults(text).size(), 41U + 80U);
}

TEST(YamlStrict, TagsAreRefused) {
  EXPECT_EQ(faults("a: !!float 3\n"),
            Lines{"c.yaml:1:4: a: tags such as '!!float' are not accepted; remove it"});
  EXPECT_EQ(faults("a: !env HOME\n"),
            Lines{"c.yaml:1:4: a: tags such as '!env' are not accepted; remove it"});
  EXPECT_EQ(faults("a: ! x\n"), Lines{"c.yaml:1:4: a: tags such as '!' are not accepted; remove it"});
  EXPECT_EQ(faults("!!map {a: 1}\n"), Lines{"c.yaml:1:1: tags such as '!!map' are not accepted; remove it"});
}

TEST(YamlStrict, DirectivesAreRefused) {
  EXPECT_EQ(faults("%YAML 1.1\n---\na: 1\n"), Lines{"c.yaml:1:1: a line must not begin with '%'"});
}

TEST(YamlStrict, ALineFromWhichTheLibraryWouldDropTheRestIsRefused) {
  EXPECT_EQ(faults("a: 1\n%b: 2\nc: 3\n"), Lines{"c.yaml:2:1: a line must not begin with '%'"});
}

TEST(YamlStrict, AKeyWithoutAColonIsRefused) {
  const std::string tail = " is not followed by ':'; a setting is written 'key: value'";
  EXPECT_EQ(faults("a: 1\nclawback 0.3\n"), Lines{"c.yaml:2:1: 'clawback 0.3'" + tail});
  EXPECT_EQ(faults("a: 1\nb:2\n"), Lines{"c.yaml:2:1: 'b:2'" + tail});
  EXPECT_EQ(faults("m: {a, b: 1}\n"), Lines{"c.yaml:1:5: m: 'a'" + tail});
  EXPECT_EQ(faults("m: {b:1}\n"), Lines{"c.yaml:1:5: m: 'b:1'" + tail});
  EXPECT_EQ(faults("? a\n: 1\n"), Lines{"c.yaml:1:3: 'a'" + tail});
  EXPECT_EQ(faults("{\"a\":1, 'b' : 2, \"c\\\"d\": 3}\n"), Lines{});
}

TEST(YamlStrict, ASecondDocumentIsRefused) {
  EXPECT_EQ(faults("a: 1\n---\nb: 2\n"),
            Lines{"c.yaml:2:1: a second document starts here; a file holds only one"});
  EXPECT_EQ(faults("---\na: 1\n...\n"), Lines{});
}

TEST(YamlStrict, ALineThatTheLibraryWouldTakeForANewDocumentIsRefused) {
  EXPECT_EQ(faults("- a\nb: 1\n"),
            Lines{"c.yaml:2:1: this does not belong to the document above; check its indentation"});
}

TEST(YamlStrict, AnEmptyDocumentIsRefused) {
  for (const char* text : {"", "\n\n", "# nothing\n", "---\n", "~\n", "\xEF\xBB\xBF"})
    EXPECT_EQ(faults(text), Lines{"c.yaml: is empty; a map of keys is expected"}) << text;
}

TEST(YamlStrict, TabsInIndentationAreRefused) {
  EXPECT_EQ(faults("a:\n\tb: 1\n  \tc: 2\n"), (Lines{"c.yaml:2:1: tab in the indentation; use spaces",
                                                     "c.yaml:3:3: tab in the indentation; use spaces"}));
  EXPECT_EQ(faults("a: 1\t# a tab elsewhere is harmless\n\t\nb: \t2\n"), Lines{});
}

TEST(YamlStrict, NulAndOtherControlCharactersAreRefused) {
  EXPECT_EQ(faults("a: 1\nb: \0\n"s), Lines{"c.yaml:2:4: NUL byte at offset 8; is this a text file?"});
  EXPECT_EQ(faults("a: \x04\nb: 2\n"), Lines{"c.yaml:1:4: control character 0x04 at offset 3"});
  EXPECT_EQ(faults("a: \"x\\0y\"\n"), Lines{"c.yaml:1:4: a: text with a NUL character is not accepted"});
}

TEST(YamlStrict, ABareCarriageReturnIsRefused) {
  EXPECT_EQ(
      faults("a: 1\rb: 2\r"),
      Lines{"c.yaml:1:5: carriage return without a line feed; save the file with LF or CRLF line ends"});
}

TEST(YamlStrict, BadUtf8IsRefusedWithItsPlace) {
  const std::string tail = "; save the file as UTF-8";
  EXPECT_EQ(faults("a: 1\né: \xE9t\n"), Lines{"c.yaml:2:4: invalid UTF-8 (byte 0xe9) at offset 9" + tail});
  EXPECT_EQ(faults("a: \xC0\xAF"),
            Lines{"c.yaml:1:4: invalid UTF-8 (byte 0xc0) at offset 3" + tail});  // overlong
  EXPECT_EQ(faults("a: \xED\xA0\x80"),
            Lines{"c.yaml:1:4: invalid UTF-8 (byte 0xed) at offset 3" + tail});  // surrogate
  EXPECT_EQ(faults("a: \xF4\x90\x80\x80"), Lines{"c.yaml:1:4: invalid UTF-8 (byte 0xf4) at offset 3" + tail});
  EXPECT_EQ(faults("a: \xE2\x82"),
            Lines{"c.yaml:1:4: invalid UTF-8 (byte 0xe2) at offset 3" + tail});  // cut off
  EXPECT_EQ(faults("a: €😀\n"), Lines{});
}

TEST(YamlStrict, DepthIsLimited) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(faults(nested(32)), Lines{});
  ASSERT_EQ(faults(nested(33)).size(), 1U);
  EXPECT_TRUE(faults(nested(33))[0].ends_with("[0]: more than 32 maps and lists inside one another"));
  EXPECT_EQ(faults(std::string(500'000, '[')).size(), 1U);
  EXPECT_EQ(faults(std::string(500'000, '{')).size(), 1U);
}

TEST(YamlStrict, TheNumberOfValuesIsLimited) {
  std::string text = "[0";
  for (int i = 0; i < 100'000; ++i) text += ",\n0";
  EXPECT_EQ(faults(text + "]"), Lines{"c.yaml:100000:1: more than 100000 keys and values"});
}

TEST(YamlStrict, AKeyMustBeText) {
  EXPECT_EQ(faults("? [1, 2]\n: 3\n"),
            Lines{"c.yaml:1:3: a key must be text, not a list or a map; or is this bracket never closed?"});
  EXPECT_EQ(faults("{a: 1}: 3\n"),
            Lines{"c.yaml:1:1: a key must be text, not a list or a map; or is this bracket never closed?"});
  EXPECT_EQ(faults("~: 3\n"), Lines{"c.yaml:1:1: a key must be text; put quotes around it"});
  EXPECT_EQ(faults("'': 3\n"), Lines{"c.yaml:1:1: a key must not be empty"});
}

TEST(YamlStrict, AnUnclosedQuotationIsFoundWhereItOpens) {
  EXPECT_EQ(faults("a: 'x\nb: 3\n"), Lines{"c.yaml:1:4: a: the quotation that starts here is never closed"});
  EXPECT_EQ(faults("a: \"x\\\"\nb: 3\n"),
            Lines{"c.yaml:1:4: a: the quotation that starts here is never closed"});
  EXPECT_EQ(faults("a: 'it''s'\nb: \"a \\\" b\"\n"), Lines{});
}

TEST(YamlStrict, SyntaxErrorsAreReadableAndCountFromOne) {
  EXPECT_EQ(
      faults("a: 1\nb: c: d\n"),
      Lines{"c.yaml:2:5: a ':' is not expected here; check the indentation, or put quotes around a text "
            "that contains ': '"});
  EXPECT_EQ(faults("a: [1, 2\nb: 3\n"),
            Lines{"c.yaml:2:2: a list opened with '[' is not closed with ']' before this"});
  EXPECT_EQ(faults("a: [1"), Lines{"c.yaml:1:5: a[0]: a list opened with '[' is not closed with ']'"});
  EXPECT_EQ(faults("a: [1,\n"),
            Lines{"c.yaml:2:1: a list opened with '[' is not closed with ']' before this"});
  EXPECT_EQ(faults("{a: 1,"),
            Lines{"c.yaml:1:1: a key must be text, not a list or a map; or is this bracket never closed?"});
  EXPECT_EQ(faults("a: {b: 1"),
            Lines{"c.yaml:2:1: a map opened with '{' is not closed with '}' before this"});
  EXPECT_EQ(faults("a: @x\n"), Lines{"c.yaml:1:4: a value cannot begin with '@'; put quotes around it"});
  EXPECT_EQ(
      faults("a: 'x' y\n"),
      Lines{"c.yaml:1:8: this does not fit what stands before it; check the indentation and the quotes"});
  EXPECT_EQ(
      faults("a:\n  - 1\n - 2\n"),
      Lines{"c.yaml:3:2: this does not fit what stands before it; check the indentation and the quotes"});
  EXPECT_EQ(faults("}\n"), Lines{"c.yaml:1:1: nothing was opened that this could close"});
  EXPECT_EQ(faults("a: \"\\q\"\n"), Lines{"c.yaml:1:7: unknown escape after a backslash; write two "
                                          "backslashes for one, or use single quotes"});
}

// ---- files ----

TEST(YamlFile, IsReadAndNamedInMessages) {
  const test::Folder folder;
  const auto path = folder.write("good.yaml", "a: 1\n");
  Problems problems;
  const yaml::Node root = yaml::load(path, problems);
  yaml::Reader read(root, problems);
  EXPECT_EQ(read.integer("a"), 1);
  read.problem("a", "is too good");
  EXPECT_EQ(lines(problems), Lines{path.string() + ":1:4: a: is too good"});
}

TEST(YamlFile, AHugeFileIsRefusedWithItsSize) {
  const test::Folder folder;
  const auto path = folder.write("huge.yaml", "");
  std::filesystem::resize_file(path, 100'000'000);  // sparse: takes no disk
  EXPECT_EQ(load_faults(path),
            Lines{"FILE: is 100000000 bytes long; at most 1 MiB (1048576 bytes) are read"});
}

TEST(YamlFile, OneMebibyteIsStillRead) {
  const test::Folder folder;
  std::string text = "a: 1\n";
  while (text.size() < yaml::most_bytes) text += text.size() % 80 == 79 ? '\n' : '#';
  EXPECT_EQ(load_faults(folder.write("full.yaml", text)), Lines{});
  EXPECT_EQ(load_faults(folder.write("over.yaml", text + "#")),
            Lines{"FILE: is 1048577 bytes long; at most 1 MiB (1048576 bytes) are read"});
  EXPECT_EQ(faults(text + "#"), Lines{"c.yaml: is 1048577 bytes long; at most 1048576 are read"});
}

TEST(YamlFile, ADirectoryAFifoAndADeviceAreRefusedWithoutBlocking) {
  const test::Folder folder;
  EXPECT_EQ(load_faults(folder.path), Lines{"FILE: is a directory, not a regular file"});
  const auto fifo = folder.path / "fifo.yaml";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(load_faults(fifo), Lines{"FILE: is a FIFO, not a regular file"});
  EXPECT_EQ(load_faults("/dev/null"), Lines{"FILE: is a device, not a regular file"});
}

TEST(YamlFile, AMissingFileIsAProblem) {
  const test::Folder folder;
  EXPECT_EQ(load_faults(folder.path / "none.yaml"), Lines{"FILE: cannot be read: No such file or directory"});
  std::filesystem::create_symlink("loop", folder.path / "loop");
  EXPECT_EQ(load_faults(folder.path / "loop"),
            Lines{"FILE: cannot be read: Too many levels of symbolic links"});
}

TEST(YamlFile, AnEmptyFileIsAProblem) {
  const test::Folder folder;
  EXPECT_EQ(load_faults(folder.write("empty.yaml", "")), Lines{"FILE: is empty; a map of keys is expected"});
}

// ---- the reader ----

TEST(YamlReader, ReadsEveryType) {
  Document d(
      "n: 0.30\ni: -7\nb: true\nt: plain text\nq: '12'\nx: 2024\nl: [1, 2.5]\nk: [1, 2]\nw: [a, 'b']\n");
  EXPECT_EQ(d.read.number("n"), 0.3);
  EXPECT_EQ(d.read.number("i"), -7.0);
  EXPECT_EQ(d.read.integer("i"), -7);
  EXPECT_EQ(d.read.boolean("b"), true);
  EXPECT_EQ(d.read.text("t"), "plain text");
  EXPECT_EQ(d.read.text("q"), "12");
  EXPECT_EQ(d.read.text("x"), "2024");
  EXPECT_EQ(d.read.numbers("l"), (std::vector<double>{1, 2.5}));
  EXPECT_EQ(d.read.integers("k"), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(d.read.texts("w"), (Lines{"a", "b"}));
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{});
}

TEST(YamlReader, AnOptionalKeyMayBeMissing) {
  Document d("a: 1\n");
  EXPECT_EQ(d.read.number("b"), std::nullopt);
  EXPECT_EQ(d.read.texts("c"), std::nullopt);
  EXPECT_FALSE(d.read.has("d"));
  EXPECT_TRUE(d.read.has("a"));
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{});
}

TEST(YamlReader, ARequiredKeyIsReportedAtTheMapThatLacksIt) {
  Document d("m:\n  c:\n    x: 1\ne:\n");
  yaml::Reader c = d.read.section("m").section("c");
  EXPECT_EQ(c.required_number("x"), 1.0);
  EXPECT_EQ(c.required_number("y"), std::nullopt);
  EXPECT_EQ(d.read.section("e").required_boolean("z"), std::nullopt);
  EXPECT_EQ(d.read.section("gone").required_text("t"), std::nullopt);
  EXPECT_EQ(d.said(),
            (Lines{"c.yaml:3:5: m.c.y: missing", "c.yaml:4:1: e.z: missing", "c.yaml:1:1: gone.t: missing"}));
}

TEST(YamlReader, EveryWrongKindIsReportedAtTheValue) {
  Document d("n: abc\ni: 1.5\nb: 3\nt: [x]\nl: 3\ns: 3\nz:\nm: {x: 1}\ny: '1.5'\n");
  EXPECT_EQ(d.read.number("n"), std::nullopt);
  d.read.integer("i");
  d.read.boolean("b");
  d.read.text("t");
  d.read.numbers("l");
  d.read.section("s");
  d.read.number("z");
  d.read.number("m");
  d.read.number("y");
  EXPECT_EQ(
      d.said(),
      (Lines{"c.yaml:1:4: n: 'abc' is not a number", "c.yaml:2:4: i: '1.5' is not a whole number",
             "c.yaml:3:4: b: must be true or false, not '3'", "c.yaml:4:4: t: must be a text, not a list",
             "c.yaml:5:4: l: must be a list, such as [a, b], not a single value",
             "c.yaml:6:4: s: must be a section of keys ('key: value'), not a single value",
             "c.yaml:7:1: z: is empty; give a number", "c.yaml:8:4: m: must be a number, not a section",
             "c.yaml:9:4: y: must be a number, but '1.5' is quoted text; remove the quotes"}));
}

TEST(YamlReader, NumbersThatYamlReadsOtherwiseAreRefused) {
  Document d("a: 010\nb: .nan\nc: .inf\nd: 1e400\ne: 0x10\n");
  d.read.integer("a");
  d.read.number("b");
  d.read.number("c");
  d.read.number("d");
  d.read.integer("e");
  EXPECT_EQ(d.said(), (Lines{"c.yaml:1:4: a: '010' has a leading zero; write 10",
                             "c.yaml:2:4: b: must be a finite number, not '.nan'",
                             "c.yaml:3:4: c: must be a finite number, not '.inf'",
                             "c.yaml:4:4: d: '1e400' is beyond the range of double precision",
                             "c.yaml:5:4: e: '0x10' is not decimal; write 16"}));
}

TEST(YamlReader, ABooleanIsTrueOrFalseAndNothingElse) {
  Document d("a: yes\nb: Off\nc: tRUE\nd: 'false'\ne: True\nf: TRUE\ng: False\nh: FALSE\n");
  for (const char* key : {"a", "b", "c", "d"}) EXPECT_EQ(d.read.boolean(key), std::nullopt);
  for (const char* key : {"e", "f"}) EXPECT_EQ(d.read.boolean(key), true);
  for (const char* key : {"g", "h"}) EXPECT_EQ(d.read.boolean(key), false);
  EXPECT_EQ(d.said(),
            (Lines{"c.yaml:1:4: a: 'yes' is not a boolean; write true",
                   "c.yaml:2:4: b: 'Off' is not a boolean; write false",
                   "c.yaml:3:4: c: 'tRUE' is not a boolean; write true",
                   "c.yaml:4:4: d: must be true or false, but 'false' is quoted text; remove the quotes"}));
}

TEST(YamlReader, ATextThatLooksLikeABooleanStaysAText) {
  Document d("country: no\n");
  EXPECT_EQ(d.read.text("country"), "no");
}

TEST(YamlReader, AnEmptyTextMustBeQuoted) {
  Document d("a:\nb: null\nc: ''\nd: 'null'\n");
  EXPECT_EQ(d.read.text("a"), std::nullopt);
  EXPECT_EQ(d.read.text("b"), std::nullopt);
  EXPECT_EQ(d.read.text("c"), "");
  EXPECT_EQ(d.read.text("d"), "null");
  EXPECT_EQ(d.said(),
            (Lines{"c.yaml:1:1: a: is empty; give a text, in quotes if it is to be empty or 'null'",
                   "c.yaml:2:1: b: is empty; give a text, in quotes if it is to be empty or 'null'"}));
}

TEST(YamlReader, EveryBadElementOfAListIsReported) {
  Document d("g: [1, , 2]\nl:\n  - 1\n  - x\n  - .nan\n  -\nt: [a, [b]]\ne: []\n");
  EXPECT_EQ(d.read.numbers("g"), std::nullopt);
  EXPECT_EQ(d.read.numbers("l"), std::nullopt);
  EXPECT_EQ(d.read.texts("t"), std::nullopt);
  EXPECT_EQ(d.read.numbers("e"), std::vector<double>{});
  EXPECT_EQ(
      d.said(),
      (Lines{"c.yaml:1:4: g[1]: is empty; give a number", "c.yaml:4:5: l[1]: 'x' is not a number",
             "c.yaml:5:5: l[2]: must be a finite number, not '.nan'",
             "c.yaml:3:3: l[3]: is empty; give a number", "c.yaml:7:8: t[1]: must be a text, not a list"}));
}

TEST(YamlReader, ANumberOutOfRangeGivesTheRangeAndTheFallback) {
  const double infinity = std::numeric_limits<double>::infinity();
  Document d("mechanisms:\n  control_total:\n    clawback: 1.4\ncost: -3.5\nquarters: 0\nshare: 0.25\n");
  yaml::Reader total = d.read.section("mechanisms").section("control_total");
  EXPECT_EQ(total.number_in("clawback", 0.3, 0, 1, "share"), 0.3);
  EXPECT_EQ(d.read.number_in("cost", 2, 0, infinity, "£m"), 2.0);
  EXPECT_EQ(d.read.integer_in("quarters", 8, 1, 400, ""), 8);
  EXPECT_EQ(d.read.number_in("share", 0.5, 0, 1, "share"), 0.25);
  EXPECT_EQ(d.read.number_in("absent", 0.5, 0, 1, "share"), 0.5);
  EXPECT_EQ(d.said(), (Lines{"c.yaml:3:15: mechanisms.control_total.clawback: 1.4 is outside [0, 1] share",
                             "c.yaml:4:7: cost: -3.5 is outside [0, inf) £m",
                             "c.yaml:5:11: quarters: 0 is outside [1, 400]"}));
}

TEST(YamlReader, AnUnknownKeyIsReportedAtEveryLevel) {
  Document d("clawbak: 1\nm:\n  tresholds: 1\n  colour: 2\n  deep: {x: 1}\nlist:\n  - nam: a\n");
  d.read.number("clawback");
  yaml::Reader m = d.read.section("m");
  m.number("threshold");
  m.section("deep");
  d.read.sections("list").at(0).text("name");
  d.read.finish();
  EXPECT_EQ(d.said(), (Lines{"c.yaml:1:1: clawbak: unknown key; did you mean 'clawback'?",
                             "c.yaml:3:3: m.tresholds: unknown key; did you mean 'threshold'?",
                             "c.yaml:4:3: m.colour: unknown key; known here: threshold, deep",
                             "c.yaml:5:10: m.deep.x: unknown key; none is expected here",
                             "c.yaml:7:5: list[0].nam: unknown key; did you mean 'name'?"}));
}

TEST(YamlReader, AKeyCannotDisturbTheTerminal) {
  Document d("\"a\\n\\e[31m\": 1\n");
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{"c.yaml:1:1: a\\n\\x1b[31m: unknown key; none is expected here"});
}

TEST(YamlReader, OfManyKnownKeysTheFirstAreListed) {
  Document d("colour: 1\n");
  std::string known;
  for (char c = 'a'; c <= 'z'; ++c) {
    d.read.number(std::string(3, c));
    if (c <= 'x') known += (known.empty() ? "" : ", ") + std::string(3, c);
  }
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{"c.yaml:1:1: colour: unknown key; known here: " + known + " and 2 more"});
}

TEST(YamlReader, UnknownKeysAreReportedOnce) {
  Document d("s: {x: 1}\n");
  d.read.section("s").finish();
  d.read.section("s").finish();
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{"c.yaml:1:5: s.x: unknown key; none is expected here"});
}

TEST(YamlReader, OpeningASectionTwiceRemembersWhatWasAsked) {
  Document d("s: {x: 1, y: 2}\n");
  d.read.section("s").number("x");
  d.read.section("s").number("y");
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{});
}

TEST(YamlReader, AnEmptySectionIsEmpty) {
  Document d("s:\n  # clawback: 0.5\nt: 1\n");
  EXPECT_EQ(d.read.section("s").number_in("clawback", 0.3, 0, 1, "share"), 0.3);
  d.read.number("t");
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{});
}

TEST(YamlReader, AListOfSectionsHasPathsWithNumbers) {
  Document d("points:\n  - name: a\n    low: 0\n  - name: b\n  - 3\n");
  auto points = d.read.sections("points");
  ASSERT_EQ(points.size(), 3U);
  for (yaml::Reader& point : points) point.required_number("low");
  EXPECT_EQ(points[1].text("name"), "b");
  EXPECT_EQ(points[1].path(), "points[1]");
  EXPECT_TRUE(d.read.sections("absent").empty());
  EXPECT_EQ(d.said(),
            (Lines{"c.yaml:5:5: points[2]: must be a section of keys ('key: value'), not a single value",
                   "c.yaml:4:5: points[1].low: missing"}));
}

TEST(YamlReader, AnEmptyItemInAListOfSectionsIsReported) {
  Document d("points:\n  - name: a\n  -\n");
  EXPECT_EQ(d.read.sections("points").size(), 2U);
  EXPECT_EQ(d.said(), Lines{"c.yaml:2:3: points[1]: is empty; give a section"});
}

TEST(YamlReader, ASectionWhereAListIsWantedIsReported) {
  Document d("points: {a: 1}\n");
  EXPECT_TRUE(d.read.sections("points").empty());
  EXPECT_EQ(d.said(),
            Lines{"c.yaml:1:9: points: must be a list of sections, each begun with '- ', not a section"});
}

TEST(YamlReader, KeysThatAreDataCanBeListed) {
  Document d("b: 1\na: 2\n");
  EXPECT_EQ(d.read.keys(), (Lines{"b", "a"}));
  EXPECT_EQ(d.read.raw("b")->text, "1");
  EXPECT_EQ(d.read.raw("c"), nullptr);
  d.read.finish();
  EXPECT_EQ(d.said(), Lines{"c.yaml:2:1: a: unknown key; known here: b, c"});
}

TEST(YamlReader, ACallersProblemGetsAPlace) {
  Document d("low: 3\nhigh: 2\nl: [1, 2]\n");
  d.read.problem("high", "must not be below low");
  d.read.problem("absent", "is needed with low");
  d.read.problem("l", 1, "is even");
  EXPECT_EQ(d.said(), (Lines{"c.yaml:2:7: high: must not be below low",
                             "c.yaml:1:1: absent: is needed with low", "c.yaml:3:8: l[1]: is even"}));
}

TEST(YamlReader, ADocumentThatIsNoMapIsReported) {
  EXPECT_EQ(Document("- a\n").said(),
            Lines{"c.yaml:1:1: must be a section of keys ('key: value'), not a list"});
  EXPECT_EQ(Document("a:1\n").said(),
            Lines{"c.yaml:1:1: must be a section of keys ('key: value'), not a single value"});
}

TEST(YamlReader, SaysNothingMoreAboutAnUnreadableDocument) {
  Document d("a: [1\n");
  const Lines before = d.said();
  EXPECT_EQ(before.size(), 1U);
  d.read.required_number("a");
  d.read.section("s").required_number("x");
  d.read.number_in("n", 0, 0, 1, "share");
  d.read.problem("a", "is bad");
  d.read.finish();
  EXPECT_EQ(d.said(), before);
}

TEST(YamlReader, ReportsAnAliasOnlyOnce) {
  Document d("a: *x\nb: !!float 2\n");
  const Lines before = d.said();
  d.read.number("a");
  d.read.number("b");
  EXPECT_EQ(d.said(), before);
}

TEST(YamlReader, GoesOnAfterADuplicateAndUsesTheFirst) {
  Document d("a: 1\na: 2\nb: x\n");
  EXPECT_EQ(d.read.number("a"), 1.0);
  d.read.number("b");
  d.read.finish();
  EXPECT_EQ(d.said(), (Lines{"c.yaml:2:1: a: duplicate key; it was first given on line 1, column 1",
                             "c.yaml:3:4: b: 'x' is not a number"}));
}

TEST(YamlStrict, OneLongLineIsReadInGoodTime) {
  std::string text = "a: [0";
  for (int i = 0; i < 90'000; ++i) text += ",0123456789";
  EXPECT_EQ(faults(text + "]"), Lines{});
}

TEST(YamlReader, AManyKeyedMapIsReadInGoodTime) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "k" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  Document d(text);
  EXPECT_EQ(d.read.integer("k39999"), 39'999);
  EXPECT_EQ(yaml::merge(d.root, d.root).children.size(), 40'000U);
  EXPECT_EQ(d.said(), Lines{});
}

// ---- merging ----

struct Merged {
  Problems problems;
  yaml::Node base, over, both;
  yaml::Reader read;
  Merged(std::string_view below, std::string_view above)
      : base(yaml::parse(below, "base.yaml", problems)),
        over(yaml::parse(above, "over.yaml", problems)),
        both(yaml::merge(base, over)),
        read(both, problems) {}
};

TEST(YamlMerge, MapsAreLaidOverEachOtherAtEveryDepth) {
  Merged m("a: 1\ns: {x: 1, t: {p: 1, q: 2}}\nl: [1, 2]\n", "s: {t: {q: 3, r: 4}, y: 5}\nl: [9]\nb: 6\n");
  EXPECT_EQ(m.read.keys(), (Lines{"a", "s", "l", "b"}));
  yaml::Reader s = m.read.section("s"), t = s.section("t");
  EXPECT_EQ(s.keys(), (Lines{"x", "t", "y"}));
  EXPECT_EQ(t.integer("p"), 1);
  EXPECT_EQ(t.integer("q"), 3);
  EXPECT_EQ(t.integer("r"), 4);
  EXPECT_EQ(m.read.integers("l"), std::vector<std::int64_t>{9});
  EXPECT_EQ(lines(m.problems), Lines{});
}

TEST(YamlMerge, AnErrorNamesTheFileOfTheValue) {
  Merged m("s:\n  x: 7\n  y: 1\n", "\n\ns: {y: bad, z: 1}\n");
  yaml::Reader s = m.read.section("s");
  s.number_in("x", 0, 0, 1, "share");
  s.number("y");
  s.required_number("w");
  m.read.finish();
  EXPECT_EQ(
      lines(m.problems),
      (Lines{"base.yaml:2:6: s.x: 7 is outside [0, 1] share", "over.yaml:3:8: s.y: 'bad' is not a number",
             "over.yaml:3:4: s.w: missing", "over.yaml:3:13: s.z: unknown key; known here: x, y, w"}));
}

TEST(YamlMerge, AnEmptySectionLaidOverAMapChangesNothing) {
  Merged m("s: {x: 1}\nn: 2\n", "s:\nn:\n");
  EXPECT_EQ(m.read.section("s").integer("x"), 1);
  EXPECT_EQ(m.read.raw("n")->kind, yaml::Kind::null);
}

TEST(YamlMerge, AnotherKindReplaces) {
  Merged m("s: {x: 1}\nn: 2\n", "s: 3\nn: {y: 4}\n");
  EXPECT_EQ(m.read.integer("s"), 3);
  EXPECT_EQ(m.read.section("n").integer("y"), 4);
}

}  // namespace
}  // namespace concord
