#include "experiments/platform/stop.hpp"

#include <csignal>

#include <unistd.h>

namespace concord {
namespace {

constexpr int exit_code = 75;  // "temporary failure" of sysexits.h: try again later
volatile std::sig_atomic_t stopped_by = 0;

void note_signal(int signal) {
  if (stopped_by != 0) ::_exit(exit_code);
  stopped_by = signal;
}

}  // namespace

void stop_on_signals(bool also_usr1) {
  struct sigaction action {};
  action.sa_handler = note_signal;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::sigaction(signal, &action, nullptr);
  if (also_usr1) ::sigaction(SIGUSR1, &action, nullptr);
}

std::optional<int> stop_signal() { return stopped_by == 0 ? std::nullopt : std::optional<int>(stopped_by); }

void stop_if_asked() {
  if (stopped_by != 0) throw Stopped(stopped_by);
}

}  // namespace concord
