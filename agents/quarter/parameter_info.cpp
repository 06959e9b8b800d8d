#include "agents/quarter/parameter_info.hpp"

#include "all_mechanisms.hpp"  // made by agents/CMakeLists.txt

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace concord {
namespace {

/// What a member of a group is, by its place among those that a row may name.
enum class Member : std::size_t { number, plain_number, whole, on_off, quarter };
constexpr std::array kinds{ValueKind::number, ValueKind::number, ValueKind::whole, ValueKind::on_off,
                           ValueKind::quarter};
constexpr std::array sizes{sizeof(Real), sizeof(double), sizeof(int), sizeof(bool), sizeof(Quarter)};

/// A parameter without the type of its group, and where it stands within all values.
struct Declared {
  std::string_view group;
  const RowFacts* row;
  Member member;
  std::size_t at;  ///< bytes
};

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

template <class Group>
void append(std::vector<Declared>& all) {
  static_assert(all_fields_have_rows<Group>(),
                "every member of a parameter group needs one row, and one only");
  static_assert(
      std::ranges::none_of(
          rows<Group>, [](const auto& row) { return std::holds_alternative<double Group::*>(row.member); }),
      "a number of a mechanism is a Real, one value a lane");
  constexpr auto starts = starts_of(ParameterGroups{});
  const Group group{};
  for (const Row<Group>& row : rows<Group>) {
    const std::byte* const member =
        std::visit([&](auto of) { return reinterpret_cast<const std::byte*>(&(group.*of)); }, row.member);
    all.push_back({Group::key, &row, static_cast<Member>(row.member.index()),
                   starts[ParameterGroups::place_of<Group>()] +
                       static_cast<std::size_t>(member - reinterpret_cast<const std::byte*>(&group))});
  }
}
std::span<const Declared> declared() {
  static const std::vector<Declared> all = [] {
    std::vector<Declared> list;
    [&]<class... Groups>(GroupList<Groups...>) { (append<Groups>(list), ...); }(ParameterGroups{});
    return list;
  }();
  return all;
}

std::string source_of(const RowFacts& row) {
  if (row.estimated_as.empty()) return std::string(row.source);
  return fmt::format("estimated, 90% interval {} to {} ({}){}{}", row.estimate.low, row.estimate.high,
                     row.estimated_as, row.source.empty() ? "" : "; ", row.source);
}

double value_at(const Parameters& p, const Declared& d) {
  switch (d.member) {
    case Member::whole:
      return p.at<int>(d.at);
    case Member::on_off:
      return static_cast<double>(p.at<bool>(d.at));
    case Member::quarter:
      return p.at<Quarter>(d.at).index;
    default:
      return first(p.at<Real>(d.at));
  }
}

void set_at(Parameters& p, const Declared& d, double value) {
  switch (d.member) {
    case Member::whole:
      p.at<int>(d.at) = static_cast<int>(value);
      break;
    case Member::on_off:
      p.at<bool>(d.at) = value > 0.5;
      break;
    case Member::quarter:
      p.at<Quarter>(d.at) = Quarter{static_cast<int>(value)};
      break;
    default:
      p.at<Real>(d.at) = value;
  }
}

void copy_at(Parameters& to, const Parameters& from, const Declared& d) {
  std::memcpy(&to.at<std::byte>(d.at), &from.at<std::byte>(d.at), sizes[static_cast<std::size_t>(d.member)]);
}

ParameterInfo info_of(const Declared& d) {
  const RowFacts& row = *d.row;
  ParameterInfo info{.path = fmt::format("{}.{}", d.group, row.key),
                     .kind = kinds[static_cast<std::size_t>(d.member)],
                     .allowed = row.allowed,
                     .screening = row.screening,
                     .unit = row.unit,
                     .meaning = row.meaning,
                     .source = source_of(row),
                     .mechanism = row.mechanism,
                     .reference = row.reference,
                     .get = [&d](const Parameters& p) { return value_at(p, d); },
                     .set = [&d](Parameters& p, double value) { set_at(p, d, value); },
                     .neutral = row.neutral,
                     .idle_without = row.idle_without,
                     .acts_when_named = row.acts_when_named,
                     .estimate = row.estimate,
                     .aimed = row.aimed,
                     .nation_only = row.nation_only,
                     .copy = [&d](Parameters& to, const Parameters& from) { copy_at(to, from, d); }};
  if (d.member == Member::number) {
    info.set_where = [&d](Parameters& p, double value, const Mask& where) {
      Real& number = p.at<Real>(d.at);
      number = select(where, value, number);
    };
  }
  return info;
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
  for (const Declared& d : declared())
    if (d.member == Member::number) at<Real>(d.at).set_lane(lane, first(other.at<Real>(d.at)));
}

bool Parameters::agrees_with(const Parameters& other) const {
  return std::ranges::all_of(declared(), [&](const Declared& d) {
    return d.member == Member::number || std::memcmp(&at<std::byte>(d.at), &other.at<std::byte>(d.at),
                                                     sizes[static_cast<std::size_t>(d.member)]) == 0;
  });
}

std::span<const ParameterInfo> all_parameters() {
  static const std::vector<ParameterInfo> all = [] {
    std::vector<ParameterInfo> list;
    for (const Declared& d : declared()) list.push_back(info_of(d));
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
