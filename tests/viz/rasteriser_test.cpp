// Pixels without a display, against what can be counted or worked out by hand.

#include "viz/window/headless.hpp"
#include "viz/window/imgui.hpp"
#include "viz/window/screen_canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace concord {
namespace {

constexpr int width = 80, height = 60;
constexpr ImU32 black = IM_COL32(0, 0, 0, 255), faint = IM_COL32(0, 0, 0, 51);

class Listed : public Screen {
 public:
  explicit Listed(std::function<void(ImDrawList&)> what) : what_(std::move(what)) {}
  void draw() override { what_(*ImGui::GetForegroundDrawList()); }
  std::optional<double> next_deadline() override { return std::nullopt; }
  void drop(std::vector<std::filesystem::path>) override {}
  bool quit() override { return false; }
  double scale() override { return 1; }
  void use(const Fonts&) override {}

 private:
  std::function<void(ImDrawList&)> what_;
};

Pixels drawn(const std::function<void(ImDrawList&)>& what) {
  Headless headless(width, height, 1);
  Listed screen(what);
  headless.frame(screen);
  return headless.pixels();
}

using Triangle = std::array<ImVec2, 3>;
void fill(ImDrawList& list, const Triangle& triangle, ImU32 color) {
  list.PrimReserve(3, 3);
  for (const ImVec2& corner : triangle) list.PrimVtx(corner, ImGui::GetFontTexUvWhitePixel(), color);
}

/// How much darker than white, per pixel.
int darkness(const Pixels& pixels, int x, int y) { return 255 - pixels.at(x, y)[0]; }

/// Normals of such lines are exact, and so are their corners, whichever way a processor approximates 1/sqrt.
TEST(Lines, HaveTheSameCornersOnEveryProcessor) {
  drawn([](ImDrawList& list) {
    constexpr std::array<std::array<int, 3>, 8> triples{{{3, 4, 5},
                                                         {-5, 12, 13},
                                                         {15, -8, 17},
                                                         {-24, -7, 25},
                                                         {20, 21, 29},
                                                         {9, 40, 41},
                                                         {12, -35, 37},
                                                         {0, 30, 30}}};
    int checked = 0;
    const auto check = [&](const std::array<int, 3>& way, ImVec2 from, std::vector<double> distances) {
      for (const ImDrawVert& corner : list.VtxBuffer) {
        const double x = static_cast<double>(corner.pos.x - from.x),
                     y = static_cast<double>(corner.pos.y - from.y);
        const double away = (x * way[1] - y * way[0]) / way[2];
        double nearest = 1e9;
        for (const double distance : distances)
          nearest = std::min(nearest, std::abs(std::abs(away) - distance));
        EXPECT_LT(nearest, 2e-5) << way[0] << ' ' << way[1];
        ++checked;
      }
      list._ResetForNewFrame();
    };
    for (const auto& way : triples) {
      list._ResetForNewFrame();
      const ImVec2 from{40, 40}, to{40 + static_cast<float>(way[0]), 40 + static_cast<float>(way[1])};
      for (const float thickness : {1.0F, 2.0F, 3.5F}) {
        const ImVec2 both[] = {from, to};
        list.AddPolyline(both, 2, black, 0, thickness);
        const double inside = (static_cast<double>(thickness) - 1) / 2;
        check(way, from, {inside, inside + 1});
      }
      // A square on that side, either sense of rotation: its edge fades out over half a pixel to either side.
      const auto a = static_cast<float>(way[0]), b = static_cast<float>(way[1]);
      const ImVec2 square[] = {from, to, {to.x - b, to.y + a}, {from.x - b, from.y + a}};
      list.AddConvexPolyFilled(square, 4, black);
      check(way, from, {0.5, way[2] - 0.5, way[2] + 0.5});
    }
    EXPECT_EQ(checked, 8 * (3 * 8 + 8));
  });
}

TEST(Rasteriser, BlendsByOpacity) {
  const Pixels pixels = drawn([](ImDrawList& list) {
    list.AddRectFilled({10, 10}, {30, 20}, IM_COL32(200, 100, 0, 255));
    list.AddRectFilled({20, 10}, {40, 20}, IM_COL32(0, 0, 255, 51));  // a fifth
  });
  const auto is = [&](int x, int y, int r, int g, int b) {
    const std::uint8_t* p = pixels.at(x, y);
    return p[0] == r && p[1] == g && p[2] == b && p[3] == 255;
  };
  EXPECT_TRUE(is(15, 15, 200, 100, 0));
  EXPECT_TRUE(is(25, 15, 160, 80, 51));
  EXPECT_TRUE(is(35, 15, 204, 204, 255));
  EXPECT_TRUE(is(45, 15, 255, 255, 255));
}

TEST(Rasteriser, RoundsEveryMixtureToTheNearest) {
  constexpr int over = 10;
  const auto alpha_of = [](int y) { return 3 + 4 * y; };
  const auto grey_of = [](int x, int y) { return (y * width + x) * 7 % 256; };
  const Pixels pixels = drawn([&](ImDrawList& list) {
    const auto at = [](int n) { return static_cast<float>(n); };
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int grey = grey_of(x, y);
        list.AddRectFilled({at(x), at(y)}, {at(x + 1), at(y + 1)}, IM_COL32(grey, grey, grey, 255));
      }
      list.AddRectFilled({0, at(y)}, {at(width - 3), at(y + 1)}, IM_COL32(over, over, over, alpha_of(y)));
    }
  });
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double share = x < width - 3 ? alpha_of(y) / 255.0 : 0;
      ASSERT_EQ(pixels.at(x, y)[0], std::lround(over * share + grey_of(x, y) * (1 - share))) << x << ' ' << y;
      ASSERT_EQ(pixels.at(x, y)[3], 255);
    }
  }
}

TEST(Rasteriser, DrawsNothingOutsideTheClip) {
  const Pixels pixels = drawn([](ImDrawList& list) {
    list.PushClipRect({10, 10}, {30, 25});
    list.AddRectFilled({0, 0}, {20, 60}, black);
    fill(list, {{{20, 0}, {80, 0}, {20, 120}}}, black);
    list.PopClipRect();
    list.PushClipRect({-5000, 50}, {1e30F, 52});
    list.AddRectFilled({-50, -50}, {500, 500}, black);
    list.PopClipRect();
  });
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool inside = (x >= 10 && x < 30 && y >= 10 && y < 25) || (y >= 50 && y < 52);
      ASSERT_EQ(darkness(pixels, x, y), inside ? 255 : 0) << x << ' ' << y;
    }
  }
}

/// The rule by its definition, pixel by pixel: the middle is inside, or on an edge at the top or left.
bool covers(const Triangle& triangle, int x, int y) {
  std::array<std::int64_t, 6> at{};
  for (std::size_t n = 0; n < 3; ++n) {
    at[2 * n] = std::llround(static_cast<double>(triangle[n].x) * 256);
    at[2 * n + 1] = std::llround(static_cast<double>(triangle[n].y) * 256);
  }
  const std::int64_t area = (at[2] - at[0]) * (at[5] - at[1]) - (at[3] - at[1]) * (at[4] - at[0]);
  if (area == 0) return false;
  for (std::size_t n = 0; n < 3; ++n) {
    std::size_t from = n, to = (n + 1) % 3;
    if (area < 0) std::swap(from, to);
    const std::int64_t dx = at[2 * to] - at[2 * from], dy = at[2 * to + 1] - at[2 * from + 1];
    const std::int64_t side = dx * (y * 256 + 128 - at[2 * from + 1]) - dy * (x * 256 + 128 - at[2 * from]);
    if (side < 0 || (side == 0 && !(dy < 0 || (dy == 0 && dx > 0)))) return false;
  }
  return true;
}

TEST(Rasteriser, CoversThePixelsWhoseMiddlesAreInside) {
  std::mt19937 random(7);
  const auto pick = [&](int most) { return static_cast<float>(random() % static_cast<unsigned>(most)); };
  for (int trial = 0; trial < 60; ++trial) {
    Triangle triangle;
    // Corners on whole and half pixels meet the middles; some lie outside the picture.
    for (ImVec2& corner : triangle) corner = {pick(240) / 2 - 20, pick(200) / 2 - 20};
    if (trial % 3 == 0) triangle[2] = {triangle[0].x + 0.5F, triangle[1].y};  // thin
    const Pixels pixels = drawn([&](ImDrawList& list) { fill(list, triangle, black); });
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x)
        ASSERT_EQ(darkness(pixels, x, y), covers(triangle, x, y) ? 255 : 0)
            << "triangle " << trial << " at " << x << ' ' << y;
    }
  }
}

TEST(Rasteriser, NeighboursShareNoPixelAndLeaveNoneOut) {
  // A net of triangles whose inner corners are moved: every pixel belongs to one.
  std::mt19937 random(11);
  constexpr int columns = 9, rows = 7;
  std::array<std::array<ImVec2, columns>, rows> net{};
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const bool inner = r > 0 && r + 1 < rows && c > 0 && c + 1 < columns;
      const auto shift = [&] { return inner ? static_cast<float>(random() % 64) / 16 - 2 : 0.0F; };
      net[r][c] = {static_cast<float>(c * 10) + shift(), static_cast<float>(r * 10) + shift()};
    }
  }
  const Pixels pixels = drawn([&](ImDrawList& list) {
    for (std::size_t r = 0; r + 1 < rows; ++r) {
      for (std::size_t c = 0; c + 1 < columns; ++c) {
        fill(list, {net[r][c], net[r][c + 1], net[r + 1][c + 1]}, faint);
        fill(list, {net[r + 1][c], net[r][c], net[r + 1][c + 1]}, faint);
      }
    }
  });
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) ASSERT_EQ(darkness(pixels, x, y), 51) << x << ' ' << y;
  }
}

TEST(Rasteriser, DrawsMoreCornersThanAnIndexCanCount) {
  const Pixels pixels = drawn([](ImDrawList& list) {
    for (int n = 0; n < 20'000; ++n) list.AddRectFilled({70, 50}, {75, 55}, black);  // 80 000 corners
    list.AddRectFilled({5, 5}, {10, 10}, black);
  });
  EXPECT_EQ(darkness(pixels, 7, 7), 255);
  EXPECT_EQ(darkness(pixels, 72, 52), 255);
  EXPECT_EQ(darkness(pixels, 40, 30), 0);
}

TEST(Rasteriser, BearsPointsFarOutside) {
  const float huge = std::numeric_limits<float>::max(), none = std::numeric_limits<float>::quiet_NaN();
  const Pixels pixels = drawn([&](ImDrawList& list) {
    fill(list, {{{-1e9F, -1e9F}, {1e9F, -1e9F}, {0, 1e9F}}}, black);
    fill(list, {{{none, 0}, {huge, -huge}, {3, none}}}, faint);
  });
  EXPECT_EQ(darkness(pixels, width / 2, height / 2), 255);
}

TEST(Rasteriser, GivesTheSamePixelsAgain) {
  const auto picture = [] {
    return drawn([](ImDrawList& list) {
      list.AddLine({3, 4}, {70, 51}, black, 1.5F);
      list.AddCircleFilled({40, 30}, 12.3F, IM_COL32(18, 67, 109, 120));
      list.AddText({5, 20}, black, "Concord");
    });
  };
  EXPECT_TRUE(picture().rgba == picture().rgba);
}

}  // namespace
}  // namespace concord
