#include "experiments/designs/points.hpp"

#include "experiments/platform/csv_text.hpp"
#include "experiments/scenarios/plausible_settings.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/statistics/sampling.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace concord {
namespace {

/// Does this coordinate leave the scenario's parameters as they are? A policy that fixes what runs draw does
/// not.
bool changes_nothing(const Axis& axis, double coordinate, const Scenario& scenario) {
  const Parameters& base = scenario.parameters;
  if (axis.parameter != nullptr) return value_in(axis, scenario) == coordinate;
  if (coordinate == as_in_scenario) return true;
  const Package& package = axis.packages[static_cast<std::size_t>(coordinate)];
  return package.policies.empty() && std::ranges::all_of(package.settings, [&](const Setting& setting) {
           return setting.parameter->get(base) == setting.value &&
                  !(scenario.plausible.draws() && scenario.plausible.decides(*setting.parameter));
         });
}

/// Of the scenario as it stands. A package that changes nothing is as good as none.
std::vector<double> baseline_coordinates(const Design& design) {
  const Scenario& base = design.base.scenario;
  std::vector<double> coordinates;
  for (const Axis& axis : design.axes) {
    double coordinate = axis.parameter != nullptr ? value_in(axis, base) : as_in_scenario;
    for (std::size_t k = axis.packages.size(); k-- > 0;) {
      if (changes_nothing(axis, static_cast<double>(k), base)) coordinate = static_cast<double>(k);
    }
    coordinates.push_back(coordinate);
  }
  return coordinates;
}

/// What one_at_a_time tries of an axis.
std::vector<double> deviations(const Axis& axis, const Scenario& base) {
  std::vector<double> values = axis.continuous() ? std::vector<double>{axis.low, axis.high} : axis.levels;
  std::erase_if(values, [&](double value) { return changes_nothing(axis, value, base); });
  return values;
}

void add_factorial(const std::vector<Axis>& axes, std::vector<double>& coordinates) {
  std::vector<std::size_t> at(axes.size(), 0);
  while (true) {
    for (std::size_t k = 0; k < axes.size(); ++k) coordinates.push_back(axes[k].levels[at[k]]);
    std::size_t k = axes.size();
    while (k > 0 && ++at[k - 1] == axes[k - 1].levels.size()) at[--k] = 0;
    if (k == 0) return;
  }
}

void add_one_at_a_time(const Design& design, std::vector<double>& coordinates) {
  const std::vector<double> baseline = baseline_coordinates(design);
  if (design.baseline) coordinates = baseline;
  for (std::size_t k = 0; k < design.axes.size(); ++k) {
    for (const double value : deviations(design.axes[k], design.base.scenario)) {
      coordinates.insert(coordinates.end(), baseline.begin(), baseline.end());
      coordinates[coordinates.size() - baseline.size() + k] = value;
    }
  }
}

void add_sample(const std::vector<Axis>& axes, const Sample& sample, std::vector<double>& coordinates) {
  ensure(sample.columns == axes.size(), "a column of the sample for every axis");
  coordinates.reserve((sample.rows + 1) * axes.size());
  for (std::size_t row = 0; row < sample.rows; ++row) {
    for (std::size_t k = 0; k < axes.size(); ++k)
      coordinates.push_back(coordinate_at(axes[k], sample.at(row, k)));
  }
}

std::size_t count(int number) { return static_cast<std::size_t>(number); }

std::optional<std::size_t> find_baseline(const Design& design, const Points& points) {
  const Scenario& base = design.base.scenario;
  for (std::size_t p = 0; p < points.count(); ++p) {
    bool same = true;
    for (std::size_t k = 0; k < points.axes && same; ++k)
      same = changes_nothing(design.axes[k], points[p][k], base);
    if (same) return p;
  }
  return std::nullopt;
}

}  // namespace

double point_count(const Design& design) {
  const Sampling& sampling = design.sampling;
  const auto axes = static_cast<double>(design.axes.size());
  switch (sampling.method) {
    case Method::factorial: {
      double product = 1;
      for (const Axis& axis : design.axes) product *= static_cast<double>(axis.levels.size());
      return product;
    }
    case Method::one_at_a_time: {
      double sum = design.baseline ? 1 : 0;
      for (const Axis& axis : design.axes)
        sum += static_cast<double>(deviations(axis, design.base.scenario).size());
      return sum;
    }
    case Method::points:
      return axes == 0 ? 0 : static_cast<double>(sampling.rows.size()) / axes;
    case Method::latin_hypercube:
    case Method::sobol:
      return sampling.points;
    case Method::morris:
      return sampling.trajectories * (axes + 1);
    case Method::saltelli:
      break;
  }
  return sampling.base * (axes + 2);
}

Points make_points(const Design& design) {
  const Sampling& sampling = design.sampling;
  Points points{.axes = design.axes.size()};
  ensure(points.axes > 0 && point_count(design) <= static_cast<double>(most_points),
         "a design that was checked");
  std::vector<double>& to = points.coordinates;
  switch (sampling.method) {
    case Method::factorial:
      add_factorial(design.axes, to);
      break;
    case Method::one_at_a_time:
      add_one_at_a_time(design, to);
      break;
    case Method::points:
      to = sampling.rows;
      break;
    case Method::latin_hypercube:
      add_sample(design.axes, latin_hypercube(count(sampling.points), points.axes, sampling.seed), to);
      break;
    case Method::sobol:
      add_sample(design.axes,
                 sobol_sequence(count(sampling.points), points.axes, sampling.seed, count(sampling.shifts)),
                 to);
      break;
    case Method::morris:
      add_sample(design.axes,
                 morris_trajectories(count(sampling.trajectories), points.axes, count(sampling.levels),
                                     sampling.seed),
                 to);
      break;
    case Method::saltelli:
      add_sample(design.axes,
                 saltelli_design(count(sampling.base), points.axes, sampling.seed, count(sampling.shifts)),
                 to);
      break;
  }
  points.baseline = find_baseline(design, points);
  if (design.baseline && !points.baseline) {
    points.baseline = points.count();
    const std::vector<double> baseline = baseline_coordinates(design);
    to.insert(to.end(), baseline.begin(), baseline.end());
  }
  return points;
}

std::vector<Setting> settings_at(const Design& design, std::span<const double> point) {
  std::vector<Setting> settings;
  for (std::size_t k = 0; k < point.size(); ++k) {
    const Axis& axis = design.axes[k];
    if (axis.national()) {
      settings.push_back({axis.parameter, point[k]});
    } else if (axis.parameter == nullptr && point[k] != as_in_scenario) {
      const auto& package = axis.packages[static_cast<std::size_t>(point[k])].settings;
      settings.insert(settings.end(), package.begin(), package.end());
    }
  }
  return settings;
}

Parameters parameters_at(const Design& design, std::span<const double> point, Parameters of_run) {
  for (const Setting& setting : settings_at(design, point)) setting.parameter->set(of_run, setting.value);
  return of_run;
}

Parameters parameters_at(const Design& design, std::span<const double> point) {
  return parameters_at(design, point, design.base.scenario.parameters);
}

std::uint64_t policies_at(std::span<const Axis> axes, const Scenario& scenario,
                          std::span<const double> point) {
  std::uint64_t named = 0, chosen = 0;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    for (std::size_t n = 0; n < axes[k].packages.size(); ++n) {
      for (const std::string& name : axes[k].packages[n].policies) {
        const auto found = std::ranges::find(scenario.policies, name, &AimedPolicy::name);
        ensure(found != scenario.policies.end(), "packages name policies of the scenario");
        const std::uint64_t bit = std::uint64_t{1} << (found - scenario.policies.begin());
        named |= bit;
        if (static_cast<double>(n) == point[k]) chosen |= bit;
      }
    }
  }
  return ~named | chosen;
}

std::vector<double> policy_values_at(std::span<const Axis> axes, std::span<const double> point) {
  std::vector<double> values;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    if (!axes[k].policy.empty()) values.push_back(point[k]);
  }
  return values;
}

void check_points(const Design& design, const Points& points, Problems& problems) {
  struct Fault {
    std::size_t first = 0, points = 0;
    std::string text;
  };
  std::map<std::string, Fault> faults;  // by relation, or by what is wrong with a row of a table
  const PlausibleOrders rows(design.base.scenario.plausible);
  for (std::size_t p = 0; p < points.count(); ++p) {
    const std::vector<Setting> settings = settings_at(design, points[p]);
    Scenario scenario = design.base.scenario;
    bool of_rows = false;
    for (const Setting& setting : settings) {
      setting.parameter->set(scenario.parameters, setting.value);
      scenario.plausible.leave(*setting.parameter, "point");
      of_rows = of_rows || rows.concern(*setting.parameter);
    }
    std::set<std::string> broken;  // by this point
    const auto add = [&](const std::string& what, const auto& text) {
      if (!broken.insert(what).second) return;
      Fault& fault = faults[what];
      if (fault.points++ > 0) return;
      fault.first = p;
      fault.text = text();
    };
    for (const Quarter quarter : stretches(scenario)) {
      const Parameters parameters = parameters_in(scenario, quarter);
      for (const std::size_t relation : broken_whatever_is_drawn(scenario, quarter, parameters))
        add(fmt::format("{:4}", relation), [&] { return relation_text(relation, parameters); });
    }
    if (!of_rows) continue;
    for (const auto& fault : rows.faults_of(scenario)) add(fault.text, [&] { return fault.text; });
  }
  for (const auto& [what, fault] : faults) {
    problems.add(design.file, 0, 0, "axes",
                 fmt::format("at point {}, {} ({} of {} points); narrow an axis so that no point does that",
                             fault.first, fault.text, fault.points, points.count()));
  }
}

std::string points_csv(const Design& design, const Points& points) {
  std::string out = "point";
  for (const Axis& axis : design.axes) out.append(",").append(axis.name);
  out += '\n';
  for (std::size_t p = 0; p < points.count(); ++p) {
    out += std::to_string(p);
    for (std::size_t k = 0; k < points.axes; ++k)
      out.append(",").append(csv_cell(text_of(design.axes[k], points[p][k])));
    out += '\n';
  }
  return out;
}

}  // namespace concord
