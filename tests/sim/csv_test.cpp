#include "sim/csv.hpp"

#include "tests/support/folder.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace concord {
namespace {

using namespace std::string_literals;

const csv::Columns columns = {.required = {"code", "share"}, .optional = {"note"}};

/// A table read from text.
struct Read {
  Problems problems;
  csv::Table table;
  std::size_t code, share, note;
  explicit Read(std::string text)
      : table(csv::parse(std::move(text), "t.csv", columns, problems)),
        code(table.column("code")),
        share(table.column("share")),
        note(table.column("note")) {}
  Lines said() const { return lines(problems); }
};

Lines faults(std::string text) { return Read(std::move(text)).said(); }

Lines load_faults(const std::filesystem::path& path) {
  Problems problems;
  const csv::Table table = csv::load(path, columns, problems);
  EXPECT_EQ(table.rows(), 0U);
  EXPECT_EQ(table.column("share"), 1U);  // a caller that goes on still knows the columns
  Lines out = lines(problems);
  for (std::string& line : out)
    if (line.starts_with(path.string())) line.replace(0, path.string().size(), "FILE");
  return out;
}

TEST(Csv, ReadsColumnsInAnyOrder) {
  Read t("share,note,code\n0.5,first,RA1\n1,,RA2\n");
  ASSERT_EQ(t.table.rows(), 2U);
  EXPECT_EQ(t.table.text(0, t.code), "RA1");
  EXPECT_EQ(t.table.number(0, t.share), 0.5);
  EXPECT_EQ(t.table.text(0, t.note), "first");
  EXPECT_EQ(t.table.integer(1, t.share), 1);
  EXPECT_TRUE(t.table.has(t.note));
  EXPECT_EQ(t.table.line(1), 3);
  EXPECT_EQ(t.said(), Lines{});
}

TEST(Csv, AnOptionalColumnMayBeAbsent) {
  Read t("code,share\nRA1,1\n");
  EXPECT_FALSE(t.table.has(t.note));
  EXPECT_EQ(t.table.text(0, t.note), "");
  EXPECT_EQ(t.table.number(0, t.note), std::nullopt);
  EXPECT_EQ(t.said(), Lines{});
}

TEST(Csv, CommentsMayStandAboveTheHeader) {
  Read t("# source: a survey\n#, with \"odd\" text\ncode,share\nRA1,1\n");
  ASSERT_EQ(t.table.rows(), 1U);
  EXPECT_EQ(t.table.line(0), 4);
  EXPECT_EQ(t.said(), Lines{});
}

TEST(Csv, ACommentBelowTheHeaderIsRefused) {
  EXPECT_EQ(faults("code,share\n# late\nRA1,1\n"),
            Lines{"t.csv:2: 1 cell, but the header has 2; comments may stand only above the header"});
}

TEST(Csv, QuotedCellsHoldCommasQuotesAndLines) {
  Read t("code,share,note\n\"R,A\",1,\"say \"\"yes\"\"\"\n\"two\nlines\",2,\"\"\nRA3,3,x\n");
  ASSERT_EQ(t.table.rows(), 3U);
  EXPECT_EQ(t.table.text(0, t.code), "R,A");
  EXPECT_EQ(t.table.text(0, t.note), "say \"yes\"");
  EXPECT_EQ(t.table.text(1, t.code), "two\nlines");
  EXPECT_EQ(t.table.text(1, t.note), "");
  EXPECT_EQ(t.table.line(2), 5);
  EXPECT_EQ(t.said(), Lines{});
}

TEST(Csv, WindowsLineEndsAndAByteOrderMarkChangeNothing) {
  Read t(
      "\xEF\xBB\xBF"
      "code,share\r\nRA1,1\r\n\"RA2\",2\r\nRA3,3");
  ASSERT_EQ(t.table.rows(), 3U);
  EXPECT_EQ(t.table.integer(0, t.share), 1);
  EXPECT_EQ(t.table.text(1, t.code), "RA2");
  EXPECT_EQ(t.table.integer(2, t.share), 3);
  EXPECT_EQ(t.said(), Lines{});
}

TEST(Csv, ATableCanBeMoved) {
  Read t("code,share\nA,1\n");
  const csv::Table moved = std::move(t.table);
  EXPECT_EQ(moved.text(0, t.code), "A");
}

TEST(Csv, AHeaderAloneIsATableWithoutRows) {
  Read t("code,share\n");
  EXPECT_EQ(t.table.rows(), 0U);
  EXPECT_EQ(t.said(), Lines{});
}

TEST(Csv, AnUnknownColumnIsRefused) {
  EXPECT_EQ(faults("code,shares,share\n"), Lines{"t.csv:1: shares: unknown column; did you mean 'share'?"});
  EXPECT_EQ(faults("code,share,\n"), Lines{"t.csv:1: column 3 has no name; remove it, or name it"});
  EXPECT_EQ(
      faults("code,share," + std::string(1000, 'x')),
      Lines{"t.csv:1: unknown column '" + std::string(60, 'x') + "...'; known here: code, share, note"});
}

TEST(Csv, AMissingColumnIsReported) {
  EXPECT_EQ(faults("# c\nnote,cod\n"),
            (Lines{"t.csv:2: cod: unknown column; did you mean 'code'?", "t.csv:2: code: missing column",
                   "t.csv:2: share: missing column"}));
}

TEST(Csv, ADuplicateColumnIsReported) {
  EXPECT_EQ(faults("code,share,code\n"),
            Lines{"t.csv:1: code: duplicate column; it is also column 1 of the header"});
}

TEST(Csv, AnEmptyFileIsAProblem) {
  EXPECT_EQ(faults(""), Lines{"t.csv: has no header; its columns must be code, share"});
  EXPECT_EQ(faults("# only a comment"), Lines{"t.csv: has no header; its columns must be code, share"});
}

TEST(Csv, EveryRaggedRowIsReportedAndTheOthersAreKept) {
  Read t("code,share\nA\nB,1\nC,1,2\n\nD,2\n");
  EXPECT_EQ(t.table.rows(), 2U);
  EXPECT_EQ(t.said(), (Lines{"t.csv:2: 1 cell, but the header has 2",
                             "t.csv:4: 3 cells, but the header has 2", "t.csv:5: blank line; remove it"}));
}

TEST(Csv, AnUnclosedQuoteIsFoundWhereItOpens) {
  Read t("code,share\nA,1\nB,\"2\nC,3\nD,4\n");
  EXPECT_EQ(t.table.rows(), 1U);
  EXPECT_EQ(t.said(), Lines{"t.csv:3: share: the quote that opens this cell is never closed"});
  EXPECT_EQ(faults("code,\"share\n"), Lines{"t.csv:1: the quote that opens this cell is never closed"});
}

TEST(Csv, AStrayQuoteIsReported) {
  Read t("code,share\nA\"B,1\n\"C\"D,2\nE,3\n");
  EXPECT_EQ(t.table.rows(), 1U);
  EXPECT_EQ(
      t.said(),
      (Lines{
          "t.csv:2: code: a quote inside an unquoted cell; quote the whole cell and double the quotes in it",
          "t.csv:3: code: text after the closing quote of a cell"}));
}

TEST(Csv, BadBytesAreReportedWithTheirPlace) {
  EXPECT_EQ(faults("code,share\nA,\xE9\n"),
            Lines{"t.csv:2:3: invalid UTF-8 (byte 0xe9) at offset 13; save the file as UTF-8"});
  EXPECT_EQ(faults("code,share\nA,\0\n"s), Lines{"t.csv:2:3: NUL byte at offset 13; is this a text file?"});
  EXPECT_EQ(
      faults("code,share\rA,1\r"),
      Lines{"t.csv:1:11: carriage return without a line feed; save the file with LF or CRLF line ends"});
}

TEST(Csv, ABadNumberNamesLineAndColumn) {
  Read t("code,share\nA,abc\nB,nan\nC,010\nD,\nE, 1\nF,1.5\nG,\"1,000\"\n");
  for (std::size_t row = 0; row < 5; ++row) EXPECT_EQ(t.table.number(row, t.share), std::nullopt);
  EXPECT_EQ(t.table.integer(5, t.share), std::nullopt);
  EXPECT_EQ(t.table.number(6, t.share), std::nullopt);
  EXPECT_EQ(t.said(), (Lines{"t.csv:2: share: 'abc' is not a number",
                             "t.csv:3: share: must be a finite number, not 'nan'",
                             "t.csv:4: share: '010' has a leading zero; write 10",
                             "t.csv:6: share: ' 1' is not a number; remove the spaces",
                             "t.csv:7: share: '1.5' is not a whole number",
                             "t.csv:8: share: '1,000' has separators; write 1000"}));
}

TEST(Csv, ABlankCellIsReportedOnlyWhereAValueIsRequired) {
  Read t("code,share\n,\n");
  EXPECT_EQ(t.table.number(0, t.share), std::nullopt);
  EXPECT_EQ(t.said(), Lines{});
  EXPECT_EQ(t.table.required_text(0, t.code), std::nullopt);
  EXPECT_EQ(t.table.required_number(0, t.share), std::nullopt);
  EXPECT_EQ(t.table.required_integer(0, t.share), std::nullopt);
  EXPECT_EQ(t.said(),
            (Lines{"t.csv:2: code: is blank; give a text", "t.csv:2: share: is blank; give a number",
                   "t.csv:2: share: is blank; give a whole number"}));
}

TEST(Csv, RequiredValuesAreRead) {
  Read t("code,share\nA,7\n");
  EXPECT_EQ(t.table.required_text(0, t.code), "A");
  EXPECT_EQ(t.table.required_number(0, t.share), 7.0);
  EXPECT_EQ(t.table.required_integer(0, t.share), 7);
  t.table.problem(0, t.share, "is outside [0, 1]");
  EXPECT_EQ(t.said(), Lines{"t.csv:2: share: is outside [0, 1]"});
}

TEST(Csv, AskingForAnUndeclaredColumnOrRowIsADefect) {
  Read t("code,share\nA,7\n");
  EXPECT_THROW(t.table.column("colour"), BrokenInvariant);
  EXPECT_THROW(t.table.text(1, t.code), BrokenInvariant);
  EXPECT_THROW(t.table.text(0, 3), BrokenInvariant);
  EXPECT_THROW(t.table.line(1), BrokenInvariant);
}

TEST(CsvFile, IsRead) {
  const test::Folder folder;
  const auto path = folder.path / "t.csv";
  std::ofstream(path) << "code,share\nA,x\n";
  Problems problems;
  const csv::Table table = csv::load(path, columns, problems);
  ASSERT_EQ(table.rows(), 1U);
  EXPECT_EQ(table.number(0, table.column("share")), std::nullopt);
  EXPECT_EQ(lines(problems), Lines{path.string() + ":2: share: 'x' is not a number"});
}

TEST(CsvFile, WhatIsNoRegularFileIsRefused) {
  const test::Folder folder;
  EXPECT_EQ(load_faults(folder.path), Lines{"FILE: is a directory, not a regular file"});
  const auto fifo = folder.path / "fifo.csv";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(load_faults(fifo), Lines{"FILE: is a FIFO, not a regular file"});
  EXPECT_EQ(load_faults(folder.path / "none.csv"), Lines{"FILE: cannot be read: No such file or directory"});
}

TEST(CsvFile, AHugeFileIsRefusedWithItsSize) {
  const test::Folder folder;
  const auto path = folder.path / "huge.csv";
  std::ofstream{path};
  std::filesystem::resize_file(path, csv::most_bytes + 1);  // sparse: takes no disk
  EXPECT_EQ(load_faults(path),
            Lines{"FILE: is 268435457 bytes long; at most 256 MiB (268435456 bytes) are read"});
}

TEST(CsvFile, AHundredMegabytesOfNulAreRefusedAtTheFirst) {
  const test::Folder folder;
  const auto path = folder.path / "nul.csv";
  std::ofstream{path};
  std::filesystem::resize_file(path, 100'000'000);
  EXPECT_EQ(load_faults(path), Lines{"FILE:1:1: NUL byte at offset 0; is this a text file?"});
}

TEST(Csv, AMillionRowsAreReadInSeconds) {
  std::string text = "code,share,note\n";
  for (int i = 0; i < 1'000'000; ++i) text += "RA" + std::to_string(i) + ",0.125,\"some \"\"note\"\"\"\n";
  const auto start = std::chrono::steady_clock::now();
  Read t(std::move(text));
  double sum = 0;
  for (std::size_t row = 0; row < t.table.rows(); ++row) sum += t.table.number(row, t.share).value_or(0);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(sum, 125'000.0);
  EXPECT_EQ(t.said(), Lines{});
  EXPECT_LT(took.count(), 20.0);  // about 0.2 s; the bound allows for sanitizers on a slow machine
  RecordProperty("seconds", std::to_string(took.count()));
}

TEST(Csv, AMillionBadRowsAreCountedNotKept) {
  std::string text = "code,share\n";
  for (int i = 0; i < 1'000'000; ++i) text += "A\n";
  Read t(std::move(text));
  EXPECT_EQ(t.problems.count(), 1'000'000U);
  EXPECT_EQ(t.problems.all().size(), Problems::most_kept);
}

}  // namespace
}  // namespace concord
