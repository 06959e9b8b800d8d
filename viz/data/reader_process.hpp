#pragma once
// A process of its own that reads files of results, so that whatever a damaged, foreign or hostile file does
// to the library that reads it, the viewer lives on with a message.
//
// The process is this program, or `program`, started with reader_argument. It may use so much memory and
// computing time, writes no file, and ends with the thread that started it.

#include "sim/errors.hpp"
#include "viz/data/reader_protocol.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concord {

struct ReaderLimits {
  std::uint64_t memory = std::uint64_t{2} << 30U;  ///< bytes of addresses
  int cpu_seconds = 20;                            ///< for one request
  std::chrono::milliseconds wait{60'000};          ///< for one answer
};

/// Ends what another thread waits for, now and whenever it waits again.
class Cancel {
 public:
  Cancel();
  ~Cancel();
  Cancel(const Cancel&) = delete;
  Cancel& operator=(const Cancel&) = delete;
  void cancel() noexcept;
  bool cancelled() const;
  /// Waits until then, or until it is cancelled; true if so.
  bool wait(std::chrono::milliseconds time) const;
  int file() const { return file_; }  ///< can be read from once cancelled

 private:
  int file_;
};
struct Cancelled : std::exception {
  const char* what() const noexcept override { return "cancelled"; }
};

/// The process died over a file, or had to be stopped. `signal` is 0 if it ended by itself.
class ReaderStopped : public FileError {
 public:
  ReaderStopped(std::string path, const std::string& reason, int by)
      : FileError(std::move(path), reason), signal(by) {}
  int signal;
};

/// For one thread.
class ReaderProcess {
  using Clock = std::chrono::steady_clock;

 public:
  ReaderProcess(std::filesystem::path program, ReaderLimits limits,
                std::shared_ptr<const Cancel> cancel = {});
  ~ReaderProcess();
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;

  /// The answer's values. Starts the process if there is none; after a failure of the process the next call
  /// starts another. Throws FileError with the file's name, ReaderStopped, or Cancelled. No answer longer
  /// than `most` bytes is taken.
  template <class... T>
  void ask(wire::Ask what, const wire::Request& request, std::size_t most, T&... answer) {
    std::string bytes;
    exchange(what, wire::pack(request), request.file, most,
             [&](std::uint64_t length, Clock::time_point until) { bytes = receive_text(length, until); });
    try {
      wire::unpack(bytes, answer...);
    } catch (const wire::WireError& error) {
      nonsense(request.file, error.what());
    }
  }
  /// The same for an answer of so many numbers as `numbers` has: they come to where they stay.
  void ask_numbers(wire::Ask what, const wire::Request& request, std::vector<double>& numbers);
  /// Of the process, if one runs.
  std::optional<int> pid() const { return pid_; }

 private:
  void start(const std::string& file);
  void stop() noexcept;
  using Receive = std::function<void(std::uint64_t length, Clock::time_point until)>;
  void exchange(wire::Ask what, const std::string& body, const std::string& file, std::size_t most,
                const Receive& receive);
  void converse(wire::Ask what, const std::string& body, const std::string& file, std::size_t most,
                const Receive& receive);
  std::string receive_text(std::uint64_t length, Clock::time_point until);
  [[noreturn]] void nonsense(const std::string& file, const std::string& why);
  [[noreturn]] void lost(const std::string& file);

  std::filesystem::path program_;
  ReaderLimits limits_;
  std::shared_ptr<const Cancel> cancel_;
  std::optional<int> pid_;
  int socket_ = -1;
};

}  // namespace concord
