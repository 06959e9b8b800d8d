#pragma once
// What is kept of a run, out of its measures in all quarters.

#include "experiments/designs/design.hpp"
#include "experiments/runs/ensemble.hpp"

#include <optional>
#include <span>
#include <vector>

namespace concord {

class OutcomeReader {
 public:
  explicit OutcomeReader(const Design& design);

  /// Appends [run][outcome] and [run][measure][quarter] of the block's runs.
  void read(const Block& block, std::vector<double>& outcomes, std::vector<double>& trajectories) const;

 private:
  struct Kept {
    std::string_view measure;
    std::optional<std::size_t> national;  ///< row in measure_rows; none for those made from others
  };
  std::vector<double> values(const Block& block, const Kept& kept) const;

  const Design& design_;
  std::vector<Kept> outcomes_, trajectories_;
};

}  // namespace concord
