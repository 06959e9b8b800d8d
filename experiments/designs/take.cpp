// How an outcome is taken from a run's quarters, as text.

#include "experiments/designs/design.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/runs/measure_expression.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

/// "2021/22" of any of its quarters.
std::string year_text(Quarter quarter) { return to_string(quarter).substr(0, 7); }

}  // namespace

std::optional<Aggregation> parse_take(std::string_view text) {
  if (const auto take = parse_aggregation(text)) return take;
  // Quarters that do not make up financial years.
  using How = Aggregation::How;
  for (const auto& [words, how] : {std::pair{std::string_view("mean over "), How::mean},
                                   std::pair{std::string_view("sum over "), How::sum}}) {
    if (!text.starts_with(words)) continue;
    const std::string_view range = text.substr(words.size());
    const auto to = range.find(" to ");
    if (to == range.npos) return std::nullopt;
    const auto first = parse_quarter(range.substr(0, to)), last = parse_quarter(range.substr(to + 4));
    if (!first || !last || *first == never || *last == never || *last < *first) return std::nullopt;
    return Aggregation{how, *first, *last};
  }
  return std::nullopt;
}

std::string text_of(const Aggregation& take) {
  using How = Aggregation::How;
  if (take == whole_run) return std::string(over_the_run);
  switch (take.how) {
    case How::value:
      return fmt::format("value at {}", to_string(take.last));
    case How::change:
      return fmt::format("change from {} to {}", to_string(take.first), to_string(take.last));
    case How::mean:
    case How::sum:
      break;
  }
  const char* how = take.how == How::mean ? "mean" : "sum";
  if (take.first.of_year() != 0 || take.last.of_year() != 3)
    return fmt::format("{} over {} to {}", how, to_string(take.first), to_string(take.last));
  if (take.first.year() == take.last.year()) return fmt::format("{} over {}", how, year_text(take.first));
  return fmt::format("{} over {} to {}", how, year_text(take.first), year_text(take.last));
}

Aggregation last_year(Quarter start, int quarters) {
  return {Aggregation::How::mean, start + std::max(quarters - 4, 0), start + (quarters - 1)};
}

}  // namespace concord
