#pragma once
// Whom something is aimed at: systems and bodies, as people name them and as the model finds them.

#include "agents/world/world.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// What people write. Areas and single bodies add up; without any, all of the nation is meant. Of the members
/// of areas those are kept that are of one of the kinds or types, and of the systems, in each run, those in
/// one of the terciles and waves.
struct Where {
  std::vector<std::string> systems, places, organisations;  ///< by code, or by a name that no other has
  std::vector<std::string> regions;
  std::vector<std::string> kinds, types;
  std::vector<std::string> terciles, waves;
  std::vector<Where> but;  ///< none or one: all but those

  bool nation() const;  ///< says nothing
  bool operator==(const Where&) const = default;
};

/// Groups of systems that only a run knows: terciles at its start, and waves of designation.
enum class DrawnGroup : unsigned char {
  poor,
  rich,
  low_trust,
  high_trust,
  first_wave,
  second_wave,
  third_wave
};
inline constexpr std::size_t drawn_groups = 7;
struct DrawnRow {
  std::string_view name, meaning;
  bool tercile;
};
inline constexpr std::array<DrawnRow, drawn_groups> drawn_rows{{
    {"poor", "the weakest starting margins", true},
    {"rich", "the strongest starting margins", true},
    {"low_trust", "the least starting trust", true},
    {"high_trust", "the most starting trust", true},
    {"first", "designated in the first wave", false},
    {"second", "designated in the second wave", false},
    {"third", "designated in the third wave", false},
}};

struct AimTarget {
  bool nation = false;                 ///< aimed at nobody in particular
  bool at_bodies = false;              ///< at some members of systems, and not at systems as such
  std::vector<SystemId> systems;       ///< in which somebody is reached; ascending
  std::vector<OrganisationId> bodies;  ///< all that are reached; ascending
  std::vector<DrawnGroup> drawn;       ///< if any: in each run, only systems that are in one of these

  /// Of the bodies, £m a year; what some of them, CCGs, pay to others, trusts, counts once.
  double income(const World&) const;
};

/// A row of a world, or what is wrong with the text.
struct FoundRow {
  std::optional<int> row;
  std::string wrong;
};
/// The one with that code, or the only one with that name.
FoundRow find_system(const Layout&, const std::string& text);
FoundRow find_place(const Layout&, const std::string& text);
FoundRow find_organisation(const Layout&, const std::string& text);

/// `key` as in `Where` ("systems", "all_but.kinds"), `index` within its list.
using TellWhere = std::function<void(std::string_view key, std::size_t index, std::string what)>;
/// Whatever is wrong is told; the result is then incomplete.
AimTarget find_target(const World&, const Where&, const TellWhere& problem);
/// Puts a word where it belongs, whatever it names: a system, place or organisation by code or name, a
/// region, a kind, a type, a tercile or a wave. What is wrong, if anything.
std::string add_word(const World&, const std::string& word, Where& to);
/// The same with all systems, places and organisations by code; needs a text without faults.
Where by_code(const World&, Where);

}  // namespace concord
