#include "experiments/charts/plain_words.hpp"

#include "experiments/charts/charts.hpp"
#include "experiments/charts/sweep_charts.hpp"
#include "experiments/runs/run_values.hpp"
#include "experiments/scenarios/short_meaning.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace concord {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

}  // namespace

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string plain_name(const MeasureRow& row) {
  std::string text(row.key);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> words{
      {{"institution_share", "own-interest share"},
       {"place_share", "place share"},
       {"system_share", "system share"},
       {"_share_trusts", " share of trusts"},
       {"share_trusts", "share of trusts"},
       {"share_ccgs", "share of CCGs"},
       {"share_councils", "share of councils"},
       {"_low_trust", ", low-trust systems"},
       {"_high_trust", ", high-trust systems"},
       {"_poor", ", poor systems"},
       {"_rich", ", rich systems"},
       {"_p10", ", lower tenth"},
       {"_p90", ", upper tenth"},
       {"trust_place", "trust in place"},
       {"trust_system", "trust in system"},
       {"trusts_in_deficit_year", "trusts in deficit this year"},
       {"ccgs", "CCGs"},
       {"nhs", "NHS"}}};
  for (const auto& [from, to] : words) replace_all(text, from, to);
  replace_all(text, "_", " ");
  if (row.key == "designated") text = row.unit == "0/1" ? "designated" : "designated systems";
  if (row.key == "real") text = "systems real in substance";
  if (row.key == "in_name_only") text = "systems in name only";
  if (row.key == "mature" || row.key == "thriving" || row.key == "overspending" || row.key == "supported")
    text = row.unit == "0/1" ? text : text + " systems";
  return capital(std::move(text));
}

std::string outcome_words(std::string_view name, std::string_view measure) {
  if (is_measure(measure)) return short_meaning(plain_name(describe_measure(measure)));
  std::string text(name);
  replace_all(text, "_", " ");
  return text;
}

std::string plain_meaning(const MeasureRow& row) {
  std::string text(row.meaning);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace concord
