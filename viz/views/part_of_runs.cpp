#include "viz/views/part_of_runs.hpp"

#include "viz/data/selection.hpp"

#include <algorithm>
#include <utility>

namespace concord {
namespace {

/// Rows of `width` values for quarters [first, last] of each block of `quarters` rows.
template <class Value>
std::vector<Value> rows_of(const std::vector<Value>& values, int quarters, std::size_t width,
                           const Period& period) {
  std::vector<Value> out;
  const std::size_t block = static_cast<std::size_t>(quarters) * width;
  const std::size_t from = static_cast<std::size_t>(period.first) * width,
                    length = static_cast<std::size_t>(period.length()) * width;
  for (std::size_t at = 0; block > 0 && at + block <= values.size(); at += block) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(at + from);
    out.insert(out.end(), first, first + static_cast<std::ptrdiff_t>(length));
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

PartOfRuns::PartOfRuns(RunData& whole, const Period& period)
    : whole_(whole), period_(period), info_(whole.info()) {
  info_.quarters = rows_of(info_.quarters, static_cast<int>(info_.quarters.size()), 1, period);
}

SlicePointer PartOfRuns::part_of(const SlicePointer& slice, SlicePointer& kept) const {
  if (!slice || kept) return slice ? kept : nullptr;
  auto part = std::make_shared<Slice>();
  part->runs = slice->runs;
  part->quarters = period_.length();
  part->things = slice->things;
  part->values = rows_of(slice->values, slice->quarters, static_cast<std::size_t>(slice->things), period_);
  return kept = std::move(part);
}
SlicePointer PartOfRuns::national(std::size_t measure) {
  return part_of(whole_.national(measure), national_[measure]);
}
SlicePointer PartOfRuns::systems(std::size_t measure) {
  return part_of(whole_.systems(measure), systems_[measure]);
}

SlicePointer PartOfRuns::choices() { return part_of(whole_.choices(), choices_); }

std::shared_ptr<const RunDetail> PartOfRuns::detail(int run) {
  const auto all = whole_.detail(run);
  auto& kept = details_[run];
  if (!all || kept) return all ? kept : nullptr;
  const auto organisations = static_cast<std::size_t>(all->organisations);
  auto part = std::make_shared<RunDetail>();
  part->run = all->run;
  part->quarters = period_.length();
  part->organisations = all->organisations;
  part->columns = rows_of(all->columns, all->quarters, organisations, period_);
  part->terms = all->terms;
  part->parts = rows_of(all->parts, all->quarters, organisations * all->terms.size() * actions, period_);
  part->attraction = rows_of(all->attraction, all->quarters, organisations * actions, period_);
  part->chance = rows_of(all->chance, all->quarters, organisations * actions, period_);
  part->reason = all->reason;
  part->verified = all->verified;
  return kept = std::move(part);
}

std::optional<Period> same_period(const std::vector<std::string>& quarters, const Period& period,
                                  const std::vector<std::string>& others) {
  const std::string &from = quarters[static_cast<std::size_t>(period.first)],
                    &to = quarters[static_cast<std::size_t>(period.last)];
  // Names of quarters sort as time goes on.
  const auto first = std::ranges::lower_bound(others, from), last = std::ranges::upper_bound(others, to);
  if (first >= last) return std::nullopt;
  return Period{static_cast<int>(first - others.begin()), static_cast<int>(last - others.begin()) - 1};
}

Figure with_quarters_from(int first, Figure figure) {
  figure.draw = [draw = std::move(figure.draw), first](Canvas& canvas, const Box& box) {
    LaterQuarters later(canvas, first);
    draw(later, box);
  };
  return figure;
}

}  // namespace concord
