#include "viz/views/runs_in_rows.hpp"

#include "viz/data/selection.hpp"

#include <limits>
#include <numeric>
#include <utility>

namespace concord {
namespace {

std::vector<int> all_rows(std::size_t count) {
  std::vector<int> rows(count);
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

/// Blocks of [quarter][thing][cell] in other rows; missing where there is none.
template <class Value>
std::vector<Value> moved(const std::vector<Value>& values, int quarters, int things, std::size_t cells,
                         const std::vector<int>& quarter, const std::vector<int>& thing) {
  std::vector<Value> out;
  const std::size_t block = static_cast<std::size_t>(quarters) * static_cast<std::size_t>(things) * cells;
  for (std::size_t at = 0; block > 0 && at + block <= values.size(); at += block) {
    for (const int t : quarter) {
      for (const int k : thing) {
        const bool there = t >= 0 && t < quarters && k >= 0 && k < things;
        const std::size_t from = there
                                     ? at + (static_cast<std::size_t>(t) * static_cast<std::size_t>(things) +
                                             static_cast<std::size_t>(k)) *
                                                cells
                                     : 0;
        for (std::size_t c = 0; c < cells; ++c)
          out.push_back(there ? values[from + c] : std::numeric_limits<Value>::quiet_NaN());
      }
    }
  }
  return out;
}

/// Passes everything on, with other quarters to click.
class LaterQuarters final : public Canvas {
 public:
  LaterQuarters(Canvas& canvas, int first) : canvas_(canvas), first_(first) {}

  using Canvas::begin_group;
  using Canvas::polygon;
  using Canvas::text;
  void rect(double x, double y, double width, double height, std::string_view fill) override {
    canvas_.rect(x, y, width, height, fill);
  }
  void line(Point from, Point to, const Pen& pen) override { canvas_.line(from, to, pen); }
  void polyline(std::span<const Point> points, const Pen& pen) override { canvas_.polyline(points, pen); }
  void polygon(std::span<const Point> points, std::string_view fill, double opacity,
               const Pen& outline) override {
    canvas_.polygon(points, fill, opacity, outline);
  }
  void circle(Point centre, double radius, std::string_view fill) override {
    canvas_.circle(centre, radius, fill);
  }
  void text(Point at, std::string_view text, const TextStyle& style) override {
    canvas_.text(at, text, style);
  }
  void begin_group(const Group& group) override {
    auto target = parse_target(group.target);
    if (!target || target->kind != TargetKind::quarter) return canvas_.begin_group(group);
    target->index += first_;
    const std::string text = text_of(*target);
    Group later = group;
    later.target = text;
    canvas_.begin_group(later);
  }
  void end_group() override { canvas_.end_group(); }

 private:
  Canvas& canvas_;
  int first_;
};

}  // namespace

ShownRows rows_of(const RunInfo& info, const Period& period) {
  ShownRows rows{{}, all_rows(info.systems.size()), all_rows(info.organisations.size())};
  for (int t = period.first; t <= period.last; ++t) rows.quarter.push_back(t);
  return rows;
}

RunsInRows::RunsInRows(RunData& whole, const RunInfo& like, ShownRows rows)
    : whole_(whole), info_(whole.info()), rows_(std::move(rows)) {
  if (!rows_.run.empty() && rows_.run.size() == static_cast<std::size_t>(whole.shown_runs()) &&
      rows_.run.front() == 0)
    rows_.run.clear();  // all of them
  if (!rows_.run.empty()) {
    info_.first_replicate += rows_.run.front();
    info_.replicates = static_cast<int>(rows_.run.size());
  }
  same_ = rows_.run.empty() && rows_.quarter == all_rows(info_.quarters.size()) &&
          rows_.system == all_rows(info_.systems.size()) &&
          rows_.organisation == all_rows(info_.organisations.size());
  info_.quarters = like.quarters;
  info_.systems = like.systems;
  info_.places = like.places;
  info_.organisations = like.organisations;
}

RunsInRows::RunsInRows(RunData& whole, const Period& period)
    : RunsInRows(whole, whole.info(), rows_of(whole.info(), period)) {
  info_.quarters.erase(info_.quarters.begin() + period.last + 1, info_.quarters.end());
  info_.quarters.erase(info_.quarters.begin(), info_.quarters.begin() + period.first);
}

SlicePointer RunsInRows::slice_of(const SlicePointer& slice, const std::vector<int>& things,
                                  SlicePointer& kept) const {
  if (!slice || same_) return slice;
  if (kept) return kept;
  auto part = std::make_shared<Slice>();
  part->runs = slice->runs;
  part->quarters = static_cast<int>(rows_.quarter.size());
  part->things = static_cast<int>(things.size());
  part->values = moved(slice->values, slice->quarters, slice->things, 1, rows_.quarter, things);
  if (!rows_.run.empty()) {
    const std::size_t block = rows_.quarter.size() * things.size();
    std::vector<double> some;
    for (const int run : rows_.run) {
      const auto first =
          part->values.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(run) * block);
      some.insert(some.end(), first, first + static_cast<std::ptrdiff_t>(block));
    }
    part->values = std::move(some);
    part->runs = static_cast<int>(rows_.run.size());
  }
  return kept = std::move(part);
}
SlicePointer RunsInRows::national(std::size_t measure) {
  return slice_of(whole_.national(measure), {0}, national_[measure]);
}
SlicePointer RunsInRows::systems(std::size_t measure) {
  return slice_of(whole_.systems(measure), rows_.system, systems_[measure]);
}
SlicePointer RunsInRows::choices() { return slice_of(whole_.choices(), rows_.organisation, choices_); }

std::shared_ptr<const RunDetail> RunsInRows::detail(int run) {
  const auto all = whole_.detail(rows_.run.empty() ? run : rows_.run[static_cast<std::size_t>(run)]);
  if (!all || same_) return all;
  auto& kept = details_[run];
  if (kept) return kept;
  auto part = std::make_shared<RunDetail>(*all);
  part->quarters = static_cast<int>(rows_.quarter.size());
  part->organisations = static_cast<int>(rows_.organisation.size());
  const auto move = [&](std::vector<float>& values, std::size_t cells) {
    values = moved(values, all->quarters, all->organisations, cells, rows_.quarter, rows_.organisation);
  };
  move(part->columns, 1);
  move(part->parts, all->terms.size() * actions);
  move(part->attraction, actions);
  move(part->chance, actions);
  return kept = std::move(part);
}

Figure with_quarters_from(int first, Figure figure) {
  figure.draw = [draw = std::move(figure.draw), first](Canvas& canvas, const Box& box) {
    LaterQuarters later(canvas, first);
    draw(later, box);
  };
  return figure;
}

}  // namespace concord
