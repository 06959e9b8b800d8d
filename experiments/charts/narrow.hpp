#pragma once
// Charts that are narrower than this, in pixels, have names above what they name, each on so much more
// height.

namespace concord {

inline constexpr double narrow = 480, name_above = 18;

}  // namespace concord
