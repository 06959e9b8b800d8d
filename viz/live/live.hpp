#pragma once
// A scenario that is simulated again whenever its policy changes, on a worker thread. The thread that draws
// never waits for the model.

#include "experiments/runs/run_plan.hpp"
#include "viz/data/run_data.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace concord {

/// A value for a parameter, from the start or from a quarter on.
struct PolicySetting {
  const ParameterInfo* parameter;
  double value;                 ///< in the numbers of ParameterInfo::get
  std::optional<Quarter> from;  ///< "from here"; none = from the start
  std::string aimed{};          ///< the scenario's policy that sets it; empty: the nation's
  bool operator==(const PolicySetting&) const = default;
};

/// What the user changed against the scenario; at most one setting a parameter and quarter, and one for what
/// an aimed policy sets.
struct Policy {
  std::vector<PolicySetting> settings;
  /// Replaces or adds; a value that is the scenario's own is taken out again.
  void set(const RunPlan& scenario, const ParameterInfo& parameter, double value,
           std::optional<Quarter> from = {});
  /// What an aimed policy of the scenario sets, for as long as it is in force.
  void set_aimed(const RunPlan& scenario, const AimedPolicy& aimed, const ParameterInfo& parameter,
                 double value);
  void reset(const ParameterInfo& parameter, std::string_view aimed = {});
  bool changes(const ParameterInfo& parameter, std::string_view aimed = {}) const;
  bool operator==(const Policy&) const = default;
};
/// The scenario under a policy.
RunPlan with_policy(const RunPlan& scenario, const Policy& policy);
/// A scenario file that gives the same as with_policy: extends `scenario` where that is a file in the same
/// folder, otherwise stands alone.
std::string policy_yaml(const RunPlan& scenario, const Policy& policy, std::string_view title);

class Live {
 public:
  using Clock = std::chrono::steady_clock;
  /// Begins to simulate the scenario as it stands, with so many replicates. `wake` is called from the worker
  /// whenever there is something new.
  Live(RunPlan scenario, int replicates, std::function<void()> wake,
       std::chrono::milliseconds delay = std::chrono::milliseconds(30));
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  const RunPlan& scenario() const;
  const Policy& policy() const;
  /// Asks for the results of a policy. What is being simulated for an older one is abandoned; several calls
  /// within `delay` become one.
  void set_policy(Policy policy);
  void set_replicates(int replicates);
  /// Values that fall foul of the relations between parameters, as text; nothing is simulated then.
  const std::vector<std::string>& problems() const;

  /// The newest complete result; null before the first.
  std::shared_ptr<RunData> now();
  /// The result before the last change, and of the scenario as it stands.
  std::shared_ptr<RunData> before();
  std::shared_ptr<RunData> baseline();
  bool busy() const;
  /// Waits until nothing is left to do; for pictures without a window, and tests.
  void wait();
  /// From the last set_policy to its result.
  std::optional<std::chrono::duration<double>> last_delay() const;

 private:
  struct Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace concord
