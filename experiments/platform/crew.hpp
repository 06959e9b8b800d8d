#pragma once
// Threads for work that oneTBB shares out.

#include <thread>
#include <vector>

#include <tbb/task_arena.h>
#include <tbb/task_group.h>

namespace concord {

/// So many threads in an arena of oneTBB, one of which is that of whoever makes the crew and works in the
/// arena. The others are started here, before any work: where the library cannot start one it aborts or waits
/// for ever, so that it is left none to start.
class Crew {
 public:
  /// Throws std::system_error, with how many threads were wanted and how many there could be.
  explicit Crew(int threads);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  tbb::task_arena& arena() { return arena_; }

 private:
  void help(std::size_t threads);
  void end();

  tbb::task_arena arena_;
  tbb::task_group until_end_;
  tbb::task_handle end_;  ///< a task that is never run: while it is there, who waits for the group works
  std::vector<std::thread> helpers_;
};

}  // namespace concord
