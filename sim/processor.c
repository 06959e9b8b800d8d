/* Compiled for any x86-64 processor and run before everything else in the program: says what the processor lacks
   of the instruction set that the rest was built for, where it would end with an illegal instruction, and that
   the limit of the stack is too low, where it would end with a segmentation fault. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef CONCORD_NEEDS /* NEED("avx2") NEED("fma") ... from CMake */
#define CONCORD_NEEDS
#endif

enum { file_trouble = 3, wrong_processor = 69 }; /* experiments/platform/exit_codes.hpp */
enum { least_stack = 1 << 20 }; /* bytes; a sweep takes most: up to 256 KiB, up to 768 as compiled for debugging */

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

/* In words that are ready: to make them takes stack. */
__attribute__((constructor(101))) static void check_stack(void) {
  static char why[] = ": the stack cannot grow to 1 MiB; allow the program more (ulimit -s)\n";
  const struct iovec words[] = {{program_invocation_short_name, strlen(program_invocation_short_name)},
                                {why, sizeof why - 1}};
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= least_stack) return;
  const ssize_t told = writev(STDERR_FILENO, words, 2);
  (void)told; /* nobody is left to tell */
  _exit(file_trouble);
}
