#pragma once
// Double-entry book of one system's quarter (V1). Every post names where money comes from and where it goes,
// so the sum of all accounts is zero by construction; residual() checks it in every build.

#include "agents/world/world.hpp"
#include "sim/quantity.hpp"

#include <array>
#include <span>

namespace concord {

/// £ million, 2018/19 prices, of one quarter.
struct MillionPounds;
using Money = Quantity<MillionPounds, Real>;

/// Balances outside organisations: what the centre and rate-payers put in (negative) and what staff and
/// suppliers got.
struct Outside {
  Money centre, ratepayers, suppliers;
};

class Ledger {
 public:
  /// `balance`: all organisations, £m; the members of `system` start the quarter at zero.
  Ledger(const World& world, SystemId system, Column<OrganisationTag, Real>& balance,
         std::span<std::array<Real, kinds>> place_dues);

  CONCORD_INLINE void grant(OrganisationId to, Money amount) {
    credit(to, amount), outside_.centre -= amount;
  }
  CONCORD_INLINE void tax(OrganisationId to, Money amount) {
    credit(to, amount), outside_.ratepayers -= amount;
  }
  /// Paid to staff and suppliers; a negative amount is cost that no longer arises.
  CONCORD_INLINE void spend(OrganisationId by, Money amount) {
    credit(by, -amount), outside_.suppliers += amount;
  }

  /// Paid to `to` by the payers of its place (`place_share` of it, if the place has any) and of its system,
  /// in proportion to their budgets. Without a payer in the system the centre pays.
  CONCORD_INLINE void charge(OrganisationId to, Money amount, Kind payer, const Real& place_share) {
    credit(to, amount);
    owe(to, amount, payer, place_share);
  }
  /// The same bodies bear a cost towards staff and suppliers, near where `origin` caused it.
  CONCORD_INLINE void spread(OrganisationId origin, Money amount, Kind payer, const Real& place_share) {
    outside_.suppliers += amount;
    owe(origin, amount, payer, place_share);
  }

  /// Shares dues out among payers.
  void share_out_dues();
  /// Checks that all accounts sum to zero within 1e-6 £m; returns the absolute sum.
  Real residual() const;
  const Outside& outside() const { return outside_; }

 private:
  CONCORD_INLINE void credit(OrganisationId i, Money amount) { balance_[i] += amount.value; }
  CONCORD_INLINE void owe(OrganisationId origin, Money amount, Kind payer, const Real& place_share) {
    const auto kind = static_cast<std::size_t>(payer);
    const PlaceId place = world_.place[origin];
    const Real local = world_.places[place].count[kind] > 0 ? place_share : 0.0;
    place_dues_[static_cast<std::size_t>(place.index - first_place_)][kind] += amount.value * local;
    system_dues_[kind] += amount.value * (1 - local);
  }

  const World& world_;
  SystemId system_;
  Column<OrganisationTag, Real>& balance_;
  std::span<std::array<Real, kinds>> place_dues_;  // £m, [place of the system]
  std::array<Real, kinds> system_dues_;            // £m
  int first_place_;
  Outside outside_;
};

}  // namespace concord
