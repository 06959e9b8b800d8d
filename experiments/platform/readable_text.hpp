#pragma once
// Text of a file, fit to be shown.

#include <string>

namespace concord {

/// Bytes that are no UTF-8 and control characters become question marks, so that no file speaks to a
/// terminal. Lines are kept if `lines`.
std::string readable(std::string text, bool lines = false);

}  // namespace concord
