#include "sim/yaml.hpp"

#include "sim/plain_number.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

// The strict pass: the only code that sees the YAML library.

namespace concord::yaml {
namespace {

constexpr const char* no_aliases =
    "aliases (a '*' before a name) are not accepted; write the value out, or text in quotes";

struct Position {
  int line = 0;
  int column = 0;
};

/// The text that is parsed, with a way back from the library's marks (from 0, in bytes) to positions.
class Source {
 public:
  /// Drops a byte-order mark, turns CRLF into LF and ends the last line, which leaves all positions as they
  /// are.
  explicit Source(std::string_view raw) {
    raw.remove_prefix(text_start(raw));
    text_.reserve(raw.size());
    for (const char c : raw)
      if (c != '\r') text_ += c;
    if (const auto first = text_.find_first_not_of(" \t\n");
        first != text_.npos && (text_[first] == '{' || text_[first] == '['))
      indent_by_spaces();
    // Without a last line end the library finds the fault of an unclosed quotation at the end of the text.
    if (!text_.empty() && text_.back() != '\n') text_ += '\n';
    starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (text_[i] == '\n') starts_.push_back(i + 1);
  }

  const std::string& text() const { return text_; }
  /// The piece of a number that ends at `end`.
  std::string_view number_before(std::size_t end) const {
    std::size_t begin = end;
    while (begin > 0 && ((text_[begin - 1] >= '0' && text_[begin - 1] <= '9') || text_[begin - 1] == '-'))
      --begin;
    return std::string_view(text_).substr(begin, end - begin);
  }
  std::size_t lines() const { return starts_.size(); }

  /// One line without its line end.
  std::string_view line(std::size_t index) const {
    const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1] - 1 : text_.size();
    return std::string_view(text_).substr(starts_[index], end - starts_[index]);
  }
  std::size_t offset(const YAML::Mark& mark) const {
    const auto row = std::min(static_cast<std::size_t>(std::max(mark.line, 0)), starts_.size() - 1);
    return std::min(starts_[row] + static_cast<std::size_t>(std::max(mark.column, 0)), text_.size());
  }
  /// 0 at the end of the text; a NUL inside it was refused before.
  char at(const YAML::Mark& mark) const {
    const std::size_t i = offset(mark);
    return i < text_.size() ? text_[i] : '\0';
  }
  Position position(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    const std::size_t end = offset(mark);
    const auto above = std::upper_bound(starts_.begin(), starts_.end(), end) - starts_.begin();
    const std::size_t start = starts_[static_cast<std::size_t>(above) - 1];
    // Marks come almost in order; counting on from the last one keeps a text of one long line from costing
    // its square.
    if (last_.start != start || last_.end > end) last_ = {start, start, 0};
    last_.characters += characters(std::string_view(text_).substr(last_.end, end - last_.end));
    last_.end = end;
    return {static_cast<int>(above), static_cast<int>(last_.characters) + 1};
  }

 private:
  /// Inside brackets, as in JSON, indentation means nothing, but the library stumbles over tabs.
  void indent_by_spaces() {
    bool indentation = true;
    for (char& c : text_) {
      if (c == '\t' && indentation) c = ' ';
      indentation = c == '\n' || (indentation && c == ' ');
    }
  }

  std::string text_;
  std::vector<std::size_t> starts_;
  struct Counted {
    std::size_t start = 0;  // of the line
    std::size_t end = 0;    // of what was counted
    std::size_t characters = 0;
  };
  mutable Counted last_;
};

/// Thrown through the library after a fault that reading cannot get past; the problem is already recorded.
struct Stop : std::exception {};

/// Builds the tree from the library's events and refuses what this engine does not read.
class StrictPass : public YAML::EventHandler {
 public:
  StrictPass(const Source& source, const std::shared_ptr<const std::string>& file, Problems& problems)
      : source_(source), file_(file), problems_(problems) {}

  bool any_document() const { return documents_ > 0; }
  Node take() { return std::move(root_); }
  std::string path() const {
    std::string out;
    for (const Frame& frame : frames_) {
      if (frame.node.kind == Kind::sequence) {
        out += fmt::format("[{}]", frame.node.children.size());
      } else if (!frame.wants_key) {
        out += out.empty() ? "" : ".";
        out += frame.key;
      }
    }
    return out;
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    // The library begins a document without any `---` where the indentation or kind of a line does not fit.
    const bool marker = std::string_view(source_.text()).substr(source_.offset(mark)).starts_with("---");
    stop(mark, marker ? "a second document starts here; a file holds only one"
                      : "this does not belong to the document above; check its indentation");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    count(mark);
    if (wants_key()) stop(mark, "a key must be text; put quotes around it");
    Node node = make(Kind::null, mark);
    // The library puts a value that is left out at whatever comes next; the key, or the list, is nearer to
    // the fault.
    if (!frames_.empty()) {
      const Frame& frame = frames_.back();
      const bool in_map = frame.node.kind == Kind::map;
      node.line = in_map ? frame.key_at.line : frame.node.line;
      node.column = in_map ? frame.key_at.column : frame.node.column;
    }
    place(std::move(node));
  }

  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    problem(mark, fmt::format("anchors such as {} are not accepted; write the value out", shown("&" + name)));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    count(mark);
    if (wants_key()) stop(mark, no_aliases);
    problem(mark, no_aliases);
    Node node = make(Kind::null, mark);
    node.unreadable = true;
    place(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    count(mark);
    const bool tagged = refuse_tag(mark, tag);
    const std::size_t end = check_closed(mark, value);
    if (value.find('\0') != value.npos) stop(mark, "text with a NUL character is not accepted");
    if (wants_key()) {
      take_key(mark, value, end);
      return;
    }
    Node node = make(Kind::scalar, mark);
    node.quoted = tag == "!" && !tagged;
    node.unreadable = tagged;
    node.text = value;
    place(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(Kind::sequence, mark, tag);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(Kind::map, mark, tag);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    char bracket = '\0';  // with which the text opens it, if it does
    bool wants_key = false;
    std::string key;
    Position key_at;
    std::unordered_map<std::string, Position> keys;
  };

  bool wants_key() const { return !frames_.empty() && frames_.back().wants_key; }

  void problem(const YAML::Mark& mark, std::string what) {
    const Position at = source_.position(mark);
    problems_.add(*file_, at.line, at.column, path(), std::move(what));
  }
  [[noreturn]] void stop(const YAML::Mark& mark, std::string what) {
    problem(mark, std::move(what));
    throw Stop{};
  }

  void count(const YAML::Mark& mark) {
    if (++nodes_ <= most_nodes) return;
    const Position at = source_.position(mark);
    problems_.add(*file_, at.line, at.column, "", fmt::format("more than {} keys and values", most_nodes));
    throw Stop{};
  }

  /// The library's tag is "?" for plain values and "!" for quoted ones; a written `!` is told apart by the
  /// text.
  bool refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    const bool written = source_.at(mark) == '!' || !(tag.empty() || tag == "?" || tag == "!");
    if (written) {
      const std::string_view rest = std::string_view(source_.text()).substr(source_.offset(mark));
      const std::string_view name = rest.substr(0, rest.find_first_of(" \t\n,[]{}"));
      problem(mark,
              fmt::format("tags such as {} are not accepted; remove it", shown(name.empty() ? tag : name)));
    }
    return written;
  }

  /// The library reads an unclosed quotation to the end of the file as if it were closed there. Gives the
  /// offset behind the text as it is written, as far as it stands on one line.
  std::size_t check_closed(const YAML::Mark& mark, const std::string& value) {
    const std::size_t begin = source_.offset(mark);
    const char quote = source_.at(mark);
    if (quote != '\'' && quote != '"') return begin + value.size();
    const std::string& text = source_.text();
    for (std::size_t i = begin + 1; i < text.size(); ++i) {
      if (quote == '"' && text[i] == '\\') {
        ++i;
      } else if (text[i] == quote) {
        if (quote == '"' || i + 1 == text.size() || text[i + 1] != quote) return i + 1;
        ++i;
      }
    }
    stop(mark, "the quotation that starts here is never closed");
  }

  Node make(Kind kind, const YAML::Mark& mark) const {
    Node node;
    node.kind = kind;
    node.file = file_;
    const Position at = source_.position(mark);
    node.line = at.line;
    node.column = at.column;
    return node;
  }

  void take_key(const YAML::Mark& mark, const std::string& key, std::size_t end) {
    Frame& frame = frames_.back();
    if (key.empty()) stop(mark, "a key must not be empty");
    // The library takes the last line of a map for a key even without a colon, and knows keys of many lines.
    const std::size_t colon = source_.text().find_first_not_of(" \t", end);
    if (colon == std::string::npos || source_.text()[colon] != ':') {
      // An element at the end of the text, in a list that is never closed, arrives as a map with this key.
      const Frame* around = frames_.size() > 1 ? &frames_[frames_.size() - 2] : nullptr;
      if (around != nullptr && around->bracket == '[')
        stop(mark, "a list opened with '[' is not closed with ']'");
      stop(mark, decimal_comma(mark, key).value_or(fmt::format(
                     "{} is not followed by ':'; a setting is written 'key: value'", shown(key))));
    }
    const Position at = source_.position(mark);
    frame.key = key;
    frame.key_at = at;
    frame.wants_key = false;
    if (key == "<<") problem(mark, "merge keys ('<<') are not accepted; write the keys out");
    const auto [first, fresh] = frame.keys.emplace(key, at);
    if (!fresh)
      problem(mark, fmt::format("duplicate key; it was first given on line {}, column {}", first->second.line,
                                first->second.column));
  }

  /// Of a "key" that is what stands behind a decimal comma inside brackets.
  std::optional<std::string> decimal_comma(const YAML::Mark& mark, const std::string& key) const {
    const std::size_t at = source_.offset(mark);
    if (frames_.back().bracket != '{' || at == 0 || source_.text()[at - 1] != ',') return std::nullopt;
    const std::string_view whole = source_.number_before(at - 1);
    if (whole.empty()) return std::nullopt;
    const auto plain = plain_number(fmt::format("{},{}", whole, key));
    if (!plain) return std::nullopt;
    return fmt::format("a comma ends a setting inside {{}}; write {}", *plain);
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag) {
    count(mark);
    if (wants_key()) stop(mark, "a key must be text, not a list or a map; or is this bracket never closed?");
    refuse_tag(mark, tag);
    if (frames_.size() == most_depth)
      stop(mark, fmt::format("more than {} maps and lists inside one another", most_depth));
    Frame frame;
    frame.node = make(kind, mark);
    frame.bracket = source_.at(mark);
    frame.wants_key = kind == Kind::map;
    frames_.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(frames_.back().node);
    frames_.pop_back();
    place(std::move(node));
  }

  void place(Node node) {
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.kind == Kind::map) {
      node.key = frame.key;
      node.key_line = frame.key_at.line;
      node.key_column = frame.key_at.column;
      frame.wants_key = true;
    }
    frame.node.children.push_back(std::move(node));
  }

  const Source& source_;
  const std::shared_ptr<const std::string>& file_;
  Problems& problems_;
  std::vector<Frame> frames_;
  Node root_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

/// What the library's messages mean to somebody who edits a configuration.
std::string readable(const std::string& message, char at) {
  static const std::map<std::string, std::string> plain = {
      {YAML::ErrorMsg::MAP_VALUE,
       "a ':' is not expected here; check the indentation, or put quotes around a text that contains ': '"},
      {YAML::ErrorMsg::MAP_KEY, "a key is not expected here; check the indentation"},
      {YAML::ErrorMsg::BLOCK_ENTRY, "a '- ' is not expected here; check the indentation"},
      {YAML::ErrorMsg::END_OF_MAP,
       "this does not fit what stands before it; check the indentation and the quotes"},
      {YAML::ErrorMsg::END_OF_SEQ,
       "this does not fit what stands before it; check the indentation and the quotes"},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, "a map opened with '{' is not closed with '}' before this"},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a list opened with '[' is not closed with ']' before this"},
      {YAML::ErrorMsg::FLOW_END, "nothing was opened that this could close"},
      {YAML::ErrorMsg::EOF_IN_SCALAR, "the file ends inside a quotation"},
      {YAML::ErrorMsg::DOC_IN_SCALAR, "a document marker ('---' or '...') inside a quotation"},
      {YAML::ErrorMsg::TAB_IN_INDENTATION, "tab in the indentation; use spaces"},
  };
  if (message == YAML::ErrorMsg::UNKNOWN_TOKEN)
    return fmt::format("a value cannot begin with {}; put quotes around it", shown(std::string_view(&at, 1)));
  if (message.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) return no_aliases;  // newer libraries name it
  if (message.starts_with(YAML::ErrorMsg::INVALID_ESCAPE))
    return "unknown escape after a backslash; write two backslashes for one, or use single quotes";
  const auto found = plain.find(message);
  return found == plain.end() ? "not valid YAML: " + message : found->second;
}

/// Faults that the library passes over or reports at a confusing place.
bool check_lines(const Source& source, const std::string& file, Problems& problems) {
  bool good = true;
  for (std::size_t i = 0; i < source.lines(); ++i) {
    const std::string_view line = source.line(i);
    const int number = static_cast<int>(i) + 1;
    const std::size_t first = line.find_first_not_of(" \t");
    if (first == line.npos) continue;
    if (const std::size_t tab = line.substr(0, first).find('\t'); tab != line.npos) {
      problems.add(file, number, static_cast<int>(tab) + 1, "", "tab in the indentation; use spaces");
      good = false;
    }
    if (line[0] == '%') {
      // Before the document a directive; inside it, the library drops this line and all that follow.
      problems.add(file, number, 1, "", "a line must not begin with '%'");
      good = false;
    }
  }
  return good;
}

}  // namespace

const Node* Node::find(std::string_view wanted) const {
  if (kind != Kind::map) return nullptr;
  for (const Node& child : children)
    if (child.key == wanted) return &child;
  return nullptr;
}

Node parse(std::string_view text, std::string file, Problems& problems) {
  const auto name = std::make_shared<const std::string>(std::move(file));
  Node failed;
  failed.unreadable = true;
  failed.file = name;
  if (text.size() > most_bytes) {
    problems.add(*name, 0, 0, "",
                 fmt::format("is {} bytes long; at most {} are read", text.size(), most_bytes));
    return failed;
  }
  if (!check_text(text, *name, problems)) return failed;
  const Source source(text);
  if (!check_lines(source, *name, problems)) return failed;

  StrictPass pass(source, name, problems);
  try {
    std::istringstream in(source.text());
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(pass)) {
    }
  } catch (const Stop&) {
    return failed;
  } catch (const YAML::Exception& error) {
    const Position at = source.position(error.mark);
    problems.add(*name, at.line, at.column, "", readable(error.msg, source.at(error.mark)));
    return failed;
  }
  Node root = pass.take();
  if (!pass.any_document() || root.kind == Kind::null) {
    if (!root.unreadable) problems.add(*name, 0, 0, "", "is empty; a map of keys is expected");
    return failed;
  }
  return root;
}

Node load(const std::filesystem::path& path, Problems& problems) {
  if (auto text = read_text(path, most_bytes, problems)) return parse(*text, path, problems);
  Node failed;
  failed.unreadable = true;
  failed.file = std::make_shared<const std::string>(path);
  return failed;
}

Node merge(const Node& base, const Node& over) {
  if (base.kind != Kind::map || over.kind != Kind::map) {
    const bool keep = base.kind == Kind::map && over.kind == Kind::null && !over.unreadable;
    return keep ? base : over;
  }
  Node merged = over;
  merged.children = base.children;
  std::unordered_map<std::string_view, std::size_t> places;  // views into base, whose keys do not move
  for (std::size_t i = 0; i < base.children.size(); ++i) places.emplace(base.children[i].key, i);
  for (const Node& child : over.children) {
    const auto place = places.find(child.key);
    if (place == places.end()) {
      merged.children.push_back(child);
    } else {
      merged.children[place->second] = merge(base.children[place->second], child);
    }
  }
  return merged;
}

}  // namespace concord::yaml
