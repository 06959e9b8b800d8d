#pragma once
// Parameters and axes in words.

#include "agents/quarter/parameter_info.hpp"

#include <string>
#include <string_view>

namespace concord {

/// The beginning of a parameter's meaning, without what stands in brackets, to stand within a sentence:
/// "penalty on institutional action".
std::string short_meaning(std::string_view meaning);
/// "on", "off".
std::string_view switch_words(bool on);
/// A value for people: three digits, "on", "2019/20 Q1".
std::string short_value(const ParameterInfo& parameter, double value);

}  // namespace concord
