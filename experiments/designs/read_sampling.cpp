// The section `design` of a design, and what is a good name in any section.

#include "experiments/designs/points.hpp"
#include "experiments/designs/read_design.hpp"
#include "experiments/runs/settings.hpp"
#include "sim/suggest.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace concord {
namespace {

/// Keys that only some methods have.
struct MethodKey {
  std::string_view key, meaning;
  std::vector<Method> of;
  bool required;
};

const std::array<MethodKey, 7>& method_keys() {
  using enum Method;
  static const std::array<MethodKey, 7> keys{{
      {"points", "how many points to sample", {latin_hypercube, sobol}, true},
      {"base", "how many base rows; there are base x (axes + 2) points", {saltelli}, true},
      {"trajectories", "how many trajectories, of axes + 1 points each", {morris}, true},
      {"levels", "levels of Morris's grid", {morris}, false},
      {"shifts", "independent shifts of the sequence", {sobol, saltelli}, false},
      {"file", "which table holds the points (CSV, relative to the design)", {points}, true},
      {"seed", "seed of the sample", {latin_hypercube, sobol, morris, saltelli}, false},
  }};
  return keys;
}

std::string names_of(const std::vector<Method>& methods) {
  std::string text;
  for (const Method method : methods) text += fmt::format("{}{}", text.empty() ? "" : ", ", name_of(method));
  return text;
}

void check_keys(yaml::Reader& section, Method method) {
  for (const MethodKey& key : method_keys()) {
    const bool belongs = std::ranges::find(key.of, method) != key.of.end();
    if (section.has(key.key) && !belongs) {
      section.problem(key.key, fmt::format("does not belong to `method: {}`; it is for {}", name_of(method),
                                           names_of(key.of)));
    } else if (!section.has(key.key) && belongs && key.required) {
      section.problem(key.key, fmt::format("missing; say {}", key.meaning));
    }
  }
}

std::optional<Method> read_method(yaml::Reader& section) {
  if (!section.has("method")) return Method::factorial;
  const auto name = section.text("method");
  if (!name) return std::nullopt;
  const auto found = std::ranges::find(method_names, std::string_view(*name));
  if (found != method_names.end()) return static_cast<Method>(found - method_names.begin());
  const auto near = nearest(*name, {method_names.begin(), method_names.end()});
  section.problem("method", fmt::format("{} is none of {}{}", shown(*name), fmt::join(method_names, ", "),
                                        near ? fmt::format("; did you mean '{}'?", *near) : ""));
  return std::nullopt;
}

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

std::optional<std::string> not_one_line(std::string_view text, std::size_t longest) {
  if (text.empty()) return "is empty";
  if (characters(text) > longest)
    return fmt::format("is {} characters long; at most {}", characters(text), longest);
  const bool control = std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (control) return "must be one line without tabs";
  return std::nullopt;
}

SamplingText read_sampling(yaml::Reader section, bool frozen, Problems& problems) {
  SamplingText text;
  Sampling& sampling = text.sampling;
  text.method = read_method(section);
  sampling.method = text.method.value_or(Method::factorial);
  for (const MethodKey& key : method_keys()) section.has(key.key);
  const std::size_t before = problems.count();
  if (text.method) check_keys(section, *text.method);
  if (!text.method || problems.count() != before) return text;
  const auto whole = [&](std::string_view key, int standard, std::int64_t low, std::int64_t high) {
    return static_cast<int>(section.integer_in(key, standard, low, high, ""));
  };
  sampling.points = whole("points", 0, 1, most_points);
  sampling.base = whole("base", 0, 1, most_points);
  sampling.trajectories = whole("trajectories", 0, 1, most_points);
  sampling.levels = whole("levels", sampling.levels, 2, most_levels);
  if (sampling.levels % 2 != 0)
    section.problem("levels", fmt::format("{} is odd; Morris's steps need an even number", sampling.levels));
  const int rows = std::max(sampling.points, sampling.base);
  sampling.shifts = whole("shifts", frozen ? 1 : standard_shifts_of(sampling), 1, most_points);
  if (rows % sampling.shifts != 0)
    section.problem("shifts", fmt::format("{} shifts cannot share {} rows evenly", sampling.shifts, rows));
  sampling.seed =
      static_cast<std::uint64_t>(section.integer_in("seed", static_cast<std::int64_t>(sampling.seed),
                                                    seed_setting.low, seed_setting.high, seed_setting.unit));
  text.points_file = section.text("file");
  return text;
}

}  // namespace concord
