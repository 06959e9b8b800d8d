#pragma once
// Two systems, three organisations, six quarters, with numbers that can be checked by hand.

#include "sim/math.hpp"
#include "tests/viz/recording_canvas.hpp"
#include "viz/data/memory_run.hpp"
#include "viz/views/views.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace concord::test {

inline RunInfo hand_info(int replicates, std::int64_t seed = 5, int first = 0) {
  RunInfo info;
  info.title = "By hand";
  info.source = "hand.h5";
  info.version = "0.1.0";
  info.commit = "abc";
  info.model_digest = "12";
  info.seed = seed;
  info.replicates = replicates;
  info.first_replicate = first;
  info.quarters = {"2018/19 Q3", "2018/19 Q4", "2019/20 Q1", "2019/20 Q2", "2019/20 Q3", "2019/20 Q4"};
  info.systems = {{"SA", "Aire", "North", 1}, {"SB", "Brèche", "North", 1}};
  info.places = {{"P", "Place", 0}, {"Q", "Quay", 1}};
  info.organisations = {{"O1", "One", Type::acute, 0, 0, 1},
                        {"O2", "Two", Type::acute, 1, 1, 1},
                        {"O3", "Three", Type::council, 1, 1, 1}};
  info.configuration = "concord: 1\n";
  return info;
}

/// `value` of run, quarter and thing.
inline Slice slice_of(int runs, int quarters, int things, const std::function<double(int, int, int)>& value) {
  Slice slice{.runs = runs, .quarters = quarters, .things = things, .values = {}};
  for (int r = 0; r < runs; ++r) {
    for (int t = 0; t < quarters; ++t) {
      for (int k = 0; k < things; ++k) slice.values.push_back(value(r, t, k));
    }
  }
  return slice;
}

/// Columns of run 0: `value` of column, quarter and organisation.
inline RunDetail detail_of(const RunInfo& info,
                           const std::function<double(OrganisationColumn, int, int)>& value) {
  RunDetail detail;
  detail.quarters = static_cast<int>(info.quarters.size());
  detail.organisations = static_cast<int>(info.organisations.size());
  for (std::size_t c = 0; c < organisation_column_count; ++c) {
    for (int t = 0; t < detail.quarters; ++t) {
      for (int i = 0; i < detail.organisations; ++i)
        detail.columns.push_back(static_cast<float>(value(static_cast<OrganisationColumn>(c), t, i)));
    }
  }
  return detail;
}

inline std::string cell(const Figure& figure, std::size_t row, std::string_view column) {
  for (std::size_t c = 0; c < figure.table.head.size(); ++c) {
    if (figure.table.head[c] == column) return figure.table.rows.at(row).at(c);
  }
  ADD_FAILURE() << "no column " << column;
  return {};
}

/// Draws at several widths: finite, within the picture, words that can be read, groups closed, targets sound.
inline RecordingCanvas expect_sound(const Figure& figure) {
  RecordingCanvas last;
  for (const double width : {400.0, 952.0, 2400.0}) {
    RecordingCanvas canvas;
    const FigureFrame frame = frame_of(figure, width);
    const double height = figure.height(width - 48);
    EXPECT_GT(height, 0) << figure.name;
    figure.draw(canvas, {24, frame.above, width - 48, height});
    EXPECT_TRUE(canvas.finite) << figure.name << " at " << width;
    EXPECT_EQ(canvas.depth, 0) << figure.name;
    EXPECT_GE(canvas.left, 4) << figure.name << " at " << width;
    EXPECT_LE(canvas.right, width) << figure.name << " at " << width;
    EXPECT_GE(canvas.top, frame.above - 8) << figure.name << " at " << width;
    EXPECT_LE(canvas.bottom, frame.above + height + 12) << figure.name << " at " << width;
    for (const std::string& target : canvas.targets) EXPECT_TRUE(parse_target(target)) << target;
    last = std::move(canvas);
  }
  EXPECT_FALSE(figure.title.empty());
  EXPECT_FALSE(figure.description.empty());
  EXPECT_NE(figure.caption.find("Simulated, not observed"), std::string::npos);
  for (const auto& row : figure.table.rows) EXPECT_EQ(row.size(), figure.table.head.size()) << figure.name;
  return last;
}

}  // namespace concord::test
