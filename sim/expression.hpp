#pragma once
// A small language for what is asked of a run, out of the measures that were recorded every quarter:
//   real / centre_cost
//   count(systems, maturity < 0.4)          share(trusts, balance < 0)      mean(systems in (QOP, QYG), norm)
//   mean(systems in target, norm) - mean(systems not in target, norm)
//   max over 2019/20 to 2021/22 of real     value at 2021/22 Q4 of real     first quarter when real >= 20
//   running 2 years of own outturn_gap < 0  at 2020/21 Q4 of real < 20      (conditions of policies, too)
// Every part has a shape (a constant, one number a run, one a quarter, one a quarter and thing) and a unit,
// and is a number or a condition; what does not fit is told when it is read, with the column. docs/sweeps.md
// describes the language to those who write it. Nothing here knows what the measures are about.
//
// What is missing (NaN) stays missing in arithmetic and comparisons, and so does what is divided by zero.
// `and` and `or` are missing only if what is missing could turn them. Things and quarters without a value are
// left out of sums, means, shares and counts, which are missing if none has a value.

#include "sim/calendar.hpp"
#include "sim/suggest.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// What an expression can speak of. Table 0 has the nation's measures, the others those of things.
struct Vocabulary {
  struct Measure {
    std::string_view key, unit;
  };
  /// Things of a table: "systems", "trusts".
  struct Kind {
    std::string_view name;
    std::size_t table = 0;
    std::vector<std::size_t> rows{};  ///< of the table; none: not known, so that codes are not checked
    std::vector<std::string> codes{}, names{};                              ///< [row of `rows`]
    std::map<std::string, std::vector<std::size_t>, std::less<>> groups{};  ///< by name, rows of the table
    std::map<std::string, std::string, std::less<>> no_groups{};            ///< names that are none, and why
  };
  std::vector<std::vector<Measure>> tables;
  std::vector<Kind> kinds;
  std::optional<Quarter> start{};  ///< of the run, and its length; none: not known
  int quarters = 0;
  /// Table of the things that each have a condition of their own, of which `own NAME` speaks. What is asked
  /// is then looked at when a quarter has ended, and knows those before by `running` alone.
  std::optional<std::size_t> own{};
};

/// A product of powers of units. Shares, indices and ratios have no powers and are told apart by `plain` when
/// they are added or compared. A written number is `free`: it takes the unit of what it stands beside.
struct Unit {
  std::map<std::string, int, std::less<>> powers{};
  std::string plain{};
  bool free = false;
};
/// "systems", "systems per £m", "share", "ratio".
std::string text_of(const Unit& unit);

struct Expression {
  enum class Op {
    number,
    measure,
    negative,
    add,
    subtract,
    multiply,
    divide,
    less,
    at_most,
    more,
    at_least,
    equal,
    unequal,
    both,
    either,
    opposite,
    count,
    share,
    sum,
    mean,
    least,
    most,  // over things
    sum_over,
    mean_over,
    least_over,
    most_over,
    change,
    first,    // over time; `value at` is a mean over one quarter
    running,  // a condition, for `times` quarters or ends of years without a break
    at,       // a condition, in one quarter alone
  };
  enum class Shape { constant, run, quarter, thing };
  struct Node {
    Op op = Op::number;
    std::size_t left = 0, right = 0;  ///< nodes before this one
    double number = 0;
    std::size_t table = 0, measure = 0;
    std::vector<std::size_t> rows{};  ///< over things
    Quarter from{}, to{};             ///< over time; both `never`: the whole run
    int times = 1;                    ///< running
    bool year_ends = false;           ///< running: looked at in last quarters of years only
    Shape shape = Shape::constant;
    Unit unit{};
    bool condition = false;
  };
  std::vector<Node> nodes;     ///< the last one is the whole
  std::size_t most_table = 0;  ///< the last table that it takes a measure of

  const Node& whole() const { return nodes.back(); }
};

/// Reads an expression. What is wrong says the column, counted from 1: "at column 8, there is no measure
/// ...".
Reading<Expression> parse_expression(std::string_view text, const Vocabulary& vocabulary);

/// The measures of some runs.
struct MeasuredRuns {
  std::size_t runs = 0, quarters = 0;
  Quarter start{};
  std::vector<std::size_t> things;  ///< [table]; 1 of the nation
  /// [run][quarter][thing] of a measure of a table.
  std::function<std::vector<double>(std::size_t table, std::size_t measure)> values;
};
/// Of runs that are looked at a few quarters at a time: how often what `running` speaks of held until then.
using Remembered = std::map<std::size_t, std::vector<int>>;
/// [run] of an expression of shape `run`, [run][quarter][thing] of one that differs between things, otherwise
/// [run][quarter]; 1 or 0 of a condition; NaN = missing. The same runs give the same bits, in whatever
/// company they come.
std::vector<double> evaluate(const Expression& expression, const MeasuredRuns& runs,
                             Remembered* remembered = nullptr);

}  // namespace concord
