// Which of the policies that a search leaves is chosen, on runs that are kept for it.

#include "experiments/platform/csv_text.hpp"
#include "experiments/platform/partial_file.hpp"
#include "experiments/search/search.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace concord {

bool better(const SearchSpec& spec, const Judged& a, const Judged& b) {
  const SearchObjective first = spec.search.objectives.front();
  return std::pair(a.short_of, loss_of(spec, a, first)) < std::pair(b.short_of, loss_of(spec, b, first));
}

std::optional<std::size_t> choose(const SearchSpec& spec, const std::vector<Policy>& candidates,
                                  const SearchWork& work, std::size_t& runs) {
  std::vector<std::size_t> left(candidates.size()), kept(candidates.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::string text = "round,candidate,units,effect,cost,regret,meets_aims\n";
  const auto rounds =
      static_cast<std::size_t>(std::max<std::size_t>(std::bit_width(candidates.size() - 1), 1));
  Outcomes seen;
  bool meets = false;
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<Policy> policies;
    for (const std::size_t n : left) policies.push_back(candidates[n]);
    const std::size_t each =
        std::max<std::size_t>(static_cast<std::size_t>(spec.search.choose) / (rounds * left.size()), 1);
    const Outcomes more = simulate(spec, policies, choice_trial(spec, round, each), work.threads, work.stop);
    kept.resize(left.size());
    seen = round == 0 ? more : joined(seen, kept, more);
    const std::vector<double> reference = best_of_units(spec, seen);
    std::vector<Judged> judged;
    for (std::size_t p = 0; p < left.size(); ++p) {
      judged.push_back(judge(spec, policies[p], seen, p, reference));
      text += fmt::format("{},{},{},{},{},{},{}\n", round + 1, left[p] + 1, seen.units(),
                          csv_number(judged[p].effect), csv_number(judged[p].cost),
                          csv_number(judged[p].regret), judged[p].short_of > 0 ? 0 : 1);
    }
    std::vector<std::size_t> order(left.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(
        order, [&](std::size_t a, std::size_t b) { return better(spec, judged[a], judged[b]); });
    order.resize((order.size() + 1) / 2);
    std::ranges::sort(order);
    meets = judged[order.front()].short_of == 0;
    kept = order;
    for (std::size_t& n : order) n = left[n];
    left = std::move(order);
  }
  runs = seen.runs;
  write_file(work.folder / "choice.csv", text);
  return meets ? std::optional(left.front()) : std::nullopt;
}

}  // namespace concord
