#pragma once
// How long titles of answers may be, and the names that they are made of, in words.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace concord {

/// A title has what pulls (the lever, or a level of a lever of packages), a verb of four, what is moved, and
/// a date of three, so that these limits leave room for it whatever is found.
inline constexpr std::size_t longest_title = 25, longest_subject = 8, longest_object = 10;
/// What stands between spaces.
std::size_t word_count(std::string_view text);
/// The first that has at most longest_title words, or else the last.
std::string first_that_fits(const std::vector<std::string>& titles);

}  // namespace concord
