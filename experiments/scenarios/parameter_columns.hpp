#pragma once
// Tables whose columns are parameters.

#include "agents/quarter/parameter_info.hpp"
#include "sim/csv.hpp"
#include "sim/errors.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// The parameters that the columns are, each once, in the order of columns; `others` are columns that are
/// none. Unknown names are reported, with the nearest parameter.
std::vector<const ParameterInfo*> parameter_columns(const csv::Header& header, const std::string& file,
                                                    std::initializer_list<std::string_view> others,
                                                    Problems& problems);

}  // namespace concord
