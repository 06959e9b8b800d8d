#pragma once

#include <cstdint>

namespace concord {

/// What a random number is for: part of its address. Values are the reference's and are never renumbered or
/// reused.
enum class Purpose : std::uint32_t {
  initial_margin = 1,
  initial_trust = 2,
  social_weight = 3,
  reluctance = 4,
  system_margin = 5,
  capability = 6,
  quarterly_surprise = 10,
  system_surprise = 11,
  annual = 12,
  overspend = 13,
  choice = 14,
  ballot = 15,
  control_total = 16,
  contract = 17,
  dispute = 18,
  merger = 19,
  designation = 20,
  arbitration = 22,
  imitation = 23,
  model_to_imitate = 24,
  walkout = 25,
  reach = 26,
  landing = 27,
  lasting_shock = 28,
  passing_shock = 29,
  broken_deal = 30,
  declaration = 31,
  leader = 32,
  plausible_setting = 33,
  cost_growth = 34,
  one_off_gain = 35,
};

}  // namespace concord
