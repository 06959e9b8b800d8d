#include "agents/quarter/pipeline.hpp"

#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/broken_deals.hpp"
#include "agents/mechanisms/contracts.hpp"
#include "agents/mechanisms/control_total.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/named_inputs.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/pressures.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/sector_shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/walkout.hpp"
#include "agents/quarter/observe.hpp"
#include "agents/quarter/outlook.hpp"
#include "agents/quarter/settlement.hpp"
#include "agents/quarter/utility_terms.hpp"

#include <algorithm>
#include <type_traits>

namespace concord {
namespace {

bool every_quarter(const Context&) { return true; }
bool every_april(const Context& c) { return c.rules.planning_round; }
bool every_march(const Context& c) { return c.rules.of_year == 3; }
bool with_reversion(const Context& c) { return every_april(c) && c.rules.sector_shocks; }
bool with_shocks(const Context& c) { return every_april(c) && (c.rules.sector_shocks || !c.first()); }
bool within_year(const Context& c) { return !every_april(c) && any(c.of<BrokenDeals>().withdrawal > 0.0); }
bool with_names(const Context& c) { return !c.named.empty(); }
bool with_imitation(const Context& c) {
  return c.anywhere([](const Context& of) { return any(of.of<Behaviour>().imitation > 0.0); });
}

/// A system phase as a stretch takes it: `function` asks for the work space or does without.
template <auto function>
struct Phase {
  std::string_view name;
  bool (*due)(const Context&);
  template <class Work>
  operator SystemPhase<Work>() const {
    return {name, due, [](const Context& c, State& s, SystemId system, Work& work) {
              if constexpr (std::is_invocable_v<decltype(function), const Context&, State&, SystemId>) {
                function(c, s, system);
              } else {
                function(c, s, system, work);
              }
            }};
  }
};

std::vector<Step> make_steps() {
  return {
      NationalPhase{"clear counts", every_quarter, clear_counts},
      // Rules in force, as felt; then the planning round.
      Stretch<NoWork>{{
          Phase<feel_pressure>{"feel pressure", every_quarter},
          Phase<earn_relief>{"earn relief", every_quarter},
      }},
      NationalPhase{"compare sectors", with_reversion, compare_sectors},
      Stretch<NoWork>{{
          Phase<roll_margins_forward>{"roll margins forward", every_april},
          Phase<draw_year>{"draw the year", every_april},
          Phase<draw_sector_shocks>{"draw shocks of sectors", with_shocks},
          Phase<offer_control_totals>{"offer control totals", every_april},
      }},
      Stretch<Signing>{{
          Phase<accept_control_totals>{"accept control totals", every_april},
          Phase<vote_on_pooling>{"vote on pooling", every_april},
      }},
      Stretch<NoWork>{{Phase<vote_on_mergers>{"vote on mergers", every_april}}},
      NationalPhase{"allocate support", every_april, allocate_support},
      // Form.
      Stretch<NoWork>{{
          Phase<start_contracts>{"start contracts", every_april},
          Phase<fold_ccgs_into_boards>{"fold CCGs into boards", every_quarter},
          Phase<walk_out_or_return>{"walk out or return", every_quarter},
          Phase<act_as_named>{"act as named", with_names},
          Phase<reconsider_deals>{"reconsider deals", within_year},
      }},
      NationalPhase{"designate", every_quarter, designate},
      // Choice.
      Stretch<Expectation>{{
          Phase<look_ahead>{"look ahead", every_quarter},
          Phase<expect_effects>{"expect effects", every_quarter},
          Phase<weigh_options>{"weigh options", every_quarter},
          Phase<learn>{"learn", every_quarter},
      }},
      Stretch<NoWork>{{Phase<choose>{"choose", every_quarter}}},
      NationalPhase{"imitate", with_imitation, imitate},
      Stretch<NoWork>{{Phase<keep_out>{"keep out", every_quarter}}},
      InterventionPoint{},
      // Consequences.
      Stretch<Accounts>{{
          Phase<settle>{"settle accounts", every_quarter},
          Phase<update_relationships>{"update relationships", every_quarter},
          Phase<build_capital>{"build capital", every_quarter},
          Phase<change_backlog>{"change backlog", every_quarter},
          Phase<mature>{"mature", every_quarter},
      }},
      Stretch<NoWork>{{Phase<run_contracts>{"run contracts", every_quarter}}},
      NationalPhase{"share unearned fund", every_march, share_unearned_fund},
      // Record.
      Stretch<NoWork>{{Phase<observe_system>{"observe systems", every_quarter}}},
      NationalPhase{"observe the nation", every_quarter, observe_nation},
  };
}

template <class Work>
void run_stretch(const Stretch<Work>& stretch, const Context& c, State& s, SystemId system) {
  if (std::ranges::none_of(stretch.phases, [&](const auto& phase) { return phase.due(c); })) return;
  Arena::Task task(s.arena);
  Work work(c, system, &task);
  for (const SystemPhase<Work>& phase : stretch.phases) {
    if (phase.due(c)) phase.run(c, s, system, work);
  }
}

}  // namespace

const std::vector<Step>& quarter_steps() {
  static const std::vector<Step> steps = make_steps();
  return steps;
}

void run_quarter(const Context& c, State& s, const std::function<void(const Context&, State&)>& intervene,
                 const std::vector<Step>& steps) {
  auto first = steps.begin();  // of the stretches not yet run
  const auto run_systems = [&](auto last) {
    const auto run_one = [&](SystemId system, const Step& step) {
      std::visit(
          [&]<class What>(const What& stretch) {
            if constexpr (requires { stretch.phases; }) run_stretch(stretch, c.in(system), s, system);
          },
          step);
    };
    for (SystemId system : c.world.all_systems()) {
      for (auto step = first; step != last; ++step) run_one(system, *step);
    }
    first = last;
  };
  for (auto step = steps.begin(); step != steps.end(); ++step) {
    if (const auto* phase = std::get_if<NationalPhase>(&*step); phase != nullptr && phase->due(c)) {
      run_systems(step);
      phase->run(c, s);
    } else if (intervene && std::holds_alternative<InterventionPoint>(*step)) {
      run_systems(step);
      intervene(c, s);
    }
  }
  run_systems(steps.end());
  for (OrganisationId i : c.world.everybody()) s.last_action[i] = s.action[i];
}

}  // namespace concord
