#pragma once
// What a reader found wrong, a line a problem.

#include "sim/errors.hpp"

#include <string>
#include <vector>

namespace concord {

using Lines = std::vector<std::string>;

inline Lines lines(const Problems& problems) {
  Lines out;
  for (const Problem& problem : problems.all()) out.push_back(to_string(problem));
  return out;
}

}  // namespace concord
