#pragma once
// How options and kinds of organisations look: a colour, a letter, a word; a shape.

#include "agents/world/organisation.hpp"
#include "experiments/charts/canvas.hpp"
#include "viz/data/run_data.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace concord {

struct ChoiceLook {
  Action action;
  std::string_view letter, word, color;
};
inline constexpr std::array<ChoiceLook, actions> choice_looks{{
    {Action::institution, "O", "own interest", "#F46A25"},
    {Action::place, "P", "place", "#28A197"},
    {Action::system, "S", "system", "#12436D"},
}};
constexpr const ChoiceLook& look_of(Action action) { return choice_looks[static_cast<std::size_t>(action)]; }

/// What an organisation chose in a quarter; nothing if that is missing.
std::optional<Action> choice_of(const RunDetail& detail, int quarter, int organisation);
/// Expected by the option, pp.
double utility_of(const RunDetail& detail, int quarter, int organisation, Action action);
/// The best option but for `chosen`.
Action next_best(const RunDetail& detail, int quarter, int organisation, Action chosen);
/// The best option less the second, pp; NaN where one is missing.
double margin_of(const RunDetail& detail, int quarter, int organisation);

/// Smaller squares have no room for a letter; something else must tell them apart then.
inline constexpr double choice_letter_side = 9;
/// A coloured square with the letter; hatched without a choice.
void draw_choice(Canvas& canvas, Point centre, double side, std::optional<Action> choice);
/// Samples with letters and words in rows; returns the height. Without `canvas` it only measures.
double draw_choice_key(Canvas* canvas, Point at, double width);

/// A trust is a circle, a CCG a square, a council a diamond.
void draw_kind(Canvas& canvas, Point centre, double radius, Kind kind, std::string_view fill,
               std::string_view outline);
std::string_view word_of(Kind kind);
/// "mental health trust", "CCG", "council".
std::string word_of(Type type);
/// "Mental health trusts", "CCGs", "Councils".
std::string several_of(Type type);
/// Without "NHS Foundation Trust" and the like.
std::string short_name(const OrganisationInfo& organisation);
/// The name, or the code where there is none.
std::string long_name(const OrganisationInfo& organisation);
std::string long_name(const SystemInfo& system);

}  // namespace concord
