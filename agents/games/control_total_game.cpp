#include "agents/games/control_total_game.hpp"

#include "sim/errors.hpp"
#include "sim/math.hpp"
#include "sim/random.hpp"

#include <algorithm>
#include <array>

namespace concord {
namespace {

/// Apart from the purposes of the main model, so that the two share no draws.
enum class GamePurpose : std::uint32_t { endowment = 1000, quarter = 1001 };

using Members = std::array<Real, game_members>;

struct Game {
  const ControlTotalGame& rules;
  Random random;
};

std::uint32_t address(int system, int member) {
  return static_cast<std::uint32_t>(system) * game_members + static_cast<std::uint32_t>(member);
}

/// A member other than `member` per lane, and a uniform number: whole and broken part of a draw from 0 to 11.
struct Meeting {
  Words other;
  Real draw;
};
CONCORD_INLINE Meeting meet(const Real& uniform, int member) {
  constexpr double shift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer, in the low bits
  const Real stretched = uniform * (game_members - 1.0);
  const Real shifted = clamp(stretched - 0.5, 0.0, game_members - 2.0) + shift;
  const Real whole = shifted - shift;
  const Words skip = (whole >= static_cast<double>(member)).bits & Words(1);
  return {(bits_of(shifted) & Words(15)) + skip, stretched - whole};
}

/// One system from first to last quarter, added to the history; it fits into the fastest cache.
void play_system(const Game& game, int system, std::vector<GameQuarter>& history) {
  const ControlTotalGame& rules = game.rules;
  Members endowment, slope, propensity, luck, action, wealth;
  Real endowments = 0.0, wealth_of_other = 0.0, action_of_other = 0.0;
  for (int i = 0; i < game_members; ++i) {
    const auto n = static_cast<std::size_t>(i);
    const Real draw = game.random.uniform(GamePurpose::endowment, 0, address(system, i));
    endowment[n] = rules.smallest_endowment + (rules.largest_endowment - rules.smallest_endowment) * draw;
    slope[n] = rules.selection / endowment[n];
    propensity[n] = rules.initial_propensity;
    endowments += endowment[n];
  }

  for (std::size_t t = 0; t < history.size(); ++t) {
    Real contributors = 0.0, contributed = 0.0;
    for (int i = 0; i < game_members; ++i) {
      const auto n = static_cast<std::size_t>(i);
      const auto [choice, encounter] =
          game.random.uniforms(GamePurpose::quarter, static_cast<std::uint32_t>(t), address(system, i));
      action[n] = number(choice < propensity[n]);
      luck[n] = encounter;
      contributors += action[n];
      contributed += action[n] * endowment[n];
    }
    const Real pooled = number(contributed >= rules.threshold * endowments);
    for (std::size_t n = 0; n < game_members; ++n) {
      wealth[n] = endowment[n] * (1.0 - rules.contribution * action[n] + rules.reward * pooled);
    }
    for (int i = 0; i < game_members; ++i) {
      const auto n = static_cast<std::size_t>(i);
      const Meeting meeting = meet(luck[n], i);
      for (int k = 0; k < lanes; ++k) {
        const std::size_t j = meeting.other.lane(k);
        wealth_of_other.set_lane(k, wealth[j].lane(k));
        action_of_other.set_lane(k, action[j].lane(k));
      }
      // draw < 1 / (1 + e^-x) without the division.
      const Mask follows = meeting.draw * (1.0 + exp(slope[n] * (wealth[n] - wealth_of_other))) < 1.0;
      const Real moved = propensity[n] + rules.step * (action_of_other - propensity[n]);
      propensity[n] = clamp(select(follows, moved, propensity[n]), rules.lowest, rules.highest);
    }
    history[t].contributing += contributors / game_members;
    history[t].contributed += contributed / endowments;
    history[t].pooled += pooled;
  }
}

}  // namespace

void play(const ControlTotalGame& game, std::uint64_t seed, std::span<const std::uint32_t> replicates,
          std::vector<GameQuarter>& history) {
  ensure(!replicates.empty() && replicates.size() <= lanes, "a batch holds 1 to 8 replicates");
  ensure(game.systems > 0 && game.quarters >= 0, "a game has a system and no negative length");
  ensure(game.smallest_endowment > 0, "endowments are positive");
  Game playing{.rules = game, .random = {.seed = seed, .replicates = {}}};
  for (std::size_t k = 0; k < lanes; ++k) {
    playing.random.replicates[k] = replicates[std::min(k, replicates.size() - 1)];
  }
  history.assign(static_cast<std::size_t>(game.quarters), {});
  for (int system = 0; system < game.systems; ++system) play_system(playing, system, history);
  for (GameQuarter& quarter : history) {
    for (Real* mean : {&quarter.contributing, &quarter.contributed, &quarter.pooled}) {
      *mean = *mean / game.systems;
    }
  }
}

}  // namespace concord
