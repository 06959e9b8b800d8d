#include "viz/views/runs_difference.hpp"

#include "viz/views/readings.hpp"

#include <algorithm>
#include <functional>

namespace concord {
namespace {

ShownRows rows_of_b(const Scene& scene, const Comparison& comparison) {
  const RunInfo& info = scene.now->info();
  ShownRows rows = rows_of(info, {0, static_cast<int>(info.quarters.size()) - 1});
  for (const RunPair& pair : comparison.pairs) rows.run.push_back(pair.now);
  if (rows.run.empty()) rows.run.push_back(std::max(shown_runs(scene).now, 0));
  return rows;
}

ShownRows rows_of_a(const Scene& scene, const Comparison& comparison) {
  ShownRows rows{comparison.quarter, comparison.system, comparison.organisation};
  for (const RunPair& pair : comparison.pairs) rows.run.push_back(pair.before);
  if (rows.run.empty()) rows.run.push_back(std::max(shown_runs(scene).before, 0));
  return rows;
}

void subtract(std::vector<float>& values, const std::vector<float>& others) {
  if (values.size() != others.size()) return values.clear();  // one side does not know them
  std::ranges::transform(values, others, values.begin(), std::minus{});
}

/// [quarter][organisation][term][action] of `from` in the terms of `terms`, 0 where it has none.
std::vector<float> parts_in(const RunDetail& from, const std::vector<std::string>& terms) {
  if (from.parts.empty()) return {};
  std::vector<float> out;
  for (int t = 0; t < from.quarters; ++t) {
    for (int i = 0; i < from.organisations; ++i) {
      for (const std::string& term : terms) {
        const auto at = static_cast<std::size_t>(std::ranges::find(from.terms, term) - from.terms.begin());
        for (std::size_t a = 0; a < actions; ++a)
          out.push_back(at < from.terms.size() ? from.part(t, i, at, static_cast<Action>(a)) : 0.0F);
      }
    }
  }
  return out;
}

}  // namespace

RunsDifference::RunsDifference(const Scene& scene, const Comparison& comparison)
    : whole_b_(*scene.now),
      whole_a_(*scene.before, scene.now->info(),
               {comparison.quarter, comparison.system, comparison.organisation}),
      b_(*scene.now, scene.now->info(), rows_of_b(scene, comparison)),
      a_(*scene.before, scene.now->info(), rows_of_a(scene, comparison)),
      paired_(comparison.paired()),
      run_(scene.selection.run),
      before_run_(comparison.before_run) {}

SlicePointer RunsDifference::slice_of(const SlicePointer& b, const SlicePointer& a,
                                      SlicePointer& kept) const {
  if (!b || !a) return nullptr;
  if (kept) return kept;
  auto out = std::make_shared<Slice>(Slice{paired_ ? b->runs : 1, b->quarters, b->things, {}});
  for (int r = 0; r < out->runs; ++r) {
    for (int t = 0; t < out->quarters; ++t) {
      for (int k = 0; k < out->things; ++k)
        out->values.push_back(paired_ ? b->at(r, t, k) - a->at(r, t, k)
                                      : reading(*b, run_, t, k) - reading(*a, before_run_, t, k));
    }
  }
  return kept = std::move(out);
}
SlicePointer RunsDifference::national(std::size_t measure) {
  return paired_ ? slice_of(b_.national(measure), a_.national(measure), national_[measure])
                 : slice_of(whole_b_.national(measure), whole_a_.national(measure), national_[measure]);
}
SlicePointer RunsDifference::systems(std::size_t measure) {
  return paired_ ? slice_of(b_.systems(measure), a_.systems(measure), systems_[measure])
                 : slice_of(whole_b_.systems(measure), whole_a_.systems(measure), systems_[measure]);
}

std::shared_ptr<const RunDetail> RunsDifference::detail(int run) {
  const auto b = b_.detail(run), a = a_.detail(run);
  if (!b || !a) return nullptr;
  auto& kept = details_[run];
  if (kept) return kept;
  if (b->columns.empty()) return kept = b;
  if (a->columns.empty()) return kept = a;
  auto out = std::make_shared<RunDetail>(*b);
  const auto at = [&](OrganisationColumn column) {
    return static_cast<std::ptrdiff_t>(static_cast<std::size_t>(column) * out->at(out->quarters, 0));
  };
  subtract(out->columns, a->columns);
  const auto choices = b->columns.begin() + at(OrganisationColumn::action);
  std::copy(choices, choices + static_cast<std::ptrdiff_t>(out->at(out->quarters, 0)),
            out->columns.begin() + at(OrganisationColumn::action));
  for (const std::string& term : a->terms)
    if (std::ranges::find(out->terms, term) == out->terms.end()) out->terms.push_back(term);
  out->parts = parts_in(*b, out->terms);
  subtract(out->parts, parts_in(*a, out->terms));
  if (out->parts.empty()) {
    out->terms.clear();
    if (!a->reason.empty()) out->reason = out->reason.empty() ? "A: " + a->reason : out->reason;
  }
  subtract(out->attraction, a->attraction);
  subtract(out->chance, a->chance);
  return kept = std::move(out);
}

}  // namespace concord
