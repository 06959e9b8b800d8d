#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a user most likely meant: the nearest known word, and the plain form of a number.

namespace concord {

/// The known word nearest to `word`, for "did you mean": fewest insertions, deletions, substitutions and
/// swaps of neighbours, with case ignored and `-` read as `_`. Nothing when more than a third of the letters
/// would have to change, or when one of several words is another word altogether. The first of equally near
/// words wins.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

/// "; did you mean 'x'?", or `otherwise` if no known word is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known,
                         std::string_view otherwise = {});

/// A name and a sentence about it.
struct Described {
  std::string_view name, meaning;
};
/// Names taken apart into words once, to be asked for often.
class Meanings {
 public:
  explicit Meanings(std::span<const Described> known);
  /// The name that says what `words` say: "licence.strength" means `duty.licence`, if no other is about
  /// licences. Words of names count more than those of meanings, rare ones more than common ones. Nothing
  /// when no name is clearly the best.
  std::optional<std::string> nearest(std::string_view words) const;

 private:
  struct Name {
    std::string name;
    std::vector<std::size_t> words, words_of_meaning;  // numbers in words_
  };
  std::vector<std::string> words_;
  std::vector<int> names_with_;  // [word]
  std::vector<Name> names_;
};

/// Either a value, or what is wrong with the text and how to write it.
template <class Value>
struct Reading {
  std::optional<Value> value;
  std::string wrong;
};

/// Decimal, finite. Refuses spaces, `+1`, `010`, `0x10`, `1_000`, `1,000`, `.nan` and `.inf`: other readers
/// of the same text disagree about what they mean.
Reading<double> as_number(std::string_view text);

/// A switch as spreadsheets and other programs write it in tables: TRUE, False, yes, 0.
std::optional<bool> as_switch(std::string_view text);

/// Decimal, within 64 bits, without point or exponent.
Reading<std::int64_t> as_integer(std::string_view text);

}  // namespace concord
