// Prints docs/mechanisms.md.

#include "tests/isolation/isolation.hpp"

#include <fmt/format.h>

int main() {
  using namespace concord::isolation;
  std::string text = preface();
  for (const Isolation& row : declarations()) text += section(row, run(row)) + "\n";
  text.pop_back();
  fmt::print("{}", text);
}
