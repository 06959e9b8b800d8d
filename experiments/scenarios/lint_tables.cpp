#include "experiments/scenarios/lint_tables.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace concord {
namespace {

/// A table of organisations, and what they spend a head and year in England (2018/19;
/// agents/world/synthetic.hpp).
struct MoneyTable {
  const char *file, *column;
  Kind kind;
  double a_head;  ///< £
};
constexpr std::array money_tables{MoneyTable{"trusts.csv", "turnover_gbp_m", Kind::trust, 1500},
                                  MoneyTable{"ccgs.csv", "allocation_gbp_m", Kind::ccg, 1350},
                                  MoneyTable{"councils.csv", "social_care_gbp_m", Kind::council, 300}};
constexpr double far = 10;  // times more or less than in England

std::size_t system_of(const Layout& layout, const Layout::Organisation& body) {
  return static_cast<std::size_t>(layout.places[static_cast<std::size_t>(body.place)].system);
}

/// The unit that was most likely taken for another.
const char* likely(double ratio) {
  if (ratio > 1e5) return "is it in pounds, where £ million is wanted?";
  if (ratio > 300) return "is it in £ thousand, where £ million is wanted, or are people in thousands?";
  if (ratio < 1e-5) return "are people counted in millions too many, or is it in £ trillion?";
  if (ratio < 1.0 / 300) return "is it in £ billion, where £ million is wanted?";
  return "are both in the right unit?";
}

/// The line of a table on which a row with that code begins; 0 if it is not found.
int line_of(const std::filesystem::path& file, const std::string& code) {
  Problems ignored;
  const auto text = read_text(file.string(), std::size_t{64} << 20U, ignored);
  if (!text) return 0;
  int line = 1;
  for (std::size_t at = 0; at < text->size(); ++line) {
    const std::string_view rest = std::string_view(*text).substr(at);
    if (rest.starts_with(code + ",")) return line;
    const auto end = rest.find('\n');
    if (end == rest.npos) break;
    at += end + 1;
  }
  return 0;
}

}  // namespace

std::vector<Problem> lint_tables(const RunPlan& plan) {
  std::vector<Problem> warnings;
  if (plan.tables.empty()) return warnings;
  const Layout& layout = plan.scenario.world->layout;
  for (const MoneyTable& table : money_tables) {
    std::vector<double> money(layout.systems.size());
    std::vector<const Layout::Organisation*> first(layout.systems.size());
    for (const auto& body : layout.organisations) {
      if (row_of(body.type).kind != table.kind) continue;
      const std::size_t system = system_of(layout, body);
      money[system] += body.budget;
      if (first[system] == nullptr) first[system] = &body;
    }
    std::size_t count = 0, worst = 0;
    double ratio = 1;
    for (std::size_t s = 0; s < money.size(); ++s) {
      if (first[s] == nullptr) continue;
      const double here = 1e6 * money[s] / layout.systems[s].population / table.a_head;
      if (here < far && here > 1 / far) continue;
      ++count;
      if (std::abs(std::log(here)) <= std::abs(std::log(ratio))) continue;
      ratio = here;
      worst = s;
    }
    if (count == 0) continue;
    const auto file = plan.tables / table.file;
    warnings.push_back(
        {.file = file.string(),
         .line = line_of(file, first[worst]->code),
         .path = table.column,
         .what = fmt::format("{} of {} systems have implausible money a head: system {} £{:.3g} a "
                             "year, England about £{:.0f}; {}",
                             count, layout.systems.size(), layout.systems[worst].code, ratio * table.a_head,
                             table.a_head, likely(ratio))});
  }
  return warnings;
}

std::optional<std::string> too_much_money(const Layout& layout) {
  std::vector<double> money(layout.systems.size());
  for (const auto& body : layout.organisations) money[system_of(layout, body)] += body.budget;
  for (std::size_t s = 0; s < money.size(); ++s) {
    if (money[s] > most_money)
      return fmt::format(
          "the organisations of system {} have £{:.3g} million a year together; at most £{:.0f} "
          "million can be accounted for. Columns of money are in £ million: are they in pounds?",
          layout.systems[s].code, money[s], most_money);
  }
  return std::nullopt;
}

}  // namespace concord
