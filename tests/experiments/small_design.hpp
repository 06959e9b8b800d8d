#pragma once
// A design small enough to carry out in a blink: six points of the two systems of small_plan.hpp.

#include "experiments/campaigns/plan.hpp"
#include "sim/errors.hpp"
#include "tests/experiments/small_plan.hpp"

namespace concord::test {

inline Axis levels_of(std::string_view parameter, std::vector<double> levels) {
  Axis axis;
  axis.parameter = find_parameter(parameter);
  axis.name = axis.parameter->path;
  axis.levels = std::move(levels);
  return axis;
}

inline Design small_design(int replicates) {
  Design design;
  design.title = "Duty and pooling";
  design.file = "designs/small.yaml";
  design.scenario = "small.yaml";
  design.base = small_plan(replicates, Record::summary);
  design.axes = {levels_of("duty.strength", {0, 0.5, 1}), levels_of("pooling.floor", {0, 1})};
  design.replication.most = replicates;
  design.baseline = false;
  const Aggregation last{
      .how = Aggregation::How::mean, .first = financial_quarter(2017, 2), .last = financial_quarter(2018, 1)};
  design.outcomes = {{"institution_share", "institution_share", last, "share", "Own interest."},
                     {"pooled", "pooled_share", last, "share", "Pooled share."}};
  design.trajectories = {"maturity"};
  return design;
}

inline Plan plan_of(Design design) {
  Problems problems;
  Plan plan = make_plan(std::move(design), problems);
  problems.throw_if_any();
  return plan;
}

}  // namespace concord::test
