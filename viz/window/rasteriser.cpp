#include "viz/window/rasteriser.hpp"

#include "viz/window/imgui.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace concord {
namespace {

constexpr int one = 256;  // steps of a pixel

struct Texture {
  const unsigned char* alpha = nullptr;
  int width = 0, height = 0;
};

struct Clip {
  int x0, y0, x1, y1;  // pixels [x0, x1) x [y0, y1)
};

/// A corner in steps of a pixel.
struct Corner {
  std::int64_t x, y;
  float u, v;
  ImU32 color;
};

Corner corner_of(const ImDrawVert& vertex, ImVec2 origin) {
  return {std::llround(static_cast<double>(vertex.pos.x - origin.x) * one),
          std::llround(static_cast<double>(vertex.pos.y - origin.y) * one), vertex.uv.x, vertex.uv.y,
          vertex.col};
}

/// The first pixel whose middle is at or after a position.
int first_pixel(std::int64_t position) {
  return static_cast<int>((position + one / 2 - 1) >> 8);  // floor: shifts keep the sign
}

/// 0 to 255, between four texels.
unsigned sampled(const Texture& texture, float u, float v) {
  const float x = u * static_cast<float>(texture.width) - 0.5F,
              y = v * static_cast<float>(texture.height) - 0.5F;
  const float left = std::floor(x), top = std::floor(y);
  const int fx = static_cast<int>((x - left) * one), fy = static_cast<int>((y - top) * one);
  const auto texel = [&](int column, int row) {
    column = std::clamp(column, 0, texture.width - 1);
    row = std::clamp(row, 0, texture.height - 1);
    return static_cast<int>(
        texture.alpha[static_cast<std::size_t>(row) * static_cast<std::size_t>(texture.width) +
                      static_cast<std::size_t>(column)]);
  };
  const int column = static_cast<int>(left), row = static_cast<int>(top);
  const int above = texel(column, row) * (one - fx) + texel(column + 1, row) * fx;
  const int below = texel(column, row + 1) * (one - fx) + texel(column + 1, row + 1) * fx;
  return static_cast<unsigned>((above * (one - fy) + below * fy) >> 16);
}

/// Lays a colour over a pixel; `cover` is 0 to 255.
void blend(std::uint8_t* pixel, unsigned r, unsigned g, unsigned b, unsigned a, unsigned cover) {
  const unsigned alpha = (a * cover + 127) / 255;
  if (alpha == 0) return;
  if (alpha == 255) {
    pixel[0] = static_cast<std::uint8_t>(r);
    pixel[1] = static_cast<std::uint8_t>(g);
    pixel[2] = static_cast<std::uint8_t>(b);
    return;
  }
  const auto mixed = [&](unsigned over, std::uint8_t under) {
    return static_cast<std::uint8_t>((over * alpha + under * (255 - alpha) + 127) / 255);
  };
  pixel[0] = mixed(r, pixel[0]);
  pixel[1] = mixed(g, pixel[1]);
  pixel[2] = mixed(b, pixel[2]);
}
constexpr unsigned channel(ImU32 color, unsigned shift) { return color >> shift & 0xFFU; }

class Painter {
 public:
  Painter(Pixels& pixels, Texture texture) : pixels_(pixels), texture_(texture) {}

  void triangle(const Corner& a, Corner b, Corner c, const Clip& clip) const;
  /// Two triangles that make an upright rectangle of one colour: `a` and `c` are opposite corners.
  void rectangle(const Corner& a, const Corner& c, const Clip& clip) const;

 private:
  std::uint8_t* pixel(int x, int y) const {
    return &pixels_.rgba[(static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels_.width) +
                          static_cast<std::size_t>(x)) *
                         4];
  }
  Pixels& pixels_;
  Texture texture_;
};

void Painter::rectangle(const Corner& a, const Corner& c, const Clip& clip) const {
  const Corner &left = a.x <= c.x ? a : c, &right = a.x <= c.x ? c : a;
  const Corner &top = a.y <= c.y ? a : c, &bottom = a.y <= c.y ? c : a;
  const int x0 = std::max(first_pixel(left.x), clip.x0), x1 = std::min(first_pixel(right.x), clip.x1);
  const int y0 = std::max(first_pixel(top.y), clip.y0), y1 = std::min(first_pixel(bottom.y), clip.y1);
  if (x0 >= x1 || y0 >= y1) return;
  const unsigned red = channel(a.color, 0), green = channel(a.color, 8), blue = channel(a.color, 16),
                 alpha = channel(a.color, 24);
  if (left.u == right.u && top.v == bottom.v) {
    const unsigned cover = sampled(texture_, left.u, top.v);
    for (int y = y0; y < y1; ++y) {
      std::uint8_t* at = pixel(x0, y);
      for (int x = x0; x < x1; ++x, at += 4) blend(at, red, green, blue, alpha, cover);
    }
    return;
  }
  const float du = (right.u - left.u) / static_cast<float>(right.x - left.x),
              dv = (bottom.v - top.v) / static_cast<float>(bottom.y - top.y);
  for (int y = y0; y < y1; ++y) {
    const float v = top.v + dv * static_cast<float>(y * one + one / 2 - top.y);
    std::uint8_t* at = pixel(x0, y);
    for (int x = x0; x < x1; ++x, at += 4) {
      const float u = left.u + du * static_cast<float>(x * one + one / 2 - left.x);
      blend(at, red, green, blue, alpha, sampled(texture_, u, v));
    }
  }
}

void Painter::triangle(const Corner& a, Corner b, Corner c, const Clip& clip) const {
  std::int64_t area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  if (area == 0) return;
  if (area < 0) {
    std::swap(b, c);
    area = -area;
  }
  const int x0 = std::max(first_pixel(std::min({a.x, b.x, c.x})), clip.x0),
            x1 = std::min(first_pixel(std::max({a.x, b.x, c.x}) + 1), clip.x1);
  const int y0 = std::max(first_pixel(std::min({a.y, b.y, c.y})), clip.y0),
            y1 = std::min(first_pixel(std::max({a.y, b.y, c.y}) + 1), clip.y1);
  if (x0 >= x1 || y0 >= y1) return;

  // Positive inside; pixels on an edge belong to the triangle whose edge is at its top or left, so that
  // neighbours neither share nor leave out a pixel.
  struct Edge {
    std::int64_t dx, dy, at;  // value at the middle of pixel (x0, y)
    std::int64_t least;       // value from which a pixel is inside
  };
  const auto edge = [&](const Corner& from, const Corner& to) {
    const std::int64_t dx = to.x - from.x, dy = to.y - from.y;
    const bool top_or_left = (dy == 0 && dx > 0) || dy < 0;
    const std::int64_t x = static_cast<std::int64_t>(x0) * one + one / 2,
                       y = static_cast<std::int64_t>(y0) * one + one / 2;
    return Edge{dx, dy, dx * (y - from.y) - dy * (x - from.x), top_or_left ? 0 : 1};
  };
  Edge across_a = edge(b, c), across_b = edge(c, a), across_c = edge(a, b);
  const bool plain = a.color == b.color && b.color == c.color;
  const bool flat = a.u == b.u && b.u == c.u && a.v == b.v && b.v == c.v;
  const unsigned cover_of_all = flat ? sampled(texture_, a.u, a.v) : 0;
  const double whole = static_cast<double>(area);
  for (int y = y0; y < y1; ++y) {
    std::int64_t wa = across_a.at, wb = across_b.at, wc = across_c.at;
    std::uint8_t* at = pixel(x0, y);
    for (int x = x0; x < x1; ++x, at += 4) {
      if (wa >= across_a.least && wb >= across_b.least && wc >= across_c.least) {
        const double pa = static_cast<double>(wa) / whole, pb = static_cast<double>(wb) / whole,
                     pc = static_cast<double>(wc) / whole;
        unsigned cover = cover_of_all;
        if (!flat) {
          cover = sampled(texture_,
                          static_cast<float>(pa * static_cast<double>(a.u) + pb * static_cast<double>(b.u) +
                                             pc * static_cast<double>(c.u)),
                          static_cast<float>(pa * static_cast<double>(a.v) + pb * static_cast<double>(b.v) +
                                             pc * static_cast<double>(c.v)));
        }
        if (plain) {
          blend(at, channel(a.color, 0), channel(a.color, 8), channel(a.color, 16), channel(a.color, 24),
                cover);
        } else {
          const auto mixed = [&](unsigned shift) {
            return static_cast<unsigned>(pa * channel(a.color, shift) + pb * channel(b.color, shift) +
                                         pc * channel(c.color, shift) + 0.5);
          };
          blend(at, mixed(0), mixed(8), mixed(16), mixed(24), cover);
        }
      }
      wa -= across_a.dy * one;
      wb -= across_b.dy * one;
      wc -= across_c.dy * one;
    }
    across_a.at += across_a.dx * one;
    across_b.at += across_b.dx * one;
    across_c.at += across_c.dx * one;
  }
}

/// Do two triangles (corners a b c and a c d) make an upright rectangle that the fast way can fill?
bool upright(const Corner& a, const Corner& b, const Corner& c, const Corner& d) {
  if (a.color != b.color || b.color != c.color || c.color != d.color) return false;
  return a.y == b.y && b.x == c.x && c.y == d.y && d.x == a.x && a.u == d.u && b.u == c.u && a.v == b.v &&
         c.v == d.v;
}

}  // namespace

Pixels rasterise(const ImDrawData& data, ImFontAtlas& atlas) {
  Pixels pixels{static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y), {}};
  pixels.rgba.assign(static_cast<std::size_t>(pixels.width) * static_cast<std::size_t>(pixels.height) * 4,
                     255);
  Texture texture;
  unsigned char* alpha = nullptr;
  atlas.GetTexDataAsAlpha8(&alpha, &texture.width, &texture.height);
  texture.alpha = alpha;
  const Painter painter(pixels, texture);
  for (int n = 0; n < data.CmdListsCount; ++n) {
    const ImDrawList& list = *data.CmdLists[n];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.UserCallback != nullptr) continue;
      const auto inside = [](float value, int most) { return std::clamp(static_cast<int>(value), 0, most); };
      const Clip clip{inside(command.ClipRect.x - data.DisplayPos.x, pixels.width),
                      inside(command.ClipRect.y - data.DisplayPos.y, pixels.height),
                      inside(command.ClipRect.z - data.DisplayPos.x, pixels.width),
                      inside(command.ClipRect.w - data.DisplayPos.y, pixels.height)};
      if (clip.x0 >= clip.x1 || clip.y0 >= clip.y1) continue;
      const auto corner = [&](unsigned index) {
        return corner_of(
            list.VtxBuffer[static_cast<int>(command.VtxOffset +
                                            list.IdxBuffer[static_cast<int>(command.IdxOffset + index)])],
            data.DisplayPos);
      };
      for (unsigned i = 0; i + 2 < command.ElemCount;) {
        const Corner a = corner(i), b = corner(i + 1), c = corner(i + 2);
        if (i + 5 < command.ElemCount &&
            list.IdxBuffer[static_cast<int>(command.IdxOffset + i)] ==
                list.IdxBuffer[static_cast<int>(command.IdxOffset + i + 3)] &&
            list.IdxBuffer[static_cast<int>(command.IdxOffset + i + 2)] ==
                list.IdxBuffer[static_cast<int>(command.IdxOffset + i + 4)]) {
          const Corner d = corner(i + 5);
          if (upright(a, b, c, d)) {
            painter.rectangle(a, c, clip);
            i += 6;
            continue;
          }
        }
        painter.triangle(a, b, c, clip);
        i += 3;
      }
    }
  }
  return pixels;
}

}  // namespace concord
