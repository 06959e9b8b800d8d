/* Compiled for any x86-64 processor and run before everything else in the program: says what the processor lacks
   of the instruction set that the rest was built for, where it would end with an illegal instruction. */

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#ifndef CONCORD_NEEDS /* NEED("avx2") NEED("fma") ... from CMake */
#define CONCORD_NEEDS
#endif

enum { wrong_processor = 69 }; /* experiments/platform/exit_codes.hpp */

__attribute__((constructor(101))) static void check_processor(void) {
  const char* missing = 0;
  __builtin_cpu_init();
#define NEED(feature) \
  if (!__builtin_cpu_supports(feature)) missing = missing ? missing : feature;
  CONCORD_NEEDS
  if (!missing) return;
  dprintf(STDERR_FILENO,
          "%s: this processor lacks %s, for which the program was built; build it on this machine, or with "
          "cmake -DCONCORD_MARCH=x86-64 for any\n",
          program_invocation_short_name, missing);
  _exit(wrong_processor);
}
