#include "experiments/search/search.hpp"

#include "experiments/designs/points.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/search/evolve.hpp"
#include "sim/csv.hpp"
#include "sim/statistics/decisions.hpp"
#include "sim/statistics/random_words.hpp"
#include "sim/statistics/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

/// Beyond so many levers corners are not tried one by one.
constexpr std::size_t most_levers = 16;

/// All that decides what a search finds, beside the plan in the folder.
std::string identity_of(const SearchSpec& spec) {
  const SearchWishes& search = spec.search;
  std::string text = fmt::format(
      "points {}, design seed {}, replicates {}, use {}, outcome {}, better {}\nobjectives",
      spec.design.sampling.points, spec.design.sampling.seed, spec.design.replication.most, search.use,
      spec.design.outcomes[search.outcome].name, search.better == Better::more ? "more" : "less");
  for (const SearchObjective objective : search.objectives)
    text += fmt::format(" {}", search_objective_names[static_cast<std::size_t>(objective)]);
  text += "\ncosts";
  for (const double cost : search.costs) text += fmt::format(" {}", cost);
  for (const SearchAim& aim : search.aims)
    text += fmt::format("\naim {} {} {} in {}", spec.design.outcomes[aim.outcome].name,
                        aim.at_least ? "at least" : "at most", aim.at_least ? *aim.at_least : *aim.at_most,
                        aim.in);
  return text + "\n";
}

fs::path generation_file(const fs::path& folder, int generation) {
  return folder / fmt::format("generation_{:04}.csv", generation);
}

/// Places and fitness with all digits; levers as a reader knows them beside.
std::string generation_text(const SearchSpec& spec, const std::vector<Individual>& all) {
  std::string text;
  const std::size_t levers = all.front().place.size(), objectives = all.front().fitness.size();
  for (std::size_t k = 0; k < levers; ++k) text += fmt::format("place_{},", k);
  for (std::size_t n = 0; n < objectives; ++n) text += fmt::format("fitness_{},", n);
  std::string names;
  for (const Axis& axis : spec.design.axes) {
    if (axis.parameter != nullptr)
      names += fmt::format("{}{}", names.empty() ? "" : ",", csv_cell(axis.name));
  }
  text += names + "\n";
  for (const Individual& one : all) {
    for (const auto& numbers : {one.place, one.fitness}) {
      for (const double number : numbers) text += csv_number(number) + ",";
    }
    std::string values;
    const Policy policy = policy_at(spec, one.place);
    for (std::size_t k = 0; k < policy.size(); ++k) {
      if (spec.design.axes[k].parameter != nullptr)
        values +=
            fmt::format("{}{}", values.empty() ? "" : ",", csv_cell(text_of(spec.design.axes[k], policy[k])));
    }
    text += values + "\n";
  }
  return text;
}

std::vector<Individual> read_generation(const SearchSpec& spec, const fs::path& file) {
  Problems problems;
  csv::Columns columns;
  const std::size_t levers = lever_count(spec), objectives = spec.search.objectives.size();
  for (std::size_t k = 0; k < levers; ++k) columns.required.push_back(fmt::format("place_{}", k));
  for (std::size_t n = 0; n < objectives; ++n) columns.required.push_back(fmt::format("fitness_{}", n));
  for (const Axis& axis : spec.design.axes) {
    if (axis.parameter != nullptr) columns.required.push_back(axis.name);
  }
  const csv::Table table = csv::load(file, columns, problems);
  std::vector<Individual> all(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (std::size_t n = 0; n < levers + objectives; ++n)
      (n < levers ? all[row].place : all[row].fitness).push_back(table.required_number(row, n).value_or(0));
  }
  problems.throw_if_any();
  if (all.size() != static_cast<std::size_t>(spec.design.sampling.points))
    throw FileError(
        file.string(),
        fmt::format("has {} policies instead of {}; remove it to go on from the generation before",
                    all.size(), spec.design.sampling.points));
  return all;
}

/// Generations on one trial, with the best of the first for reference.
class Generations {
 public:
  Generations(const SearchSpec& spec, const SearchWork& work, SearchFound& found)
      : spec_(spec), work_(work), found_(found), trial_(search_trial(spec)) {}

  std::vector<Individual> last() {
    const int all = spec_.search.generations;
    int there = 0;
    while (there <= all && fs::exists(generation_file(work_.folder, there))) ++there;
    found_.begun_at = there;
    std::vector<Individual> now =
        there == 0 ? first() : read_generation(spec_, generation_file(work_.folder, there - 1));
    if (there > 0) read_reference();
    for (int generation = std::max(there, 1); generation <= all; ++generation) {
      if (work_.progress) work_.progress(generation, all + 1, found_.runs);
      const auto words =
          random_words(spec_.design.sampling.seed, Draw::generation, static_cast<std::size_t>(generation), 0);
      now = next_generation_(now, words[0],
                             [this](std::span<const double> places) { return evaluate(places); });
      write_file(generation_file(work_.folder, generation), generation_text(spec_, now));
    }
    return now;
  }
  const std::vector<double>& reference() const { return reference_; }

 private:
  std::vector<Individual> first() {
    const std::size_t levers = lever_count(spec_);
    const Sample sample = latin_hypercube(static_cast<std::size_t>(spec_.design.sampling.points), levers,
                                          spec_.design.sampling.seed);
    std::vector<Individual> all;
    std::vector<double> fitness = evaluate(sample.values);
    const std::size_t objectives = spec_.search.objectives.size();
    for (std::size_t n = 0; n < sample.rows; ++n) {
      const auto place = sample.values.begin() + static_cast<std::ptrdiff_t>(n * levers);
      const auto made = fitness.begin() + static_cast<std::ptrdiff_t>(n * objectives);
      all.push_back({{place, place + static_cast<std::ptrdiff_t>(levers)},
                     {made, made + static_cast<std::ptrdiff_t>(objectives)}});
    }
    std::string text = "best\n";
    for (const double best : reference_) text += csv_number(best) + "\n";
    write_file(work_.folder / "reference.csv", text);
    write_file(generation_file(work_.folder, 0), generation_text(spec_, all));
    return all;
  }
  void read_reference() {
    Problems problems;
    const csv::Table table =
        csv::load(work_.folder / "reference.csv", {.required = {"best"}, .optional = {}}, problems);
    for (std::size_t row = 0; row < table.rows(); ++row)
      reference_.push_back(table.required_number(row, 0).value_or(0));
    problems.throw_if_any();
  }
  std::vector<double> evaluate(std::span<const double> places) {
    std::vector<Policy> policies;
    const std::size_t levers = lever_count(spec_);
    for (std::size_t at = 0; at < places.size(); at += levers)
      policies.push_back(policy_at(spec_, places.subspan(at, levers)));
    const Outcomes outcomes = simulate(spec_, policies, trial_, work_.threads, work_.stop);
    found_.runs += outcomes.runs;
    if (reference_.empty()) reference_ = best_of_units(spec_, outcomes);
    std::vector<double> fitness;
    for (std::size_t p = 0; p < policies.size(); ++p) {
      for (const double value : fitness_of(spec_, judge(spec_, policies[p], outcomes, p, reference_)))
        fitness.push_back(value);
    }
    return fitness;
  }

  NextGeneration& next_generation_ = load_evolution();  // before anything is simulated
  const SearchSpec& spec_;
  const SearchWork& work_;
  SearchFound& found_;
  Trial trial_;
  std::vector<double> reference_;
};

/// Policies that no other is better than, each once.
std::vector<Policy> front_of(const SearchSpec& spec, const std::vector<Individual>& all) {
  std::vector<std::vector<double>> merits(all.front().fitness.size());
  for (const Individual& one : all) {
    for (std::size_t n = 0; n < merits.size(); ++n) merits[n].push_back(-one.fitness[n]);
  }
  const auto by = dominated(merits);
  std::set<Policy> front;
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (!by[n]) front.insert(policy_at(spec, all[n].place));
  }
  return {front.begin(), front.end()};
}

}  // namespace

void check_levers(const SearchSpec& spec, Problems& problems) {
  const std::size_t levers = lever_count(spec), before = problems.count();
  if (levers > most_levers) {
    problems.add(spec.design.file, 0, 0, "axes",
                 fmt::format("has {} levers; a search takes {} at most", levers, most_levers));
    return;
  }
  Points corners{.axes = spec.design.axes.size(), .coordinates = {}, .baseline = {}};
  for (std::size_t corner = 0; corner < std::size_t{1} << levers; ++corner) {
    std::vector<double> place;
    for (std::size_t k = 0; k < levers; ++k) place.push_back((corner >> k & 1U) != 0 ? 1 : 0);
    const Policy policy = policy_at(spec, place);
    corners.coordinates.insert(corners.coordinates.end(), policy.begin(), policy.end());
  }
  check_points(spec.design, corners, problems);
  if (problems.count() != before) return;
  for (const Axis& axis : spec.design.axes) {
    if (axis.parameter != nullptr && axis.parameter->kind == ValueKind::quarter && axis.high >= never.index)
      problems.add(spec.design.file, 0, 0, axis.name,
                   "a lever's dates lie between two quarters; `never` is none");
  }
}

SearchFound search(const SearchSpec& spec, const SearchWork& work) {
  const fs::path identity = work.folder / "search.txt";
  const std::string wanted = identity_of(spec);
  if (const std::string there = content_of(identity); there.empty())
    write_file(identity, wanted);
  else if (there != wanted)
    throw ConfigError(
        {{.file = work.folder.string(), .path = "", .what = "holds another search; choose another folder"}});
  SearchFound found;
  Generations generations(spec, work, found);
  const std::vector<Policy> front = front_of(spec, generations.last());

  // The front once more as it was searched, and with fresh luck and settings, beside the scenario as it
  // stands.
  std::vector<Policy> all = front;
  all.push_back(policy_of_scenario(spec));
  std::vector<FrontPolicy> verified(all.size());
  for (const bool fresh : {false, true}) {
    const Outcomes outcomes =
        simulate(spec, all, fresh ? fresh_trial(spec) : search_trial(spec), work.threads, work.stop);
    found.runs += outcomes.runs;
    const std::vector<double> reference = fresh ? best_of_units(spec, outcomes) : generations.reference();
    for (std::size_t p = 0; p < all.size(); ++p) {
      verified[p].policy = all[p];
      (fresh ? verified[p].fresh : verified[p].searched) = judge(spec, all[p], outcomes, p, reference);
    }
  }
  found.today = verified.back();
  verified.pop_back();
  const double sign = spec.search.better == Better::less ? -1 : 1;
  std::ranges::stable_sort(verified, std::ranges::greater{},
                           [&](const FrontPolicy& p) { return sign * p.searched.effect; });
  found.front = std::move(verified);
  const bool costs = std::ranges::any_of(spec.search.costs, [](double cost) { return cost != 0; });
  const auto loss = [&](const FrontPolicy& p) {
    return costs && !spec.search.aims.empty() ? p.fresh.cost : -sign * p.fresh.effect;
  };
  for (std::size_t n = 0; n < found.front.size(); ++n) {
    if (found.front[n].fresh.short_of > 0) continue;
    if (!found.chosen || loss(found.front[n]) < loss(found.front[*found.chosen])) found.chosen = n;
  }
  return found;
}

}  // namespace concord
