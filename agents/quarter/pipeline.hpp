#pragma once
// The quarter: one list of stretches of named phases. Its order is the model.

#include "agents/state/work.hpp"

#include <functional>
#include <string_view>
#include <variant>
#include <vector>

namespace concord {

/// A phase acts on one system, seeing nothing of the others. `due` says in which quarters it has anything to
/// do.
template <class Work>
struct SystemPhase {
  std::string_view name;
  bool (*due)(const Context&);
  std::function<void(const Context&, State&, SystemId, Work&)> run;
};

/// System phases that share a work space, which no other phase can see.
template <class Work>
struct Stretch {
  std::vector<SystemPhase<Work>> phases;
};

/// A phase that acts on the whole nation.
struct NationalPhase {
  std::string_view name;
  bool (*due)(const Context&);
  std::function<void(const Context&, State&)> run;
};

/// Where an intervention may change actions, between choice and settlement.
struct InterventionPoint {};

using Step = std::variant<Stretch<NoWork>, Stretch<Signing>, Stretch<Expectation>, Stretch<Accounts>,
                          NationalPhase, InterventionPoint>;

/// Every step of a quarter in order.
const std::vector<Step>& quarter_steps();

/// Runs one quarter. Stretches that follow each other are run system by system, so that a system's rows stay
/// in cache; as no stretch sees another system or another stretch's work space, the result is the same as
/// stretch by stretch.
void run_quarter(const Context&, State&, const std::function<void(const Context&, State&)>& intervene,
                 const std::vector<Step>& steps = quarter_steps());

}  // namespace concord
