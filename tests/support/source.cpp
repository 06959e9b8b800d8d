#include "tests/support/source.hpp"

namespace concord::test {

std::filesystem::path source(std::string_view below) {
  return std::filesystem::path(CONCORD_SOURCE_DIR) / below;
}

}  // namespace concord::test
