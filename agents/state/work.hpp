#pragma once
// Work spaces. A stretch of phases that hand values on to each other owns one: made anew, all zero, for every
// system and quarter, and gone when the stretch ends. What another stretch or a later quarter needs belongs
// into the state.

#include "agents/state/state.hpp"

namespace concord {

/// What an organisation expects each option to do at once, pp of its own quarterly budget.
struct Payoff {
  Options own{}, nhs{}, councils{};  ///< direct effect on itself, on other NHS bodies, on councils
  Options future{};                  ///< others' share of the integration capital it would build
};

/// What an organisation expects of its own accounts.
struct Outlook {
  Real gap = 0;             ///< projected year-end margin against the control total, pp
  Real post = 0;            ///< projected margin with expected support, pp
  Real deficit_chance = 0;  ///< of ending in deficit
  Real stake = 0;           ///< sustainability fund within reach, pp
};

/// Utilities of a system's members as a term sees them: it can add to them, and nothing else.
class Utilities {
 public:
  /// Of one option, pp.
  class Sum {
   public:
    CONCORD_INLINE void operator+=(const Real& term) { value_ += term; }
    CONCORD_INLINE void operator-=(const Real& term) { value_ -= term; }

   private:
    friend class WeighedUtilities;
    Real value_ = 0;
  };
  CONCORD_INLINE std::array<Sum, actions>& operator[](std::size_t member) { return rows_[member]; }

 protected:
  Utilities(std::size_t members, std::pmr::memory_resource* memory) : rows_(members, memory) {}
  WorkRows<std::array<Sum, actions>> rows_;
};

/// The same for those who weigh the whole.
class WeighedUtilities : public Utilities {
 public:
  WeighedUtilities(std::size_t members, std::pmr::memory_resource* memory) : Utilities(members, memory) {}
  CONCORD_INLINE Options of(std::size_t member) const {
    const std::array<Sum, actions>& row = rows_[member];
    return {row[0].value_, row[1].value_, row[2].value_};
  }
  CONCORD_INLINE void set(std::size_t member, const Options& to) {
    for (std::size_t a = 0; a < actions; ++a) rows_[member][a].value_ = to[a];
  }
};

/// What members reckon when they sign and vote.
struct Signing {
  Signing(const Context& c, SystemId system, std::pmr::memory_resource* memory)
      : gap(c.members(system), memory), chance(c.members(system), memory) {}

  WorkRows<Real> gap;     ///< [member] margin against the control total, pp
  WorkRows<Real> chance;  ///< [member] of meeting the control total
};

/// What members expect before they choose.
struct Expectation {
  Expectation(const Context& c, SystemId system, std::pmr::memory_resource* memory)
      : outlook(c.members(system), memory),
        gap(c.members(system), memory),
        place_slope(c.places(system), memory),
        payoff(c.members(system), memory),
        utility(c.members(system), memory) {}

  WorkRows<Outlook> outlook;   ///< [member]
  WorkRows<Real> gap;          ///< [member] Outlook::gap
  Real deficit_chance = 0;     ///< of the system
  Real system_slope = 0;       ///< change of the chance of meeting the system's total, per pp of its budget
  WorkRows<Real> place_slope;  ///< [place of the system] the same
  WorkRows<Payoff> payoff;     ///< [member]
  WeighedUtilities utility;
};

/// What the quarter's accounts show.
struct Accounts {
  Accounts(const Context& c, SystemId system, std::pmr::memory_resource* memory)
      : gap(c.members(system), memory), place_gap(c.places(system), memory), dues(c.places(system), memory) {}

  WorkRows<Real> gap;        ///< [member] margin of the year to date against the control total, pp
  WorkRows<Real> place_gap;  ///< [place of the system] the same, of the place's NHS bodies
  Real system_gap = 0;       ///< the same, of the system's
  WorkRows<std::array<Real, kinds>> dues;  ///< [place of the system] for the ledger, £m
};

/// Bytes that the largest work space of a world needs, and that a national phase needs for rankings.
std::size_t work_bytes(const World& world);

/// Of a stretch whose phases hand nothing on.
struct NoWork {
  NoWork(const Context&, SystemId, std::pmr::memory_resource*) {}
};

}  // namespace concord
