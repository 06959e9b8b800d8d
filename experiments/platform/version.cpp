#include "experiments/platform/version.hpp"

// Both macros come from CMake, for this file only, so that a new commit recompiles nothing else.
#ifndef CONCORD_VERSION
#define CONCORD_VERSION "unknown"
#endif
#ifndef CONCORD_COMMIT
#define CONCORD_COMMIT "unknown"
#endif

namespace concord {

std::string_view version() { return CONCORD_VERSION; }
std::string_view commit() { return CONCORD_COMMIT; }

}  // namespace concord
