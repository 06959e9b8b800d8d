#include "experiments/scenarios/where.hpp"

#include "experiments/grammar/keys.hpp"
#include "experiments/scenarios/read_world.hpp"
#include "sim/csv.hpp"
#include "sim/suggest.hpp"

#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace concord {
namespace {

namespace fs = std::filesystem;

struct GroupKey {
  std::string_view key;
  std::vector<std::string> Where::*list;
  std::string_view meaning;
};
constexpr std::array parts{
    GroupKey{"systems", &Where::systems, "Systems by code or name, with all their members."},
    GroupKey{"regions", &Where::regions, "All systems of regions."},
    GroupKey{"places", &Where::places, "The members of places by code or name."},
    GroupKey{"organisations", &Where::organisations, "Single bodies by code or name, whatever their kind."},
    GroupKey{"kinds", &Where::kinds,
             "Of the members of these areas, or of all, only those of a kind: trust, ccg, council."},
    GroupKey{
        "types", &Where::types,
        "Of the members of these areas, or of all, only those of a type: acute, mental_health, community, "
        "ambulance, specialist, ccg, council."},
    GroupKey{"terciles", &Where::terciles,
             "Of the systems, in each run only those of a tercile at its start: poor, rich, low_trust, "
             "high_trust."},
    GroupKey{"waves", &Where::waves,
             "Of the systems, in each run only those that it designated in a wave, from the next quarter on: "
             "first, second, third."},
};
constexpr std::string_view codes_meaning =
    "A table, relative to the file that names it, with a column code and perhaps name: codes of systems, "
    "places "
    "and organisations.";
constexpr std::string_view but_meaning = "All but these: the same keys, without terciles and waves.";

Keys keys_of(bool outermost) {
  Keys keys;
  for (const GroupKey& part : parts) {
    if (!outermost && (part.list == &Where::terciles || part.list == &Where::waves)) continue;
    keys.push_back(
        {std::string(part.key), ListOf{{{"", Line{nullptr, longest_line}}}}, std::string(part.meaning)});
  }
  keys.push_back({"codes", Line{nullptr, longest_path}, std::string(codes_meaning)});
  if (outermost) keys.push_back({"all_but", Section{keys_of(false)}, std::string(but_meaning)});
  return keys;
}

/// One name may stand without a list.
std::vector<std::string> texts_of(yaml::Reader& section, std::string_view key) {
  const yaml::Node* node = section.raw(key);
  if (node == nullptr) return {};
  if (node->kind == yaml::Kind::scalar) return {node->text};
  const auto texts = section.texts(key);
  if (texts && texts->empty()) section.problem(key, "is empty; name somebody, or leave the key out");
  return texts.value_or(std::vector<std::string>{});
}

void read_codes(yaml::Reader& section, const World& world, Where& to, Problems& problems) {
  const auto name = section.text("codes");
  if (!name) return;
  const yaml::Node& node = *section.raw("codes");
  if (const auto wrong = not_a_path(*name)) return section.problem("codes", *wrong);
  const fs::path file = fs::path(node.file ? *node.file : "").parent_path() / *name;
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) {
    section.problem("codes", fmt::format("there is no file {}, seen from this one{}", shown(*name),
                                         nearest_entry(file.parent_path(), file.filename().string(), false)));
    return;
  }
  const csv::Table table = csv::load(file, {.required = {"code"}, .optional = {"name"}}, problems);
  const std::size_t column = table.column("code");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto code = table.required_text(row, column);
    if (!code) continue;
    if (std::string wrong = add_word(world, std::string(*code), to); !wrong.empty())
      table.problem(row, column, std::move(wrong));
  }
  if (table.rows() == 0) section.problem("codes", fmt::format("{} holds no codes", shown(*name)));
}

Where read_section(yaml::Reader section, const World& world, bool outermost, Problems& problems) {
  Where where;
  const Keys keys = keys_of(outermost);
  for (const GroupKey& part : parts) {
    if (std::ranges::find(keys, part.key, &Key::key) != keys.end())
      where.*part.list = texts_of(section, part.key);
  }
  read_codes(section, world, where, problems);
  if (outermost && section.has("all_but"))
    where.but.push_back(read_section(section.section("all_but"), world, false, problems));
  return where;
}

void append_words(std::string& out, std::string_view between, std::string_view key,
                  const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out += fmt::format("{}{} {}", out.empty() ? "" : between, key, fmt::join(texts, ", "));
}

}  // namespace

Form where_form() {
  return OneOf{{{"", Section{keys_of(true)}}, {"", ListOf{{{"", Line{nullptr, longest_line}}}}}}};
}

Aim read_aim(yaml::Reader& section, const World& world, Problems& problems) {
  Aim aim;
  const yaml::Node* node = section.raw("where");
  if (node == nullptr) {
    aim.target = find_target(world, aim.where, {});
    return aim;
  }
  const std::size_t before = problems.count();
  const bool words = node->kind == yaml::Kind::sequence || node->kind == yaml::Kind::scalar;
  if (words) {
    const std::vector<std::string> texts = texts_of(section, "where");
    for (std::size_t n = 0; n < texts.size(); ++n) {
      if (std::string wrong = add_word(world, texts[n], aim.where); wrong.empty())
        continue;
      else if (node->kind == yaml::Kind::sequence)
        section.problem("where", n, std::move(wrong));
      else
        section.problem("where", std::move(wrong));
    }
  } else {
    aim.where = read_section(section.section("where"), world, true, problems);
  }
  if (problems.count() == before && aim.where.nation())
    section.problem("where", "names nobody; name somebody, or leave `where` out to mean the nation");
  const auto tell = [&](std::string_view key, std::size_t index, std::string what) {
    yaml::Reader at = section.section("where");
    if (key.starts_with("all_but.")) at = at.section("all_but");
    key.remove_prefix(key.find('.') == key.npos ? 0 : key.find('.') + 1);
    const yaml::Node* list = at.raw(key);
    if (list != nullptr && list->kind == yaml::Kind::sequence) {
      at.problem(key, index, std::move(what));
    } else {
      at.problem(key, std::move(what));
    }
  };
  if (problems.count() != before) return aim;
  aim.target = find_target(world, aim.where, tell);
  if (problems.count() == before) aim.where = by_code(world, std::move(aim.where));
  return aim;
}

std::string where_yaml(const Where& where, std::size_t indent) {
  if (where.nation()) return {};
  const auto lines = [](const auto& self, const Where& of, std::string_view name,
                        std::size_t in) -> std::string {
    std::string out = fmt::format("{:{}}{}:\n", "", in, name);
    for (const GroupKey& part : parts) {
      if ((of.*part.list).empty()) continue;
      std::string texts;
      for (const std::string& text : of.*part.list)
        texts += fmt::format("{}{}", texts.empty() ? "" : ", ", in_quotes(text));
      out += fmt::format("{:{}}{}: [{}]\n", "", in + 2, part.key, texts);
    }
    for (const Where& but : of.but) out += self(self, but, "all_but", in + 2);
    return out;
  };
  return lines(lines, where, "where", indent);
}

std::string where_words(const Where& where) {
  std::string whom, in, out;
  for (const std::string_view key : {"types", "kinds", "terciles", "waves"}) {
    const auto part = std::ranges::find(parts, key, &GroupKey::key);
    append_words(whom, " and ", key, where.*part->list);
  }
  for (const std::string_view key : {"systems", "regions", "places", "organisations"}) {
    const auto part = std::ranges::find(parts, key, &GroupKey::key);
    append_words(in, " and ", key, where.*part->list);
  }
  out = whom.empty() ? in : in.empty() ? whom : fmt::format("{} of {}", whom, in);
  if (out.empty()) out = where.but.empty() ? "the nation" : "all";
  for (const Where& but : where.but) out += fmt::format(", but {}", where_words(but));
  return out;
}

}  // namespace concord
