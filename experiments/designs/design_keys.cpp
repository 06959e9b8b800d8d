#include "experiments/designs/design_keys.hpp"

#include "experiments/designs/points.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/designs/search_wishes.hpp"
#include "experiments/runs/settings.hpp"

#include <fmt/format.h>

namespace concord {
namespace {

constexpr std::size_t longest_words = 200, longest_paragraph = 2000;
constexpr Defined measure{"measure", "a national measure"},
    asked{"asked_measure", "a national measure, or an expression over measures"},
    anything{"", "a level of the axis"};

Key whole(std::string key, int& to, std::int64_t low, std::int64_t high, std::string meaning) {
  return {std::move(key), Whole{&to, low, high}, std::move(meaning)};
}
Key replicates(std::string key, int& to, std::int64_t low, std::string meaning) {
  return {std::move(key), Whole{&to, low, replicates_setting.high, replicates_setting.unit},
          std::move(meaning)};
}
Key line(std::string key, std::string& to, std::size_t longest, std::string meaning,
         std::string standard = required) {
  return {std::move(key), Line{&to, longest}, std::move(meaning), std::move(standard)};
}
/// Text that is read elsewhere.
Key text(std::string key, std::string meaning, std::string standard = required) {
  return {std::move(key), Line{nullptr, longest_path}, std::move(meaning), std::move(standard)};
}

Keys level_keys(LevelWords& level) {
  return {{"at", anything, "The level, as the axis lists it.", required},
          line("as", level.as, longest_words, "In words that fit into a sentence.")};
}
Keys lever_keys(QuestionLever& lever) {
  return {line("as", lever.as, longest_words,
               "Subject of sentences, singular, at most 8 words: a stronger duty to collaborate."),
          line("name", lever.name, longest_words, "For tables and figures: the duty to collaborate."),
          text("axis", "Name of the axis."),
          {"from", anything, "Level that others are compared with.",
           "the scenario's value if that is a level, else the first"},
          {"to", anything, "Level that is compared.", "the last level"},
          {"levels", sections(lever.levels, level_keys),
           "Words for levels, of packages in particular; at most 8."}};
}
Keys context_keys(QuestionContext& context) {
  return {line("as", context.as, longest_words, "What the circumstance is called."),
          text("axis", "Name of the axis."),
          {"levels", sections(context.levels, level_keys),
           "All levels in words; the first is the one that the question is about.", required}};
}
Keys question_outcome_keys(QuestionOutcome& outcome) {
  return {text("name", "One of the design's outcomes."),
          line("as", outcome.as, longest_words,
               "Object of sentences, at most 10 words: the share of trusts in deficit."),
          {"matters", Number{&outcome.matters, 1e-9, 1e9},
           "Smallest difference worth mentioning, in the outcome's unit.", required},
          {"better",
           Choice{{"more", "less"},
                  {},
                  [&outcome](std::size_t n) { outcome.better = n == 0 ? Better::more : Better::less; }},
           "Which way is better; ranks packages."}};
}

/// `{policy: NAME, parameter: PATH, values: [...]}`, or with a range.
Keys policy_value_keys() {
  int steps = 0;
  bool log = false;
  Keys keys{{"policy", Line{nullptr, 200}, "An aimed policy, of the scenario or of packages.", required},
            {"parameter", Line{nullptr, 200}, "Which of its parameters has these values in place of its own.",
             required},
            {"values", ListOf{{{"", anything}}}, "A list of values, or else a range.", "none"}};
  for (Key& key : range_keys(ValueKind::number, steps, log)) {
    key.standard = key.is_required() ? "none" : key.standard;
    key.form = key.key == "from" || key.key == "to" ? Form{Defined{"", "a value"}} : std::move(key.form);
    keys.push_back(std::move(key));
  }
  return keys;
}

/// What may stand under the name of a parameter, a pattern or a name of the user's own.
Keys axis_forms() {
  return {
      {"^([a-z_]+\\.)?\\*$", Literal{"screening"},
       "Every parameter of a group (`behaviour.*`), or of all (`\"*\"`), that has a screening range, over "
       "it."},
      {std::string(plain_name_pattern),
       OneOf{{{"", Section{{{"packages",
                             Named{{{"", OneOf{{{"", Literal{"null"}},
                                                {"", Defined{"package",
                                                             "a section of settings, with a `meaning` of one "
                                                             "line and a list of `policies`"}}}}}}},
                             "Settings that come together, each package under a name.", required}}}},
              {"", Section{parameter_set_keys(nullptr)}},
              {"", Section{policy_value_keys()}}}},
       "An axis of packages, of sets of parameters from a file, or of what a policy sets, under a name of "
       "your "
       "own."}};
}

}  // namespace

Keys sampling_keys(Sampling& s, std::string_view file_of_points) {
  const auto only = [](Key key, std::string standard, std::vector<std::string_view> methods) {
    if (!standard.empty()) key.standard = std::move(standard);
    key.only_with = std::move(methods);
    return key;
  };
  using enum Method;
  const auto of = [](auto... methods) { return std::vector<std::string_view>{name_of(methods)...}; };
  Key levels = whole("levels", s.levels, 2, most_levels, "Levels of Morris's grid, an even number.");
  std::get<Whole>(levels.form).multiple_of = 2;
  Key shifts =
      whole("shifts", s.shifts, 1, most_points, "Independent shifts of the sequence that share the points.");
  shifts.standard = "8 unless the points are fewer than 64 or no multiple of 8";
  shifts.write = [&s] { return s.shifts > 1 ? fmt::format("  shifts: {}\n", s.shifts) : std::string(); };
  Key file = text("file", "Which table holds the points (CSV, relative to the design).");
  file.write = [name = std::string(file_of_points)] { return fmt::format("  file: {}\n", in_quotes(name)); };
  return {
      {"method", choice(s.method, method_names), "How points are chosen."},
      only(whole("points", s.points, 1, most_points, "How many points to sample."), required,
           of(latin_hypercube, sobol)),
      only(whole("base", s.base, 1, most_points, "How many base rows; there are base x (axes + 2) points."),
           required, of(saltelli)),
      only(whole("trajectories", s.trajectories, 1, most_points,
                 "How many trajectories, of axes + 1 points each."),
           required, of(morris)),
      only(std::move(levels), "", of(morris)),
      only(std::move(shifts), "", of(sobol, saltelli)),
      only(std::move(file), required, of(Method::points)),
      only({"seed", Whole{&s.seed, seed_setting.low, seed_setting.high},
            "Seed of the sample, apart from the luck of the runs."},
           "", of(latin_hypercube, sobol, morris, saltelli))};
}

Keys replication_keys(Replication& r) {
  return {
      replicates("initial", r.initial, 2, "Runs to begin with."),
      replicates("look_ahead", r.look_ahead, 0, "Further runs for which the precision must hold."),
      {"alpha", Number{&r.alpha, 0.0001, 0.5}, "1 less the level of the confidence intervals."},
      replicates("budget", r.most, replicates_setting.low, "Most runs of a point."),
      {"precision",
       Named{{{"", OneOf{{{"", Number{nullptr, 0, 1, true}}, {"", Section{precision_keys()}}}}}}},
       "For each outcome the largest half-width of its confidence interval: a share of the mean, or in the "
       "outcome's unit.",
       required}};
}

Keys precision_keys() {
  return {{"relative", Number{nullptr, 0, 1, true}, "A share of the mean."},
          {"absolute", Number{nullptr, 0, std::numeric_limits<double>::infinity(), true},
           "In the outcome's unit."}};
}

Keys frozen_keys(Frozen& f) {
  Keys keys{line(f.of_before ? "model" : "behaviour", f.behaviour, longest_words, "A fingerprint."),
            line("scenario", f.scenario, longest_words, "A fingerprint."),
            line("tables", f.tables, longest_words, "A fingerprint."),
            line("points", f.points, longest_words, "A fingerprint."),
            {"seed", Whole{&f.seed, seed_setting.low, seed_setting.high}, "Seed of all runs.", required},
            {"unit", Whole{&f.unit, 1, static_cast<std::int64_t>(most_runs)},
             "Runs that a worker takes at least.", required}};
  if (f.of_before) std::erase_if(keys, [](const Key& key) { return key.key == "seed"; });
  return keys;
}

Keys range_keys(ValueKind kind, int& steps, bool& log) {
  const auto end = [&](std::string key, std::string meaning) {
    return Key{std::move(key), ValueOfParameter{kind, {}}, std::move(meaning), required};
  };
  return {end("from", "The least value."),
          end("to", "The greatest value."),
          {"steps", Whole{&steps, 2, static_cast<std::int64_t>(most_levels), "values"},
           "So many values, the ends included.", "every value between"},
          {"scale", choice(log, std::array<std::string_view, 2>{"linear", "log"}),
           "At equal distances, or at equal ratios."}};
}

Keys parameter_set_keys(int* most) {
  const Whole number{most == nullptr ? decltype(Whole::to){} : most, 1,
                     static_cast<std::int64_t>(most_levels), "sets"};
  return {
      text("vectors", "A CSV file beside the design: a set a row, columns named as parameters."),
      {"most", number, "At most so many sets, evenly spaced over the rows.", fmt::format("{}", most_levels)}};
}

Keys outcome_keys() {
  return {
      {"measure", asked,
       "What is measured: a measure, or an expression such as `real / centre_cost` or `share(trusts, balance "
       "< 0)`.",
       "the outcome's name"},
      {"take", Pattern{"", "text of one line"},
       "How one number is taken from the quarters: `value at 2022/23 Q4`; `mean over 2021/22`; `sum over "
       "2019/20 "
       "to 2020/21`; `change from 2018/19 Q4 to 2022/23 Q4`. Left out if the expression is one number a run.",
       "mean over the last four quarters"}};
}

Keys question_keys(Question& q) {
  return {
      line("number", q.number, longest_name, "Such as Q01; names files as well."),
      line("asks", q.asks, longest_words, "The question, one sentence."),
      line("why", q.why, longest_paragraph, "Why it matters."),
      line("reading", q.reading, longest_paragraph,
           "How to read the answer: what the outcomes and levels stand for."),
      line("cannot_say", q.cannot_say, longest_paragraph, "What the model cannot say about it.", ""),
      {"lever", Section{lever_keys(q.lever)}, "What is pulled.", required},
      {"context", sections(q.contexts, context_keys), "Circumstances in which the lever is pulled."},
      text("parameter_sets", "The axis of parameter sets, which carries the uncertainty of parameters.", ""),
      {"outcomes", sections(q.outcomes, question_outcome_keys),
       "What the lever may move, the most important first.", required},
      {"headline", Whole{std::monostate{}, 1, 100, "outcomes"},
       "So many outcomes, from the first, are told in full; those in money beyond them as cost.", "1"}};
}

Keys aim_keys(SearchAim& aim) {
  return {text("outcome", "One of the design's outcomes.", ""),
          {"objective", Pattern{"^(effect|cost|regret)$", "effect, cost or regret"},
           "Or one of these, as under `objectives`: `{objective: cost, at_most: 20}` is a budget.", ""},
          {"at_least", Number{nullptr, -1e9, 1e9}, "What is to be reached, in the outcome's unit."},
          {"at_most", Number{nullptr, -1e9, 1e9}, "What is not to be exceeded."},
          {"in", Number{&aim.in, 0, 1, true}, "Share of the settings in which that must hold."}};
}

Keys search_keys(SearchWishes& s) {
  return {
      text("settings",
           "Axis of parameter sets, over which every policy is judged; its other axes are levers.", ""),
      {"use", Whole{&s.use, 1, 10'000, "sets"},
       "So many of the sets are searched with, evenly spaced; the front is verified with others."},
      {"generations", Whole{&s.generations, 1, 10'000, "generations"},
       "Generations after the first, which is the design's sample; each has as many points."},
      text("outcome", "One of the design's outcomes: what is to be moved."),
      {"better",
       Choice{{"more", "less"}, {}, [&s](std::size_t n) { s.better = n == 0 ? Better::more : Better::less; }},
       "Which way is better.", required},
      {"objectives", ListOf{{{"", Pattern{"^(effect|cost|regret)$", "effect, cost or regret"}}}},
       "What is traded off, or the one thing that counts: `effect`, the outcome's mean over settings; `cost` "
       "of the levers; `regret`, how far the outcome falls short of the best of the first generation, 95th "
       "percentile over settings. Of policies that meet all aims, the best by the first objective is chosen.",
       required},
      {"costs", Named{{{"", Number{nullptr, -1e9, 1e9}}}},
       "What one more of a lever costs than in the scenario, in any unit.", "nothing"},
      {"aims", sections(s.aims, aim_keys), "What must hold before anything else counts."},
      {"choose", Whole{&s.choose, 0, 100'000'000, "runs"},
       "Runs that are kept to choose a policy with, on sets and luck of their own; 0: the verification "
       "chooses."},
      {"fresh_sets", Whole{&s.fresh_sets, 1, 10'000, "sets"},
       "So many other sets verify the front, at most."},
      replicates("fresh_replicates", s.fresh_replicates, 1, "Runs of each of these, with other luck.")};
}

Keys decision_keys() {
  return {{"aims", Named{{{std::string(plain_name_pattern), Number{nullptr, -1e9, 1e9}}}},
           "What outcomes shall reach, or not exceed where less is better, in their units."},
          {"groups", Named{{{std::string(plain_name_pattern), ListOf{{{"", Pattern{"", "a parameter"}}}}}}},
           "Parameters that could be known together.", "those of a section"}};
}

Keys design_keys(Design& d, std::string_view scenario, std::string_view points) {
  const bool frozen = d.frozen.has_value();
  if (!frozen) d.frozen.emplace();
  if (!d.question) d.question.emplace();
  const ListOf measures{{{"", measure}}};
  static SearchWishes described;  // is read by load_search alone
  Keys keys{
      {"sweep", Literal{fmt::format("{}", design_version)}, "Version of design files.", required},
      line("title", d.title, longest_words, "One line that says what the sweep is about.",
           "name of the file"),
      text("scenario", "The scenario that is varied; relative to the design."),
      {"set", Defined{"set", "a section as in a scenario"},
       "What differs from the scenario at every point; the same keys as in a scenario."},
      {"design", Section{sampling_keys(d.sampling, points)}, "How points are chosen."},
      {"axes", Named{axis_forms()}, "What is varied: parameters, patterns of parameters, packages.",
       required},
      {"baseline", Switch{&d.baseline},
       "Adds the scenario as it stands as one point, unless it is one already.",
       "true; false for morris and saltelli"},
      {"replicates",
       OneOf{{{"", Whole{&d.replication.most, replicates_setting.low, replicates_setting.high},
               "A fixed number; multiples of 8 cost least."},
              {"", Section{replication_keys(d.replication)}, "As many as it takes."}}},
       "Runs of every point.", "the scenario's"},
      {"outcomes",
       OneOf{{{"", measures},
              {"", Named{{{std::string(plain_name_pattern),
                           OneOf{{{"", Literal{"null"}}, {"", Section{outcome_keys()}}}}}}}}}},
       "Numbers kept of every run.", "all national measures"},
      {"trajectories", OneOf{{{"", Literal{"all"}}, {"", measures}}}, "Measures kept quarter by quarter.",
       "none"},
      {"failures",
       OneOf{{{"", Whole{&d.most_failures, 0, static_cast<std::int64_t>(most_runs), "runs"}},
              {"", Literal{"any"}}}},
       "How many runs may fail before the sweep stops.", "any"},
      {"question", Section{question_keys(*d.question)},
       "What the sweep is to answer, for `concord report` and `concord decide`; changes no run."},
      {"decision", Section{decision_keys()},
       "What `concord decide` is told beyond the question; changes no run."},
      {"search", Section{search_keys(described)},
       "What `concord search` is to find among the levers; changes no run of a sweep."},
      {"frozen", Section{frozen_keys(*d.frozen)}, "Written by the program into the plan of a campaign."}};
  const auto write = [&](std::string_view key, std::function<std::string()> lines) {
    std::ranges::find(keys, key, &Key::key)->write = std::move(lines);
  };
  const auto one_line = [](std::string_view key, std::string value) {
    return fmt::format("{}: {}\n", key, value);
  };
  write("scenario", [=] { return one_line("scenario", in_quotes(scenario)); });
  write("set", [] { return std::string(); });  // the resolved scenario has it
  write("axes", [&d] { return axes_lines(d); });
  write("replicates", [&d, one_line] {
    if (!d.replication.sequential) return one_line("replicates", fmt::format("{}", d.replication.most));
    return "replicates:\n" + written(replication_keys(d.replication), 2) + precision_lines(d);
  });
  write("outcomes", [&d] { return outcomes_lines(d); });
  write("trajectories", [&d, one_line] {
    return one_line("trajectories", fmt::format("[{}]", fmt::join(d.trajectories, ", ")));
  });
  write("failures", [&d, one_line] {
    return one_line("failures", d.most_failures < 0 ? "any" : fmt::format("{}", d.most_failures));
  });
  for (const std::string_view key : {"question", "decision", "search"})
    write(key, [] { return std::string(); });  // other words leave the plan as it is
  if (!frozen) write("frozen", [] { return std::string(); });
  return keys;
}

}  // namespace concord
