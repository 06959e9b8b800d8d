#pragma once
// Mechanisms one at a time: off, as by default, strong. One declaration a mechanism says what it is meant to
// move and what it must leave alone; the test and docs/mechanisms.md come from the same runs of it.

#include "sim/statistics/intervals.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord::isolation {

/// As on the command line: "pooling.floor", "0.5".
struct Setting {
  std::string key, value;
};
using Settings = std::vector<Setting>;

/// Quarters [from, to) of the run, 0 = 2017/18 Q1.
struct Window {
  int from, to;
};
inline constexpr Window last_two_years{16, 24}, first_quarter{0, 1};

enum class Direction { down = -1, up = 1 };
/// What the runs must show: the expected direction, no clear effect, or the opposite. Declared after the
/// first runs where they disappoint, never the direction.
enum class Finding { expected, unclear, opposite };

struct Moves {
  std::string_view measure;
  Direction direction;
  Window window = last_two_years;
  Finding finding = Finding::expected;
};

/// Zero tolerance: the same bits in every run and quarter of the window, off, by default and strong.
struct Keeps {
  std::string_view measure;
  Window window;
  double tolerance = 0;  ///< else: the interval of strong less off lies within +- this
};

/// All measures, in Keeps.
inline constexpr std::string_view everything = "everything";

struct Isolation {
  std::string_view id;
  std::string_view setting;  ///< what is turned, in words
  Settings common;           ///< on top of the laboratory, in all three arms
  Settings off, strong;      ///< the default adds nothing; empty = the same as by default
  std::vector<Moves> moves;
  std::vector<Keeps> keeps;
  std::string_view note = "";  ///< what a reader must know
};

/// M01 to M35 in order; a mechanism with two distinct levers has two rows.
std::span<const Isolation> declarations();

/// One outcome in the three arms: means, and differences run by run.
struct Moved {
  std::array<double, 3> mean{};
  Interval strong_less_off, to_default, to_strong;  ///< 95%
  bool certain = false;                             ///< strong less off: the 99.9% interval excludes zero
};
struct Kept {
  double largest = 0;          ///< over runs and quarters, of the difference between any two arms
  Interval strong_less_off{};  ///< 95%, of means over the window
  bool holds = false;
};
struct Result {
  std::vector<Moved> moved;
  std::vector<Kept> kept;
  double ledger_residual = 0;  ///< £m, largest of any run and quarter in the three arms
};

inline constexpr int replicates = 96;
Result run(const Isolation& row);

/// The section of docs/mechanisms.md on one row, and the text above all.
std::string section(const Isolation& row, const Result& result);
std::string preface();

}  // namespace concord::isolation
