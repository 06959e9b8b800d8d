#include "agents/world/target.hpp"

#include "sim/errors.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

using Names = std::vector<std::string>;

constexpr double quarters_of_year = 4;

Names kind_names() { return {"trust", "ccg", "council"}; }
Names type_names() {
  Names names;
  for (const TypeRow& row : type_rows) names.emplace_back(row.name);
  return names;
}
Names drawn_names(bool terciles) {
  Names names;
  for (const DrawnRow& row : drawn_rows) {
    if (row.tercile == terciles) names.emplace_back(row.name);
  }
  return names;
}

template <class Rows>
FoundRow find(std::string_view what, const std::string& text, const Rows& rows) {
  Names known, codes;
  int called = -1;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    if (rows[n].code == text) return {static_cast<int>(n), {}};
    if (rows[n].name == text) {
      called = static_cast<int>(n);
      codes.push_back(rows[n].code);
    }
    known.push_back(rows[n].code);
    known.push_back(rows[n].name);
  }
  if (codes.size() == 1) return {called, {}};
  if (codes.empty())
    return {std::nullopt, fmt::format("there is no {} {}{}", what, shown(text), did_you_mean(text, known))};
  return {std::nullopt, fmt::format("{} are called {}; give the code of one: {}", codes.size(), shown(text),
                                    fmt::join(codes, ", "))};
}

FoundRow find_name(std::string_view what, const std::string& text, const Names& names) {
  const auto found = std::ranges::find(names, text);
  if (found != names.end()) return {static_cast<int>(found - names.begin()), {}};
  return {std::nullopt,
          fmt::format("there is no {} {}{}", what, shown(text),
                      did_you_mean(text, names, fmt::format("; there are {}", fmt::join(names, ", "))))};
}

/// What one `Where` means in a world, without what it excepts.
class Finder {
 public:
  Finder(const World& world, const Where& where, const TellWhere& problem, std::string prefix)
      : w_(world), where_(where), problem_(problem), prefix_(std::move(prefix)) {}

  /// [organisation] Is it meant?
  std::vector<bool> bodies() const {
    const bool all = where_.systems.empty() && where_.regions.empty() && where_.places.empty() &&
                     where_.organisations.empty();
    std::vector<bool> meant(static_cast<std::size_t>(w_.organisation_count()), all);
    const auto add = [&](IdRange<OrganisationTag> members) {
      for (const OrganisationId i : members) meant[static_cast<std::size_t>(i.index)] = true;
    };
    for (const int row : rows("systems", where_.systems, &find_system)) add(w_.members(SystemId{row}));
    for (const int row : rows("places", where_.places, &find_place)) add(w_.members(PlaceId{row}));
    for (const int row : rows("regions", "region", where_.regions, w_.regions)) {
      for (const SystemId k : w_.all_systems()) {
        if (w_.region[k] == RegionId{row}) add(w_.members(k));
      }
    }
    keep_kinds_and_types(meant);
    for (const int row : rows("organisations", where_.organisations, &find_organisation))
      meant[static_cast<std::size_t>(row)] = true;
    return meant;
  }

  std::vector<DrawnGroup> drawn() const {
    std::vector<DrawnGroup> groups;
    for (const int row : rows("terciles", "tercile", where_.terciles, drawn_names(true)))
      groups.push_back(static_cast<DrawnGroup>(row));
    for (const int row : rows("waves", "wave", where_.waves, drawn_names(false)))
      groups.push_back(static_cast<DrawnGroup>(row + static_cast<int>(DrawnGroup::first_wave)));
    return groups;
  }

  bool at_bodies() const {
    return !where_.places.empty() || !where_.organisations.empty() || !where_.kinds.empty() ||
           !where_.types.empty();
  }

 private:
  void keep_kinds_and_types(std::vector<bool>& meant) const {
    const std::vector<int> of_kinds = rows("kinds", "kind", where_.kinds, kind_names()),
                           of_types = rows("types", "type", where_.types, type_names());
    if (where_.kinds.empty() && where_.types.empty()) return;
    for (const OrganisationId i : w_.everybody()) {
      if (std::ranges::find(of_kinds, static_cast<int>(w_.kind[i])) == of_kinds.end() &&
          std::ranges::find(of_types, static_cast<int>(w_.type[i])) == of_types.end())
        meant[static_cast<std::size_t>(i.index)] = false;
    }
  }

  template <class Find>
  std::vector<int> found(std::string_view key, const Names& texts, Find find_one) const {
    std::vector<int> all;
    for (std::size_t n = 0; n < texts.size(); ++n) {
      const FoundRow one = find_one(texts[n]);
      if (one.row) {
        all.push_back(*one.row);
      } else {
        problem_(prefix_ + std::string(key), n, one.wrong);
      }
    }
    return all;
  }
  std::vector<int> rows(std::string_view key, const Names& texts,
                        FoundRow (*find_one)(const Layout&, const std::string&)) const {
    return found(key, texts, [&](const std::string& text) { return find_one(w_.layout, text); });
  }
  std::vector<int> rows(std::string_view key, std::string_view what, const Names& texts,
                        const Names& names) const {
    return found(key, texts, [&](const std::string& text) { return find_name(what, text, names); });
  }

  const World& w_;
  const Where& where_;
  const TellWhere& problem_;
  std::string prefix_;
};

}  // namespace

bool Where::nation() const { return *this == Where{}; }

double AimTarget::income(const World& w) const {
  Column<SystemTag, double> paying(w.system_count(), 0.0);  // share of a system's CCGs, by budget
  for (const OrganisationId i : bodies) {
    if (w.kind[i] == Kind::ccg) paying[w.system[i]] += w.system_share[i];
  }
  double sum = 0;
  for (const OrganisationId i : bodies) sum += w.budget[i] * (1 - w.ccg_share[i] * paying[w.system[i]]);
  return sum * quarters_of_year;
}

FoundRow find_system(const Layout& layout, const std::string& text) {
  return find("system", text, layout.systems);
}
FoundRow find_place(const Layout& layout, const std::string& text) {
  return find("place", text, layout.places);
}
FoundRow find_organisation(const Layout& layout, const std::string& text) {
  return find("organisation", text, layout.organisations);
}

AimTarget find_target(const World& w, const Where& where, const TellWhere& problem) {
  const Finder finder(w, where, problem, "");
  AimTarget target{.nation = where.nation(), .at_bodies = finder.at_bodies(), .drawn = finder.drawn()};
  std::vector<bool> meant = finder.bodies();
  for (const Where& but : where.but) {
    const Finder excepted(w, but, problem, "all_but.");
    target.at_bodies = target.at_bodies || excepted.at_bodies();
    const std::vector<bool> without = excepted.bodies();
    for (std::size_t n = 0; n < meant.size(); ++n) meant[n] = meant[n] && !without[n];
  }
  for (const OrganisationId i : w.everybody()) {
    if (!meant[static_cast<std::size_t>(i.index)]) continue;
    target.bodies.push_back(i);
    if (target.systems.empty() || target.systems.back() != w.system[i]) target.systems.push_back(w.system[i]);
  }
  return target;
}

std::string add_word(const World& w, const std::string& word, Where& to) {
  Names known;
  const auto is_name = [&](const Names& names, Names& list) {
    known.insert(known.end(), names.begin(), names.end());
    if (std::ranges::find(names, word) == names.end()) return false;
    list.push_back(word);
    return true;
  };
  const auto is_row = [&](const auto& rows, const FoundRow& found, Names& list) {
    for (const auto& row : rows) known.insert(known.end(), {row.code, row.name});
    if (found.row) list.push_back(rows[static_cast<std::size_t>(*found.row)].code);
    return found.row.has_value();
  };
  const Layout& layout = w.layout;
  if (is_name(kind_names(), to.kinds) || is_name(type_names(), to.types) || is_name(w.regions, to.regions) ||
      is_name(drawn_names(true), to.terciles) || is_name(drawn_names(false), to.waves) ||
      is_row(layout.systems, find_system(layout, word), to.systems) ||
      is_row(layout.places, find_place(layout, word), to.places) ||
      is_row(layout.organisations, find_organisation(layout, word), to.organisations))
    return {};
  return fmt::format(
      "{} is no code or single name of a system, place or organisation, and no region, kind, type, tercile "
      "or wave{}",
      shown(word), did_you_mean(word, known));
}

Where by_code(const World& w, Where where) {
  const auto replace = [&](Names& texts, auto find_one, const auto& rows) {
    for (std::string& text : texts)
      text = rows[static_cast<std::size_t>(find_one(w.layout, text).row.value())].code;
  };
  replace(where.systems, find_system, w.layout.systems);
  replace(where.places, find_place, w.layout.places);
  replace(where.organisations, find_organisation, w.layout.organisations);
  for (Where& but : where.but) but = by_code(w, std::move(but));
  return where;
}

}  // namespace concord
