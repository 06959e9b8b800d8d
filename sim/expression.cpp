#include "sim/expression.hpp"

#include "sim/errors.hpp"
#include "sim/missing.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

namespace concord {
namespace {

using Op = Expression::Op;
using Shape = Expression::Shape;
using Node = Expression::Node;

Unit unit_named(std::string_view name) {
  constexpr std::array<std::string_view, 6> without{"share", "index", "ratio", "0/1", "code", "1"};
  if (std::ranges::find(without, name) != without.end()) return {.plain = std::string(name)};
  return {.powers = {{std::string(name), 1}}};
}

bool same(const Unit& a, const Unit& b) {
  return a.free || b.free || (a.powers == b.powers && (!a.powers.empty() || a.plain == b.plain));
}

/// Of a product (`power` 1) or a quotient (-1).
Unit combined(const Unit& a, const Unit& b, int power) {
  if (b.free) return a;
  if (a.free && power > 0) return b;
  Unit out{.powers = a.powers};
  for (const auto& [name, n] : b.powers) {
    if ((out.powers[name] += power * n) == 0) out.powers.erase(name);
  }
  if (out.powers.empty()) out.plain = power > 0 && a.plain == b.plain ? a.plain : "ratio";
  return out;
}

struct Fault : std::runtime_error {
  Fault(std::size_t at, const std::string& what) : std::runtime_error(what), column(at) {}
  std::size_t column;
};

struct Operator {
  std::string_view text;
  Op op;
  int strength;
};
/// Longer ones before those that they begin with.
constexpr std::array operators{
    Operator{"or", Op::either, 1},   Operator{"and", Op::both, 2},   Operator{"<=", Op::at_most, 4},
    Operator{">=", Op::at_least, 4}, Operator{"==", Op::equal, 4},   Operator{"!=", Op::unequal, 4},
    Operator{"<", Op::less, 4},      Operator{">", Op::more, 4},     Operator{"+", Op::add, 5},
    Operator{"-", Op::subtract, 5},  Operator{"*", Op::multiply, 6}, Operator{"/", Op::divide, 6},
};
constexpr int opposite_strength = 3, negative_strength = 7;
constexpr int most_times = 4000;  // running

struct Function {
  std::string_view name;
  Op over_things, over_time;
};
constexpr std::array functions{
    Function{"sum", Op::sum, Op::sum_over},     Function{"mean", Op::mean, Op::mean_over},
    Function{"min", Op::least, Op::least_over}, Function{"max", Op::most, Op::most_over},
    Function{"count", Op::count, Op::number},  // of things alone
    Function{"share", Op::share, Op::number}};

/// Reads by strength of operators (Pratt), and gives every node its shape and unit as it goes.
class Parser {
 public:
  Parser(std::string_view text, const Vocabulary& vocabulary) : text_(text), vocabulary_(vocabulary) {}

  Expression read() {
    const std::size_t whole = expression(0);
    if (at_ < text_.size()) fail(fmt::format("{} is not understood there", shown(text_.substr(at_))));
    if (node(whole).shape == Shape::constant) throw Fault{0, "names no measure"};
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw Fault(at_, what); }
  const Node& node(std::size_t n) const { return out_.nodes[n]; }
  std::size_t add(Node made) {
    out_.nodes.push_back(std::move(made));
    return out_.nodes.size() - 1;
  }

  // --- letters and words

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  static bool of_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
  std::string_view word() const {
    std::size_t end = at_;
    while (end < text_.size() && of_word(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }
  bool accept(std::string_view wanted) {
    if (!text_.substr(at_).starts_with(wanted)) return false;
    if (of_word(wanted.front()) && word() != wanted) return false;
    at_ += wanted.size();
    skip();
    return true;
  }
  void expect(std::string_view wanted) {
    if (!accept(wanted)) fail(fmt::format("{} is missing", shown(wanted)));
  }

  // --- expressions

  std::size_t expression(int least) {
    skip();
    std::size_t left = operand();
    for (;;) {
      const std::size_t before = at_;
      const auto* found = std::ranges::find_if(operators, [&](const Operator& o) { return accept(o.text); });
      if (found == operators.end()) return left;
      if (found->strength < least) {
        at_ = before;
        return left;
      }
      left = binary(*found, left, expression(found->strength + 1), before);
    }
  }

  std::size_t operand() {
    const std::size_t column = at_;
    if (accept("(")) {
      const std::size_t inner = expression(0);
      expect(")");
      return inner;
    }
    if (accept("-")) {
      const std::size_t of = number_at(expression(negative_strength), column);
      return add({.op = Op::negative, .left = of, .shape = node(of).shape, .unit = node(of).unit});
    }
    if (accept("not")) {
      const std::size_t of = condition_at(expression(opposite_strength), column);
      return add({.op = Op::opposite, .left = of, .shape = node(of).shape, .condition = true});
    }
    if (accept("running")) return running();
    if (accept("at")) {
      const std::size_t begins = at_;
      const Quarter at = quarter(3);
      if (vocabulary_.start && at < *vocabulary_.start)
        throw Fault{begins, fmt::format("{} is before the run, which begins with {}", to_string(at),
                                        to_string(*vocabulary_.start))};
      return of_quarters({.op = Op::at, .from = at, .to = at});
    }
    if (vocabulary_.own && accept("own")) {
      if (kind_ != nullptr) fail("`own` does not stand within brackets of things");
      return measure({*vocabulary_.own});
    }
    if (accept("first")) {
      expect("quarter");
      expect("when");
      const std::size_t begins = at_, of = condition_at(expression(0), begins);
      return over_time(
          {.op = Op::first, .left = of, .from = never, .to = never, .unit = unit_named("quarters")}, begins);
    }
    if (accept("value")) {
      expect("at");
      const Quarter at = quarter(0);
      return of_time(Op::mean_over, at, at);
    }
    if (accept("change")) {
      expect("from");
      const Quarter from = quarter(0);
      expect("to");
      return of_time(Op::change, from, quarter(0));
    }
    for (const Function& function : functions) {
      if (word() != function.name) continue;
      accept(function.name);
      if (function.over_time != Op::number && accept("over")) {
        if (accept("run")) return of_time(function.over_time, never, never);
        const Quarter from = quarter(0);
        const bool year = last_was_year_;
        const Quarter to = accept("to") ? quarter(3) : year ? from + 3 : from;
        return of_time(function.over_time, from, to);
      }
      return over_things(function.over_things);
    }
    const char first = at_ < text_.size() ? text_[at_] : ' ';
    if (std::isdigit(static_cast<unsigned char>(first)) != 0 || first == '.') return literal();
    if (!of_word(first)) fail("a measure, a number or a bracket is missing");
    return measure();
  }

  std::size_t literal() {
    double value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    const std::size_t length = static_cast<std::size_t>(end - (text_.data() + at_));
    if (error != std::errc{} || (at_ + length < text_.size() && of_word(text_[at_ + length])))
      fail(fmt::format("{} is no number", shown(text_.substr(at_, text_.find_first_of(" )", at_) - at_))));
    at_ += length;
    skip();
    return add({.op = Op::number, .number = value, .unit = {.free = true}});
  }

  /// Of the things that are spoken of, if they have it, else of the nation.
  std::size_t measure() { return measure({kind_ == nullptr ? 0 : kind_->table, std::size_t{0}}); }
  std::size_t measure(std::initializer_list<std::size_t> tables) {
    const std::string_view name = word();
    std::vector<std::string> known;
    for (const std::size_t table : tables) {
      const auto& rows = vocabulary_.tables[table];
      const auto row = std::ranges::find(rows, name, &Vocabulary::Measure::key);
      if (row == rows.end()) {
        for (const auto& one : rows) known.emplace_back(one.key);
        continue;
      }
      accept(name);
      out_.most_table = std::max(out_.most_table, table);
      return add({.op = Op::measure,
                  .table = table,
                  .measure = static_cast<std::size_t>(row - rows.begin()),
                  .shape = table == 0 ? Shape::quarter : Shape::thing,
                  .unit = unit_named(row->unit)});
    }
    for (const auto& kind : vocabulary_.kinds) {
      if (std::ranges::find(vocabulary_.tables[kind.table], name, &Vocabulary::Measure::key) !=
          vocabulary_.tables[kind.table].end())
        fail(fmt::format("{0} is a measure of {1}, of which one must be made, such as mean({1}, {2}){3}",
                         shown(name), kind.name, name,
                         kind.table == vocabulary_.own
                             ? fmt::format("; `own {}` is that of each that the policy is for", name)
                             : ""));
    }
    fail(fmt::format("there is no measure {}{}", shown(name), did_you_mean(name, known)));
  }

  std::size_t number_at(std::size_t n, std::size_t column) const {
    if (node(n).condition) throw Fault{column, "is a condition, where a number must stand"};
    return n;
  }
  std::size_t condition_at(std::size_t n, std::size_t column) const {
    if (!node(n).condition)
      throw Fault{column, fmt::format("is a number ({}), where a condition such as x < 1 must stand",
                                      text_of(node(n).unit))};
    return n;
  }

  std::size_t binary(const Operator& o, std::size_t left, std::size_t right, std::size_t column) {
    const bool joins = o.op == Op::both || o.op == Op::either;
    for (const std::size_t n : {left, right}) joins ? condition_at(n, column) : number_at(n, column);
    const Unit &a = node(left).unit, &b = node(right).unit;
    const bool compares = o.op >= Op::less && o.op <= Op::unequal;
    if ((compares || o.op == Op::add || o.op == Op::subtract) && !same(a, b))
      throw Fault{column, fmt::format("{} and {} cannot be {}", text_of(a), text_of(b),
                                      compares          ? "compared"
                                      : o.op == Op::add ? "added"
                                                        : "subtracted")};
    const Unit unit = compares || joins      ? Unit{}
                      : o.op == Op::multiply ? combined(a, b, 1)
                      : o.op == Op::divide   ? combined(a, b, -1)
                      : a.free               ? b
                                             : a;
    return add({.op = o.op,
                .left = left,
                .right = right,
                .shape = std::max(node(left).shape, node(right).shape),
                .unit = unit,
                .condition = compares || joins});
  }

  // --- over things

  std::size_t over_things(Op op) {
    expect("(");
    const std::string_view name = word();
    const auto& kinds = vocabulary_.kinds;
    const auto kind = std::ranges::find(kinds, name, &Vocabulary::Kind::name);
    if (kind == kinds.end()) {
      std::vector<std::string> known;
      for (const auto& one : kinds) known.emplace_back(one.name);
      fail(fmt::format("{} are no things that have measures{}", shown(name),
                       did_you_mean(name, known, fmt::format("; there are {}", fmt::join(known, ", ")))));
    }
    accept(name);
    std::vector<std::size_t> rows = kind->rows;
    const bool not_in = accept("not");
    if (not_in || word() == "in") {
      expect("in");
      chosen(*kind, not_in, rows);
    }
    expect(",");
    const auto* const outside = kind_;
    kind_ = &*kind;
    const std::size_t begins = at_, of = expression(0);
    kind_ = outside;
    expect(")");
    if (node(of).shape != Shape::thing)
      throw Fault{begins, fmt::format("is the same for all {}; name a measure of theirs", name)};
    const bool counts = op == Op::count || op == Op::share;
    counts ? condition_at(of, begins) : number_at(of, begins);
    return add({.op = op,
                .left = of,
                .rows = std::move(rows),
                .shape = Shape::quarter,
                .unit = op == Op::count   ? unit_named(name)
                        : op == Op::share ? unit_named("share")
                                          : node(of).unit});
  }

  /// `target`, `(QOP, "Greater Manchester")`: leaves these, or all others, in `rows`.
  void chosen(const Vocabulary::Kind& kind, bool not_in, std::vector<std::size_t>& rows) {
    std::vector<std::size_t> named;
    if (accept("(")) {
      do one_of(kind, named);
      while (accept(","));
      expect(")");
    } else {
      one_of(kind, named);
    }
    std::erase_if(rows,
                  [&](std::size_t row) { return (std::ranges::find(named, row) == named.end()) != not_in; });
  }

  /// A group, a code or a name; in quotes if it has more than letters and digits.
  void one_of(const Vocabulary::Kind& kind, std::vector<std::size_t>& named) {
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    const std::size_t begins = at_ + (quoted ? 1 : 0),
                      end = quoted ? std::min(text_.find('"', begins), text_.size()) : at_ + word().size();
    const std::string_view wanted = text_.substr(begins, end - begins);
    const auto group = kind.groups.find(wanted);
    const auto code = std::ranges::find(kind.codes, wanted), name = std::ranges::find(kind.names, wanted);
    if (group != kind.groups.end()) {
      named.insert(named.end(), group->second.begin(), group->second.end());
    } else if (code != kind.codes.end()) {
      named.push_back(kind.rows[static_cast<std::size_t>(code - kind.codes.begin())]);
    } else if (name != kind.names.end()) {
      named.push_back(kind.rows[static_cast<std::size_t>(name - kind.names.begin())]);
    } else if (const auto none = kind.no_groups.find(wanted); none != kind.no_groups.end()) {
      fail(fmt::format("{} {}", shown(wanted), none->second));
    } else if (!kind.rows.empty()) {
      std::vector<std::string> known = kind.codes;
      known.insert(known.end(), kind.names.begin(), kind.names.end());
      for (const auto& [key, rows] : kind.groups) known.push_back(key);
      fail(fmt::format("none of the {} is {}{}", kind.name, shown(wanted), did_you_mean(wanted, known)));
    }
    at_ = std::min(end + (quoted ? 1 : 0), text_.size());
    skip();
  }

  // --- over time

  /// "2019/20 Q3", or a year, of which quarter `of_year`.
  Quarter quarter(int of_year) {
    constexpr std::size_t year = 7, whole = 10;  // letters
    last_was_year_ = false;
    if (const auto found = parse_quarter(text_.substr(at_, whole))) {
      at_ += whole;
      skip();
      return *found;
    }
    const auto found = parse_quarter(std::string(text_.substr(at_, year)) + " Q1");
    if (!found) fail("a year such as 2021/22, or a quarter such as 2021/22 Q4, is missing");
    at_ += year;
    skip();
    last_was_year_ = true;
    return *found + of_year;
  }

  std::size_t of_time(Op op, Quarter from, Quarter to) {
    expect("of");
    const std::size_t begins = at_, of = number_at(expression(negative_strength), begins);
    return over_time({.op = op, .left = of, .from = from, .to = to, .unit = node(of).unit}, begins);
  }

  /// "running 2 years of own norm < 0.5": the times are quarters, or ends of years.
  std::size_t running() {
    Node made{.op = Op::running};
    const std::size_t begins = at_, times = literal();
    const double number = node(times).number;
    if (number < 1 || number > most_times || number != std::floor(number))
      throw Fault{begins, fmt::format("must be a whole number, 1 to {}", most_times)};
    made.times = static_cast<int>(number);
    out_.nodes.pop_back();
    made.year_ends = accept("years") || accept("year");
    if (!made.year_ends && !accept("quarters") && !accept("quarter")) fail("quarters or years is missing");
    return of_quarters(std::move(made));
  }

  /// Of a condition, quarter by quarter; takes what follows up to `and` and `or`.
  std::size_t of_quarters(Node made) {
    expect("of");
    const std::size_t begins = at_;
    made.left = condition_at(expression(opposite_strength), begins);
    if (node(made.left).shape < Shape::quarter)
      throw Fault{begins, "is one number a run already; name a measure that changes over time"};
    made.shape = node(made.left).shape;
    made.condition = true;
    return add(std::move(made));
  }

  std::size_t over_time(Node made, std::size_t begins) {
    if (vocabulary_.own)
      throw Fault{begins, "is looked at when a quarter has ended and knows no others; `running` does"};
    if (node(made.left).shape == Shape::thing)
      throw Fault{begins, "differs between things; bring those together first"};
    if (node(made.left).shape != Shape::quarter)
      throw Fault{begins, "is one number a run already; name a measure that changes over time"};
    if (made.from != never && vocabulary_.start) {
      const Quarter last = *vocabulary_.start + (vocabulary_.quarters - 1);
      if (made.from < *vocabulary_.start || made.to > last || made.to < made.from)
        throw Fault{begins,
                    fmt::format("{} to {} is not within the run, which is {} to {}", to_string(made.from),
                                to_string(made.to), to_string(*vocabulary_.start), to_string(last))};
    }
    made.shape = Shape::run;
    return add(std::move(made));
  }

  std::string_view text_;
  const Vocabulary& vocabulary_;
  Expression out_;
  std::size_t at_ = 0;
  const Vocabulary::Kind* kind_ = nullptr;
  bool last_was_year_ = false;
};

double both(double a, double b) { return a == 0 || b == 0 ? 0 : a + b - 1; }
double value_of(Op op, double a, double b) {
  const auto truth = [&](bool holds) {
    return std::isnan(a) || std::isnan(b) ? missing_value : holds ? 1.0 : 0.0;
  };
  switch (op) {
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return b == 0 ? missing_value : a / b;
    case Op::less:
      return truth(a < b);
    case Op::at_most:
      return truth(a <= b);
    case Op::more:
      return truth(a > b);
    case Op::at_least:
      return truth(a >= b);
    case Op::equal:
      return truth(a == b);
    case Op::unequal:
      return truth(a != b);
    case Op::both:
      return both(a, b);
    case Op::either:
      return 1 - both(1 - a, 1 - b);
    case Op::negative:
      return -a;
    case Op::opposite:
      return 1 - a;
    default:
      break;
  }
  return missing_value;
}

/// Of those that have a value.
double brought_together(Op op, const std::function<double(std::size_t)>& at, std::size_t count) {
  double sum = 0, least = missing_value, most = missing_value;
  std::size_t there = 0;
  for (std::size_t n = 0; n < count; ++n) {
    const double value = at(n);
    if (std::isnan(value)) continue;
    ++there;
    sum += value;
    least = there == 1 ? value : std::min(least, value);
    most = there == 1 ? value : std::max(most, value);
  }
  if (there == 0) return missing_value;
  switch (op) {
    case Op::least:
    case Op::least_over:
      return least;
    case Op::most:
    case Op::most_over:
      return most;
    case Op::share:
    case Op::mean:
    case Op::mean_over:
      return sum / static_cast<double>(there);
    default:
      return sum;
  }
}

/// The value of every node, [run], [run][quarter] or [run][quarter][thing].
class Evaluation {
 public:
  Evaluation(const Expression& expression, const MeasuredRuns& runs, Remembered* remembered)
      : expression_(expression), runs_(runs), remembered_(remembered) {}

  /// `rows` are the things that are spoken of.
  std::vector<double> of(std::size_t n, const std::vector<std::size_t>& rows) const {
    const Node& node = expression_.nodes[n];
    switch (node.op) {
      case Op::number:
        return {node.number};
      case Op::measure:
        return measure(node, rows);
      case Op::count:
      case Op::share:
      case Op::sum:
      case Op::mean:
      case Op::least:
      case Op::most:
        return over_things(node);
      case Op::sum_over:
      case Op::mean_over:
      case Op::least_over:
      case Op::most_over:
      case Op::change:
      case Op::first:
        return over_time(node, of(node.left, rows));
      case Op::running:
      case Op::at:
        return of_quarters(n, of(node.left, rows));
      case Op::negative:
      case Op::opposite: {
        std::vector<double> values = of(node.left, rows);
        for (double& value : values) value = value_of(node.op, value, 0);
        return values;
      }
      default:
        break;
    }
    const std::vector<double> a = of(node.left, rows), b = of(node.right, rows);
    std::vector<double> values(std::max(a.size(), b.size()));
    // Sizes are multiples of one another: what has fewer numbers has one for several.
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = value_of(node.op, a[i * a.size() / values.size()], b[i * b.size() / values.size()]);
    return values;
  }

 private:
  std::vector<double> measure(const Node& node, const std::vector<std::size_t>& rows) const {
    std::vector<double> all = runs_.values(node.table, node.measure);
    if (node.table == 0) return all;
    const std::size_t things = runs_.things[node.table];
    std::vector<double> values;
    values.reserve(all.size() / things * rows.size());
    for (std::size_t at = 0; at < all.size(); at += things) {
      for (const std::size_t row : rows) values.push_back(all[at + row]);
    }
    return values;
  }

  std::vector<double> over_things(const Node& node) const {
    std::vector<double> out(runs_.runs * runs_.quarters, missing_value);
    if (node.rows.empty()) return out;
    const std::vector<double> values = of(node.left, node.rows);
    for (std::size_t n = 0; n < out.size(); ++n)
      out[n] = brought_together(
          node.op, [&](std::size_t k) { return values[n * node.rows.size() + k]; }, node.rows.size());
    return out;
  }

  std::vector<double> over_time(const Node& node, const std::vector<double>& values) const {
    std::vector<double> out;
    const bool whole = node.from == never;
    const std::size_t first = whole ? 0 : static_cast<std::size_t>(node.from - runs_.start),
                      last = whole ? runs_.quarters - 1 : static_cast<std::size_t>(node.to - runs_.start);
    ensure(last < runs_.quarters && first <= last, "quarters of the run");
    for (std::size_t run = 0; run < runs_.runs; ++run) {
      const auto at = [&](std::size_t n) { return values[run * runs_.quarters + first + n]; };
      if (node.op == Op::change) {
        out.push_back(at(last - first) - at(0));
      } else if (node.op == Op::first) {
        std::size_t n = 0;
        while (n < runs_.quarters && at(n) != 1) ++n;
        out.push_back(n < runs_.quarters ? static_cast<double>(n) : missing_value);
      } else {
        out.push_back(brought_together(node.op, at, last - first + 1));
      }
    }
    return out;
  }

  /// What is missing does not hold, and breaks what is running.
  std::vector<double> of_quarters(std::size_t n, std::vector<double> values) const {
    const Node& node = expression_.nodes[n];
    const std::size_t units = values.size() / runs_.runs / runs_.quarters;
    std::vector<int> own, &held = remembered_ != nullptr ? (*remembered_)[n] : own;
    held.resize(runs_.runs * units);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Quarter quarter = runs_.start + static_cast<int>(k / units % runs_.quarters);
      const bool holds = values[k] == 1;
      if (node.op == Op::at) {
        values[k] = holds && quarter == node.from ? 1 : 0;
        continue;
      }
      int& times = held[k / units / runs_.quarters * units + k % units];
      if (!node.year_ends || quarter.of_year() == 3) times = holds ? times + 1 : 0;
      values[k] = times >= node.times ? 1 : 0;
    }
    return values;
  }

  const Expression& expression_;
  const MeasuredRuns& runs_;
  Remembered* remembered_;
};

}  // namespace

std::string text_of(const Unit& unit) {
  if (unit.free) return "a number";
  if (unit.powers.empty()) return unit.plain;
  std::string above, below;
  for (const auto& [name, power] : unit.powers) {
    std::string& out = power > 0 ? above : below;
    out += fmt::format("{}{}{}", out.empty() ? "" : " ", name,
                       std::abs(power) > 1 ? fmt::format("^{}", std::abs(power)) : "");
  }
  if (below.empty()) return above;
  return fmt::format("{}{}per {}", above, above.empty() ? "" : " ", below);
}

Reading<Expression> parse_expression(std::string_view text, const Vocabulary& vocabulary) {
  try {
    return {.value = Parser(text, vocabulary).read(), .wrong = {}};
  } catch (const Fault& fault) {
    return {.value = {}, .wrong = fmt::format("at column {}, {}", fault.column + 1, fault.what())};
  }
}

std::vector<double> evaluate(const Expression& expression, const MeasuredRuns& runs, Remembered* remembered) {
  std::vector<std::size_t> things;  // that each have a value of their own
  if (expression.whole().shape == Shape::thing) things.resize(runs.things[expression.most_table]);
  std::iota(things.begin(), things.end(), std::size_t{0});
  return Evaluation(expression, runs, remembered).of(expression.nodes.size() - 1, things);
}

}  // namespace concord
