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
#include <limits>
#include <numeric>
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
  for (const SearchObjective objective : search.objectives) text += fmt::format(" {}", name_of(objective));
  text += "\ncosts";
  for (const double cost : search.costs) text += fmt::format(" {}", cost);
  for (const SearchAim& aim : search.aims)
    text += fmt::format("\naim {} {} {} in {}",
                        aim.objective ? name_of(*aim.objective) : spec.design.outcomes[aim.outcome].name,
                        aim.at_least ? "at least" : "at most", aim.at_least ? *aim.at_least : *aim.at_most,
                        aim.objective ? 1 : aim.in);
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

/// Where the first generation stands: a sample, of which places are taken that keep what is asked of costs.
std::vector<double> first_places(const SearchSpec& spec) {
  const std::size_t levers = lever_count(spec),
                    wanted = static_cast<std::size_t>(spec.design.sampling.points);
  for (std::size_t rows = wanted; rows <= most_latin_rows; rows *= 2) {
    const Sample sample = latin_hypercube(rows, levers, spec.design.sampling.seed);
    std::vector<double> places;
    for (std::size_t row = 0; row < rows && places.size() < wanted * levers; ++row) {
      const auto place = std::span(sample.values).subspan(row * levers, levers);
      if (beyond_budget(spec, policy_at(spec, place)) == 0)
        places.insert(places.end(), place.begin(), place.end());
    }
    if (places.size() == wanted * levers) return places;
  }
  throw ConfigError({{.file = spec.design.file,
                      .path = "search.aims",
                      .what = "next to no values of the levers cost so much and no more"}});
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
    read_runs(there);
    for (int generation = std::max(there, 1); generation <= all; ++generation) {
      if (work_.progress) work_.progress(generation, all + 1, found_.runs);
      const auto words =
          random_words(spec_.design.sampling.seed, Draw::generation, static_cast<std::size_t>(generation), 0);
      now = next_generation_(now, words[0],
                             [this](std::span<const double> places) { return evaluate(places); });
      write_runs();
      write_file(generation_file(work_.folder, generation), generation_text(spec_, now));
    }
    return now;
  }
  const std::vector<double>& reference() const { return reference_; }
  std::size_t runs() const { return std::accumulate(spent_.begin(), spent_.end(), std::size_t{0}); }

 private:
  std::vector<Individual> first() {
    const std::size_t levers = lever_count(spec_);
    const std::vector<double> places = first_places(spec_), fitness = evaluate(places);
    std::vector<Individual> all;
    const std::size_t objectives = spec_.search.objectives.size();
    for (std::size_t n = 0; n < places.size() / levers; ++n) {
      const auto place = places.begin() + static_cast<std::ptrdiff_t>(n * levers);
      const auto made = fitness.begin() + static_cast<std::ptrdiff_t>(n * objectives);
      all.push_back({{place, place + static_cast<std::ptrdiff_t>(levers)},
                     {made, made + static_cast<std::ptrdiff_t>(objectives)}});
    }
    std::string text = "best\n";
    for (const double best : reference_) text += csv_number(best) + "\n";
    write_file(work_.folder / "reference.csv", text);
    write_runs();
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
  /// [generation] runs: those that cost too much have none, and a search that goes on must know what it
  /// spent.
  fs::path runs_file() const { return work_.folder / "runs.csv"; }
  void write_runs() {
    std::string text = "runs\n";
    for (const std::size_t runs : spent_) text += fmt::format("{}\n", runs);
    write_file(runs_file(), text);
  }
  void read_runs(int generations) {
    if (generations == 0) return;  // the first was simulated just now
    Problems problems;
    const csv::Table table = csv::load(runs_file(), {.required = {"runs"}, .optional = {}}, problems);
    for (std::size_t row = 0; row < std::min(table.rows(), static_cast<std::size_t>(generations)); ++row)
      spent_.push_back(static_cast<std::size_t>(table.required_number(row, 0).value_or(0)));
    problems.throw_if_any();
  }
  std::vector<double> evaluate(std::span<const double> places) {
    std::vector<Policy> policies;
    const std::size_t levers = lever_count(spec_);
    std::vector<double> beyond;
    for (std::size_t at = 0; at < places.size(); at += levers) {
      Policy policy = policy_at(spec_, places.subspan(at, levers));
      beyond.push_back(beyond_budget(spec_, policy));
      if (beyond.back() == 0) policies.push_back(std::move(policy));
    }
    spent_.push_back(0);
    Outcomes outcomes;
    if (!policies.empty()) {
      outcomes = simulate(spec_, policies, trial_, work_.threads, work_.stop);
      found_.runs += spent_.back() = outcomes.runs;
      if (reference_.empty()) reference_ = best_of_units(spec_, outcomes);
    }
    std::vector<double> fitness;
    std::size_t simulated = 0;
    for (const double too_much : beyond) {
      const std::size_t p = simulated;
      if (too_much == 0) ++simulated;
      for (const double value : too_much > 0
                                    ? fitness_beyond(spec_, too_much)
                                    : fitness_of(spec_, judge(spec_, policies[p], outcomes, p, reference_)))
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
  std::vector<std::size_t> spent_;
};

/// Policies that no other is better than, each once; of one objective, all that meet the aims: the best of
/// them is the one that luck favours most.
std::vector<Policy> candidates_of(const SearchSpec& spec, const std::vector<Individual>& all) {
  std::vector<std::vector<double>> merits(all.front().fitness.size());
  for (const Individual& one : all) {
    for (std::size_t n = 0; n < merits.size(); ++n) merits[n].push_back(-one.fitness[n]);
  }
  const auto by = dominated(merits);
  std::set<Policy> front;
  const bool single = spec.search.objectives.size() == 1;
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (!by[n] || (single && meets_aims(all[n].fitness))) front.insert(policy_at(spec, all[n].place));
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
  // Costs are dearest and cheapest at corners.
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (std::size_t corner = 0; corner < corners.count(); ++corner) {
    const double cost = cost_of(spec, {corners[corner].begin(), corners[corner].end()});
    least = std::min(least, cost);
    most = std::max(most, cost);
  }
  for (const SearchAim& aim : spec.search.aims) {
    if (aim.objective == SearchObjective::cost && (aim.at_most ? *aim.at_most < least : *aim.at_least > most))
      problems.add(spec.design.file, 0, 0, "search.aims",
                   fmt::format("no values of the levers cost {} {}: they cost {:.4g} to {:.4g}",
                               aim.at_most ? "at most" : "at least",
                               aim.at_most ? *aim.at_most : *aim.at_least, least, most));
  }
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
    refuse(work.folder.string(), "holds another search; choose another folder");
  SearchFound found;
  Generations generations(spec, work, found);
  std::vector<Policy> front = candidates_of(spec, generations.last());
  found.searching = generations.runs();
  found.candidates = front.size();
  const bool chosen_before = spec.search.choose > 0;
  std::optional<std::size_t> choice;
  if (chosen_before) {
    choice = choose(spec, front, work, found.choosing);
    found.runs += found.choosing;
    if (spec.search.objectives.size() == 1 && choice) {
      front = {front[*choice]};
      choice = 0;
    }
  }

  // The front once more as it was searched, and with fresh luck and settings, beside the scenario as it
  // stands.
  std::vector<Policy> all = front;
  all.push_back(policy_of_scenario(spec));
  std::vector<FrontPolicy> verified(all.size());
  for (const bool fresh : {false, true}) {
    const Outcomes outcomes =
        simulate(spec, all, fresh ? fresh_trial(spec) : search_trial(spec), work.threads, work.stop);
    found.runs += outcomes.runs;
    found.verifying += outcomes.runs;
    const std::vector<double> reference = fresh ? best_of_units(spec, outcomes) : generations.reference();
    for (std::size_t p = 0; p < all.size(); ++p) {
      verified[p].policy = all[p];
      (fresh ? verified[p].fresh : verified[p].searched) = judge(spec, all[p], outcomes, p, reference);
    }
  }
  found.today = verified.back();
  verified.pop_back();
  const double sign = spec.search.better == Better::less ? -1 : 1;
  std::vector<std::size_t> order(verified.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&](std::size_t n) { return sign * verified[n].searched.effect; });
  for (const std::size_t n : order) {
    const std::size_t at = found.front.size();
    found.front.push_back(verified[n]);
    if (chosen_before
            ? choice == n
            : verified[n].fresh.short_of == 0 &&
                  (!found.chosen || better(spec, verified[n].fresh, found.front[*found.chosen].fresh)))
      found.chosen = at;
  }
  return found;
}

}  // namespace concord
