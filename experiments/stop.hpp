#pragma once
// Being asked to stop by a signal.

#include <optional>
#include <string>

namespace concord {

/// The user, or a batch system, asked the program to stop.
struct Stopped {
  int signal;
  std::string kept = "nothing was written";  ///< what became of the work
};

/// From now on Ctrl-C, SIGTERM and SIGHUP, and SIGUSR1 if wanted, are noted; a second one ends the program at
/// once, as if it had stopped in time.
void stop_on_signals(bool also_usr1 = false);
/// The signal that came, if one did.
std::optional<int> stop_signal();
/// Throws Stopped if one did.
void stop_if_asked();

}  // namespace concord
