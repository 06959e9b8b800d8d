#pragma once
// `concord verify`: do files hold what was written, and does the model give it again?

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct VerifyRequest {
  std::filesystem::path target;       ///< a file of results, a merged sweep, or the folder of a campaign
  std::filesystem::path scenario;     ///< of a file of results: where to simulate its runs from
  std::filesystem::path campaign;     ///< of a merged sweep: the same
  int runs = 0;                       ///< so many, drawn at random, are simulated again
  std::optional<std::uint64_t> seed;  ///< of that draw; none: from the system's source of randomness
};
/// Prints what was found. Throws FileError with every difference (20 at most), and ConfigError if what is to
/// be simulated again cannot be.
void verify(const VerifyRequest& request);

}  // namespace concord
