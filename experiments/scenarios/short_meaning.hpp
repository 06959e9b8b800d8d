#pragma once
// Parameters and axes in words.

#include <string>
#include <string_view>

namespace concord {

/// The beginning of a parameter's meaning, without what stands in brackets, to stand within a sentence:
/// "penalty on institutional action".
std::string short_meaning(std::string_view meaning);

}  // namespace concord
