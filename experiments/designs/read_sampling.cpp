// The section `design` of a design.

#include "experiments/designs/design_keys.hpp"
#include "experiments/designs/read_design.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace concord {
namespace {

/// Enough to say how far off means and indices may be, of designs that can spare it.
int standard_shifts_of(const Sampling& sampling) {
  constexpr int standard = 8, fewest_rows = 8;
  if (sampling.method != Method::sobol && sampling.method != Method::saltelli) return 1;
  const int rows = std::max(sampling.points, sampling.base);
  return rows % standard == 0 && rows >= standard * fewest_rows ? standard : 1;
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

SamplingText read_sampling(yaml::Reader section, bool frozen, Problems& problems) {
  SamplingText text;
  Sampling& sampling = text.sampling;
  const std::size_t before = problems.count();
  if (read_keys(section, sampling_keys(sampling))) text.method = sampling.method;
  if (problems.count() != before) return text;
  if (sampling.levels % 2 != 0)
    section.problem("levels", fmt::format("{} is odd; Morris's steps need an even number", sampling.levels));
  if (!frozen && !section.has("shifts")) sampling.shifts = standard_shifts_of(sampling);
  const int rows = std::max(sampling.points, sampling.base);
  if (rows % sampling.shifts != 0)
    section.problem("shifts", fmt::format("{} shifts cannot share {} rows evenly", sampling.shifts, rows));
  text.from_file = sampling.method == Method::points;
  return text;
}

}  // namespace concord
