// A design written out in full.

#include "experiments/designs/design.hpp"
#include "experiments/scenarios/resolved.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

std::string values_text(const ParameterInfo& info, const std::vector<double>& values) {
  std::string text;
  for (const double value : values)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", value_text(info, value));
  return text;
}

void write_sampling(std::string& out, const Sampling& sampling, std::string_view points) {
  out += fmt::format("design:\n  method: {}\n", name_of(sampling.method));
  const auto seed = [&] { out += fmt::format("  seed: {}\n", sampling.seed); };
  const auto shifts = [&] {
    if (sampling.shifts > 1) out += fmt::format("  shifts: {}\n", sampling.shifts);
  };
  switch (sampling.method) {
    case Method::factorial:
    case Method::one_at_a_time:
      break;
    case Method::points:
      out += fmt::format("  file: {}\n", in_quotes(points));
      break;
    case Method::latin_hypercube:
    case Method::sobol:
      out += fmt::format("  points: {}\n", sampling.points);
      shifts();
      seed();
      break;
    case Method::morris:
      out += fmt::format("  trajectories: {}\n  levels: {}\n", sampling.trajectories, sampling.levels);
      seed();
      break;
    case Method::saltelli:
      out += fmt::format("  base: {}\n", sampling.base);
      shifts();
      seed();
      break;
  }
}

/// Settings stand in the order of all parameters, so that those of a group follow one another.
void write_package(std::string& out, const Package& package) {
  out += fmt::format("      {}:", in_quotes(package.name));
  if (package.settings.empty() && package.meaning.empty()) out += " {}";
  out += '\n';
  if (!package.meaning.empty()) out += fmt::format("        meaning: {}\n", in_quotes(package.meaning));
  std::string_view group;
  for (const Setting& setting : package.settings) {
    const std::string_view path = setting.parameter->path;
    const auto dot = path.find('.');
    if (path.substr(0, dot) != group) {
      group = path.substr(0, dot);
      out += fmt::format("        {}:\n", group);
    }
    out += fmt::format("          {}: {}\n", path.substr(dot + 1),
                       value_text(*setting.parameter, setting.value));
  }
}

void write_axis(std::string& out, const Axis& axis) {
  if (axis.parameter == nullptr) {
    out += fmt::format("  {}:\n    packages:\n", axis.name);
    for (const Package& package : axis.packages) write_package(out, package);
  } else if (!axis.continuous()) {
    out += fmt::format("  {}: [{}]\n", axis.name, values_text(*axis.parameter, axis.levels));
  } else {
    out += fmt::format("  {}: {{from: {}, to: {}, scale: {}}}\n", axis.name,
                       value_text(*axis.parameter, axis.low), value_text(*axis.parameter, axis.high),
                       axis.log ? "log" : "linear");
  }
}

void write_replication(std::string& out, const Design& design) {
  const Replication& r = design.replication;
  if (!r.sequential) {
    out += fmt::format("replicates: {}\n", r.most);
    return;
  }
  out +=
      fmt::format("replicates:\n  initial: {}\n  look_ahead: {}\n  alpha: {}\n  budget: {}\n  precision:\n",
                  r.initial, r.look_ahead, r.alpha, r.most);
  for (const Precision& p : r.precision)
    out += fmt::format("    {}: {{{}: {}}}\n", design.outcomes[p.outcome].name,
                       p.absolute != 0 ? "absolute" : "relative", p.absolute != 0 ? p.absolute : p.relative);
}

}  // namespace

std::string canonical_design(const Design& design, std::string_view scenario, std::string_view points) {
  std::string out = fmt::format("sweep: {}\ntitle: {}\nscenario: {}\n", design_version,
                                in_quotes(design.title), in_quotes(scenario));
  write_sampling(out, design.sampling, points);
  std::string axes;
  for (const Axis& axis : design.axes) {
    // The columns of a table of points are its axes; only packages must be told.
    if (design.sampling.method != Method::points || axis.parameter == nullptr) write_axis(axes, axis);
  }
  if (!axes.empty()) out += "axes:\n" + axes;
  out += fmt::format("baseline: {}\n", design.baseline);
  write_replication(out, design);
  out += "outcomes:\n";
  for (const Outcome& outcome : design.outcomes)
    out += fmt::format("  {}: {{measure: {}, take: {}}}\n", outcome.name, outcome.measure,
                       text_of(outcome.take));
  out += "trajectories: [";
  for (const std::string& name : design.trajectories)
    out += fmt::format("{}{}", &name == design.trajectories.data() ? "" : ", ", name);
  out += fmt::format("]\nfailures: {}\n",
                     design.most_failures < 0 ? "any" : std::to_string(design.most_failures));
  if (design.frozen) {
    const Frozen& f = *design.frozen;
    out += fmt::format("frozen:\n  model: {}\n  scenario: {}\n  tables: {}\n  points: {}\n  unit: {}\n",
                       in_quotes(f.model), in_quotes(f.scenario), in_quotes(f.tables), in_quotes(f.points),
                       f.unit);
  }
  return out;
}

}  // namespace concord
