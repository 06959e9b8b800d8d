// What a design keeps of every run, and how often it runs.

#include "agents/state/measures.hpp"
#include "experiments/designs/design_keys.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/runs/measure_expression.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/runs/settings.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::string_view takes_help =
    "write `value at 2022/23 Q4`, `mean over 2021/22`, `sum over 2019/20 to 2020/21` or `change from 2018/19 "
    "Q4 to "
    "2022/23 Q4`";

/// The measure with what is declared of it.
Outcome outcome_of(std::string name, AskedMeasure asked, const Aggregation& take) {
  return {.name = std::move(name),
          .measure = std::move(asked.text),
          .take = take,
          .unit = std::move(asked.unit),
          .meaning = std::move(asked.meaning)};
}
Outcome outcome_of(const std::string& measure, const Aggregation& take) {
  return outcome_of(measure, *ask(measure, measure_vocabulary()).value, take);
}

/// `take` of an outcome's section, checked against the run if that is known.
std::optional<Aggregation> read_take(yaml::Reader& section, const RunPlan* run) {
  const auto text = section.text("take");
  if (!text) return std::nullopt;
  const auto take = parse_take(*text);
  if (!take) {
    section.problem("take", fmt::format("{} is not understood; {}", shown(*text), takes_help));
  } else if (run != nullptr && !covers(run->scenario.start, run->scenario.quarters, *take)) {
    section.problem("take", fmt::format("{} is not within the run, which is {} to {}", shown(*text),
                                        to_string(run->scenario.start),
                                        to_string(run->scenario.start + (run->scenario.quarters - 1))));
  }
  return take;
}

std::optional<Outcome> read_outcome(yaml::Reader& outcomes, const std::string& name, const RunPlan* run,
                                    const Vocabulary& vocabulary, const Aggregation& standard) {
  const bool good_name = is_plain_name(name);
  if (!good_name)
    outcomes.problem(name, fmt::format("an outcome is named with letters, digits and underscores, at most {}",
                                       longest_name));
  yaml::Reader section = outcomes.section(name);
  const bool says = section.has("measure");
  const std::string measure = says ? section.text("measure").value_or("") : name;
  const auto take = section.has("take") ? read_take(section, run) : std::nullopt;
  if (!says && !is_measure(name)) {
    if (good_name)
      outcomes.problem(
          name, "is no measure, and none is given under `measure`" + did_you_mean(name, measure_names()));
    return std::nullopt;
  }
  if (measure.empty()) return std::nullopt;  // reported
  Reading<AskedMeasure> asked = ask(measure, vocabulary);
  if (!asked.value) {
    section.problem("measure", asked.wrong);
    return std::nullopt;
  }
  const bool a_run = asked.value->a_run();
  if (take && (*take == whole_run) != a_run)
    section.problem("take", a_run ? "is given, but the measure is one number a run already; leave it out"
                                  : fmt::format("is for measures that are one number a run; {}", takes_help));
  return outcome_of(name, std::move(*asked.value), a_run ? whole_run : take.value_or(standard));
}

/// A list of measures, each once.
std::vector<std::string> read_measures(yaml::Reader& design, std::string_view key) {
  const std::vector<std::string> names = design.texts(key).value_or(std::vector<std::string>{});
  std::vector<std::string> measures;
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (!is_measure(names[k])) {
      design.problem(key, k, no_such_measure(names[k]));
    } else if (std::ranges::find(measures, names[k]) != measures.end()) {
      design.problem(key, k, fmt::format("{} stands there twice", shown(names[k])));
    } else {
      measures.push_back(names[k]);
    }
  }
  return measures;
}

std::vector<std::string> all_national() {
  std::vector<std::string> names;
  names.reserve(measure_rows.size());
  for (const MeasureRow& row : measure_rows) names.emplace_back(row.key);
  return names;
}

bool is_kind(yaml::Reader& reader, std::string_view key, yaml::Kind kind) {
  const yaml::Node* node = reader.raw(key);
  return node != nullptr && node->kind == kind;
}

/// A precision: a share of the mean, or {relative: ...} or {absolute: ...}.
void read_one_precision(yaml::Reader& section, const std::string& name, Precision& precision) {
  const auto relative = [&](yaml::Reader& reader, std::string_view key) {
    const auto value = reader.number(key);
    if (value && (*value <= 0 || *value > 1))
      reader.problem(
          key, fmt::format("{} is not a share of the mean above 0 and up to 1; 0.1 is ten per cent", *value));
    return value.value_or(0);
  };
  if (!is_kind(section, name, yaml::Kind::map)) {
    precision.relative = relative(section, name);
    return;
  }
  yaml::Reader inner = section.section(name);
  const bool share = inner.has("relative"), unit = inner.has("absolute");
  if (share == unit) {
    section.problem(name,
                    "give one of `relative` (a share of the mean) and `absolute` (in the outcome's unit)");
  } else if (share) {
    precision.relative = relative(inner, "relative");
  } else if (const auto value = inner.number("absolute")) {
    precision.absolute = *value;
    if (*value <= 0) inner.problem("absolute", fmt::format("{} is not above 0", *value));
  }
}

}  // namespace

std::vector<Outcome> read_outcomes(yaml::Reader& design, const RunPlan* run, Problems& problems) {
  const Aggregation standard =
      run == nullptr ? Aggregation{} : last_year(run->scenario.start, run->scenario.quarters);
  std::vector<Outcome> outcomes;
  if (!design.has("outcomes")) {
    for (const std::string& name : all_national()) outcomes.push_back(outcome_of(name, standard));
    return outcomes;
  }
  const std::size_t before = problems.count();
  if (is_kind(design, "outcomes", yaml::Kind::sequence)) {
    for (const std::string& name : read_measures(design, "outcomes"))
      outcomes.push_back(outcome_of(name, standard));
  } else if (is_kind(design, "outcomes", yaml::Kind::scalar)) {
    design.problem("outcomes", "must be a list of measures, or a section of outcomes");
  } else {
    yaml::Reader section = design.section("outcomes");
    const Vocabulary vocabulary = run == nullptr ? measure_vocabulary() : measure_vocabulary(run->scenario);
    for (const std::string& name : section.keys()) {
      if (auto outcome = read_outcome(section, name, run, vocabulary, standard))
        outcomes.push_back(std::move(*outcome));
    }
  }
  if (outcomes.empty() && problems.count() == before)
    design.problem("outcomes", "is empty; name at least one measure, or leave the key out to keep all");
  return outcomes;
}

std::vector<std::string> read_trajectories(yaml::Reader& design) {
  if (!is_kind(design, "trajectories", yaml::Kind::scalar)) return read_measures(design, "trajectories");
  if (design.text("trajectories") == "all") return all_national();
  design.problem("trajectories", "must be a list of measures, or `all`");
  return {};
}

std::optional<Replication> read_replication(yaml::Reader& design) {
  if (!design.has("replicates")) return std::nullopt;
  Replication replication;
  if (!is_kind(design, "replicates", yaml::Kind::map)) {
    replication.most =
        static_cast<int>(design.integer_in("replicates", replication.most, replicates_setting.low,
                                           replicates_setting.high, replicates_setting.unit));
    return replication;
  }
  yaml::Reader section = design.section("replicates");
  replication.sequential = true;
  Keys keys = replication_keys(replication);
  keys.pop_back();  // `precision` needs the outcomes
  read_keys(section, keys);
  if (replication.most < replication.initial)
    section.problem("budget", fmt::format("{} runs of a point are fewer than the {} to begin with",
                                          replication.most, replication.initial));
  return replication;
}

std::vector<Precision> read_precision(yaml::Reader& design, const std::vector<Outcome>& outcomes) {
  std::vector<Precision> all;
  if (!is_kind(design, "replicates", yaml::Kind::map)) return all;
  yaml::Reader section = design.section("replicates");
  yaml::Reader precision = section.section("precision");
  const std::vector<std::string> names = precision.keys();
  const yaml::Node* node = section.raw("precision");
  if (names.empty() && (node == nullptr || node->kind == yaml::Kind::null || node->kind == yaml::Kind::map))
    section.problem(
        "precision",
        "missing; say how exact which outcome shall be, `precision: {OUTCOME: 0.1}`, or give a number of "
        "replicates");
  std::vector<std::string> known;
  known.reserve(outcomes.size());
  for (const Outcome& outcome : outcomes) known.push_back(outcome.name);
  for (const std::string& name : names) {
    const auto found = std::ranges::find(known, name);
    Precision one{.outcome = static_cast<std::size_t>(found - known.begin())};
    read_one_precision(precision, name, one);
    if (found == known.end())
      precision.problem(name,
                        fmt::format("there is no outcome {}{}", shown(name), did_you_mean(name, known)));
    all.push_back(one);
  }
  return all;
}

}  // namespace concord
