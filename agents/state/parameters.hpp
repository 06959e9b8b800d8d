#pragma once
// The values of all parameters, a group a mechanism. Who reads a group names it, of<Duty>(), and includes the
// header of that mechanism only.

#include "sim/lanes.hpp"

#include <array>
#include <cstddef>
#include <type_traits>

namespace concord {

template <class... Groups>
struct GroupList {
  static constexpr std::size_t size = sizeof...(Groups);
  /// Place of a group in the list.
  template <class Group>
  static consteval std::size_t place_of() {
    static_assert((0 + ... + std::is_same_v<Group, Groups>) == 1,
                  "every parameter group needs a line in ParameterGroups, and one only");
    std::size_t place = 0;
    for (bool is_it : {std::is_same_v<Group, Groups>...}) {
      if (is_it) break;
      ++place;
    }
    return place;
  }
};

/// Every group, in the order of documents and records. A group that is not listed cannot be read; one that is
/// listed is known to scenarios, sweeps, records and documents.
using ParameterGroups = GroupList<  //
    struct Behaviour, struct Relationships, struct Finance, struct CostGrowth, struct Surprises,
    struct SectorShocks, struct ManagedAccounts, struct ControlTotal, struct Dispute,
    struct SustainabilityFund, struct FundByYear, struct Pooling, struct BrokenDeals, struct ActivityIncome,
    struct CollaborationCost, struct Commissioning, struct AgreementMandate, struct Councils, struct Walkout,
    struct Integration, struct BreakEven, struct Duty, struct Guidance, struct Ladder, struct Blueprint,
    struct Deadline, struct Designation, struct Applying, struct Footprint, struct Mergers, struct Contracts,
    struct Support, struct Statute, struct Collaboratives, struct Leaders, struct Challenge, struct Shocks,
    struct Pressures, struct Politics, struct Switches>;

class Parameters {
 public:
  Parameters();  ///< the defaults

  template <class Group>
  const Group& of() const {
    return *reinterpret_cast<const Group*>(values_.data() + offsets[ParameterGroups::place_of<Group>()]);
  }
  template <class Group>
  Group& of() {
    return *reinterpret_cast<Group*>(values_.data() + offsets[ParameterGroups::place_of<Group>()]);
  }

  /// A member of a group that is known by its place only, in bytes.
  template <class Value>
  const Value& at(std::size_t place) const {
    return *reinterpret_cast<const Value*>(values_.data() + place);
  }
  template <class Value>
  Value& at(std::size_t place) {
    return *reinterpret_cast<Value*>(values_.data() + place);
  }

  /// Takes the numbers that another set has in its first lane into one lane. Only a batch under way holds
  /// numbers that differ between lanes.
  void set_lane(int lane, const Parameters& other);
  /// Are dates, switches and whole numbers the same? Only then can runs under both share a batch.
  bool agrees_with(const Parameters& other) const;

 private:
  // The groups one after the other. Only agents/quarter/parameter_info.cpp knows what they hold.
  static constexpr std::size_t room = 320 * sizeof(Real);
  static const std::array<std::size_t, ParameterGroups::size> offsets;
  alignas(Real) std::array<std::byte, room> values_{};
};

}  // namespace concord
