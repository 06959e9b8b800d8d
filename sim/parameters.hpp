#pragma once
// A parameter is declared once: a member with its default, and a row that says everything else about it.
//
// From the row come the YAML key and its errors, the HDF5 attribute, the sweep axis, the documentation and
// the JSON Schema. That every member has a row is checked at compile time (all_fields_have_rows).
//
// A number of a mechanism is a Real, one value a replicate, so that runs with other numbers share a batch.
// Dates, switches and whole numbers are common to a batch (docs/adr/0023-a-value-per-lane.md).

#include "sim/calendar.hpp"
#include "sim/lanes.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <variant>

namespace concord {

/// Closed interval of permitted or of screened values.
struct Range {
  double low = 0, high = 0;
};

/// What values a parameter may have at all.
namespace allow {
inline constexpr Range share{0, 1};
inline constexpr Range non_negative{0, 1000};
inline constexpr Range any_number{-1000, 1000};
inline constexpr Range positive{1e-9, 1e9};
inline constexpr Range count{0, 1'000'000};
inline constexpr Range on_off{0, 1};
inline constexpr Range date{0, static_cast<double>(never.index)};
}  // namespace allow

/// Whom a policy can be aimed at that sets a parameter: the nation only, systems, or single bodies too.
enum class Aimed : unsigned char { nation, systems, bodies };

/// What the row of a parameter says, whatever group it is of.
struct RowFacts {
  std::string_view key;
  Range allowed;    ///< values outside are refused
  Range screening;  ///< values worth sweeping; {0, 0} for switches and dates
  std::string_view unit;
  std::string_view meaning;    ///< one sentence
  std::string_view source;     ///< where the default comes from, or "assumed"
  std::string_view mechanism;  ///< M01 to M35 of the mission, "behaviour" or "switch"
  std::string_view reference;  ///< name in the reference implementation, empty if it has none
  /// The value at which results are bit for bit as without the parameter, if there is one.
  std::optional<double> neutral = std::nullopt;
  /// "group.key" of a parameter with a neutral value, at which this one has no effect.
  std::string_view idle_without = {};
  bool acts_when_named = false;  ///< and then not idle where a scenario names bodies
  /// 90% interval of a default that is an estimate; {0, 0} for others.
  Range estimate = {};
  std::string_view estimated_as = {};  ///< name in configs/england_2019/estimates.csv
  Aimed aimed = Aimed::systems;
  std::string_view nation_only = {};  ///< why it is of the nation only
};

template <class Group>
struct Row : RowFacts {
  std::variant<Real Group::*, double Group::*, int Group::*, bool Group::*, Quarter Group::*> member;

  constexpr Row neutral_at(double value) const {
    Row row = *this;
    row.neutral = value;
    return row;
  }
  /// Says that the default is an estimate, which its interval is the prior of.
  constexpr Row estimated(std::string_view name, double low, double high) const {
    Row row = *this;
    row.estimate = {low, high};
    row.estimated_as = name;
    return row;
  }
  constexpr Row idle_unless(std::string_view path) const {
    Row row = *this;
    row.idle_without = path;
    return row;
  }
  constexpr Row at_bodies() const {
    Row row = *this;
    row.aimed = Aimed::bodies;
    return row;
  }
  constexpr Row for_the_nation(std::string_view why) const {
    Row row = *this;
    row.aimed = Aimed::nation;
    row.nation_only = why;
    return row;
  }
  constexpr Row or_named() const {
    Row row = *this;
    row.acts_when_named = true;
    return row;
  }
};

template <class Group, class Value>
constexpr Row<Group> parameter(std::string_view key, Value Group::*member, Range allowed, Range screening,
                               std::string_view unit, std::string_view meaning, std::string_view source,
                               std::string_view mechanism, std::string_view reference) {
  return {{.key = key,
           .allowed = allowed,
           .screening = screening,
           .unit = unit,
           .meaning = meaning,
           .source = source,
           .mechanism = mechanism,
           .reference = reference},
          member};
}

/// The rows of a parameter group; specialised beside each group.
template <class Group>
inline constexpr int rows = 0;

namespace detail {
struct Anything {
  template <class T>
  constexpr operator T() const;
};
template <class T, class... Values>
consteval std::size_t field_count() {
  if constexpr (requires { T{Values{}..., Anything{}}; }) {
    return field_count<T, Values..., Anything>();
  } else {
    return sizeof...(Values);
  }
}
}  // namespace detail

/// True if every member of Group has exactly one row, each with its own key.
template <class Group>
consteval bool all_fields_have_rows() {
  const auto& table = rows<Group>;
  if (table.size() != detail::field_count<Group>()) return false;
  for (std::size_t i = 0; i < table.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (table[i].key == table[j].key || table[i].member == table[j].member) return false;
    }
  }
  return true;
}

}  // namespace concord
