#pragma once

#include <string_view>

namespace concord {

/// Of the program, "0.1.0"; "unknown" if the build did not say.
std::string_view version();
/// The commit it was built from, with "-dirty" if files had changed; "unknown" outside a repository.
std::string_view commit();

}  // namespace concord
