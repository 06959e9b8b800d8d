#include "experiments/decisions/decision_words.hpp"

#include "experiments/charts/number_words.hpp"
#include "experiments/charts/plain_words.hpp"
#include "experiments/designs/title_words.hpp"
#include "experiments/scenarios/short_meaning.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace concord {
namespace {

/// So many things are named in a sentence.
constexpr std::size_t most_listed = 3;
/// What is held for more than chance.
constexpr double significant = 0.05;

/// Policies in descending order of something.
template <class Value>
std::vector<std::size_t> ranked(const Decision& decision, Value value) {
  std::vector<std::size_t> order(decision.policies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{}, value);
  return order;
}

std::string interval_words(const OutcomeWords& words, const Interval& interval) {
  if (!interval.given()) return "no interval can be given";
  return fmt::format("95% interval {} to {}", words.brief_amount(interval.low),
                     words.brief_amount(interval.high));
}

/// The policy next to the choice on average.
std::size_t second_of(const Decision& decision, const DecidedOutcome& outcome) {
  return ranked(decision, [&](std::size_t p) { return outcome.merits.policies[p].mean.estimate; })[1];
}
bool clearly_ahead(const Decision& decision, const DecidedOutcome& outcome) {
  return outcome.merits.policies[second_of(decision, outcome)].behind.low > 0;
}

std::string chance_words(double chance) {
  return chance < 0.001 ? "p below 0.001" : fmt::format("p = {}", in_three_digits(chance, "ratio"));
}

std::string bound(const KnowableColumn& column, double value) {
  if (column.parameter == nullptr) return fmt::format("{:.3g}", value);
  return short_value(*column.parameter, value);
}

std::string limit_words(const KnowableColumn& column, const Limit& limit) {
  if (!column.names.empty()) {
    std::vector<std::string> left;
    for (std::size_t n = 0; n < column.names.size(); ++n) {
      if (limit.holds(static_cast<double>(n))) left.push_back(column.names[n]);
    }
    return fmt::format("{} is {}", column.words, fmt::join(left, " or "));
  }
  const bool low = std::isfinite(limit.low), high = std::isfinite(limit.high);
  if (column.parameter != nullptr && column.parameter->kind == ValueKind::on_off)
    return fmt::format("{}: {}", column.words, switch_words(low && limit.low > 0));
  if (low && high && limit.low == limit.high)
    return fmt::format("{} is {}", column.words, bound(column, limit.low));
  if (low && high)
    return fmt::format("{} is {} to {}", column.words, bound(column, limit.low), bound(column, limit.high));
  return low ? fmt::format("{} is at least {}", column.words, bound(column, limit.low))
             : fmt::format("{} is at most {}", column.words, bound(column, limit.high));
}

/// What knowable things are called in sentences.
std::string knowable_words(const Decision& decision, const Knowable& knowable) {
  return knowable.columns.size() == 1 && knowable.name == decision.columns[knowable.columns.front()].path
             ? decision.columns[knowable.columns.front()].words
             : fmt::format("the {} parameters of {}", knowable.columns.size(), knowable.name);
}

/// Those worth more than chance gives to any, the most valuable first; parameters or groups.
std::vector<std::size_t> worth_knowing(const Decision& decision, const DecidedOutcome& outcome, bool groups) {
  std::vector<std::size_t> found;
  for (std::size_t k = 0; k < outcome.information.size(); ++k) {
    const bool group = decision.knowables[k].columns.size() > 1;
    if (group == groups && outcome.information[k].value > std::max(outcome.information[k].bar, 0.0))
      found.push_back(k);
  }
  std::ranges::stable_sort(found, std::ranges::greater{},
                           [&](std::size_t k) { return outcome.information[k].value; });
  return found;
}

}  // namespace

std::string share_words(double share) { return in_decimals(share, 0, "share"); }

OutcomeWords::OutcomeWords(const Decision& decision, const DecidedOutcome& outcome)
    : outcome_(outcome), kept_(decision.sweep_outcomes[outcome.outcome]) {
  const auto [low, high] = std::ranges::minmax(outcome.payoffs.mean);
  points_ = kept_.unit == "share" && kept_.take.starts_with("change");
  decimals_ = std::min(decimals_between(low, high, kept_.unit), 4);
}

std::string OutcomeWords::value(double payoff) const {
  const double natural = outcome_.sign() * payoff;
  if (points_) return in_decimals(100 * natural, decimals_, "");
  return in_decimals(natural, decimals_, kept_.unit);
}
std::string OutcomeWords::value_with_unit(double payoff) const {
  const std::string number = value(payoff);
  if (points_) return number + " percentage points";
  if (kept_.unit == "£m") return fmt::format("£{} million", number);
  const bool plain =
      kept_.unit == "share" || kept_.unit == "index" || kept_.unit == "count" || kept_.unit.empty();
  return plain ? number : fmt::format("{} {}", number, kept_.unit);
}
std::string OutcomeWords::brief_amount(double difference) const {
  return in_decimals(difference * difference_factor(kept_.unit), decimals_, "");
}
std::string OutcomeWords::unit_of_differences() const {
  return kept_.unit == "index" || kept_.unit == "count" ? "" : plain_difference_unit(kept_.unit);
}
std::string OutcomeWords::amount(double difference) const {
  const std::string unit = unit_of_differences();
  if (kept_.unit == "£m") return fmt::format("£{} million", brief_amount(difference));
  return unit.empty() ? brief_amount(difference) : fmt::format("{} {}", brief_amount(difference), unit);
}
std::string OutcomeWords::dated() const {
  std::string when = kept_.take;
  for (const std::string_view how : {"value at ", "mean over "}) {
    if (when.starts_with(how)) when.erase(0, how.size());
  }
  return outcome_.as.find(when) != outcome_.as.npos ? outcome_.as : fmt::format("{} ({})", outcome_.as, when);
}

std::string region_words(const Decision& decision, const Region& region) {
  std::vector<std::string> limits;
  for (const Limit& limit : region.limits)
    limits.push_back(limit_words(decision.columns[limit.column], limit));
  return limits.empty() ? "anywhere" : "where " + listed(limits);
}

std::string decision_title(const Decision& decision) {
  const DecidedOutcome& first = decision.outcomes.front();
  const OutcomeWords words(decision, first);
  const std::size_t choice = first.merits.choice, cautious = first.merits.cautious,
                    second = second_of(decision, first);
  const std::string best = capital(decision.policy_words[choice]);
  std::string claim = fmt::format("{} is best on average for", best);
  if (!clearly_ahead(decision, first))
    claim = fmt::format("{} and {} are equally good on average for", best, decision.policy_words[second]);
  const std::string after = choice == cautious && clearly_ahead(decision, first)
                                ? ", and least regretted"
                                : fmt::format("; {} is least regretted", decision.policy_words[cautious]);
  return first_that_fits({fmt::format("{} {}{}", claim, words.dated(), after),
                          fmt::format("{} {}{}", claim, first.as, after),
                          fmt::format("{} {}", claim, words.dated()), fmt::format("{} {}", claim, first.as),
                          fmt::format("{} is best on average", best)});
}

std::string merits_sentences(const Decision& decision, const DecidedOutcome& outcome) {
  const OutcomeWords words(decision, outcome);
  const Merits& merits = outcome.merits;
  const auto& policy = decision.policy_words;
  const std::size_t second = second_of(decision, outcome);
  const PolicyMerit &best = merits.policies[merits.choice], &next = merits.policies[second];
  std::string text = fmt::format(
      "Over {} settings, {} is {} on average with {} and {} with {}. The difference of {} is {} ({}).",
      decision.settings(), outcome.as, words.value_with_unit(best.mean.estimate), policy[merits.choice],
      words.value_with_unit(next.mean.estimate), policy[second], words.amount(next.behind.estimate),
      !(next.behind.low > 0)                   ? "no more than chance between settings may give"
      : next.behind.estimate < outcome.matters ? "clear, but less than is worth mentioning"
                                               : "clear",
      interval_words(words, next.behind));
  std::vector<std::string> shares;
  for (const std::size_t p : ranked(decision, [&](std::size_t p) { return merits.policies[p].best; })) {
    if (shares.size() < most_listed && share_words(merits.policies[p].best) != "0%")
      shares.push_back(fmt::format("{} in {}", policy[p], share_words(merits.policies[p].best)));
  }
  text += fmt::format(" Best of all is {} of settings.", listed(shares));
  const auto regret = [&](std::size_t p) {
    const Regret& r = merits.policies[p].regret;
    return fmt::format("{} on average, {} in one setting of twenty, and {} at worst", words.amount(r.mean),
                       words.brief_amount(r.high), words.brief_amount(r.largest));
  };
  text += fmt::format(" Whoever takes {} falls short of the best of each setting by {}",
                      policy[merits.choice], regret(merits.choice));
  text += merits.cautious == merits.choice
              ? "; no other policy has less regret in one setting of twenty."
              : fmt::format("; with {} by {}.", policy[merits.cautious], regret(merits.cautious));
  text += fmt::format(" In the worst tenth of its settings {} gives {}", policy[merits.choice],
                      words.value_with_unit(best.worst_tenth));
  const auto safest = ranked(decision, [&](std::size_t p) { return merits.policies[p].worst_tenth; }).front();
  text += safest == merits.choice
              ? fmt::format(", {} than any other there.", outcome.sign() > 0 ? "more" : "less")
              : fmt::format(", {} {}.", policy[safest],
                            words.value_with_unit(merits.policies[safest].worst_tenth));
  if (outcome.aim) {
    std::vector<std::string> reached;
    for (const std::size_t p : ranked(decision, [&](std::size_t p) { return outcome.reached[p]; })) {
      if (reached.size() < most_listed)
        reached.push_back(fmt::format("{} in {}", policy[p], share_words(outcome.reached[p])));
    }
    text += fmt::format(" The aim of {} {} is reached by {} of settings.",
                        outcome.better == Better::more ? "at least" : "at most",
                        words.value_with_unit(outcome.sign() * *outcome.aim), listed(reached));
  }
  return text;
}

std::string luck_sentences(const Decision& decision, const DecidedOutcome& outcome) {
  const OutcomeWords words(decision, outcome);
  const auto [least, most] = std::ranges::minmax(decision.runs);
  std::string text =
      fmt::format("Values are means over {} of each setting.",
                  least == most ? counted(most, "run") : fmt::format("{} to {} runs", least, most));
  const PolicyMerit& best = outcome.merits.policies[outcome.merits.choice];
  if (std::isnan(outcome.merits.perfect_crossed))
    return text +
           " Nothing can be said of luck by one run of each: the best of several looks better than it is, so "
           "that "
           "regrets and the value of perfect information are too large. Give the design more replicates.";
  double both = 0;
  for (const PolicyMerit& merit : outcome.merits.policies) both += merit.best_twice;
  return text + fmt::format(
                    " Luck makes the best of several look better than it is, and regret larger. Where one "
                    "half of the runs "
                    "chooses and the other half values, {} is short of the best by {} on average, {} about "
                    "the 95th percentile "
                    "and {} in the setting that looked worst; the truth lies between these numbers and those "
                    "above. Both halves "
                    "name the same best policy in {} of settings.",
                    decision.policy_words[outcome.merits.choice], words.amount(best.crossed.mean),
                    words.brief_amount(best.crossed.high), words.brief_amount(best.crossed.largest),
                    share_words(both));
}

std::string information_sentences(const Decision& decision, const DecidedOutcome& outcome) {
  const OutcomeWords words(decision, outcome);
  const Merits& merits = outcome.merits;
  std::string text = fmt::format("Whoever knew the setting before choosing would gain {} on average",
                                 words.amount(merits.perfect));
  text += std::isnan(merits.perfect_crossed)
              ? ", luck included."
              : fmt::format("; {} where one half of the runs chooses and the other values.",
                            words.brief_amount(merits.perfect_crossed));
  if (outcome.information.empty()) return text + " Settings differ in nothing that has a number.";
  for (const bool groups : {false, true}) {
    const auto worth = worth_knowing(decision, outcome, groups);
    const auto of_kind = std::ranges::count_if(
        decision.knowables, [&](const Knowable& k) { return (k.columns.size() > 1) == groups; });
    if (of_kind == 0) continue;
    if (worth.empty()) {
      text += groups ? " No group of them is worth more either."
                     : fmt::format(
                           " None of the {} things that differ between settings is worth more, known alone, "
                           "than chance "
                           "gives to the luckiest of them ({}).",
                           of_kind, words.amount(std::max(outcome.information.front().bar, 0.0)));
      continue;
    }
    std::vector<std::string> named;
    for (const std::size_t k : worth) {
      if (named.size() < most_listed)
        named.push_back(fmt::format("{} ({})", knowable_words(decision, decision.knowables[k]),
                                    words.brief_amount(outcome.information[k].value)));
    }
    text += groups
                ? fmt::format(" Of groups: {}.", listed(named))
                : fmt::format(
                      " Known alone, most is worth {}; chance gives {} to the luckiest of {} such things.",
                      listed(named), words.amount(std::max(outcome.information.front().bar, 0.0)), of_kind);
  }
  return text;
}

std::vector<std::string> failure_sentences(const Decision& decision, const DecidedOutcome& outcome,
                                           std::size_t policy) {
  const OutcomeWords words(decision, outcome);
  const Discovery& found = outcome.discoveries[policy];
  const std::string what =
      outcome.aim ? fmt::format("misses the aim of {}", words.value_with_unit(outcome.sign() * *outcome.aim))
      : outcome.matters > 0
          ? fmt::format("falls short of the best policy by more than {}", words.amount(outcome.matters))
          : "is not the best policy";
  std::vector<std::string> out{fmt::format("{} {} in {} of settings.", capital(decision.policy_words[policy]),
                                           what, share_words(found.failing))};
  if (!found.sought) {
    out.front() += " Too few settings are on one side to look for where.";
    return out;
  }
  const auto judged = [](const Found& held, double chance) {
    return fmt::format(
        "of settings that were held out {} of those that fail lie there, and {} of those there fail, against "
        "{} "
        "anywhere ({})",
        share_words(held.coverage), share_words(held.density), share_words(held.base), chance_words(chance));
  };
  if (found.box.region.limits.empty()) {
    out.push_back("No box of limits holds more failures than its size would have.");
  } else {
    out.push_back(
        fmt::format("A box: {}. {}{}.", region_words(decision, found.box.region),
                    found.box_chance < significant ? "It holds: " : "It is no clearer than chance: ",
                    judged(found.box_held, found.box_chance)));
    std::vector<std::string> without;
    for (std::size_t n = 0; n < found.box.region.limits.size(); ++n) {
      const KnowableColumn& column = decision.columns[found.box.region.limits[n].column];
      without.push_back(
          fmt::format("{} (density {} instead of {}, coverage {} instead of {})", column.words,
                      share_words(found.box.without[n].density), share_words(found.box_seen.density),
                      share_words(found.box.without[n].coverage), share_words(found.box_seen.coverage)));
    }
    out.push_back(fmt::format(
        "What each limit does, among the settings it was sought in: without that on {}.", listed(without)));
  }
  if (found.leaves.empty()) {
    out.push_back("A tree finds no such place.");
  } else {
    std::vector<std::string> leaves;
    for (const Region& leaf : found.leaves) leaves.push_back(region_words(decision, leaf));
    out.push_back(
        fmt::format("A tree: {}. {}{}.", fmt::join(leaves, "; or "),
                    found.leaves_chance < significant ? "It holds: " : "It is no clearer than chance: ",
                    judged(found.leaves_held, found.leaves_chance)));
  }
  return out;
}

std::string trade_off_sentences(const Decision& decision) {
  std::vector<std::string> sentences;
  for (std::size_t p = 0; p < decision.policies.size(); ++p) {
    if (decision.dominated_by[p])
      sentences.push_back(fmt::format("{} is dominated: {} is at least as good by every outcome on average.",
                                      capital(decision.policy_words[p]),
                                      decision.policy_words[*decision.dominated_by[p]]));
  }
  if (sentences.empty())
    return fmt::format("None of the {} policies is dominated: whoever gains by one outcome loses by another.",
                       decision.policies.size());
  return fmt::format("{}", fmt::join(sentences, " "));
}

std::vector<std::string> decision_bullets(const Decision& decision) {
  const DecidedOutcome& first = decision.outcomes.front();
  const std::size_t choice = first.merits.choice;
  std::vector<std::string> costs, bullets;
  for (std::size_t n = 1; n < decision.outcomes.size(); ++n) {
    const DecidedOutcome& other = decision.outcomes[n];
    const Interval& behind = other.merits.policies[choice].behind;
    if (other.merits.choice == choice || behind.low <= 0 || behind.estimate < other.matters) continue;
    costs.push_back(fmt::format("{} by {} (best there: {})", other.as,
                                OutcomeWords(decision, other).amount(behind.estimate),
                                decision.policy_words[other.merits.choice]));
  }
  bullets.push_back(
      costs.empty()
          ? fmt::format("What it costs: {} is not clearly behind in any other outcome that matters.",
                        decision.policy_words[choice])
          : fmt::format("What it costs: {} is behind in {}.", decision.policy_words[choice], listed(costs)));
  const auto worth = worth_knowing(decision, first, false);
  bullets.push_back(worth.empty() ? "What it depends on: no single thing that differs between settings is "
                                    "clearly worth knowing first."
                                  : fmt::format("What it depends on: most of all {}.",
                                                knowable_words(decision, decision.knowables[worth.front()])));
  const Discovery& found = first.discoveries[choice];
  const bool known = found.sought && !found.box.region.limits.empty() && found.box_chance < significant;
  constexpr double hardly = 0.005;  // would be told as 0%
  bullets.push_back(
      found.failing < hardly
          ? fmt::format("What would change it: nothing that was varied; it falls short in {} setting.",
                        found.failing == 0 ? "no" : "hardly any")
      : known ? fmt::format("What would change it: settings {}, where it falls short in {}.",
                            region_words(decision, found.box.region), share_words(found.box_held.density))
              : fmt::format("What would change it: it falls short in {} of settings, and no limits tell "
                            "clearly in which.",
                            share_words(found.failing)));
  return bullets;
}

}  // namespace concord
