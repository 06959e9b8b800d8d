#include "agents/mechanisms/support.hpp"

#include "agents/state.hpp"

#include <algorithm>
#include <numeric>

namespace concord {
namespace {

/// Fills scratch.order with systems by rising key, ties by index; returns it.
const std::vector<int>& ranked(Scratch& scratch) {
  std::iota(scratch.order.begin(), scratch.order.end(), 0);
  std::ranges::sort(scratch.order, {},
                    [&](int k) { return std::pair(scratch.key[static_cast<std::size_t>(k)], k); });
  return scratch.order;
}

}  // namespace

void allocate_support(const Context& c, State& s) {
  const Support& p = c.p.support;
  const World& w = c.world;
  const double mature_at = c.p.designation.maturing;
  Real mature_count = 0, peers = p.central_capacity;
  for (SystemId k : w.all_systems()) {
    const Mask mature = s.designated[k] & (s.maturity[k] >= mature_at);
    mature_count += number(mature);
    peers += p.peer_capacity * number(mature) * clamp(1.3 - s.pressure[k], 0.0, 1.0);
    s.supported[k] = 0;
    s.accelerated[k] = 0;
    s.measures[Measure::needing_support] += number(s.maturity[k] < c.p.designation.developing);
  }
  Real supported = 0;
  for (int lane = 0; lane < lanes; ++lane) {
    const auto is_mature = [&](SystemId k) {
      return s.designated[k].lane(lane) && s.maturity[k].lane(lane) >= mature_at;
    };
    const auto distance = [&](SystemId k) { return std::abs(mature_at - s.maturity[k].lane(lane)); };
    for (SystemId k : w.all_systems()) {
      const double need =
          p.nearest_first ? distance(k) : s.maturity[k].lane(lane) + 0.02 * s.system_margin[k].lane(lane);
      s.scratch.key[static_cast<std::size_t>(k.index)] = need + (is_mature(k) ? 9 : 0);
    }
    double places = std::min(std::floor(peers.lane(lane)), static_cast<double>(p.most_systems));
    for (int k : ranked(s.scratch)) {
      if (places < 1) break;
      places -= 1;
      if (is_mature({k})) continue;
      s.supported[SystemId{k}].set_lane(lane, 1);
      supported.set_lane(lane, supported.lane(lane) + 1);
    }
    if (!c.rules.accelerator) continue;
    for (SystemId k : w.all_systems()) {
      s.scratch.key[static_cast<std::size_t>(k.index)] = s.designated[k].lane(lane) ? 99 : distance(k);
    }
    double accelerator_places = p.accelerator_places;
    for (int k : ranked(s.scratch)) {
      if (accelerator_places < 1) break;
      accelerator_places -= 1;
      if (!s.designated[SystemId{k}].lane(lane)) s.accelerated[SystemId{k}].set_lane(lane, 1);
    }
  }
  const Real load = max(0.0, supported - p.central_capacity) / max(1.0, mature_count);
  for (SystemId k : w.all_systems()) {
    s.peer_load[k] = load * number(s.designated[k] & (s.maturity[k] >= mature_at));
  }
  s.measures[Measure::supported] = supported;
}

void weigh_peer_support(const Context& c, State& s, SystemId system) {
  if (c.p.support.peer_cost == 0 || c.p.support.peer_capacity == 0) return;
  const Real cost = c.p.support.peer_cost * s.peer_load[system];
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council) s.scratch.payoff[c.row(i)].utility[2] -= cost;
  }
}

}  // namespace concord
