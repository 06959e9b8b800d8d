// A design written out in full.

#include "experiments/designs/design_keys.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/scenario_keys.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

std::string values_text(const ParameterInfo& info, const std::vector<double>& values) {
  std::string text;
  for (const double value : values)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", value_text(info, value));
  return text;
}

std::string range_text(const Axis& axis) {
  return fmt::format("from: {}, to: {}, scale: {}", value_text(*axis.parameter, axis.low),
                     value_text(*axis.parameter, axis.high), axis.log ? "log" : "linear");
}

/// Settings stand in the order of all parameters, so that those of a group follow one another.
void write_package(std::string& out, const Package& package) {
  out += fmt::format("      {}:", in_quotes(package.name));
  if (package.settings.empty() && package.meaning.empty() && package.policies.empty()) out += " {}";
  out += '\n';
  if (!package.meaning.empty()) out += fmt::format("        meaning: {}\n", in_quotes(package.meaning));
  if (!package.policies.empty()) {
    std::string names;
    for (const std::string& name : package.policies)
      names += fmt::format("{}{}", names.empty() ? "" : ", ", in_quotes(name));
    out += fmt::format("        policies: [{}]\n", names);
  }
  ParameterLines lines(out, 8);
  for (const Setting& setting : package.settings) lines.add(*setting.parameter, setting.value);
}

void write_axis(std::string& out, const Axis& axis) {
  if (axis.parameter == nullptr) {
    out += fmt::format("  {}:\n    packages:\n", axis.name);
    for (const Package& package : axis.packages) write_package(out, package);
  } else if (!axis.policy.empty()) {
    out += fmt::format(
        "  {}: {{policy: {}, parameter: {}, {}}}\n", axis.name, in_quotes(axis.policy), axis.parameter->path,
        axis.continuous() ? range_text(axis)
                          : fmt::format("values: [{}]", values_text(*axis.parameter, axis.levels)));
  } else if (!axis.continuous()) {
    out += fmt::format("  {}: [{}]\n", axis.name, values_text(*axis.parameter, axis.levels));
  } else {
    out += fmt::format("  {}: {{{}}}\n", axis.name, range_text(axis));
  }
}

}  // namespace

std::string axes_lines(const Design& design) {
  std::string axes;
  for (const Axis& axis : design.axes) {
    // The columns of a table of points are its axes; only packages must be told.
    if (design.sampling.method != Method::points || axis.parameter == nullptr) write_axis(axes, axis);
  }
  return axes.empty() ? axes : "axes:\n" + axes;
}

std::string precision_lines(const Design& design) {
  std::string out = "  precision:\n";
  for (const Precision& p : design.replication.precision)
    out += fmt::format("    {}: {{{}: {}}}\n", design.outcomes[p.outcome].name,
                       p.absolute != 0 ? "absolute" : "relative", p.absolute != 0 ? p.absolute : p.relative);
  return out;
}

std::string outcomes_lines(const Design& design) {
  std::string out = "outcomes:\n";
  for (const Outcome& outcome : design.outcomes)
    out += fmt::format("  {}: {{measure: {}, take: {}}}\n", outcome.name,
                       is_measure(outcome.measure) ? outcome.measure : in_quotes(outcome.measure),
                       text_of(outcome.take));
  return out;
}

std::string canonical_design(const Design& design, std::string_view scenario, std::string_view points) {
  Design whole = design;
  return written(design_keys(whole, scenario, points));
}

}  // namespace concord
