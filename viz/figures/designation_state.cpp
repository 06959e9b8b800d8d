#include "viz/figures/designation_state.hpp"

#include <algorithm>
#include <cmath>

namespace concord {

std::optional<std::vector<FormState>> form_states(RunData& data, std::optional<int> run, int quarter) {
  const SlicePointer designated = data.systems(static_cast<std::size_t>(SystemMeasure::designated));
  const SlicePointer norm = data.systems(static_cast<std::size_t>(SystemMeasure::norm));
  if (!designated || !norm) return std::nullopt;
  std::vector<FormState> states;
  for (int k = 0; k < designated->things; ++k) {
    int known = 0, formal = 0, real = 0;
    for (int r = run.value_or(0); r < (run ? *run + 1 : designated->runs); ++r) {
      if (r >= designated->runs || quarter < 0 || quarter >= designated->quarters) continue;
      const double form = designated->at(r, quarter, k), substance = norm->at(r, quarter, k);
      if (std::isnan(form)) continue;
      ++known;
      formal += form > 0.5 ? 1 : 0;
      real += form > 0.5 && substance >= 0.5 ? 1 : 0;
    }
    states.push_back(known == 0            ? FormState::no_data
                     : 2 * real >= known   ? FormState::real_system
                     : 2 * formal >= known ? FormState::name_only
                                           : FormState::none);
  }
  return states;
}

std::string_view word_of(FormState state) {
  switch (state) {
    case FormState::no_data:
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
