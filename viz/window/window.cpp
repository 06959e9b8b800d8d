#include "viz/window/window.hpp"

#include "sim/errors.hpp"
#include "viz/window/fonts.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/key_queue.hpp"
#include "viz/window/theme.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include <GL/gl.h>
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <fmt/format.h>
#include <imgui_internal.h>

namespace concord {
namespace {

std::atomic<bool> there_is_a_window = false, woken = false;
std::string last_error;  // of GLFW, which reports by callback

struct Events {
  Screen* screen;
  bool any = false;
  bool display = true;  ///< the window may be on another one, or its density has changed
  KeyQueue keys = {};
};
Events& events_of(GLFWwindow* window) { return *static_cast<Events*>(glfwGetWindowUserPointer(window)); }

[[noreturn]] void no_window(const std::string& why) {
  throw FileError(
      "the display",
      why + (last_error.empty() ? "" : " (" + last_error + ")") +
          ". Without a display, concord-view --shot FILE.png draws the same picture, and --report FOLDER "
          "writes a page");
}

/// Ends GLFW, Dear ImGui and its back ends in the right order, as far as they have begun.
struct Library {
  bool glfw = false, context = false, platform = false, renderer = false;
  GLFWwindow* window = nullptr;
  Library() = default;
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() {
    there_is_a_window = false;
    if (renderer) ImGui_ImplOpenGL3_Shutdown();
    if (platform) ImGui_ImplGlfw_Shutdown();
    if (context) ImGui::DestroyContext();
    if (window != nullptr) glfwDestroyWindow(window);
    if (glfw) glfwTerminate();
  }
};

void open_window(Library& library, const WindowOptions& options) {
  last_error.clear();
  glfwSetErrorCallback([](int, const char* text) { last_error = text; });
  if (glfwInit() == GLFW_FALSE) no_window("cannot be opened");
  library.glfw = true;
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);  // where its units are small
  int x = 0, y = 0, width = options.width, height = options.height;
  if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
    float across = 1, down = 1;
    glfwGetMonitorWorkarea(monitor, &x, &y, &width, &height);
    glfwGetMonitorContentScale(monitor, &across, &down);
    if (across > 1) width = static_cast<int>(static_cast<float>(width) / across);
    if (down > 1) height = static_cast<int>(static_cast<float>(height) / down);
  }
  const int wide = width > 0 ? std::min(options.width, width) : options.width;
  const int high = height > 0 ? std::min(options.height, height) : options.height;
  library.window = glfwCreateWindow(wide, high, options.title.c_str(), nullptr, nullptr);
  if (library.window == nullptr)
    no_window("offers no OpenGL 3.3; install the package libgl1-mesa-dri, or a driver for its graphics card");
  glfwMakeContextCurrent(library.window);
  glfwSwapInterval(1);
}

/// Everything that may change the picture is noted; Dear ImGui's own callbacks, set later, call these.
void listen(GLFWwindow* window) {
  glfwSetCharCallback(window, [](GLFWwindow* w, unsigned) { events_of(w).any = true; });
  glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { events_of(w).any = true; });
  glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { events_of(w).any = true; });
  glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { events_of(w).any = true; });
  glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { events_of(w).any = true; });
  glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { events_of(w).any = true; });
  glfwSetFramebufferSizeCallback(
      window, [](GLFWwindow* w, int, int) { events_of(w).any = events_of(w).display = true; });
  glfwSetWindowContentScaleCallback(
      window, [](GLFWwindow* w, float, float) { events_of(w).any = events_of(w).display = true; });
  glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { events_of(w).any = true; });
  glfwSetWindowCloseCallback(window, [](GLFWwindow* w) { events_of(w).any = true; });
  glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
    events_of(w).any = true;
    events_of(w).screen->drop({paths, paths + count});
  });
}

/// Pixels a unit of the window has: more than one on Wayland and macOS.
double pixels_a_unit(GLFWwindow* window) {
  int width = 0, height = 0, pixels = 0, rows = 0;
  glfwGetWindowSize(window, &width, &height);
  glfwGetFramebufferSize(window, &pixels, &rows);
  return width > 0 && pixels > 0 ? static_cast<double>(pixels) / width : 1;
}
double content_scale(GLFWwindow* window) {
  float across = 1, down = 1;
  glfwGetWindowContentScale(window, &across, &down);
  return content_scale_of(static_cast<double>(across), pixels_a_unit(window));
}

/// In place of Dear ImGui's own callbacks, which pass_keys() calls when there is a frame to see the key.
void queue_key(GLFWwindow* window, int key, int scancode, int action, int modifiers) {
  const auto kind = action == GLFW_PRESS     ? KeyEvent::Kind::down
                    : action == GLFW_RELEASE ? KeyEvent::Kind::up
                                             : KeyEvent::Kind::repeat;
  events_of(window).keys.add({key, scancode, kind, modifiers});
}

void queue_text(GLFWwindow* window, unsigned letter) {
  events_of(window).keys.add({static_cast<int>(letter), 0, KeyEvent::Kind::text, 0});
}

/// Passes a key with the modifiers of when it was pressed. Dear ImGui's callback from 1.89 on adds those that
/// are held now, and spreads what contradicts over several frames; they are taken from its queue again.
void pass_key(GLFWwindow* window, const KeyEvent& event, int action) {
#if IMGUI_VERSION_NUM >= 18900
  struct Modifier {
    ImGuiKey key;
    int flag, left, right;
  };
  for (const Modifier& one :
       {Modifier{ImGuiMod_Ctrl, GLFW_MOD_CONTROL, GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL},
        {ImGuiMod_Shift, GLFW_MOD_SHIFT, GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT},
        {ImGuiMod_Alt, GLFW_MOD_ALT, GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT},
        {ImGuiMod_Super, GLFW_MOD_SUPER, GLFW_KEY_LEFT_SUPER, GLFW_KEY_RIGHT_SUPER}}) {
    const bool itself = event.key == one.left || event.key == one.right;  // X11 tells it a key late
    ImGui::GetIO().AddKeyEvent(one.key,
                               itself ? event.kind != KeyEvent::Kind::up : (event.modifiers & one.flag) != 0);
  }
  ImVector<ImGuiInputEvent>& queue = ImGui::GetCurrentContext()->InputEventsQueue;
  const int ours = queue.Size;
  ImGui_ImplGlfw_KeyCallback(window, event.key, event.scancode, action, event.modifiers);
  const auto held_now = [](const ImGuiInputEvent& one) {
    return one.Type == ImGuiInputEventType_Key && (one.Key.Key & ImGuiMod_Mask_) != 0;
  };
  queue.resize(
      static_cast<int>(std::remove_if(queue.Data + ours, queue.Data + queue.Size, held_now) - queue.Data));
#else
  ImGui_ImplGlfw_KeyCallback(window, event.key, event.scancode, action, event.modifiers);
#endif
}

void pass_keys(GLFWwindow* window) {
  for (const KeyEvent& event : events_of(window).keys.for_next_frame(ImGui::GetIO().WantTextInput)) {
    if (event.kind == KeyEvent::Kind::text) {
      ImGui_ImplGlfw_CharCallback(window, static_cast<unsigned>(event.key));
      continue;
    }
    const int action = event.kind == KeyEvent::Kind::down ? GLFW_PRESS
                       : event.kind == KeyEvent::Kind::up ? GLFW_RELEASE
                                                          : GLFW_REPEAT;
    pass_key(window, event, action);
  }
}

/// Dear ImGui from 1.87 on spreads what comes at once over several frames, which have to be drawn.
bool input_waits() {
#if IMGUI_VERSION_NUM >= 18700
  return !ImGui::GetCurrentContext()->InputEventsQueue.empty();
#else
  return false;
#endif
}

}  // namespace

void wake_window() {
  woken = true;
  if (there_is_a_window) glfwPostEmptyEvent();
}

WindowOptions run_window(WindowOptions options, Screen& screen) {
  Library library;
  open_window(library, options);
  Events events{&screen};
  glfwSetWindowUserPointer(library.window, &events);
  listen(library.window);
  ImGui::CreateContext();
  library.context = true;
  ImGui::GetIO().IniFilename = nullptr;
  ImGui::GetIO().ConfigInputTextCursorBlink = false;  // nothing moves by itself
  library.platform = ImGui_ImplGlfw_InitForOpenGL(library.window, true);
  glfwSetKeyCallback(library.window, queue_key);
  glfwSetCharCallback(library.window, queue_text);
  library.renderer = ImGui_ImplOpenGL3_Init("#version 330 core");
  if (!library.renderer) no_window("offers no OpenGL 3.3");
  there_is_a_window = true;

  double scale = 0, pixels = 1;
  std::string shown_title = options.title;
  Fonts fonts;
  long frames = 0;
  double due_at = 0;  // of the next frame, by GLFW's clock
  constexpr int frames_to_settle =
      3;  // Dear ImGui needs a few to lay out and to notice what the mouse is over
  int left = frames_to_settle;
  while (glfwWindowShouldClose(library.window) == GLFW_FALSE && !screen.quit()) {
    events.any = false;
    if (left > 0) {
      glfwPollEvents();
    } else {
      // An empty event that another thread posts can be missed (GLFW 3.3), so sleep ends now and then.
      constexpr double longest_sleep = 0.5;
      glfwWaitEventsTimeout(std::clamp(due_at - glfwGetTime(), 0.001, longest_sleep));
    }
    const bool due = glfwGetTime() >= due_at;
    if (woken.exchange(false) || events.any || !events.keys.empty()) {
      left = frames_to_settle;
    } else if (due) {
      left = std::max(left, 1);
    }
    if (left == 0) continue;
    --left;
    if (glfwGetWindowAttrib(library.window, GLFW_ICONIFIED) == GLFW_TRUE) {
      // Else keys and deadlines that no frame answers would keep it awake.
      pass_keys(library.window);
      due_at = glfwGetTime() + 0.5;
      continue;
    }

    const double density = events.display ? pixels_a_unit(library.window) : pixels;
    if (std::exchange(events.display, false)) screen.set_content_scale(content_scale(library.window));
    if (screen.scale() != scale || density != pixels) {
      scale = screen.scale();
      pixels = density;
      fonts = bake_fonts(*ImGui::GetIO().Fonts, scale, pixels);
      ImGui::GetIO().FontGlobalScale = static_cast<float>(1 / pixels);
      set_theme(scale);
      ImGui_ImplOpenGL3_DestroyFontsTexture();
      ImGui_ImplOpenGL3_CreateFontsTexture();
      left = frames_to_settle;
    }
    const std::string about = screen.title();
    if (const std::string words = about.empty() ? options.title : fmt::format("{}: {}", options.title, about);
        words != shown_title)
      glfwSetWindowTitle(library.window, (shown_title = words).c_str());
    screen.use(fonts);
    if (screen.takes_keys()) pass_keys(library.window);
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    screen.draw();
    ImGui::Render();
    if (input_waits()) left = frames_to_settle;
    int width = 0, height = 0;
    glfwGetFramebufferSize(library.window, &width, &height);
    glViewport(0, 0, width, height);
    glClearColor(1, 1, 1, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glfwSwapBuffers(library.window);
    ++frames;
    if (options.drawn) options.drawn(frames);
    const auto deadline = screen.next_deadline();
    due_at = deadline ? glfwGetTime() + *deadline : std::numeric_limits<double>::infinity();
  }
  // As it would be on a usual display, where it may be opened the next time.
  const double content = content_scale(library.window);
  glfwGetWindowSize(library.window, &options.width, &options.height);
  options.width = static_cast<int>(std::lround(options.width / content));
  options.height = static_cast<int>(std::lround(options.height / content));
  return options;
}

}  // namespace concord
