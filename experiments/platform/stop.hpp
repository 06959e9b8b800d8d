#pragma once
// Being asked to stop by a signal.

#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace concord {

/// The user, or a batch system, asked the program to stop.
struct Stopped : std::exception {
  explicit Stopped(int by, std::string what_is_kept = "nothing was written")
      : signal(by), kept(std::move(what_is_kept)) {}
  int signal;
  std::string kept;  ///< what became of the work
};

/// From now on Ctrl-C, SIGTERM and SIGHUP, and SIGUSR1 if wanted, are noted; a second one ends the program at
/// once, as if it had stopped in time.
void stop_on_signals(bool also_usr1 = false);
/// The signal that came, if one did.
std::optional<int> stop_signal();
/// Throws Stopped if one did.
void stop_if_asked();

}  // namespace concord
