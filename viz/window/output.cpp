#include "viz/window/output.hpp"

#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"
#include "viz/window/app.hpp"
#include "viz/window/headless.hpp"
#include "viz/window/png.hpp"

#include <system_error>

#include <fmt/format.h>

namespace concord {
namespace {

/// Writes a whole file, or nothing.
void write_new(const std::filesystem::path& target, std::string_view bytes, bool force) {
  std::error_code ignored;
  if (!force && std::filesystem::exists(target, ignored))
    throw FileError(target.string(), "exists already; choose another name, or allow it to be replaced");
  write_file(target, bytes);
}

}  // namespace

void write_figure(const Figure& figure, const std::filesystem::path& target, int scale, bool force) {
  const auto ending = target.extension();
  if (ending == ".svg") {
    write_new(target, svg_of(figure, export_width), force);
  } else if (ending == ".png") {
    write_picture(picture_of(figure, export_width, scale), figure, target, force);
  } else if (ending == ".csv") {
    write_new(target, csv_of(figure), force);
  } else {
    refuse(target.string(),
           fmt::format("the ending {} is none of .svg, .png and .csv", shown(ending.string())));
  }
}

Pixels settled_picture(Session& session, int width, int height, const std::function<void()>& wait) {
  constexpr int frames_to_lay_out = 6;  // Dear ImGui learns sizes of widgets from the frames before
  constexpr int most_rounds = 100;      // a campaign at work has always something new
  for (int round = 1;; ++round) {
    App app(session, [] { return 0.0; });
    Headless headless(width, height, app.scale());
    const std::uint64_t before = session.news();
    for (int n = 0; n < frames_to_lay_out; ++n) headless.frame(app);
    if ((!session.busy() && session.news() == before) || round == most_rounds) return headless.pixels();
    while (session.busy()) {
      wait();
      session.update(0);
    }
  }
}

void write_picture(const Pixels& pixels, const Figure& figure, const std::filesystem::path& target,
                   bool force) {
  write_new(target,
            png_of(pixels, {{"Title", figure.title},
                            {"Description", figure.subtitle},
                            {"Comment", figure.caption},
                            {"Software", "Concord"}}),
            force);
}

void write_policy(const Live& live, const std::filesystem::path& target, const std::string& title,
                  bool force) {
  if (const auto ending = target.extension(); ending != ".yaml" && ending != ".yml")
    refuse(target.string(), "a scenario's name ends with .yaml");
  write_new(target, policy_yaml(live.scenario(), live.policy(), title), force);
}

}  // namespace concord
