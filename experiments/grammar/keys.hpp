#pragma once
// The grammar of scenarios and designs, as tables: which keys a section has, what may stand under each, what
// it means and where its value goes. A table is made over the structure that it fills; what a new structure
// holds is the default. From the tables come reading and canonical form (here), the JSON Schema and the
// reference page (experiments/authoring).

#include "agents/quarter/parameter_info.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace concord {

inline constexpr std::size_t longest_line = 200, longest_path = 1000;  ///< bytes
/// Quarters and never, as a regular expression.
inline constexpr std::string_view date_pattern = "^((199[0-9]|2[01][0-9][0-9])/[0-9][0-9] Q[1-4]|never)$";

struct Key;
using Keys = std::vector<Key>;

// What may stand under a key. What has a place is read into it and written from it; all else is described
// here and read by code of its own.

struct Whole {
  std::variant<std::monostate, int*, std::int64_t*, std::uint64_t*> to;
  std::int64_t low, high;
  std::string_view unit = {};
  int multiple_of = 1;
};
struct Number {
  double* to;
  double low, high;
  bool above_low = false;  ///< `low` itself is not allowed
};
struct Switch {
  bool* to;
};
/// Text of one line, at most so many characters; line ends of YAML's blocks at its end are no part of it.
struct Line {
  std::string* to;
  std::size_t longest;
};
/// One of some names, by number.
struct Choice {
  std::vector<std::string_view> names;
  std::function<std::size_t()> get;
  std::function<void(std::size_t)> set;
};
/// A word as it stands, or a version.
struct Literal {
  std::string text;
};
/// The value of a parameter, or one like it.
struct ValueOfParameter {
  ValueKind kind;
  Range allowed;
  std::string standard = {};
};
/// A text that a pattern describes to editors, and words to people; both may be empty.
struct Pattern {
  std::string_view pattern, words;
};
/// What the JSON Schema defines once under this name.
struct Defined {
  std::string_view name, words;
};
struct Section {
  Keys keys;
};
/// A list of sections. `at` makes the structure of one more, or gives the one that is there.
struct Sections {
  std::function<Keys(std::size_t)> at;
};
/// A section whose keys are names, each with the same form. Of several the first whose pattern fits.
struct Named {
  Keys forms;  ///< keys are patterns
};
struct ListOf {
  Keys element;  ///< one
};
struct OneOf {
  Keys forms;  ///< without keys
};

using Form = std::variant<Whole, Number, Switch, Line, Choice, Literal, ValueOfParameter, Pattern, Defined,
                          Section, Sections, Named, ListOf, OneOf>;

/// Stands for the default of a key that must be there.
inline constexpr const char* required = "required";

struct Key {
  std::string key;
  Form form;
  std::string meaning = {};
  std::string standard = {};  ///< the default in words, if its place does not tell it; or `required`
  std::vector<std::string_view> only_with = {};  ///< values of the section's first key, a Choice; empty: all
  std::function<std::string()> write = {};       ///< canonical lines, if not those of the form

  bool is_required() const { return standard == required; }
};

/// A choice between the values of an enumeration, which count from 0.
template <class Enumeration, class Names>
Choice choice(Enumeration& to, const Names& names) {
  return {{std::begin(names), std::end(names)},
          [&to] { return static_cast<std::size_t>(to); },
          [&to](std::size_t n) { to = static_cast<Enumeration>(n); }};
}
template <class Structure>
Sections sections(std::vector<Structure>& to, Keys (*keys)(Structure&)) {
  return {[&to, keys](std::size_t n) {
    if (n == to.size()) to.emplace_back();
    return keys(to[n]);
  }};
}

/// Reads what has a place; all keys count as known. False if the first key, on which others depend, is wrong.
bool read_keys(yaml::Reader& section, const Keys& keys);

/// Everything with a place, a line a key, sections indented; keys that do not belong to the choice are left
/// out.
std::string written(const Keys& keys, std::size_t indent = 0);

/// The default of a form as it would be written; nothing where the form has none.
std::optional<std::string> standard_of(const Key& key);

/// What is wrong with a name or line that a user chose, if anything: empty, too long, control characters.
std::optional<std::string> not_one_line(std::string_view text, std::size_t longest);

/// In double quotes, for YAML.
std::string in_quotes(std::string_view text);

}  // namespace concord
