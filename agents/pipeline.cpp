#include "agents/pipeline.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/contracts.hpp"
#include "agents/mechanisms/control_total.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/pressures.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/walkout.hpp"
#include "agents/observe.hpp"
#include "agents/outlook.hpp"
#include "agents/settlement.hpp"
#include "agents/state.hpp"
#include "agents/utility_terms.hpp"

#include <array>

namespace concord {
namespace {

constexpr Phase every_quarter(std::string_view name, void (*phase)(const Context&, State&, SystemId)) {
  return {.name = name, .frequency = Phase::Frequency::quarterly, .of_system = phase};
}
constexpr Phase every_quarter(std::string_view name, void (*phase)(const Context&, State&)) {
  return {.name = name, .frequency = Phase::Frequency::quarterly, .of_nation = phase};
}
constexpr Phase every_april(std::string_view name, void (*phase)(const Context&, State&, SystemId)) {
  return {.name = name, .frequency = Phase::Frequency::yearly, .of_system = phase};
}
constexpr Phase every_april(std::string_view name, void (*phase)(const Context&, State&)) {
  return {.name = name, .frequency = Phase::Frequency::yearly, .of_nation = phase};
}

constexpr std::array phases{
    every_quarter("clear measures", clear_measures),
    // Rules in force, as felt.
    every_quarter("feel pressure", feel_pressure),
    every_quarter("earn relief", earn_relief),
    // Planning round.
    every_april("roll margins forward", roll_margins_forward),
    every_april("draw the year", draw_year),
    every_april("offer control totals", offer_control_totals),
    every_april("accept control totals", accept_control_totals),
    every_april("vote on pooling", vote_on_pooling),
    every_april("vote on mergers", vote_on_mergers),
    every_april("allocate support", allocate_support),
    every_april("start contracts", start_contracts),
    // Form.
    every_quarter("fold CCGs into boards", fold_ccgs_into_boards),
    every_quarter("walk out or return", walk_out_or_return),
    every_quarter("designate", designate),
    // Choice.
    every_quarter("look ahead", look_ahead),
    every_quarter("expect effects", expect_effects),
    every_quarter("weigh options", weigh_options),
    every_quarter("learn", learn),
    every_quarter("choose", choose),
    every_quarter("imitate", imitate),
    every_quarter("keep out", keep_out),
    // Consequences.
    every_quarter("settle accounts", settle),
    every_quarter("update relationships", update_relationships),
    every_quarter("build capital", build_capital),
    every_quarter("change backlog", change_backlog),
    every_quarter("mature", mature),
    every_quarter("run contracts", run_contracts),
    every_quarter("share unearned fund", share_unearned_fund),
    // Record.
    every_quarter("observe systems", observe_system),
    every_quarter("observe the nation", observe_nation),
};

/// True if a national phase has nothing to do this quarter, so that the system phases around it can run
/// together.
bool idle(const Context& c, const Phase& phase) {
  if (phase.frequency == Phase::Frequency::yearly) return !c.rules.planning_round;
  if (phase.of_nation == imitate) return c.p.behaviour.imitation == 0;
  if (phase.of_nation == share_unearned_fund) return c.rules.of_year != 3;
  return false;
}

}  // namespace

std::span<const Phase> quarter_phases() { return phases; }

void run_quarter(const Context& c, State& s, const std::function<void(const Context&, State&)>& intervene) {
  std::array<const Phase*, phases.size()> together{};
  std::size_t count = 0;
  const auto run_systems = [&] {
    for (SystemId system : c.world.all_systems()) {
      for (std::size_t n = 0; n < count; ++n) together[n]->of_system(c, s, system);
    }
    count = 0;
  };
  for (const Phase& phase : phases) {
    if (idle(c, phase)) continue;
    if (intervene && phase.of_system == settle) {
      run_systems();
      intervene(c, s);
    }
    if (phase.of_system != nullptr) {
      together[count++] = &phase;
    } else {
      run_systems();
      phase.of_nation(c, s);
    }
  }
  run_systems();
  for (OrganisationId i : c.world.everybody()) s.last_action[i] = s.action[i];
}

}  // namespace concord
