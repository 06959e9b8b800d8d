// "Did you mean": words near in spelling, and names near in what they say (sim/suggest.hpp).

#include "sim/characters.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace concord {
namespace {

constexpr std::size_t longest_word = 80;  // keeps hostile input from costing quadratic time

std::string folded(std::string_view text) {
  std::string out = lower(text);
  std::ranges::replace(out, '-', '_');
  return out;
}

/// Damerau-Levenshtein distance in its "optimal string alignment" form: no letter is edited twice. Above
/// `most` it only says so.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  if (std::max(a.size(), b.size()) > std::min(a.size(), b.size()) + most ||
      std::max(a.size(), b.size()) > longest_word)
    return most + 1;
  std::array<std::array<std::size_t, longest_word + 1>, 3> rows;
  std::size_t *before = rows[0].data(), *last = rows[1].data(), *row = rows[2].data();
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  std::size_t least_of_last = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t least = row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (std::min(least, least_of_last) > most) return most + 1;
    least_of_last = least;
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

/// The words of a name or sentence, in small letters.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : folded(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// Could one be a slip of the other's?
bool near_in_spelling(std::string_view a, std::string_view b) {
  const std::size_t slips = std::max(a.size(), b.size()) / 3;
  return distance(a, b, slips) <= slips;
}

/// Of names of several words, each word that was written must be near one of the known name, so that
/// `covid_severity` is not taken for `covid_solidarity`. A slip or two are none the less a slip, wherever the
/// words end.
bool words_agree(std::string_view written, std::string_view known, std::size_t apart) {
  if (apart <= 2) return true;
  const auto there = words_of(known);
  const auto here = words_of(written);
  return std::ranges::all_of(here, [&](const std::string& word) {
    return std::ranges::any_of(there,
                               [&](const std::string& other) { return near_in_spelling(word, other); });
  });
}

/// How alike two words are: 1 the same, 0.8 a slip or another ending, 0 neither.
double likeness(std::string_view a, std::string_view b) {
  constexpr std::size_t shortest = 4;  // letters of a word in which a slip is told from another word
  if (a == b) return 1;
  if (a.size() < shortest || b.size() < shortest) return 0;
  const std::size_t longer = std::max(a.size(), b.size());
  const auto first = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
                    b.begin())
          .first -
      a.begin());
  if (first >= shortest && 5 * first >= 3 * longer) return 0.8;
  return distance(a, b, longer / 4) <= longer / 4 ? 0.8 : 0;
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known) {
  if (word.size() > longest_word) return std::nullopt;
  const std::string wanted = folded(word);
  std::optional<std::string> best;
  std::size_t best_distance = 0;
  for (const std::string& candidate : known) {
    if (candidate.size() > longest_word) continue;
    const std::size_t cut_off = std::max(word.size(), candidate.size()) / 3;
    if (std::max(word.size(), candidate.size()) > std::min(word.size(), candidate.size()) + cut_off) continue;
    const std::size_t apart = distance(wanted, folded(candidate), cut_off);
    if (apart > cut_off || (best && apart >= best_distance)) continue;
    if (!words_agree(wanted, folded(candidate), apart)) continue;
    best = candidate;
    best_distance = apart;
  }
  return best;
}

Meanings::Meanings(std::span<const Described> known) {
  std::map<std::string, std::size_t> numbers;
  const auto numbered = [&](std::string_view text) {
    std::vector<std::size_t> found;
    for (const std::string& word : words_of(text)) {
      const auto [at, fresh] = numbers.emplace(word, words_.size());
      if (fresh) words_.push_back(word);
      found.push_back(at->second);
    }
    return found;
  };
  for (const Described& one : known)
    names_.push_back({std::string(one.name), numbered(one.name), numbered(one.meaning)});
  names_with_.resize(words_.size());
  for (const Name& one : names_) {
    for (const std::size_t word : std::set(one.words.begin(), one.words.end())) ++names_with_[word];
  }
}

std::optional<std::string> Meanings::nearest(std::string_view words) const {
  constexpr double in_meaning = 0.4;  // beside a word of the name itself
  constexpr double unasked = 0.85;    // for each word of a name that was not written
  constexpr double clear = 1.1;       // times as good as the second best
  constexpr double enough = 0.45;     // of what the words could have matched at best
  if (words.size() > longest_word) return std::nullopt;
  struct Wanted {
    std::vector<double> alike;  // [word]
    double weight;
    double best_of(const std::vector<std::size_t>& others) const {
      double best = 0;
      for (const std::size_t other : others) best = std::max(best, alike[other]);
      return best;
    }
  };
  // A word that few names have says more; one that is known nowhere says that something else is meant.
  const auto all = static_cast<double>(names_.size());
  std::vector<Wanted> wanted;
  double most = 0;
  for (const std::string& word : words_of(words)) {
    std::vector<double> alike;
    int count = 0;
    for (std::size_t k = 0; k < words_.size(); ++k) {
      alike.push_back(likeness(word, words_[k]));
      if (alike.back() > 0) count = std::max(count, names_with_[k]);
    }
    const bool unknown = std::ranges::none_of(alike, [](double value) { return value > 0; });
    wanted.push_back({std::move(alike), std::log(1 + all / std::max(count, 1))});
    most += (unknown ? 2 : 1) * wanted.back().weight;
  }
  double best = 0, second = 0;
  const Name* found = nullptr;
  for (const Name& name : names_) {
    double score = 0;
    for (const Wanted& one : wanted)
      score +=
          one.weight * std::max(one.best_of(name.words), in_meaning * one.best_of(name.words_of_meaning));
    for (const std::size_t word : name.words) {
      if (std::ranges::none_of(wanted, [&](const Wanted& one) { return one.alike[word] > 0; }))
        score *= unasked;
    }
    if (score > best) {
      second = best;
      best = score;
      found = &name;
    } else {
      second = std::max(second, score);
    }
  }
  if (found == nullptr || best < enough * most || best < clear * second) return std::nullopt;
  return found->name;
}

}  // namespace concord
