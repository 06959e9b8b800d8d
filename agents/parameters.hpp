#pragma once
// All parameters of the model, a group a mechanism. The list below is the only one: adding a group here makes
// it known to scenarios, sweeps, records and documents.

#include "agents/mechanisms/activity_income.hpp"
#include "agents/mechanisms/agreement_mandate.hpp"
#include "agents/mechanisms/behaviour.hpp"
#include "agents/mechanisms/blueprint.hpp"
#include "agents/mechanisms/break_even.hpp"
#include "agents/mechanisms/collaboration_cost.hpp"
#include "agents/mechanisms/commissioning.hpp"
#include "agents/mechanisms/contracts.hpp"
#include "agents/mechanisms/control_total.hpp"
#include "agents/mechanisms/councils.hpp"
#include "agents/mechanisms/deadline.hpp"
#include "agents/mechanisms/designation.hpp"
#include "agents/mechanisms/dispute.hpp"
#include "agents/mechanisms/duty.hpp"
#include "agents/mechanisms/finance.hpp"
#include "agents/mechanisms/footprint.hpp"
#include "agents/mechanisms/guidance.hpp"
#include "agents/mechanisms/integration.hpp"
#include "agents/mechanisms/ladder.hpp"
#include "agents/mechanisms/mergers.hpp"
#include "agents/mechanisms/politics.hpp"
#include "agents/mechanisms/pooling.hpp"
#include "agents/mechanisms/pressures.hpp"
#include "agents/mechanisms/relationships.hpp"
#include "agents/mechanisms/shocks.hpp"
#include "agents/mechanisms/statute.hpp"
#include "agents/mechanisms/support.hpp"
#include "agents/mechanisms/surprises.hpp"
#include "agents/mechanisms/sustainability_fund.hpp"
#include "agents/mechanisms/switches.hpp"
#include "agents/mechanisms/walkout.hpp"

#include <functional>
#include <span>
#include <string>
#include <tuple>

namespace concord {

struct Parameters {
  Behaviour behaviour;
  Relationships relationships;
  Finance finance;
  Surprises surprises;
  ControlTotal control_total;
  Dispute dispute;
  SustainabilityFund sustainability_fund;
  Pooling pooling;
  ActivityIncome activity_income;
  CollaborationCost collaboration_cost;
  Commissioning commissioning;
  AgreementMandate agreement_mandate;
  Councils councils;
  Walkout walkout;
  Integration integration;
  BreakEven break_even;
  Duty duty;
  Guidance guidance;
  Ladder ladder;
  Blueprint blueprint;
  Deadline deadline;
  Designation designation;
  Footprint footprint;
  Mergers mergers;
  Contracts contracts;
  Support support;
  Statute statute;
  Shocks shocks;
  Pressures pressures;
  Politics politics;
  Switches switches;
};

/// Every group, in the order of documents and records.
inline constexpr auto parameter_groups = std::tuple{&Parameters::behaviour,
                                                    &Parameters::relationships,
                                                    &Parameters::finance,
                                                    &Parameters::surprises,
                                                    &Parameters::control_total,
                                                    &Parameters::dispute,
                                                    &Parameters::sustainability_fund,
                                                    &Parameters::pooling,
                                                    &Parameters::activity_income,
                                                    &Parameters::collaboration_cost,
                                                    &Parameters::commissioning,
                                                    &Parameters::agreement_mandate,
                                                    &Parameters::councils,
                                                    &Parameters::walkout,
                                                    &Parameters::integration,
                                                    &Parameters::break_even,
                                                    &Parameters::duty,
                                                    &Parameters::guidance,
                                                    &Parameters::ladder,
                                                    &Parameters::blueprint,
                                                    &Parameters::deadline,
                                                    &Parameters::designation,
                                                    &Parameters::footprint,
                                                    &Parameters::mergers,
                                                    &Parameters::contracts,
                                                    &Parameters::support,
                                                    &Parameters::statute,
                                                    &Parameters::shocks,
                                                    &Parameters::pressures,
                                                    &Parameters::politics,
                                                    &Parameters::switches};

namespace detail {
template <class One, class... All>
inline constexpr bool is_once_in = (0 + ... + std::is_same_v<One, All>) == 1;
/// True if every member of Parameters stands in the list once; each group is of a type of its own.
template <class... Groups>
consteval bool all_groups_are_listed(std::tuple<Groups Parameters::*...>) {
  return sizeof...(Groups) == field_count<Parameters>() && (... && is_once_in<Groups, Groups...>);
}
static_assert(all_groups_are_listed(parameter_groups),
              "every parameter group needs a line in parameter_groups, and one only");
}  // namespace detail

/// What a value of a parameter is; its text form follows.
enum class ValueKind { number, whole, on_off, quarter };

/// One parameter, without its type: what readers, recorders and documents work with.
struct ParameterInfo {
  std::string path;  ///< "group.key"
  ValueKind kind;
  Range allowed, screening;
  std::string_view unit, meaning, source, mechanism, reference;
  std::function<double(const Parameters&)> get;  ///< quarters as Quarter::index, switches as 0 or 1
  std::function<void(Parameters&, double)> set;  ///< the value must be allowed
  std::optional<double> neutral = std::nullopt;  ///< as in its row
  std::string_view idle_without = {};            ///< as in its row
};

/// All parameters in order of declaration.
std::span<const ParameterInfo> all_parameters();
/// The parameter of that path, or null.
const ParameterInfo* find_parameter(std::string_view path);
/// The parameter with that name in the reference implementation, or null.
const ParameterInfo* find_reference_parameter(std::string_view name);
/// "2.4", "true", "2019/20 Q1", "never".
std::string value_text(const ParameterInfo& parameter, double value);

}  // namespace concord
