#include "experiments/answers/answer.hpp"

#include "experiments/answers/questions.hpp"
#include "experiments/campaigns/submit.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/origin.hpp"
#include "sim/errors.hpp"

#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// One word for the shell, in quotes if it needs them.
std::string word_of(std::string_view path) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./,:@%";
  const std::string named = path.starts_with('-') ? fmt::format("./{}", path) : std::string(path);
  return named.find_first_not_of(plain) == named.npos ? named : concord::quoted(named);
}

}  // namespace

Effect level_effect(const Answer& answer, const OutcomeFinding& f, std::size_t circumstance,
                    std::size_t level) {
  const std::size_t from = answer.grid.from;
  return effect_of(f.values.of(circumstance, from), f.values.of(circumstance, level), f.asked->matters,
                   answer.sweep.alpha, level == from ? KnownRange{} : f.values.range);
}

std::string decide_text(const Answer& answer, std::string_view design_name, std::string_view folder) {
  return fmt::format("concord decide {} -o {}{}_decision.html --force", word_of(design_name), folder,
                     file_name_of(*answer.design.question));
}

std::string command_text(const Answer& answer, std::string_view design_name, std::string_view folder) {
  return fmt::format("concord report {} -o {}{}.html --force", word_of(design_name), folder,
                     file_name_of(*answer.design.question));
}

Answer answer_of(const Design& design, const SweepReader& sweep) {
  ensure(design.question.has_value(), "a design with a question");
  const SweepTable table(sweep);
  Answer answer{design, sweep.info(), QuestionGrid(design, table), {}};
  for (const QuestionOutcome& asked : design.question->outcomes) {
    const OutcomeValues values = read_outcome(sweep, table, asked.outcome);
    answer.findings.push_back(find(design, answer.grid, table, asked, values, sweep.info().alpha));
    if (answer.findings.back().effect.units == 0)
      throw FileError(sweep.file(), fmt::format("has no run with a value of {}; the question has no answer",
                                                design.outcomes[asked.outcome].name));
  }
  return answer;
}

std::string levels_csv(const Answer& answer) {
  const Question& question = *answer.design.question;
  const Axis& lever = answer.design.axes[question.lever.axis];
  std::string out = fmt::format("# {}\noutcome,unit", simulated_not_observed);
  for (const QuestionContext& context : question.contexts)
    out.append(",").append(csv_cell(answer.design.axes[context.axis].name));
  out += fmt::format(
      ",{},units,mean,mean_low95,mean_high95,difference,difference_low95,difference_high95,"
      "difference_p05,difference_p95,verdict\n",
      csv_cell(lever.name));
  constexpr const char* verdicts[]{"raises",  "lowers", "tends to raise", "tends to lower",
                                   "depends", "small",  "slight",         "unclear"};
  for (const OutcomeFinding& f : answer.findings) {
    const Outcome& outcome = answer.design.outcomes[f.asked->outcome];
    for (std::size_t c = 0; c < answer.grid.circumstances; ++c) {
      for (std::size_t level = 0; level < answer.grid.levels; ++level) {
        out += fmt::format("{},{}", outcome.name, csv_cell(outcome.unit));
        for (std::size_t k = 0; k < question.contexts.size(); ++k) {
          const QuestionContext& context = question.contexts[k];
          out.append(",").append(csv_cell(
              text_of(answer.design.axes[context.axis], context.levels[answer.grid.context[c][k]].at)));
        }
        const Interval mean = mean_interval(f.values.of(c, level), answer.sweep.alpha, f.values.range);
        const Effect e = level_effect(answer, f, c, level);
        out += fmt::format(",{},{}", csv_cell(text_of(lever, lever.levels[level])), e.units);
        for (const double value : {mean.estimate, mean.low, mean.high, e.mean.estimate, e.mean.low,
                                   e.mean.high, e.low90, e.high90})
          out.append(",").append(csv_number(value));
        out += fmt::format(",{}\n",
                           level == answer.grid.from ? "" : verdicts[static_cast<std::size_t>(e.verdict)]);
      }
    }
  }
  return out;
}

std::string units_csv(const Answer& answer) {
  const Question& question = *answer.design.question;
  const std::vector<Package> none;
  const auto& sets = question.sets ? answer.design.axes[*question.sets].packages : none;
  std::string out = fmt::format("# {}\n{}", simulated_not_observed, sets.empty() ? "replicate" : "set");
  for (const OutcomeFinding& f : answer.findings)
    out.append(",").append(answer.design.outcomes[f.asked->outcome].name);
  if (!sets.empty()) {
    for (const Setting& setting : sets.front().settings) out.append(",").append(setting.parameter->path);
  }
  out += '\n';
  const std::size_t units = answer.findings.front().values.units;
  std::vector<std::vector<double>> differences;
  for (const OutcomeFinding& f : answer.findings)
    differences.push_back(f.values.differences(0, answer.grid.from, f.level));
  for (std::size_t unit = 0; unit < units; ++unit) {
    out += sets.empty() ? fmt::format("{}", unit) : sets[unit].name;
    for (const auto& values : differences) out.append(",").append(csv_number(values[unit]));
    if (!sets.empty()) {
      for (const Setting& setting : sets[unit].settings)
        out.append(",").append(value_text(*setting.parameter, setting.value));
    }
    out += '\n';
  }
  return out;
}

}  // namespace concord
