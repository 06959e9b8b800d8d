#pragma once
// A hand-made sweep with a question: a lever of five levels or four packages, two circumstances, a dozen
// parameter sets or none, and an outcome that the test makes up.

#include "agents/mechanisms/duty.hpp"
#include "experiments/answers/answer.hpp"
#include "tests/experiments/hand_made_sweep.hpp"
#include "tests/experiments/small_design.hpp"
#include "tests/support/folder.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord::test {

/// What an outcome is made of.
struct Made {
  double lever;      ///< level, or number of the package
  double relief;     ///< 0 or 1
  std::size_t set;   ///< number of the parameter set
  double parameter;  ///< behaviour.memory of that set
  double luck;       ///< of the replicate, about ±1.7
};

class AskedSweep : public InFolder {
 protected:
  std::size_t sets_ = 12;
  bool packages_ = false, costs_ = false;                              ///< costs: ten times the level, in £m
  double today_ = first(Parameters{}.of<Duty>().strength), from_ = 0;  ///< of the lever
  Better better_ = Better::neither;
  std::set<std::int64_t> failed_;

  /// Memory of the sets grows with their number, but not in their order.
  double memory(std::size_t set) const {
    return 0.2 + 0.05 * static_cast<double>((set * 5) % std::max<std::size_t>(sets_, 1));
  }

  const Answer& answer(const std::function<double(const Made&)>& outcome, double matters = 0.02) {
    make_design(matters);
    HandSweep sweep;
    sweep.axes = {{.name = design_.axes[0].name}, {.name = "break_even.relief"}};
    std::vector<std::vector<double>> levels{design_.axes[0].levels, design_.axes[1].levels};
    if (packages_) {
      sweep.axes[0].kind = "packages";
      for (const Package& package : design_.axes[0].packages) sweep.axes[0].packages.push_back(package.name);
    }
    if (sets_ > 0) {
      sweep.axes.push_back({.name = "parameter_set", .kind = "packages"});
      for (const Package& set : design_.axes[2].packages) sweep.axes.back().packages.push_back(set.name);
      levels.push_back(design_.axes[2].levels);
    }
    sweep.points = grid(levels);
    sweep.replicates = 8;
    sweep.failed = failed_;
    sweep.outcomes = {{"own", "share", [&](std::span<const double> point, int replicate) {
                         const auto set = sets_ > 0 ? static_cast<std::size_t>(point[2]) : 0;
                         return outcome({point[0], point[1], set, memory(set), luck(replicate)}) +
                                unlike(set, replicate) * point[0] * (1 + point[1]);
                       }}};
    if (costs_)
      sweep.outcomes.push_back({"centre", "£m", [&](std::span<const double> point, int replicate) {
                                  const auto set = sets_ > 0 ? static_cast<std::size_t>(point[2]) : 0;
                                  return 10 * point[0] + unlike(set, replicate) * point[0];
                                }});
    sweep.write(home_ / "s.h5");
    answer_ = std::make_unique<Answer>(answer_of(design_, SweepReader(home_ / "s.h5")));
    return *answer_;
  }
  const OutcomeFinding& finding(const std::function<double(const Made&)>& outcome, double matters = 0.02) {
    return answer(outcome, matters).findings.front();
  }

  Design design_;
  std::unique_ptr<Answer> answer_;

 private:
  /// No two units are moved quite alike, on average by nothing: equal differences would be no certainty.
  double unlike(std::size_t set, int replicate) const {
    const double unit = sets_ > 0 ? static_cast<double>(set) : replicate;
    return 1e-8 * (unit - (sets_ > 0 ? static_cast<double>(sets_ - 1) : 7) / 2);
  }
  static Package package(std::string name, std::string_view parameter, double value) {
    return {.name = std::move(name), .meaning = {}, .settings = {{find_parameter(parameter), value}}};
  }

  void make_design(double matters) {
    design_ = small_design(8);
    design_.base.scenario.parameters.of<Duty>().strength = today_;
    design_.axes = {levels_of("duty.strength", {0, 0.25, 0.5, 0.75, 1}),
                    levels_of("break_even.relief", {0, 1})};
    if (packages_) {
      Axis axis{.name = "policy"};
      for (const char* name : {"As it was", "Duty", "Pooling", "Both"}) {
        axis.levels.push_back(static_cast<double>(axis.packages.size()));
        axis.packages.push_back(
            package(name, "duty.strength", 0.1 * static_cast<double>(axis.packages.size())));
      }
      design_.axes[0] = axis;
    }
    if (sets_ > 0) {
      Axis axis{.name = "parameter_set"};
      for (std::size_t n = 0; n < sets_; ++n) {
        axis.levels.push_back(static_cast<double>(n));
        Package set = package("set " + std::to_string(n + 1), "behaviour.memory", memory(n));
        // Another parameter that has nothing to do with anything.
        set.settings.push_back(
            {find_parameter("relationships.gain"), 0.05 + 0.01 * static_cast<double>((n * 7 + 3) % 11)});
        axis.packages.push_back(std::move(set));
      }
      design_.axes.push_back(std::move(axis));
    }
    design_.outcomes.resize(costs_ ? 2 : 1);
    design_.outcomes[0].name = "own";
    if (costs_)
      design_.outcomes[1] = {
          .name = "centre",
          .measure = "centre_cost",
          .take = {Aggregation::How::sum, financial_quarter(2018, 1), financial_quarter(2018, 4)},
          .unit = "£m",
          .meaning = {}};
    Question question;
    question.number = "Q99";
    question.asks = "Does it help?";
    question.why = "Because.";
    question.reading = "Like this.";
    question.lever = {.axis = 0,
                      .as = "a stronger duty",
                      .name = "duty",
                      .from = from_,
                      .to = packages_ ? 3.0 : 1.0,
                      .levels = {}};
    question.contexts = {{1, "relief", {{0, "without relief"}, {1, "with relief"}}}};
    if (sets_ > 0) question.sets = 2;
    question.outcomes = {{0, "the share of own interest", matters, better_}};
    if (costs_) question.outcomes.push_back({1, "what the centre pays", 1, Better::less});
    design_.question = question;
  }
};

}  // namespace concord::test
