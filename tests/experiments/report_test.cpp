// Findings of hand-made sweeps: what is put in comes out, in words too.

#include "experiments/answers/sentences.hpp"
#include "experiments/designs/title_words.hpp"
#include "sim/errors.hpp"
#include "tests/experiments/asked_sweep.hpp"

#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace concord::test {
namespace {

::testing::AssertionResult holds(const std::string& text, std::string_view part) {
  if (text.find(part) != text.npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "no \"" << part << "\" in: " << text;
}
::testing::AssertionResult lacks(const std::string& text, std::string_view part) {
  if (text.find(part) == text.npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << '"' << part << "\" in: " << text;
}
std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

class Findings : public AskedSweep {
 protected:
  Telling telling() const { return telling_of(*answer_); }
  std::string sentence() const { return finding_sentence(telling(), answer_->findings.front()); }
  std::string title() const { return plain(title_of(telling(), answer_->findings.front())); }
  /// Without dates and levels, of which tests of their own speak.
  static std::string plain(std::string text) {
    for (const std::string_view aside :
         {" (2017/18 Q2–2018/19 Q1)", " (mean over 2017/18 Q2 to 2018/19 Q1)"}) {
      for (auto at = text.find(aside); at != text.npos; at = text.find(aside)) text.erase(at, aside.size());
    }
    return text;
  }
};

TEST_F(Findings, AnIncreaseIsClearHoweverFarTheSetsLieApart) {
  // Sets and luck differ by much more than the lever does, but it does the same to all.
  const OutcomeFinding& f =
      finding([](const Made& m) { return 0.1 * m.lever + 0.05 * static_cast<double>(m.set) + 0.1 * m.luck; });
  EXPECT_EQ(f.effect.verdict, Verdict::raises);
  EXPECT_NEAR(f.effect.mean.estimate, 0.1, 1e-12);
  EXPECT_NEAR(f.effect.low90, 0.1, 1e-6);
  EXPECT_EQ(f.effect.units, 12U);
  EXPECT_EQ(f.effect.up, 12U);
  EXPECT_EQ(f.effect.down, 0U);
  ASSERT_TRUE(f.shape.begins && f.shape.half);
  EXPECT_EQ(*f.shape.begins, 1U);
  EXPECT_EQ(*f.shape.half, 2U);
  EXPECT_FALSE(f.shape.turns);
  EXPECT_EQ(title(), "Without relief, a stronger duty raises the share of own interest from 28.6% to 38.6%");
}

TEST_F(Findings, ADecreaseSaysFromWhereToWhere) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 - 0.1 * m.lever; });
  EXPECT_EQ(f.effect.verdict, Verdict::lowers);
  EXPECT_EQ(title(), "Without relief, a stronger duty lowers the share of own interest from 50.0% to 40.0%");
  EXPECT_EQ(plain(effect_sentences(telling(), f, true)),
            "Without relief, a stronger duty lowers the share of own interest: 50.0% at 0 points, 40.0% at 1 "
            "points. The "
            "difference is worth mentioning from 0.25 points on; half of it is reached by 0.5 points. "
            "Today's value, 0.35 "
            "points, is none of the levels that were run.");
}

TEST_F(Findings, WhatIsTooSmallToMentionIsNoEffect) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + 0.01 * m.lever; });
  EXPECT_EQ(f.effect.verdict, Verdict::small);
  EXPECT_TRUE(holds(title(), "a stronger duty hardly changes the share of own interest"));
  EXPECT_TRUE(holds(sentence(), "that is too small to matter, which takes 2.0 percentage points."));
  EXPECT_FALSE(f.shape.begins);
}

TEST_F(Findings, WhatIsTooSmallOnAverageIsSaidToBe) {
  // One set in twelve sees more than is worth mentioning; the mean is known well enough to be below that.
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + (m.set == 0 ? 0.03 : 0.01) * m.lever; });
  EXPECT_EQ(f.effect.verdict, Verdict::small);
  EXPECT_EQ(f.effect.up, 1U);
  EXPECT_TRUE(holds(certainty_sentences(telling(), f), "On average that is less than is worth mentioning."));
}

TEST_F(Findings, SetsThatDisagreeMakeItDepend) {
  const OutcomeFinding& f =
      finding([](const Made& m) { return 0.5 + (m.set % 2 == 0 ? 0.1 : -0.1) * m.lever; });
  EXPECT_EQ(f.effect.verdict, Verdict::depends);
  EXPECT_EQ(f.effect.up, 6U);
  EXPECT_EQ(f.effect.down, 6U);
  EXPECT_TRUE(holds(title(), "a stronger duty may raise or lower the share of own interest"));
  EXPECT_TRUE(
      holds(sentence(),
            "open: 6 of 12 sets of assumptions say up by 2.0 percentage points or more, 6 as much down."));
  EXPECT_TRUE(holds(certainty_sentences(telling(), f), "The sets of assumptions disagree on the direction."));
}

TEST_F(Findings, AFewDissentersMakeItATendency) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + (m.set < 2 ? -0.01 : 0.1) * m.lever; });
  EXPECT_EQ(f.effect.verdict, Verdict::tends_up);
  EXPECT_TRUE(holds(title(), "tends to raise the share of own interest from 50.0% to 58.2%"));
}

TEST_F(Findings, OneOutlierIsNoEffect) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + (m.set == 0 ? 0.6 : 0) * m.lever; });
  EXPECT_EQ(f.effect.verdict, Verdict::unclear);
  EXPECT_TRUE(holds(title(), "does not clearly change the share of own interest"));
  EXPECT_TRUE(holds(sentence(), "that is not clear, as the interval holds zero."));
}

/// All words of an answer about one outcome.
std::string all_words(const Telling& t, const OutcomeFinding& f) {
  return effect_sentences(t, f, true) + certainty_sentences(t, f) + joined(dependence_sentences(t, f)) +
         joined(change_sentences(t, f));
}

TEST_F(Findings, NoClearEffectNeverStandsBesideAnIntervalThatLeavesOutZero) {
  // Means from nothing to twice what matters, spreads from nothing to many times that, with and without sets.
  bool slight = false, unclear = false;
  for (const std::size_t sets : {std::size_t{0}, std::size_t{12}}) {
    sets_ = sets;
    for (const double size : {0.0, 0.004, 0.012, 0.019, 0.025, 0.04}) {
      for (const double spread : {0.0, 0.003, 0.006, 0.009, 0.012, 0.016, 0.03, 0.2}) {
        const OutcomeFinding& f = finding([&](const Made& m) {
          const double unit = sets == 0 ? m.luck : (m.parameter - 0.475) * 6;
          return 0.5 + m.lever * (size + spread * unit);
        });
        const std::string text = certainty_sentences(telling(), f) + title() + sentence();
        const bool clear = f.effect.mean.low > 0 || f.effect.mean.high < 0;
        EXPECT_EQ(f.effect.verdict == Verdict::slight && !clear, false);
        slight = slight || f.effect.verdict == Verdict::slight;
        unclear = unclear || f.effect.verdict == Verdict::unclear;
        if (clear) {
          EXPECT_TRUE(lacks(text, "no clear effect"));
        }
        EXPECT_EQ(holds(text, "The interval holds zero") == holds(text, "does not clearly change"), true);
        EXPECT_EQ(holds(text, "The interval holds zero") == holds(text, "as the interval holds zero"), true);
      }
    }
  }
  EXPECT_TRUE(slight);
  EXPECT_TRUE(unclear);
}

TEST_F(Findings, VerdictsFollowFromWhatWasVaried) {
  sets_ = 0;
  const auto nothing = [](const Made&) { return 0.5; };
  finding(nothing);
  const std::string runs = all_words(telling(), answer_->findings.front());
  EXPECT_TRUE(holds(runs, "Only luck was varied, no assumption about parameters."));
  EXPECT_TRUE(holds(runs,
                    "nothing of what was varied turns the finding into another one: luck and relief. No "
                    "assumption was varied."));
  EXPECT_TRUE(holds(sentence(), "; within luck, as no assumption was varied, that is"));
  EXPECT_TRUE(lacks(runs, "sets of assumptions"));
  sets_ = 12;
  finding(nothing);
  const std::string sets = all_words(telling(), answer_->findings.front());
  EXPECT_TRUE(lacks(sets, "Only luck"));
  EXPECT_TRUE(holds(sets, "into another one: luck, relief and 2 assumptions."));
  EXPECT_TRUE(holds(sentence(), "; within the luck and the 2 assumptions that were varied, that is"));
}

TEST_F(Findings, CircumstancesAreCalledAlikeOnlyIfTheyAre) {
  // The effects differ by nothing on average, but nobody knows by how much.
  const auto wide = [](const Made& m) {
    return 0.5 + m.lever * (0.1 + m.relief * (m.set % 2 == 0 ? 0.2 : -0.2));
  };
  const OutcomeFinding& f = finding(wide);
  EXPECT_FALSE(f.contrasts[0].alike || f.contrasts[0].differs);
  EXPECT_TRUE(holds(joined(dependence_sentences(telling(), f)),
                    "is not clear (0.0 percentage points, 95% interval −"));
  EXPECT_TRUE(lacks(joined(dependence_sentences(telling(), f)), "about the same"));
}

TEST_F(Findings, EveryOutcomeIsDatedAndDifferentTimesAreSaid) {
  finding([](const Made& m) { return 0.5 - 0.1 * m.lever; });
  const OutcomeFinding& f = answer_->findings.front();
  const std::string when = " (mean over 2017/18 Q2 to 2018/19 Q1)";
  EXPECT_TRUE(holds(effect_sentences(telling(), f, true), when));
  EXPECT_TRUE(holds(certainty_sentences(telling(), f), when));
  EXPECT_TRUE(holds(title_of(telling(), f), " from 50.0% to 40.0% (2017/18 Q2–2018/19 Q1)"));
  EXPECT_TRUE(holds(sentence(), when));
  EXPECT_EQ(windows_sentence(telling(), answer_->findings), "");
  design_.outcomes.push_back(design_.outcomes.front());
  design_.outcomes.back().take = {Aggregation::How::value, financial_quarter(2018, 1),
                                  financial_quarter(2018, 1)};
  const QuestionOutcome trust{1, "trust", 0.02, better_};
  std::vector<OutcomeFinding> two{f, f};
  two[1].asked = &trust;
  EXPECT_EQ(
      windows_sentence(telling(), two),
      "Outcomes are taken at different times: mean over 2017/18 Q2 to 2018/19 Q1; value at 2018/19 Q1.");
}

TEST_F(Findings, EffectsAreCountedFromTodaysValueAndFromElsewhere) {
  const auto falls = [](const Made& m) { return 0.5 - 0.1 * m.lever; };
  const auto today = [&](double value) {
    today_ = value;
    answer(falls);
    return effect_sentences(telling(), answer_->findings.front(), true);
  };
  // Counted from 0; today is a level between, the end, none, `from` itself.
  EXPECT_TRUE(holds(today(0.25),
                    "Counted from 0.25 points today instead, the change to 1 points is −7.5 percentage "
                    "points (95% interval"));
  EXPECT_TRUE(holds(today(1), "40.0% at 1 points today"));
  EXPECT_TRUE(holds(today(0.35), "Today's value, 0.35 points, is none of the levels that were run."));
  EXPECT_TRUE(holds(today(0), "50.0% at 0 points today, 40.0% at 1 points."));
  EXPECT_TRUE(lacks(today(0), "Counted from"));
  from_ = 0.5;
  EXPECT_TRUE(holds(today(0.5), "45.0% at 0.5 points today, 40.0% at 1 points."));
  EXPECT_TRUE(
      holds(today(0.5), "Counted from 0 points instead, the change to 1 points is −10.0 percentage points"));
  EXPECT_TRUE(holds(title(), "lowers the share of own interest from 45.0% as today to 40.0%"));
  EXPECT_TRUE(holds(sentence(), "going from 0.5 points today to 1 points changes"));
}

TEST_F(Findings, WithoutAnIntervalItIsSaid) {
  sets_ = 2;
  failed_ = {0, 1, 2, 3, 4, 5, 6, 7};  // of the first set at the first level: one set is left
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + 0.3 * m.lever; });
  ASSERT_EQ(f.effect.units, 1U);
  EXPECT_TRUE(holds(certainty_sentences(telling(), f), "+30.0 percentage points (no interval can be given)"));
  EXPECT_TRUE(holds(certainty_sentences(telling(), f), "Without an interval no effect can be called clear."));
  EXPECT_TRUE(lacks(question_page(*answer_, "q.yaml"), "nan "));
  EXPECT_TRUE(lacks(question_page(*answer_, "q.yaml"), "\"nan\""));
  EXPECT_TRUE(holds(question_page(*answer_, "q.yaml"), "none can be given"));
}

TEST_F(Findings, TheCommandIsOneThatAShellTakes) {
  answer([](const Made& m) { return m.lever; });
  EXPECT_EQ(command_text(*answer_, "designs/q1.yaml", ""),
            "concord report designs/q1.yaml -o q99.html --force");
  EXPECT_EQ(command_text(*answer_, "../a b/it's.yaml", "out/"),
            "concord report '../a b/it'\\''s.yaml' -o out/q99.html --force");
  EXPECT_EQ(command_text(*answer_, "-x.yaml", ""), "concord report ./-x.yaml -o q99.html --force");
  EXPECT_TRUE(holds(question_page(*answer_, "d/q.yaml"), "concord report d/q.yaml -o q99.html"));
}

TEST_F(Findings, AChangeOfAShareIsInPercentagePoints) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.1 - 0.2 * m.lever; });
  design_.outcomes[0].take.how = Aggregation::How::change;
  EXPECT_TRUE(holds(effect_sentences(telling(), f, true),
                    ": +10.0 percentage points at 0 points, −10.0 percentage points at 1 points."));
}

TEST_F(Findings, AThresholdIsFound) {
  const OutcomeFinding& f = finding([](const Made& m) { return m.lever >= 0.75 ? 0.4 : 0.5; });
  ASSERT_TRUE(f.shape.begins);
  EXPECT_EQ(*f.shape.begins, 3U);
  EXPECT_TRUE(holds(effect_sentences(telling(), f, true),
                    "worth mentioning, and half of it reached, from 0.75 points on."));
  finding([](const Made& m) { return m.lever == 1 ? 0.4 : 0.5; });
  EXPECT_TRUE(holds(effect_sentences(telling(), answer_->findings.front(), true),
                    "up to 1 points, only at 1 points is"));
}

TEST_F(Findings, AHumpTurns) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.3 + m.lever * (1 - m.lever); });
  ASSERT_TRUE(f.shape.turns);
  EXPECT_EQ(*f.shape.turns, 2U);
  // In full it would have more than 25 words.
  EXPECT_EQ(title(), "Without relief, a stronger duty first raises, then lowers the share of own interest");
}

TEST_F(Findings, CircumstancesThatChangeTheEffectAreNamed) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 - 0.2 * m.lever * m.relief; });
  EXPECT_EQ(f.effect.verdict, Verdict::small);
  ASSERT_EQ(f.contrasts.size(), 1U);
  EXPECT_TRUE(f.contrasts[0].differs);
  EXPECT_NEAR(f.contrasts[0].difference.estimate, -0.2, 1e-12);
  EXPECT_EQ(f.contrasts[0].there.verdict, Verdict::lowers);
  EXPECT_TRUE(
      holds(most_important_dependence(telling(), f),
            "With relief, a stronger duty lowers it (from 50.0% to 30.0%); the effect differs by −20.0"));
  EXPECT_TRUE(holds(most_important_change(telling(), f), "With relief, a stronger duty lowers the share"));
  EXPECT_EQ(joined(change_sentences(telling(), f)),
            "With relief, a stronger duty lowers the share of own interest by 20.0 percentage points.");
}

TEST_F(Findings, TheSameEffectElsewhereIsNoContrast) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 - 0.1 * m.lever - 0.2 * m.relief; });
  EXPECT_FALSE(f.contrasts[0].differs);
  EXPECT_TRUE(
      holds(dependence_sentences(telling(), f).front(),
            "With relief, a stronger duty lowers it (from 30.0% to 20.0%); the effect is about the same."));
  EXPECT_TRUE(holds(joined(change_sentences(telling(), f)), "nothing of what was varied"));
}

TEST_F(Findings, TheParameterThatMattersIsFoundAndTheOtherIsNot) {
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 - (m.parameter - 0.4) * m.lever; });
  ASSERT_EQ(f.dependences.size(), 1U);
  const Dependence& d = f.dependences.front();
  EXPECT_EQ(d.parameter->path, "behaviour.memory");
  EXPECT_NEAR(d.correlation, -1, 1e-12);
  EXPECT_NEAR(d.low_to, 0.35, 1e-12);
  EXPECT_NEAR(d.high_from, 0.6, 1e-12);
  EXPECT_NEAR(d.low.mean.estimate, 0.4 - 0.275, 1e-6);
  EXPECT_EQ(d.low.verdict, Verdict::raises);
  EXPECT_EQ(d.high.verdict, Verdict::lowers);
  EXPECT_TRUE(holds(
      joined(change_sentences(telling(), f)),
      "In the third of the sets where the share of what options paid that is remembered is 0.35 or less, a"));
}

TEST_F(Findings, PackagesAreRanked) {
  packages_ = true;
  better_ = Better::less;
  constexpr double what[]{0.5, 0.4, 0.45, 0.3};
  const OutcomeFinding& f = finding([&](const Made& m) { return what[static_cast<int>(m.lever)]; });
  ASSERT_TRUE(f.ranking);
  EXPECT_EQ(f.ranking->best, 3U);
  EXPECT_EQ(f.level, 3U);
  EXPECT_FALSE(f.ranking->tied);
  EXPECT_EQ(title(), "Without relief, Both lowers the share of own interest most, from 50.0% to 30.0%");
}

TEST_F(Findings, PackagesThatDoTheSameAreTied) {
  packages_ = true;
  better_ = Better::less;
  constexpr double what[]{0.5, 0.31, 0.45, 0.3};
  finding([&](const Made& m) { return what[static_cast<int>(m.lever)]; });
  EXPECT_EQ(title(), "Without relief, Both lowers the share of own interest from 50.0% to 30.0%");
  EXPECT_TRUE(holds(effect_sentences(telling(), answer_->findings.front(), true),
                    "The effects of Both and of Duty do not clearly differ by an amount worth mentioning."));
}

TEST_F(Findings, PackagesThatDoNotHelpAreSaidNotTo) {
  packages_ = true;
  better_ = Better::less;
  constexpr double what[]{0.5, 0.6, 0.5, 0.5};
  finding([&](const Made& m) { return what[static_cast<int>(m.lever)]; });
  EXPECT_EQ(title(), "Without relief, no alternative to As it was clearly lowers the share of own interest");
}

TEST_F(Findings, AnotherPackageMayBeBestElsewhere) {
  packages_ = true;
  better_ = Better::less;
  constexpr double here[]{0.5, 0.45, 0.5, 0.3}, there[]{0.5, 0.2, 0.5, 0.4};
  const OutcomeFinding& f = finding([&](const Made& m) {
    return m.relief == 0 ? here[static_cast<int>(m.lever)] : there[static_cast<int>(m.lever)];
  });
  EXPECT_TRUE(holds(most_important_dependence(telling(), f), "and Duty does more: it lowers it"));
  EXPECT_TRUE(holds(joined(change_sentences(telling(), f)),
                    "With relief, Duty does most to lower the share of own interest."));
}

TEST_F(Findings, WithoutParameterSetsRunsAreTheUnits) {
  sets_ = 0;
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + 0.1 * m.lever + 0.2 * m.luck; });
  EXPECT_EQ(f.effect.units, 8U);
  EXPECT_EQ(f.effect.verdict, Verdict::raises);
  EXPECT_TRUE(f.dependences.empty());
  EXPECT_TRUE(holds(certainty_sentences(telling(), f), "in 8 of 8 runs"));
}

TEST_F(Findings, AFailedRunIsLeftOutEverywhere) {
  // Replicate 3 of the first point fails, and would shift its mean by luck.
  failed_ = {3};
  const OutcomeFinding& f = finding([](const Made& m) { return 0.5 + 0.1 * m.lever + m.luck; });
  EXPECT_NEAR(f.values.differences(0, 0, 4)[0], 0.1, 1e-6);
  EXPECT_NEAR(f.effect.mean.estimate, 0.1, 1e-12);
}

TEST_F(Findings, AnotherSweepIsRefused) {
  answer([](const Made& m) { return m.lever; });
  design_.axes[0].levels.push_back(1.25);
  EXPECT_THROW(answer_of(design_, SweepReader(home_ / "s.h5")), FileError);
}

// --- the page

TEST_F(Findings, ThePageIsWholeAndForEverybody) {
  const std::string page = question_page(
      answer([](const Made& m) { return 0.5 - (m.parameter - 0.4) * m.lever; }), "experiments/q99.yaml");
  EXPECT_TRUE(holds(page, "<html lang=\"en-GB\">"));
  EXPECT_TRUE(holds(page, "Simulated, not observed"));
  EXPECT_TRUE(holds(page, "href=\"#content\""));
  EXPECT_TRUE(lacks(page, "<script"));
  EXPECT_TRUE(lacks(page, "src="));
  std::string rest = page;
  std::set<std::string> ids;
  for (std::smatch found; std::regex_search(rest, found, std::regex("\\bid=\"([^\"]+)\""));
       rest = found.suffix())
    EXPECT_TRUE(ids.insert(found[1]).second) << found[1];
  rest = page;
  int before = 0, figures = 0;
  for (std::smatch found; std::regex_search(rest, found, std::regex("<h([1-6])>|<(figure)[ >]"));
       rest = found.suffix()) {
    if (found[2].matched) {
      ++figures;
      continue;
    }
    const int level = std::stoi(found[1]);
    EXPECT_LE(level, before + 1);
    before = level;
  }
  EXPECT_EQ(figures, 4);  // headline, effect, outcome, what it goes with
  EXPECT_TRUE(holds(page, "<th scope=\"col\">"));
  EXPECT_TRUE(holds(page, "<th scope=\"row\">"));
  EXPECT_TRUE(holds(page, "<caption>"));
  EXPECT_TRUE(holds(page, "download=\"q99_levels.csv\""));
}

TEST_F(Findings, TheSamePageEveryTime) {
  const auto outcome = [](const Made& m) { return 0.5 - 0.1 * m.lever + 0.01 * m.luck; };
  const std::string once = question_page(answer(outcome), "q.yaml");
  EXPECT_EQ(once, question_page(answer(outcome), "q.yaml"));
}

TEST_F(Findings, TitlesHaveAtMostTwentyFiveWordsWhateverIsFound) {
  const std::string pulled = "a much longer name of the duty here";                       // of 8 words
  const std::string moved = "the share of budgets that always follows its own interest";  // of 10
  ASSERT_EQ(word_count(pulled), longest_subject);
  ASSERT_EQ(word_count(moved), longest_object);
  std::set<std::string> kinds;
  for (const bool packages : {false, true}) {
    packages_ = packages;
    for (const Better better : {Better::neither, Better::more, Better::less}) {
      better_ = better;
      for (const double size : {0.0, 0.005, 0.015, 0.1, -0.1}) {
        for (const double spread : {0.0, 0.01, 0.05, 0.3}) {
          for (const double hump : {0.0, 0.4}) {
            finding([&](const Made& m) {
              const double x = packages ? m.lever / 3 : m.lever;
              return 0.5 + x * (size + spread * ((m.parameter - 0.475) * 6 + 0.3)) + hump * x * (1 - x);
            });
            design_.question->lever.as = pulled;
            design_.question->lever.levels.clear();
            if (packages)
              design_.question->lever.levels = {{0, pulled}, {1, pulled}, {2, pulled}, {3, pulled}};
            QuestionOutcome asked = *answer_->findings.front().asked;
            asked.as = moved;
            answer_->findings.front().asked = &asked;
            const std::string title = title_of(telling(), answer_->findings.front());
            EXPECT_LE(word_count(title), longest_title) << title;
            EXPECT_TRUE(holds(title, "2017/18 Q2–2018/19 Q1"));
            kinds.insert(title.substr(0, title.find(" the share")));
          }
        }
      }
    }
  }
  EXPECT_GE(kinds.size(), 10U);
}

TEST_F(Findings, WhatItCostsIsToldAtTheLevelThatIsAnswered) {
  packages_ = true;
  better_ = Better::less;
  costs_ = true;
  constexpr double what[]{0.5, 0.4, 0.45, 0.3};
  answer([&](const Made& m) { return what[static_cast<int>(m.lever)]; });
  // The cost of a package is ten times its number; the best, Both, is the third.
  EXPECT_TRUE(holds(bullets(*answer_)[0],
                    "What it costs: What the centre pays (sum over 2018/19) changes by "
                    "+£30.0 million (95% interval +£30.0 to +£30.0 million), from £0.0 million."));
  costs_ = false;
  answer([&](const Made& m) { return what[static_cast<int>(m.lever)]; });
  EXPECT_EQ(bullets(*answer_)[0],
            "What it costs: No outcome beside the finding is in money, so no cost was counted.");
}

TEST_F(Findings, WithoutEffectsOfWhatWasVariedTheBulletsSayWhatThatWas) {
  const OutcomeFinding& f = finding([](const Made&) { return 0.5; });
  EXPECT_EQ(most_important_dependence(telling(), f),
            "On nothing clearly, of what was varied: luck, relief and 2 assumptions.");
}

TEST_F(Findings, TablesHoldEveryCellOnce) {
  answer([](const Made& m) { return 0.5 - 0.1 * m.lever; });
  const std::string levels = levels_csv(*answer_), units = units_csv(*answer_);
  EXPECT_EQ(std::ranges::count(levels, '\n'), 2 + 5 * 2);
  EXPECT_EQ(std::ranges::count(units, '\n'), 2 + 12);
  EXPECT_TRUE(holds(levels, "\nown,share,1,0.5,12,"));
  EXPECT_TRUE(holds(units, "set,own,behaviour.memory,relationships.gain\n"));
}

TEST(HtmlPage, TextIsText) {
  HtmlPage page("a < b", "c & d");
  page.heading(2, "<script>");
  const std::vector<std::string> items{"\"e\""};
  page.list(items);
  const std::string text = std::move(page).finish("f");
  EXPECT_TRUE(holds(text, "<h1>a &lt; b</h1>"));
  EXPECT_TRUE(holds(text, "c &amp; d"));
  EXPECT_TRUE(holds(text, "<h2>&lt;script&gt;</h2>"));
  EXPECT_TRUE(holds(text, "<li>&quot;e&quot;</li>"));
}

TEST(HtmlPage, HeadingsDoNotSkipALevel) {
  HtmlPage page("t", "n");
  EXPECT_ANY_THROW(page.heading(3, "too deep"));
}

}  // namespace
}  // namespace concord::test
