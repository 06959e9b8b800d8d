#include "experiments/platform/apart.hpp"

#include "sim/errors.hpp"
#include "sim/h5_watch.hpp"
#include "sim/suggest.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <system_error>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace concord {
namespace {

constexpr std::array passed_on{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1};

/// Ends this process as the child ended.
[[noreturn]] void end_by(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t one;
  ::sigemptyset(&one);
  ::sigaddset(&one, signal);
  ::raise(signal);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  std::_Exit(128 + signal);
}

/// How long one call of the library may take, in seconds.
std::int64_t longest_call() {
  constexpr std::int64_t usual = 120;
  const char* wanted = std::getenv("CONCORD_READ_LIMIT");
  const auto number = as_integer(wanted == nullptr ? "" : wanted);
  return number.value && *number.value > 0 ? *number.value : usual;
}

/// What is known of the reader: see h5::count_calls.
using Calls = std::atomic<std::uint64_t>;

/// In memory that parent and child share.
Calls& shared_calls() {
  void* place = ::mmap(nullptr, sizeof(Calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "cannot watch a reader");
  return *new (place) Calls(0);
}

constexpr int stands_still = 0x10000;  // no exit code

/// Exit code of the child, minus the signal that ended it, or stands_still. `asked`: the last signal that was
/// sent to us.
int await(pid_t child, const sigset_t& waited_for, const Calls& calls, int& asked) {
  const std::int64_t longest = longest_call();
  std::uint64_t before = 0;
  std::int64_t seconds = 0;  // as this process counts them, which may have been stopped in between
  while (true) {
    siginfo_t info{};
    const timespec second{1, 0};
    const int signal = ::sigtimedwait(&waited_for, &info, &second);
    if (signal < 0 && errno == EAGAIN) {
      const std::uint64_t now = calls.load(std::memory_order_relaxed);
      seconds = now == before && now % 2 == 1 ? seconds + 1 : 0;
      before = now;
      if (seconds >= longest) {
        ::kill(child, SIGKILL);  // not waited for: the disk may never let go of it
        return stands_still;
      }
    }
    if (signal > 0 && signal != SIGCHLD) {
      asked = signal;
      // A terminal sends to parent and child alike.
      if (info.si_code != SI_KERNEL) ::kill(child, signal);
    }
    int status = 0;
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    if (ended < 0 && errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "cannot wait for the reader");
  }
}

}  // namespace

std::optional<int> go_on_apart(const std::filesystem::path& read) {
  std::fflush(nullptr);
  ::signal(SIGCHLD, SIG_DFL);
  sigset_t waited_for, before;
  ::sigemptyset(&waited_for);
  ::sigaddset(&waited_for, SIGCHLD);
  for (const int signal : passed_on) ::sigaddset(&waited_for, signal);
  ::sigprocmask(SIG_BLOCK, &waited_for, &before);
  Calls& calls = shared_calls();
  const pid_t parent = ::getpid(), child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot start a reader");
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) std::_Exit(128 + SIGKILL);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    h5::count_calls(&calls);
    ::setenv("HDF5_PLUGIN_PRELOAD", "::", 1);  // a file must not choose code to load
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return std::nullopt;
  }
  int asked = 0;
  const int code = await(child, waited_for, calls, asked);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  if (code == stands_still)
    throw FileError(read.string(),
                    fmt::format("cannot be read: the HDF5 library stood still for {} s, as it may on "
                                "damaged files or where a disk does not answer; CONCORD_READ_LIMIT sets how "
                                "many seconds one step may take",
                                longest_call()));
  if (code >= 0) return code;
  if (-code == asked) end_by(asked);
  throw FileError(
      read.string(),
      -code == SIGKILL
          ? std::string("its reader was killed, perhaps for want of memory")
          : fmt::format("cannot be read: the HDF5 library crashed ({}), as it does on damaged files; "
                        "take a whole copy, or make it again with the program that wrote it",
                        ::strsignal(-code)));
}

}  // namespace concord
