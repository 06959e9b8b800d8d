#include "viz/window/screen_canvas.hpp"

#include "viz/window/imgui.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace concord {
namespace {

double cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }

double twice_area(std::span<const Point> corners) {
  double sum = 0;
  for (std::size_t n = 0; n < corners.size(); ++n) {
    const Point a = corners[n], b = corners[(n + 1) % corners.size()];
    sum += a.x * b.y - b.x * a.y;
  }
  return sum;
}

bool convex(std::span<const Point> corners) {
  bool left = false, right = false;
  for (std::size_t n = 0; n < corners.size(); ++n) {
    const double turn =
        cross(corners[n], corners[(n + 1) % corners.size()], corners[(n + 2) % corners.size()]);
    left = left || turn > 0;
    right = right || turn < 0;
  }
  return !(left && right);
}

/// Lengths of strokes and gaps, "6 3".
std::vector<double> dashes_of(std::string_view text) {
  std::vector<double> lengths;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    double length = 0;
    const auto [next, error] = std::from_chars(at, end, length);
    if (error == std::errc{} && length > 0) lengths.push_back(length);
    at = std::max(next, at + 1);
  }
  if (lengths.size() % 2 == 1) lengths.insert(lengths.end(), lengths.begin(), lengths.end());
  return lengths;
}

/// The polygon, smaller by `by` all around; sharp corners are cut off rather than drawn far in.
std::vector<Point> shrunk(std::span<const Point> corners, double by) {
  constexpr double most = 2;  // of `by`, that a corner moves
  const double inward = twice_area(corners) > 0 ? 1 : -1;
  const auto normal = [&](Point a, Point b) {
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    return Point{inward * (a.y - b.y) / length, inward * (b.x - a.x) / length};
  };
  std::vector<Point> out;
  for (std::size_t n = 0; n < corners.size(); ++n) {
    const Point before = corners[(n + corners.size() - 1) % corners.size()], at = corners[n],
                after = corners[(n + 1) % corners.size()];
    const Point a = normal(before, at), b = normal(at, after);
    const Point sum{a.x + b.x, a.y + b.y};
    const double square = sum.x * sum.x + sum.y * sum.y;  // 4 cos² of half the turn
    const double far = square > 1e-9 ? std::min(2 / square, most / std::sqrt(square)) : 0;
    out.push_back({at.x + by * far * sum.x, at.y + by * far * sum.y});
  }
  return out;
}

/// Without corners that stand in the same place as the one before.
std::vector<Point> without_repeats(std::span<const Point> corners) {
  const auto same = [](Point a, Point b) { return std::hypot(a.x - b.x, a.y - b.y) < 1e-6; };
  std::vector<Point> out;
  for (const Point& corner : corners) {
    if (out.empty() || !same(out.back(), corner)) out.push_back(corner);
  }
  while (out.size() > 1 && same(out.front(), out.back())) out.pop_back();
  return out;
}

/// Text may be this much smaller than asked for, so that it stays within the width it was laid out for.
constexpr double most_squeeze = 0.86;

}  // namespace

unsigned packed_color(std::string_view color, double opacity) {
  unsigned value = 0;
  if (color.starts_with('#')) color.remove_prefix(1);
  std::from_chars(color.data(), color.data() + color.size(), value, 16);
  const auto alpha = static_cast<unsigned>(std::lround(std::clamp(opacity, 0.0, 1.0) * 255));
  return IM_COL32(value >> 16U & 0xFFU, value >> 8U & 0xFFU, value & 0xFFU, alpha);
}

std::vector<Point> triangles_of(std::span<const Point> corners) {
  std::vector<double> stops;
  for (const Point& corner : corners) stops.push_back(corner.x);
  std::ranges::sort(stops);
  stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
  struct Side {
    double left, right;  // y at the two ends of the slab
  };
  std::vector<Side> sides;
  std::vector<Point> out;
  for (std::size_t n = 0; n + 1 < stops.size(); ++n) {
    const double x0 = stops[n], x1 = stops[n + 1];
    sides.clear();
    for (std::size_t k = 0; k < corners.size(); ++k) {
      Point a = corners[k], b = corners[(k + 1) % corners.size()];
      if (a.x > b.x) std::swap(a, b);
      if (a.x > x0 || b.x < x1 || a.x == b.x) continue;
      const auto y = [&](double x) { return a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x)); };
      sides.push_back({x0 == a.x ? a.y : y(x0), x1 == b.x ? b.y : y(x1)});
    }
    std::ranges::sort(sides, {}, [](const Side& side) { return side.left + side.right; });
    for (std::size_t k = 0; k + 1 < sides.size(); k += 2) {
      const Side &above = sides[k], &below = sides[k + 1];
      if (above.left != below.left)
        out.insert(out.end(), {{x0, above.left}, {x1, below.right}, {x0, below.left}});
      if (above.right != below.right)
        out.insert(out.end(), {{x0, above.left}, {x1, above.right}, {x1, below.right}});
    }
  }
  return out;
}

ScreenCanvas::ScreenCanvas(ImDrawList& list, double x, double y, double scale, const Fonts& fonts)
    : list_(list), x_(std::floor(x)), y_(std::floor(y)), scale_(scale), fonts_(fonts) {}

ImVec2 ScreenCanvas::on_screen(Point at) const {
  return {static_cast<float>(x_ + at.x * scale_), static_cast<float>(y_ + at.y * scale_)};
}

void ScreenCanvas::reach(Point at, double around) {
  for (Open& group : open_) {
    group.x0 = std::min(group.x0, at.x - around);
    group.y0 = std::min(group.y0, at.y - around);
    group.x1 = std::max(group.x1, at.x + around);
    group.y1 = std::max(group.y1, at.y + around);
  }
}

void ScreenCanvas::rect(double x, double y, double width, double height, std::string_view fill) {
  reach({x, y});
  reach({x + width, y + height});
  ImVec2 from = on_screen({x, y}), to = on_screen({x + width, y + height});
  // Whole pixels: cells that touch leave neither seam nor blur.
  from = {std::round(from.x), std::round(from.y)};
  to = {std::max(std::round(to.x), from.x + 1), std::max(std::round(to.y), from.y + 1)};
  list_.AddRectFilled(from, to, packed_color(fill));
}

void ScreenCanvas::stroke(std::span<const Point> points, const Pen& pen, bool closed) {
  const unsigned color = packed_color(pen.color);
  const auto width = static_cast<float>(std::max(pen.width * scale_, 1.0));
  const std::vector<double> dashes = dashes_of(pen.dash);
  if (dashes.empty()) {
    std::vector<ImVec2> path;
    path.reserve(points.size());
    for (const Point& point : points) path.push_back(on_screen(point));
    list_.AddPolyline(path.data(), static_cast<int>(path.size()), color, closed ? ImDrawFlags_Closed : 0,
                      width);
    return;
  }
  // Strokes and gaps go on around corners.
  std::size_t dash = 0;
  double left = dashes[0];
  const std::size_t sides = closed ? points.size() : points.size() - 1;
  for (std::size_t n = 0; n < sides; ++n) {
    const Point a = points[n], b = points[(n + 1) % points.size()];
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    double done = 0;
    while (done < length) {
      const double part = std::min(left, length - done);
      if (dash % 2 == 0) {
        const auto at = [&](double share) {
          return Point{a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
        };
        list_.AddLine(on_screen(at(done / length)), on_screen(at((done + part) / length)), color, width);
      }
      done += part;
      left -= part;
      if (left <= 1e-9) {
        dash = (dash + 1) % dashes.size();
        left = dashes[dash];
      }
    }
  }
}

void ScreenCanvas::line(Point from, Point to, const Pen& pen) {
  reach(from, pen.width / 2);
  reach(to, pen.width / 2);
  const bool across = from.y == to.y, upright = from.x == to.x;
  if ((across || upright) && pen.width * scale_ <= 1.5) {  // a hairline on whole pixels
    const ImVec2 a = on_screen(from), b = on_screen(to);
    const double begin = across ? a.x : a.y, length = (across ? b.x : b.y) - begin;
    const auto side = std::floor(across ? a.y : a.x);
    const auto piece = [&](double first, double last) {
      const auto at = [&](double done) {
        return static_cast<float>(std::round(begin + std::copysign(done, length)));
      };
      const float low = std::min(at(first), at(last)), high = std::max(at(first), at(last));
      if (across) {
        list_.AddRectFilled({low, side}, {high, side + 1}, packed_color(pen.color));
      } else {
        list_.AddRectFilled({side, low}, {side + 1, high}, packed_color(pen.color));
      }
    };
    std::vector<double> dashes = dashes_of(pen.dash);
    for (double& dash : dashes) dash *= scale_;
    if (dashes.empty()) dashes = {std::abs(length), 1};
    double done = 0;
    for (std::size_t n = 0; done < std::abs(length); ++n) {
      const double end = std::min(done + dashes[n % dashes.size()], std::abs(length));
      if (n % 2 == 0) piece(done, end);
      done = end;
    }
    return;
  }
  const Point both[] = {from, to};
  stroke(both, pen, false);
}

void ScreenCanvas::polyline(std::span<const Point> points, const Pen& pen) {
  if (points.size() < 2) return;
  for (const Point& point : points) reach(point, pen.width / 2);
  stroke(points, pen, false);
}

void ScreenCanvas::fill_triangles(std::span<const Point> points, unsigned color) {
  // Hard edges: smooth ones of neighbouring triangles would show as seams.
  const std::vector<Point> triangles = triangles_of(points);
  const ImVec2 plain = ImGui::GetFontTexUvWhitePixel();
  list_.PrimReserve(static_cast<int>(triangles.size()), static_cast<int>(triangles.size()));
  for (const Point& corner : triangles) list_.PrimVtx(on_screen(corner), plain, color);
}

void ScreenCanvas::polygon(std::span<const Point> points, std::string_view fill, double opacity,
                           const Pen& outline) {
  if (points.size() < 3) return;
  for (const Point& point : points) reach(point);
  if (!fill.empty() && fill != "none") {
    const unsigned color = packed_color(fill, opacity);
    if (opacity >= 1 && convex(points)) {
      std::vector<ImVec2> path;
      path.reserve(points.size());
      for (const Point& point : points) path.push_back(on_screen(point));
      // Its smooth edges count on one sense of rotation.
      if (twice_area(points) < 0) std::ranges::reverse(path);
      list_.AddConvexPolyFilled(path.data(), static_cast<int>(path.size()), color);
    } else if (const auto corners = without_repeats(points); opacity >= 1 && corners.size() > 2) {
      // A line of one pixel fades out to both sides: its inner half lies on the same colour, where it is not
      // seen, and its outer half is the smooth edge.
      const std::vector<Point> inner = shrunk(corners, 0.5 / scale_);
      fill_triangles(inner, color);
      std::vector<ImVec2> path;
      path.reserve(inner.size());
      for (const Point& point : inner) path.push_back(on_screen(point));
      list_.AddPolyline(path.data(), static_cast<int>(path.size()), color, ImDrawFlags_Closed, 1);
    } else {
      fill_triangles(points, color);
    }
  }
  if (!outline.color.empty()) stroke(points, outline, true);
}

void ScreenCanvas::circle(Point centre, double radius, std::string_view fill) {
  reach(centre, radius);
  list_.AddCircleFilled(on_screen(centre), static_cast<float>(radius * scale_), packed_color(fill));
}

void ScreenCanvas::text(Point at, std::string_view text, const TextStyle& style) {
  if (text.empty()) return;
  const double wanted = style.size * scale_;
  const BakedFont& baked = fonts_.pick(style.bold, wanted);
  const char* const end = text.data() + text.size();
  const auto width_at = [&](double size) {
    return static_cast<double>(
        baked.font->CalcTextSizeA(static_cast<float>(size * fonts_.line), 1e9F, 0, text.data(), end).x);
  };
  double size = wanted, width = width_at(size);
  const double room = text_width(text, wanted) * (style.bold ? 1.14 : 1.0);
  if (width > room) {
    size = wanted * std::max(room / width, most_squeeze);
    width = width_at(size);
  }
  const double share = style.anchor == Anchor::start ? 0 : style.anchor == Anchor::middle ? 0.5 : 1;
  ImVec2 pen = on_screen(at);
  const double ascent = static_cast<double>(baked.font->Ascent) * size * fonts_.line /
                        static_cast<double>(baked.font->FontSize);
  pen.x = std::round(pen.x - static_cast<float>(share * width));
  pen.y = std::round(pen.y - static_cast<float>(ascent));
  list_.AddText(baked.font, static_cast<float>(size * fonts_.line), pen, packed_color(style.color),
                text.data(), end);
  const double left = at.x - share * width / scale_;
  reach({left, at.y - style.size * 0.8});
  reach({left + width / scale_, at.y + style.size * 0.25});
}

void ScreenCanvas::begin_group(const Group& group) {
  open_.push_back({std::string(group.title), std::string(group.target), 1e300, 1e300, -1e300, -1e300});
}

void ScreenCanvas::end_group() {
  if (open_.empty()) return;
  Open group = std::move(open_.back());
  open_.pop_back();
  if ((group.title.empty() && group.target.empty()) || group.x0 > group.x1) return;
  hits_.push_back({{group.x0, group.y0, group.x1 - group.x0, group.y1 - group.y0},
                   std::move(group.title),
                   std::move(group.target)});
}

const ScreenCanvas::Hit* ScreenCanvas::hit(Point at) const {
  constexpr double slack = 2;  // thin things can be hit, too
  const auto under = [&](const Box& box) {
    return at.x >= box.x - slack && at.y >= box.y - slack && at.x <= box.x + box.width + slack &&
           at.y <= box.y + box.height + slack;
  };
  const auto area = [](const Box& box) { return box.width * box.height; };
  const auto away = [&](const Box& box) {
    return std::hypot(box.x + box.width / 2 - at.x, box.y + box.height / 2 - at.y);
  };
  double least = std::numeric_limits<double>::infinity();
  for (const Hit& hit : hits_) {
    if (under(hit.box)) least = std::min(least, area(hit.box));
  }
  constexpr double alike = 1.25;  // a mark that one of them carries makes it a little larger
  const Hit* best = nullptr;
  for (const Hit& hit : hits_) {
    if (!under(hit.box) || area(hit.box) > least * alike) continue;
    if (best == nullptr || away(hit.box) < away(best->box)) best = &hit;
  }
  return best;
}

}  // namespace concord
