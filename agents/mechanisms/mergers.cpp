#include "agents/mechanisms/mergers.hpp"

#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/footprint.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/state/state.hpp"

namespace concord {
namespace {

// docs/ODD.md, 4.9; all assumed, pp unless said.
constexpr double saved = 0.10;  ///< running costs of a merged CCG, of its budget
constexpr double mood_sd = 0.15;
constexpr double pull_of_target = 5;  ///< times the pull of running costs, once their target is set
constexpr double trust_pull = 0.8, merging_trust = 0.45;
constexpr double blueprint_pull = 0.5;

}  // namespace

void vote_on_mergers(const Context& c, State& s, SystemId system) {
  const Mergers& p = c.of<Mergers>();
  const World& w = c.world;
  const World::Group& group = w.systems[system];
  if (c.rules.prescribed_merger) s.merged[system] = Mask::all(true);
  if (!p.voluntary || !c.rules.mergers_open || group.count[1] == 0 || !any(~s.merged[system])) return;

  Real yes = 0;
  for (OrganisationId i : w.members(system)) {
    if (w.kind[i] != Kind::ccg) continue;
    const Real fear =
        s.exposure[w.place[i]] * c.of<Footprint>().exposure * (1 - c.of<Commissioning>().ringfence);
    const Real mood = mood_sd * c.random.normal(Purpose::merger, c.step(), w.address[i]);
    const Real favour = p.running_cost_pull * (c.rules.running_cost_target ? pull_of_target : 1) +
                        trust_pull * (s.trust_system[i] - merging_trust) - fear + mood - p.resistance +
                        blueprint_pull * c.rules.blueprint;
    yes += number(favour > 0.0) * w.budget[i];
  }
  const Mask completes = c.random.uniform(Purpose::merger, c.step(), w.address_of(system)) < p.completion;
  s.merged[system] = s.merged[system] | ((yes / group.budget[1] >= c.of<Pooling>().quorum) & completes);
}

void settle_running_costs(const Context& c, const State& s, SystemId system, Ledger& ledger) {
  for (OrganisationId i : c.world.members(system)) {
    if (c.world.kind[i] == Kind::ccg)
      ledger.spend(i, Money{-saved / 100 * c.world.budget[i] * number(s.merged[system])});
  }
}

}  // namespace concord
