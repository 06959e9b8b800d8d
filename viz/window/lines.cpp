// Lines and edges of everything that Dear ImGui draws, in place of its own two functions. It takes normals
// from rsqrtss, an approximation that differs between makers of processors, so that pictures would differ
// too. These give every processor the same corners. CMakeLists.txt makes the library's give way.

#include "viz/window/imgui.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace {

struct Vector {
  double x = 0, y = 0;
};

/// To the left of the way from `a` to `b` as it is seen on the screen, one long; none if they coincide.
Vector normal_of(ImVec2 a, ImVec2 b) {
  const double x = static_cast<double>(b.x) - static_cast<double>(a.x),
               y = static_cast<double>(b.y) - static_cast<double>(a.y);
  const double length = std::sqrt(x * x + y * y);
  return length > 0 ? Vector{y / length, -x / length} : Vector{};
}

/// How far a corner moves when both of its sides move by one; a sharp corner does not run away.
Vector corner_of(Vector before, Vector after) {
  constexpr double least = 1e-6, most = 100;
  const Vector middle{(before.x + after.x) / 2, (before.y + after.y) / 2};
  const double square = middle.x * middle.x + middle.y * middle.y;
  const double far = square > least ? std::min(1 / square, most) : 1;
  return {middle.x * far, middle.y * far};
}

/// Of every corner of a path.
std::vector<Vector> corners_of(std::span<const ImVec2> path, bool closed) {
  const std::size_t count = path.size(), sides = closed ? count : count - 1;
  std::vector<Vector> normals(count), out(count);
  for (std::size_t n = 0; n < sides; ++n) normals[n] = normal_of(path[n], path[(n + 1) % count]);
  if (!closed) normals.back() = normals[sides - 1];
  for (std::size_t n = 0; n < count; ++n) {
    const bool end = !closed && (n == 0 || n + 1 == count);
    out[n] = end ? normals[n] : corner_of(normals[(n + count - 1) % count], normals[n]);
  }
  return out;
}

ImVec2 moved(ImVec2 from, Vector way, double by) {
  return {static_cast<float>(static_cast<double>(from.x) + way.x * by),
          static_cast<float>(static_cast<double>(from.y) + way.y * by)};
}

/// Two triangles between four corners that have been written.
void quad(ImDrawList& list, unsigned a, unsigned b, unsigned c, unsigned d) {
  for (const unsigned corner : {a, b, c, a, c, d}) list.PrimWriteIdx(static_cast<ImDrawIdx>(corner));
}

}  // namespace

/// A strip of full colour along the path between two that fade out; of a hairline these meet.
void ImDrawList::AddPolyline(const ImVec2* points, int count, ImU32 color, ImDrawFlags flags,
                             float thickness) {
  if (count < 2 || (color & IM_COL32_A_MASK) == 0) return;
  const std::span path(points, static_cast<std::size_t>(count));
  const bool closed = (flags & ImDrawFlags_Closed) != 0;
  const std::vector<Vector> corners = corners_of(path, closed);
  const ImVec2 plain = ImGui::GetFontTexUvWhitePixel();
  const ImU32 clear = color & ~IM_COL32_A_MASK;
  const double fade = static_cast<double>(_FringeScale),
               inside = (std::max(static_cast<double>(thickness), fade) - fade) / 2;
  const int sides = closed ? count : count - 1;
  PrimReserve(sides * 18, count * 4);
  const unsigned first = _VtxCurrentIdx;
  for (std::size_t n = 0; n < path.size(); ++n) {
    PrimWriteVtx(moved(path[n], corners[n], inside + fade), plain, clear);
    PrimWriteVtx(moved(path[n], corners[n], inside), plain, color);
    PrimWriteVtx(moved(path[n], corners[n], -inside), plain, color);
    PrimWriteVtx(moved(path[n], corners[n], -inside - fade), plain, clear);
  }
  for (unsigned n = 0; n < static_cast<unsigned>(sides); ++n) {
    const unsigned from = first + 4 * n, to = first + 4 * ((n + 1) % static_cast<unsigned>(count));
    for (unsigned strip = 0; strip < 3; ++strip)
      quad(*this, from + strip, to + strip, to + strip + 1, from + strip + 1);
  }
}

/// The inside in full colour, half a unit small, and an edge that fades out. Corners run clockwise on the
/// screen.
void ImDrawList::AddConvexPolyFilled(const ImVec2* points, int count, ImU32 color) {
  if (count < 3 || (color & IM_COL32_A_MASK) == 0) return;
  const std::span path(points, static_cast<std::size_t>(count));
  const std::vector<Vector> corners = corners_of(path, true);
  const ImVec2 plain = ImGui::GetFontTexUvWhitePixel();
  const double half = static_cast<double>(_FringeScale) / 2;
  PrimReserve((count - 2) * 3 + count * 6, count * 2);
  const unsigned first = _VtxCurrentIdx;
  for (std::size_t n = 0; n < path.size(); ++n) {
    PrimWriteVtx(moved(path[n], corners[n], -half), plain, color);
    PrimWriteVtx(moved(path[n], corners[n], half), plain, color & ~IM_COL32_A_MASK);
  }
  for (unsigned n = 2; n < static_cast<unsigned>(count); ++n) {
    for (const unsigned corner : {first, first + 2 * (n - 1), first + 2 * n})
      PrimWriteIdx(static_cast<ImDrawIdx>(corner));
  }
  for (unsigned n = 0; n < static_cast<unsigned>(count); ++n) {
    const unsigned from = first + 2 * n, to = first + 2 * ((n + 1) % static_cast<unsigned>(count));
    quad(*this, from, to, to + 1, from + 1);
  }
}
