/* To be loaded before a program (LD_PRELOAD): lets one call fail that concerns a file under a folder, as a disk does that is
 * full, slow or broken for a moment. tests/faults_test.py sets
 *   FAIL_UNDER   the folder
 *   FAIL_KIND    open, read, write, truncate, sync, close, rename, lock or make: what counts
 *   FAIL_AT      which of these calls fails, from 1; 0: none
 *   FAIL_ON      if set, all later ones fail too
 *   FAIL_WITH    errno then
 *   FAIL_COUNT   a file for the number of calls of every kind, a line each
 * Counts are shared by processes that fork. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, TRUNCATE, SYNC, CLOSE, RENAME, LOCK, MAKE, KINDS };
static const char *const names[KINDS] = {"open", "read", "write", "truncate", "sync", "close", "rename", "lock", "make"};

static atomic_int *counts; /* [kind] */
static char folder[4096];
static int failing = -1, at, on, with;

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FAIL_UNDER");
  if (text) snprintf(folder, sizeof folder, "%s/", text);
  text = getenv("FAIL_KIND");
  for (int kind = 0; text && kind < KINDS; ++kind) {
    if (strcmp(text, names[kind]) == 0) failing = kind;
  }
  text = getenv("FAIL_AT"), at = text ? atoi(text) : 0;
  text = getenv("FAIL_WITH"), with = text ? atoi(text) : EIO;
  on = getenv("FAIL_ON") != NULL;
  counts = mmap(NULL, sizeof(atomic_int) * KINDS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAIL_COUNT");
  if (!path) return;
  const int file = ((int (*)(const char *, int, ...))real("open"))(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  for (int kind = 0; kind < KINDS; ++kind) dprintf(file, "%s %d\n", names[kind], counts[kind]);
  ((int (*)(int))real("close"))(file);
}

static int concerns(const char *path) {
  char whole[8192];
  if (!folder[0] || !path) return 0;
  if (path[0] == '/') return strncmp(path, folder, strlen(folder)) == 0;
  if (!getcwd(whole, 4096)) return 0;
  strcat(whole, "/");
  return strncmp(whole, folder, strlen(folder)) == 0;
}
static int concerns_file(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return path[0] == '/' && concerns(path);
}

/* Must this call fail? */
static int fails(enum kind kind) {
  if (!counts) return 0;
  const int number = ++counts[kind];
  if ((int)kind != failing || at == 0 || (number != at && !(on && number > at))) return 0;
  errno = with;
  return 1;
}

#define OF_PATH(kind, result, wrong, name, path, parameters, arguments)      \
  result name parameters {                                                   \
    if (concerns(path) && fails(kind)) return wrong;                         \
    return ((result(*) parameters)real(#name))arguments;                     \
  }
#define OF_FILE(kind, result, name, parameters, arguments)                   \
  result name parameters {                                                   \
    if (concerns_file(file) && fails(kind)) return -1;                       \
    return ((result(*) parameters)real(#name))arguments;                     \
  }
/* What is closed is closed, also when that fails. */
#define OF_CLOSING(result, wrong, name, type, number)                        \
  result name(type which) {                                                  \
    const int wanted = concerns_file(number) && fails(CLOSE);                \
    const result done = ((result(*)(type))real(#name))(which);               \
    if (!wanted) return done;                                                \
    errno = with;                                                            \
    return wrong;                                                            \
  }
#define OPENING(name)                                                        \
  int name(const char *path, int flags, ...) {                               \
    va_list more;                                                            \
    va_start(more, flags);                                                   \
    const unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, unsigned) : 0; \
    va_end(more);                                                            \
    if (concerns(path) && fails(OPEN)) return -1;                            \
    return ((int (*)(const char *, int, ...))real(#name))(path, flags, mode); \
  }
#define CONTROL(name)                                                        \
  int name(int file, int command, ...) {                                     \
    va_list more;                                                            \
    va_start(more, command);                                                 \
    void *argument = va_arg(more, void *);                                   \
    va_end(more);                                                            \
    const int locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK || command == F_OFD_SETLK || \
                      command == F_OFD_SETLKW || command == F_OFD_GETLK;     \
    if (locks && concerns_file(file) && fails(LOCK)) return -1;              \
    return ((int (*)(int, int, ...))real(#name))(file, command, argument);   \
  }

OPENING(open)
OPENING(open64)
OF_PATH(OPEN, FILE *, NULL, fopen, path, (const char *path, const char *mode), (path, mode))
OF_PATH(OPEN, FILE *, NULL, fopen64, path, (const char *path, const char *mode), (path, mode))
OF_PATH(OPEN, DIR *, NULL, opendir, path, (const char *path), (path))
int openat(int from, const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, unsigned) : 0;
  va_end(more);
  if ((path[0] == '/' || from == AT_FDCWD ? concerns(path) : concerns_file(from)) && fails(OPEN)) return -1;
  return ((int (*)(int, const char *, int, ...))real("openat"))(from, path, flags, mode);
}
OF_FILE(READ, ssize_t, read, (int file, void *to, size_t size), (file, to, size))
OF_FILE(READ, ssize_t, pread, (int file, void *to, size_t size, off_t from), (file, to, size, from))
OF_FILE(READ, ssize_t, pread64, (int file, void *to, size_t size, off_t from), (file, to, size, from))
OF_FILE(READ, ssize_t, readv, (int file, const struct iovec *parts, int count), (file, parts, count))
OF_FILE(WRITE, ssize_t, write, (int file, const void *from, size_t size), (file, from, size))
OF_FILE(WRITE, ssize_t, pwrite, (int file, const void *from, size_t size, off_t to), (file, from, size, to))
OF_FILE(WRITE, ssize_t, pwrite64, (int file, const void *from, size_t size, off_t to), (file, from, size, to))
OF_FILE(WRITE, ssize_t, writev, (int file, const struct iovec *parts, int count), (file, parts, count))
OF_FILE(TRUNCATE, int, ftruncate, (int file, off_t size), (file, size))
OF_FILE(TRUNCATE, int, ftruncate64, (int file, off_t size), (file, size))
OF_FILE(SYNC, int, fsync, (int file), (file))
OF_FILE(SYNC, int, fdatasync, (int file), (file))
OF_CLOSING(int, -1, close, int, which)
OF_CLOSING(int, EOF, fclose, FILE *, fileno(which))
OF_CLOSING(int, -1, closedir, DIR *, dirfd(which))
OF_PATH(RENAME, int, -1, rename, to, (const char *from, const char *to), (from, to))
OF_PATH(RENAME, int, -1, renameat2, to, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
OF_PATH(MAKE, int, -1, mkdir, path, (const char *path, mode_t mode), (path, mode))
CONTROL(fcntl)
CONTROL(fcntl64)
OF_FILE(LOCK, int, flock, (int file, int operation), (file, operation))
