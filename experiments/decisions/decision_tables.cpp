// Everything that a decision found, as CSV.

#include "experiments/decisions/decision_words.hpp"
#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/origin.hpp"

#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// A table row by row.
class Text {
 public:
  explicit Text(const std::vector<std::string>& head) : out_(fmt::format("# {}\n", simulated_not_observed)) {
    for (const std::string& name : head) cell(name);
    end();
  }
  Text& cell(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += csv_cell(text);
    return *this;
  }
  Text& number(double value) { return cell(csv_number(value)); }
  Text& end() {
    out_ += '\n';
    first_ = true;
    return *this;
  }
  std::string finish() && { return csv_file_text(std::move(out_)); }

 private:
  std::string out_;
  bool first_ = true;
};

const SweepOutcome& kept(const Decision& decision, const DecidedOutcome& outcome) {
  return decision.sweep_outcomes[outcome.outcome];
}

std::string policies_csv(const Decision& decision) {
  Text text({"outcome",         "unit",        "better",     "policy",         "mean",         "mean_low",
             "mean_high",       "behind",      "behind_low", "behind_high",    "worst_tenth",  "best",
             "best_twice",      "regret_mean", "regret_p95", "regret_largest", "crossed_mean", "crossed_p95",
             "crossed_largest", "aim",         "reached",    "dominated_by"});
  for (const DecidedOutcome& outcome : decision.outcomes) {
    const double sign = outcome.sign();
    for (std::size_t p = 0; p < decision.policies.size(); ++p) {
      const PolicyMerit& m = outcome.merits.policies[p];
      text.cell(kept(decision, outcome).name).cell(kept(decision, outcome).unit);
      text.cell(sign > 0 ? "more" : "less").cell(decision.policies[p]).number(sign * m.mean.estimate);
      text.number(sign > 0 ? m.mean.low : -m.mean.high).number(sign > 0 ? m.mean.high : -m.mean.low);
      for (const double value :
           {m.behind.estimate, m.behind.low, m.behind.high, sign * m.worst_tenth, m.best, m.best_twice,
            m.regret.mean, m.regret.high, m.regret.largest, m.crossed.mean, m.crossed.high, m.crossed.largest,
            outcome.aim.value_or(std::nan("")), outcome.reached[p]})
        text.number(value);
      text.cell(decision.dominated_by[p] ? decision.policies[*decision.dominated_by[p]] : "").end();
    }
  }
  return std::move(text).finish();
}

std::string information_csv(const Decision& decision) {
  Text text({"outcome", "unit", "known", "columns", "value", "null_mean", "null_p95", "bar", "crossed"});
  for (const DecidedOutcome& outcome : decision.outcomes) {
    const auto begin = [&](std::string_view known, std::size_t columns) {
      text.cell(kept(decision, outcome).name)
          .cell(kept(decision, outcome).unit)
          .cell(known)
          .cell(fmt::format("{}", columns));
    };
    begin("everything", decision.columns.size());
    text.number(outcome.merits.perfect)
        .cell("")
        .cell("")
        .cell("")
        .number(outcome.merits.perfect_crossed)
        .end();
    for (std::size_t k = 0; k < outcome.information.size(); ++k) {
      const Information& i = outcome.information[k];
      begin(decision.knowables[k].name, decision.knowables[k].columns.size());
      text.number(i.value).number(i.null_mean).number(i.null_high).number(i.bar).cell("").end();
    }
  }
  return std::move(text).finish();
}

std::string failures_csv(const Decision& decision) {
  Text text({"outcome", "policy", "failing", "method", "region", "parameter", "low", "high", "without",
             "coverage_without", "density_without", "seen_coverage", "seen_density", "held_coverage",
             "held_density", "held_base", "held_p"});
  for (const DecidedOutcome& outcome : decision.outcomes) {
    for (std::size_t p = 0; p < decision.policies.size(); ++p) {
      const Discovery& found = outcome.discoveries[p];
      const auto write = [&](std::string_view method, std::size_t region, const Limit* limit,
                             const Found* without, const Found& seen, const Found& held, double chance) {
        text.cell(kept(decision, outcome).name).cell(decision.policies[p]).number(found.failing).cell(method);
        text.cell(fmt::format("{}", region))
            .cell(limit == nullptr ? "" : decision.columns[limit->column].path);
        const double open = std::nan("");
        text.number(limit != nullptr && std::isfinite(limit->low) ? limit->low : open);
        text.number(limit != nullptr && std::isfinite(limit->high) ? limit->high : open);
        std::string names;
        for (const double name : limit == nullptr ? std::vector<double>{} : limit->without)
          names += fmt::format("{}{}", names.empty() ? "" : ";",
                               decision.columns[limit->column].names[static_cast<std::size_t>(name)]);
        text.cell(names)
            .number(without == nullptr ? open : without->coverage)
            .number(without == nullptr ? open : without->density);
        for (const double value :
             {seen.coverage, seen.density, held.coverage, held.density, held.base, chance})
          text.number(value);
        text.end();
      };
      if (!found.sought) {
        text.cell(kept(decision, outcome).name)
            .cell(decision.policies[p])
            .number(found.failing)
            .cell("not sought");
        for (int blank = 0; blank < 13; ++blank) text.cell("");
        text.end();
        continue;
      }
      const auto& limits = found.box.region.limits;
      for (std::size_t n = 0; n < limits.size(); ++n)
        write("box", 1, &limits[n], &found.box.without[n], found.box_seen, found.box_held, found.box_chance);
      for (std::size_t leaf = 0; leaf < found.leaves.size(); ++leaf) {
        for (const Limit& limit : found.leaves[leaf].limits)
          write("tree", leaf + 1, &limit, nullptr, found.leaves_seen, found.leaves_held, found.leaves_chance);
      }
    }
  }
  return std::move(text).finish();
}

std::string ways_csv(const Decision& decision) {
  Text text({"outcome", "policy", "step", "mass", "coverage", "density"});
  for (const DecidedOutcome& outcome : decision.outcomes) {
    for (std::size_t p = 0; p < decision.policies.size(); ++p) {
      const auto& way = outcome.discoveries[p].box.way;
      for (std::size_t step = 0; step < way.size(); ++step) {
        text.cell(kept(decision, outcome).name).cell(decision.policies[p]).cell(fmt::format("{}", step));
        text.number(way[step].mass).number(way[step].coverage).number(way[step].density).end();
      }
    }
  }
  return std::move(text).finish();
}

/// Natural values: means over all runs, and over each half of them.
std::string settings_csv(const Decision& decision) {
  std::vector<std::string> head{"setting", "runs", "weight", "fold", "held_out"};
  for (const KnowableColumn& column : decision.columns) head.push_back(column.path);
  for (const DecidedOutcome& outcome : decision.outcomes) {
    for (const std::string& policy : decision.policies) {
      for (const std::string_view part : {"", "|one half", "|other half"})
        head.push_back(fmt::format("{}|{}{}", kept(decision, outcome).name, policy, part));
    }
  }
  Text text(head);
  for (std::size_t s = 0; s < decision.settings(); ++s) {
    text.cell(fmt::format("{}", s))
        .cell(fmt::format("{}", decision.runs[s]))
        .number(decision.outcomes.front().payoffs.weights[s]);
    text.cell(fmt::format("{}", decision.folds[s])).cell(decision.held[s] ? "1" : "0");
    for (std::size_t c = 0; c < decision.columns.size(); ++c) {
      const double value = decision.table.at(c, s);
      if (decision.columns[c].names.empty())
        text.number(value);
      else
        text.cell(decision.columns[c].names[static_cast<std::size_t>(value)]);
    }
    for (const DecidedOutcome& outcome : decision.outcomes) {
      for (std::size_t p = 0; p < decision.policies.size(); ++p) {
        text.number(outcome.sign() * outcome.payoffs.at(p, s));
        for (const auto& half : outcome.payoffs.half)
          text.number(outcome.sign() * half[p * decision.settings() + s]);
      }
    }
    text.end();
  }
  return std::move(text).finish();
}

}  // namespace

std::vector<DecisionTable> decision_tables(const Decision& decision) {
  return {{"policies", policies_csv(decision), "Every policy by every outcome"},
          {"information", information_csv(decision), "What is worth knowing first"},
          {"failures", failures_csv(decision), "Where policies fall short: boxes and trees"},
          {"ways", ways_csv(decision), "Every box on the way to the densest"},
          {"settings", settings_csv(decision),
           "Every setting with what is known of it, and what policies give there"}};
}

}  // namespace concord
