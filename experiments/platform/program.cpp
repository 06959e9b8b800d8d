#include "experiments/platform/program.hpp"

#include "experiments/platform/exit_codes.hpp"
#include "experiments/platform/readable_text.hpp"
#include "experiments/platform/stop.hpp"
#include "sim/errors.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>
#include <typeinfo>

#include <fcntl.h>
#include <fmt/format.h>
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

/// Who is at fault decides the exit code (sim/errors.hpp).
int guarded(std::string_view name, const std::function<int()>& body) {
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
    say(error.what());
    return file_trouble;
  } catch (const Stopped& stop) {
    say(fmt::format("stopped by {}; {}",
                    stop.signal == SIGINT ? "Ctrl-C" : fmt::format("signal {}", stop.signal), stop.kept));
    return stopped;
  } catch (const std::bad_alloc&) {
    say("not enough memory");
    return file_trouble;
  } catch (const std::exception& error) {
    if (typeid(error) == typeid(std::runtime_error)) {  // of TBB alone: a thread that could not be started
      say(error.what());
      return file_trouble;
    }
    say(fmt::format("internal error, please report it: {}", error.what()));
    return internal_error;
  }
}

}  // namespace

void tell(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

int run_program(std::string_view name, const std::function<int()>& body) {
  occupy_standard_streams();
  for (const int signal : {SIGPIPE, SIGXFSZ}) std::signal(signal, SIG_IGN);  // the write fails and says why
  const int code = guarded(name, body);
  // A full disk behind standard output shows when the last of it is written.
  const bool flushed = std::fflush(stdout) == 0;
  if (!flushed || std::ferror(stdout) != 0) tell(fmt::format("{}: cannot write to standard output", name));
  const bool written = flushed && std::ferror(stdout) == 0 && std::ferror(stderr) == 0;
  return code == done && !written ? static_cast<int>(file_trouble) : code;
}

}  // namespace concord
