// The section `question` of a design.

#include "experiments/designs/read_design.hpp"
#include "experiments/designs/read_levels.hpp"
#include "sim/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t longest_words = 200, longest_paragraph = 2000;

class QuestionReader {
 public:
  QuestionReader(yaml::Reader section, const Design& design)
      : section_(std::move(section)), design_(design) {}

  std::optional<Question> read() {
    Question question;
    question.number = words(section_, "number", longest_name);
    question.asks = words(section_, "asks", longest_words);
    question.why = words(section_, "why", longest_paragraph);
    question.reading = words(section_, "reading", longest_paragraph);
    if (section_.has("cannot_say")) question.cannot_say = words(section_, "cannot_say", longest_paragraph);
    check_design();
    yaml::Reader lever = section_.section("lever");
    if (section_.require("lever")) good_ = read_lever(lever, question.lever) && good_;
    for (yaml::Reader context : section_.sections("context")) {
      QuestionContext read;
      if (read_context(context, read)) question.contexts.push_back(std::move(read));
    }
    if (section_.has("parameter_sets")) question.sets = read_sets();
    if (section_.require("outcomes")) read_outcomes(question);
    question.headline = static_cast<std::size_t>(section_.integer_in(
        "headline", 1, 1, static_cast<std::int64_t>(std::max<std::size_t>(question.outcomes.size(), 1)),
        "outcomes"));
    check_roles();
    if (!good_) return std::nullopt;
    return question;
  }

 private:
  void refuse(yaml::Reader& reader, std::string_view key, std::string what) {
    reader.problem(key, std::move(what));
    good_ = false;
  }

  /// Text in one line; line ends of YAML's blocks are no part of it.
  std::string words(yaml::Reader& reader, std::string_view key, std::size_t longest) {
    auto text = reader.required_text(key);
    if (!text) {
      good_ = false;
      return "";
    }
    while (text->ends_with('\n')) text->pop_back();
    if (const auto wrong = not_one_line(*text, longest)) refuse(reader, key, *wrong);
    return *text;
  }

  void check_design() {
    if (design_.sampling.method != Method::factorial) {
      section_.problem("",
                       fmt::format("is answered by every combination of levels, `method: factorial`; this "
                                   "design is {}",
                                   name_of(design_.sampling.method)));
      good_ = false;
    }
    if (design_.replication.sequential) {
      section_.problem("", "compares points run by run; give `replicates` as a number");
      good_ = false;
    }
  }

  /// The axis under the key `axis` of a section, which no other part of the question may have.
  std::optional<std::size_t> axis_of(yaml::Reader& reader, std::string_view key) {
    const auto name = reader.required_text(key);
    if (!name) return good_ = false, std::nullopt;
    const auto found = std::ranges::find(design_.axes, *name, &Axis::name);
    if (found == design_.axes.end()) {
      std::vector<std::string> known;
      for (const Axis& axis : design_.axes) known.push_back(axis.name);
      const auto near = nearest(*name, known);
      refuse(reader, key,
             fmt::format("the design has no axis {}{}", shown(*name),
                         near ? fmt::format("; did you mean '{}'?", *near)
                              : fmt::format("; it has {}", fmt::join(known, ", "))));
      return std::nullopt;
    }
    const auto axis = static_cast<std::size_t>(found - design_.axes.begin());
    if (std::ranges::find(used_, axis) != used_.end()) {
      refuse(reader, key, fmt::format("{} has a role already", shown(*name)));
      return std::nullopt;
    }
    used_.push_back(axis);
    return axis;
  }

  std::optional<double> level_of(yaml::Reader& reader, std::string_view key, const Axis& axis) {
    if (!reader.require(key)) return good_ = false, std::nullopt;
    const yaml::Node* node = reader.raw(key);
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
    refuse(reader, key, fmt::format("is no level of {}; it has {}", axis.name, fmt::join(known, ", ")));
    return std::nullopt;
  }

  /// Where effects are counted from unless the design says so: the value that the scenario has, if it is a
  /// level that something is left to be compared with.
  std::optional<double> first_level(const Axis& axis) const {
    if (axis.parameter != nullptr) {
      const double today = axis.parameter->get(design_.base.scenario.parameters);
      if (today != axis.levels.back() && std::ranges::find(axis.levels, today) != axis.levels.end())
        return today;
    }
    return axis.levels.front();
  }

  std::vector<LevelWords> read_levels(yaml::Reader& reader, const Axis& axis) {
    std::vector<LevelWords> levels;
    for (yaml::Reader level : reader.sections("levels")) {
      const auto at = level_of(level, "at", axis);
      std::string as = words(level, "as", longest_words);
      if (!at) continue;
      if (std::ranges::find(levels, *at, &LevelWords::at) != levels.end())
        refuse(level, "at", "stands there twice");
      levels.push_back({*at, std::move(as)});
    }
    return levels;
  }

  bool read_lever(yaml::Reader& reader, QuestionLever& lever) {
    lever.as = words(reader, "as", longest_words);
    lever.name = words(reader, "name", longest_words);
    const auto axis = axis_of(reader, "axis");
    if (!axis) return false;
    const Axis& on = design_.axes[*axis];
    if (on.levels.size() < 2) {
      refuse(reader, "axis", "has one level only; a lever needs two to compare");
      return false;
    }
    if (on.parameter != nullptr && !std::ranges::is_sorted(on.levels)) {
      refuse(reader, "axis", "has levels in no order; list those of a lever from the least to the greatest");
      return false;
    }
    lever.axis = *axis;
    const auto from = reader.has("from") ? level_of(reader, "from", on) : first_level(on);
    const auto to = reader.has("to") ? level_of(reader, "to", on) : on.levels.back();
    lever.from = from.value_or(0);
    lever.to = to.value_or(0);
    if (from && to && *from == *to)
      refuse(reader, "to", "is the same as `from`; there is nothing to compare");
    lever.levels = read_levels(reader, on);
    return good_;
  }

  bool read_context(yaml::Reader& reader, QuestionContext& context) {
    context.as = words(reader, "as", longest_words);
    const auto axis = axis_of(reader, "axis");
    if (!axis) return false;
    context.axis = *axis;
    const Axis& on = design_.axes[*axis];
    if (reader.require("levels")) context.levels = read_levels(reader, on);
    if (context.levels.size() != on.levels.size())
      refuse(reader, "levels",
             fmt::format("gives words for {} of the {} levels of {}; all need them", context.levels.size(),
                         on.levels.size(), on.name));
    return good_;
  }

  std::optional<std::size_t> read_sets() {
    const auto axis = axis_of(section_, "parameter_sets");
    if (axis && design_.axes[*axis].packages.size() < 2)
      refuse(section_, "parameter_sets", "needs an axis of at least two sets, such as {vectors: FILE}");
    return axis;
  }

  void read_outcomes(Question& question) {
    for (yaml::Reader reader : section_.sections("outcomes")) {
      const auto name = reader.required_text("name");
      QuestionOutcome outcome{};
      outcome.as = words(reader, "as", longest_words);
      reader.require("matters");
      outcome.matters = reader.number_in("matters", 1, 1e-9, 1e9, "");
      const auto better = reader.has("better") ? reader.text("better") : std::nullopt;
      if (better && *better != "more" && *better != "less") {
        refuse(reader, "better", fmt::format("{} is neither more nor less", shown(*better)));
      } else if (better) {
        outcome.better = *better == "more" ? Better::more : Better::less;
      }
      if (!name) {
        good_ = false;
        continue;
      }
      const auto found = std::ranges::find(design_.outcomes, *name, &Outcome::name);
      if (found == design_.outcomes.end()) {
        std::vector<std::string> known;
        for (const Outcome& kept : design_.outcomes) known.push_back(kept.name);
        const auto near = nearest(*name, known);
        refuse(reader, "name",
               fmt::format("the design keeps no outcome {}{}", shown(*name),
                           near ? fmt::format("; did you mean '{}'?", *near)
                                : fmt::format("; it keeps {}", fmt::join(known, ", "))));
        continue;
      }
      outcome.outcome = static_cast<std::size_t>(found - design_.outcomes.begin());
      question.outcomes.push_back(std::move(outcome));
    }
    if (question.outcomes.empty() && good_) refuse(section_, "outcomes", "is empty; name at least one");
  }

  /// An axis without a role would be averaged over in silence.
  void check_roles() {
    if (!good_) return;
    for (std::size_t axis = 0; axis < design_.axes.size(); ++axis) {
      if (std::ranges::find(used_, axis) == used_.end())
        refuse(section_, "context",
               fmt::format("the axis {} has no role; make it `lever`, `context` or `parameter_sets`",
                           design_.axes[axis].name));
    }
  }

  yaml::Reader section_;
  const Design& design_;
  std::vector<std::size_t> used_;
  bool good_ = true;
};

}  // namespace

std::optional<Question> read_question(yaml::Reader& design_text, const Design& design) {
  if (!design_text.has("question")) return std::nullopt;
  return QuestionReader(design_text.section("question"), design).read();
}

}  // namespace concord
