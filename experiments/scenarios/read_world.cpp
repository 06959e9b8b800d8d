#include "experiments/scenarios/read_world.hpp"

#include "agents/world/tables.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/scenarios/lint_tables.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/digest.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

static_assert(all_fields_have_rows<SyntheticWorld>());

std::optional<SyntheticWorld> read_synthetic(yaml::Reader reader, Problems& problems) {
  SyntheticWorld wanted;
  const std::size_t before = problems.count();
  for (const Row<SyntheticWorld>& row : rows<SyntheticWorld>) {
    const auto value = read_value(reader, row.key, {kind_of(row), row.allowed, row.unit});
    if (!value) continue;
    if (const auto* number = std::get_if<double SyntheticWorld::*>(&row.member)) wanted.*(*number) = *value;
    if (const auto* whole = std::get_if<int SyntheticWorld::*>(&row.member))
      wanted.*(*whole) = static_cast<int>(*value);
  }
  if (problems.count() != before) return std::nullopt;
  return wanted;
}

/// Means of shares of NHS bodies would be missing in a system without any.
void check_nhs_bodies(const Layout& layout, const yaml::Node& where, Problems& problems) {
  std::vector<bool> found(layout.systems.size());
  for (const auto& body : layout.organisations) {
    if (body.type != Type::council)
      found[static_cast<std::size_t>(layout.places[static_cast<std::size_t>(body.place)].system)] = true;
  }
  for (std::size_t s = 0; s < found.size(); ++s) {
    if (!found[s]) {
      problems.add(where.file ? *where.file : "", where.line, where.column, "world.tables",
                   fmt::format("system {} has neither a trust nor a CCG", layout.systems[s].code));
    }
  }
}

void read_folder(yaml::Reader& reader, const fs::path& home, WorldChoice& choice, Problems& problems) {
  const auto name = reader.text("tables");
  if (!name) return;
  if (const auto wrong = not_a_path(*name)) {
    reader.problem("tables", *wrong);
    return;
  }
  const yaml::Node& node = *reader.raw("tables");
  const fs::path beside = node.line > 0 && node.file ? fs::path(*node.file).parent_path() : home;
  const fs::path folder = (beside / *name).lexically_normal();
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    reader.problem("tables",
                   fmt::format("there is no folder {}, seen from the scenario{}", shown(*name),
                               nearest_entry(folder.parent_path(), folder.filename().string(), true)));
    return;
  }
  choice.tables = tables_name(folder, home);
  choice.folder = folder;
  const std::size_t before = problems.count();
  Problems found;  // of its own: after a fault in one table, the reader leaves out those that refer to it
  Layout layout = read_tables(folder, found);
  choice.periods = layout.periods;
  for (const Problem& problem : found.all()) problems.add(problem);
  if (problems.count() != before) return;
  for (const std::string& file : layout.files) {
    choice.files.push_back({.name = file,
                            .beside = (fs::path(choice.tables) / file).generic_string(),
                            .path = folder / file,
                            .digest = digest_of(content_of(folder / file))});
  }
  check_nhs_bodies(layout, node, problems);
  if (const auto wrong = too_much_money(layout)) reader.problem("tables", *wrong);
  if (static_cast<double>(layout.organisations.size()) > most_organisations) {
    reader.problem("tables", fmt::format("{} organisations; at most {:.0f} can be simulated",
                                         layout.organisations.size(), most_organisations));
  }
  if (problems.count() == before)
    choice.world = std::make_shared<const World>(build_world(std::move(layout)));
}

}  // namespace

ValueKind kind_of(const Row<SyntheticWorld>& row) {
  return std::holds_alternative<int SyntheticWorld::*>(row.member) ? ValueKind::whole : ValueKind::number;
}

std::string value_text(const SyntheticWorld& world, const Row<SyntheticWorld>& row) {
  if (const auto* whole = std::get_if<int SyntheticWorld::*>(&row.member))
    return fmt::format("{}", world.*(*whole));
  return fmt::format("{}", world.*std::get<double SyntheticWorld::*>(row.member));
}

WorldChoice read_world(yaml::Reader& scenario, const fs::path& home, Problems& problems) {
  WorldChoice choice;
  yaml::Reader reader = scenario.section("world");
  const bool tables = reader.has("tables"), synthetic = reader.has("synthetic");
  if (tables && synthetic) {
    reader.problem("synthetic", "a world comes from tables or is synthetic; give one of the two");
  } else if (tables) {
    read_folder(reader, home, choice, problems);
  } else if (synthetic) {
    choice.synthetic = read_synthetic(reader.section("synthetic"), problems);
    if (!choice.synthetic) return choice;
    if (const auto wrong = why_impossible(*choice.synthetic)) {
      reader.problem("synthetic", *wrong);
    } else {
      choice.world = std::make_shared<const World>(build_world(synthetic_layout(*choice.synthetic)));
    }
  } else {
    const yaml::Node* world = scenario.raw("world");
    if (world == nullptr || world->kind == yaml::Kind::null || world->kind == yaml::Kind::map)
      scenario.problem("world",
                       "missing; give a folder of tables (`tables: england_2019`) or `synthetic:` sizes");
  }
  return choice;
}

std::string digest_of(const std::vector<TableFile>& files) {
  if (files.empty()) return "none";
  std::string all;
  for (const TableFile& file : files) all += fmt::format("{} {}\n", file.name, file.digest);
  return digest_of(all);
}

yaml::Node without_replaced_world(yaml::Node base, const yaml::Node& over) {
  const yaml::Node* chosen = over.find("world");
  if (chosen == nullptr) return base;
  for (yaml::Node& child : base.children) {
    if (child.key != "world") continue;
    std::erase_if(child.children, [&](const yaml::Node& form) {
      return (form.key == "tables" && chosen->find("synthetic") != nullptr) ||
             (form.key == "synthetic" && chosen->find("tables") != nullptr);
    });
  }
  return base;
}

std::string tables_name(const fs::path& folder, const fs::path& home) {
  const fs::path below = folder.lexically_normal().lexically_relative(home.lexically_normal());
  if (!below.empty() && *below.begin() != "..") return below.generic_string();
  const fs::path whole = fs::absolute(folder).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

std::optional<std::string> not_a_path(std::string_view name) {
  if (name.empty()) return "is empty; give a name";
  if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return fmt::format("{} has control characters", shown(name));
  return std::nullopt;
}

std::optional<std::string> leaves_folder(std::string_view name) {
  if (auto wrong = not_a_path(name)) return wrong;
  const fs::path path(name);
  if (path.is_absolute())
    return fmt::format("{} is an absolute path; give one relative to the scenario's folder", shown(name));
  if (std::ranges::find(path, fs::path("..")) != path.end())
    return fmt::format("{} leaves the scenario's folder; '..' is not accepted", shown(name));
  return std::nullopt;
}

std::string nearest_entry(const fs::path& folder, std::string_view name, bool folders) {
  std::vector<std::string> known;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder.empty() ? "." : folder, ignored)) {
    if (entry.is_directory(ignored) == folders && known.size() < 1000)
      known.push_back(entry.path().filename().string());
  }
  std::ranges::sort(known);
  return did_you_mean(name, known);
}

}  // namespace concord
