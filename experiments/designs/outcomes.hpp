#pragma once
// What is kept of a run, out of its measures in all quarters.

#include "experiments/designs/design.hpp"
#include "experiments/runs/measure_expression.hpp"

#include <vector>

namespace concord {

class OutcomeReader {
 public:
  explicit OutcomeReader(const Design& design);

  /// What blocks must hold.
  Record record() const { return record_; }
  /// Appends [run][outcome] and [run][measure][quarter] of the block's runs.
  void read(const Block& block, std::vector<double>& outcomes, std::vector<double>& trajectories) const;

 private:
  const Design& design_;
  std::vector<AskedMeasure> outcomes_, trajectories_;
  Record record_ = Record::summary;
};

}  // namespace concord
