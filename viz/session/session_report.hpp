#pragma once
// A page of the standard views of what is open.

#include "viz/session/session.hpp"

#include <filesystem>
#include <functional>

namespace concord {

/// `wait` is called until everything that the page needs has been read; it must call Session::update. Throws
/// FileError.
void write_session_report(Session& session, const std::function<void()>& wait,
                          const std::filesystem::path& folder, bool force);

}  // namespace concord
