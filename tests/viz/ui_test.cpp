// The window without a display: what panels do when keys are pressed and widgets clicked, and what is drawn.

#include "experiments/platform/partial_file.hpp"
#include "sim/errors.hpp"
#include "tests/support/source.hpp"
#include "tests/viz/memory_sweep.hpp"
#include "tests/viz/small_run.hpp"
#include "viz/window/app.hpp"
#include "viz/window/headless.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/key_queue.hpp"
#include "viz/window/output.hpp"
#include "viz/window/png.hpp"
#include "viz/window/screen_canvas.hpp"
#include "viz/window/theme.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iterator>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

namespace concord {
namespace {

/// Draws what a test says on an otherwise empty screen.
class Drawing : public Screen {
 public:
  explicit Drawing(std::function<void(ScreenCanvas&)> what, double scale = 1)
      : what_(std::move(what)), scale_(scale) {}
  void draw() override {
    ScreenCanvas canvas(*ImGui::GetForegroundDrawList(), 0, 0, scale_, *fonts_);
    what_(canvas);
    hits = canvas.hits();
  }
  std::optional<double> next_deadline() override { return std::nullopt; }
  void drop(std::vector<std::filesystem::path>) override {}
  bool quit() override { return false; }
  double scale() override { return scale_; }
  void use(const Fonts& fonts) override { fonts_ = &fonts; }
  std::vector<ScreenCanvas::Hit> hits;

 private:
  std::function<void(ScreenCanvas&)> what_;
  double scale_;
  const Fonts* fonts_ = nullptr;
};

Pixels drawn(const std::function<void(ScreenCanvas&)>& what, int width = 100, int height = 60) {
  Headless headless(width, height, 1);
  Drawing drawing(what);
  headless.frame(drawing);
  return headless.pixels();
}

int count(const Pixels& pixels, const std::function<bool(const std::uint8_t*)>& such) {
  int found = 0;
  for (int y = 0; y < pixels.height; ++y) {
    for (int x = 0; x < pixels.width; ++x) found += such(pixels.at(x, y)) ? 1 : 0;
  }
  return found;
}
bool white(const std::uint8_t* pixel) { return pixel[0] == 255 && pixel[1] == 255 && pixel[2] == 255; }

TEST(ScreenCanvas, FillsRectanglesToTheirLastPixelAndNoFurther) {
  const Pixels pixels = drawn([](ScreenCanvas& canvas) { canvas.rect(10, 20, 30, 5, "#12436D"); });
  EXPECT_EQ(count(pixels, [](const auto* p) { return p[0] == 0x12 && p[1] == 0x43 && p[2] == 0x6D; }),
            30 * 5);
  EXPECT_EQ(count(pixels, white), 100 * 60 - 30 * 5);
}

TEST(ScreenCanvas, FillsTranslucentBandsWithoutSeams) {
  // A band that bends, with places where it has no width.
  const std::vector<Point> band{{5, 30},  {20, 10}, {40, 30}, {60, 12}, {95, 20},
                                {95, 40}, {60, 45}, {40, 30}, {20, 50}, {5, 30}};
  const Pixels pixels = drawn([&](ScreenCanvas& canvas) { canvas.polygon(band, "#12436D", 0.25); });
  // Only two colours: the ground, and the ink laid over it once.
  std::vector<int> reds;
  for (int y = 0; y < pixels.height; ++y) {
    for (int x = 0; x < pixels.width; ++x) {
      const int red = pixels.at(x, y)[0];
      if (std::ranges::find(reds, red) == reds.end()) reds.push_back(red);
    }
  }
  EXPECT_EQ(reds.size(), 2U);
  // Its area, by the surveyor's formula; pixels differ from it by at most the length of its outline.
  double area = 0, outline = 0;
  for (std::size_t n = 0; n < band.size(); ++n) {
    const Point a = band[n], b = band[(n + 1) % band.size()];
    area += (a.x * b.y - b.x * a.y) / 2;
    outline += std::hypot(b.x - a.x, b.y - a.y);
  }
  EXPECT_NEAR(count(pixels, [](const auto* p) { return !white(p); }), std::abs(area), outline);
}

TEST(ScreenCanvas, CutsPolygonsThatAreNotConvexIntoTheirArea) {
  const std::vector<Point> arrow{{0, 0}, {10, 5}, {0, 10}, {4, 5}};
  double area = 0;
  const auto triangles = triangles_of(arrow);
  ASSERT_EQ(triangles.size() % 3, 0U);
  for (std::size_t n = 0; n < triangles.size(); n += 3) {
    const Point a = triangles[n], b = triangles[n + 1], c = triangles[n + 2];
    area += std::abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / 2;
  }
  EXPECT_NEAR(area, 30, 1e-9);
}

/// A star: its edges have all shades, its inside has one, and both together have its area.
TEST(ScreenCanvas, FillsOpaquePolygonsThatAreNotConvexWithSmoothEdges) {
  for (const double turn : {1.0, -1.0}) {  // either sense of rotation
    std::vector<Point> star;
    for (int n = 0; n < 10; ++n) {
      const double angle = turn * (n * 3.14159265358979 / 5 + 0.2), radius = n % 2 == 0 ? 26 : 12;
      star.push_back({50 + radius * std::sin(angle), 30 - radius * std::cos(angle)});
    }
    star.push_back(star.front());  // as of outlines that are closed
    const Pixels pixels = drawn([&](ScreenCanvas& canvas) { canvas.polygon(star, "#000000", 1); });
    double area = 0, ink = 0;
    for (std::size_t n = 0; n + 1 < star.size(); ++n)
      area += (star[n].x * star[n + 1].y - star[n + 1].x * star[n].y) / 2;
    int greys = 0;
    for (int y = 0; y < pixels.height; ++y) {
      for (int x = 0; x < pixels.width; ++x) {
        const int red = pixels.at(x, y)[0];
        ink += 1 - red / 255.0;
        greys += red > 0 && red < 255 ? 1 : 0;
        if (std::hypot(x + 0.5 - 50, y + 0.5 - 30) < 9) {
          EXPECT_EQ(red, 0) << x << " " << y;
        }
      }
    }
    EXPECT_GT(greys, 60);
    EXPECT_NEAR(ink, std::abs(area), 0.04 * std::abs(area));
  }
}

TEST(ScreenCanvas, PutsTextWhereItsAnchorSays) {
  const auto span_of = [](Anchor anchor) {
    const Pixels pixels = drawn([&](ScreenCanvas& canvas) {
      canvas.text({50, 30}, "mmm", {.size = 12, .anchor = anchor});
    });
    int first = pixels.width, last = -1;
    for (int x = 0; x < pixels.width; ++x) {
      for (int y = 0; y < pixels.height; ++y) {
        if (white(pixels.at(x, y))) continue;
        first = std::min(first, x);
        last = std::max(last, x);
      }
    }
    return std::pair(first, last);
  };
  const auto start = span_of(Anchor::start), middle = span_of(Anchor::middle), end = span_of(Anchor::end);
  EXPECT_GE(start.first, 50);
  EXPECT_LE(end.second, 50);
  EXPECT_NEAR((middle.first + middle.second) / 2.0, 50, 1.5);
}

TEST(ScreenCanvas, KnowsTheInnermostGroupUnderThePointer) {
  Headless headless(100, 60, 1);
  Drawing drawing([](ScreenCanvas& canvas) {
    canvas.begin_group({.title = "outer", .target = "system 1"});
    canvas.rect(0, 0, 80, 50, "#EEEEEE");
    canvas.begin_group({.title = "inner", .target = "organisation 4"});
    canvas.rect(10, 10, 5, 5, "#000000");
    canvas.end_group();
    canvas.end_group();
    const auto* hit = canvas.hit({12, 12});
    ASSERT_NE(hit, nullptr);
    EXPECT_EQ(hit->target, "organisation 4");
    EXPECT_EQ(canvas.hit({40, 40})->target, "system 1");
    EXPECT_EQ(canvas.hit({95, 55}), nullptr);
  });
  headless.frame(drawing);
  EXPECT_EQ(drawing.hits.size(), 2U);
}

TEST(ScreenCanvas, DrawsHairlinesOnWholePixels) {
  const auto black_pixels = [](Point from, Point to, std::string_view dash) {
    const Pixels pixels = drawn([&](ScreenCanvas& canvas) { canvas.line(from, to, {"#000000", 1, dash}); });
    const int black = count(pixels, [](const auto* p) { return p[0] == 0; });
    EXPECT_EQ(black + count(pixels, white), 100 * 60) << "no greys";
    return black;
  };
  EXPECT_EQ(black_pixels({10, 20.4}, {50, 20.4}, ""), 40);
  EXPECT_EQ(black_pixels({30.7, 50}, {30.7, 10}, ""), 40);
  EXPECT_EQ(black_pixels({10.3, 20.4}, {46.3, 20.4}, "6 3"), 24);  // four strokes
  EXPECT_EQ(black_pixels({30.5, 46.2}, {30.5, 10.2}, "6 3"), 24);
  EXPECT_EQ(black_pixels({30, 10}, {30, 18}, "6 3"), 6);
}

TEST(ScreenCanvas, TellsHexagonsSideBySideApart) {
  Headless headless(100, 100, 1);
  const Point upper{50, 30}, lower{62, 51};  // middles; the boxes overlap
  Drawing drawing([&](ScreenCanvas& canvas) {
    const auto hexagon = [&](Point middle, double radius, std::string_view target) {
      canvas.begin_group({.target = target});
      std::vector<Point> corners;
      for (int n = 0; n < 6; ++n) {
        const double turn = (n + 0.5) * 3.14159265358979 / 3;
        corners.push_back({middle.x + radius * std::cos(turn), middle.y + radius * std::sin(turn)});
      }
      canvas.polygon(corners, "#28A197", 1);
      canvas.end_group();
    };
    hexagon(upper, 14, "system 1");
    hexagon(lower, 14.5, "system 2");
    ASSERT_NE(canvas.hit({60, 40}), nullptr);
    EXPECT_EQ(canvas.hit({62, 38.5})->target, "system 2");  // the tip of the lower one, in both boxes
    EXPECT_EQ(canvas.hit({50, 43})->target, "system 1");
  });
  headless.frame(drawing);
  EXPECT_EQ(drawing.hits.size(), 2U);
}

/// Relative luminance and contrast (WCAG 2.1).
double luminance(const ImVec4& color) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.x) + 0.7152 * linear(color.y) + 0.0722 * linear(color.z);
}
double contrast(const ImVec4& a, const ImVec4& b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

TEST(Theme, HasTheContrastsThatEyesNeed) {
  Headless headless(100, 60, 1);
  Drawing look([](ScreenCanvas&) {
    const ImVec4* color = ImGui::GetStyle().Colors;
    for (const int ground :
         {ImGuiCol_WindowBg, ImGuiCol_PopupBg, ImGuiCol_MenuBarBg, ImGuiCol_FrameBg, ImGuiCol_FrameBgHovered,
          ImGuiCol_FrameBgActive, ImGuiCol_Button, ImGuiCol_ButtonHovered, ImGuiCol_ButtonActive,
          ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive, ImGuiCol_Header, ImGuiCol_HeaderHovered,
          ImGuiCol_HeaderActive, ImGuiCol_TableHeaderBg})
      EXPECT_GE(contrast(color[ImGuiCol_Text], color[ground]), 4.5) << ImGui::GetStyleColorName(ground);
    EXPECT_GE(contrast(color[ImGuiCol_TextDisabled], color[ImGuiCol_WindowBg]), 4.5);
    EXPECT_GE(contrast(color[ImGuiCol_Border], color[ImGuiCol_WindowBg]), 3);
    EXPECT_GE(contrast(color[ImGuiCol_SliderGrab], color[ImGuiCol_FrameBg]), 3);
    EXPECT_GE(contrast(color[ImGuiCol_CheckMark], color[ImGuiCol_FrameBg]), 3);
    EXPECT_GE(contrast(color[ImGuiCol_ScrollbarGrab], color[ImGuiCol_ScrollbarBg]), 3);
  });
  headless.frame(look);
}

/// The whole window over a session with one small run.
struct Viewer {
  explicit Viewer(int width = 1280, int height = 800) : headless(width, height, 1) {
    session.settings.recent.clear();
  }
  void show() {
    session.add({.name = "small", .path = "small.h5", .run = small_run()});
    frames(3);
  }
  void simulate(RunPlan plan = small_plan()) {
    session.add(
        {.name = "live", .path = "live.yaml", .live = std::make_shared<Live>(std::move(plan), 8, [] {})});
    session.live()->wait();
    frames(4);
  }
  void frames(int n) {
    for (int k = 0; k < n; ++k) {
      now += 0.02;
      headless.frame(app);
    }
  }
  ScreenRect at(const std::string& name) {
    const auto found = app.ui().probes.find(name);
    EXPECT_NE(found, app.ui().probes.end()) << name;
    return found == app.ui().probes.end() ? ScreenRect{} : found->second;
  }
  void move(float x, float y) {
    headless.io().MousePos = {x, y};
    frames(2);
  }
  void click(const std::string& name) {
    const ScreenRect rect = at(name);
    move(rect.middle_x(), rect.middle_y());
    headless.io().MouseDown[0] = true;
    frames(2);
    headless.io().MouseDown[0] = false;
    frames(2);
  }
  /// Drags a slider from its left end to its right one.
  void drag(const std::string& name) {
    const ScreenRect rect = at(name);
    move(rect.x0 + 8, rect.middle_y());
    headless.io().MouseDown[0] = true;
    frames(2);
    move(rect.x1 - 8, rect.middle_y());
    headless.io().MouseDown[0] = false;
    frames(2);
  }
  void key(int code, bool ctrl = false, bool shift = false) {
    ImGuiIO& io = headless.io();
    io.KeyCtrl = ctrl;
    io.KeyShift = shift;
    io.KeysDown[code] = true;
    frames(1);
    io.KeysDown[code] = false;
    io.KeyCtrl = io.KeyShift = false;
    frames(2);
  }
  void type(const std::string& text) {
    for (const char c : text) headless.io().AddInputCharacter(static_cast<unsigned char>(c));
    frames(2);
  }

  /// Keys and characters that all came at once, as run_window passes them on. "abc" types, "<Left>" presses,
  /// "^A" with Ctrl.
  void write(std::string_view what) {
    constexpr std::array<std::pair<std::string_view, int>, 5> names{{{"<Left>", GLFW_KEY_LEFT},
                                                                     {"<Home>", GLFW_KEY_HOME},
                                                                     {"<End>", GLFW_KEY_END},
                                                                     {"<Back>", GLFW_KEY_BACKSPACE},
                                                                     {"<Enter>", GLFW_KEY_ENTER}}};
    KeyQueue keys;
    const auto press = [&](int key, int modifiers, char types) {
      if (modifiers != 0) keys.add({GLFW_KEY_LEFT_CONTROL, 0, KeyEvent::Kind::down, modifiers});
      keys.add({key, 0, KeyEvent::Kind::down, modifiers});
      if (types != 0) keys.add({types, 0, KeyEvent::Kind::text, 0});
      keys.add({key, 0, KeyEvent::Kind::up, modifiers});
      if (modifiers != 0) keys.add({GLFW_KEY_LEFT_CONTROL, 0, KeyEvent::Kind::up, 0});
    };
    while (!what.empty()) {
      const auto named = std::ranges::find_if(names, [&](auto& n) { return what.starts_with(n.first); });
      if (named != names.end()) {
        press(named->second, 0, 0);
        what.remove_prefix(named->first.size());
      } else if (what[0] == '^') {
        press(what[1], GLFW_MOD_CONTROL, 0);
        what.remove_prefix(2);
      } else {
        press(std::toupper(what[0]), 0, what[0]);
        what.remove_prefix(1);
      }
    }
    ImGuiIO& io = headless.io();
    while (!keys.empty()) {
      if (app.takes_keys()) {
        for (const KeyEvent& event : keys.for_next_frame(io.WantTextInput)) {
          if (event.kind == KeyEvent::Kind::text) {
            io.AddInputCharacter(static_cast<unsigned>(event.key));
          } else if (event.key == GLFW_KEY_LEFT_CONTROL) {
            io.KeyCtrl = event.kind == KeyEvent::Kind::down;
          } else {
            io.KeysDown[event.key] = event.kind == KeyEvent::Kind::down;
          }
        }
      }
      frames(1);
    }
    frames(2);
  }

  double now = 0;
  Session session{[](const std::filesystem::path& path, const std::shared_ptr<Cancel>&) {
                    if (path == "damaged.h5") throw FileError("damaged.h5", "is damaged");
                    if (path == "folder")
                      return Document{.name = "folder",
                                      .path = path,
                                      .sweep = std::make_shared<test::MemorySweep>(test::small_sweep())};
                    return Document{.name = path.string(), .path = path, .run = small_run()};
                  },
                  ViewerSettings{}, [] {}};
  App app{session, [this] { return now; }};
  Headless headless;
};

TEST(Window, KeepsKeysAndCharactersInTheOrderInWhichTheyCame) {
  Viewer viewer;
  viewer.simulate();
  viewer.key('S', true);
  viewer.frames(3);
  viewer.click("policy path");
  const auto shown_after = [&](std::string_view written) {
    viewer.write(written);
    return viewer.app.ui().policy_path;
  };
  EXPECT_EQ(shown_after("^Anew.yaml"), "new.yaml");
  EXPECT_EQ(shown_after("^Ax^Aother"), "other");
  EXPECT_EQ(shown_after("^A<Back>abc"), "abc");
  EXPECT_EQ(shown_after("^Aabc<Back>d"), "abd");
  EXPECT_EQ(shown_after("^Aabc<Left>d"), "abdc");
  EXPECT_EQ(shown_after("^Aabc<Home>d<End>e"), "dabce");
  EXPECT_EQ(shown_after("^A<Back><Back>"), "");
  EXPECT_EQ(shown_after("^Ab<Home>a<End>c<Back>d"), "abd");
}

TEST(Window, LetsWhatAKeyOpensHaveTheCharactersThatFollow) {
  Viewer viewer;
  viewer.simulate();
  viewer.write("^Pregime<Back>");
  EXPECT_EQ(viewer.app.ui().palette_search, "regim");
  viewer.key(GLFW_KEY_ESCAPE);
  viewer.frames(3);
  const bool table = viewer.session.show_table;
  viewer.write("/trust t");
  EXPECT_EQ(viewer.app.ui().parameter_search, "trust t");
  EXPECT_EQ(viewer.session.show_table, table);  // no letter was taken for a command
  EXPECT_EQ(viewer.session.dialog, Dialog::none);
}

TEST(Window, MakesADragOneStepToUndoAndLeavesTextFieldsTheirOwn) {
  Viewer viewer;
  viewer.simulate();
  viewer.app.ui().parameter_search = "duty.strength";
  viewer.frames(3);
  const Policy before = viewer.session.live()->policy();
  const ScreenRect slider = viewer.at("duty.strength");
  ImGuiIO& io = viewer.headless.io();
  for (const double end : {0.7, 0.3}) {
    viewer.move(slider.middle_x(), slider.middle_y());
    io.MouseDown[0] = true;
    for (int n = 0; n <= 10; ++n) {
      io.MousePos.x = slider.x0 + (slider.x1 - slider.x0) * static_cast<float>(0.5 + (end - 0.5) * n / 10);
      viewer.frames(2);
    }
    io.MouseDown[0] = false;
    viewer.frames(2);
  }
  const Policy last = viewer.session.live()->policy();
  EXPECT_NE(last, before);
  viewer.key('Z', true);
  EXPECT_NE(viewer.session.live()->policy(), last);
  EXPECT_NE(viewer.session.live()->policy(), before);
  viewer.key('Z', true);
  EXPECT_EQ(viewer.session.live()->policy(), before);
  viewer.key('Z', true, true);
  viewer.key('Y', true);
  EXPECT_EQ(viewer.session.live()->policy(), last);
  viewer.key('P', true);
  viewer.frames(3);
  viewer.key('Z', true);  // of the field
  EXPECT_EQ(viewer.session.live()->policy(), last);
}

/// Runs whose numbers come one by one, in an order of chance, each when it is waited for.
class SlowRun : public RunData {
 public:
  explicit SlowRun(unsigned seed) : seed_(seed) {}
  const RunInfo& info() const override { return run_->info(); }
  SlicePointer national(std::size_t n) override { return ask(0, n) ? run_->national(n) : nullptr; }
  SlicePointer systems(std::size_t n) override { return ask(1, n) ? run_->systems(n) : nullptr; }
  std::shared_ptr<const RunDetail> detail(int run) override {
    return ask(2, static_cast<std::size_t>(run)) ? run_->detail(run) : nullptr;
  }
  bool busy() const override { return !asked_.empty(); }
  std::uint64_t generation() const override { return generation_; }
  void deliver() {
    if (asked_.empty()) return;
    seed_ = seed_ * 1103515245U + 12345U;
    const auto next = std::next(asked_.begin(), static_cast<std::ptrdiff_t>((seed_ >> 16U) % asked_.size()));
    there_.insert(*next);
    asked_.erase(next);
    ++generation_;
  }

 private:
  bool ask(int kind, std::size_t which) {
    if (there_.contains({kind, which})) return true;
    asked_.insert({kind, which});
    return false;
  }
  std::shared_ptr<MemoryRun> run_ = small_run();
  std::set<std::pair<int, std::size_t>> there_, asked_;
  std::uint64_t generation_ = 1;
  unsigned seed_;
};

TEST(Window, MakesTheSamePictureHoweverSlowlyItsNumbersCome) {
  for (const ViewRow& row : view_rows) {
    const auto picture_of_run = [&](const std::shared_ptr<RunData>& run, const std::function<void()>& wait) {
      Session session({}, ViewerSettings{}, [] {});
      session.add({.name = "small", .path = "small.h5", .run = run});
      session.set_view(row.view);
      session.update(0);
      while (session.busy()) wait();
      return settled_picture(session, 800, 500, wait).rgba;
    };
    const auto quick = picture_of_run(small_run(), [] {});
    for (const unsigned seed : {1U, 2U}) {
      const auto slow = std::make_shared<SlowRun>(seed);
      EXPECT_TRUE(picture_of_run(slow, [&] { slow->deliver(); }) == quick) << row.key << " " << seed;
    }
  }
}

TEST(Window, WelcomesAndOpensByKey) {
  Viewer viewer;
  viewer.frames(2);
  viewer.key('O', true);
  EXPECT_EQ(viewer.session.dialog, Dialog::open);
  viewer.click("open path");
  viewer.type("some.h5");
  viewer.click("open button");
  while (!viewer.session.opening().empty()) viewer.frames(1);
  viewer.frames(2);
  ASSERT_NE(viewer.session.active(), nullptr);
  EXPECT_EQ(viewer.session.dialog, Dialog::none);
}

/// What the window's callback calls.
TEST(Window, OpensWhatIsDroppedOnIt) {
  Viewer viewer;
  viewer.frames(2);
  const auto drop = [&](std::vector<std::filesystem::path> files) {
    viewer.app.drop(std::move(files));
    while (!viewer.session.opening().empty()) viewer.frames(1);
    viewer.frames(2);
  };
  drop({});
  EXPECT_EQ(viewer.session.active(), nullptr);
  drop({"one.h5"});
  ASSERT_NE(viewer.session.active(), nullptr);
  EXPECT_EQ(viewer.session.active()->name, "one.h5");
  EXPECT_EQ(viewer.session.before(), nullptr);
  drop({"folder"});
  ASSERT_NE(viewer.session.sweep(), nullptr);
  EXPECT_NE(viewer.session.figure(), nullptr);
  drop({"two.h5", "three.h5"});
  EXPECT_EQ(viewer.session.active()->name, "three.h5");
  EXPECT_NE(viewer.session.before(), nullptr);
  drop({"damaged.h5"});
  EXPECT_EQ(viewer.session.messages.size(), 1U);
  EXPECT_EQ(viewer.session.active()->name, "three.h5");
  viewer.click("message close");
  EXPECT_TRUE(viewer.session.messages.empty());
  EXPECT_EQ(viewer.session.documents().size(), 4U);
}

TEST(Window, ChangesViewsByKeyAndByClick) {
  Viewer viewer;
  viewer.show();
  viewer.key('7');
  EXPECT_EQ(viewer.session.view(), View::ranking);
  viewer.click("view Ensemble");
  EXPECT_EQ(viewer.session.view(), View::ensemble);
  viewer.key('T');
  EXPECT_TRUE(viewer.session.show_table);
}

TEST(Window, ScrubsOnTheTimeline) {
  Viewer viewer;
  viewer.show();
  const ScreenRect line = viewer.at("timeline");
  viewer.move(line.x0 + 3, line.middle_y());
  viewer.headless.io().MouseDown[0] = true;
  viewer.frames(2);
  EXPECT_EQ(viewer.session.selection.quarter, 0);
  viewer.move(line.middle_x() + 2, line.middle_y());
  EXPECT_EQ(viewer.session.selection.quarter, viewer.session.quarters() / 2);
  viewer.headless.io().MouseDown[0] = false;
  viewer.frames(2);
  viewer.key(GLFW_KEY_RIGHT);
  EXPECT_EQ(viewer.session.selection.quarter, viewer.session.quarters() / 2 + 1);
  viewer.key(GLFW_KEY_HOME);
  EXPECT_EQ(viewer.session.selection.quarter, 0);
}

TEST(Window, SelectsWhatIsClickedInAFigure) {
  Viewer viewer;
  viewer.show();
  viewer.session.set_view(View::map);
  viewer.frames(2);
  viewer.click("target system 3");
  EXPECT_EQ(viewer.session.selection.system, 3);
  EXPECT_EQ(viewer.session.view(), View::map);
}

TEST(Window, ZoomsAndMovesTimeWithTheMouse) {
  Viewer viewer;
  viewer.show();
  Session& session = viewer.session;
  ImGuiIO& io = viewer.headless.io();
  session.set_view(View::ensemble);
  viewer.frames(2);
  const auto over = [&](int quarter) {
    const ScreenRect rect = viewer.at("target quarter " + std::to_string(quarter));
    viewer.move(rect.middle_x(), rect.middle_y() + 20);
    return rect;
  };
  const auto wheel = [&](float steps) {
    io.MouseWheel = steps;
    viewer.frames(1);
    io.MouseWheel = 0;
    viewer.frames(1);
  };
  over(8);
  wheel(1);
  EXPECT_EQ(session.period().length(), 10);
  wheel(0.5F);  // touch pads
  EXPECT_EQ(session.period().length(), 10);
  wheel(0.5F);
  EXPECT_EQ(session.period().length(), 8);
  EXPECT_TRUE(session.period().holds(8));
  const Period before = session.period();

  // A drag moves and selects nothing; the chart follows the mouse.
  const ScreenRect column = over(before.first + 4);
  const float step = column.x1 - column.x0;
  const int shown = session.selection.quarter;
  io.MouseDown[0] = true;
  viewer.frames(2);
  EXPECT_EQ(session.selection.quarter, shown);
  viewer.move(io.MousePos.x + 2 * step, io.MousePos.y);
  EXPECT_EQ(session.period().first, before.first - 2);
  EXPECT_EQ(session.period().length(), 8);
  io.MouseDown[0] = false;
  viewer.frames(2);
  EXPECT_EQ(session.period().first, before.first - 2);
  EXPECT_TRUE(session.period().holds(session.selection.quarter));

  // A click that trembles is a click.
  const int wanted = session.period().first + 3;
  over(wanted);
  io.MouseDown[0] = true;
  viewer.frames(2);
  viewer.move(io.MousePos.x + 3, io.MousePos.y);
  io.MouseDown[0] = false;
  viewer.frames(2);
  EXPECT_EQ(session.selection.quarter, wanted);
  EXPECT_EQ(session.period().first, before.first - 2);

  // Sideways, then everything again by a double click.
  io.KeyShift = io.KeysDown[GLFW_KEY_LEFT_SHIFT] = true;
  wheel(-1);
  io.KeyShift = io.KeysDown[GLFW_KEY_LEFT_SHIFT] = false;
  EXPECT_EQ(session.period().first, before.first - 1);
  viewer.frames(30);  // so that it is no triple click
  for (int n = 0; n < 2; ++n) {
    io.MouseDown[0] = true;
    viewer.frames(1);
    io.MouseDown[0] = false;
    viewer.frames(1);
  }
  EXPECT_FALSE(session.selection.period.has_value());
  viewer.key('Z');
  EXPECT_EQ(session.period().length(), 10);
  viewer.key(GLFW_KEY_LEFT, false, true);
  EXPECT_EQ(session.period().first, 0);
  viewer.key('F');
  EXPECT_FALSE(session.selection.period.has_value());
}

/// Where the page is longer than the window, the wheel scrolls it beside its charts and zooms on them.
TEST(Window, ScrollsLongPagesBesideTheirCharts) {
  Viewer viewer(1280, 500);
  viewer.show();
  viewer.session.set_view(View::system);
  viewer.frames(2);
  const float top = viewer.at("figure").y0;
  const ScreenRect column = viewer.at("target quarter 5");
  const auto wheel = [&] {
    viewer.headless.io().MouseWheel = -1;
    viewer.frames(1);
    viewer.headless.io().MouseWheel = 0;
    viewer.frames(2);
  };
  viewer.session.show_period(Period{3, 8});
  viewer.move(column.middle_x(), column.middle_y());
  wheel();
  EXPECT_EQ(viewer.at("figure").y0, top);
  EXPECT_GT(viewer.session.period().length(), 6);
  viewer.move(viewer.at("figure").x0 + 8, column.middle_y());
  wheel();
  EXPECT_LT(viewer.at("figure").y0, top);
}

TEST(Window, MovesASliderAndSeesTheResult) {
  Viewer viewer;
  viewer.simulate();
  viewer.session.set_view(View::ensemble);
  viewer.frames(2);
  const std::string before = csv_of(*viewer.session.figure());
  viewer.click("search");
  viewer.type("duty.strength");
  viewer.frames(2);
  viewer.drag("duty.strength");
  const ParameterInfo* duty = find_parameter("duty.strength");
  EXPECT_TRUE(viewer.session.live()->policy().changes(*duty));
  viewer.session.live()->wait();
  viewer.frames(3);
  EXPECT_NE(csv_of(*viewer.session.figure()), before);
  EXPECT_TRUE(viewer.session.scene().ghost);
  viewer.click("reset duty.strength");
  EXPECT_FALSE(viewer.session.live()->policy().changes(*duty));
}

TEST(Window, MovesASliderOfAPolicyForSomebody) {
  RunPlan plan = small_plan();
  const ParameterInfo& duty = *find_parameter("duty.strength");
  plan.scenario.policies = {aimed_at_all(plan.scenario, duty, 0.4)};
  Viewer viewer;
  viewer.simulate(plan);
  viewer.session.set_view(View::ensemble);
  viewer.frames(2);
  const std::string before = csv_of(*viewer.session.figure());
  viewer.drag("duty.strength@All");
  EXPECT_TRUE(viewer.session.live()->policy().changes(duty, "All"));
  EXPECT_FALSE(viewer.session.live()->policy().changes(duty));
  viewer.session.live()->wait();
  viewer.frames(3);
  EXPECT_NE(csv_of(*viewer.session.figure()), before);
  viewer.click("reset duty.strength@All");
  EXPECT_FALSE(viewer.session.live()->policy().changes(duty, "All"));
}

TEST(Window, ChangesFromTheShownQuarterOn) {
  Viewer viewer;
  viewer.simulate();
  viewer.session.selection.quarter = 5;
  viewer.frames(2);
  viewer.click("from here");
  viewer.session.set_parameter(*find_parameter("duty.strength"), 2);
  ASSERT_EQ(viewer.session.live()->policy().settings.size(), 1U);
  EXPECT_EQ(viewer.session.live()->policy().settings[0].from,
            viewer.session.live()->scenario().scenario.start + 5);
}

TEST(Window, FindsCommandsByName) {
  Viewer viewer;
  viewer.show();
  viewer.key('P', true);
  EXPECT_EQ(viewer.session.dialog, Dialog::palette);
  viewer.frames(2);
  viewer.type("show: fun");
  viewer.key(GLFW_KEY_ENTER);
  EXPECT_EQ(viewer.session.view(), View::funnel);
  EXPECT_EQ(viewer.session.dialog, Dialog::none);
}

TEST(Window, ShowsItsKeysAndEveryCommandStandsInAMenu) {
  Viewer viewer;
  viewer.show();
  viewer.key(GLFW_KEY_F1);
  EXPECT_EQ(viewer.session.dialog, Dialog::keys);
  viewer.key(GLFW_KEY_ESCAPE);
  EXPECT_EQ(viewer.session.dialog, Dialog::none);
  std::size_t found = 0;
  for (const char* menu : {"File", "Edit", "Time", "Select", "View", "Compare", "Policy", "Help"}) {
    viewer.click(std::string("menu ") + menu);
    for (const auto& [name, rect] : viewer.app.ui().probes)
      found += name.starts_with(std::string("menu ") + menu + "/") ? 1 : 0;
    viewer.key(GLFW_KEY_ESCAPE);
    viewer.move(640, 500);
    viewer.headless.io().MouseDown[0] = true;
    viewer.frames(2);
    viewer.headless.io().MouseDown[0] = false;
    viewer.frames(2);
  }
  EXPECT_EQ(found, command_rows.size());
}

TEST(Window, ScalesAndFitsSmallWindows) {
  for (const auto& [width, height] : {std::pair{900, 640}, {1280, 800}, {2400, 1300}}) {
    Viewer viewer(width, height);
    viewer.simulate();
    for (const double scale : {0.75, 2.5}) {
      viewer.session.settings.scale = scale;
      for (const ViewRow& row : view_rows) {
        viewer.session.set_view(row.view);
        viewer.frames(2);
      }
      const ScreenRect line = viewer.at("timeline");
      EXPECT_LE(line.y1, static_cast<float>(height));
      EXPECT_GT(line.x1, line.x0);
    }
  }
}

TEST(Window, KeepsDialogsWithinSmallAndEnlargedWindows) {
  for (const auto& [width, height, scale] : {std::tuple{900, 600, 1.0}, {900, 600, 1.75}, {1440, 900, 2.5}}) {
    Viewer viewer(width, height);
    viewer.session.settings.scale = scale;
    viewer.simulate();
    for (const Dialog dialog : {Dialog::open, Dialog::export_figure, Dialog::report, Dialog::save_policy,
                                Dialog::palette, Dialog::keys, Dialog::about}) {
      viewer.session.dialog = dialog;
      viewer.frames(5);
      const ScreenRect close = viewer.at("dialog close");
      EXPECT_GE(close.x0, 0) << static_cast<int>(dialog);
      EXPECT_LE(close.x1, static_cast<float>(width)) << static_cast<int>(dialog);
      EXPECT_LE(close.y1, static_cast<float>(height)) << static_cast<int>(dialog) << " at " << scale;
      viewer.click("dialog close");
      EXPECT_EQ(viewer.session.dialog, Dialog::none);
    }
    viewer.session.messages.emplace_back(std::string(400, 'm'));
    viewer.frames(4);
    EXPECT_LE(viewer.at("message close").y1, static_cast<float>(height));
    viewer.click("message close");
    EXPECT_TRUE(viewer.session.messages.empty());
  }
}

TEST(Window, OffersViewsAsAListWhereItIsNarrow) {
  Viewer viewer(900, 600);
  viewer.session.settings.scale = 2;
  viewer.simulate();
  EXPECT_FALSE(viewer.app.ui().probes.contains("view Ensemble"));
  viewer.click("views");
  viewer.click("view Ensemble");
  EXPECT_EQ(viewer.session.view(), View::ensemble);
  const ScreenRect figure = viewer.at("figure");
  EXPECT_LT(figure.y0, 300);  // room is left for it
}

TEST(Display, HasAContentScaleInQuarters) {
  EXPECT_EQ(content_scale_of(1, 1), 1);
  EXPECT_EQ(content_scale_of(2, 1), 2);     // X11: units are pixels
  EXPECT_EQ(content_scale_of(2, 2), 1);     // Wayland: units are as large as usual already
  EXPECT_EQ(content_scale_of(1.04, 1), 1);  // Xvfb
  EXPECT_EQ(content_scale_of(1.45, 1), 1.5);
  EXPECT_EQ(content_scale_of(0.5, 1), 1);
  EXPECT_EQ(content_scale_of(100, 1), 4);
  EXPECT_EQ(content_scale_of(std::nan(""), 1), 1);
}

/// On a display of double density, 100% looks as 200% does on a usual one, and 100% is what stands in the
/// settings.
TEST(Display, OfDoubleDensityShowsEverythingTwiceAsLarge) {
  const auto shown_at = [](double wanted, double content) {
    Viewer viewer(1600, 1000);
    viewer.session.settings.scale = wanted;
    viewer.app.set_content_scale(content);
    viewer.show();
    viewer.session.set_view(View::ensemble);
    viewer.frames(3);
    EXPECT_EQ(viewer.session.settings.scale, wanted);
    EXPECT_EQ(viewer.app.scale(), wanted * content);
    return viewer.headless.pixels();
  };
  const Pixels dense = shown_at(1, 2);
  EXPECT_TRUE(dense.rgba == shown_at(2, 1).rgba);
  EXPECT_FALSE(dense.rgba == shown_at(1, 1).rgba);
}

TEST(Display, WithSeveralPixelsAUnitHasFinerLettersOfTheSameSize) {
  Headless headless(100, 60, 1);
  ImFontAtlas usual, fine;
  const Fonts a = bake_fonts(usual, 1.25), b = bake_fonts(fine, 1.25, 2);
  ASSERT_EQ(a.regular.size(), b.regular.size());
  constexpr float rounding = IMGUI_VERSION_NUM < 18900 ? 0 : 1;  // later ones have whole pixels
  for (std::size_t n = 0; n < a.regular.size(); ++n) {
    EXPECT_EQ(a.regular[n].size, b.regular[n].size);
    EXPECT_NEAR(2 * a.regular[n].font->FontSize, b.regular[n].font->FontSize, 1e-5F + rounding);
  }
}

TEST(Window, DrawsNothingNewWhileNothingChanges) {
  Viewer viewer;
  viewer.show();
  viewer.frames(2);
  const auto rests = [&] { return !viewer.app.next_deadline().has_value(); };
  EXPECT_TRUE(rests());
  viewer.session.perform(Command::first_quarter, viewer.now);
  viewer.key(GLFW_KEY_SPACE);
  EXPECT_FALSE(rests());
  viewer.key(GLFW_KEY_SPACE);  // stopped by hand
  EXPECT_TRUE(rests());
  viewer.key(GLFW_KEY_SPACE);
  for (int n = 0; n < 100 && viewer.session.playback().playing(); ++n) {
    viewer.now += 1;
    viewer.frames(1);
  }
  EXPECT_FALSE(viewer.session.playback().playing());  // stopped at the end
  EXPECT_TRUE(rests());

  // Over a chart, where a tip is shown and a line is drawn, and over a button; every frame is the same.
  viewer.session.set_view(View::ensemble);
  viewer.frames(2);
  for (const char* place : {"target quarter 4", "view Map", "timeline"}) {
    const ScreenRect rect = viewer.at(place);
    viewer.move(rect.middle_x(), rect.middle_y());
    viewer.frames(2);
    EXPECT_TRUE(rests()) << place;
    const Pixels before = viewer.headless.pixels();
    viewer.frames(60);
    EXPECT_TRUE(viewer.headless.pixels().rgba == before.rgba) << place;
  }

  // Of a live simulation that is done, with the reasons of an organisation; and of a sweep.
  viewer.simulate();
  viewer.session.set_view(View::organisation);
  viewer.frames(1);  // which asks for the reasons
  viewer.session.live()->wait();
  viewer.frames(2);
  EXPECT_TRUE(rests());
  viewer.session.open("folder");
  while (!viewer.session.opening().empty()) viewer.frames(1);
  viewer.frames(2);
  ASSERT_NE(viewer.session.sweep(), nullptr);
  EXPECT_TRUE(rests());
}

TEST(Output, WritesFiguresInThreeForms) {
  Viewer viewer;
  viewer.show();
  const Figure* figure = viewer.session.figure();
  ASSERT_NE(figure, nullptr);
  const auto folder = std::filesystem::temp_directory_path() / "concord_output_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  write_figure(*figure, folder / "a.svg", 1, false);
  write_figure(*figure, folder / "a.csv", 1, false);
  write_figure(*figure, folder / "a.png", 2, false);
  EXPECT_EQ(content_of(folder / "a.csv"), csv_of(*figure));
  EXPECT_EQ(read_png(folder / "a.png").width, 2 * static_cast<int>(export_width));
  EXPECT_THROW(write_figure(*figure, folder / "a.svg", 1, false), std::exception);
  EXPECT_THROW(write_figure(*figure, folder / "a.gif", 1, true), std::exception);
  write_figure(*figure, folder / "none" / "yet" / "a.svg", 1, false);  // folders are made
  EXPECT_EQ(content_of(folder / "none" / "yet" / "a.svg"), content_of(folder / "a.svg"));
  EXPECT_THROW(write_figure(*figure, folder / "a.csv" / "b.svg", 1, true), FileError);
  std::filesystem::remove_all(folder);
}

/// Pictures that were looked at and accepted: CONCORD_ACCEPT_PICTURES=1 writes them anew. Letters and circles
/// are the library's, and another version's may differ.
TEST(Golden, WindowsAreAsAccepted) {
  const auto folder = test::source("tests/viz/golden");
  const bool accept = std::getenv("CONCORD_ACCEPT_PICTURES") != nullptr;
  const std::string version = std::string(ImGui::GetVersion()) + "\n";
  if (accept) write_file(folder / "imgui_version.txt", version);
  if (const std::string accepted = content_of(folder / "imgui_version.txt"); accepted != version)
    GTEST_SKIP() << "accepted with Dear ImGui " << accepted << "this is " << version;
  const std::vector<std::pair<const char*, std::function<void(ScreenCanvas&)>>> pictures{
      {"shapes",
       [](ScreenCanvas& canvas) {
         canvas.line({10, 10}, {90, 10}, {"#595959", 1});
         canvas.line({10, 20}, {90, 50}, {"#801650", 2, "6 3"});
         const std::vector<Point> hexagon{{30, 25}, {43, 32}, {43, 48}, {30, 55}, {17, 48}, {17, 32}};
         canvas.polygon(hexagon, "#28A197", 1, {"#1A1A1A", 1.5});
         canvas.circle({70, 30}, 8, "#F46A25");
       }},
      {"edges",
       [](ScreenCanvas& canvas) {
         canvas.polygon(std::array<Point, 4>{{{8, 8}, {32, 28}, {8, 52}, {17, 29}}}, "#F46A25", 1);
         canvas.polygon(std::array<Point, 6>{{{40, 10}, {46, 10}, {46, 44}, {64, 44}, {64, 50}, {40, 50}}},
                        "#801650", 1);
         canvas.polygon(std::array<Point, 5>{{{72, 12}, {82, 22}, {93, 9}, {90, 52}, {70, 40}}}, "#12436D", 1,
                        {"#1A1A1A", 1.5});
       }},
      {"letters", [](ScreenCanvas& canvas) {
         canvas.text({5, 20}, "£1,259m −0.42", {.size = 12});
         canvas.text({50, 38}, "≥ 3 → ●", {.size = 13, .anchor = Anchor::middle, .bold = true});
         canvas.text({95, 55}, "2020/21", {.size = 11, .anchor = Anchor::end, .color = "#595959"});
       }}};
  for (const auto& [name, what] : pictures) {
    const Pixels pixels = drawn(what);
    const auto file = folder / (std::string(name) + ".png");
    if (accept) write_file(file, png_of(pixels));
    const Pixels accepted = read_png(file);
    ASSERT_EQ(accepted.width, pixels.width);
    ASSERT_EQ(accepted.height, pixels.height);
    EXPECT_TRUE(accepted.rgba == pixels.rgba) << name << " looks different";
  }
}

}  // namespace
}  // namespace concord
