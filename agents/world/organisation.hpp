#pragma once
// What an organisation is, and the constants that go with its type.

#include "sim/ids.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace concord {

struct OrganisationTag;
struct PlaceTag;
struct SystemTag;
struct RegionTag;
using OrganisationId = Id<OrganisationTag>;
using PlaceId = Id<PlaceTag>;
using SystemId = Id<SystemTag>;
using RegionId = Id<RegionTag>;

enum class Kind : unsigned char { trust, ccg, council };
inline constexpr int kinds = 3;

enum class Type : unsigned char { acute, mental_health, community, ambulance, specialist, ccg, council };
inline constexpr int types = 7;

/// The three options of every organisation, every quarter.
enum class Action : unsigned char { institution, place, system };
inline constexpr int actions = 3;

/// Constants of a type of organisation (docs/ODD.md, 3.2, 4.7 and 4.16; all assumed orders of
/// magnitude).
struct TypeRow {
  std::string_view name;
  Kind kind;
  double ccg_share;        ///< share of income that CCGs pay
  double tariff_exposure;  ///< share of extra activity paid at tariff ("rho")
  double shiftable;        ///< 1 if care can be shifted out of hospital
  double fund;             ///< sustainability fund, per cent of own budget
  double margin_shift;     ///< underlying margin against the mean of trusts, pp
};

inline constexpr std::array<TypeRow, types> type_rows{{
    {"acute", Kind::trust, 0.62, 0.70, 1, 3.5, -0.9},
    {"mental_health", Kind::trust, 0.80, 0.10, 0, 1.4, 2.6},
    {"community", Kind::trust, 0.85, 0.10, 0, 1.2, 2.3},
    {"ambulance", Kind::trust, 0.90, 0.40, 0, 1.2, 1.5},
    {"specialist", Kind::trust, 0.25, 0.50, 1, 2.0, 1.2},
    {"ccg", Kind::ccg, 0, 0, 0, 0.5, 0},
    {"council", Kind::council, 0, 0, 0, 0, 0},
}};

constexpr const TypeRow& row_of(Type type) { return type_rows[static_cast<std::size_t>(type)]; }

/// Types that share the size of their shocks.
enum class Sector : unsigned char { acute, specialist, other, ccg };
inline constexpr std::size_t sectors = 4;
constexpr Sector sector_of(Type type) {
  if (type == Type::acute) return Sector::acute;
  if (type == Type::specialist) return Sector::specialist;
  return type == Type::ccg ? Sector::ccg : Sector::other;
}
/// One value a sector.
template <class Number>
struct BySector {
  std::array<Number, sectors> value{};
  constexpr Number& operator[](Sector sector) { return value[static_cast<std::size_t>(sector)]; }
  constexpr const Number& operator[](Sector sector) const { return value[static_cast<std::size_t>(sector)]; }
};
inline constexpr std::array<Sector, sectors> all_sectors{Sector::acute, Sector::specialist, Sector::other,
                                                         Sector::ccg};

constexpr std::optional<Type> type_named(std::string_view name) {
  for (std::size_t k = 0; k < type_rows.size(); ++k) {
    if (type_rows[k].name == name) return static_cast<Type>(k);
  }
  return std::nullopt;
}

}  // namespace concord
