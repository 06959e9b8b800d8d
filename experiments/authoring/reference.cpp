// Pages about keys, from their tables.

#include "experiments/authoring/describe.hpp"
#include "experiments/designs/design_keys.hpp"
#include "experiments/scenarios/catalogue.hpp"
#include "experiments/scenarios/scenario_keys.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

std::string words_of(const Form& form);

std::string words_of_all(const Keys& forms) {
  std::vector<std::string> all;
  for (const Key& key : forms) {
    if (std::string words = words_of(key.form); std::ranges::find(all, words) == all.end())
      all.push_back(std::move(words));
  }
  return fmt::format("{}", fmt::join(all, ", or "));
}

std::string form_words(const Whole& whole) {
  return fmt::format("{} number, {} to {}", whole.multiple_of == 2 ? "even" : "whole", whole.low, whole.high);
}
std::string form_words(const Number& number) {
  if (std::isinf(number.high)) return fmt::format("number above {}", number.low);
  return number.above_low ? fmt::format("number above {}, up to {}", number.low, number.high)
                          : fmt::format("number, {} to {}", number.low, number.high);
}
std::string form_words(const Switch&) { return "true or false"; }
std::string form_words(const Line&) { return "text of one line"; }
std::string form_words(const Choice& choice) { return fmt::format("`{}`", fmt::join(choice.names, "`, `")); }
std::string form_words(const Literal& literal) {
  return literal.text == "null" ? "nothing" : fmt::format("`{}`", literal.text);
}
std::string form_words(const ValueOfParameter& value) {
  const bool known = value.kind != ValueKind::number || value.allowed.low < value.allowed.high;
  return known ? allowed_text(value.kind, value.allowed) : "a value of the parameter";
}
std::string form_words(const Pattern& text) { return std::string(text.words); }
std::string form_words(const Defined& defined) { return std::string(defined.words); }
std::string form_words(const Section&) { return "a section"; }
std::string form_words(const Sections&) { return "a list of sections"; }
std::string form_words(const Named& named) {
  return fmt::format("a section; under each name {}", words_of_all(named.forms));
}
std::string form_words(const ListOf& list) {
  return fmt::format("a list, each {}", words_of_all(list.element));
}
std::string form_words(const OneOf& forms) { return words_of_all(forms.forms); }

std::string words_of(const Form& form) {
  return std::visit([](const auto& one) { return form_words(one); }, form);
}

struct KeyRow {
  std::string path, standard, allowed, meaning;
};
using KeyRows = std::vector<KeyRow>;

void add_rows(KeyRows& rows, const Keys& keys, const std::string& above);

/// Rows of the sections that a form consists of.
void add_inner_rows(KeyRows& rows, const Form& form, const std::string& path) {
  if (const auto* section = std::get_if<Section>(&form)) add_rows(rows, section->keys, path + ".");
  if (const auto* list = std::get_if<Sections>(&form)) add_rows(rows, list->at(0), path + "[].");
  if (const auto* any = std::get_if<OneOf>(&form)) {
    for (const Key& key : any->forms) add_inner_rows(rows, key.form, path);
  }
  if (const auto* named = std::get_if<Named>(&form)) {
    for (const Key& key : named->forms) add_inner_rows(rows, key.form, path + ".NAME");
  }
}

void add_rows(KeyRows& rows, const Keys& keys, const std::string& above) {
  for (const Key& key : keys) {
    const std::string path = above + key.key;
    std::string meaning = key.meaning;
    if (!key.only_with.empty())
      meaning += fmt::format(" Only with `{}: {}`.", keys.front().key, fmt::join(key.only_with, "`, `"));
    rows.push_back({path, standard_of(key).value_or(""), words_of(key.form), std::move(meaning)});
    add_inner_rows(rows, key.form, path);
  }
}

KeyRows rows_of(const Keys& keys) {
  KeyRows rows;
  add_rows(rows, keys, "");
  return rows;
}

/// Of scenarios, and of designs.
std::array<std::pair<std::string_view, KeyRows>, 2> rows_of_files() {
  RunPlan plan = standard_plan();
  Design design;
  return {{{"scenarios", rows_of(scenario_keys(plan))}, {"designs of sweeps", rows_of(design_keys(design))}}};
}

}  // namespace

std::string rows_of_keys(const Keys& keys) {
  std::string out = "| key | default | what may stand there | meaning |\n|---|---|---|---|\n";
  for (const KeyRow& row : rows_of(keys))
    out += fmt::format("| `{}` | {} | {} | {} |\n", row.path, row.standard, row.allowed, row.meaning);
  return out;
}

std::optional<std::string> describe_key(std::string_view path) {
  std::string out;
  for (const auto& [files, rows] : rows_of_files()) {
    for (const KeyRow& row : rows) {
      const std::string_view below =
          std::string_view(row.path).substr(std::min(path.size(), row.path.size()));
      if (row.path == path) {
        out += fmt::format("{}{}, a key of {}\n  {}\n", out.empty() ? "" : "\n", path, files, row.meaning);
        if (!row.standard.empty()) out += fmt::format("  default    {}\n", row.standard);
        out += fmt::format("  allowed    {}\n", row.allowed);
      } else if (row.path.starts_with(path) && (below[0] == '.' || below[0] == '[')) {
        out += fmt::format("  {:34} {}\n", row.path, row.meaning);
      }
    }
  }
  return out.empty() ? std::nullopt : std::optional(out);
}

std::vector<std::string> all_keys() {
  std::vector<std::string> paths;
  for (const auto& [files, rows] : rows_of_files()) {
    for (const KeyRow& row : rows) paths.push_back(row.path);
  }
  return paths;
}

std::string describe_design_keys() {
  Design design;
  const Keys keys = design_keys(design);
  std::string out =
      "# Keys of designs\n\n"
      "Made by `concord describe --design-markdown`; do not edit. [sweeps.md](sweeps.md) explains designs "
      "with examples.\n\n"
      "A dot stands between a section and a key in it, `[]` for each entry of a list, `NAME` for a name of "
      "your own, or\n"
      "of an outcome. An axis of a parameter bears the name of the parameter (`concord describe` lists them) "
      "and is a list\n"
      "of values, a range or `screening`.\n\n";
  out += rows_of_keys(keys);
  int steps = 0;
  bool log = false;
  out += "\n## A range of a parameter\n\n" + rows_of_keys(range_keys(ValueKind::number, steps, log));
  return out;
}

}  // namespace concord
