#include "agents/mechanisms/support.hpp"

#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/named_inputs.hpp"
#include "agents/state/work.hpp"

#include <algorithm>
#include <numeric>

namespace concord {
namespace {

// docs/ODD.md, 4.10; assumed.
constexpr double spare_capacity = 1.3;   ///< pressure at which a mature system can support no other
constexpr double need_of_margin = 0.02;  ///< maturity that a pp of margin counts for, in the order of need
constexpr double last_rank = 9;          ///< above any need or distance

/// Fills `order` with systems by rising key, ties by index; returns it.
const WorkRows<int>& ranked(WorkRows<int>& order, const WorkRows<double>& key) {
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](int k) { return std::pair(key[static_cast<std::size_t>(k)], k); });
  return order;
}

}  // namespace

void allocate_support(const Context& c, State& s) {
  const Support& p = c.of<Support>();
  const World& w = c.world;
  const auto maturing = [&](SystemId k) -> const Real& { return c.of<Designation>(k).maturing; };
  Real mature_count = 0, peers = p.central_capacity;
  for (SystemId k : w.all_systems()) {
    const Mask mature = s.designated[k] & (s.maturity[k] >= maturing(k));
    mature_count += number(mature);
    peers +=
        c.of<Support>(k).peer_capacity * number(mature) * clamp(spare_capacity - s.pressure[k], 0.0, 1.0);
    s.supported[k] = 0;
    s.accelerated[k] = 0;
    s.needing_support += number(s.maturity[k] < c.of<Designation>(k).developing);
  }
  Arena::Task task(s.arena);
  WorkRows<double> key(static_cast<std::size_t>(w.system_count()), &task);
  WorkRows<int> order(key.size(), &task);
  Real supported = 0;
  for (int lane = 0; lane < lanes; ++lane) {
    const auto is_mature = [&](SystemId k) {
      return s.designated[k].lane(lane) && s.maturity[k].lane(lane) >= maturing(k).lane(lane);
    };
    const auto distance = [&](SystemId k) {
      return std::abs(maturing(k).lane(lane) - s.maturity[k].lane(lane));
    };
    for (SystemId k : w.all_systems()) {
      const double need = p.nearest_first
                              ? distance(k)
                              : s.maturity[k].lane(lane) + need_of_margin * s.system_margin[k].lane(lane);
      const double known = c.first() ? c.of<Support>(k).known_difficulty.lane(lane) * w.in_difficulty[k] : 0;
      key[static_cast<std::size_t>(k.index)] = need - known + (is_mature(k) ? last_rank : 0);
    }
    double places = std::min(std::floor(peers.lane(lane)), static_cast<double>(p.most_systems));
    for (int k : ranked(order, key)) {
      if (places < 1) break;
      places -= 1;
      if (is_mature({k})) continue;
      s.supported[SystemId{k}].set_lane(lane, 1);
      supported.set_lane(lane, supported.lane(lane) + 1);
    }
    if (!c.anywhere([](const Context& of) { return of.rules.accelerator; })) continue;
    for (SystemId k : w.all_systems()) {
      const bool needs_none =
          s.designated[k].lane(lane) || accelerated_by_name(c, k) || !c.in(k).rules.accelerator;
      key[static_cast<std::size_t>(k.index)] = needs_none ? last_rank : distance(k);
    }
    double accelerator_places = p.accelerator_places;
    for (int k : ranked(order, key)) {
      if (accelerator_places < 1) break;
      accelerator_places -= 1;
      if (key[static_cast<std::size_t>(k)] < last_rank) s.accelerated[SystemId{k}].set_lane(lane, 1);
    }
  }
  const Real load = max(0.0, supported - p.central_capacity) / max(1.0, mature_count);
  for (SystemId k : w.all_systems()) {
    s.peer_load[k] = load * number(s.designated[k] & (s.maturity[k] >= maturing(k)));
    const Support& own = c.of<Support>(k);
    s.supported[k] = max(s.supported[k], own.given_support);
    s.accelerated[k] = max(s.accelerated[k], own.given_accelerator);
  }
}

void weigh_peer_support(const Context& c, const State& s, SystemId system, const Expectation&,
                        Utilities& utility) {
  const Support& p = c.of<Support>();
  const Mask costs = (p.peer_cost > 0.0) & (p.peer_capacity > 0.0);
  if (!any(costs)) return;
  const Real cost = select(costs, p.peer_cost * s.peer_load[system], 0.0);
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] != Kind::council) utility[c.row(i)][2] -= cost;
  }
}

}  // namespace concord
