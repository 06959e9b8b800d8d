#include "agents/state/ledger.hpp"

#include "sim/errors.hpp"

#include <algorithm>

namespace concord {

// Of rounding in the sum of all accounts.
constexpr double tolerance = 1e-6;            ///< £m
constexpr double relative_tolerance = 1e-12;  ///< of their absolute amounts: what counts where these are huge

Ledger::Ledger(const World& world, SystemId system, Column<OrganisationTag, Real>& balance,
               std::span<std::array<Real, kinds>> place_dues)
    : world_(world),
      system_(system),
      balance_(balance),
      place_dues_(place_dues),
      first_place_(world.system_places[system].first) {
  for (OrganisationId i : world.members(system)) balance_[i] = 0;
  for (int k = 0; k < world.system_places[system].size(); ++k)
    place_dues_[static_cast<std::size_t>(k)].fill(0.0);
  system_dues_.fill(0.0);
}

void Ledger::share_out_dues() {
  const World::Group& system = world_.systems[system_];
  std::array<Real, kinds> system_rate;
  for (std::size_t k = 0; k < kinds; ++k) {
    system_rate[k] = system.count[k] > 0 ? system_dues_[k] / system.budget[k] : 0.0;
    if (system.count[k] == 0) outside_.centre -= Money{system_dues_[k]};
  }
  for (PlaceId p : world_.system_places[system_]) {
    const World::Group& place = world_.places[p];
    std::array<Real, kinds> rate;
    for (std::size_t k = 0; k < kinds; ++k) {
      const Real due = place_dues_[static_cast<std::size_t>(p.index - first_place_)][k];
      rate[k] = (place.count[k] > 0 ? due / place.budget[k] : 0.0) + system_rate[k];
    }
    for (OrganisationId i : world_.members(p)) {
      balance_[i] -= world_.budget[i] * rate[static_cast<std::size_t>(world_.kind[i])];
    }
  }
}

Real Ledger::residual() const {
  Real sum = outside_.centre.value + outside_.ratepayers.value + outside_.suppliers.value;
  Real gross = 0;
  for (OrganisationId i : world_.members(system_)) {
    sum += balance_[i];
    gross += abs(balance_[i]);
  }
  const Real residual = abs(sum);
  ensure(!any(~(residual < tolerance + relative_tolerance * gross)),
         "money is not conserved: the accounts of a system do not sum to zero");
  return residual;
}

}  // namespace concord
