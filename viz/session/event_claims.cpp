#include "viz/session/event_claims.hpp"

#include "experiments/runs/published.hpp"
#include "sim/csv.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace concord {
namespace {

struct Claim {
  std::string quarter, sentence;
  std::vector<std::string> systems;  ///< codes
};

bool is_code(std::string_view word) {
  return word.size() == 3 && word.front() == 'Q' &&
         std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::vector<Claim> read_claims() {
  Problems problems;
  const csv::Table table = csv::parse(std::string(claims_of_england), "claims.csv",
                                      {.required = {"id", "source", "about", "statement", "quantity", "when",
                                                    "quarter", "published", "status", "why", "off"},
                                       .optional = {}},
                                      problems);
  ensure(problems.empty(), "the table that is built in is sound");
  const auto cell = [&](std::size_t row, std::string_view name) {
    return std::string(table.text(row, table.column(name)));
  };
  std::vector<Claim> claims;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (cell(row, "quarter").empty()) continue;
    Claim& claim = claims.emplace_back();
    claim.quarter = cell(row, "quarter");
    claim.sentence = fmt::format("Said, not simulated ({}, {}): {}.", cell(row, "source"), cell(row, "id"),
                                 cell(row, "statement"));
    std::istringstream words(cell(row, "about"));
    for (std::string word; words >> word;) {
      if (is_code(word)) claim.systems.push_back(word);
    }
  }
  return claims;
}

}  // namespace

void add_claims(std::vector<Event>& events, const RunInfo& info) {
  static const std::vector<Claim> claims = read_claims();
  const auto row_of = [&](const std::string& code) {
    return std::ranges::find(info.systems, code, &SystemInfo::code) - info.systems.begin();
  };
  const auto lacks = [&](const std::string& code) { return row_of(code) == std::ssize(info.systems); };
  if (std::ranges::any_of(claims,
                          [&](const Claim& claim) { return std::ranges::any_of(claim.systems, lacks); }))
    return;
  for (const Claim& claim : claims) {
    const auto found = std::ranges::find(info.quarters, claim.quarter);
    if (found == info.quarters.end()) continue;
    const int quarter = static_cast<int>(found - info.quarters.begin());
    if (claim.systems.empty()) events.push_back({quarter, EventKind::claim, {}, claim.sentence});
    for (const std::string& code : claim.systems)
      events.push_back({quarter, EventKind::claim, static_cast<int>(row_of(code)), claim.sentence});
  }
}

}  // namespace concord
