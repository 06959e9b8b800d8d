#pragma once
// Measures that are asked for by name or by an expression (sim/expression.hpp), and their values out of
// records and blocks.

#include "agents/quarter/simulate.hpp"
#include "experiments/runs/ensemble.hpp"
#include "experiments/runs/published.hpp"
#include "experiments/runs/record_reader.hpp"
#include "sim/expression.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// All national measures, those of systems, and those of trusts, ccgs, councils or all organisations. Systems
/// can be chosen by code, name and region; organisations by code, name, type, code of their system, and code
/// and name of their place.
Vocabulary measure_vocabulary();  ///< without a world: codes are not checked
Vocabulary measure_vocabulary(const Scenario& scenario);
Vocabulary measure_vocabulary(const RecordReader& record);
/// What is known of things, a row a thing.
struct ThingFacts {
  std::vector<std::string> system, system_name, region;  ///< codes, names and regions of systems
  std::vector<std::string> code, name, type;             ///< of organisations
  std::vector<std::int64_t> of_system, of_place;         ///< row
  std::vector<std::string> place, place_name;            ///< codes and names of places
};
Vocabulary measure_vocabulary(const ThingFacts& facts);
/// Whom policies reach, whenever and whatever their condition, as a group of systems and bodies; without
/// those for terciles and waves, which only a run knows. What the name stands for already stays.
void add_group(Vocabulary& vocabulary, const std::string& name, std::span<const AimedPolicy> policies);
/// Each by its name, and all together as `target`.
void add_groups(Vocabulary& vocabulary, std::span<const AimedPolicy> policies);
inline constexpr std::size_t longest_expression = 2000;  ///< brackets are read one within another

/// A measure that is asked for.
struct AskedMeasure {
  std::string text;  ///< the name, or the expression as it was written
  Expression expression;
  std::string unit, meaning;

  bool a_run() const { return expression.whole().shape == Expression::Shape::run; }  ///< no quarters to take
  /// What must be kept of runs to know it.
  Record record() const { return static_cast<Record>(expression.most_table); }
};
/// Of a policy, over measures that are recorded every quarter.
Reading<Condition> condition_of(std::string_view text, const Vocabulary& vocabulary);
/// How a number is taken of what is one number a run, and how that is written.
inline constexpr Aggregation whole_run{Aggregation::How::value, never, never};
inline constexpr std::string_view over_the_run = "over the run";
/// What is wrong says the column, and what was perhaps meant.
Reading<AskedMeasure> ask(std::string_view text, const Vocabulary& vocabulary);

/// [run][quarter], or [run] of what is one number a run, of the runs [first, first + runs) of a record that
/// holds what is needed. Throws FileError.
std::vector<double> run_values(const RecordReader& record, const Expression& expression, int first, int runs);
/// The same of all runs of a block from `start`.
std::vector<double> run_values(const Block& block, Quarter start, const Expression& expression);

}  // namespace concord
