#include "agents/quarter/policies_in_force.hpp"

#include "agents/mechanisms/designation.hpp"
#include "agents/quarter/rules_in_force.hpp"
#include "sim/errors.hpp"

#include <algorithm>
#include <limits>

namespace concord {
namespace {

bool all_numbers(const AimedPolicy& policy) {
  return std::ranges::all_of(policy.settings, [](const AimedSetting& setting) {
    return setting.parameter->kind == ValueKind::number;
  });
}

/// What was recorded of the quarter that ended, of a batch: [lane][thing].
MeasuredRuns measured(const State& s, Quarter last, int systems) {
  return {.runs = lanes,
          .quarters = 1,
          .start = last,
          .things = {1, static_cast<std::size_t>(systems)},
          .values = [&s](std::size_t table, std::size_t measure) {
            std::vector<double> values;
            for (int lane = 0; lane < lanes; ++lane) {
              if (table == 0) {
                values.push_back(s.measures.national[measure].lane(lane));
                continue;
              }
              for (const Real& value : s.measures.of_system[measure]) values.push_back(value.lane(lane));
            }
            return values;
          }};
}

/// Runs in which a system belongs to a group.
Mask belongs(const State& s, SystemId k, DrawnGroup group, const Designation& waves, Quarter start) {
  const auto in_wave = [&](Quarter date) {
    return s.designated[k] & (s.designated_at[k] == static_cast<double>(date - start));
  };
  switch (group) {
    case DrawnGroup::poor:
      return s.poor[k];
    case DrawnGroup::rich:
      return s.rich[k];
    case DrawnGroup::low_trust:
      return s.low_trust[k];
    case DrawnGroup::high_trust:
      return s.high_trust[k];
    case DrawnGroup::first_wave:
      return in_wave(waves.first_wave_date);
    case DrawnGroup::second_wave:
      return in_wave(waves.second_wave_date);
    case DrawnGroup::third_wave:
      return in_wave(waves.third_wave_date);
  }
  return Mask::all(false);
}

}  // namespace

bool AimedPolicy::drawn() const { return !stages.front().target.drawn.empty(); }

bool AimedPolicy::by_system() const { return drawn() || (condition && condition->of_system()); }

bool AimedPolicy::nation() const {
  return !by_system() && std::ranges::all_of(stages, [](const Stage& stage) { return stage.target.nation; });
}

PoliciesInForce::PoliciesInForce(const Scenario& scenario, const Context& nation,
                                 const std::array<LaneRun, lanes>& in_lanes)
    : scenario_(scenario), nation_(nation), in_lanes_(in_lanes), memory_(scenario.policies.size()) {
  ensure(scenario.policies.size() <= most_policies, "a scenario has at most 64 policies");
  for (std::size_t n = 0; n < scenario.policies.size(); ++n) {
    const AimedPolicy& policy = scenario.policies[n];
    for (int k = 0; k < lanes; ++k)
      on_[n].set_lane(k, (in_lanes_[static_cast<std::size_t>(k)].policies >> n & 1U) != 0);
    ensure(all_numbers(policy) || (!policy.by_run() && (!any(on_[n]) || !any(~on_[n]))),
           "runs of a batch agree in policies that set dates and switches");
    if (!policy.condition) continue;
    memory_[n].in_force.assign(
        policy.condition->of_system() ? static_cast<std::size_t>(scenario.world->system_count()) : 1,
        Mask::all(false));
  }
  find_sets();
  parameters_.assign(sets_.size(), nation.p);
  for (const Set& set : sets_) runs_.emplace_back(set.reaches.size(), Mask::all(false));
  for (const Parameters& parameters : parameters_) {
    contexts_.push_back({.world = nation.world,
                         .p = parameters,
                         .rules = {},
                         .random = nation.random,
                         .parts = nation.parts,
                         .named = nation.named});
  }
  for (Context& context : contexts_) {
    context.sets = contexts_;
    context.of_system = of_system_.data();
    context.of_body = of_body_.data();
  }
  fill(nullptr, 0, {});
}

std::uint16_t PoliciesInForce::number_of(Set set) {
  const auto found = std::ranges::find(sets_, set);
  if (found != sets_.end()) return static_cast<std::uint16_t>(found - sets_.begin());
  ensure(sets_.size() < std::numeric_limits<std::uint16_t>::max(), "policies make too many sets");
  sets_.push_back(std::move(set));
  return static_cast<std::uint16_t>(sets_.size() - 1);
}

void PoliciesInForce::find_sets() {
  const World& w = *scenario_.world;
  const std::vector<AimedPolicy>& policies = scenario_.policies;
  const auto reaches = [&](const auto& from_of) {
    std::vector<Reach> list;
    for (std::size_t n = 0; n < policies.size(); ++n) {
      std::optional<Quarter> first;
      for (const Stage& stage : policies[n].stages) {
        if (!first && from_of(policies[n], stage)) first = stage.from;
      }
      if (first) list.push_back({n, *first});
    }
    return list;
  };
  const auto set_of = [&](std::vector<Reach> list, SystemId system) {
    const bool own =
        std::ranges::any_of(list, [&](const Reach& reach) { return policies[reach.policy].by_system(); });
    return Set{std::move(list), own ? system : SystemId{-1}};
  };
  number_of(set_of(reaches([](const AimedPolicy& policy, const Stage&) { return policy.nation(); }), {-1}));
  for (const SystemId k : w.all_systems()) {
    of_system_.push_back(number_of(set_of(reaches([&](const AimedPolicy&, const Stage& stage) {
                                            return !stage.target.at_bodies &&
                                                   std::ranges::binary_search(stage.target.systems, k);
                                          }),
                                          k)));
  }
  for (const OrganisationId i : w.everybody()) {
    of_body_.push_back(number_of(set_of(reaches([&](const AimedPolicy&, const Stage& stage) {
                                          return std::ranges::binary_search(stage.target.bodies, i);
                                        }),
                                        w.system[i])));
  }
}

void PoliciesInForce::look(const State& s, int t) {
  const MeasuredRuns runs = measured(s, scenario_.start + (t - 1), scenario_.world->system_count());
  for (std::size_t n = 0; n < memory_.size(); ++n) {
    const AimedPolicy& policy = scenario_.policies[n];
    if (!policy.condition) continue;
    std::vector<Mask>& in_force = memory_[n].in_force;
    const std::vector<double> holds = evaluate(policy.condition->holds, runs, &memory_[n].held);
    const bool begun = scenario_.start + t >= policy.stages.front().from;
    for (std::size_t unit = 0; unit < in_force.size(); ++unit) {
      for (int lane = 0; lane < lanes; ++lane) {
        const bool now = holds[static_cast<std::size_t>(lane) * in_force.size() + unit] == 1;
        in_force[unit].set_lane(lane, begun && (now || (policy.lasting && in_force[unit].lane(lane))));
      }
    }
  }
}

Mask PoliciesInForce::runs_of(const Reach& reach, const Set& set, const State* state) const {
  const AimedPolicy& policy = scenario_.policies[reach.policy];
  Mask runs = on_[reach.policy];
  if (policy.condition)
    runs =
        runs & memory_[reach.policy]
                   .in_force[policy.condition->of_system() ? static_cast<std::size_t>(set.system.index) : 0];
  if (!policy.drawn()) return runs;
  if (state == nullptr) return Mask::all(false);
  Mask in = Mask::all(false);
  for (const DrawnGroup group : policy.stages.front().target.drawn)
    in = in | belongs(*state, set.system, group, nation_.of<Designation>(), scenario_.start);
  return runs & in;
}

void PoliciesInForce::fill(const State* state, int t, std::span<const Change> changes) {
  const Quarter now = scenario_.start + t;
  for (std::size_t n = 0; n < sets_.size(); ++n) {
    const std::vector<Reach>& reaches = sets_[n].reaches;
    bool stale = !changes.empty();
    for (std::size_t k = 0; k < reaches.size(); ++k) {
      const bool in_time = reaches[k].from <= now && now < scenario_.policies[reaches[k].policy].until;
      const Mask runs = in_time ? runs_of(reaches[k], sets_[n], state) : Mask::all(false);
      stale = stale || any((runs & ~runs_[n][k]) | (~runs & runs_[n][k]));
      runs_[n][k] = runs;
    }
    if (stale) make(n, changes);
    contexts_[n].rules = rules_in_force(parameters_[n], scenario_.start, t);
  }
}

void PoliciesInForce::lay(const AimedSetting& setting, const Mask& runs, Parameters& over) const {
  const auto value_of = [&](int lane) {
    const std::span<const double> own = in_lanes_[static_cast<std::size_t>(lane)].policy_values;
    return setting.varied < 0 || own.empty() ? setting.value : own[static_cast<std::size_t>(setting.varied)];
  };
  if (setting.varied < 0 || setting.parameter->kind != ValueKind::number) {  // the same for all of a batch
    if (any(~runs)) {
      setting.parameter->set_where(over, value_of(0), runs);
    } else {
      setting.parameter->set(over, value_of(0));
    }
    return;
  }
  for (int lane = 0; lane < lanes; ++lane) {
    Mask alone = Mask::all(false);
    alone.set_lane(lane, runs.lane(lane));
    setting.parameter->set_where(over, value_of(lane), alone);
  }
}

void PoliciesInForce::make(std::size_t set, std::span<const Change> changes) {
  Parameters& parameters = parameters_[set];
  const auto settings_of = [&](std::size_t reach) -> const std::vector<AimedSetting>& {
    return scenario_.policies[sets_[set].reaches[reach].policy].settings;
  };
  // What is neither changed nor set by a policy stays: whole sets are costly to copy.
  for (const Change& change : changes) change.parameter->copy(parameters, nation_.p);
  for (std::size_t k = 0; k < runs_[set].size(); ++k) {
    for (const AimedSetting& setting : settings_of(k)) setting.parameter->copy(parameters, nation_.p);
  }
  for (std::size_t k = 0; k < runs_[set].size(); ++k) {
    if (!any(runs_[set][k])) continue;
    for (const AimedSetting& setting : settings_of(k)) lay(setting, runs_[set][k], parameters);
  }
}

const Context& PoliciesInForce::update(const State& state, int t, std::span<const Change> changes) {
  if (t > 0) look(state, t);
  fill(&state, t, changes);
  return nation();
}

}  // namespace concord
