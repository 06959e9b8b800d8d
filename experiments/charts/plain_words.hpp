#pragma once
// Names of measures as figures say them.

#include "agents/state/measures.hpp"
#include "experiments/charts/number_words.hpp"

#include <string>
#include <string_view>

namespace concord {

/// "Trusts in deficit", "NHS balance", from the key of a row.
std::string plain_name(const MeasureRow& row);
/// The meaning without the full stop at its end.
std::string plain_meaning(const MeasureRow& row);
/// What an outcome is called within a sentence: "systems real in substance", after its measure; an expression
/// goes by the name that its author gave it.
std::string outcome_words(std::string_view name, std::string_view measure);
/// The first letter made large.
std::string capital(std::string text);

}  // namespace concord
