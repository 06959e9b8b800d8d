#include "experiments/grammar/keys.hpp"

#include "sim/suggest.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

/// The name that a section's first key has, if it is a choice that others depend on.
std::optional<std::string_view> chosen(const Keys& keys) {
  const auto* first = keys.empty() ? nullptr : std::get_if<Choice>(&keys.front().form);
  return first == nullptr || !first->get ? std::nullopt : std::optional(first->names.at(first->get()));
}

bool belongs(const Key& key, const std::optional<std::string_view>& with) {
  return key.only_with.empty() || std::ranges::find(key.only_with, *with) != key.only_with.end();
}

/// "How many points." as part of a sentence.
std::string in_a_sentence(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// Is it there, or may it be left out? Keys that do not belong to the choice are refused.
bool present(yaml::Reader& section, const Key& key, const Key& first,
             const std::optional<std::string_view>& with) {
  if (belongs(key, with)) {
    if (section.has(key.key) || !key.is_required()) return section.has(key.key);
    if (key.only_with.empty()) return section.require(key.key);
    section.problem(key.key, fmt::format("missing; say {}", in_a_sentence(key.meaning)));
  } else if (section.has(key.key)) {
    section.problem(key.key, fmt::format("does not belong to `{}: {}`; it is for {}", first.key, *with,
                                         fmt::join(key.only_with, ", ")));
  }
  return false;
}

bool read_choice(yaml::Reader& section, const Key& key, const Choice& choice) {
  const auto name = section.text(key.key);
  if (!name) return false;
  const auto found = std::ranges::find(choice.names, std::string_view(*name));
  if (found != choice.names.end()) {
    choice.set(static_cast<std::size_t>(found - choice.names.begin()));
    return true;
  }
  const bool two = choice.names.size() == 2;
  section.problem(key.key,
                  two ? fmt::format("{} is neither {} nor {}", shown(*name), choice.names[0], choice.names[1])
                      : fmt::format("{} is none of {}{}", shown(*name), fmt::join(choice.names, ", "),
                                    did_you_mean(*name, {choice.names.begin(), choice.names.end()})));
  return false;
}

void read_line(yaml::Reader& section, const Key& key, const Line& line) {
  auto text = section.text(key.key);
  if (!text) return;
  while (text->ends_with('\n')) text->pop_back();
  if (const auto wrong = not_one_line(*text, line.longest)) section.problem(key.key, *wrong);
  *line.to = std::move(*text);
}

/// False if the value is wrong and others depend on it.
bool read_form(yaml::Reader& section, const Key& key) {
  return std::visit(
      Overloaded{[&](const Whole& whole) {
                   const auto read = [&](auto* to) {
                     if constexpr (!std::is_same_v<decltype(to), std::nullptr_t>)
                       *to = static_cast<std::remove_pointer_t<decltype(to)>>(section.integer_in(
                           key.key, static_cast<std::int64_t>(*to), whole.low, whole.high, whole.unit));
                   };
                   if (const auto* to = std::get_if<int*>(&whole.to)) read(*to);
                   if (const auto* to = std::get_if<std::int64_t*>(&whole.to)) read(*to);
                   if (const auto* to = std::get_if<std::uint64_t*>(&whole.to)) read(*to);
                   return true;
                 },
                 [&](const Number& number) {
                   if (number.to != nullptr)
                     *number.to = section.number_in(key.key, *number.to, number.low, number.high, "");
                   return true;
                 },
                 [&](const Switch& on) {
                   if (on.to != nullptr) *on.to = section.boolean(key.key).value_or(*on.to);
                   return true;
                 },
                 [&](const Line& line) {
                   if (line.to != nullptr) read_line(section, key, line);
                   return true;
                 },
                 [&](const Choice& choice) { return !choice.set || read_choice(section, key, choice); },
                 [&](const Section& inner) {
                   yaml::Reader reader = section.section(key.key);
                   read_keys(reader, inner.keys);
                   return true;
                 },
                 [&](const Sections& list) {
                   std::size_t n = 0;
                   for (yaml::Reader reader : section.sections(key.key)) read_keys(reader, list.at(n++));
                   return true;
                 },
                 [](const auto&) { return true; }},
      key.form);
}

/// Of what has a place and is no section.
std::optional<std::string> text_of(const Form& form) {
  using Text = std::optional<std::string>;
  return std::visit(
      Overloaded{
          [](const Whole& whole) {
            return std::visit(Overloaded{[](std::monostate) { return Text(); },
                                         [](auto* to) { return Text(fmt::format("{}", *to)); }},
                              whole.to);
          },
          [](const Number& number) { return number.to == nullptr ? Text() : fmt::format("{}", *number.to); },
          [](const Switch& on) { return on.to == nullptr ? Text() : fmt::format("{}", *on.to); },
          [](const Line& line) { return line.to == nullptr ? Text() : in_quotes(*line.to); },
          [](const Choice& choice) {
            return choice.get ? std::string(choice.names.at(choice.get())) : Text();
          },
          [](const Literal& literal) { return Text(literal.text); }, [](const auto&) { return Text(); }},
      form);
}

}  // namespace

bool read_keys(yaml::Reader& section, const Keys& keys) {
  for (const Key& key : keys) section.has(key.key);  // known, whatever follows
  for (const Key& key : keys) {
    if (!present(section, key, keys.front(), chosen(keys)) || read_form(section, key)) continue;
    if (&key == &keys.front()) return false;
  }
  return true;
}

std::string written(const Keys& keys, std::size_t indent) {
  std::string out;
  for (const Key& key : keys) {
    if (!belongs(key, chosen(keys))) continue;
    const std::string start = std::string(indent, ' ') + key.key;
    if (key.write) {
      out += key.write();
    } else if (const auto* inner = std::get_if<Section>(&key.form)) {
      out += fmt::format("{}:\n{}", start, written(inner->keys, indent + 2));
    } else if (const auto text = text_of(key.form)) {
      out += fmt::format("{}: {}\n", start, *text);
    }
  }
  return out;
}

std::optional<std::string> standard_of(const Key& key) {
  if (!key.standard.empty()) return key.standard;
  if (std::holds_alternative<Line>(key.form) || std::holds_alternative<Literal>(key.form))
    return std::nullopt;
  if (const auto* value = std::get_if<ValueOfParameter>(&key.form)) return value->standard;
  return text_of(key.form);
}

std::optional<std::string> not_one_line(std::string_view text, std::size_t longest) {
  if (text.empty()) return "is empty";
  if (characters(text) > longest)
    return fmt::format("is {} characters long; at most {}", characters(text), longest);
  const bool control = std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (control) return "must be one line without tabs";
  return std::nullopt;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace concord
