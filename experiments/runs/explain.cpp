#include "experiments/runs/explain.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/walkout.hpp"
#include "agents/quarter/utility_terms.hpp"
#include "sim/errors.hpp"

namespace concord {
namespace {

using Values = std::array<double, actions>;

Values first_lane(const Options& options) {
  return {options[0].lane(0), options[1].lane(0), options[2].lane(0)};
}

/// With imitation, the chance of copying each option that a body of the same kind took in the last quarter.
Values copied(const Context& c, const State& s, OrganisationId i, const std::vector<int>& last) {
  const World& w = c.world;
  Values chance{};
  for (OrganisationId model : w.everybody()) {
    if (w.kind[model] != w.kind[i]) continue;
    const Real better = s.utility_of_last[model] - s.utility_of_last[i];
    chance[static_cast<std::size_t>(last[static_cast<std::size_t>(model.index)])] +=
        first(c.of<Behaviour>().imitation / (1.0 + exp(-c.of<Behaviour>().imitation_intensity * better))) /
        w.organisation_count();
  }
  return chance;
}

/// The chances with which everybody chose in the quarter that ends. `last`: the actions before it.
void add_chances(const Context& c, const State& s, const std::vector<int>& last, std::vector<double>& out) {
  const World& w = c.world;
  for (OrganisationId i : w.everybody()) {
    const SystemId system = w.system[i];
    const Context& own = c.in(i);
    const bool joint = w.kind[i] == Kind::ccg && s.merged[system].lane(0);
    Values chance =
        first_lane(chances(joint ? joint_attraction(c, s, system) : s.attraction[i], own.rules.precision));
    if (first(own.of<Behaviour>().imitation) > 0 && !c.first()) {
      const Values copy = copied(own, s, i, last);
      const double alone = 1 - copy[0] - copy[1] - copy[2];
      for (std::size_t a = 0; a < actions; ++a) chance[a] = alone * chance[a] + copy[a];
    }
    if (first(own.of<Walkout>().rate) > 0 && w.kind[i] == Kind::council && s.out[i].lane(0)) {
      chance[0] += chance[2];
      chance[2] = 0;
    }
    out.insert(out.end(), chance.begin(), chance.end());
  }
}

}  // namespace

Reasons explain_run(const RunPlan& plan, int run, const std::stop_token& stop) {
  ensure(run >= 0 && run < plan.replicates, "a run of the plan");
  const Scenario& scenario = plan.scenario;
  const auto rows = static_cast<std::size_t>(scenario.quarters) *
                    static_cast<std::size_t>(scenario.world->organisation_count()) * actions;
  Reasons reasons{.quarters = scenario.quarters,
                  .organisations = scenario.world->organisation_count(),
                  .terms = utility_terms()};
  reasons.parts.reserve(rows * reasons.terms.size());
  for (auto* values : {&reasons.utility, &reasons.attraction, &reasons.chance}) values->reserve(rows);

  Block block;
  Workspace workspace;
  UtilityParts parts;
  std::vector<int> last(static_cast<std::size_t>(reasons.organisations));
  size_block(block, scenario, Record::organisations, 0, 1);
  const auto look = [&](const Context& c, const State& s) {
    if (stop.stop_requested()) throw Abandoned{};
    for (OrganisationId i : c.world.everybody()) {
      const Values utility = first_lane(s.utility[i]), attraction = first_lane(s.attraction[i]);
      reasons.utility.insert(reasons.utility.end(), utility.begin(), utility.end());
      reasons.attraction.insert(reasons.attraction.end(), attraction.begin(), attraction.end());
    }
    for (const Options& part : parts.values) {
      const Values values = first_lane(part);
      reasons.parts.insert(reasons.parts.end(), values.begin(), values.end());
    }
    add_chances(c, s, last, reasons.chance);
    for (OrganisationId i : c.world.everybody())
      last[static_cast<std::size_t>(i.index)] = static_cast<int>(s.action[i].lane(0));
  };
  observe_batch(scenario, plan.seed, plan.first_replicate + run, 1, workspace, block, 0, look, parts);
  for (const Record level : {Record::summary, Record::systems, Record::organisations})
    reasons.digest[static_cast<std::size_t>(level)] = digest_of_run(block, 0, level);
  reasons.columns = std::move(block.organisation);
  return reasons;
}

}  // namespace concord
