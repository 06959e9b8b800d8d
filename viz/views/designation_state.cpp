#include "viz/views/designation_state.hpp"

#include <algorithm>
#include <cmath>

namespace concord {

std::optional<FormCounts> form_counts(RunData& data, std::optional<int> run, int quarter) {
  const SlicePointer designated = data.systems(static_cast<std::size_t>(SystemMeasure::designated));
  const SlicePointer norm = data.systems(static_cast<std::size_t>(SystemMeasure::norm));
  if (!designated || !norm) return std::nullopt;
  FormCounts counts;
  const auto things = static_cast<std::size_t>(designated->things);
  counts.known.assign(things, 0);
  counts.designated_in = counts.real_in = counts.known;
  std::vector<double> real, name_only;
  const bool there = quarter >= 0 && quarter < designated->quarters;
  for (int r = run.value_or(0); there && r < (run ? *run + 1 : designated->runs); ++r) {
    if (r < 0 || r >= designated->runs) continue;
    int known = 0, formal_here = 0, real_here = 0;
    for (std::size_t k = 0; k < things; ++k) {
      const double form = designated->at(r, quarter, static_cast<int>(k));
      if (std::isnan(form)) continue;
      const bool formal = form > 0.5, substance = norm->at(r, quarter, static_cast<int>(k)) >= 0.5;
      ++known;
      ++counts.known[k];
      counts.designated_in[k] += formal ? 1 : 0;
      counts.real_in[k] += formal && substance ? 1 : 0;
      formal_here += formal ? 1 : 0;
      real_here += formal && substance ? 1 : 0;
    }
    if (known == 0) continue;
    real.push_back(real_here);
    name_only.push_back(formal_here - real_here);
  }
  counts.real = spread_of(std::move(real));
  counts.name_only = spread_of(std::move(name_only));
  return counts;
}

std::optional<std::vector<FormState>> form_states(RunData& data, std::optional<int> run, int quarter) {
  const auto counts = form_counts(data, run, quarter);
  if (!counts) return std::nullopt;
  std::vector<FormState> states;
  for (std::size_t k = 0; k < counts->known.size(); ++k) {
    const int known = counts->known[k];
    states.push_back(known == 0                              ? FormState::not_known
                     : 2 * counts->real_in[k] >= known       ? FormState::real_system
                     : 2 * counts->designated_in[k] >= known ? FormState::name_only
                                                             : FormState::none);
  }
  return states;
}

std::string_view word_of(FormState state) {
  switch (state) {
    case FormState::not_known:
      return "no data";
    case FormState::none:
      return "not designated";
    case FormState::name_only:
      return "designated, in name only";
    case FormState::real_system:
      break;
  }
  return "real integrated care system";
}

}  // namespace concord
