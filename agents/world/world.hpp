#pragma once
// Who exists and where: the part of a scenario that no run changes.

#include "agents/world/organisation.hpp"
#include "sim/column.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace concord {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// A world as tables give it, in any order; input of build_world. Indices point into the sibling vectors.
struct Layout {
  struct System {
    std::string code, name, region;
    double population = 0;          ///< people
    double position = unknown;      ///< standardised starting finances, higher = healthier; unknown = drawn
    double relationship = unknown;  ///< standardised starting relationships; unknown = drawn
    double waiting = unknown;       ///< standardised waits of the year before the start, higher = longer
    double success_regime = 0;      ///< share of people in an area of the success regime of 2015
    std::string imputed;
  };
  struct Place {
    std::string code, name;
    int system = 0;
    double population = 0;  ///< people
    std::string imputed;
  };
  struct Organisation {
    std::string code, name;
    Type type = Type::acute;
    int place = 0;
    double budget = 0;  ///< £m a year: turnover, allocation or social-care spending
    double position = unknown;
    double outturn = unknown;     ///< of a trust: margin of the year before the start, without the fund, pp
    double distance = unknown;    ///< of a CCG: allocation above its target, per cent
    double delays = unknown;      ///< of a council: standardised delays of the year before the start
    double special_measures = 0;  ///< 1 = a trust in financial special measures at the start
    std::string imputed;
  };
  /// What a column of a table describes; `line` is that of its row in periods.csv.
  struct Period {
    std::string table, column, period;
    int ends = 0;      ///< last month, 12 x year + month; 0 = none
    std::string told;  ///< why a run that starts before that month is told it; empty = it is not
    int line = 0;
  };
  std::vector<System> systems;
  std::vector<Place> places;
  std::vector<Organisation> organisations;
  std::vector<std::string>
      files;                    ///< tables it was read from, by name within their folder, in order of reading
  std::vector<Period> periods;  ///< of all columns of its tables; empty if nobody states them
};

/// Static columns. Organisations are sorted by system, place, kind; places by system. Money: £m a quarter.
struct World {
  Layout layout;  ///< the same rows, sorted

  // Organisations.
  Column<OrganisationTag, Type> type;
  Column<OrganisationTag, Kind> kind;
  Column<OrganisationTag, PlaceId> place;
  Column<OrganisationTag, SystemId> system;
  Column<OrganisationTag, std::uint32_t> address;  ///< random-number id
  Column<OrganisationTag, double> budget;
  Column<OrganisationTag, double> ccg_share;                  ///< share of income that CCGs of the system pay
  Column<OrganisationTag, double> position;                   ///< NaN = drawn
  Column<OrganisationTag, double> outturn, distance, delays;  ///< as in Layout; NaN = unknown
  Column<OrganisationTag, double>
      place_weight;  ///< share of its kind in the place x the kind's weight in capital
  Column<OrganisationTag, double> system_weight;
  Column<OrganisationTag, double> system_share;            ///< of its kind's budget in the system
  Column<OrganisationTag, double> place_others;            ///< (place budget - own) / own
  Column<OrganisationTag, double> system_others;           ///< (system budget - own) / own
  std::array<std::vector<OrganisationId>, kinds> of_kind;  ///< in order
  std::vector<OrganisationId> nhs_bodies;                  ///< trusts and CCGs, in order

  /// Sums over the members of a place or of a system.
  struct Group {
    int first = 0, last = 0;  ///< organisations [first, last)
    std::array<double, kinds> budget{};
    std::array<int, kinds> count{};
    std::array<int, kinds> before{};  ///< organisations of the kind in earlier groups
    std::array<double, kinds>
        weight{};              ///< of a kind in integration capital, summing to 1 over the kinds present
    double nhs = 0;            ///< budget of trusts and CCGs
    double shiftable = 0;      ///< budget of hospitals
    double concentration = 0;  ///< sum of squares over square of sum, NHS budgets
    BySector<double> squares;  ///< of it, the part of each sector
    BySector<double> share;    ///< of the NHS budget
    double population = 0;     ///< people
    int nhs_members() const { return count[0] + count[1]; }
    int members() const { return last - first; }
    double total() const { return nhs + budget[2]; }
  };
  Column<PlaceTag, Group> places;
  Column<PlaceTag, SystemId> place_system;
  Column<SystemTag, Group> systems;
  Column<SystemTag, IdRange<PlaceTag>> system_places;
  Column<SystemTag, RegionId> region;
  Column<SystemTag, double> system_position, relationship;  ///< NaN = drawn
  Column<SystemTag, double> waiting;                        ///< NaN = unknown
  Column<SystemTag, double> in_difficulty;  ///< share of trusts in special measures + that in success regime
  Column<SystemTag, std::optional<OrganisationId>> first_ccg;
  Column<SystemTag, double> contract_rate;  ///< contracts with its trusts, share of its CCGs' allocations
  std::vector<std::string> regions;         ///< sorted names
  Group england;                            ///< sums over everything
  int largest_system = 0;                   ///< members

  int organisation_count() const { return type.size(); }
  int place_count() const { return places.size(); }
  int system_count() const { return systems.size(); }
  IdRange<SystemTag> all_systems() const { return {0, systems.size()}; }
  IdRange<OrganisationTag> everybody() const { return {0, organisation_count()}; }
  /// Organisations of a kind, or trusts and CCGs, of a group; in order.
  std::span<const OrganisationId> of(Kind which, const Group& group) const {
    const auto k = static_cast<std::size_t>(which);
    return std::span(of_kind[k])
        .subspan(static_cast<std::size_t>(group.before[k]), static_cast<std::size_t>(group.count[k]));
  }
  std::span<const OrganisationId> nhs(const Group& group) const {
    return std::span(nhs_bodies)
        .subspan(static_cast<std::size_t>(group.before[0] + group.before[1]),
                 static_cast<std::size_t>(group.nhs_members()));
  }
  IdRange<OrganisationTag> members(SystemId s) const { return {systems[s].first, systems[s].last}; }
  IdRange<OrganisationTag> members(PlaceId p) const { return {places[p].first, places[p].last}; }

  /// Random-number ids beside those of organisations; the small offsets are the reference's.
  std::uint32_t address_of(SystemId s) const { return offset(100'000) + static_cast<std::uint32_t>(s.index); }
  std::uint32_t address_of(RegionId r) const { return offset(200'000) + static_cast<std::uint32_t>(r.index); }
  std::uint32_t address_of(PlaceId p) const { return offset(300'000) + static_cast<std::uint32_t>(p.index); }
  /// Of what the whole nation draws.
  std::uint32_t address_of_nation(std::uint32_t which) const { return offset(400'000) + which; }

 private:
  /// Worlds too large for the reference's offsets get ids from beyond any organisation's.
  std::uint32_t offset(std::uint32_t small) const {
    return organisation_count() <= 100'000 ? small : 0x20000000U * (small / 100'000);
  }
};

/// Sorts the layout and sums it up. Throws BrokenInvariant if an index is out of range or a budget not
/// positive; readers check first.
World build_world(Layout layout);

}  // namespace concord
