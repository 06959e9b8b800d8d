#pragma once
// How the program ends, and what stands below the options of its commands.

#include <string>

#include <fmt/format.h>

namespace concord {

enum Exit {
  done = 0,
  runs_failed = 1,
  wrong_input = 2,
  file_trouble = 3,
  internal_error = 4,
  wrong_usage = 64,
  wrong_processor = 69,  ///< sim/processor.c
  stopped = 75
};

inline constexpr const char* exit_codes =
    "Exit codes: 0 done, 1 some runs failed, 2 wrong input (all problems are listed), 3 trouble with a file "
    "or the\n"
    "disk, 4 internal error, 64 wrong command line, 69 built for another processor, 75 stopped by a signal "
    "(a\n"
    "sweep goes on with the same command).\n";

inline std::string footer(const char* examples) {
  return fmt::format("Examples:\n{}\n{}", examples, exit_codes);
}

}  // namespace concord
