#pragma once
// What is recorded every quarter: of the country, of each system, of each organisation. All of it comes from
// the rows of agents/state/measure_list.hpp, so there is no measure without a row and no row without a value.

#include "agents/state/measure_list.hpp"
#include "agents/world/organisation.hpp"
#include "sim/column.hpp"

#include <array>
#include <string_view>

namespace concord {

/// Which way is better, if either is.
enum class Better { neither, more, less };

struct MeasureRow {
  std::string_view key, unit, meaning;
  std::string_view reference;  ///< name in the reference implementation, empty if it has none
  Better better = Better::neither;
};

#define NONE(...)
#define NAME(name, ...) name,
/// Of the whole country, one value a quarter.
enum class Measure { CONCORD_MEASURES(NAME, NONE, NONE) };
/// Of each system, one value a quarter.
enum class SystemMeasure { CONCORD_MEASURES(NONE, NAME, NONE) };
/// Of each organisation, one value a quarter.
enum class OrganisationColumn { CONCORD_MEASURES(NONE, NONE, NAME) };
#undef NAME
#define ROW(name, unit, better, meaning, reference, ...) \
  MeasureRow{#name, unit, meaning, reference, Better::better},
inline constexpr std::array measure_rows{CONCORD_MEASURES(ROW, NONE, NONE)};
inline constexpr std::array system_measure_rows{CONCORD_MEASURES(NONE, ROW, NONE)};
inline constexpr std::array organisation_column_rows{CONCORD_MEASURES(NONE, NONE, ROW)};
#undef ROW
#undef NONE
inline constexpr std::size_t measure_count = measure_rows.size();
inline constexpr std::size_t system_measure_count = system_measure_rows.size();
inline constexpr std::size_t organisation_column_count = organisation_column_rows.size();

/// The values of a quarter, filled when it ends.
struct Measures {
  std::array<Real, measure_count> national{};
  std::array<Column<SystemTag, Real>, system_measure_count> of_system;

  Real& operator[](Measure m) { return national[static_cast<std::size_t>(m)]; }
  const Real& operator[](Measure m) const { return national[static_cast<std::size_t>(m)]; }
  Column<SystemTag, Real>& operator[](SystemMeasure m) { return of_system[static_cast<std::size_t>(m)]; }
  const Column<SystemTag, Real>& operator[](SystemMeasure m) const {
    return of_system[static_cast<std::size_t>(m)];
  }
};

}  // namespace concord
