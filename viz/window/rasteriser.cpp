#include "viz/window/rasteriser.hpp"

#include "viz/window/imgui.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace concord {
namespace {

constexpr int one = 256;              // steps of a pixel
constexpr double farthest = 1 << 20;  // pixels: products of what lies farther out would overflow

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
  const auto steps = [](float position) {
    return std::isfinite(position)
               ? std::llround(std::clamp(static_cast<double>(position), -farthest, farthest) * one)
               : 0LL;
  };
  return {steps(vertex.pos.x - origin.x), steps(vertex.pos.y - origin.y), vertex.uv.x, vertex.uv.y,
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
  const auto mixed = [&](unsigned over, std::uint8_t under) {
    return static_cast<std::uint8_t>((over * alpha + under * (255 - alpha) + 127) / 255);
  };
  pixel[0] = mixed(r, pixel[0]);
  pixel[1] = mixed(g, pixel[1]);
  pixel[2] = mixed(b, pixel[2]);
}
constexpr unsigned channel(ImU32 color, unsigned shift) { return color >> shift & 0xFFU; }

/// The same for `count` pixels side by side that are all covered alike: most of the area of a picture. Four
/// at a time, in numbers of 16 bits, so that the compiler makes few instructions of it.
void blend_row(std::uint8_t* pixel, int count, ImU32 color, unsigned cover) {
  const unsigned alpha = (channel(color, 24) * cover + 127) / 255;
  if (alpha == 0 || count <= 0) return;
  constexpr int together = 16;  // bytes
  std::uint16_t add[together];
  for (int n = 0; n < together; ++n) {
    const unsigned over = n % 4 == 3 ? 255U : channel(color, 8 * static_cast<unsigned>(n % 4));
    add[n] = static_cast<std::uint16_t>(over * alpha + 127);  // opacity stays full
  }
  const auto keep = static_cast<std::uint16_t>(255 - alpha);
  const auto mixed = [&](std::uint8_t under, int n) {
    const auto sum = static_cast<std::uint16_t>(add[n] + under * keep);
    return static_cast<std::uint8_t>(static_cast<std::uint16_t>(sum + 1 + (sum >> 8)) >> 8);  // sum / 255
  };
  int left = count * 4;
  for (; left >= together; left -= together, pixel += together) {
    for (int n = 0; n < together; ++n) pixel[n] = mixed(pixel[n], n);
  }
  for (int n = 0; n < left; ++n) pixel[n] = mixed(pixel[n], n);
}

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
    for (int y = y0; y < y1; ++y) blend_row(pixel(x0, y), x1 - x0, a.color, cover);
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
  Edge edges[] = {edge(b, c), edge(c, a), edge(a, b)};
  const bool plain = a.color == b.color && b.color == c.color;
  const bool flat = a.u == b.u && b.u == c.u && a.v == b.v && b.v == c.v;
  const unsigned cover_of_all = flat ? sampled(texture_, a.u, a.v) : 0;
  const double whole = static_cast<double>(area);
  for (int y = y0; y < y1; ++y) {
    // The pixels of the row that all three edges have inside: x0 + [first, end).
    std::int64_t first = 0, end = x1 - x0;
    for (Edge& side : edges) {
      const std::int64_t spare = side.at - side.least, step = side.dy * one;
      if (step > 0) {
        end = spare < 0 ? 0 : std::min(end, spare / step + 1);
      } else if (spare < 0) {
        first = step == 0 ? end : std::max(first, (-spare - step - 1) / -step);
      }
    }
    if (first < end) {
      const int x = x0 + static_cast<int>(first), many = static_cast<int>(end - first);
      if (plain && flat) {
        blend_row(pixel(x, y), many, a.color, cover_of_all);
      } else {
        const auto weight = [&](const Edge& side) { return side.at - side.dy * one * first; };
        std::int64_t wa = weight(edges[0]), wb = weight(edges[1]), wc = weight(edges[2]);
        std::uint8_t* at = pixel(x, y);
        for (int n = 0; n < many; ++n, at += 4) {
          const double pa = static_cast<double>(wa) / whole, pb = static_cast<double>(wb) / whole,
                       pc = static_cast<double>(wc) / whole;
          const auto mixed = [&](double of_a, double of_b, double of_c) {
            return pa * of_a + pb * of_b + pc * of_c;
          };
          const unsigned cover = flat ? cover_of_all
                                      : sampled(texture_, static_cast<float>(mixed(a.u, b.u, c.u)),
                                                static_cast<float>(mixed(a.v, b.v, c.v)));
          const auto color = [&](unsigned shift) {
            return plain ? channel(a.color, shift)
                         : static_cast<unsigned>(mixed(channel(a.color, shift), channel(b.color, shift),
                                                       channel(c.color, shift)) +
                                                 0.5);
          };
          blend(at, color(0), color(8), color(16), color(24), cover);
          wa -= edges[0].dy * one;
          wb -= edges[1].dy * one;
          wc -= edges[2].dy * one;
        }
      }
    }
    for (Edge& side : edges) side.at += side.dx * one;
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
      const auto inside = [](float value, int most) {
        return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(most)));
      };
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
