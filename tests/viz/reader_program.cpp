// A program that is nothing but a reader, for tests of viz/data.

#include "viz/data/reader_protocol.hpp"
#include "viz/data/serve_reader.hpp"

#include <string_view>

#include <unistd.h>

int main(int count, char** arguments) {
  if (count != 2 || std::string_view(arguments[1]) != concord::reader_argument) return 64;
  return concord::serve_reader(STDIN_FILENO, STDOUT_FILENO);
}
