#include "viz/session/session_report.hpp"

#include "sim/errors.hpp"
#include "viz/report/report.hpp"
#include "viz/views/comparison.hpp"

#include <chrono>

#include <fmt/format.h>

namespace concord {

void write_session_report(Session& session, const std::function<void()>& wait,
                          const std::filesystem::path& folder, bool force) {
  constexpr std::chrono::seconds patience{
      120};  // a file that does not come is a failure, not a reason to hang
  const auto end = std::chrono::steady_clock::now() + patience;
  std::optional<std::vector<ReportPart>> parts;
  // A figure may be drawn before all of its reasons are there: until nothing is on its way.
  while (true) {
    const std::uint64_t before = session.news();
    if (session.sweep() != nullptr) {
      parts = report_parts(session.sweep_scene());
    } else if (session.now() != nullptr) {
      parts = report_parts(session.scene());
    }
    if (const std::string trouble = session.trouble(); !trouble.empty())
      throw FileError(folder.string(), "not written: " + trouble);
    if (parts && !session.busy() && session.news() == before) break;
    if (std::chrono::steady_clock::now() > end)
      throw FileError(folder.string(), "not written: what it needs was not read within two minutes");
    wait();
  }
  const std::string title =
      session.sweep() != nullptr ? session.sweep()->sheet().info.title : session.now()->info().title;
  std::string intro = "Figures of a simulation: how organisations of the NHS act together or apart.";
  if (session.now() != nullptr) {
    const Scene scene = session.scene();
    const bool compared = scene.before != nullptr && !scene.ghost;
    intro += fmt::format(" {}", compared ? compared_words(scene) + " Differences are B less A."
                                         : settings_sentence(session.now()->info()));
  }
  write_report(folder, title, intro, *parts, force);
}

}  // namespace concord
