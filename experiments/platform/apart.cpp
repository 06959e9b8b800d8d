#include "experiments/platform/apart.hpp"

#include "sim/errors.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
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

/// Exit code of the child, or minus the signal that ended it. `asked`: the last signal that was sent to us.
int await(pid_t child, const sigset_t& waited_for, int& asked) {
  while (true) {
    siginfo_t info{};
    const int signal = ::sigwaitinfo(&waited_for, &info);
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
  const pid_t parent = ::getpid(), child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "cannot start a reader");
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) std::_Exit(128 + SIGKILL);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::setenv("HDF5_PLUGIN_PRELOAD", "::", 1);  // a file must not choose code to load
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    return std::nullopt;
  }
  int asked = 0;
  const int code = await(child, waited_for, asked);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
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
