// The section `question` of a design: what stands in it, and what it means for the design.

#include "experiments/designs/design_keys.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/designs/title_words.hpp"
#include "experiments/scenarios/read_parameters.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

template <class Things>
std::vector<std::string> names_of(const Things& things) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name);
  return names;
}

/// What the words refer to: axes, levels, outcomes.
class Meaning {
 public:
  Meaning(yaml::Reader section, const Design& design, Question& question)
      : section_(std::move(section)), design_(design), question_(question) {}

  void find() {
    check_design();
    if (section_.has("lever")) find_lever(section_.section("lever"));
    std::size_t n = 0;
    for (yaml::Reader context : section_.sections("context")) find_context(context, question_.contexts[n++]);
    if (section_.has("parameter_sets")) find_sets();
    n = 0;
    for (yaml::Reader outcome : section_.sections("outcomes")) find_outcome(outcome, question_.outcomes[n++]);
    const std::size_t outcomes = std::max<std::size_t>(question_.outcomes.size(), 1);
    question_.headline = static_cast<std::size_t>(
        section_.integer_in("headline", 1, 1, static_cast<std::int64_t>(outcomes), "outcomes"));
  }

  /// An axis without a role would be averaged over in silence.
  void check_roles() {
    if (question_.outcomes.empty()) section_.problem("outcomes", "is empty; name at least one");
    for (std::size_t axis = 0; axis < design_.axes.size(); ++axis) {
      if (std::ranges::find(used_, axis) == used_.end())
        section_.problem(
            "context", fmt::format("the axis {} has no role; make it `lever`, `context` or `parameter_sets`",
                                   design_.axes[axis].name));
    }
  }

 private:
  void check_design() {
    if (design_.sampling.method != Method::factorial)
      section_.problem("",
                       fmt::format("is answered by every combination of levels, `method: factorial`; this "
                                   "design is {}",
                                   name_of(design_.sampling.method)));
    if (design_.replication.sequential)
      section_.problem("", "compares points run by run; give `replicates` as a number");
  }

  /// The axis under a key of a section, which no other part of the question may have.
  const Axis* find_axis(yaml::Reader& reader, std::string_view key, std::size_t& number) {
    const auto name = reader.text(key);
    if (!name) return nullptr;
    const auto found = std::ranges::find(design_.axes, *name, &Axis::name);
    number = static_cast<std::size_t>(found - design_.axes.begin());
    if (found == design_.axes.end()) {
      const auto known = names_of(design_.axes);
      reader.problem(
          key, fmt::format("the design has no axis {}{}", shown(*name),
                           did_you_mean(*name, known, fmt::format("; it has {}", fmt::join(known, ", ")))));
      return nullptr;
    }
    if (std::ranges::find(used_, number) != used_.end()) {
      reader.problem(key, fmt::format("{} has a role already", shown(*name)));
      return nullptr;
    }
    used_.push_back(number);
    return &*found;
  }

  std::optional<double> find_level(yaml::Reader& reader, std::string_view key, const Axis& axis) {
    const yaml::Node* node = reader.raw(key);
    if (node == nullptr) return std::nullopt;  // reported, or it may be left out
    std::optional<double> value;
    if (node->kind == yaml::Kind::scalar) {
      std::string ignored;
      for (const double level : axis.levels) {
        if (text_of(axis, level) == node->text) value = level;
      }
      if (!value && axis.parameter != nullptr) value = read_cell(*axis.parameter, node->text, ignored);
    }
    if (value && std::ranges::find(axis.levels, *value) != axis.levels.end()) return value;
    std::vector<std::string> known;
    for (const double level : axis.levels) known.push_back(text_of(axis, level));
    reader.problem(key, fmt::format("is no level of {}; it has {}", axis.name, fmt::join(known, ", ")));
    return std::nullopt;
  }

  /// Where effects are counted from unless the design says so: the value that the scenario has, if it is a
  /// level that something is left to be compared with.
  std::optional<double> first_level(const Axis& axis) const {
    if (axis.parameter != nullptr) {
      const double today = value_in(axis, design_.base.scenario);
      if (today != axis.levels.back() && std::ranges::find(axis.levels, today) != axis.levels.end())
        return today;
    }
    return axis.levels.front();
  }

  void find_levels(yaml::Reader& reader, const Axis& axis, std::vector<LevelWords>& levels,
                   std::optional<std::size_t> most_words = {}) {
    std::size_t n = 0;
    std::vector<double> found;
    for (yaml::Reader level : reader.sections("levels")) {
      const auto at = find_level(level, "at", axis);
      if (at && std::ranges::find(found, *at) != found.end()) level.problem("at", "stands there twice");
      if (at) found.push_back(*at);
      if (most_words) check_words(level, levels[n].as, *most_words);
      levels[n++].at = at.value_or(0);
    }
  }

  /// Titles are made of names.
  static void check_words(yaml::Reader& reader, std::string_view as, std::size_t most) {
    if (const std::size_t words = word_count(as); words > most)
      reader.problem("as", fmt::format("has {} words; write at most {}, so that titles have no more than {}",
                                       words, most, longest_title));
  }

  void find_lever(yaml::Reader reader) {
    QuestionLever& lever = question_.lever;
    check_words(reader, lever.as, longest_subject);
    const Axis* axis = find_axis(reader, "axis", lever.axis);
    if (axis == nullptr) return;
    if (axis->levels.size() < 2) {
      reader.problem("axis", "has one level only; a lever needs two to compare");
    } else if (axis->parameter != nullptr && !std::ranges::is_sorted(axis->levels)) {
      reader.problem("axis", "has levels in no order; list those of a lever from the least to the greatest");
    } else {
      const auto from = reader.has("from") ? find_level(reader, "from", *axis) : first_level(*axis);
      const auto to = reader.has("to") ? find_level(reader, "to", *axis) : axis->levels.back();
      lever.from = from.value_or(0);
      lever.to = to.value_or(0);
      if (from && to && *from == *to)
        reader.problem("to", "is the same as `from`; there is nothing to compare");
      find_levels(reader, *axis, lever.levels, longest_subject);
    }
  }

  void find_context(yaml::Reader& reader, QuestionContext& context) {
    const Axis* axis = find_axis(reader, "axis", context.axis);
    if (axis == nullptr) return;
    find_levels(reader, *axis, context.levels);
    if (context.levels.size() != axis->levels.size())
      reader.problem("levels", fmt::format("gives words for {} of the {} levels of {}; all need them",
                                           context.levels.size(), axis->levels.size(), axis->name));
  }

  void find_sets() {
    std::size_t number = 0;
    const Axis* axis = find_axis(section_, "parameter_sets", number);
    if (axis == nullptr) return;
    if (axis->packages.size() < 2)
      section_.problem("parameter_sets", "needs an axis of at least two sets, such as {vectors: FILE}");
    question_.sets = number;
  }

  void find_outcome(yaml::Reader& reader, QuestionOutcome& asked) {
    check_words(reader, asked.as, longest_object);
    std::size_t& outcome = asked.outcome;
    const auto name = reader.text("name");
    if (!name) return;
    const auto found = std::ranges::find(design_.outcomes, *name, &Outcome::name);
    outcome = static_cast<std::size_t>(found - design_.outcomes.begin());
    const auto known = names_of(design_.outcomes);
    if (found == design_.outcomes.end())
      reader.problem("name", fmt::format("the design keeps no outcome {}{}", shown(*name),
                                         did_you_mean(*name, known,
                                                      fmt::format("; it keeps {}", fmt::join(known, ", ")))));
  }

  yaml::Reader section_;
  const Design& design_;
  Question& question_;
  std::vector<std::size_t> used_;
};

}  // namespace

std::size_t word_count(std::string_view text) {
  std::size_t words = 0;
  bool within = false;
  for (const char c : text) {
    if (c != ' ' && !within) ++words;
    within = c != ' ';
  }
  return words;
}

std::string first_that_fits(const std::vector<std::string>& titles) {
  const auto fits = std::ranges::find_if(
      titles, [](const std::string& title) { return word_count(title) <= longest_title; });
  return fits == titles.end() ? titles.back() : *fits;
}

std::optional<Question> read_question(yaml::Reader& design_text, const Design& design, Problems& problems) {
  if (!design_text.has("question")) return std::nullopt;
  const std::size_t before = problems.count();
  yaml::Reader section = design_text.section("question");
  Question question;
  read_keys(section, question_keys(question));
  Meaning meaning(section, design, question);
  meaning.find();
  if (problems.count() == before) meaning.check_roles();
  if (problems.count() != before) return std::nullopt;
  return question;
}

}  // namespace concord
