#include "viz/data/reader_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace concord {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view remedy =
    "; take a whole copy of the file, or make it again with the program that wrote it";
constexpr std::size_t piece = std::size_t{1}
                              << 20U;  // memory grows with what comes, not with what is promised

struct TimedOut : std::exception {};
struct ConnectionLost : std::exception {};

/// Waits until a socket is ready for `events`.
void await(int socket, short events, Clock::time_point until, const Cancel* cancel) {
  std::array<pollfd, 2> files{pollfd{socket, events, 0},
                              pollfd{cancel == nullptr ? -1 : cancel->file(), POLLIN, 0}};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) throw TimedOut{};
    const int ready =
        ::poll(files.data(), files.size(), static_cast<int>(std::min<std::int64_t>(left, 1'000'000)));
    if (ready < 0 && errno != EINTR) throw ConnectionLost{};
    if (ready > 0 && files[1].revents != 0) throw Cancelled{};
    if (ready > 0) return;
  }
}

void send_all(int socket, std::string_view bytes, Clock::time_point until, const Cancel* cancel) {
  while (!bytes.empty()) {
    await(socket, POLLOUT, until, cancel);
    const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EINTR && errno != EAGAIN) throw ConnectionLost{};
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void receive_all(int socket, char* to, std::size_t count, Clock::time_point until, const Cancel* cancel) {
  while (count > 0) {
    await(socket, POLLIN, until, cancel);
    const ssize_t got = ::recv(socket, to, count, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) throw ConnectionLost{};
    if (got > 0) to += got, count -= static_cast<std::size_t>(got);
  }
}

}  // namespace

Cancel::Cancel() : file_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (file_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make an event");
}
Cancel::~Cancel() { ::close(file_); }
void Cancel::cancel() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(file_, &one, sizeof one);  // full = cancelled already
}
bool Cancel::wait(std::chrono::milliseconds time) const {
  const auto until = Clock::now() + time;
  while (true) {
    pollfd file{file_, POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    const int ready = ::poll(&file, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000)));
    if (ready > 0) return true;
    if (left <= 0) return false;
  }
}
bool Cancel::cancelled() const { return wait(std::chrono::milliseconds(0)); }

ReaderProcess::ReaderProcess(std::filesystem::path program, ReaderLimits limits,
                             std::shared_ptr<const Cancel> cancel)
    : program_(std::move(program)), limits_(limits), cancel_(std::move(cancel)) {}
ReaderProcess::~ReaderProcess() { stop(); }

void ReaderProcess::start(const std::string& file) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw FileError(file, fmt::format("cannot start its reader: {}", std::generic_category().message(errno)));
  // posix_spawn, as other threads may hold locks that a forked copy could never get. Whatever they have open
  // is closed: a copy of another reader's socket would keep that one from seeing its end.
  posix_spawn_file_actions_t redirections;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&redirections);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&redirections, ends[1], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&redirections, STDIN_FILENO, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&redirections, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&redirections, STDERR_FILENO + 1);
  sigset_t none, standard;
  ::sigemptyset(&none);
  ::sigfillset(&standard);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &standard);
  ::posix_spawnattr_setpgroup(&attributes, 0);  // Ctrl+C in a terminal is for the viewer to act on
  ::posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  std::string path = program_.string(), argument = reader_argument;
  std::array<char*, 3> arguments{path.data(), argument.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, path.c_str(), &redirections, &attributes, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&redirections);
  ::posix_spawnattr_destroy(&attributes);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    throw FileError(
        file, fmt::format("cannot start its reader {}: {}", path, std::generic_category().message(error)));
  }
  socket_ = ends[0];
  pid_ = pid;

  std::int64_t version = 0;
  const auto limits = wire::pack(wire::Limits{limits_.memory, limits_.cpu_seconds});
  try {
    std::string answer;
    converse(wire::Ask::limits, limits, file, 64,
             [&](std::uint64_t length, Clock::time_point until) { answer = receive_text(length, until); });
    wire::unpack(answer, version);
  } catch (const wire::WireError&) {
  } catch (const ConnectionLost&) {
  } catch (const TimedOut&) {
  }
  if (version == wire::protocol_version) return;
  stop();
  throw FileError(file, fmt::format("its reader {} does not answer; the program may have been replaced while "
                                    "it ran: start it again",
                                    path));
}

void ReaderProcess::stop() noexcept {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  if (!pid_) return;
  ::kill(*pid_, SIGKILL);
  while (::waitpid(*pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_.reset();
}

void ReaderProcess::converse(wire::Ask what, const std::string& body, const std::string& file,
                             std::size_t most, const Receive& receive) {
  const auto until = Clock::now() + limits_.wait;
  const Cancel* cancel = cancel_.get();
  const wire::Head question{.length = body.size(), .kind = static_cast<std::int64_t>(what)};
  std::string message(reinterpret_cast<const char*>(&question), sizeof question);
  message += body;
  send_all(socket_, message, until, cancel);
  wire::Head head;
  receive_all(socket_, reinterpret_cast<char*>(&head), sizeof head, until, cancel);
  const bool done = head.kind == static_cast<std::int64_t>(wire::Answer::done);
  if (head.mark != wire::head_mark || head.length > (done ? most : wire::longest_message))
    throw wire::WireError("an answer of an unexpected length");
  if (!done) throw FileError(file, receive_text(head.length, until));
  receive(head.length, until);
}

std::string ReaderProcess::receive_text(std::uint64_t length, Clock::time_point until) {
  std::string text;
  while (text.size() < length) {
    const std::size_t before = text.size();
    if (text.capacity() < before + piece) text.reserve(std::min(2 * before + piece, length));
    text.resize(std::min(before + piece, length));
    receive_all(socket_, text.data() + before, text.size() - before, until, cancel_.get());
  }
  return text;
}

void ReaderProcess::ask_numbers(wire::Ask what, const wire::Request& request, std::vector<double>& numbers) {
  const std::size_t bytes = numbers.size() * sizeof(double);
  std::uint64_t count = 0;
  exchange(what, wire::pack(request), request.file, bytes + sizeof count,
           [&](std::uint64_t length, Clock::time_point until) {
             if (length != bytes + sizeof count)
               throw wire::WireError("not as many numbers as were asked for");
             receive_all(socket_, reinterpret_cast<char*>(&count), sizeof count, until, cancel_.get());
             receive_all(socket_, reinterpret_cast<char*>(numbers.data()), bytes, until, cancel_.get());
           });
}

void ReaderProcess::exchange(wire::Ask what, const std::string& body, const std::string& file,
                             std::size_t most, const Receive& receive) {
  if (cancel_ && cancel_->cancelled()) throw Cancelled{};
  if (!pid_) start(file);
  try {
    converse(what, body, file, most, receive);
  } catch (const wire::WireError& error) {
    nonsense(file, error.what());
  } catch (const ConnectionLost&) {
    lost(file);
  } catch (const TimedOut&) {
    stop();
    throw ReaderStopped(
        file,
        fmt::format("its reader gave no answer in {:.3g} seconds and was stopped; the disk may be "
                    "slow, or the file damaged",
                    std::chrono::duration<double>(limits_.wait).count()),
        0);
  } catch (const Cancelled&) {
    stop();
    throw;
  }
}

void ReaderProcess::nonsense(const std::string& file, const std::string& why) {
  stop();
  throw ReaderStopped(
      file, fmt::format("damaged: its reader gave an answer that makes no sense ({}){}", why, remedy), 0);
}

/// The connection ended: how did the process?
void ReaderProcess::lost(const std::string& file) {
  int status = 0;
  pid_t ended = 0;
  // It is about to end, as its half of the connection is closed; but nothing makes it.
  for (int look = 0; look < 500 && ended == 0; ++look) {
    ended = ::waitpid(*pid_, &status, WNOHANG);
    if (ended == 0) ::poll(nullptr, 0, 2);
  }
  if (ended == 0) {
    stop();
    throw ReaderStopped(file, fmt::format("damaged: its reader fell silent{}", remedy), 0);
  }
  pid_.reset();
  stop();
  if (ended > 0 && WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU)
      throw ReaderStopped(file,
                          fmt::format("damaged: its reader came to no end in {} seconds of computing{}",
                                      limits_.cpu_seconds, remedy),
                          signal);
    throw ReaderStopped(file, fmt::format("damaged: its reader stopped (signal {}){}", signal, remedy),
                        signal);
  }
  throw ReaderStopped(
      file,
      fmt::format("damaged: its reader ended (code {}){}", ended > 0 ? WEXITSTATUS(status) : -1, remedy), 0);
}

}  // namespace concord
