#pragma once
// The quarter: one list of named phases. Its order is the model.

#include "agents/phase.hpp"

#include <functional>
#include <span>
#include <string_view>

namespace concord {

/// A phase acts on one system, seeing nothing of the others, or on the whole nation. Consecutive system
/// phases are run system by system, so that a system's rows stay in cache; the result is the same as phase by
/// phase.
struct Phase {
  enum class Frequency { quarterly, yearly };
  std::string_view name;
  Frequency frequency;
  void (*of_system)(const Context&, State&, SystemId) = nullptr;
  void (*of_nation)(const Context&, State&) = nullptr;
};

/// All phases in order.
std::span<const Phase> quarter_phases();

/// Runs one quarter. `intervene`, if any, may change actions between choice and settlement.
void run_quarter(const Context&, State&, const std::function<void(const Context&, State&)>& intervene);

}  // namespace concord
