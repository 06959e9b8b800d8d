#include "experiments/platform/program.hpp"

#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/platform/stop.hpp"
#include "sim/errors.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

namespace concord {
namespace {

/// A stream that is closed would give its number to the first file that is opened, and what is printed would
/// go there. What cannot be written is to fail.
void occupy_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) ::open("/dev/null", O_RDONLY);
  }
}

/// Of every thread but the first: otherwise its limit (ulimit -s), which may be anything or none, would be
/// theirs.
void size_stacks() {
  constexpr std::size_t bytes = std::size_t{4} << 20U;
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, bytes);
  ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
}

constexpr std::size_t whole_stack = std::size_t{768} << 10U;  // the most that commands take (sim/processor.c)

/// A frame as large as the stack is to be.
[[gnu::noinline]] void use_stack() {
  [[maybe_unused]] volatile char lowest[whole_stack];
  lowest[0] = 0;
}

/// The first thread's stack grows as it is used, and where no memory is left for that the program would end
/// by a signal: it grows now.
void grow_stack() {
  constexpr std::size_t tried = 2 * whole_stack;
  void* const place = ::mmap(nullptr, tried, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) throw std::bad_alloc();
  ::munmap(place, tried);
  use_stack();
}

/// Of a thread or process that could not be started; standard output has reasons of its own.
std::string with_remedy(const std::system_error& error) {
  const bool lacking = error.code() == std::errc::resource_unavailable_try_again ||
                       error.code() == std::errc::not_enough_memory;
  if (!lacking) return error.what();
  const bool bare = error.what() == error.code().message();
  return fmt::format("{}{}; allow the program more memory (ulimit -v, -d) or processes (ulimit -u)",
                     bare ? "cannot start a thread: " : "", error.what());
}

/// Who is at fault decides the exit code (sim/errors.hpp).
int judged(std::string_view name, const std::function<int()>& body) {
  const auto say = [&](std::string_view what) { tell(fmt::format("{}: {}", name, what)); };
  try {
    return body();
  } catch (const ConfigError& error) {
    tell(error.what());
    return wrong_input;
  } catch (const FileError& error) {
    say(readable(error.what(), true));  // names and reasons may come from a damaged file
    return file_trouble;
  } catch (const std::filesystem::filesystem_error& error) {
    say(fmt::format("{}: {}", error.path1().string(), error.code().message()));
    return file_trouble;
  } catch (const std::system_error& error) {  // standard output, threads
    say(with_remedy(error));
    return file_trouble;
  } catch (const Stopped& stop) {
    say(fmt::format("stopped by {}; {}",
                    stop.signal == SIGINT ? "Ctrl-C" : fmt::format("signal {}", stop.signal), stop.kept));
    return stopped;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    say(fmt::format("internal error, please report it: {}", error.what()));
    return internal_error;
  }
}

/// To say what is wrong takes memory too.
int guarded(std::string_view name, const std::function<int()>& body) {
  try {
    return judged(name, body);
  } catch (const std::bad_alloc&) {
    std::fwrite(name.data(), 1, name.size(), stderr);
    tell(": not enough memory; allow the program more (ulimit -v, -d); fewer threads need less");
    return file_trouble;
  }
}

/// For what is thrown where nobody can catch it: before main(), in a thread, in a destructor.
[[noreturn]] void end_as_told() {
  std::_Exit(guarded(program_invocation_short_name, []() -> int {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
    broken("", "std::terminate() was called");
  }));
}
[[gnu::constructor(102)]] void expect_the_worst() { std::set_terminate(end_as_told); }

}  // namespace

void tell(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

int run_program(std::string_view name, const std::function<int()>& body) {
  occupy_standard_streams();
  size_stacks();
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);  // the write fails and says why
  const int code = guarded(name, [&] {
    grow_stack();
    return body();
  });
  // A full disk behind standard output shows when the last of it is written.
  const bool flushed = std::fflush(stdout) == 0;
  if (!flushed || std::ferror(stdout) != 0) tell(fmt::format("{}: cannot write to standard output", name));
  const bool written = flushed && std::ferror(stdout) == 0 && std::ferror(stderr) == 0;
  return code == done && !written ? static_cast<int>(file_trouble) : code;
}

}  // namespace concord
