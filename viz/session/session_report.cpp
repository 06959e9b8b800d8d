#include "viz/session/session_report.hpp"

#include "sim/errors.hpp"
#include "viz/report/report.hpp"

#include <chrono>

#include <fmt/format.h>

namespace concord {

void write_session_report(Session& session, const std::function<void()>& wait,
                          const std::filesystem::path& folder, bool force) {
  constexpr std::chrono::seconds patience{
      120};  // a file that does not come is a failure, not a reason to hang
  const auto end = std::chrono::steady_clock::now() + patience;
  std::optional<std::vector<ReportPart>> parts;
  while (true) {
    if (session.sweep() != nullptr) {
      parts = report_parts(session.sweep_scene());
    } else if (session.now() != nullptr) {
      parts = report_parts(session.scene());
    }
    if (parts) break;
    if (!session.messages.empty()) throw FileError(folder.string(), session.messages.front());
    if (std::chrono::steady_clock::now() > end)
      throw FileError(folder.string(), "not written: what it needs was not read within two minutes");
    wait();
  }
  const std::string title =
      session.sweep() != nullptr ? session.sweep()->sheet().info.title : session.now()->info().title;
  write_report(folder, title, "Figures of a simulation: how organisations of the NHS act together or apart.",
               *parts, force);
}

}  // namespace concord
