#pragma once
// Everything that changes during a run: one value a replicate (Real) in every row.

#include "agents/state/ledger.hpp"
#include "agents/state/measures.hpp"
#include "agents/state/named_input.hpp"
#include "agents/state/parameters.hpp"
#include "agents/state/phase.hpp"
#include "agents/state/purpose.hpp"
#include "agents/state/rules.hpp"
#include "agents/world/world.hpp"
#include "sim/arena.hpp"
#include "sim/random.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace concord {

template <class Tag>
using Reals = Column<Tag, Real>;
template <class Tag>
using Masks = Column<Tag, Mask>;

struct State {
  // Organisations.
  Reals<OrganisationTag> margin;         ///< underlying, pp
  Reals<OrganisationTag> effect;         ///< running effect of everybody's actions on the margin, pp
  Reals<OrganisationTag> improvement;    ///< achievable in the year, pp
  Reals<OrganisationTag> luck;           ///< of the year, hidden until it appears in the accounts, pp
  Reals<OrganisationTag> lasting_shock;  ///< to the margin, this year, pp
  Reals<OrganisationTag> passing_shock;  ///< the same that will be gone next year, pp
  Reals<OrganisationTag> from_sector;    ///< last margin of a trust above the median of its sector, pp
  Reals<OrganisationTag> last_year;      ///< outturn, pp
  Reals<OrganisationTag> control_total;  ///< pp
  Reals<OrganisationTag> year_to_date;   ///< margin before sustainability funding, pp
  Reals<OrganisationTag> put_off;        ///< of this year's payments to the next, pp of the year's budget
  Reals<OrganisationTag> carried;        ///< the same of last year's, paid in four parts, pp
  Reals<OrganisationTag> in_deficit;     ///< 1 = without support, at the planning round
  Reals<OrganisationTag> accepted;       ///< 1 = signed the own control total
  Reals<OrganisationTag> trust_place, trust_system;
  Reals<OrganisationTag> social_weight;
  Reals<OrganisationTag> reluctance;           ///< councils, pp
  Reals<OrganisationTag> held_back;            ///< councils, by what their delays of the year before tell, pp
  Reals<OrganisationTag> action, last_action;  ///< 0 institution, 1 place, 2 system
  Reals<OrganisationTag> utility_of_last;      ///< of repeating the last action, pp; kept for imitation
  Reals<OrganisationTag> basic_margin;         ///< of the quarter, before anybody's actions, pp
  Reals<OrganisationTag> balance;              ///< of the quarter, £m
  Reals<OrganisationTag> balance_of_year;      ///< since April, £m
  Reals<OrganisationTag> stake;                ///< sustainability fund within reach this quarter, £m
  Column<OrganisationTag, Options> attraction, utility;  ///< pp
  Masks<OrganisationTag> out;                            ///< councils that walked out

  // Places.
  Reals<PlaceTag> place_capital;
  Reals<PlaceTag> contract;      ///< -1 none, > 0 quarters to go, 0 live
  Reals<PlaceTag> pooled_share;  ///< of the sustainability fund
  Reals<PlaceTag> integration;   ///< index from the patient's side, this quarter
  Reals<PlaceTag> exposure;      ///< by how much the place's margin exceeds the system's, at least 0, pp

  // Systems.
  Reals<SystemTag> system_margin;  ///< underlying, pp
  Reals<SystemTag> capital, capability, backlog, pressure, relief, norm, maturity;
  Reals<SystemTag> initial_trust, supported, accelerated, peer_load;
  Masks<SystemTag> designated, merged;
  Reals<SystemTag> voted_share;            ///< of the fund to be pooled, by the members' ballot
  Reals<SystemTag> system_pooled_share;    ///< mean of its places, weighted by NHS bodies
  Reals<SystemTag> result;                 ///< of NHS bodies this quarter, before sustainability funding, £m
  Reals<SystemTag> outturn_gap;            ///< margin of the year to date less the system control total, pp
  Reals<SystemTag> arbitrations;           ///< this quarter
  Reals<SystemTag> granted;                ///< by the centre to its members this quarter, £m
  Reals<SystemTag> council_participation;  ///< share, this quarter
  Reals<SystemTag> declared;               ///< date on which it applies, quarters since the start; -1 = none
  Reals<SystemTag> designated_at;          ///< quarters since the start; -1 = not yet
  Masks<SystemTag> poor, rich, low_trust, high_trust;  ///< terciles at the start, for reporting

  Real year_persistence, year_scale;  ///< what the year adds to persistence and log scale of shocks
  BySector<Real> mean_from_sector;    ///< of trusts, by turnover, pp
  BySector<Real> mean_shock;          ///< the same of what shocks do in the mean of all luck, pp

  Outside outside;  ///< of all systems, this quarter
  Real fund_stake,
      fund_earned;         ///< sustainability fund within reach and earned on performance this quarter, £m
  Real unearned_recovery;  ///< of the difference, what was for bodies in deficit, £m
  Real unearned_of_year;   ///< of the fund but that since April, of those who did not sign too, £m
  Real ledger_residual;    ///< £m
  Real designated_systems, walkouts;                    ///< now, and of councils this quarter
  Real impossible_asks, disputes_won, needing_support;  ///< bodies, and systems, at the planning round
  Measures measures;                                    ///< of this quarter
  Arena arena;                                          ///< work space of the phase or stretch under way
};

/// Of what the utilities of a quarter are made up, for whoever wants to know the reasons for a choice.
struct UtilityParts {
  std::vector<Options> values;  ///< [organisation][term], terms as in utility_terms(); pp
};

/// What a phase may read besides the state.
struct Context {
  std::size_t members(SystemId system) const {
    return static_cast<std::size_t>(world.members(system).size());
  }
  std::size_t places(SystemId system) const {
    return static_cast<std::size_t>(world.system_places[system].size());
  }
  /// Members and places of a system from 0, for rows of work space.
  std::size_t row(OrganisationId i) const {
    return static_cast<std::size_t>(i.index - world.systems[world.system[i]].first);
  }
  std::size_t row(PlaceId place) const {
    return static_cast<std::size_t>(place.index - world.system_places[world.place_system[place]].first);
  }

  /// The parameters of a mechanism: of the system, within its phases; of the nation, in national ones.
  template <class Group>
  const Group& of() const {
    return p.of<Group>();
  }
  /// The same of a system, and of a body: its own where policies are aimed at it.
  template <class Group, class Id>
  const Group& of(Id id) const {
    return in(id).template of<Group>();
  }
  /// What a system sees, and a body. Without aimed policies that is this.
  const Context& in(SystemId system) const {
    return of_system == nullptr ? *this : sets[of_system[system.index]];
  }
  const Context& in(OrganisationId i) const { return of_body == nullptr ? *this : sets[of_body[i.index]]; }
  /// Does anybody see parameters that pass a test?
  template <class Test>
  bool anywhere(Test test) const {
    return sets.empty() ? test(*this) : std::ranges::any_of(sets, test);
  }

  const World& world;
  const Parameters& p;
  Rules rules;
  Random random;
  UtilityParts* parts = nullptr;  ///< where the parts of utilities are wanted, if anywhere
  std::span<const NamedInput> named = {};
  // With aimed policies: everything that somebody sees, and what systems and bodies see, by number.
  std::span<const Context> sets = {};
  const std::uint16_t* of_system = nullptr;
  const std::uint16_t* of_body = nullptr;
  bool first() const { return rules.t == 0; }
  std::uint32_t step() const { return static_cast<std::uint32_t>(rules.t); }
};

/// What is made of a context, made again where systems or bodies that follow each other see another one.
template <class Make>
class ByTarget {
 public:
  CONCORD_INLINE ByTarget(const Context& c, Make make) : here_(c), of_(&c), make_(make), value_(make(c)) {}
  template <class Id>
  CONCORD_INLINE const auto& operator[](Id id) {
    const Context& c = here_.in(id);
    if (&c != of_) [[unlikely]] {
      of_ = &c;
      value_ = make_(c);
    }
    return value_;
  }

 private:
  const Context& here_;
  const Context* of_;
  Make make_;
  std::invoke_result_t<Make, const Context&> value_;
};

}  // namespace concord
