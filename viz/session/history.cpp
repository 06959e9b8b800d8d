#include "viz/session/history.hpp"

#include <utility>

namespace concord {
namespace {

constexpr std::size_t most_steps = 500;

/// Moves the present aside and takes the nearest moment of `from` for it.
std::optional<Moment> step(std::vector<Moment>& from, std::vector<Moment>& to,
                           std::optional<Moment>& present) {
  if (from.empty() || !present) return std::nullopt;
  to.push_back(std::move(*present));
  present = std::move(from.back());
  from.pop_back();
  return present;
}

}  // namespace

void History::note(const Moment& now, bool held) {
  if (present_ && *present_ != now) {
    if (!joined_) past_.push_back(std::move(*present_));
    if (past_.size() > most_steps) past_.erase(past_.begin());
    future_.clear();
    joined_ = held;
  } else if (!held) {
    joined_ = false;
  }
  present_ = now;
}

void History::clear() { *this = {}; }

std::optional<Moment> History::undo() {
  joined_ = false;
  return step(past_, future_, present_);
}
std::optional<Moment> History::redo() {
  joined_ = false;
  return step(future_, past_, present_);
}

}  // namespace concord
