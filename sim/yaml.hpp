#pragma once

#include "sim/errors.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A strict reader of a small part of YAML: one document of maps with text keys, lists and scalars. Anchors,
// aliases, tags, merge keys, directives and duplicate keys are refused, because the library beneath accepts
// some of them silently and readers of configuration are surprised by the rest.

namespace concord::yaml {

inline constexpr std::size_t most_bytes = std::size_t{1} << 20U;
inline constexpr std::size_t most_nodes = 100'000;  // keys count too
inline constexpr std::size_t most_depth = 32;       // maps and lists inside one another

enum class Kind { null, scalar, sequence, map };

/// A value as it stands in the file; scalars stay text until a Reader is asked for a type. Use it as const.
struct Node {
  Kind kind = Kind::null;
  bool quoted = false;      ///< in quotes or a block (`|`, `>`): text even if it looks like a number
  bool unreadable = false;  ///< already reported; a Reader says nothing more about it
  int line = 0;             ///< position of the value, from 1, in characters
  int column = 0;
  std::string text;            ///< of a scalar
  std::vector<Node> children;  ///< of a sequence or map, in order of the file
  std::string key;             ///< in the map above
  int key_line = 0;
  int key_column = 0;
  std::shared_ptr<const std::string>
      file;  ///< for messages; per node, as merged trees come from several files

  /// The value of a map under a key, or null. Linear in the number of keys.
  const Node* find(std::string_view wanted) const;
};

/// Parses one document. Reports every fault it can get past; after any other, gives an unreadable null, so
/// that a Reader can still be run over the result. `file` is the name used in messages.
Node parse(std::string_view text, std::string file, Problems& problems);

/// Reads and parses a regular file of at most `most_bytes`. Throws FileError when reading fails half-way.
Node load(const std::filesystem::path& path, Problems& problems);

/// `base` with the maps of `over` laid over it, at every depth; any other kind is replaced. Order: keys of
/// `base`, then new ones. An empty value laid over a map changes nothing, as a section with all its lines
/// commented out should not erase what it was to refine. Positions and file names follow the value that wins.
Node merge(const Node& base, const Node& over);

/// Typed access to one map. Records every problem and goes on, returning nothing or the fallback, so that a
/// user sees all faults at once. Every key asked for counts as known; finish() reports the others. Copies
/// share what was asked. The tree and the Problems must outlive the Reader.
class Reader {
 public:
  /// `path` stands before the keys in messages.
  Reader(const Node& map, Problems& problems, std::string path = "");
  Reader(Node&&, Problems&, std::string = "") = delete;

  bool has(std::string_view key);
  /// Reports a missing key.
  bool require(std::string_view key);
  /// The keys that are present, in order, for maps whose keys are data. Does not count as asking for them.
  std::vector<std::string> keys() const;
  const Node* raw(std::string_view key);
  const std::string& path() const;

  // Nothing when the key is missing; nothing and a problem when the value is of the wrong kind.
  std::optional<double> number(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<std::vector<double>> numbers(std::string_view key);
  std::optional<std::vector<std::int64_t>> integers(std::string_view key);
  std::optional<std::vector<std::string>> texts(std::string_view key);

  // The same, with a problem when the key is missing.
  std::optional<double> required_number(std::string_view key) {
    return require(key) ? number(key) : std::nullopt;
  }
  std::optional<std::int64_t> required_integer(std::string_view key) {
    return require(key) ? integer(key) : std::nullopt;
  }
  std::optional<bool> required_boolean(std::string_view key) {
    return require(key) ? boolean(key) : std::nullopt;
  }
  std::optional<std::string> required_text(std::string_view key) {
    return require(key) ? text(key) : std::nullopt;
  }
  std::optional<std::vector<double>> required_numbers(std::string_view key) {
    return require(key) ? numbers(key) : std::nullopt;
  }
  std::optional<std::vector<std::int64_t>> required_integers(std::string_view key) {
    return require(key) ? integers(key) : std::nullopt;
  }
  std::optional<std::vector<std::string>> required_texts(std::string_view key) {
    return require(key) ? texts(key) : std::nullopt;
  }

  /// A number within [low, high], either of which may be infinite; otherwise a problem and the fallback.
  double number_in(std::string_view key, double fallback, double low, double high, std::string_view unit);
  std::int64_t integer_in(std::string_view key, std::int64_t fallback, std::int64_t low, std::int64_t high,
                          std::string_view unit);

  /// The map under a key; an empty one when missing or without a value.
  Reader section(std::string_view key);
  /// The maps in the list under a key; none when missing.
  std::vector<Reader> sections(std::string_view key);

  /// Reports a problem at a key's value, or at the map when the key is missing.
  void problem(std::string_view key, std::string message);
  /// Reports a problem at element `index` of the list under a key.
  void problem(std::string_view key, std::size_t index, std::string message);

  /// Reports the keys nobody asked for, here and in all sections that were opened. Once per map.
  void finish();

 private:
  struct Map;
  explicit Reader(std::shared_ptr<Map> map);
  template <class Value>
  std::optional<std::vector<Value>> list(std::string_view key);

  std::shared_ptr<Map> map_;
};

}  // namespace concord::yaml
