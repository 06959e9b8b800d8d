#include "agents/quarter/parameter_info.hpp"

#include "all_mechanisms.hpp"  // made by agents/CMakeLists.txt

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace concord {
namespace {

template <class Value>
constexpr ValueKind kind_of() {
  if constexpr (std::is_same_v<Value, bool>) return ValueKind::on_off;
  if constexpr (std::is_same_v<Value, int>) return ValueKind::whole;
  if constexpr (std::is_same_v<Value, Quarter>) return ValueKind::quarter;
  return ValueKind::number;
}

template <class Group>
std::string source_of(const Row<Group>& row) {
  if (row.estimated_as.empty()) return std::string(row.source);
  return fmt::format("estimated, 90% interval {} to {} ({}){}{}", row.estimate.low, row.estimate.high,
                     row.estimated_as, row.source.empty() ? "" : "; ", row.source);
}

template <class Group>
void append(std::vector<ParameterInfo>& all) {
  static_assert(all_fields_have_rows<Group>(),
                "every member of a parameter group needs one row, and one only");
  static_assert(
      std::ranges::none_of(
          rows<Group>, [](const auto& row) { return std::holds_alternative<double Group::*>(row.member); }),
      "a number of a mechanism is a Real, one value a lane");
  for (const Row<Group>& row : rows<Group>) {
    std::visit(
        [&]<class Value>(Value Group::*member) {
          all.push_back({.path = fmt::format("{}.{}", Group::key, row.key),
                         .kind = kind_of<Value>(),
                         .allowed = row.allowed,
                         .screening = row.screening,
                         .unit = row.unit,
                         .meaning = row.meaning,
                         .source = source_of(row),
                         .mechanism = row.mechanism,
                         .reference = row.reference,
                         .get =
                             [=](const Parameters& p) {
                               if constexpr (std::is_same_v<Value, Quarter>) {
                                 return static_cast<double>((p.of<Group>().*member).index);
                               } else if constexpr (std::is_same_v<Value, Real>) {
                                 return first(p.of<Group>().*member);
                               } else {
                                 return static_cast<double>(p.of<Group>().*member);
                               }
                             },
                         .set =
                             [=](Parameters& p, double value) {
                               if constexpr (std::is_same_v<Value, Quarter>) {
                                 p.of<Group>().*member = Quarter{static_cast<int>(value)};
                               } else if constexpr (std::is_same_v<Value, bool>) {
                                 p.of<Group>().*member = value > 0.5;
                               } else {
                                 p.of<Group>().*member = static_cast<Value>(value);
                               }
                             },
                         .neutral = row.neutral,
                         .idle_without = row.idle_without,
                         .acts_when_named = row.acts_when_named,
                         .estimate = row.estimate,
                         .aimed = row.aimed,
                         .nation_only = row.nation_only,
                         .set_where = {}});
          if constexpr (std::is_same_v<Value, Real>) {
            all.back().set_where = [=](Parameters& p, double value, const Mask& where) {
              Real& number = p.of<Group>().*member;
              number = select(where, value, number);
            };
          }
        },
        row.member);
  }
}

/// Where each group begins, and where the last ends.
template <class... Groups>
consteval std::array<std::size_t, sizeof...(Groups) + 1> starts_of(GroupList<Groups...>) {
  static_assert((... && (std::is_trivially_copyable_v<Groups> && alignof(Groups) <= alignof(Real))),
                "a group is a plain struct of parameters");
  std::array<std::size_t, sizeof...(Groups) + 1> starts{};
  std::size_t place = 0;
  for (std::size_t size : {sizeof(Groups)...}) {
    const std::size_t whole = (size + alignof(Real) - 1) / alignof(Real) * alignof(Real);
    starts[place + 1] = starts[place] + whole;
    ++place;
  }
  return starts;
}

/// Bytes of one parameter within all values.
struct Span {
  std::size_t first, size;
};
/// Where the numbers stand, and everything else.
struct Places {
  std::vector<std::size_t> numbers;
  std::vector<Span> others;
};
template <class... Groups>
Places places_of(GroupList<Groups...>) {
  constexpr auto starts = starts_of(ParameterGroups{});
  Places places;
  std::size_t group = 0;
  const auto add = [&]<class Group>(const Group& of) {
    for (const Row<Group>& row : rows<Group>) {
      std::visit(
          [&]<class Value>(Value Group::*member) {
            const auto at =
                starts[group] + static_cast<std::size_t>(reinterpret_cast<const std::byte*>(&(of.*member)) -
                                                         reinterpret_cast<const std::byte*>(&of));
            if constexpr (std::is_same_v<Value, Real>) {
              places.numbers.push_back(at);
            } else {
              places.others.push_back({at, sizeof(Value)});
            }
          },
          row.member);
    }
    ++group;
  };
  (add(Groups{}), ...);
  return places;
}
const Places& places() {
  static const Places all = places_of(ParameterGroups{});
  return all;
}

template <class Key>
const ParameterInfo* find_by(std::string_view wanted, Key key) {
  for (const ParameterInfo& parameter : all_parameters()) {
    if (key(parameter) == wanted) return &parameter;
  }
  return nullptr;
}

}  // namespace

const std::array<std::size_t, ParameterGroups::size> Parameters::offsets = [] {
  constexpr auto starts = starts_of(ParameterGroups{});
  static_assert(starts.back() <= room, "the groups need more room");
  std::array<std::size_t, ParameterGroups::size> list{};
  std::copy_n(starts.begin(), list.size(), list.begin());
  return list;
}();

Parameters::Parameters() {
  [&]<class... Groups>(GroupList<Groups...>) { (std::construct_at(&of<Groups>()), ...); }(ParameterGroups{});
}

void Parameters::set_lane(int lane, const Parameters& other) {
  for (const std::size_t at : places().numbers) {
    reinterpret_cast<Real*>(values_.data() + at)
        ->set_lane(lane, first(*reinterpret_cast<const Real*>(other.values_.data() + at)));
  }
}

bool Parameters::agrees_with(const Parameters& other) const {
  return std::ranges::all_of(places().others, [&](const Span& span) {
    return std::memcmp(values_.data() + span.first, other.values_.data() + span.first, span.size) == 0;
  });
}

std::span<const ParameterInfo> all_parameters() {
  static const std::vector<ParameterInfo> all = [] {
    std::vector<ParameterInfo> list;
    [&]<class... Groups>(GroupList<Groups...>) { (append<Groups>(list), ...); }(ParameterGroups{});
    return list;
  }();
  return all;
}

const ParameterInfo* find_parameter(std::string_view path) {
  return find_by(path, [](const ParameterInfo& p) { return std::string_view(p.path); });
}

const ParameterInfo* find_reference_parameter(std::string_view name) {
  return name.empty() ? nullptr : find_by(name, [](const ParameterInfo& p) { return p.reference; });
}

std::string value_text(const ParameterInfo& parameter, double value) {
  switch (parameter.kind) {
    case ValueKind::on_off:
      return value != 0 ? "true" : "false";
    case ValueKind::whole:
      return fmt::format("{}", static_cast<long long>(value));
    case ValueKind::quarter:
      return to_string(Quarter{static_cast<int>(value)});
    case ValueKind::number:
      break;
  }
  return fmt::format("{}", value);
}

}  // namespace concord
