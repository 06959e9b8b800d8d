// Typed access to the tree of sim/yaml.cpp.

#include "sim/suggest.hpp"
#include "sim/yaml.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

namespace concord::yaml {
namespace {

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "an empty value";
    case Kind::scalar:
      return "a single value";
    case Kind::sequence:
      return "a list";
    case Kind::map:
      return "a section";
  }
  return "";
}

/// Why a node is not a plain value of a type, or nothing. `noun` with its article: "a number".
std::optional<std::string> not_plain(const Node& node, std::string_view noun) {
  if (node.kind == Kind::null) return fmt::format("is empty; give {}", noun);
  if (node.kind != Kind::scalar) return fmt::format("must be {}, not {}", noun, name_of(node.kind));
  if (node.quoted)
    return fmt::format("must be {}, but {} is quoted text; remove the quotes", noun, shown(node.text));
  return std::nullopt;
}

Reading<double> convert(const Node& node, const double*) {
  if (auto wrong = not_plain(node, "a number")) return {std::nullopt, *wrong};
  return as_number(node.text);
}

Reading<std::int64_t> convert(const Node& node, const std::int64_t*) {
  if (auto wrong = not_plain(node, "a whole number")) return {std::nullopt, *wrong};
  return as_integer(node.text);
}

Reading<bool> convert(const Node& node, const bool*) {
  if (auto wrong = not_plain(node, "true or false")) return {std::nullopt, *wrong};
  for (const char* yes : {"true", "True", "TRUE"})  // the three spellings of YAML 1.2
    if (node.text == yes) return {true, ""};
  for (const char* no : {"false", "False", "FALSE"})
    if (node.text == no) return {false, ""};
  if (const auto meant = as_switch(node.text))
    return {std::nullopt, fmt::format("{} is not a boolean; write {}", shown(node.text), *meant)};
  return {std::nullopt, fmt::format("must be true or false, not {}", shown(node.text))};
}

Reading<std::string> convert(const Node& node, const std::string*) {
  if (node.kind == Kind::null)
    return {std::nullopt, "is empty; give a text, in quotes if it is to be empty or 'null'"};
  if (node.kind != Kind::scalar)
    return {std::nullopt, fmt::format("must be a text, not {}", name_of(node.kind))};
  return {node.text, ""};
}

template <class Value>
Reading<Value> convert(const Node& node) {
  return convert(node, static_cast<const Value*>(nullptr));
}

std::string range(double low, double high) {
  return fmt::format("{}{}, {}{}", std::isinf(low) ? '(' : '[', low, high, std::isinf(high) ? ')' : ']');
}
std::string range(std::int64_t low, std::int64_t high) { return fmt::format("[{}, {}]", low, high); }

}  // namespace

/// What a Reader and its copies share about one map.
struct Reader::Map {
  const Node* node = nullptr;  ///< null when the section is missing
  const Node* near = nullptr;  ///< where to report what is missing: this map or the nearest one around it
  bool silent = false;         ///< the text was unreadable, and that is reported already
  bool finished = false;
  std::string path;
  Problems* problems = nullptr;
  std::unordered_map<std::string_view, const Node*> children;
  std::vector<std::string> asked;  ///< in order of asking, each once
  std::map<std::string, std::shared_ptr<Map>, std::less<>> sections;
  std::map<std::string, std::vector<std::shared_ptr<Map>>, std::less<>> lists;

  static std::shared_ptr<Map> of(const Node* value, const Node* near, Problems& problems, std::string path);

  std::string path_of(std::string_view key) const {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
  }

  const Node* ask(std::string_view key) {
    if (std::find(asked.begin(), asked.end(), key) == asked.end()) asked.emplace_back(key);
    const auto found = children.find(key);
    return found == children.end() ? nullptr : found->second;
  }

  void report(const Node& where, std::string_view at, std::string what) const {
    if (silent || where.unreadable) return;
    problems->add(where.file ? *where.file : "", where.line, where.column, at, std::move(what));
  }

  template <class Value>
  std::optional<Value> get(std::string_view key) {
    const Node* value = ask(key);
    if (value == nullptr || value->unreadable) return std::nullopt;
    Reading<Value> reading = convert<Value>(*value);
    if (!reading.value) report(*value, path_of(key), std::move(reading.wrong));
    return std::move(reading.value);
  }

  template <class Value>
  Value get_in(std::string_view key, Value fallback, Value low, Value high, std::string_view unit) {
    const std::optional<Value> value = get<Value>(key);
    if (!value) return fallback;
    if (*value >= low && *value <= high) return *value;
    const Node& where = *children.at(key);
    report(where, path_of(key),
           fmt::format("{} is outside {}{}{}", where.text, range(low, high), unit.empty() ? "" : " ", unit));
    return fallback;
  }

  void report_unknown(const Node& child) const;
  void finish();
};

std::shared_ptr<Reader::Map> Reader::Map::of(const Node* value, const Node* near, Problems& problems,
                                             std::string path) {
  auto map = std::make_shared<Map>();
  map->near = near;
  map->path = std::move(path);
  map->problems = &problems;
  if (value == nullptr) return map;
  map->near = value;
  map->silent = value->unreadable;
  if (value->kind == Kind::map) {
    map->node = value;
    for (const Node& child : value->children) map->children.emplace(child.key, &child);
  } else if (value->kind != Kind::null) {
    map->report(*value, map->path,
                fmt::format("must be a section of keys ('key: value'), not {}", name_of(value->kind)));
    map->silent = true;
  }
  return map;
}

void Reader::Map::finish() {
  if (finished) return;
  finished = true;
  if (node != nullptr && !silent)
    for (const Node& child : node->children)
      if (std::find(asked.begin(), asked.end(), child.key) == asked.end()) report_unknown(child);
  for (const auto& [key, section] : sections) section->finish();
  for (const auto& [key, list] : lists)
    for (const auto& section : list) section->finish();
}

void Reader::Map::report_unknown(const Node& child) const {
  constexpr std::size_t most = 24;  // known keys that are worth listing
  if (child.key == "<<") return;    // refused by the strict pass
  std::string what = "unknown key";
  if (const auto meant = nearest(child.key, asked)) {
    what += fmt::format("; did you mean '{}'?", *meant);
  } else if (asked.empty()) {
    what += "; none is expected here";
  } else {
    const std::size_t listed = std::min(asked.size(), most);
    what += fmt::format("; known here: {}{}",
                        fmt::join(asked.begin(), asked.begin() + static_cast<std::ptrdiff_t>(listed), ", "),
                        asked.size() > listed ? fmt::format(" and {} more", asked.size() - listed) : "");
  }
  const std::string_view file = child.file ? std::string_view(*child.file) : "";
  problems->add(file, child.key_line, child.key_column, path_of(child.key), std::move(what));
}

Reader::Reader(const Node& map, Problems& problems, std::string path)
    : map_(Map::of(&map, &map, problems, std::move(path))) {}
Reader::Reader(std::shared_ptr<Map> map) : map_(std::move(map)) {}

bool Reader::has(std::string_view key) { return map_->ask(key) != nullptr; }

bool Reader::require(std::string_view key) {
  if (map_->ask(key) != nullptr) return true;
  map_->report(*map_->near, map_->path_of(key), "missing");
  return false;
}

std::vector<std::string> Reader::keys() const {
  std::vector<std::string> out;
  if (map_->node != nullptr)
    for (const Node& child : map_->node->children)
      if (map_->children.at(child.key) == &child) out.push_back(child.key);  // a duplicate counts once
  return out;
}

const Node* Reader::raw(std::string_view key) { return map_->ask(key); }
const std::string& Reader::path() const { return map_->path; }

template <class Value>
std::optional<std::vector<Value>> Reader::list(std::string_view key) {
  const Node* value = map_->ask(key);
  if (value == nullptr || value->unreadable) return std::nullopt;
  const std::string path = map_->path_of(key);
  if (value->kind != Kind::sequence) {
    map_->report(*value, path, fmt::format("must be a list, such as [a, b], not {}", name_of(value->kind)));
    return std::nullopt;
  }
  std::vector<Value> out;
  bool good = true;
  for (std::size_t i = 0; i < value->children.size(); ++i) {
    Reading<Value> reading = convert<Value>(value->children[i]);
    if (reading.value) {
      out.push_back(std::move(*reading.value));
    } else {
      map_->report(value->children[i], fmt::format("{}[{}]", path, i), std::move(reading.wrong));
      good = false;
    }
  }
  if (!good) return std::nullopt;
  return out;
}

std::optional<double> Reader::number(std::string_view key) { return map_->get<double>(key); }
std::optional<std::int64_t> Reader::integer(std::string_view key) { return map_->get<std::int64_t>(key); }
std::optional<bool> Reader::boolean(std::string_view key) { return map_->get<bool>(key); }
std::optional<std::string> Reader::text(std::string_view key) { return map_->get<std::string>(key); }
std::optional<std::vector<double>> Reader::numbers(std::string_view key) { return list<double>(key); }
std::optional<std::vector<std::int64_t>> Reader::integers(std::string_view key) {
  return list<std::int64_t>(key);
}
std::optional<std::vector<std::string>> Reader::texts(std::string_view key) { return list<std::string>(key); }

double Reader::number_in(std::string_view key, double fallback, double low, double high,
                         std::string_view unit) {
  return map_->get_in(key, fallback, low, high, unit);
}

std::int64_t Reader::integer_in(std::string_view key, std::int64_t fallback, std::int64_t low,
                                std::int64_t high, std::string_view unit) {
  return map_->get_in(key, fallback, low, high, unit);
}

Reader Reader::section(std::string_view key) {
  if (const auto known = map_->sections.find(key); known != map_->sections.end())
    return Reader(known->second);
  auto map = Map::of(map_->ask(key), map_->near, *map_->problems, map_->path_of(key));
  map->silent = map->silent || map_->silent;
  map_->sections.emplace(key, map);
  return Reader(std::move(map));
}

std::vector<Reader> Reader::sections(std::string_view key) {
  auto known = map_->lists.find(key);
  if (known == map_->lists.end()) {
    known = map_->lists.emplace(key, std::vector<std::shared_ptr<Map>>{}).first;
    const Node* value = map_->ask(key);
    if (value != nullptr && !value->unreadable) {
      if (value->kind != Kind::sequence) {
        map_->report(
            *value, map_->path_of(key),
            fmt::format("must be a list of sections, each begun with '- ', not {}", name_of(value->kind)));
      } else {
        for (std::size_t i = 0; i < value->children.size(); ++i) {
          const Node& item = value->children[i];
          const std::string path = fmt::format("{}[{}]", map_->path_of(key), i);
          if (item.kind == Kind::null) map_->report(item, path, "is empty; give a section");
          known->second.push_back(Map::of(&item, value, *map_->problems, path));
        }
      }
    }
  }
  std::vector<Reader> out;
  for (const auto& map : known->second) out.push_back(Reader(map));
  return out;
}

void Reader::problem(std::string_view key, std::string message) {
  const Node* value = map_->ask(key);
  map_->report(value == nullptr ? *map_->near : *value, map_->path_of(key), std::move(message));
}

void Reader::problem(std::string_view key, std::size_t index, std::string message) {
  const Node* value = map_->ask(key);
  const bool element = value != nullptr && index < value->children.size();
  const Node& where = element ? value->children[index] : value == nullptr ? *map_->near : *value;
  map_->report(where, fmt::format("{}[{}]", map_->path_of(key), index), std::move(message));
}

void Reader::finish() { map_->finish(); }

}  // namespace concord::yaml
