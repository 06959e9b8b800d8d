#include "agents/mechanisms/behaviour.hpp"

#include "agents/state/work.hpp"

namespace concord {
namespace {

CONCORD_INLINE Options logit(const Options& attraction, const Real& precision) {
  const Real best = max(attraction[0], max(attraction[1], attraction[2]));
  const Real institution = exp(precision * (attraction[0] - best)),
             place = exp(precision * (attraction[1] - best)),
             system = exp(precision * (attraction[2] - best));
  const Real sum = institution + place + system;
  return {institution / sum, place / sum, system / sum};
}

/// Choice with one uniform.
CONCORD_INLINE Real chosen(const Options& attraction, const Real& precision, Real u) {
  const Options p = logit(attraction, precision);
  return number(u > p[0]) + number(u > p[0] + p[1]);
}

}  // namespace

Options chances(const Options& attraction, const Real& precision) { return logit(attraction, precision); }

Options joint_attraction(const Context& c, const State& s, SystemId system) {
  const World& w = c.world;
  Options joint{};
  for (std::size_t a = 0; a < actions; ++a) {
    Real sum = 0;
    for (OrganisationId i : w.members(system)) {
      if (w.kind[i] == Kind::ccg) sum += w.budget[i] * s.attraction[i][a];
    }
    joint[a] = sum / w.systems[system].budget[1];
  }
  return joint;
}

void learn(const Context& c, State& s, SystemId system, Expectation& expected) {
  // Experience-weighted attraction (Camerer and Ho, 1999); at first, what each option promises.
  const Real memory = c.of<Behaviour>().memory, foregone = c.of<Behaviour>().foregone_weight;
  for (OrganisationId i : c.world.members(system)) {
    const Options utility = expected.utility.of(c.row(i));
    for (std::size_t a = 0; a < actions; ++a) {
      const Real lived = foregone + (1 - foregone) * number(s.last_action[i] == static_cast<double>(a));
      s.attraction[i][a] =
          c.first() ? utility[a] : memory * s.attraction[i][a] + (1 - memory) * lived * utility[a];
    }
    s.utility[i] = utility;
  }
}

void choose(const Context& c, State& s, SystemId system) {
  const World& w = c.world;
  const Real precision = c.rules.precision;
  const Mask merged = s.merged[system];
  const bool some_merged = w.first_ccg[system] && any(merged);
  Options joint{};
  Real joint_u = 0;
  if (some_merged) {
    joint_u = c.random.uniform(Purpose::choice, c.step(), w.address[*w.first_ccg[system]]);
    joint = joint_attraction(c, s, system);
  }
  for (OrganisationId i : w.members(system)) {
    Options attraction = s.attraction[i];
    Real u = c.random.uniform(Purpose::choice, c.step(), w.address[i]);
    if (some_merged && w.kind[i] == Kind::ccg) {
      for (std::size_t a = 0; a < actions; ++a) attraction[a] = select(merged, joint[a], attraction[a]);
      u = select(merged, joint_u, u);
    }
    s.action[i] = chosen(attraction, precision, u);
  }
}

void imitate(const Context& c, State& s) {
  const World& w = c.world;
  if (c.first()) return;
  for (OrganisationId i : w.everybody()) {
    const Options& utility = s.utility[i];
    s.utility_of_last[i] =
        select(s.last_action[i] == 0.0, utility[0], select(s.last_action[i] == 1.0, utility[1], utility[2]));
  }
  for (OrganisationId i : w.everybody()) {
    const Real pick =
        c.random.uniform(Purpose::model_to_imitate, c.step(), w.address[i]) * w.organisation_count();
    Real their_utility = 0.0, their_action = 0.0, same_kind = 0.0;
    for (int lane = 0; lane < lanes; ++lane) {
      const OrganisationId model{std::min(static_cast<int>(pick.lane(lane)), w.organisation_count() - 1)};
      their_utility.set_lane(lane, s.utility_of_last[model].lane(lane));
      their_action.set_lane(lane, s.last_action[model].lane(lane));
      same_kind.set_lane(lane, w.kind[model] == w.kind[i] ? 1 : 0);
    }
    const Behaviour& p = c.of<Behaviour>(w.system[i]);
    // Pairwise comparison by the Fermi rule (Traulsen, Nowak and Pacheco, 2006).
    const Real chance =
        p.imitation / (1.0 + exp(-p.imitation_intensity * (their_utility - s.utility_of_last[i])));
    const Mask copies =
        (same_kind == 1.0) & (c.random.uniform(Purpose::imitation, c.step(), w.address[i]) < chance);
    s.action[i] = select(copies, their_action, s.action[i]);
  }
}

}  // namespace concord
