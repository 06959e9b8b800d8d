#pragma once
// What the user chose, step by step, to go back and forth.

#include "viz/data/selection.hpp"
#include "viz/live/live.hpp"
#include "viz/views/sweep_views.hpp"
#include "viz/views/views.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace concord {

/// What the active document is compared with: that is A, the active document B, and differences are B less A.
struct Counterpart {
  enum class Kind { none, document, baseline } kind = Kind::none;
  std::size_t document = 0;
  bool operator==(const Counterpart&) const = default;
};

/// Everything that can be undone: what is shown, selected and compared, and the policy of what is live.
struct Moment {
  std::size_t document = 0;
  View view = View::map;
  SweepView sweep_view = SweepView::map;
  Selection selection;
  SweepScene sweep;
  Counterpart partner;
  Compare compare = Compare::over;
  bool of_system = false, spaghetti = false;
  Policy policy;
  bool operator==(const Moment&) const = default;
};

class History {
 public:
  /// What holds now: a step if it is new. All that is noted while a mouse button is `held`, and what comes of
  /// its release, is one step.
  void note(const Moment& now, bool held);
  /// What changed without the user: no step, and nothing is forgotten.
  void follow(const Moment& now) { present_ = now; }
  void clear();
  bool can_undo(const Moment& now) const { return !past_.empty() || (present_ && *present_ != now); }
  bool can_redo() const { return !future_.empty(); }
  /// What to go back to, or forward; nothing at the end.
  std::optional<Moment> undo();
  std::optional<Moment> redo();

 private:
  std::vector<Moment> past_, future_;  ///< the last is the nearest
  std::optional<Moment> present_;
  bool joined_ = false;  ///< the next change belongs to the last step
};

}  // namespace concord
