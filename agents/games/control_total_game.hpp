#pragma once
// The control-total game: a limiting case of the model with known long-run figures, on the same engine.
//
// Organisations of a system repeatedly decide whether to contribute to a control total that pays all of them
// or none, and imitate each other; nothing else happens. Per system, 12 members; per quarter and member i:
//   1. i contributes with probability p_i a share c = 0.1 of its endowment b_i (drawn once, uniform on
//      0.5..1.5). If the system's contributions reach 0.6 of what they could be at most, c times the sum of
//      all b, the system is pooled, and every member gets 0.15 b_i.
//   2. What i has then is u_i = b_i - contribution + reward: the endowment counts.
//   3. i looks at one member j, each of the 11 others equally likely, and with Fermi probability
//      1 / (1 + exp(-10 (u_j - u_i) / b_i)) moves a tenth of the way to what j did:
//      p_i <- p_i + 0.1 (a_j - p_i), a_j = 1 if j contributed, else 0; p stays within 0.01..0.99.
// All members decide and compare on the same frozen state of the quarter. p starts at 0.5.
//
// Known figures in quarter 48 over 4000 replicates of 42 systems: 0.395 of members contribute (standard error
// 0.0004), 10.4% of systems are pooled. They settle what a description in words leaves open: the share counts
// members (the money contributed over its maximum has the same mean to three digits); leaving the endowment
// out of u gives 0.24 and 1%, letting members compare with themselves 0.403 and 11.4%, moving p by a fixed
// 0.1 0.16 and 8%.

#include "sim/lanes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace concord {

inline constexpr int game_members = 12;

/// Defaults are those of the known figures; money in units of the mean endowment.
struct ControlTotalGame {
  int systems = 42;
  int quarters = 48;
  double initial_propensity = 0.5;
  double smallest_endowment = 0.5, largest_endowment = 1.5;
  double contribution = 0.1;  ///< share of the endowment
  double threshold = 0.6;     ///< share of the greatest possible contributions
  double reward = 0.15;       ///< share of the endowment
  double selection = 10;      ///< slope of the Fermi probability
  double step = 0.1;          ///< share of the way to the other's action
  double lowest = 0.01, highest = 0.99;
};

/// Means over the systems of each replicate, all shares.
struct GameQuarter {
  Real contributing{0.0};  ///< of members that contribute
  Real contributed{0.0};   ///< of the greatest possible contributions
  Real pooled{0.0};        ///< of systems that reach the threshold
};

/// Plays the game for 1 to 8 replicates side by side; `history` gets one row a quarter and is reused without
/// allocating. A replicate's lane depends on seed and replicate number only, not on its neighbours; spare
/// lanes repeat the last replicate.
void play(const ControlTotalGame& game, std::uint64_t seed, std::span<const std::uint32_t> replicates,
          std::vector<GameQuarter>& history);

}  // namespace concord
