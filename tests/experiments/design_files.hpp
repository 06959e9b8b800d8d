#pragma once
// Designs in a folder of their own, with a small scenario to sweep.

#include "experiments/designs/points.hpp"
#include "tests/support/folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace concord::test {

class DesignFiles : public InFolder {
 protected:
  DesignFiles() {
    write("world.yaml",
          "concord: 1\ntitle: Two systems\nworld: {synthetic: {systems: 2, population: 3000000}}\n"
          "start: 2017/18 Q1\nquarters: 24\nreplicates: 16\n");
  }
  /// Reads a file into design_ and gives its problems, the folder left out.
  Lines problems_of(const std::string& name, const std::vector<Override>& overrides = {}) {
    Problems problems;
    design_ = load_design(home_ / name, overrides, problems);
    return lines_of(problems);
  }
  /// The same of a text.
  Lines faults(const std::string& text, const std::vector<Override>& overrides = {}) {
    write("d.yaml", text);
    return problems_of("d.yaml", overrides);
  }
  /// The same of what follows the first two lines of every design.
  Lines faults_of(const std::string& text, const std::vector<Override>& overrides = {}) {
    return faults("sweep: 1\nscenario: world.yaml\n" + text, overrides);
  }
  /// The same of a design of one axis: `d.yaml:3:1` is where the text begins.
  Lines faults_beside_axis(const std::string& text, const std::vector<Override>& overrides = {}) {
    return faults_of(text + "axes: {duty.strength: [0, 1]}\n", overrides);
  }
  /// Points of a design without faults, a line each: coordinates as text, without the number of the point.
  Lines points_of(const std::string& text) {
    EXPECT_EQ(faults_of(text), Lines{});
    if (HasFailure()) return {};
    points_ = make_points(design_);
    Lines lines;
    for (std::size_t p = 0; p < points_.count(); ++p) {
      std::string line;
      for (std::size_t k = 0; k < points_.axes; ++k)
        line += (k == 0 ? "" : " | ") + text_of(design_.axes[k], points_[p][k]);
      lines.push_back(line);
    }
    return lines;
  }

  Design design_;
  Points points_;
};

}  // namespace concord::test
